"""The frames of a CAS(ME)2 release: which recordings lie where."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from countenance.core import Interval, Problem, Recording, VideoError
from countenance.databases.casme2sq.shots import Shot, listed
from countenance.video import Colour, FrameSource, ImageFolder, open_frames, read_clip

__all__ = ["FOLDERS", "Footage"]

FOLDERS = ("rawpic", "selectedpic", "cropped", "rawvideo")
"""Folders of a release that hold frames."""

_PARTICIPANT = re.compile(r"s(\d+)")
_RECORDING = re.compile(r"(?P<number>\d+)_(?P<code>\d{4})(?P<title>\D.*)?")
_EXPRESSION = re.compile(r"(?P<film>.+)_\d+")


class Footage:
    """Every recording below one folder of a release.

    What is wrong with a folder is a note among ``problems``: what it costs is said of each label that needs it.

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
        """Decode the frames of an interval.

        The source that was opened last is kept for the clips after it, which come recording by recording.

        Raises
        ------
        VideoError
            If a frame is missing or cannot be decoded.
        """
        first, last = interval.onset + 1, interval.offset + 1
        missing = shot.extent.missing(first, last)
        if missing:
            raise VideoError(f"{listed(missing)} missing in {shot.path}; copy the recording again")
        source = self._open(shot.path)
        start = _index(source, shot, first, last)
        return read_clip(source, (start, start + interval.n_frames), colour)

    def relative(self, path: Path) -> str:
        """Path as messages name it."""
        return path.relative_to(self.root).as_posix()

    def _open(self, path: Path) -> FrameSource:
        opened = self._opened
        if opened is None or opened[0] != path:
            opened = self._opened = (path, open_frames(path))
        return opened[1]

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
            self._note(base, message, "copy the folders of the participants there")
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
        return Shot(self._named(participant, stem, match["code"]), path, code=match["code"])

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
        return Shot(self._named(home.name, name, code), path, code=code, clip=path.name)

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
                self._note(other.path, message, "remove the wrong one")
        unique = (key for key, group in groups.items() if len(group) == 1)
        ordered = sorted(unique, key=lambda key: (int(key[0][1:]), key[1], key[2] or ""))
        return {key: groups[key][0] for key in ordered if self._has_frames(groups[key][0])}

    def _has_frames(self, shot: Shot) -> bool:
        try:
            extent = shot.extent
        except (VideoError, OSError) as error:
            message = f"no frame can be found ({error})"
            self._note(shot.path, message, "copy the recording from the release again")
            return False
        gaps = extent.missing(1, extent.last) if shot.clip is None else []
        if gaps:
            message = f"{listed(gaps)} missing of {extent.last}, and labels that need none of them are used"
            self._note(shot.path, message, "copy the missing frames from the release")
        if shot.damage is not None:
            message = (
                f"it is damaged or cut short after frame {extent.last} ({shot.damage}), and labels up to "
                "there are used"
            )
            self._note(shot.path, message, "copy the video from the release again")
        return True

    def _note(self, path: Path, message: str, remedy: str) -> None:
        self.problems.append(Problem(self.relative(path), None, None, message, remedy, fatal=False))


def _index(source: FrameSource, shot: Shot, first: int, last: int) -> int:
    """Where the frame numbered ``first`` is in a source that was opened after the shot had been listed."""
    start = shot.extent.index(first)
    if isinstance(source, ImageFolder):
        unchanged = source.numbers[start : start + last - first + 1] == tuple(range(first, last + 1))
    else:
        unchanged = source.n_frames == shot.extent.last
    if not unchanged:
        raise VideoError(f"{shot.path} was changed while it was read; leave it as it is and run again")
    return start
