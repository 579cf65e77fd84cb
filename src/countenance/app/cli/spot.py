"""``countenance spot``: videos, or a camera, to macro- and micro-expressions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from countenance.app.cli.given import CAMERA, check_films, check_registered, check_writable
from countenance.app.cli.options import (
    ClusterOption,
    EachCorrectionsOption,
    EachFolderOption,
    FaceOption,
    ImageRateOption,
    JobsOption,
)
from countenance.app.cli.policy_options import IouOption, OffsetZeroOption, OnsetZeroOption, OverlongOption
from countenance.app.cli.spot_options import (
    DEFAULT_METHOD,
    AgainOption,
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
from countenance.app.cli.spot_output import print_spotted, tell_spotted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from countenance.app.spotting import SpottedFilm, SpottingTask
    from countenance.spotting.files import Document

__all__ = ["spot"]

_SPOTTERS = "countenance.spotters"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What to spot in, how, and what becomes of it: options as they were given."""

    videos: Sequence[Path]
    method: str
    parameters: Mapping[str, Any]
    face: str | None
    fps: float | None
    seconds: float | None
    out: Path | None
    form: SpotFormat
    export: Path | None
    again: bool
    jobs: int
    cluster: str | None

    def settings(self) -> dict[str, Any]:
        """Parameters of the spotter; what it refuses is told now."""
        from countenance.app.spotters import settings_for
        from countenance.spotting import spotting_method

        return settings_for(spotting_method(self.method), self.parameters, self.face)

    def task(self, path: Path, name: str, settings: Mapping[str, Any]) -> SpottingTask:
        """Of one film or camera."""
        from countenance.app.spotting import SpottingTask

        out = None if self.out is None else self.out.absolute() / name
        return SpottingTask(
            path, name, self.method, settings, out, self.fps if path.is_dir() else None, self.again
        )


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
    again: AgainOption = False,
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
    film that an earlier run finished in the same way is not done again, unless --again says so.

    With --database, spotters are compared on the recordings of a release instead: one table beside the published
    figures for that database, and a report.

    Example: [bold]countenance spot interview.mp4 --out spotted[/bold]
    """
    if database:
        from countenance.app.cli.compare_spotters import compare_spotters

        unused = _unused(VIDEO=videos, face=face, fps=fps, seconds=seconds, export=export)
        compare_spotters(
            database, folder, corrections, method or [DEFAULT_METHOD], parameters,
            (offset_zero, onset_zero, overlong), iou, seed, out, form, jobs, cluster, again, unused,
        )  # fmt: skip
        return
    from countenance.core.parameters import parse_parameters

    films, name = _checked(videos, method, _unused(folder=folder, corrections=corrections))
    check_registered(_SPOTTERS, name)
    asked = _Asked(
        films,
        name,
        parse_parameters(parameters or []),
        face,
        fps,
        seconds,
        out,
        form,
        export,
        again,
        jobs,
        cluster,
    )
    if any(str(film).startswith(CAMERA) for film in films):
        _watch(asked)
    else:
        _spot_videos(asked)


def _checked(
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


def _spot_videos(asked: _Asked) -> None:
    tasks = _planned(asked)
    _make_folder(asked.out, tasks)
    outcomes = _spotted(tasks, asked)
    documents = [outcome.document for outcome in outcomes if outcome.document is not None]
    if asked.out is not None:
        _write_all(documents, asked.out)
    print_spotted(documents, asked.form, several=len(tasks) > 1)
    if asked.export is not None:
        _export(tasks, outcomes, asked.export.absolute(), asked)
    tell_spotted(tasks, outcomes)


def _planned(asked: _Asked) -> list[SpottingTask]:
    """Every film as a task; what was mistyped is told before any work."""
    check_films(asked.videos)
    if asked.seconds is not None:
        _refuse("--seconds says how long to watch a camera, and no camera is given: leave it out")
    films = _named(asked.videos, asked.fps)
    if asked.form is SpotFormat.EAF and len(films) > 1:
        _refuse(
            "--format eaf prints one recording, and several are given: with --out each gets a file spotting.eaf "
            "of its own"
        )
    settings = asked.settings()
    if asked.export is not None:
        from countenance.app.exporting import check_export

        check_export(asked.export)
        check_writable(asked.export)
    return [asked.task(path, name, settings) for path, name in films]


def _unused(**given: object) -> list[str]:
    """Options that were given a value; a name in capitals is an argument's."""
    return [name if name.isupper() else f"--{name}" for name, value in given.items() if value is not None]


