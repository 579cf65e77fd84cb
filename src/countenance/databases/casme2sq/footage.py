"""The frames of a CAS(ME)2 release: which recordings lie where, and which frame numbers they hold."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from countenance.core import Interval, Problem, Recording, VideoError
from countenance.video import Colour, FrameSource, ImageFolder, open_frames, read_clip

__all__ = ["FOLDERS", "Footage", "Shot", "listed"]

FOLDERS = ("rawpic", "selectedpic", "cropped", "rawvideo")
"""Folders of a release that hold frames."""

_PARTICIPANT = re.compile(r"s(\d+)")
_RECORDING = re.compile(r"(?P<number>\d+)_(?P<code>\d{4})(?P<title>\D.*)?")
_EXPRESSION = re.compile(r"(?P<film>.+)_\d+")


@dataclass(frozen=True)
class Shot:
    """Frames on disk: a whole recording, or one labelled expression of it.

    Parameters
    ----------
    recording : Recording
        What they were taken from.
    code : str
        Clip code of the film that was watched.
    path : Path
        Folder of images, or video file.
    clip : str or None
        Name of the expression, where the frames show only that one.
    """

    recording: Recording
    code: str
    path: Path
    clip: str | None = None

    @cached_property
    def numbers(self) -> NDArray[np.int64]:
        """Frame numbers as the release counts them, ascending from 1 where none is missing.

        Raises
        ------
        VideoError
            If there are no frames.
        """
        source = open_frames(self.path)
        if isinstance(source, ImageFolder):
            return np.array(source.numbers, dtype=np.int64)
        return np.arange(1, source.n_frames + 1)

    @property
    def last(self) -> int:
        """Largest frame number."""
        return int(self.numbers[-1])

    def missing(self, first: int, last: int) -> list[int]:
        """Numbers from first to last that have no frame."""
        missing: list[int] = np.setdiff1d(np.arange(first, last + 1), self.numbers).tolist()
        return missing


class Footage:
    """Every recording below one folder of a release.

    Parameters
    ----------
    root : Path
        The release.
    folder : str
        One of :data:`FOLDERS`.
    database : str
        Registered name of the database.
    fps : Fraction
        Nominal frame rate.
    films : mapping of str to str
        Film to clip code.
    """

    def __init__(
        self, root: Path, folder: str, database: str, fps: Fraction, films: Mapping[str, str]
    ) -> None:
        self.root, self.folder = root, folder
        self._database, self._fps, self._films = database, fps, films
        self.problems: list[Problem] = []
        self._opened: tuple[Path, FrameSource] | None = None
        self._shots = self._without_doubles(self._found())

    @property
    def recordings(self) -> list[Recording]:
        """Recordings in the order of participant and clip code."""
        return list(dict.fromkeys(shot.recording for shot in self._shots.values()))

    def shots(self, recording: Recording) -> list[Shot]:
        """What lies on disk of a recording."""
        return [shot for shot in self._shots.values() if shot.recording == recording]

    def find(self, participant: str, code: str, clip: str) -> Shot | None:
        """Frames of a labelled expression: its own folder if it has one, else its recording."""
        return self._shots.get((participant, code, clip)) or self._shots.get((participant, code, None))

    def read(self, shot: Shot, interval: Interval, colour: Colour) -> NDArray[np.uint8]:
        """Decode the frames of an interval, none of which is missing."""
        opened = self._opened
        if opened is None or opened[0] != shot.path:
            # Labels come recording by recording, so that one open source serves many of them.
            opened = self._opened = (shot.path, open_frames(shot.path))
        start = int(np.searchsorted(shot.numbers, interval.onset + 1))
        return read_clip(opened[1], (start, start + interval.n_frames), colour)

    def relative(self, path: Path) -> str:
        """Path as messages name it."""
        return path.relative_to(self.root).as_posix()

    def _found(self) -> Iterator[Shot]:
        for home in self._homes():
            for path in sorted(home.iterdir()):
                if not path.name.startswith(".") and path.is_dir() == (self.folder != "rawvideo"):
                    shot = self._recording(home, path) or self._expression(home, path)
                    if shot is not None:
                        yield shot

    def _homes(self) -> list[Path]:
        """Folders of participants."""
        base = self.root / self.folder
        folders = [path for path in sorted(base.iterdir()) if path.is_dir() and path.name[0] != "."]
        homes = [path for path in folders if _PARTICIPANT.fullmatch(path.name)]
        for path in folders:
            if path not in homes:
                message = "the name is not that of a participant, as in s15, and the folder is not used"
                self._note(path, message, "rename it as the release has it")
        if not homes:
            message = "it holds no folder of a participant, such as s15"
            self._note(base, message, "copy the folders of the participants there", fatal=True)
        return homes

    def _recording(self, home: Path, path: Path) -> Shot | None:
        stem = path.stem if path.is_file() else path.name
        match = _RECORDING.fullmatch(stem)
        if match is None:
            return None
        participant = f"s{int(match['number'])}"
        if participant != home.name:
            message = f"the recording's name says that it belongs to {participant}, and it is used as such"
            self._note(path, message, f"move it to {self.folder}/{participant}")
        return Shot(self._named(participant, stem, match["code"]), match["code"], path)

    def _expression(self, home: Path, path: Path) -> Shot | None:
        match = _EXPRESSION.fullmatch(path.name)
        code = None if match is None else self._films.get(match["film"])
        if code is None:
            message = (
                "the name is neither that of a recording, as in 15_0101disgustingteeth, nor that of an "
                "expression, as in anger1_1, and it is not used"
            )
            self._note(path, message, "rename it as the release has it")
            return None
        name = f"{home.name.removeprefix('s')}_{code}"
        return Shot(self._named(home.name, name, code), code, path, path.name)

    def _named(self, participant: str, name: str, code: str) -> Recording:
        stimulus = next((film for film, number in self._films.items() if number == code), None)
        return Recording(self._database, participant, name, self._fps, stimulus)

    def _without_doubles(self, shots: Iterator[Shot]) -> dict[tuple[str, str, str | None], Shot]:
        """Leave out frames of which there are two versions: nothing tells which one the labels count."""
        groups: dict[tuple[str, str, str | None], list[Shot]] = defaultdict(list)
        for shot in shots:
            groups[shot.recording.participant, shot.code, shot.clip].append(shot)
        for (participant, code, _), (first, *others) in groups.items():
            for other in others:
                message = (
                    f"it and {self.relative(first.path)} both claim to be recording {code} of {participant}, "
                    "and neither is used"
                )
                self._note(other.path, message, "remove the wrong one", fatal=True)
        unique = (key for key, group in groups.items() if len(group) == 1)
        ordered = sorted(unique, key=lambda key: (int(key[0][1:]), key[1], key[2] or ""))
        return {key: groups[key][0] for key in ordered if self._has_frames(groups[key][0])}

    def _has_frames(self, shot: Shot) -> bool:
        try:
            gaps = shot.missing(1, shot.last) if shot.clip is None else []
        except VideoError as error:
            message = f"no frame can be found ({error})"
            self._note(shot.path, message, "copy the recording from the release again", fatal=True)
            return False
        if gaps:
            message = f"{listed(gaps)} missing of {shot.last}, and labels that need none of them are used"
            self._note(shot.path, message, "copy the missing frames from the release")
        return True

    def _note(self, path: Path, message: str, remedy: str, *, fatal: bool = False) -> None:
        self.problems.append(Problem(self.relative(path), None, None, message, remedy, fatal=fatal))


def listed(numbers: list[int]) -> str:
    """Frame numbers in words, a few of them.

    >>> listed([7]), listed([7, 8, 11]), listed(list(range(1, 9)))
    ('frame 7 is', 'frames 7, 8 and 11 are', 'frames 1, 2, 3 and 5 more are')
    """
    if len(numbers) == 1:
        return f"frame {numbers[0]} is"
    shown = numbers[:-1] if len(numbers) <= 4 else numbers[:3]
    last = str(numbers[-1]) if len(numbers) <= 4 else f"{len(numbers) - 3} more"
    return f"frames {', '.join(map(str, shown))} and {last} are"
