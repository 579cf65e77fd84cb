"""One row of a label table to one clip, or to the sentences that say why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

from countenance.core import (
    Category,
    Clip,
    DatabaseError,
    DatabaseInfo,
    Expression,
    ExpressionKind,
    InputError,
    Interval,
    Labels,
    Problem,
    Recording,
)
from countenance.databases.releases.extents import listed
from countenance.databases.releases.films import Film, Footage
from countenance.databases.releases.wording import Wording
from countenance.databases.tables import (
    Column,
    LabelRow,
    Sentences,
    UnusableCellError,
    action_units,
    frame_number,
    is_empty,
    name_of,
    shown,
    text_of,
    word,
)

__all__ = ["EMOTIONS", "Numbers", "RowReader"]

EMOTIONS: MappingProxyType[str, Category] = MappingProxyType(
    {
        "happiness": Category.POSITIVE,
        "positive": Category.POSITIVE,
        **dict.fromkeys(("anger", "contempt", "disgust", "fear", "sadness"), Category.NEGATIVE),
        "negative": Category.NEGATIVE,
        "surprise": Category.SURPRISE,
        "other": Category.OTHER,
        "others": Category.OTHER,
    }
)
"""Words on which the databases agree; what else one of them uses, its reader adds."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Frames of an expression as the release numbers them."""

    onset: int
    apex: int | None
    offset: int


