"""``countenance databases simulate-long``: long recordings whose every expression is known."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from countenance.app.cli.options import ClusterOption, JobsOption, pixels
from countenance.app.cli.output import say

__all__ = ["simulate_long"]


def simulate_long(
    root: Annotated[
        Path, typer.Argument(help="A new or empty folder, or one to continue in.", metavar="ROOT")
    ],
    jobs: JobsOption,
    participants: Annotated[int, typer.Option(help="Simulated participants.")] = 6,
    minutes: Annotated[float, typer.Option(help="Length of each recording.")] = 1.0,
    recordings: Annotated[int, typer.Option(help="Recordings with expressions of each participant.")] = 1,
    neutral: Annotated[int, typer.Option(help="Recordings without any expression, in all.")] = 2,
    seed: Annotated[int, typer.Option(help="Another seed gives other people.")] = 0,
    fps: Annotated[int, typer.Option(help="Frames per second.")] = 30,
    size: Annotated[
        str, typer.Option(help="Width and height in pixels.", metavar="WIDTHxHEIGHT")
    ] = "640x480",
    cluster: ClusterOption = None,
) -> None:
    """Render long recordings for spotting: neutral faces that blink, look about, turn and speak, and expressions.

    They lie in the layout of CAS(ME)2 as videos; events.csv says when each expression happens and how far it moves
    the skin. No real face is shown, and a figure measured on them says nothing about real ones. A run that was
    interrupted continues where it stopped.

    Example: [bold]countenance databases simulate-long long-sample --participants 6 --minutes 1[/bold]
    """
    from countenance.app.cli.workers import executor_for, progress_bars
    from countenance.databases.simulated import read_events, simulate_long_release

    # Absolute, as workers on a cluster understand it.
    target, wanted = root.absolute(), pixels(size)
    with executor_for(jobs, cluster) as executor, progress_bars() as progress:
        simulate_long_release(
            target,
            participants=participants,
            minutes=minutes,
            recordings=recordings,
            neutral=neutral,
            seed=seed,
            fps=fps,
            size=wanted,
            executor=executor,
            progress=progress,
        )
    n = participants * recordings + neutral
    say(f"{root}: {n} simulated recordings, {len(read_events(target))} expressions; see events.csv.")
