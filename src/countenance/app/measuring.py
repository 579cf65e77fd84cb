"""Films to measure: where each one's files go, and one of them as a task of its own."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from countenance.app.films import check_seen, each_film, open_film
from countenance.core.errors import FaceError, InputError, VideoError
from countenance.core.executors import Progress, ignore_progress
from countenance.measurement import Measurement, measure_recording, write_tables
from countenance.reports import draw_face, write_measurement_report
from countenance.video import FrameSource, read_frame

__all__ = ["Film", "Measured", "measure_film", "measure_films"]


@dataclass(frozen=True, slots=True)
class Film:
    """A film and where its measurements go.

    Parameters
    ----------
    path : Path
        A video file or a folder of numbered images.
    out : Path
        Folder of its own for tables, pictures and report, made when there is something to write.
    cache : Path
        Folder of finished pieces, which all films may share.
    fps : float or None
        Of a folder of images.
    name : str
        What the report calls it; as its file unless given.
    """

    path: Path
    out: Path
    cache: Path
    fps: float | None = None
    name: str = ""


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
    return each_film(_attempt, films, "measuring films", executor, progress)


def _attempt(film: Film) -> Measured:
    check_seen(film.out.parent)
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
        As :func:`~countenance.app.films.open_film`.
    """
    source = open_film(film.path, film.fps)
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
    film.out.mkdir(parents=True, exist_ok=True)
    write_tables(measured, film.out)
    faces = measured.has_face.nonzero()[0]
    picture = None
    if len(faces):
        first = int(faces[0])
        picture = draw_face(read_frame(source, first).image, measured.landmarks[first])
    write_measurement_report(measured, film.name or film.path.name, film.out, picture)
