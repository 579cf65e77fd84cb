"""Films to measure: which ones are meant, where each one's files go, and one of them as a task of its own."""

from __future__ import annotations

import math
import platform
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from countenance.core.errors import FaceError, InputError, VideoError
from countenance.core.executors import Progress, ignore_progress, run_all
from countenance.databases.releases.films import VIDEO_SUFFIXES
from countenance.measurement import Measurement, measure_recording, write_tables
from countenance.reports import draw_face, write_measurement_report
from countenance.video import FrameSource, ImageFolder, open_frames, read_frame

__all__ = ["Film", "Measured", "films_of", "measure_film", "measure_films", "named_apart", "open_film"]


@dataclass(frozen=True, slots=True)
class Film:
    """A film and where its measurements go.

    Parameters
    ----------
    path : Path
        A video file or a folder of numbered images.
    out : Path
        Folder of its own for tables, pictures and report.
    cache : Path
        Folder of finished pieces, which all films may share.
    fps : float or None
        Of a folder of images.
    """

    path: Path
    out: Path
    cache: Path
    fps: float | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """What became of a film.

    Parameters
    ----------
    frames, faces : int
        Frames that were measured, and those of them that show a face.
    problem : InputError or None
        Why that is not all.
    """

    frames: int
    faces: int
    problem: InputError | None = None


def films_of(path: Path) -> list[Path]:
    """The films that a path stands for: itself, or the video files in a folder without numbered images."""
    if not path.is_dir() or _is_film(path):
        return [path]
    files = sorted(file for file in path.iterdir() if file.is_file() and not file.name.startswith("."))
    return [file for file in files if file.suffix.lower() in VIDEO_SUFFIXES] or [path]


def _is_film(folder: Path) -> bool:
    try:
        ImageFolder(folder)
    except VideoError:
        return False
    return True


def named_apart(films: Sequence[Path], taken: Sequence[str] = ()) -> list[str]:
    """A name for each film: that of its file without suffix, after that of its folder where two are equal.

    Parameters
    ----------
    films : sequence of Path
    taken : sequence of str
        Names that none of them may have.

    Raises
    ------
    InputError
        If two films still have one name.

    Examples
    --------
    >>> named_apart([Path("a/smile.mp4"), Path("a/blink.mp4"), Path("b/smile.mp4")])
    ['a-smile', 'blink', 'b-smile']
    """
    absolute = [film.absolute() for film in films]
    plain = [film.name if film.is_dir() else film.stem for film in absolute]
    # Many file systems do not tell upper case from lower.
    times = Counter(name.casefold() for name in [*plain, *taken])
    names = [
        f"{film.parent.name}-{name}" if times[name.casefold()] > 1 else name
        for film, name in zip(absolute, plain, strict=True)
    ]
    first: dict[str, Path] = {name.casefold(): Path(name) for name in taken}
    for film, name in zip(films, names, strict=True):
        other = first.setdefault(name.casefold(), film)
        if other is not film:
            raise InputError(
                f"{other} and {film} would both be called {name!r} in the output: rename one, or measure "
                "them in two runs"
            )
    return names


def measure_films(
    films: Sequence[Film], *, executor: Executor | None = None, progress: Progress = ignore_progress
) -> list[Measured]:
    """Measure each film as a task of its own; one that cannot be measured does not stop the others.

    Parameters
    ----------
    films : sequence of Film
    executor : Executor, optional
    progress : callable
        Told how many films are done.

    Returns
    -------
    list of Measured
        In the order of the films.

    Raises
    ------
    OSError
        If results cannot be written.
    """
    outcomes: dict[int, Measured] = {}
    progress("measuring films", 0, len(films))
    for position, outcome in run_all(_attempt, films, executor):
        outcomes[position] = outcome
        progress("measuring films", len(outcomes), len(films))
    return [outcomes[position] for position in range(len(films))]


def _attempt(film: Film) -> Measured:
    if not film.out.is_dir():
        raise InputError(
            f"a worker on {platform.node()} does not see {film.out}: results must lie at the same path on a file "
            "system that all machines share"
        )
    try:
        return measure_film(film)
    except InputError as error:
        return Measured(0, 0, error)


def measure_film(film: Film, progress: Progress = ignore_progress) -> Measured:
    """Measure a film and write its tables, pictures and report.

    Parameters
    ----------
    film : Film
    progress : callable
        Told how many frames are done.

    Returns
    -------
    Measured
        With a problem if the film is damaged further on, or shows no face.

    Raises
    ------
    VideoError
        If no frame can be read.
    InputError
        As :func:`open_film`.
    """
    source = open_film(film)
    film.out.mkdir(parents=True, exist_ok=True)
    parts: list[Measurement] = []
    damage: VideoError | None = None
    try:
        for part in measure_recording(source, cache=film.cache, progress=progress):
            parts.append(part)  # noqa: PERF402 # what came before damage is kept
    except VideoError as error:
        damage = error
        if not parts:
            raise
    measured = Measurement.joined(parts)
    parts.clear()
    _write(measured, source, film)
    faces = int(measured.has_face.sum())
    problem: InputError | None = None
    if damage is not None:
        told = str(damage).removesuffix(".")
        problem = VideoError(f"{told}. The {len(measured)} frames before were measured.")
    elif not faces:
        problem = FaceError(
            f"{film.path}: no face was found in any frame; the tables in {film.out} say so frame by frame."
        )
    return Measured(len(measured), faces, problem)


def _write(measured: Measurement, source: FrameSource, film: Film) -> None:
    write_tables(measured, film.out)
    faces = measured.has_face.nonzero()[0]
    picture = None
    if len(faces):
        first = int(faces[0])
        picture = draw_face(read_frame(source, first).image, measured.landmarks[first])
    write_measurement_report(measured, film.path.name, film.out, picture)


def open_film(film: Film) -> FrameSource:
    """The frames of a film.

    Raises
    ------
    VideoError
        If there is nothing, or nothing that can be read.
    InputError
        If a folder of images was given no rate, or a video file one.
    """
    path, fps = film.path, film.fps
    if not path.is_dir():
        if fps is not None:
            raise InputError(f"{path} is no folder and has its own times: leave out --fps.")
        return open_frames(path)
    folder = ImageFolder(path)
    if fps is None:
        raise InputError(f"{path} is a folder of images, which say nothing about time: give --fps.")
    if not math.isfinite(fps):
        raise InputError(f"--fps {fps} is no frame rate: give a number of frames per second, for example 30.")
    return ImageFolder(folder.path, fps=Fraction(str(fps)))
