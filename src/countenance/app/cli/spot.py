"""``countenance spot``: videos, or a camera, to macro- and micro-expressions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from countenance.app.cli.options import (
    ClusterOption,
    EachCorrectionsOption,
    EachFolderOption,
    FaceOption,
    ImageRateOption,
    JobsOption,
)
from countenance.app.cli.output import Format
from countenance.app.cli.policy_options import IouOption, OffsetZeroOption, OnsetZeroOption, OverlongOption
from countenance.app.cli.spot_options import (
    DEFAULT_METHOD,
    ExportOption,
    MethodsOption,
    OutOption,
    ParametersOption,
    RecordingsOption,
    SecondsOption,
    SeedOption,
    SpotFormat,
    SpotFormatOption,
    VideosArgument,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from countenance.app.spotting import SpottedFilm, SpottingTask
    from countenance.spotting.files import Document

__all__ = ["spot"]

_CAMERA = "camera:"


def spot(
    jobs: JobsOption,
    videos: VideosArgument = None,
    out: OutOption = None,
    form: SpotFormatOption = SpotFormat.TABLE,
    method: MethodsOption = None,
    parameters: ParametersOption = None,
    face: FaceOption = None,
    fps: ImageRateOption = None,
    seconds: SecondsOption = None,
    export: ExportOption = None,
    cluster: ClusterOption = None,
    database: RecordingsOption = None,
    folder: EachFolderOption = None,
    corrections: EachCorrectionsOption = None,
    offset_zero: OffsetZeroOption = "apex",
    onset_zero: OnsetZeroOption = "keep",
    overlong: OverlongOption = "macro",
    iou: IouOption = 0.5,
    seed: SeedOption = 0,
) -> None:
    """Spot macro- and micro-expressions in video: onset, apex, offset, where on the face, and how sure that is.

    A film that is damaged or shows no face does not stop the others; the command then ends with exit code 2. A
    film that an earlier run finished in the same way is not done again.

    With --database, spotters are compared on the recordings of a release instead: one table beside the published
    figures for that database, and a report.

    Example: [bold]countenance spot interview.mp4 --out spotted[/bold]
    """
    if database:
        from countenance.app.cli.compare_spotters import compare_spotters

        unused = _unused(VIDEO=videos, face=face, fps=fps, seconds=seconds, export=export)
        compare_spotters(
            database, folder, corrections, method or [DEFAULT_METHOD], parameters,
            (offset_zero, onset_zero, overlong), iou, seed, out, form, jobs, cluster, unused,
        )  # fmt: skip
        return
    films, name = _asked(videos, method, _unused(folder=folder, corrections=corrections))
    _spot_videos(films, jobs, out, form, name, parameters, face, fps, seconds, export, cluster)


def _asked(
    videos: Sequence[Path] | None, methods: Sequence[str] | None, unused: Sequence[str]
) -> tuple[Sequence[Path], str]:
    """What to spot in, and by which method, where no database is given."""
    if not videos:
        _refuse("there is nothing to spot in: give videos, camera:0, or --database NAME=ROOT")
    for option in unused:
        _refuse(f"{option} concerns a database: give --database, or leave it out")
    name, *others = methods or [DEFAULT_METHOD]
    if others or name == "all":
        _refuse("several methods are compared on a database: give --database, or one method")
    return videos, name


def _refuse(sentence: str) -> NoReturn:
    from countenance.core.errors import InputError

    raise InputError(sentence)


def _spot_videos(
    videos: Sequence[Path],
    jobs: int,
    out: Path | None,
    form: SpotFormat,
    method: str,
    parameters: Sequence[str] | None,
    face: str | None,
    fps: float | None,
    seconds: float | None,
    export: Path | None,
    cluster: str | None,
) -> None:
    from countenance.app.spotting import settings_for
    from countenance.evaluation import parse_parameters
    from countenance.spotting import spotting_method

    chosen = settings_for(spotting_method(method), parse_parameters(parameters or []), face)
    if any(str(video).startswith(_CAMERA) for video in videos):
        _watch(videos, out, form, method, chosen, seconds, _unused(fps=fps, export=export, cluster=cluster))
        return
    _refuse_seconds(seconds)
    tasks = _planned(videos, out, method, chosen, fps)
    if form is SpotFormat.EAF and len(tasks) > 1:
        _refuse_many_as_eaf()
    if export is not None:
        from countenance.app.exporting import check_export

        check_export(export)
    _make_folders(tasks)
    outcomes = _spotted(tasks, jobs, cluster)
    documents = [outcome.document for outcome in outcomes if outcome.document is not None]
    if out is not None:
        _write_all(documents, out)
    _print(documents, form, several=len(tasks) > 1)
    if export is not None:
        _export(tasks, outcomes, export.absolute(), jobs, cluster)
    _tell(tasks, outcomes)


def _unused(**given: object) -> list[str]:
    """Options that were given a value; a name in capitals is an argument's."""
    return [name if name.isupper() else f"--{name}" for name, value in given.items() if value is not None]


