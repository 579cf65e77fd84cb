"""The tables of a release: participants, recordings, what was shown, expressions, codings, self-reports, times."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from countenance.core import format_action_units
from countenance.study.publishing.cells import Cell, write_csv
from countenance.study.publishing.columns import Column, ColumnType, Reference, Table
from countenance.study.publishing.contents import ExpressionContent, ReleaseContent
from countenance.study.publishing.wording import CODING_STATE

__all__ = ["tables_of", "write_parquet", "write_tables"]

_TEXT, _INTEGER, _NUMBER, _BOOLEAN = ColumnType
_ARROW = {_TEXT: pa.string(), _INTEGER: pa.int64(), _NUMBER: pa.float64(), _BOOLEAN: pa.bool_()}
_BATCH = 10_000
"""Rows in memory at a time."""

_RECORDING = Reference("recording", "recordings", "recording")


def tables_of(content: ReleaseContent) -> list[Table]:
    """Every table of a release; those without rows too, so that releases have the same files.

    Times of frames are there only where a recording has a variable rate.
    """
    found = [
        _participants(content), _recordings(content), _shown_clips(content), _expressions(content),
        _codings(content), _self_reports(content),
    ]  # fmt: skip
    return [*found, _frame_times(content)] if any(one.times for one in content.recordings) else found


def write_tables(folder: Path, tables: Sequence[Table], *, parquet: bool = True) -> None:
    """Write tables as CSV, and as Parquet too.

    Texts in CSV are guarded against being taken for formulas; in Parquet they are as they are.
    """
    for table in tables:
        write_csv(folder / f"{table.name}.csv", table.header, table.rows())
        if parquet:
            write_parquet(folder / f"{table.name}.parquet", table)


def write_parquet(path: Path, table: Table) -> None:
    """Write a table as Parquet, some rows at a time."""
    schema = pa.schema([pa.field(column.name, _ARROW[column.type]) for column in table.columns])
    rows = table.rows()
    with pq.ParquetWriter(path, schema) as writer:
        while batch := list(islice(rows, _BATCH)):
            columns = [
                pa.array([_plain(cell) for cell in cells], type=field.type)
                for cells, field in zip(zip(*batch, strict=True), schema, strict=True)
            ]
            writer.write_batch(pa.record_batch(columns, schema=schema))


def _plain(cell: Cell) -> str | int | float | bool | None:
    return float(cell) if isinstance(cell, Fraction) else cell


def _participants(content: ReleaseContent) -> Table:
    own = [
        Column("participant", _TEXT, "Random pseudonym."),
        Column("number", _INTEGER, "Number in releases that need one; it says nothing about who came when."),
    ]
    names = sorted({name for one in content.participants for name in one.facts})
    facts = [_fact(content, name) for name in names]

    def rows() -> Iterator[Sequence[Cell]]:
        for one in content.participants:
            told = (_cell(one.facts.get(name), column) for name, column in zip(names, facts, strict=True))
            yield one.pseudonym, one.number, *told

    return Table("participants", "Who is seen.", [*own, *facts], rows, ["participant"])


def _fact(content: ReleaseContent, name: str) -> Column:
    values = [one.facts[name] for one in content.participants if one.facts.get(name) is not None]
    kinds = {type(value) for value in values}
    chosen = _TEXT
    if kinds == {bool}:
        chosen = _BOOLEAN
    elif kinds == {int}:
        chosen = _INTEGER
    elif kinds <= {int, float} and kinds:
        chosen = _NUMBER
    taken = {"participant", "number"}
    return Column(f"fact_{name}" if name in taken else name, chosen, f"What the study asked for: {name}.")


def _cell(value: Any, column: Column) -> Cell:
    if value is None or column.type is not _TEXT or isinstance(value, str):
        cell: Cell = value
        return cell
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _recordings(content: ReleaseContent) -> Table:
    columns = [
        Column("recording", _TEXT, "Its name."),
        Column("participant", _TEXT, "Pseudonym of who is seen."),
        Column(
            "stimulus", _TEXT, "What was watched; shown_clips tells it of the recording of a whole session."
        ),
        Column("stimulus_emotion", _TEXT, "What the stimulus was meant to evoke."),
        Column("stimulus_seconds", _NUMBER, "Length of the stimulus in seconds."),
        Column("take", _INTEGER, "From 1."),
        Column("fps", _NUMBER, "Nominal frames per second."),
        Column("fps_exact", _TEXT, "The same as a fraction."),
        Column("n_frames", _INTEGER, "Number of frames."),
        Column(
            "variable_rate", _BOOLEAN, "Whether the table frame_times tells the time of each of its frames."
        ),
        Column("sha256", _TEXT, "Of the video."),
        Column("may_be_printed", _BOOLEAN, "Whether pictures may be shown in publications."),
        Column("coding_state", _TEXT, CODING_STATE),
    ]

    def rows() -> Iterator[Sequence[Cell]]:
        for one in content.recordings:
            watched = one.stimulus
            told = (None,) * 3 if watched is None else (watched.name, watched.emotion, watched.seconds)
            yield (
                one.name, one.participant, *told, one.take, one.fps, str(one.fps), one.n_frames,
                bool(one.times), one.digest, one.may_print, one.coding_state,
            )  # fmt: skip

    people = Reference("participant", "participants", "participant")
    return Table("recordings", "Films of faces.", columns, rows, ["recording"], [people])


def _shown_clips(content: ReleaseContent) -> Table:
    columns = [
        Column("recording", _TEXT, "Of a whole session."),
        Column("stimulus", _TEXT, "What was on the screen."),
        Column("stimulus_emotion", _TEXT, "What the stimulus was meant to evoke."),
        Column("take", _INTEGER, "Which showing of it, from 1."),
        Column("onset", _INTEGER, "First frame recorded while it was on, from 0; empty where not known."),
        Column("offset", _INTEGER, "Last frame recorded while it was on; empty where not known."),
        Column("interrupted", _BOOLEAN, "Whether it was not seen to its end."),
        Column("remark", _TEXT, "Why frames are not known, or why it was not seen to its end."),
    ]

    def rows() -> Iterator[Sequence[Cell]]:
        for one in content.shown_clips:
            frames = (None, None) if one.interval is None else (one.interval.onset, one.interval.offset)
            yield (
                one.recording, one.stimulus, one.emotion, one.take, *frames, one.is_interrupted,
                one.remark or None,
            )  # fmt: skip

    meaning = (
        "Which stimulus was on when in the recordings of whole sessions; others name theirs in recordings."
    )
    key = ["recording", "stimulus", "take"]
    return Table("shown_clips", meaning, columns, rows, key, [_RECORDING])


_EXPRESSION_COLUMNS = [
    Column("expression", _TEXT, "Its name."),
    Column("recording", _TEXT, "Where it is seen."),
    Column("participant", _TEXT, "Pseudonym of who is seen."),
    Column("onset", _NUMBER, "First frame that leaves the baseline, from 0; half-frames are means of two coders."),
    Column("apex", _NUMBER, "First frame at the highest intensity."),
    Column("offset", _NUMBER, "First frame back at the baseline, part of the expression."),
    Column("onset_frame", _INTEGER, "The onset, rounded half up."),
    Column("apex_frame", _INTEGER, "The apex, rounded half up."),
    Column("offset_frame", _INTEGER, "The offset, rounded half up."),
    Column("onset_s", _NUMBER, "Presentation time of the onset in seconds."),
    Column("offset_s", _NUMBER, "Presentation time of the offset in seconds."),
    Column("kind", _TEXT, "macro or micro, by the exact frames."),
    Column("category", _TEXT, "Final category: a person's, or else the automatic one."),
    Column("automatic_category", _TEXT, "Category by the rules."),
    Column("action_units", _TEXT, "As coded, for example L6B+12."),
    Column("region", _TEXT, "Which half of the face takes part: upper, lower or both."),
    Column("upper", _TEXT, "Emotion read in the upper face."),
    Column("lower", _TEXT, "Emotion read in the lower face."),
    Column("from_action_units", _TEXT, "What the movement means."),
    Column("from_stimulus", _TEXT, "What the stimulus was meant to evoke."),
    Column("self_report", _TEXT, "What the participant said."),
    Column("rule", _TEXT, "Rule by which the action units decided."),
    Column("reason", _TEXT, "Why the automatic category was chosen."),
    Column("override_reason", _TEXT, "Why a person chose another one."),
    Column("duration_policy", _TEXT, "How frames became a duration."),
    Column("settled_by", _TEXT, "What settled the two codings: an action of an arbiter, or a named policy."),
    Column("arbiter", _TEXT, "Who settled them; empty where a policy did."),
    Column("decision_reason", _TEXT, "Why they were settled so."),
]  # fmt: skip


def _expressions(content: ReleaseContent) -> Table:
    def rows() -> Iterator[Sequence[Cell]]:
        yield from map(_expression_row, content.expressions)

    meaning = "Expressions on which the study has settled, with every source of the label apart."
    return Table("expressions", meaning, _EXPRESSION_COLUMNS, rows, ["expression"], [_RECORDING])


def _expression_row(one: ExpressionContent) -> Sequence[Cell]:
    return (
        one.id, one.recording.name, one.recording.participant, one.onset, one.apex, one.offset,
        one.interval.onset, one.apex_frame, one.interval.offset, one.recording.seconds(one.onset),
        one.recording.seconds(one.offset), one.kind.value, one.category, one.automatic_category,
        one.action_units, _region(one.upper, one.lower), one.upper or None, one.lower or None,
        one.from_action_units, one.from_stimulus, one.self_report, one.rule or None, one.reason or None,
        one.override_reason or None, one.duration_policy, one.policy or one.action, one.arbiter,
        one.decision_reason or None,
    )  # fmt: skip


def _region(upper: str | None, lower: str | None) -> str | None:
    if upper is None:
        return None if lower is None else "lower"
    return "upper" if lower is None else "both"


def _codings(content: ReleaseContent) -> Table:
    columns = [
        Column("coding", _TEXT, "Its name."),
        Column("recording", _TEXT, "Where it is seen."),
        Column("coder", _TEXT, "Who coded; coder_1 is the same everywhere in the release."),
        Column("onset", _INTEGER, "First frame that leaves the baseline, from 0."),
        Column("apex", _INTEGER, "First frame at the highest intensity."),
        Column("offset", _INTEGER, "First frame back at the baseline; empty where not determined."),
        Column("action_units", _TEXT, "As coded."),
        Column("region", _TEXT, "Which half of the face takes part: upper, lower or both."),
        Column("upper", _TEXT, "Emotion read in the upper face."),
        Column("lower", _TEXT, "Emotion read in the lower face."),
        Column("excluded", _TEXT, "Why it is no expression; empty where it is one."),
        Column("confidence", _INTEGER, "From 1, unsure, to 3, sure."),
        Column("note", _TEXT, "Whatever else the coder wrote."),
        Column("expression", _TEXT, "Expression that was settled from it; empty where none was."),
    ]

    def rows() -> Iterator[Sequence[Cell]]:
        for one in content.codings:
            coded = one.coding
            yield (
                coded.id, one.recording, one.coder, coded.onset, coded.apex, coded.offset,
                format_action_units(coded.action_units), _region(coded.upper, coded.lower),
                coded.upper or None, coded.lower or None, coded.excluded, coded.confidence,
                coded.note or None, one.expression,
            )  # fmt: skip

    settled = Reference("expression", "expressions", "expression")
    meaning = "What each coder submitted, before anybody agreed with anybody."
    return Table("codings", meaning, columns, rows, ["coding"], [_RECORDING, settled])


def _self_reports(content: ReleaseContent) -> Table:
    columns = [
        Column("self_report", _TEXT, "Its name."),
        Column("recording", _TEXT, "Where it is seen."),
        Column("onset", _INTEGER, "First frame that the participant marked, from 0."),
        Column("offset", _INTEGER, "Last frame that the participant marked."),
        Column("emotion", _TEXT, "What was felt."),
        Column("intensity", _INTEGER, "How strongly, from 1 to 9."),
        Column("text", _TEXT, "In the participant's own words."),
        Column("not_emotional", _TEXT, "What the movement was if it expressed nothing."),
    ]

    def rows() -> Iterator[Sequence[Cell]]:
        for one in content.self_reports:
            yield (
                one.id, one.recording, one.onset, one.offset, one.emotion, one.intensity,
                one.text or None, one.not_emotional or None,
            )  # fmt: skip

    meaning = "What participants said of their own movements."
    return Table("self_reports", meaning, columns, rows, ["self_report"], [_RECORDING])


def _frame_times(content: ReleaseContent) -> Table:
    columns = [
        Column("recording", _TEXT, "Of variable rate."),
        Column("frame", _INTEGER, "From 0."),
        Column("time_s", _NUMBER, "Presentation time in seconds."),
    ]

    def rows() -> Iterator[Sequence[Cell]]:
        for one in content.recordings:
            for frame, time in enumerate(one.times):
                yield one.name, frame, Fraction(time)

    meaning = "When each frame of a recording of variable rate is shown."
    return Table("frame_times", meaning, columns, rows, ["recording", "frame"], [_RECORDING])
