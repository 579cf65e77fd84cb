"""Crops of spotted expressions as a database in the layout of CAS(ME)2."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countenance.app.films import check_seen, open_film
from countenance.core import Category, FaceError, InputError
from countenance.core.cache import digest, write_atomically
from countenance.core.contracts import Spotted
from countenance.core.executors import Progress, ignore_progress, run_all
from countenance.databases.casme2sq.writing import WORKBOOK, label_row, write_frames, write_workbook
from countenance.evaluation.versions import versions
from countenance.face import landmarks68
from countenance.reports.page import face_window
from countenance.spotting.files import Document
from countenance.spotting.files.documents import expression_of
from countenance.spotting.provenance import package_digest
from countenance.video import read_frame

__all__ = ["Exported", "check_export", "export_crops", "export_nothing", "face_crop", "plan_export"]

_NOTE, _FRAMES = "EXPORTED.json", "rawpic"
_PICTURE = re.compile(r"img\d+\.jpg")
_JPEG_QUALITY = 95
_STIMULUS = "recording"
_OWN = re.compile(r"s\d+/(recording\d+_\d+|\.recording\d+_\d+\..+)")
"""Folders that an export writes; a name with a point before it is that of one which was killed."""
_CODE = package_digest("core", "video", "face", "databases", "reports", "app/exporting.py")
"""Of what decodes films, looks for faces and writes crops, as it was when this process began."""
_NUMBERED = re.compile(
    r"(?:s|p|sub|subject|participant|vp|proband)?[-_ ]?0*(?P<number>\d{1,6})", re.IGNORECASE
)
_LABORATORY = re.compile(
    r"(?:s|p|sub|subject|participant|vp|proband)?[-_ ]?0*(?P<number>\d{1,6})[-_ ].*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Exported:
    """A recording and its place in the database.

    Parameters
    ----------
    path : Path
        The film.
    document : dict
        What was spotted in it.
    fps : float or None
        Of a folder of images.
    participant : int
    why : str
        Where the participant's number comes from.
    number : int
        Of the recording, from 1.
    root : Path
        The database.
    """

    path: Path
    document: Document
    fps: float | None
    participant: int
    why: str
    number: int
    root: Path

    @property
    def film(self) -> str:
        """What the labels call the recording."""
        return f"{_STIMULUS}{self.number}"

    @property
    def expressions(self) -> list[Spotted]:
        """In order of time."""
        return [expression_of(entry) for entry in self.document["expressions"]]

    def folder(self, expression: int) -> Path:
        """Of the frames of an expression, counted from 1."""
        return self.root / _FRAMES / f"s{self.participant}" / f"{self.film}_{expression}"

    def keys(self) -> dict[Path, str]:
        """For the folder of each expression, a digest of everything that its pictures depend on."""
        # PyTorch cuts nothing out, and is among the versions only where something has it in use.
        writer = [_CODE, {name: told for name, told in versions().items() if name != "torch"}, _JPEG_QUALITY]
        return {
            self.folder(number): digest(
                [self.document["source"]["sha256"], *writer],
                [found.interval.onset, found.apex, found.interval.offset],
            )
            for number, found in enumerate(self.expressions, start=1)
        }


def check_export(root: Path) -> None:
    """Refuse a folder that holds anything but an earlier export.

    Raises
    ------
    InputError
        If it does, or is a file.
    """
    if root.is_file():
        raise InputError(f"{root} is a file: name a new or empty folder for the crops")
    if root.is_dir() and not (root / _NOTE).is_file() and any(root.iterdir()):
        raise InputError(f"{root} holds other files: name a new or empty folder for the crops")


def plan_export(films: Sequence[tuple[Path, Document, float | None]], root: Path) -> list[Exported]:
    """Give every recording a number and a participant.

    A participant's number is the one with which a file's name begins (``15_0101.mp4``, ``s15-first.mp4``), else
    that of a folder called by a number (``s15/first.mp4``), else one of its own that is not taken.

    Parameters
    ----------
    films : sequence of tuple
        Film, document and the rate of a folder of images.
    root : Path
    """
    found = [_participant(path) for path, _, _ in films]
    taken = {number for number, _ in found if number}
    free = (number for number in range(1, len(films) + len(taken) + 1) if number not in taken)
    told = [(number or next(free), why) for number, why in found]
    return [
        Exported(path, document, fps, participant, why, number, root)
        for number, ((path, document, fps), (participant, why)) in enumerate(
            zip(films, told, strict=True), start=1
        )
    ]


def _participant(path: Path) -> tuple[int, str]:
    absolute = path.absolute()
    stem = absolute.name if absolute.is_dir() else absolute.stem
    for name, pattern, why in (
        (stem, _LABORATORY, "its name begins with it"),
        (absolute.parent.name, _NUMBERED, "its folder is called so"),
    ):
        match = pattern.fullmatch(name)
        if match and int(match["number"]):
            return int(match["number"]), why
    return 0, "nothing tells who it is, so it counts as a participant of its own"


def export_crops(
    planned: Sequence[Exported], *, executor: Executor | None = None, progress: Progress = ignore_progress
) -> tuple[int, int]:
    """Write the database; of an earlier export in the same folder, what would be cut out alike stays.

    Parameters
    ----------
    planned : sequence of Exported
        At least one, of one database.
    executor : Executor, optional
    progress : callable
        Told how many recordings are done.

    Returns
    -------
    n_expressions, n_kept : int
        How many there are, and how many of them an earlier export had cut out.

    Raises
    ------
    InputError
        If the folder holds anything else.
    VideoError
        If a frame cannot be read.
    """
    root = planned[0].root
    check_export(root)
    keys = {folder: key for exported in planned for folder, key in exported.keys().items()}
    lengths = {
        exported.folder(number): found.interval.n_frames
        for exported in planned
        for number, found in enumerate(exported.expressions, start=1)
    }
    kept = _cleared(root, keys, lengths)
    # Written before the first folder, which is there whole or not at all, so that whatever is there is in the note.
    _write_note(root, len(planned), keys)
    (root / _FRAMES).mkdir(exist_ok=True)
    progress("cutting out expressions", 0, len(planned))
    for done, _ in enumerate(run_all(_write_recording, planned, executor), start=1):
        progress("cutting out expressions", done, len(planned))
    _write_labels(root, planned)
    return len(keys), kept


def export_nothing(root: Path) -> bool:
    """Where there is an earlier export, empty it and have its README say that nothing was spotted.

    What countenance has not written stays.

    Parameters
    ----------
    root : Path

    Returns
    -------
    bool
        Whether there was an earlier export; otherwise nothing is written.

    Raises
    ------
    InputError
        If the folder holds anything else.
    """
    check_export(root)
    if not (root / _NOTE).is_file():
        return False
    _cleared(root, {}, {})
    _remove_empty(root / _FRAMES)
    (root / WORKBOOK).unlink(missing_ok=True)
    _write_note(root, 0, {})
    write_atomically(root / "README.md", _README_OF_NOTHING)
    return True


def _write_note(root: Path, recordings: int, keys: Mapping[Path, str]) -> None:
    """What a later export in the same folder goes by."""
    note = {
        "recordings": recordings,
        "expressions": {_place(folder, root): key for folder, key in keys.items()},
    }
    write_atomically(root / _NOTE, json.dumps(note, indent=1) + "\n")


def _write_labels(root: Path, planned: Sequence[Exported]) -> None:
    """Workbook and README."""
    participants = sorted({exported.participant for exported in planned})
    write_workbook(
        root / WORKBOOK,
        (
            row
            for exported in planned
            for row in _labels(exported, participants.index(exported.participant) + 1)
        ),
        ((number, f"s{number}", place) for place, number in enumerate(participants, start=1)),
        ((f"{exported.number:04d}", exported.film) for exported in planned),
    )
    write_atomically(root / "README.md", _readme(planned))


def _cleared(root: Path, keys: Mapping[Path, str], lengths: Mapping[Path, int]) -> int:
    """Remove what an earlier export, or a killed one, has left and this one does not want; count the rest."""
    noted = _noted(root / _NOTE)
    kept = 0
    for folder in sorted(root.glob(f"{_FRAMES}/*/*")):
        if not _OWN.fullmatch(folder.relative_to(root / _FRAMES).as_posix()):
            continue
        same = folder in keys and noted.get(_place(folder, root)) == keys[folder]
        if same and len(list(folder.glob("img*.jpg"))) == lengths[folder]:
            kept += 1
        elif not _removed(folder) and folder in keys:
            raise InputError(
                f"{folder} holds other files: move them, or name a new or empty folder for the crops"
            )
    for participant in root.glob(f"{_FRAMES}/*"):
        _remove_empty(participant)
    return kept


def _removed(folder: Path) -> bool:
    """Remove the pictures that an export has written; whether nothing else was there, and the folder is gone."""
    if folder.is_dir() and not folder.is_symlink():
        for entry in folder.iterdir():
            if _PICTURE.fullmatch(entry.name):
                entry.unlink()
            elif _OWN.fullmatch(f"{folder.parent.name}/{entry.name}"):
                _removed(entry)
    return _remove_empty(folder)


def _remove_empty(folder: Path) -> bool:
    if not folder.is_dir() or folder.is_symlink() or any(folder.iterdir()):
        return False
    folder.rmdir()
    return True


def _noted(path: Path) -> Mapping[str, Any]:
    """What an earlier export cut out, with its keys; nothing where that cannot be told."""
    try:
        noted = json.loads(path.read_text(encoding="utf-8"))["expressions"]
    except (OSError, ValueError, LookupError, TypeError):
        return {}
    return noted if isinstance(noted, dict) else {}


def _place(folder: Path, root: Path) -> str:
    return folder.relative_to(root).as_posix()


def _labels(exported: Exported, subject: int) -> Iterator[list[str | int | None]]:
    for number, found in enumerate(exported.expressions, start=1):
        yield label_row(
            subject,
            f"{exported.film}_{number}",
            found.interval,
            found.apex,
            action_units="+".join(map(str, found.action_units)),
            category=Category.OTHER,
            kind=found.kind,
        )


def _write_recording(exported: Exported) -> None:
    check_seen(exported.root)
    missing = [
        (number, found)
        for number, found in enumerate(exported.expressions, start=1)
        if not exported.folder(number).is_dir()
    ]
    if not missing:
        return
    source = open_film(exported.path, exported.fps)
    for number, found in missing:
        window = face_crop(read_frame(source, found.apex).image)
        onset, offset = found.interval.onset, found.interval.offset
        cut = (frame.image[window] for frame in source.frames(onset, offset + 1))
        write_frames(exported.folder(number), cut, first=onset + 1, quality=_JPEG_QUALITY)


def face_crop(image: NDArray[np.uint8]) -> tuple[slice, slice]:
    """The face with room around it, so that it can be detected and registered again; all of it without a face."""
    try:
        rows, columns = face_window(landmarks68(image), image.shape)
    except FaceError:
        return slice(0, image.shape[0]), slice(0, image.shape[1])
    room = (rows.stop - rows.start) // 8
    return (
        slice(max(rows.start - room, 0), min(rows.stop + room, image.shape[0])),
        slice(max(columns.start - room, 0), min(columns.stop + room, image.shape[1])),
    )


def _readme(planned: Sequence[Exported]) -> str:
    rates = sorted({float(exported.document["fps"]) for exported in planned})
    rows = "\n".join(
        f"| s{exported.participant} | {exported.film} | {exported.document['recording']} "
        f"| {exported.document['fps']:g} | {len(exported.expressions)} | {exported.why} |"
        for exported in planned
    )
    other = [f"{rate:g}" for rate in rates if rate != 30]
    warning = (
        f"\nReaders of CAS(ME)2 take 30 frames per second for granted; here recordings have {', '.join(other)}:\n"
        "durations in milliseconds that they derive are wrong. Macro and micro were decided at the right rate.\n"
        if other
        else ""
    )
    return _README.format(rows=rows, warning=warning)


_README_OF_NOTHING = """# No expressions spotted by countenance

The latest run spotted no expression in any film, so there is nothing to cut out, and what an earlier run had cut
out is removed. This is no release until a run spots something.
"""

_README = """# Expressions spotted by countenance

Cut out of video by a program and laid out as CAS(ME)2. This is not CAS(ME)2, no person has coded or agreed on any
of it, and it shows the people in your videos: treat it like these.

- `rawpic/s1/recording1_1/img046.jpg` is frame 46, counted from 1, of the first recording's first expression, cut to
  the face and its surroundings. The window stays where it is throughout an expression; nothing is turned or scaled.
- `CAS(ME)^2code_final.xlsx` has a row for each expression: frames from 1, action units as candidates and no FACS
  codes, macro or micro by duration. Nobody has said what was felt: every emotion is `others` and there is no
  self-report. The film is the recording, not what somebody watched.
- Who is who comes from names of files and folders, see below. Check it before you compare methods across people: if
  one person counts as two, results are too good.
{warning}
| participant | film | recording | fps | expressions | why this participant |
|---|---|---|---|---|---|
{rows}

Check and use it as any release:

```sh
countenance databases validate casme2sq=FOLDER
countenance databases profile casme2sq=FOLDER --out profile.html
```
"""