def _refuse_seconds(seconds: float | None) -> None:
    from countenance.core.errors import InputError

    if seconds is not None:
        raise InputError("--seconds says how long to watch a camera, and no camera is given: leave it out")


def _refuse_many_as_eaf() -> None:
    from countenance.core.errors import InputError

    raise InputError(
        "--format eaf prints one recording, and several are given: with --out each gets a file spotting.eaf of "
        "its own"
    )


def _planned(
    videos: Sequence[Path], out: Path | None, method: str, settings: Mapping[str, Any], fps: float | None
) -> list[SpottingTask]:
    """Every film with its name and folder; what was mistyped is told before any work."""
    from countenance.app.films import check_rate, films_among, named_apart, open_film
    from countenance.app.spotting import SpottingTask

    found = films_among(videos)
    check_rate(found, fps)
    tasks = [
        SpottingTask(
            path,
            name,
            method,
            settings,
            None if out is None else out.absolute() / name,
            fps if path.is_dir() else None,
        )
        for path, name in zip(found, named_apart(found), strict=True)
    ]
    for task in tasks:
        if len(tasks) == 1 or not task.path.is_file():
            open_film(task.path, task.fps)
    return tasks


def _make_folders(tasks: Sequence[SpottingTask]) -> None:
    for task in tasks:
        if task.out is not None:
            task.out.mkdir(parents=True, exist_ok=True)


def _spotted(tasks: Sequence[SpottingTask], jobs: int, cluster: str | None) -> list[SpottedFilm]:
    from countenance.app.cli.workers import executor_for, progress_bars
    from countenance.app.spotting import spot_film, spot_films

    if len(tasks) == 1 and cluster is None:
        with progress_bars() as progress:
            return [spot_film(tasks[0], progress)]
    with executor_for(min(jobs, len(tasks)), cluster) as executor, progress_bars() as progress:
        return spot_films(tasks, executor=executor, progress=progress)


def _write_all(documents: Sequence[Document], out: Path) -> None:
    """One table of all recordings, as 'countenance score' reads it."""
    from countenance.core.cache import write_atomically
    from countenance.spotting.files import EXPRESSION_COLUMNS, expression_rows, to_csv

    rows = (row for document in documents for row in expression_rows(document))
    write_atomically(out / "expressions.csv", to_csv(rows, EXPRESSION_COLUMNS))


def _print(documents: Sequence[Document], form: SpotFormat, *, several: bool) -> None:
    from countenance.spotting.files import EXPRESSION_COLUMNS, expression_rows, to_csv, to_eaf

    if form is SpotFormat.JSON:
        whole = documents if several else documents[0]
        print(json.dumps(whole, ensure_ascii=False, indent=1))
    elif form is SpotFormat.CSV:
        rows = (row for document in documents for row in expression_rows(document))
        print(to_csv(rows, EXPRESSION_COLUMNS), end="")
    elif form is SpotFormat.EAF:
        print(to_eaf(documents[0]), end="")
    else:
        _print_table(documents, several=several)


def _print_table(documents: Sequence[Document], *, several: bool) -> None:
    """What fits a terminal; where else the face moved, and what happened besides, is in the other forms."""
    from countenance.app.cli.output import emit
    from countenance.reports.spotting_figures import clock
    from countenance.reports.spotting_names import areas

    for document in documents:
        rows = [
            {
                "kind": entry["kind"],
                "at": clock(entry["onset_s"]),
                "ms": round(1000 * (entry["offset_s"] - entry["onset_s"])),
                "frames": f"{entry['onset']}-{entry['apex']}-{entry['offset']}",
                "score": f"{entry['score']:.2f}",
                "most": next(iter(areas(entry["regions"])), ""),
                "AU": "+".join(entry["action_units"]),
            }
            for entry in document["expressions"]
        ]
        told = [name for name in rows[0] if any(row[name] != "" for row in rows)] if rows else []
        if rows:
            shown = [{name: row[name] for name in told} for row in rows]
            emit(shown, Format.TABLE, title=document["recording"] if several else "")


