"""Films to spot expressions in: each as a task of its own, finished ones known again, and what is written."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from countenance.app.films import check_seen, each_film, open_film
from countenance.app.spotted_files import DOCUMENT, complete_files, write_files
from countenance.app.spotters import made_spotter, settings_for
from countenance.core.cache import digest_path
from countenance.core.errors import CountenanceError, FaceError, InputError, MethodError, VideoError
from countenance.core.executors import Progress, ignore_progress
from countenance.core.frames import Frame
from countenance.evaluation.versions import versions
from countenance.spotting import SpottingMethod, spot_recording, spotting_method
from countenance.spotting.files import Document, Origin, Timeline, read_document, to_document
from countenance.spotting.provenance import code_digest, every_parameter
from countenance.video import Colour, FrameSource

__all__ = [
    "DOCUMENT",
    "SpottedFilm",
    "SpottingTask",
    "TimedFrames",
    "film_origin",
    "finished_document",
    "made_spotter",
    "origin_of",
    "problem_of",
    "settings_for",
    "spot_film",
    "spot_films",
    "spot_source",
]

_SAME = ("name", "settings", "parameters", "code")
"""What must be equal of two methods, so that one's findings are the other's."""


@dataclass(frozen=True, slots=True)
class SpottingTask:
    """A film, and how expressions are to be spotted in it.

    Parameters
    ----------
    path : Path
        A video file or a folder of numbered images.
    name : str
        Of the recording.
    method : str
        Registered name.
    settings : mapping
        Parameters of the method that are not its own choice.
    out : Path or None
        Folder of the recording, made when there is something to write; None writes nothing.
    fps : float or None
        Of a folder of images.
    again : bool
        Whether to spot although an earlier run has finished the film.
    """

    path: Path
    name: str
    method: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    out: Path | None = None
    fps: float | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class SpottedFilm:
    """What became of a film.

    Parameters
    ----------
    document : dict or None
        What was found, see :func:`countenance.spotting.files.to_document`; None where no frame could be read.
    problem : InputError or None
        Why that is not all.
    resumed : bool
        Whether an earlier run had finished it.
    """

    document: Document | None
    problem: InputError | None = None
    resumed: bool = False


def spot_films(
    tasks: Sequence[SpottingTask], *, executor: Executor | None = None, progress: Progress = ignore_progress
) -> list[SpottedFilm]:
    """Spot in each film as a task of its own; one that cannot be read does not stop the others.

    Parameters
    ----------
    tasks : sequence of SpottingTask
    executor : Executor, optional
    progress : callable
        Told how many films are done.

    Returns
    -------
    list of SpottedFilm
        In the order of the tasks.

    Raises
    ------
    MethodError
        If the method crashes.
    OSError
        If results cannot be written.
    """
    return each_film(_attempt, tasks, "spotting in films", executor, progress)


def _attempt(task: SpottingTask) -> SpottedFilm:
    if task.out is not None:
        check_seen(task.out.parent)
    try:
        return spot_film(task)
    except InputError as error:
        return SpottedFilm(None, error)


def spot_film(task: SpottingTask, progress: Progress = ignore_progress) -> SpottedFilm:
    """Spot in a film, and write what was found, unless an earlier run has.

    Parameters
    ----------
    task : SpottingTask
    progress : callable
        Told how many frames are done.

    Returns
    -------
    SpottedFilm
        With a problem if the film is damaged further on, or shows no face.

    Raises
    ------
    VideoError
        If no frame can be read.
    InputError
        As :func:`~countenance.app.films.open_film`.
    MethodError
        If the method crashes.
    """
    source = open_film(task.path, task.fps)
    method = spotting_method(task.method)
    origin = film_origin(task, method)
    if task.out is not None:
        document = finished_document(task.out / DOCUMENT, origin, task)
        if document is not None and complete_files(task.out, document, source, _face(task)):
            return SpottedFilm(document, problem_of(document, task.path), resumed=True)
    document = spot_source(source, task, method, origin, progress)
    return SpottedFilm(document, problem_of(document, task.path))


def spot_source(
    source: FrameSource,
    task: SpottingTask,
    method: SpottingMethod,
    origin: Origin,
    progress: Progress = ignore_progress,
) -> Document:
    """Spot in frames, wherever they come from, and write what was found.

    Parameters
    ----------
    source : FrameSource
    task : SpottingTask
        For its name, settings and folder.
    method : SpottingMethod
    origin : Origin
    progress : callable

    Raises
    ------
    VideoError, InputError, MethodError
        As :func:`spot_film`.
    """
    timed = TimedFrames(source)
    spotter = made_spotter(method, task.settings)
    try:
        spotting = spot_recording(timed, spotter, name=task.name, progress=progress)
    except (CountenanceError, OSError, MemoryError):
        raise
    except Exception as error:
        raise MethodError(f"the method {method.name} crashed on {source.name} ({error!r})") from error
    timeline = Timeline.of(timed.times, spotting.n_frames, spotting.fps)
    spotting = replace(spotting, remarks=(*spotting.remarks, *timeline.remarks()))
    document = to_document(spotting, timeline, origin)
    if task.out is not None:
        write_files(task.out, spotting, timeline, document, source, _face(task))
    return document


def _face(task: SpottingTask) -> str:
    return str(task.settings.get("face", "largest"))


def film_origin(task: SpottingTask, method: SpottingMethod) -> Origin:
    """Where findings in a film come from.

    Parameters
    ----------
    task : SpottingTask
    method : SpottingMethod
        That of the task.
    """
    origin = origin_of(str(task.path), "", method, task.settings)  # the code is read before a long film is
    return replace(origin, sha256=digest_path(task.path))


def origin_of(path: str, sha256: str, method: SpottingMethod, settings: Mapping[str, Any]) -> Origin:
    """Where findings come from, as their document tells it.

    Parameters
    ----------
    path, sha256 : str
        Of the source.
    method : SpottingMethod
    settings : mapping
    """
    spotter = made_spotter(method, settings)
    told = {
        "name": method.name,
        "title": method.title,
        "citation": method.citation,
        "doi": method.doi,
        "settings": json.loads(json.dumps(dict(settings), default=str), parse_constant=str),
        "parameters": every_parameter(method, settings, spotter),
        "code": code_digest(spotter),
    }
    return Origin(path, sha256, told, versions())


def finished_document(path: Path, origin: Origin, task: SpottingTask) -> Document | None:
    """What an earlier run found in the same film in the same way; None where there is no such document.

    The same way is: content and name of the film, the rate of a folder of images, the method with all of its
    parameters, its code, and the version of every package that may change a figure.

    Parameters
    ----------
    path : Path
        Of the document.
    origin : Origin
        Of what would be found now.
    task : SpottingTask
    """
    if task.again:
        return None
    try:
        document = read_document(path)
        same = (
            document["source"]["sha256"] == origin.sha256
            and document["recording"] == task.name
            and (task.fps is None or document["fps"] == task.fps)
            and all(_exactly(document["method"][part]) == _exactly(origin.method[part]) for part in _SAME)
            and _same_versions(document["versions"], origin.versions)
        )
    except (InputError, LookupError, TypeError):
        return None
    return document if same else None


def _exactly(told: Any) -> str:
    """As text, in which 1, 1.0 and true differ."""
    return json.dumps(told, sort_keys=True)


def _same_versions(earlier: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """PyTorch's is known only to a process that has it in use, for whatever reason: it counts where both do."""
    return earlier["countenance"] == now["countenance"] and all(
        earlier[name] == now[name] for name in earlier.keys() & now.keys()
    )


