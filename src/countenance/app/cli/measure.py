"""``countenance measure``: videos to tables and pictures of facial movement."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from countenance.app.cli.given import check_films, check_writable
from countenance.app.cli.options import ClusterOption, ImageRateOption, JobsOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from countenance.app.measuring import Film, Measured

__all__ = ["measure"]

_CACHE = "cache"


def measure(
    videos: Annotated[
        list[Path],
        typer.Argument(
            help="Video files and folders of numbered images, each a film; any other folder stands for the video "
            "files in it.",
            metavar="VIDEO...",
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            "-o",
            help="Folder for tables, pictures and report; each of several films gets a folder in it.",
        ),
    ],
    jobs: JobsOption,
    fps: ImageRateOption = None,
    cluster: ClusterOption = None,
    cache: Annotated[
        Path | None,
        typer.Option(
            help="Where finished work is kept, so that a stopped run continues.", show_default="OUT/cache"
        ),
    ] = None,
) -> None:
    """Measure the face in each video: landmarks, head pose, action-unit proxies and the motion of 36 regions.

    A film that is damaged or shows no face does not stop the others; the command then ends with exit code 2.

    Example: [bold]countenance measure interview.mp4 --out interview[/bold]
    """
    check_films(videos)
    from countenance.app.films import films_among

    store = (cache or out / _CACHE).absolute()  # as workers on a cluster understand it
    found = films_among(videos)
    if len(videos) == 1 and found == [videos[0].absolute()] and cluster is None:
        _measure_one(videos[0], out, store, fps)
    else:
        _measure_several(_planned(videos, found, out, store, fps), jobs, cluster)


def _measure_one(video: Path, out: Path, cache: Path, fps: float | None) -> None:
    from countenance.app.cli.workers import progress_bars
    from countenance.app.measuring import Film, measure_film

    check_writable(out)
    film = Film(video, out, cache, fps)
    with progress_bars() as progress:
        measured = measure_film(film, progress)
    _say_measured(film, measured)
    if measured.problem is not None:
        raise measured.problem


def _planned(
    videos: Sequence[Path], found: Sequence[Path], out: Path, cache: Path, fps: float | None
) -> list[Film]:
    """Every film with its folder; what was mistyped and what cannot be written is told before any work."""
    from countenance.app.films import check_rate, named_apart, open_film
    from countenance.app.measuring import Film

    check_rate(found, fps)
    folders = [out.absolute()]
    if len(videos) > 1 or list(found) != [videos[0].absolute()]:
        folders = [out.absolute() / name for name in named_apart(found, [_CACHE])]
    films = [
        Film(path, folder, cache, fps if path.is_dir() else None)
        for path, folder in zip(found, folders, strict=True)
    ]
    for film in films:
        if not film.path.is_file():
            open_film(film.path, film.fps)
    check_writable(folders[0].parent, *folders)
    folders[0].parent.mkdir(parents=True, exist_ok=True)
    return films


def _measure_several(films: Sequence[Film], jobs: int, cluster: str | None) -> None:
    from rich.markup import escape

    from countenance.app.cli.output import say
    from countenance.app.cli.workers import executor_for, progress_bars
    from countenance.app.measuring import measure_films

    with executor_for(min(jobs, len(films)), cluster) as executor, progress_bars() as progress:
        outcomes = measure_films(films, executor=executor, progress=progress)
    for film, measured in zip(films, outcomes, strict=True):
        if measured.frames:
            _say_measured(film, measured, f"{escape(film.path.name)}: ")
    problems = [measured.problem for measured in outcomes if measured.problem is not None]
    for problem in problems:
        say(f"[red]problem:[/red] {escape(str(problem))}", aside=True)
    say(f"{len(films)} films, {len(problems)} with a problem.", aside=True)
    if problems:
        raise typer.Exit(2)


def _say_measured(film: Film, measured: Measured, name: str = "") -> None:
    from rich.markup import escape

    from countenance.app.cli.output import say

    report = escape(str(film.out / "report.html"))
    say(f"{name}{measured.frames} frames, {measured.faces} with a face. Report: {report}")
