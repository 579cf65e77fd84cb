"""One row of the label sheet to one clip, or to the sentences that say why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from countenance.core import (
    Category,
    Clip,
    Emotion,
    Expression,
    ExpressionKind,
    InputError,
    Interval,
    Labels,
    Problem,
    Recording,
)
from countenance.databases.casme2sq.footage import Footage
from countenance.databases.casme2sq.shots import Shot, listed
from countenance.databases.casme2sq.workbook import CLIP_NAME, LabelRow, Tables
from countenance.databases.tables import (
    Sentences,
    UnusableCellError,
    action_units,
    frame_number,
    shown,
    text_of,
    whole_number,
)

__all__ = ["check_cells", "clip_names", "read_row"]

_Word = TypeVar("_Word", Category, ExpressionKind)
_EVOKED = {"happy": Emotion.HAPPINESS, "sad": Emotion.SADNESS}


def read_row(
    row: LabelRow, tables: Tables, footage: Footage
) -> tuple[tuple[Clip, Shot] | None, list[Problem]]:
    """Read one row.

    Parameters
    ----------
    row : LabelRow
        Subject number, clip name, onset, apex, offset, action units, emotion, type, self-report.
    tables : Tables
        The naming rules.
    footage : Footage
        The recordings on disk.

    Returns
    -------
    tuple of Clip and Shot, or None
        The clip and where its frames lie; None where the row cannot be used.
    list of Problem
        Of this row, and all of the same clip: at least one fatal one without a clip, notes at most with one.
    """
    say = Sentences(tables.file, row.number)
    if row.merged is not None:
        message = f"cells {row.merged} are merged, but each row needs a value of its own"
        say.fatal(message, "unmerge the cells and fill in every row")
        return None, say.problems
    subject, name, *_, units, emotion, kind, self_report = row.cells
    participant = say.take(_participant, subject, tables)
    film = say.take(_film, name, tables)
    if participant is not None and film is not None:
        say.clip = f"{participant}/{film.clip}"
    frames = _frames(row, say)
    coded = say.take(action_units, units, "column F")
    category = say.take(_parsed, Category, emotion, _EMOTION)
    labelled = say.take(_parsed, ExpressionKind, kind, _TYPE)
    if (
        participant is None
        or film is None
        or frames is None
        or coded is None
        or category is None
        or labelled is None
    ):
        return None, say.problems
    shot = _shot(participant, film, frames[0], footage, say)
    if shot is None:
        return None, say.problems
    _compare_with_duration(labelled, frames[0], shot.recording, say)
    report = None if self_report is None else str(self_report).strip()
    labels = Labels(from_stimulus=film.evokes, self_report=report, category=category)
    expression = Expression(*frames, labelled, coded, labels)
    return (Clip(shot.recording, film.clip, expression), shot), say.problems


def clip_names(row: LabelRow, tables: Tables) -> tuple[str, ...]:
    """Every name under which a correction may mean a row: as read, and as the sheet writes it."""
    subject, name, *_ = row.cells
    written = f"{text_of(subject)}/{text_of(name)}"
    participant = tables.participants.get(whole_number(subject) or 0)
    return (written,) if participant is None else (f"{participant}/{text_of(name)}", written)


def check_cells(row: LabelRow, file: str) -> list[Problem]:
    """What is wrong with a row in itself; all that can be told where a naming rule is missing."""
    say = Sentences(file, row.number)
    *_, units, emotion, kind, _ = row.cells
    _frames(row, say)
    say.take(action_units, units, "column F")
    say.take(_parsed, Category, emotion, _EMOTION)
    say.take(_parsed, ExpressionKind, kind, _TYPE)
    return say.problems


@dataclass(frozen=True, slots=True)
class _Film:
    clip: str
    name: str
    code: str

    @property
    def evokes(self) -> str:
        """Emotion for which the film was chosen, from its name."""
        word = self.name.rstrip("0123456789").casefold()
        return str(_EVOKED.get(word, word))


def _participant(value: object, tables: Tables) -> str:
    number = whole_number(value)
    if number is None:
        raise UnusableCellError(f"the subject is {shown(value)}, a number was expected", "correct column A")
    if number not in tables.participants:
        raise UnusableCellError(
            f"subject {number} is not among those of the sheet naming rule1",
            "correct column A, or add the subject to naming rule1",
        )
    return tables.participants[number]


def _film(value: object, tables: Tables) -> _Film:
    match = CLIP_NAME.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise UnusableCellError(
            f"the clip name is {shown(value)}, one such as anger1_1 was expected", "correct column B"
        )
    code = tables.films.get(match["film"])
    if code is None:
        raise UnusableCellError(
            f"clip name {value!r} refers to {match['film']!r}, which the sheet naming rule2 does not have",
            "correct column B, or add the film to naming rule2",
        )
    return _Film(match.string, match["film"], code)


def _frames(row: LabelRow, say: Sentences) -> tuple[Interval, int | None] | None:
    """Onset to offset and apex, counted from 0."""
    onset = say.take(frame_number, row.cells[2], "onset", "column C")
    # An empty apex means what 0 means; an empty onset or offset is a mistake.
    apex = say.take(frame_number, 0 if row.cells[3] is None else row.cells[3], "apex", "column D")
    offset = say.take(frame_number, row.cells[4], "offset", "column E")
    if onset is None or apex is None or offset is None:
        return None
    if onset == 0:
        say.fatal("onset is 0, but frames count from 1", "enter the onset frame in column C")
    elif offset == 0:
        message = "offset is 0, which means that it was not coded, so that the expression has no end"
        say.fatal(message, "enter the offset frame in column E to use it")
    elif onset > offset:
        say.fatal(f"onset {onset} is after offset {offset}", "correct column C or E")
    elif apex and not onset <= apex <= offset:
        say.fatal(f"apex {apex} lies outside of onset {onset} to offset {offset}", "correct column D")
    else:
        if apex == 0:
            say.note("apex was not coded, and the clip is used without", "enter the apex frame in column D")
        return Interval(onset - 1, offset - 1), apex - 1 if apex else None
    return None


@dataclass(frozen=True, slots=True)
class _Column:
    """A column whose cells hold one of a few words."""

    letter: str
    title: str
    expected: str


_EMOTION = _Column("G", "emotion", "positive, negative, surprise or others")
_TYPE = _Column("H", "type", "macro-expression or micro-expression")


def _parsed(words: type[_Word], value: object, column: _Column) -> _Word:
    try:
        return words.parse(str(value))
    except InputError:
        message = f"{column.title} is {shown(value)}, expected {column.expected}"
        raise UnusableCellError(message, f"correct column {column.letter}") from None


def _shot(participant: str, film: _Film, interval: Interval, footage: Footage, say: Sentences) -> Shot | None:
    """Frames on disk that hold every one of the interval."""
    shot = footage.find(participant, film.code, film.clip)
    if shot is None:
        number = participant.removeprefix("s")
        message = f"{footage.folder}/{participant} has no recording {number}_{film.code} with frames"
        say.fatal(message, "copy it from the release")
        return None
    first, last = interval.onset + 1, interval.offset + 1
    path, end = footage.relative(shot.path), shot.extent.last
    missing = shot.extent.missing(first, last)
    if last > end:
        say.fatal(
            f"offset {last} lies beyond frame {end}, the last one in {path}",
            "correct column E or copy the rest of the frames from the release",
        )
    elif missing:
        say.fatal(f"{listed(missing)} missing in {path}", "copy the missing frames from the release")
    return shot if last <= end and not missing else None


def _compare_with_duration(
    labelled: ExpressionKind, interval: Interval, recording: Recording, say: Sentences
) -> None:
    if ExpressionKind.of(interval, recording.fps) is not labelled:
        milliseconds = 1000 * interval.duration(recording.fps)
        message = f"the type is {labelled} although it lasts {milliseconds:.0f} ms, and the type is trusted"
        say.note(message, "nothing needs to be done")
