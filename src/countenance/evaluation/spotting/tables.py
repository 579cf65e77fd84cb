"""Labels and predictions of any tool from tables: CSV, TSV or a workbook, with one row an expression.

Columns are found by their titles: recording (or video), onset, offset; optional database, participant, apex,
kind, score, emotion, fps. Frames count from 0 unless said otherwise, the offset is inclusive. A kind of
``excluded`` is no expression, ``long`` is what the policy ``overlong`` says. A row that names a recording alone
says that it counts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from countenance.core import DatabaseError, ExpressionKind, InputError, Interval
from countenance.databases.tables import (
    Column,
    LabelRow,
    MissingColumnsError,
    find_table,
    read_sheets,
)
from countenance.evaluation.spotting.cells import Cells, Counting
from countenance.evaluation.spotting.intervals import (
    PredictedInterval,
    ScoredRecording,
    Truth,
)
from countenance.evaluation.spotting.policies import Policies, RawLabel, read_labels
from countenance.evaluation.spotting.recording_names import RecordingNames, Written
from countenance.evaluation.spotting.truths import policy_remarks

__all__ = ["COLUMNS", "predictions_of_table", "read_tables", "truth_of_table"]

COLUMNS = (
    Column("recording", ("recording", "video", "film")),
    Column("onset", ("onset", "onset frame", "start")),
    Column("offset", ("offset", "offset frame", "end")),
    Column("apex", ("apex", "apex frame", "peak"), required=False),
    Column("kind", ("kind", "type"), required=False),
    Column("participant", ("participant", "subject"), required=False),
    Column("database", ("database", "dataset"), required=False),
    Column("score", ("score", "confidence"), required=False),
    Column("emotion", ("emotion",), required=False),
    Column("fps", ("fps", "frame rate"), required=False),
)
"""What a table may have; case, spaces and punctuation of titles do not count."""


def read_tables(
    predictions: Path,
    labels: Path,
    *,
    policies: Policies | None = None,
    first_frame: int = 0,
    fps: Fraction | None = None,
) -> tuple[Truth, list[PredictedInterval], list[str]]:
    """Read a tool's predictions and the labels that they are to be scored against.

    Returns
    -------
    truth : Truth
    predictions : list of PredictedInterval
    remarks : list of str
        What a reader must know about the predictions.

    Raises
    ------
    InputError
        If a file or a row of it cannot be used; the sentence names both.
    """
    truth = truth_of_table(labels, policies=policies, first_frame=first_frame, fps=fps)
    found, remarks = predictions_of_table(
        predictions, truth, policies=policies, first_frame=first_frame, fps=fps
    )
    return truth, found, remarks


def truth_of_table(
    path: Path, *, policies: Policies | None = None, first_frame: int = 0, fps: Fraction | None = None
) -> Truth:
    """Labels from a table.

    Parameters
    ----------
    path : Path
        See the head of this module.
    policies : Policies, optional
        How odd labels are read.
    first_frame : int
        Number of the first frame of a recording in this table.
    fps : Fraction, optional
        Frames per second, where the table has no column of them.

    Raises
    ------
    InputError
        If the file or a row of it cannot be used.
    """
    chosen = policies or Policies()
    rows = _rows(path)
    written = [_written(cells) for cells in rows]
    names = RecordingNames.of(written)
    recordings: dict[str, ScoredRecording] = {}
    raw, excluded = [], 0
    for cells, one in zip(rows, written, strict=True):
        name = names.own(one)
        rate = cells.fps() or fps
        recordings[name] = _same_rate(recordings.get(name), _recording(name, one, rate), cells)
        excluded += cells.excluded
        if not cells.excluded and not cells.says_nothing:
            raw.append(_raw(name, cells, Counting(first_frame), rate))
    rated = [replace(label, fps=label.fps or recordings[label.recording].fps) for label in raw]
    labels, counts = read_labels(rated, chosen)
    remarks = [*policy_remarks(chosen, counts), *_excluded(excluded, path)]
    return Truth(tuple(recordings.values()), tuple(labels), chosen.described(counts), tuple(remarks))


def predictions_of_table(
    path: Path,
    truth: Truth,
    *,
    policies: Policies | None = None,
    first_frame: int = 0,
    fps: Fraction | None = None,
) -> tuple[list[PredictedInterval], list[str]]:
    """Predictions from a table, in the order of its rows.

    A recording is one of the truth's by its name, or by the last part of it as in ``casme2sq/s15/15_0101anger``;
    the ending of a video file does not count. Where several bear it, database and participant decide. Without a
    column ``kind`` it follows from the duration, if the frame rate is known.

    Parameters
    ----------
    path : Path
        See the head of this module; it may hold a header alone.
    truth : Truth
        Whose recordings are meant.
    policies, first_frame, fps
        As for the labels; of the policies, ``overlong`` also concerns a prediction that is called long.

    Returns
    -------
    predictions : list of PredictedInterval
    remarks : list of str
        What a reader must know, one sentence each.

    Raises
    ------
    InputError
        If the file or a row of it cannot be used.
    """
    chosen = policies or Policies()
    names = RecordingNames.known(truth.recordings)
    rates = {recording.name: recording.fps for recording in truth.recordings}
    found, counts = [], Counter[str]()
    for cells in _rows(path, may_be_empty=True):
        name = names.find(_written(cells), cells)
        long = cells.long and chosen.overlong == "drop"
        counts.update(excluded=int(cells.excluded), long=int(cells.long))
        if not (cells.excluded or cells.says_nothing or long):
            found.append(_prediction(name, cells, Counting(first_frame), rates.get(name) or fps))
    remarks = _excluded(counts["excluded"], path)
    if counts["long"]:
        remarks.append(
            f"{path.name}: {counts['long']} predictions are called long; overlong = {chosen.overlong} concerns "
            "them too."
        )
    return found, remarks


def _rows(path: Path, *, may_be_empty: bool = False) -> list[Cells]:
    try:
        table = find_table(path, COLUMNS)
    except MissingColumnsError as error:
        raise InputError(f"{path}: {error}; give a table with these columns") from None
    except DatabaseError as error:
        if may_be_empty and _header_alone(path):
            return []
        raise InputError(f"{path}: {error}") from None
    return [Cells(path, _unmerged(path, row)) for row in table.rows]


def _unmerged(path: Path, row: LabelRow) -> LabelRow:
    if row.merged is not None:
        raise InputError(f"{path}, row {row.number}: cells {row.merged} are merged; unmerge them")
    return row


def _header_alone(path: Path) -> bool:
    try:
        sheets = read_sheets(path)
    except DatabaseError:
        return False
    return all(len(sheet.rows) <= 1 for sheet in sheets)


def _written(cells: Cells) -> Written:
    return Written(cells.recording(), cells.text("participant"), cells.text("database"))


def _recording(name: str, written: Written, fps: Fraction | None) -> ScoredRecording:
    who = written.participant
    return ScoredRecording(
        name, f"{written.database}:{who}" if who and written.database else who, written.database, fps
    )


def _same_rate(before: ScoredRecording | None, now: ScoredRecording, cells: Cells) -> ScoredRecording:
    if before is None or before.fps is None or now.fps in {None, before.fps}:
        return before if before is not None and before.fps is not None else now
    raise cells.error(
        f"{now.name} has {float(before.fps):g} frames per second above and {float(now.fps or 0):g} here"
    )


def _raw(name: str, cells: Cells, counting: Counting, fps: Fraction | None) -> RawLabel:
    onset = counting.label_onset(cells)
    offset = counting.coded(cells, "offset", onset)
    apex = counting.coded(cells, "apex", onset)
    _check_order(cells, onset, offset)
    if apex is not None and not max(0, onset) <= apex <= (apex if offset is None else offset):
        raise cells.error(
            f"apex {cells.shown('apex')} lies outside of onset to offset; correct it or leave it empty"
        )
    return RawLabel(
        name, onset, apex, offset, cells.kind(), fps, cells.text("emotion") or None, cells.long, cells.place
    )


def _prediction(name: str, cells: Cells, counting: Counting, fps: Fraction | None) -> PredictedInterval:
    onset, offset = (counting.frame(cells, field) for field in ("onset", "offset"))
    _check_order(cells, onset, offset)
    interval = Interval(onset, offset)
    apex = None if cells.blank("apex") else counting.frame(cells, "apex")
    if apex is not None and apex not in interval:
        raise cells.error(
            f"apex {cells.shown('apex')} lies outside of onset to offset; correct it or leave it empty"
        )
    kind = ExpressionKind.MACRO if cells.long else cells.kind()
    if kind is None and fps is not None:
        kind = ExpressionKind.of(interval, fps) or ExpressionKind.MACRO
    return PredictedInterval(name, interval, kind, apex, cells.score(), cells.text("emotion") or None)


def _check_order(cells: Cells, onset: int, offset: int | None) -> None:
    """Refuse an end before the beginning, in the numbers of the table."""
    if offset is not None and onset > offset:
        raise cells.error(
            f"onset {cells.whole('onset')} is after offset {cells.whole('offset')}; correct one of them"
        )


def _excluded(n: int, path: Path) -> list[str]:
    return [f"{path.name}: {n} rows are excluded from the expressions and do not count."] if n else []
