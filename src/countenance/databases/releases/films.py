"""The frames of a release: which recordings lie where, and which numbers their frames bear."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from countenance.core import DatabaseError, Interval, Problem, Recording, VideoError
from countenance.databases.releases.extents import Extent, listed
from countenance.databases.releases.wording import Wording
from countenance.video import (
    VIDEO_SUFFIXES,
    Colour,
    FrameSource,
    ImageFolder,
    VideoFile,
    open_frames,
    read_clip,
)

__all__ = ["Film", "Footage", "FrameFolder", "UnusableFilmError"]


class UnusableFilmError(DatabaseError):
    """A recording on disk that cannot be used, and what to do about it."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


@dataclass(frozen=True)
class FrameFolder:
    r"""Where a release keeps frames.

    Parameters
    ----------
    name : str
        Folder below the root, and the option by which it is chosen; ``"."`` is the root itself.
    levels : tuple of str
        A regular expression for the names at each level below it, matched as a whole and in whatever case. What
        the last one matches is a recording. The named groups ``participant`` and ``recording`` tell which; further
        groups are kept.
    aliases : tuple of str
        Other folders under which the same has been handed out, the first one found is read.
    ignored : str
        Regular expression of names, at any level, that are passed over without a word.
    videos : bool
        Whether a recording may be a video file; its name then counts without its suffix.

    Examples
    --------
    >>> FrameFolder("SAMM", (r"(?P<participant>\d+)", r"(?P<recording>\d+_\d_\d+)"), aliases=(".",)).names
    ('SAMM', '.')
    """

    name: str
    levels: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    ignored: str = ""
    videos: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Folders below the root, the preferred one first."""
        return (self.name, *self.aliases)

    def base(self, root: Path) -> Path | None:
        """The folder on disk, None where the release does not have it.

        The root itself counts only if it holds what the first level expects.
        """
        return next((root / name for name in self.names if self._is_at(root / name, root)), None)

    def _is_at(self, path: Path, root: Path) -> bool:
        if path != root:
            return path.is_dir()
        return any(re.fullmatch(self.levels[0], inside.stem, re.IGNORECASE) for inside in root.iterdir())


@dataclass(frozen=True)
class Film:
    """A recording on disk.

    Parameters
    ----------
    recording : Recording
        Who and what.
    path : Path
        Folder of images, or video file.
    groups : mapping of str to str
        What the names of its folders say.
    first_file : int or None
        Number of the file that is frame 0; None if the recording begins at its own first file.
    """

    recording: Recording
    path: Path
    groups: Mapping[str, str] = field(default_factory=dict, compare=False)
    first_file: int | None = 1

    @property
    def extent(self) -> Extent:
        """Numbers of the files, as the label table counts; those of a video count from 1.

        Raises
        ------
        VideoError
            If there are no frames.
        """
        return self._listing[0]

    @property
    def damage(self) -> str | None:
        """Why frames that a video announces are missing at its end; None for a sound one and for images."""
        return self._listing[1]

    @property
    def first(self) -> int:
        """Number of frame 0."""
        return self.extent.first if self.first_file is None else self.first_file

    @property
    def n_frames(self) -> int:
        """Length in frames, those missing on disk counted."""
        return self.extent.last - self.first + 1

    def whole(self) -> Path:
        """Its path, where the file or image at place n is frame n.

        Raises
        ------
        VideoError
            If frames are missing, which would shift those after them.
        """
        missing = self.extent.missing(self.first, self.extent.last)
        if missing:
            raise VideoError(f"{listed(missing)} missing in {self.path}; copy the recording again")
        return self.path

    @cached_property
    def _listing(self) -> tuple[Extent, str | None]:
        if self.path.is_dir():
            return Extent.of(ImageFolder(self.path).numbers), None
        video = VideoFile(self.path)
        start = 1 if self.first_file is None else self.first_file
        return Extent((range(start, start + video.n_frames),)), video.damage


class Footage:
    """Every recording below one folder of a release.

    What is wrong with a folder is a note among ``problems``: what it costs is said of each label that needs it.
    Names are read when the first question comes, and the frames' numbers when they are needed.

    Parameters
    ----------
    root : Path
        The release.
    folder : FrameFolder
        Where its frames lie.
    base : Path
        The folder on disk.
    film : callable
        From a path and the groups of its names to a film; it raises DatabaseError where the names contradict.
    wording : Wording
        What is advised.
    """

    def __init__(
        self,
        root: Path,
        folder: FrameFolder,
        base: Path,
        film: Callable[[Path, Mapping[str, str]], Film],
        wording: Wording | None = None,
    ) -> None:
        self.root, self.folder, self.base = root, folder, base
        self.wording = wording or Wording()
        self._film = film
        self._notes: list[Problem] = []
        self._opened: tuple[Path, FrameSource] | None = None

    @cached_property
    def films(self) -> dict[str, Film]:
        """Films with frames by :meth:`key`, in the order of participant and recording."""
        return {key: film for key, film in self._named.items() if self._has_frames(film)}

    @property
    def problems(self) -> list[Problem]:
        """What is odd about the folders."""
        _ = self.films  # which finds it
        return list(self._notes)

    @staticmethod
    def key(participant: str, recording: str) -> str:
        """How a film is found: case does not matter."""
        return f"{participant}\n{recording}".casefold()

    def find(self, participant: str, recording: str) -> Film | None:
        """Film of a recording, if it has frames."""
        return self.films.get(self.key(participant, recording))

    def empty(self, participant: str, recording: str) -> Path | None:
        """Where a recording lies that has no frames."""
        key = self.key(participant, recording)
        return self._named[key].path if key in self._named and key not in self.films else None

    def film(self, recording: Recording) -> Film | None:
        """Film of a recording, whatever else the release holds."""
        film = self._named.get(self.key(recording.participant, recording.name))
        return film if film is not None and film.recording == recording else None

    def read(self, film: Film, interval: Interval, colour: Colour) -> NDArray[np.uint8]:
        """Decode the frames of an interval.

        The source that was opened last is kept for the clips after it, which come recording by recording.

        Raises
        ------
        VideoError
            If a frame is missing or cannot be decoded.
        """
        first, last = interval.onset + film.first, interval.offset + film.first
        missing = film.extent.missing(first, last)
        if missing:
            raise VideoError(f"{listed(missing)} missing in {film.path}; copy the recording again")
        source = self._open(film.path)
        start = film.extent.index(first)
        if _numbers(source, film, start, interval.n_frames) != range(first, last + 1):
            raise VideoError(f"{film.path} was changed while it was read; leave it as it is and run again")
        return read_clip(source, (start, start + interval.n_frames), colour)

    def relative(self, path: Path) -> str:
        """Path as messages name it."""
        return path.relative_to(self.root).as_posix()

    def _open(self, path: Path) -> FrameSource:
        opened = self._opened
        if opened is None or opened[0] != path:
            opened = self._opened = (path, open_frames(path))
        return opened[1]

    @cached_property
    def _named(self) -> dict[str, Film]:
        """Films by key; those of which there are two versions are left out, as nothing tells which is meant."""
        versions: dict[str, list[Film]] = defaultdict(list)
        for path, groups in self._below(self.base, 0, {}):
            try:
                film = self._film(path, groups)
            except DatabaseError as error:
                own = error.remedy if isinstance(error, UnusableFilmError) else None
                self._note(path, str(error), own or self.wording.misnamed)
                continue
            versions[self.key(film.recording.participant, film.recording.name)].append(film)
        for first, *others in versions.values():
            for other in others:
                name = f"{other.recording.participant}/{other.recording.name}"
                message = f"it and {self.relative(first.path)} both claim to be {name}, and neither is used"
                self._note(other.path, message, "remove the wrong one")
        if not versions:
            self._note(self.base, *self.wording.nothing)
        unique = [(key, films[0]) for key, films in versions.items() if len(films) == 1]
        return dict(sorted(unique, key=lambda item: _natural(item[0])))

    def _below(self, home: Path, level: int, groups: dict[str, str]) -> Iterator[tuple[Path, dict[str, str]]]:
        last = level == len(self.folder.levels) - 1
        try:
            inside = sorted(home.iterdir())
        except OSError as error:
            self._note(home, f"it cannot be listed ({error.strerror})", "check its permissions")
            return
        for path in inside:
            name = self._candidate(path, last=last)
            if name is None:
                continue
            match = re.fullmatch(self.folder.levels[level], name, re.IGNORECASE)
            if match is None:
                message = "its name is not one that the release has here, and it is not used"
                self._note(path, message, f"{self.wording.misnamed}, or leave it")
                continue
            found = groups | {group: text for group, text in match.groupdict().items() if text is not None}
            if last:
                yield path, found
            else:
                yield from self._below(path, level + 1, found)

    def _candidate(self, path: Path, *, last: bool) -> str | None:
        """Name by which a path is matched, None for what is no recording and no way to one."""
        if path.name.startswith(".") or (
            self.folder.ignored and re.fullmatch(self.folder.ignored, path.name, re.IGNORECASE)
        ):
            return None
        if path.is_dir():
            return path.name
        return path.stem if last and self.folder.videos and path.suffix.lower() in VIDEO_SUFFIXES else None

    def _has_frames(self, film: Film) -> bool:
        try:
            extent = film.extent
        except OSError as error:
            self._note(film.path, f"it cannot be listed ({error.strerror})", "check its permissions")
            return False
        except VideoError as error:
            self._note(film.path, f"no frame can be found ({error})", self.wording.again)
            return False
        if extent.first < film.first:
            message = f"it has a frame {extent.first}, but frames count from {film.first}, and it is not used"
            self._note(film.path, message, self.wording.early)
            return False
        gaps = extent.missing(film.first, extent.last)
        if gaps:
            message = (
                f"{listed(gaps)} missing of {film.first} to {extent.last}, and labels that need none of them are "
                "used"
            )
            self._note(film.path, message, self.wording.frames)
        if film.damage is not None:
            message = (
                f"it is damaged or cut short after frame {extent.last} ({film.damage}), and labels up to there "
                "are used"
            )
            self._note(film.path, message, self.wording.again)
        return True

    def _note(self, path: Path, message: str, remedy: str) -> None:
        self._notes.append(Problem(self.relative(path), None, None, message, remedy, fatal=False))


def _numbers(source: FrameSource, film: Film, start: int, n: int) -> range | None:
    """Numbers of consecutive frames of a source that was opened after the film had been listed."""
    if isinstance(source, ImageFolder):
        numbers = source.numbers[start : start + n]
        run = range(numbers[0], numbers[-1] + 1) if numbers else range(0)
        return run if len(numbers) == len(run) == n else None
    unchanged = source.n_frames == film.extent.last - film.extent.first + 1
    return range(film.extent.first + start, film.extent.first + start + n) if unchanged else None


def _natural(text: str) -> list[tuple[int, str]]:
    """Order in which ``s2`` comes before ``s10``.

    >>> sorted(["s10/a", "s2/b", "s2/a"], key=_natural)
    ['s2/a', 's2/b', 's10/a']
    """
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d{1,12})", text)]
