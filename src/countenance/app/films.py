"""Films that a command is given: which ones are meant, what they are called, and their frames."""

from __future__ import annotations

import math
import platform
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from countenance.core.errors import InputError, VideoError
from countenance.core.executors import Progress, run_all
from countenance.video import VIDEO_SUFFIXES, FrameSource, ImageFolder, open_frames

__all__ = ["check_rate", "check_seen", "each_film", "films_among", "films_of", "named_apart", "open_film"]

_Film = TypeVar("_Film")
_Outcome = TypeVar("_Outcome")


def films_among(paths: Sequence[Path]) -> list[Path]:
    """Every film that paths stand for, absolute and once."""
    return list(dict.fromkeys(film.absolute() for path in paths for film in films_of(path)))


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
                f"{other} and {film} would both be called {name!r} in the output: rename one, or take "
                "them in two runs"
            )
    return names


def check_rate(films: Sequence[Path], fps: float | None) -> None:
    """Refuse a rate that no film needs.

    Raises
    ------
    InputError
        If a rate is given and no film is a folder of images.
    """
    if fps is not None and not any(path.is_dir() for path in films):
        raise InputError("there is no folder of images among the films: leave out --fps.")


def check_seen(folder: Path) -> None:
    """Refuse to work where results could not be written.

    Raises
    ------
    InputError
        If this machine does not see the folder.
    """
    if not folder.is_dir():
        raise InputError(
            f"a worker on {platform.node()} does not see {folder}: results must lie at the same path on a file "
            "system that all machines share"
        )


def each_film(
    attempt: Callable[[_Film], _Outcome],
    films: Sequence[_Film],
    stage: str,
    executor: Executor | None,
    progress: Progress,
) -> list[_Outcome]:
    """What became of each film, in their order; each is a task of its own.

    Parameters
    ----------
    attempt : callable
        Takes a film and answers for it, also where it cannot be read.
    films : sequence
    stage : str
        As `progress` is told of it.
    executor : Executor or None
    progress : callable
        Told how many films are done.
    """
    outcomes: dict[int, _Outcome] = {}
    progress(stage, 0, len(films))
    for position, outcome in run_all(attempt, films, executor):
        outcomes[position] = outcome
        progress(stage, len(outcomes), len(films))
    return [outcomes[position] for position in range(len(films))]


def open_film(path: Path, fps: float | None = None) -> FrameSource:
    """The frames of a film.

    Parameters
    ----------
    path : Path
        A video file or a folder of numbered images.
    fps : float, optional
        Of a folder of images.

    Raises
    ------
    VideoError
        If there is nothing, or nothing that can be read.
    InputError
        If a folder of images was given no rate, or a video file one.
    """
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
