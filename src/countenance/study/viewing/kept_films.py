"""A recording's file, and when each of its frames is shown."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from countenance.core.errors import InputError
from countenance.store import Reader
from countenance.store.records import Film, Medium
from countenance.study.project import Study
from countenance.video import VideoFile

__all__ = ["KeptFilm", "kept_film"]


@dataclass(frozen=True, slots=True, eq=False)
class KeptFilm:
    """A recording that can be looked at.

    Parameters
    ----------
    digest : str
        SHA-256 of its file.
    path : Path
    n_frames : int
        Frames of the recording; a damaged file may announce more.
    fps : Fraction
        Frames per second, the average where the rate varies.
    seconds : tuple of float
        When each frame is shown, in seconds after the first one.
    source : VideoFile
    size : tuple of int
        Width and height of the upright frames, in pixels.
    """

    digest: str
    path: Path
    n_frames: int
    fps: Fraction
    seconds: tuple[float, ...]
    source: VideoFile
    size: tuple[int, int]

    def exists(self) -> bool:
        """Whether the file still is: whoever withdraws takes it away while others look."""
        return self.path.is_file()


def kept_film(study: Study, reader: Reader, film: Film) -> KeptFilm:
    """A recording that can be looked at.

    Raises
    ------
    InputError
        If the study has no file of it, or one that cannot be read.
    """
    if film.medium is None:
        raise InputError("the study holds no film of this recording: only what was coded of it is known")
    medium = reader.get(Medium, film.medium)
    source = VideoFile(study.media.path(medium.digest))
    times = film.times or [index / film.fps for index in range(film.n_frames)]
    seconds = tuple(float(Fraction(time)) for time in times)
    return KeptFilm(medium.digest, source.path, film.n_frames, film.fps, seconds, source, source.size)
