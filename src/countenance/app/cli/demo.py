"""``countenance demo``: the main job on rendered faces."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from countenance.app.cli.baseline import run_and_report
from countenance.app.cli.options import ClusterOption, JobsOption

__all__ = ["demo"]


def demo(
    jobs: JobsOption,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the sample and the report.")] = Path(
        "countenance-demo"
    ),
    participants: Annotated[int, typer.Option(min=2, help="Simulated participants.")] = 24,
    seed: Annotated[int, typer.Option(min=0, help="Another seed gives other people.")] = 0,
    cluster: ClusterOption = None,
) -> None:
    """Render the simulated sample database and run the paper's baseline on it.

    Nothing is downloaded and no real face is shown. A second run finds the sample and continues from there.

    Example: [bold]countenance demo --out countenance-demo[/bold]
    """
    from countenance import databases
    from countenance.app.cli.workers import executor_for, progress_bars
    from countenance.databases.simulated import simulate_release

    sample = out.absolute() / "sample"  # as workers on a cluster understand it
    out.mkdir(parents=True, exist_ok=True)
    with executor_for(jobs, cluster) as executor, progress_bars() as progress:
        simulate_release(sample, participants=participants, seed=seed, executor=executor, progress=progress)
    run_and_report(databases.open("simulated", sample), out, jobs=jobs, cluster=cluster, cache=out / "cache")