class RowReader:
    """How a row becomes a clip. A database sets the class attributes and overrides the few methods that differ.

    Attributes
    ----------
    info : DatabaseInfo
        Citation, licence, access.
    columns : tuple of Column
        What the label table has. Fields that are understood here: ``participant``, ``clip``, ``onset``, ``apex``,
        ``offset``, ``action_units``, ``emotion``, ``objective_class``, ``kind``, ``self_report``. The others are
        for the methods of the database.
    participant_format : str
        How participants are named, for example ``"sub{:02d}"``: a cell or folder may hold the number, with or
        without the letters before it. Empty where the names are free text.
    first_file : int or None
        Number of the file that is frame 0 of a recording; labels bear the same numbers. None if a recording
        begins at its own first file, as folders of frames do that were cut out of a longer film.
    kind : ExpressionKind
        Of every expression of a release without a column ``kind``.
    emotions : mapping of str to Category or None
        Category of every word of the column ``emotion``, in lower case.
    people : str
        See :class:`~countenance.core.Recording`.
    recording_field : str
        Field of the table that names the recording of a row.
    wording : Wording
        What is advised where files are missing or wrong.
    """

    info: DatabaseInfo
    columns: tuple[Column, ...] = ()
    participant_format: str = ""
    first_file: int | None = None
    kind: ExpressionKind = ExpressionKind.MICRO
    emotions: Mapping[str, Category | None] = EMOTIONS
    people: str = ""
    recording_field: str = "clip"
    wording: Wording = Wording()

    def participant(self, value: object) -> str:
        """Name of a participant from a cell or a folder.

        Raises
        ------
        UnusableCellError
            If it names none.
        """
        if not self.participant_format:
            return name_of(value, "participant")
        text = text_of(value)
        prefix = self.participant_format.partition("{")[0]
        match = re.fullmatch(rf"(?:{re.escape(prefix)})?0*([0-9]{{1,6}})", text or "", re.IGNORECASE)
        if match is None:
            example = self.participant_format.format(1)
            raise UnusableCellError(
                f"the participant is {shown(value)}, a number or a name such as {example} was expected", ""
            )
        return self.participant_format.format(int(match[1]))

    def clip_name(self, row: LabelRow) -> str:
        """Name of a row's clip, unique within the participant.

        Raises
        ------
        UnusableCellError
            If the row has none.
        """
        return name_of(row["clip"], "clip name")

    def naming_remedy(self, row: LabelRow) -> str:
        """What to do about rows that name the same clip with different contents."""
        return f"give each expression its own name in {row.column('clip')}"

    def recording_name(self, row: LabelRow, clip: str) -> str:  # noqa: ARG002 (databases need the row)
        """Name of the recording that holds a clip; by default each clip is a recording of its own."""
        return clip

    def film(self, path: Path, groups: Mapping[str, str]) -> Film:
        """A recording on disk, from what the names of its folders say.

        Raises
        ------
        DatabaseError
            If they contradict each other.
        """
        try:
            participant = self.participant(groups["participant"])
        except UnusableCellError as error:
            raise DatabaseError(f"{error}, and it is not used") from None
        recording = Recording(
            self.info.name,
            participant,
            groups["recording"],
            Fraction(self.info.fps),
            groups.get("stimulus"),
            self.people,
        )
        return Film(recording, path, groups, self.first_file)

    def labels(self, row: LabelRow, say: Sentences) -> Labels | None:
        """Labels of a row; None, with its sentence, where a cell cannot be used."""
        if "emotion" not in row:
            return Labels(objective_class=text_of(row["objective_class"]))
        meaning = say.take(self._emotion, row)
        if meaning is None:
            return None
        written, category = meaning
        return Labels(
            self_report=text_of(row["self_report"]),
            category=category,
            published=written,
            objective_class=text_of(row["objective_class"]),
        )

    def numbers(self, row: LabelRow, say: Sentences) -> Numbers | None:
        """Frames of a row as the release numbers them; None, with its sentences, where they cannot be used."""
        onset = say.take(frame_number, row["onset"], "onset", row.column("onset"))
        offset = say.take(frame_number, row["offset"], "offset", row.column("offset"))
        apex = self._apex(row, say)
        if onset is None or offset is None or apex is None:
            return None
        return self._ordered(Numbers(onset, apex[0], offset), row, say)

    def remark(self, row: LabelRow, clip: Clip, film: Film, say: Sentences) -> None:
        """Note what else is odd about a row that is used; by default a kind that its duration contradicts."""
        if "kind" not in row:
            return
        labelled, interval = clip.expression.kind, clip.expression.interval
        if ExpressionKind.of(interval, film.recording.fps) is not labelled:
            milliseconds = 1000 * interval.duration(film.recording.fps)
            say.note(
                f"the type is {labelled} although it lasts {milliseconds:.0f} ms, and the type is trusted"
            )

    def names(self, row: LabelRow) -> tuple[str, ...]:
        """Every name under which a correction may mean a row: as read, and as the table writes it."""
        written = f"{text_of(row['participant'])}/{text_of(row['clip'])}"
        try:
            return f"{self.participant(row['participant'])}/{self.clip_name(row)}", written
        except UnusableCellError:
            return (written,)

    def read_row(self, row: LabelRow, footage: Footage) -> tuple[tuple[Clip, Film] | None, list[Problem]]:
        """Read one row.

        Returns
        -------
        tuple of Clip and Film, or None
            The clip and where its frames lie; None where the row cannot be used.
        list of Problem
            Of this row, and all of the same clip: at least one fatal one without a clip, notes at most with one.
        """
        say = Sentences(row.file, row.number)
        if row.merged is not None:
            message = f"cells {row.merged} are merged, but each row needs a value of its own"
            say.fatal(message, "unmerge the cells and fill in every row")
            return None, say.problems
        if _says_nothing(row):
            message = "the row names no participant, no clip and no frames, and is skipped"
            say.note(message)
            return None, say.problems
        identity = self._names_of(row, say)
        numbers = self.numbers(row, say)
        units = say.take(action_units, row["action_units"], row.column("action_units"))
        kind = say.take(self._kind, row)
        labels = self.labels(row, say)
        if identity is None or numbers is None or units is None or kind is None or labels is None:
            return None, say.problems
        participant, name, recording = identity
        film = self._film_of(participant, recording, numbers, row, footage, say)
        if film is None:
            return None, say.problems
        interval = Interval(numbers.onset - film.first, numbers.offset - film.first)
        apex = None if numbers.apex is None else numbers.apex - film.first
        clip = Clip(film.recording, name, Expression(interval, apex, kind, units, labels))
        self.remark(row, clip, film, say)
        return (clip, film), say.problems

    def _names_of(self, row: LabelRow, say: Sentences) -> tuple[str, str, str] | None:
        """Participant, clip and recording."""
        participant = say.take(_at, row, "participant", self.participant, row["participant"])
        name = say.take(_at, row, "clip", self.clip_name, row)
        if participant is None or name is None:
            return None
        say.clip = f"{participant}/{name}"
        recording = say.take(_at, row, self.recording_field, self.recording_name, row, name)
        return None if recording is None else (participant, name, recording)

    def _apex(self, row: LabelRow, say: Sentences) -> tuple[int | None] | None:
        """The apex, in a tuple as it may be missing."""
        value, column = row["apex"], row.column("apex")
        # Minus one stands for "none" in tables that programs wrote.
        without = is_empty(value) or text_of(value) == "-1"
        number = None if without else say.take(frame_number, value, "apex", column)
        if number is None and not without:
            return None
        coded = None if number == 0 and self.first_file != 0 else number
        if coded is None and "apex" in row:
            say.note("apex was not coded, and the clip is used without", f"enter the apex frame in {column}")
        return (coded,)

    def _ordered(self, numbers: Numbers, row: LabelRow, say: Sentences) -> Numbers | None:
        onset, apex, offset = numbers.onset, numbers.apex, numbers.offset
        columns = {field: row.column(field) for field in ("onset", "apex", "offset")}
        lowest = 1 if self.first_file is None else self.first_file
        if onset < lowest:
            say.fatal(f"onset is {onset}, but frames count from {lowest}", f"correct {columns['onset']}")
        elif offset == 0 and lowest > 0:
            message = "offset is 0, which means that it was not coded, so that the expression has no end"
            say.fatal(message, f"enter the offset frame in {columns['offset']} to use it")
        elif onset > offset:
            remedy = f"correct {columns['onset']} or {columns['offset']}"
            say.fatal(f"onset {onset} is after offset {offset}", remedy)
        elif apex is not None and not onset <= apex <= offset:
            message = f"apex {apex} lies outside of onset {onset} to offset {offset}"
            say.fatal(message, f"correct {columns['apex']}")
        else:
            return numbers
        return None

    def _kind(self, row: LabelRow) -> ExpressionKind:
        if "kind" not in row:
            return self.kind
        try:
            return ExpressionKind.parse(str(row["kind"]))
        except InputError:
            message = f"type is {shown(row['kind'])}, expected one that begins with macro or micro"
            raise UnusableCellError(message, f"correct {row.column('kind')}") from None

    def _emotion(self, row: LabelRow) -> tuple[str, Category | None]:
        """The word as published, and its category."""
        category = word(row["emotion"], self.emotions, "emotion", row.column("emotion"))
        return text_of(row["emotion"]) or "", category

    def _film_of(
        self,
        participant: str,
        recording: str,
        numbers: Numbers,
        row: LabelRow,
        footage: Footage,
        say: Sentences,
    ) -> Film | None:
        """Frames on disk that hold every one of the expression."""
        film = footage.find(participant, recording)
        if film is None:
            message, remedy = self.absence(participant, recording, footage)
            say.fatal(message, f"{remedy}, or correct {row.column(self.recording_field)}")
            return None
        path, end = footage.relative(film.path), film.extent.last
        missing = film.extent.missing(numbers.onset, numbers.offset)
        if numbers.offset > end:
            say.fatal(
                f"offset {numbers.offset} lies beyond frame {end}, the last one in {path}",
                f"correct {row.column('offset')} or {self.wording.rest}",
            )
        elif missing:
            say.fatal(f"{listed(missing)} missing in {path}", self.wording.frames)
        return film if numbers.offset <= end and not missing else None

    def absence(self, participant: str, recording: str, footage: Footage) -> tuple[str, str]:
        """What to say of a recording without frames, and what to do about it."""
        empty = footage.empty(participant, recording)
        if empty is not None:
            return f"no frame of {footage.relative(empty)} can be used", self.wording.again
        message = self.wording.absent.format(
            folder=footage.relative(footage.base), participant=participant, recording=recording
        )
        return message, self.wording.fetch


def _at(row: LabelRow, field: str, parse: Callable[..., str], *arguments: object) -> str:
    """A parser's result; what it refuses is to be corrected in the column of a field."""
    try:
        return parse(*arguments)
    except UnusableCellError as error:
        raise UnusableCellError(str(error), error.remedy or f"correct {row.column(field)}") from None


def _says_nothing(row: LabelRow) -> bool:
    keys: Sequence[str] = ("participant", "clip", "onset", "apex", "offset")
    return all(row[key] is None for key in keys)