def _named(videos: Sequence[Path], fps: float | None) -> list[tuple[Path, str]]:
    """Every film with its name; what was mistyped is told before any work."""
    from countenance.app.films import check_rate, films_among, named_apart, open_film

    found = films_among(videos)
    check_rate(found, fps)
    names = named_apart(found)
    for path in found:
        if len(found) == 1 or not path.is_file():
            open_film(path, fps if path.is_dir() else None)
    return list(zip(found, names, strict=True))


def _make_folder(out: Path | None, tasks: Sequence[SpottingTask]) -> None:
    """The folder for all; that of a film is made when there is something to write, what prevents it is told now."""
    if out is None:
        return
    check_writable(out, *(task.out for task in tasks if task.out is not None))
    out.mkdir(parents=True, exist_ok=True)


def _spotted(tasks: Sequence[SpottingTask], asked: _Asked) -> list[SpottedFilm]:
    from countenance.app.cli.workers import executor_for, progress_bars
    from countenance.app.spotting import spot_film, spot_films

    if len(tasks) == 1 and asked.cluster is None:
        with progress_bars() as progress:
            return [spot_film(tasks[0], progress)]
    with executor_for(min(asked.jobs, len(tasks)), asked.cluster) as executor, progress_bars() as progress:
        return spot_films(tasks, executor=executor, progress=progress)


def _write_all(documents: Sequence[Document], out: Path) -> None:
    """One table of all recordings, as 'countenance score' reads it."""
    from countenance.core.cache import write_atomically
    from countenance.spotting.files import EXPRESSION_COLUMNS, expression_rows, to_csv

    rows = (row for document in documents for row in expression_rows(document))
    write_atomically(out / "expressions.csv", to_csv(rows, EXPRESSION_COLUMNS))


def _export(
    tasks: Sequence[SpottingTask], outcomes: Sequence[SpottedFilm], root: Path, asked: _Asked
) -> None:
    from rich.markup import escape

    from countenance.app.cli.output import say
    from countenance.app.cli.workers import executor_for, progress_bars
    from countenance.app.exporting import export_crops, plan_export
    from countenance.core.words import counted

    read = [
        (task.path, outcome.document, task.fps)
        for task, outcome in zip(tasks, outcomes, strict=True)
        if outcome.document is not None
    ]
    films = [film for film in read if film[1]["expressions"]]
    if not films:
        say(_exported_nothing(root) if read else "no film could be read, so nothing is exported", aside=True)
        return
    with executor_for(min(asked.jobs, len(films)), asked.cluster) as executor, progress_bars() as progress:
        n, kept = export_crops(plan_export(films, root), executor=executor, progress=progress)
    known = f" ({kept} of them by an earlier run)" if kept else ""
    say(
        f"{counted(n, 'expression')} exported{known} to {escape(str(root))}; its README.md says what is in it",
        aside=True,
    )
    rates = {float(document["fps"]) for _, document, _ in films}
    if rates != {30.0}:
        listed = ", ".join(f"{rate:g}" for rate in sorted(rates))
        say(
            "[yellow]note:[/yellow] readers of CAS(ME)2 take 30 frames per second for granted, these films have "
            f"{listed}: milliseconds that a reader derives from the export are wrong.",
            aside=True,
        )


def _exported_nothing(root: Path) -> str:
    from rich.markup import escape

    from countenance.app.exporting import export_nothing

    if export_nothing(root):
        return f"no expression was spotted, so the earlier export in {escape(str(root))} is emptied"
    return "no expression was spotted, so there is nothing to export"


def _watch(asked: _Asked) -> None:
    """Spot before a camera until Ctrl-C or for some seconds."""
    from rich.markup import escape

    from countenance.app.cameras import spot_camera
    from countenance.app.cli.output import say

    settings = asked.settings()
    # Nothing that a camera showed is there to be taken up again.
    unused = _unused(fps=asked.fps, export=asked.export, cluster=asked.cluster, again=asked.again or None)
    if len(asked.videos) > 1:
        _refuse("a camera is watched alone: give it without other films")
    if unused:
        _refuse(f"a camera cannot be combined with {' and '.join(unused)}: leave it out")
    if asked.out is not None:
        check_writable(asked.out)
    [camera] = asked.videos
    task = asked.task(camera, str(camera).replace(":", "-").replace("/", "-"), settings)
    until = "Ctrl-C ends it" if asked.seconds is None else f"for {asked.seconds:g} s"
    say(f"watching {escape(str(camera))}; {until}", aside=True)
    outcome = spot_camera(task, asked.seconds)
    documents = [] if outcome.document is None else [outcome.document]
    print_spotted(documents, asked.form, several=False)
    tell_spotted([task], [outcome])
