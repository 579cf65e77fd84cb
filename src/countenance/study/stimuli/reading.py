"""Ratings from tables: a row for each rating, or a row for each rater."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from countenance.core import InputError
from countenance.databases.tables import (
    Column,
    LabelRow,
    MissingColumnsError,
    Sheet,
    find_table,
    is_empty,
    read_sheets,
    shown,
    text_of,
    whole_number,
)
from countenance.study.stimuli.ratings import Rating, Repeats, single_ratings

__all__ = ["read_ratings"]

_RATER_TITLES = ("rater", "rater id", "rater no", "participant", "subject")
_LONG = (
    Column("rater", _RATER_TITLES),
    Column("clip", ("clip", "clip no", "video", "stimulus")),
    Column("emotion", ("emotion", "emotions", "main emotion", "main emotions", "main emotion(s)")),
    Column("intensity", ("intensity", "score", "arousal", "arousal intensity")),
)
_WIDE_TITLE = re.compile(r"(?P<clip>.*?)[\s_.:]*\b(?P<field>emotions?|intensity|score)$", re.IGNORECASE)
_BETWEEN_EMOTIONS = re.compile(r"[;,/+&|]")
_FORMS = (
    "expected either the columns rater, clip, emotion and intensity, or a column rater and for each clip two "
    'columns like "teeth emotion" and "teeth intensity"'
)


def read_ratings(path: Path | str, repeats: Repeats = Repeats.REFUSE) -> list[Rating]:
    """Read ratings from a workbook (``.xlsx``, ``.xls``) or text (``.csv``, ``.tsv``).

    The long form has a row for each rating, with the columns ``rater``, ``clip``, ``emotion`` and ``intensity``.
    The wide form has a row for each rater: a column ``rater``, and for each clip two columns, ``CLIP emotion`` and
    ``CLIP intensity``; where both are empty the rater did not rate the clip. Several main emotions stand in one
    cell, with ``;``, ``,``, ``/``, ``+``, ``&`` or ``|`` between them.

    Parameters
    ----------
    path : Path or str
        The table.
    repeats : Repeats
        What becomes of a second rating of one clip by one rater.

    Returns
    -------
    list of Rating
        In the order of the table.

    Raises
    ------
    InputError
        If the file cannot be read or holds neither form, if a row is no rating, or a rater rated a clip twice; the
        sentence names the file, and the row as a spreadsheet counts.
    """
    file = Path(path)
    try:
        table = find_table(file, _LONG)
    except MissingColumnsError:
        ratings = _wide(file)
    except InputError as error:
        raise InputError(f"{file.name}: {error}") from error
    else:
        ratings = [_long_row(row) for row in table.rows]
    try:
        return single_ratings(ratings, repeats)
    except InputError as error:
        raise InputError(f"{file.name}: {error}") from None


def _long_row(row: LabelRow) -> Rating:
    place = f"{row.file}, row {row.number}"
    if row.merged:
        raise InputError(f"{place}: the cells {row.merged} are merged; split them and fill in each")
    missing = [row.column(field) for field in ("rater", "clip") if text_of(row[field]) is None]
    if missing:
        raise InputError(f"{place}: {' and '.join(missing)} is empty, a name was expected")
    return _rating(place, text_of(row["rater"]), text_of(row["clip"]), row["emotion"], row["intensity"])


def _rating(place: str, rater: str | None, clip: str | None, emotion: object, intensity: object) -> Rating:
    score = whole_number(intensity)
    if score is None:
        raise InputError(
            f"{place}: rater {rater}, clip {clip}: the intensity is {shown(intensity)}, a whole number from 1 to 9 "
            "was expected"
        )
    if is_empty(emotion):
        raise InputError(
            f"{place}: rater {rater}, clip {clip}: the emotion is {shown(emotion)}, a word was expected"
        )
    words = tuple(_BETWEEN_EMOTIONS.split(text_of(emotion) or ""))
    try:
        return Rating(rater or "", clip or "", words, score)
    except InputError as error:
        raise InputError(f"{place}: {error}") from None


def _wide(file: Path) -> list[Rating]:
    for sheet in read_sheets(file):
        for position, (number, cells) in enumerate(sheet.rows):
            titles = [" ".join(str(cell or "").split()) for cell in cells]
            rater = next((i for i, title in enumerate(titles) if title.casefold() in _RATER_TITLES), None)
            if rater is None:
                continue
            clips = _clip_columns(f"{file.name}, row {number}", titles)
            if clips:
                return list(_wide_rows(file.name, sheet, position + 1, rater, clips))
    raise InputError(f"{file.name} holds no ratings: {_FORMS}")


def _clip_columns(place: str, titles: Sequence[str]) -> dict[str, dict[str, int]]:
    """For each clip of the header, the places of its emotion and its intensity."""
    clips: dict[str, dict[str, int]] = {}
    for position, title in enumerate(titles):
        match = _WIDE_TITLE.fullmatch(title.replace("_", " "))
        if not match or not match["clip"]:
            continue
        field = "emotion" if match["field"].casefold().startswith("emotion") else "intensity"
        # The clip's own name keeps the underscores that the title was searched without.
        fields = clips.setdefault(title[: len(match["clip"])], {})
        if field in fields:
            raise InputError(f"{place}: the header has two columns for the {field} of clip {match['clip']}")
        fields[field] = position
    for clip, fields in clips.items():
        if len(fields) < 2:
            lacks = "intensity" if "emotion" in fields else "emotion"
            raise InputError(f'{place}: clip {clip} has no column "{clip} {lacks}"')
    return clips


def _wide_rows(
    file: str, sheet: Sheet, start: int, rater: int, clips: dict[str, dict[str, int]]
) -> Iterator[Rating]:
    for number, cells in sheet.rows[start:]:
        place = f"{file}, row {number}"
        row = dict(enumerate(cells))
        who = text_of(row.get(rater))
        if who is None:
            raise InputError(f"{place}: the rater is {shown(row.get(rater))}, a name was expected")
        for clip, fields in clips.items():
            emotion, intensity = row.get(fields["emotion"]), row.get(fields["intensity"])
            if not (is_empty(emotion) and is_empty(intensity)):
                yield _rating(place, who, clip, emotion, intensity)