def problem_of(document: Document, path: Path) -> InputError | None:
    """Why a document is not all that a film could have told; None where it is."""
    if document["damage"]:
        told = document["damage"].removesuffix(".")
        return VideoError(f"{told}. The {document['n_frames']} frames before were searched.")
    without = sum(e["offset"] - e["onset"] + 1 for e in document["excluded"] if e["reason"] == "no face")
    if without >= document["n_frames"]:
        return FaceError(f"{path}: no face was found in any frame, so that no expression could be.")
    return None


class TimedFrames:
    """A source of frames that notes when each of them was shown.

    Parameters
    ----------
    source : FrameSource
    """

    def __init__(self, source: FrameSource) -> None:
        self._source = source
        self._seconds = array("d")
        self._untimed = False

    @property
    def times(self) -> Sequence[float] | None:
        """Seconds after the first frame for each frame that was handed out; None if any had no time."""
        return None if self._untimed else self._seconds

    @property
    def path(self) -> Path | None:
        """As the source's."""
        return self._source.path

    @property
    def name(self) -> str:
        """As the source's."""
        return self._source.name

    @property
    def fps(self) -> Fraction | None:
        """As the source's."""
        return self._source.fps

    @property
    def size(self) -> tuple[int, int]:
        """As the source's."""
        return self._source.size

    @property
    def n_frames(self) -> int:
        """As the source's."""
        return self._source.n_frames

    def timestamps(self) -> tuple[Fraction, ...] | None:
        """As the source's."""
        return self._source.timestamps()

    def frames(self, start: int = 0, stop: int | None = None, colour: Colour = "rgb") -> Iterator[Frame]:
        """The source's frames."""
        for frame in self._source.frames(start, stop, colour):
            self._untimed |= frame.time is None
            self._seconds.append(float(frame.time or 0))
            yield frame
