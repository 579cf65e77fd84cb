"""``countenance baseline``: the paper's Table 5 on a database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from countenance.app.cli.options import (
    ClusterOption,
    CorrectionsOption,
    DatabaseOption,
    FolderOption,
    JobsOption,
    RootArgument,
    SkipInvalidOption,
    open_release,
)

if TYPE_CHECKING:
    from countenance.core.contracts import Database
    from countenance.evaluation import Baseline
    from countenance.features import Interpolation, LBPTOPSettings

__all__ = ["InterpolationOption", "OutOption", "baseline", "run_and_report"]

OutOption = Annotated[Path, typer.Option("--out", "-o", help="Folder for report.html and results.json.")]
InterpolationOption = Annotated[
    Literal["nearest", "bilinear"], typer.Option(help="How LBP neighbours between pixels are read.")
]


def baseline(
    root: RootArgument,
    out: OutOption,
    jobs: JobsOption,
    database: DatabaseOption = "casme2sq",
    folder: FolderOption = None,
    corrections: CorrectionsOption = None,
    interpolation: InterpolationOption = "nearest",
    cache: Annotated[
        Path | None,
        typer.Option(
            help="Where finished work is kept, so that a stopped run continues.", show_default="OUT/cache"
        ),
    ] = None,
    cluster: ClusterOption = None,
    skip_invalid: SkipInvalidOption = False,
) -> None:
    """Run the LBP-TOP baseline of the CAS(ME)² paper: 48 cells, two protocols, one report.

    Clips that are broken are left out and named. Without --skip-invalid the command then ends with exit code 2.

    Example: [bold]countenance baseline ~/casme2sq --out baseline[/bold]
    """
    release = open_release(database, root, folder, corrections)
    outcome = run_and_report(
        release,
        out,
        jobs=jobs,
        cluster=cluster,
        interpolation=interpolation,
        cache=cache or out / "cache",
    )
    if outcome.dropped and not skip_invalid:
        raise typer.Exit(2)


def run_and_report(
    release: Database,
    out: Path,
    *,
    jobs: int,
    cluster: str | None = None,
    interpolation: Interpolation = "nearest",
    cache: Path,
) -> Baseline:
    """Run the baseline, write report.html and results.json, and say what came out."""
    import json

    from countenance.app.cli.workers import executor_for, progress_bars
    from countenance.core.cache import write_atomically
    from countenance.evaluation import results_dict, run_baseline
    from countenance.reports import write_baseline_report

    out.mkdir(parents=True, exist_ok=True)
    with executor_for(jobs, cluster) as executor, progress_bars() as progress:
        outcome = run_baseline(
            release,
            interpolation=interpolation,
            cache=cache,
            executor=executor,
            progress=progress,
        )
    write_atomically(out / "results.json", json.dumps(results_dict(outcome), indent=2, ensure_ascii=False))
    write_baseline_report(outcome, out / "report.html")
    _tell(outcome, out)
    return outcome


def _tell(outcome: Baseline, out: Path) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.markup import escape
    from rich.table import Table

    from countenance.app.cli.output import console, say
    from countenance.evaluation.paper import TABLE_5_COLUMNS

    info = outcome.database.info
    table = Table(
        title=f"{escape(info.title)}: accuracy in %, video out / subject out / the paper",
        title_justify="left",
        box=SIMPLE_HEAD,
        padding=(0, 1),
    )
    for name in ("R", "Rt", *(f"{mapping} P={points}" for mapping, points in TABLE_5_COLUMNS)):
        table.add_column(name, justify="right", no_wrap=True)
    settings = list(outcome.cells)
    for start in range(0, len(settings), len(TABLE_5_COLUMNS)):
        row = settings[start : start + len(TABLE_5_COLUMNS)]
        cells = (_cell(outcome, s) for s in row)
        table.add_row(str(row[0].rx), str(row[0].rt), *cells, end_section=len(table.rows) % 3 == 2)
    console().print(table)
    if info.synthetic:
        say("Simulated faces: these figures say that the program works, nothing about people.")
    for problem in outcome.dropped:
        say(f"[yellow]left out:[/yellow] {escape(str(problem))}", aside=True)
    n = len(outcome.samples.clips)
    say(f"{n} clips evaluated, {outcome.n_dropped} left out. Report: {escape(str(out / 'report.html'))}")


def _cell(outcome: Baseline, settings: LBPTOPSettings) -> str:
    from countenance.evaluation import PROTOCOLS, TABLE_5

    video, subject = (100 * outcome.cells[settings][protocol.name].accuracy for protocol in PROTOCOLS)
    text = f"{video:.1f}/{subject:.1f}/[dim]{TABLE_5[settings]:.1f}[/dim]"
    return f"[bold]{text}[/bold]" if settings == outcome.best else text