def _tell(tasks: Sequence[SpottingTask], outcomes: Sequence[SpottedFilm]) -> None:
    """Remarks and counts of each recording; what went wrong at the end."""
    from rich.markup import escape

    from countenance.app.cli.output import say

    for task, outcome in zip(tasks, outcomes, strict=True):
        if outcome.document is not None:
            _tell_one(task, outcome.document, resumed=outcome.resumed)
    problems = [outcome.problem for outcome in outcomes if outcome.problem is not None]
    if len(tasks) > 1:
        for problem in problems:
            say(f"[red]problem:[/red] {escape(str(problem))}", aside=True)
        say(f"{len(tasks)} films, {len(problems)} with a problem.", aside=True)
        if problems:
            raise typer.Exit(2)
    elif problems:
        raise problems[0]


def _tell_one(task: SpottingTask, document: Document, *, resumed: bool = False) -> None:
    from collections import Counter

    from rich.markup import escape

    from countenance.app.cli.output import say

    name = escape(document["recording"])
    for remark in document["remarks"]:
        say(f"[yellow]note:[/yellow] {name}: {escape(remark)}", aside=True)
    kinds = Counter(entry["kind"] for entry in document["expressions"])
    reasons = Counter(event["reason"] for event in document["excluded"])
    left = (
        f"; no expression: {', '.join(f'{reason} {n}' for reason, n in reasons.items())}" if reasons else ""
    )
    report = "" if task.out is None else f" Report: {escape(str(task.out / 'report.html'))}"
    known = " (from an earlier run)" if resumed else ""
    say(f"{name}: {kinds['macro']} macro, {kinds['micro']} micro{escape(left)}{known}.{report}", aside=True)


def _export(
    tasks: Sequence[SpottingTask],
    outcomes: Sequence[SpottedFilm],
    root: Path,
    jobs: int,
    cluster: str | None,
) -> None:
    from rich.markup import escape

    from countenance.app.cli.output import say
    from countenance.app.cli.workers import executor_for, progress_bars
    from countenance.app.exporting import export_crops, plan_export

    films = [
        (task.path, outcome.document, task.fps)
        for task, outcome in zip(tasks, outcomes, strict=True)
        if outcome.document is not None and outcome.document["expressions"]
    ]
    if not films:
        say("no expression was spotted, so there is nothing to export", aside=True)
        return
    with executor_for(min(jobs, len(films)), cluster) as executor, progress_bars() as progress:
        n = export_crops(plan_export(films, root), executor=executor, progress=progress)
    say(f"{n} expressions exported to {escape(str(root))}; its README.md says what is in it", aside=True)


def _watch(
    videos: Sequence[Path],
    out: Path | None,
    form: SpotFormat,
    method: str,
    settings: Mapping[str, Any],
    seconds: float | None,
    unused: Sequence[str],
) -> None:
    """Spot before a camera until Ctrl-C or for some seconds."""
    from rich.markup import escape

    from countenance.app.cameras import spot_camera
    from countenance.app.cli.output import say
    from countenance.app.spotting import SpottingTask
    from countenance.core.errors import InputError

    if len(videos) > 1:
        raise InputError("a camera is watched alone: give it without other films")
    if unused:
        raise InputError(f"a camera cannot be combined with {' and '.join(unused)}: leave it out")
    name = str(videos[0]).replace(":", "-").replace("/", "-")
    task = SpottingTask(videos[0], name, method, settings, None if out is None else out.absolute() / name)
    say(
        f"watching {escape(str(videos[0]))}; {'Ctrl-C ends it' if seconds is None else f'for {seconds:g} s'}",
        aside=True,
    )
    outcome = spot_camera(task, seconds)
    documents = [] if outcome.document is None else [outcome.document]
    _print(documents, form, several=False)
    _tell([task], [outcome])
