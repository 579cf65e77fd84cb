"""Codings and labels without pictures and without anybody's own words: de-identified, never anonymous."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from numbers import Real
from typing import Any

from countenance.core import Emotion, InputError
from countenance.study.labelling.selection import ExclusionReason
from countenance.study.publishing.cells import Cell, guarded
from countenance.study.publishing.columns import Column, ColumnType, Table
from countenance.study.publishing.contents import (
    CodingContent,
    ExpressionContent,
    ParticipantContent,
    RecordingContent,
    ReleaseContent,
)
from countenance.study.publishing.options import Features, Options
from countenance.study.publishing.staging import Stage
from countenance.study.publishing.tables import tables_of, write_parquet, write_tables
from countenance.study.publishing.wording import heading

__all__ = ["deidentified", "write_deidentified", "write_features"]

_FACTS = {"age", "gender", "sex"}
"""Of what a study asks for, what data sets usually tell; everything else may be anybody's words."""

_FEATURES = "features"


def write_deidentified(stage: Stage, content: ReleaseContent) -> list[Table]:
    """Write the tables of what :func:`deidentified` gives back."""
    tables = tables_of(content)
    write_tables(stage.folder, tables)
    stage.write("README.md", _README.format(heading=heading(content, f"{content.study}, de-identified")))
    return tables


def write_features(stage: Stage, films: Mapping[str, RecordingContent], options: Options) -> None:
    """Write what a caller measures in each film, one Parquet file for each.

    Parameters
    ----------
    stage : Stage
    films : mapping of str to RecordingContent
        By the name that the release gives them.
    options : Options

    Raises
    ------
    InputError
        If a recording has no file, or a measurement is no number.
    """
    if options.features is None:
        return
    (stage.folder / _FEATURES).mkdir()
    for done, (name, recording) in enumerate(films.items(), start=1):
        table = _measured(stage, name, recording, options.features)
        if table is not None:
            write_parquet(stage.folder / _FEATURES / f"{name}.parquet", table)
        options.progress("measuring recordings", done, len(films))


def deidentified(content: ReleaseContent) -> tuple[ReleaseContent, dict[str, RecordingContent]]:
    """A release without free text, names of files and digests of videos.

    Returns
    -------
    content : ReleaseContent
        Recordings are called by their participant and a number.
    films : dict of str to RecordingContent
        The recordings as they were, by their new names.
    """
    names = _names(content)
    recordings = {one.name: _recording(one, names[one.name]) for one in content.recordings}
    made = replace(
        content,
        participants=tuple(map(_participant, content.participants)),
        recordings=tuple(recordings.values()),
        shown_clips=tuple(
            replace(one, recording=names[one.recording], remark="") for one in content.shown_clips
        ),
        expressions=tuple(_expression(one, recordings) for one in content.expressions),
        codings=tuple(_coding(one, names) for one in content.codings),
        self_reports=tuple(
            replace(
                one,
                recording=names[one.recording],
                emotion=_emotion(one.emotion),
                text="",
                not_emotional=_movement(one.not_emotional),
            )
            for one in content.self_reports
        ),
    )
    return made, {names[one.name]: one for one in content.recordings}


def _names(content: ReleaseContent) -> dict[str, str]:
    counts: dict[str, int] = {}
    names = {}
    for one in content.recordings:
        counts[one.participant] = counts.get(one.participant, 0) + 1
        names[one.name] = f"{one.participant}_{counts[one.participant]}"
    return names


def _participant(one: ParticipantContent) -> ParticipantContent:
    return replace(one, facts={name: told for name, told in one.facts.items() if name in _FACTS})


def _recording(one: RecordingContent, name: str) -> RecordingContent:
    return replace(one, name=name, digest=None, suffix="")


def _expression(one: ExpressionContent, recordings: Mapping[str, RecordingContent]) -> ExpressionContent:
    return replace(
        one,
        recording=recordings[one.recording.name],
        upper=_read(one.upper),
        lower=_read(one.lower),
        self_report=_emotion(one.self_report),
        reason="",
        override_reason="",
        decision_reason="",
    )


def _coding(one: CodingContent, names: Mapping[str, str]) -> CodingContent:
    coded = one.coding
    kept = replace(
        coded,
        upper=_read(coded.upper),
        lower=_read(coded.lower),
        excluded=None if coded.excluded is None else ExclusionReason.parse(coded.excluded).value,
        note="",
    )
    return replace(one, recording=names[one.recording], coding=kept)


def _emotion(word: str | None) -> str | None:
    """A word of the usual list; whatever else somebody wrote is left out."""
    known = (word or "").strip().casefold()
    return known if known in set(Emotion) else None


def _read(word: str | None) -> str | None:
    """As above, but that a half of the face takes part is kept."""
    return None if word is None else _emotion(word) or ""


def _movement(text: str) -> str:
    return ExclusionReason.parse(text).value if text else ""


def _measured(stage: Stage, name: str, recording: RecordingContent, features: Features) -> Table | None:
    """The rows of a film as a table whose columns are those of the first row; None where there are none."""
    if recording.digest is None:
        raise InputError(f"recording {recording.name} has no file that could be measured: leave features out")
    rows = iter(features(stage.media.path(recording.digest)))
    first = next(rows, None)
    if first is None:
        return None
    columns = [Column(guarded(column), ColumnType.NUMBER, "As measured.") for column in first]

    def checked() -> Iterator[Sequence[Cell]]:
        for place, row in enumerate(chain([first], rows)):
            yield _numbers(name, place, row, first)

    return Table(name, "What was measured.", columns, checked)


def _numbers(name: str, place: int, row: Mapping[str, Any], first: Mapping[str, Any]) -> Sequence[Cell]:
    if row.keys() != first.keys():
        raise InputError(f"{name}, row {place}: measurements have other names than those of the first row")
    for column, value in row.items():
        if value is not None and not isinstance(value, Real):
            raise InputError(f"{name}, row {place}: {column} is no number: texts are not published here")
    return [None if row[column] is None else float(row[column]) for column in first]


_README = """{heading}
**De-identified, never anonymous.** There is no video, no picture and no free text in it: notes, reasons,
the participants' own words and the names of files are left out, and so is whatever participants were asked
beyond age and gender. The movements of a face, and their times, may still be recognised by somebody who
holds the videos. Treat it as data about people.

- `participants`, `recordings`, `shown_clips`, `expressions`, `codings`, `self_reports`: each as CSV and as
  Parquet; frames from 0. `shown_clips` tells which stimulus was on when in the recording of a whole session.
- `features/*.parquet`, where there: numbers that were measured in each recording.
- Emotions that somebody wrote are kept where they are happiness, sadness, surprise, anger, fear, disgust or
  contempt.
- `datapackage.json`, `croissant.json`, `datasheet.md`, `DATA_USE_AGREEMENT.md`, `SHA256SUMS`.
"""
