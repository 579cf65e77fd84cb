"""Published lists of the clips that a challenge uses, and the clips of opened releases that they mean.

The list of the Micro-Expression Grand Challenge 2019 circulates as ``combined_3class_gt.csv``: no header, and in
each row the database (``smic``, ``casme2``, ``samm``), the participant, the clip, and the class as a number.
Participants and clips are compared without leading zeros and capitals, because copies of the list write ``006``
and ``6``, ``s1_ne_01`` and ``s01_ne_01``.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from countenance.core import Clip, InputError, Problem
from countenance.core.problems import clip_label
from countenance.databases.label_schemes import LabelScheme

__all__ = ["SelectedClip", "Selection", "read_selection", "select"]

SELECTED_DATABASES: Mapping[str, str] = MappingProxyType(
    {"smic": "smic_hs", "smichs": "smic_hs", "casme2": "casme2", "casmeii": "casme2", "samm": "samm"}
)
"""Names in such lists, without anything but letters and digits, to registered names."""

SELECTED_CLASSES: Mapping[str, str] = MappingProxyType(
    {"0": "negative", "1": "positive", "2": "surprise"}
    | {name: name for name in ("negative", "positive", "surprise")}
)
"""Classes in such lists to those of the label scheme ``megc2019``."""

_MOST_BYTES = 4_000_000
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class SelectedClip:
    """One row of a list.

    Parameters
    ----------
    row : int
        Its number, the first line being 1.
    database : str
        Registered name.
    participant, clip : str
        As the list writes them.
    label : str
        The class that the list gives.
    """

    row: int
    database: str
    participant: str
    clip: str
    label: str


@dataclass(frozen=True, slots=True)
class Selection:
    """A list as read: its clips, and what is wrong with its other rows."""

    file: str
    clips: tuple[SelectedClip, ...]
    problems: tuple[Problem, ...] = ()


def read_selection(path: str | Path) -> Selection:
    """Read a list of clips: database, participant, clip and class in each row.

    Columns are separated by commas, semicolons or tabs; a header is recognised and skipped.

    Raises
    ------
    InputError
        If it cannot be read as such a list.
    """
    file = Path(path)
    rows = list(_rows(file))
    if not rows:
        raise InputError(f"{file} holds no row; expected database, participant, clip and class in each")
    clips: list[SelectedClip] = []
    problems: list[Problem] = []
    seen: dict[tuple[str, str, str], int] = {}
    for position, (number, cells) in enumerate(rows):
        fault = _fault(cells)
        if fault is not None:
            if position == 0 and _is_header(cells):
                continue
            problems.append(Problem(file.name, number, None, fault, "compare it with the rows around it"))
            continue
        database = SELECTED_DATABASES[_plain(cells[0])]
        clip = SelectedClip(number, database, cells[1], cells[2], SELECTED_CLASSES[cells[3].casefold()])
        first = seen.setdefault(_key(database, clip.participant, clip.clip), number)
        if first != number:
            message = f"it names the same clip as row {first}, and the first is used"
            problems.append(Problem(file.name, number, None, message, "delete one of the two", fatal=False))
            continue
        clips.append(clip)
    if not clips:
        raise InputError(
            f"{file} names no clip; expected database, participant, clip and class in each row, such as "
            f"casme2,sub01,EP02_01f,0 (its first fault, in row {problems[0].row}: {problems[0].message})"
            if problems
            else f"{file} holds a header and no row; expected database, participant, clip and class in each"
        )
    return Selection(file.name, tuple(clips), tuple(problems))


def select(
    clips: Sequence[Clip], selection: Selection, titles: Mapping[str, str], scheme: LabelScheme | None
) -> tuple[list[Clip], list[Problem]]:
    """The clips that a list means, in their own order, and everything that does not fit.

    Parameters
    ----------
    clips : sequence of Clip
        All there are.
    selection : Selection
        The list.
    titles : mapping of str to str
        Registered name to title of the databases that the clips come from.
    scheme : LabelScheme or None
        By which the labels of the list are checked.

    Returns
    -------
    list of Clip
        Those that are in the list.
    list of Problem
        Fatal ones for rows that find no clip, or more than one; notes for labels that differ and for clips that the
        list leaves out.
    """
    by_key: dict[tuple[str, str, str], list[Clip]] = defaultdict(list)
    for clip in clips:
        by_key[_key(clip.database, clip.participant, clip.name)].append(clip)
    problems = list(selection.problems)
    chosen: set[str] = set()
    for row in selection.clips:
        found = by_key.get(_key(row.database, row.participant, row.clip), [])
        if len(found) == 1:
            chosen.add(found[0].key)
            problems += _compared(row, found[0], selection.file, scheme)
        else:
            problems.append(_unmatched(row, found, selection.file, titles))
    problems += _left_out([clip for clip in clips if clip.key not in chosen], selection.file, titles)
    return [clip for clip in clips if clip.key in chosen], problems


def _rows(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, with their numbers."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file} cannot be read ({error.strerror}); give the file of the list") from error
    if len(data) > _MOST_BYTES:
        raise InputError(
            f"{file} has {len(data):,} bytes, too many for a list of clips; give the file of the list"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{file} is no text in UTF-8 (byte {error.start}); save it as CSV in UTF-8"
        ) from error
    head = text[:1000]
    separator = max(",;\t", key=head.count)
    try:
        for number, cells in enumerate(csv.reader(text.splitlines(), delimiter=separator), 1):
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield number, stripped
    except csv.Error as error:
        raise InputError(f"{file} cannot be read as CSV ({error}); save it as CSV again") from error


def _fault(cells: Sequence[str]) -> str | None:
    """What is wrong with a row; None for a sound one."""
    if len(cells) != 4 or not all(cells):
        return f"it has {sum(map(bool, cells))} filled cells, expected 4 (database, participant, clip, class)"
    if _plain(cells[0]) not in SELECTED_DATABASES:
        return f"the database is {cells[0]!r}, expected smic, casme2 or samm"
    if cells[3].casefold() not in SELECTED_CLASSES:
        return f"the class is {cells[3]!r}, expected 0, 1, 2 or negative, positive, surprise"
    return None


def _is_header(cells: Sequence[str]) -> bool:
    """Whether a row has words for columns: neither a database nor a class stands where they belong."""
    return _plain(cells[0]) not in SELECTED_DATABASES and cells[-1].casefold() not in SELECTED_CLASSES


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


def _key(database: str, participant: str, clip: str) -> tuple[str, str, str]:
    """Identity without leading zeros and capitals; of participants only the number, which some lists write alone.

    >>> _key("samm", "006", "006_1_2") == _key("samm", "6", "6_1_2")
    True
    """
    number = re.search(r"\d+$", participant)
    person = participant.casefold() if number is None else number.group()
    return database, _without_zeros(person), _without_zeros(clip)


def _without_zeros(text: str) -> str:
    return re.sub(r"(?<!\d)0+(?=\d)", "", text).casefold()


def _compared(row: SelectedClip, clip: Clip, file: str, scheme: LabelScheme | None) -> Iterator[Problem]:
    if scheme is None:
        return
    label = scheme.label(clip)
    if label == row.label:
        return
    ours = f"has it as {label}" if label is not None else f"has no class for it ({scheme.why_not(clip)})"
    message = (
        f"the list has {clip_label(clip)} as {row.label}, the label scheme {scheme.name} {ours}, and the "
        "list's label is not taken"
    )
    remedy = "correct the list, or the label by a correction"
    yield Problem(file, row.row, f"{clip.database}/{clip_label(clip)}", message, remedy, fatal=False)


def _unmatched(row: SelectedClip, found: Sequence[Clip], file: str, titles: Mapping[str, str]) -> Problem:
    named = f"{row.participant}/{row.clip}"
    if row.database not in titles:
        message = f"it names {named} of {row.database}, a database that was not opened"
        remedy = f"open {row.database} too"
    elif found:
        several = " and ".join(clip_label(clip) for clip in found)
        message = f"{named} may mean {several} of {titles[row.database]}, and neither is used"
        remedy = "write the clip as the release does"
    else:
        message = f"{titles[row.database]} has no usable clip {named}"
        remedy = "see what validate() says of the release, or correct the row"
    return Problem(file, row.row, f"{row.database}/{named}", message, remedy)


def _left_out(clips: Sequence[Clip], file: str, titles: Mapping[str, str]) -> Iterator[Problem]:
    """One note for each database: most lists leave out many clips, and on purpose."""
    for database, n in Counter(clip.database for clip in clips).items():
        names = [clip_label(clip) for clip in clips if clip.database == database]
        more = f" and {n - _SHOWN} more" if n > _SHOWN else ""
        clips_of = f"{n} clip{'s' if n > 1 else ''} of {titles[database]}"
        message = f"it leaves out {clips_of}: {', '.join(names[:_SHOWN])}{more}"
        yield Problem(file, None, None, message, "nothing needs to be done", fatal=False)
