"""Options of the commands that compare coders, worded once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "ExcludedOption",
    "IntensityOption",
    "MatchOption",
    "OutOption",
    "ResamplesOption",
    "SeedOption",
    "SideOption",
    "ToleranceOption",
    "UnmatchedOption",
]

MatchOption = Annotated[
    float, typer.Option("--iou", min=0.0, max=1.0, help="Smallest intersection over union of a match.")
]
ExcludedOption = Annotated[
    bool, typer.Option("--excluded", help="Let blinks, speech and what else is excluded count as events too.")
]
UnmatchedOption = Annotated[
    bool, typer.Option("--unmatched", help="Count the action units of events that one coder alone has.")
]
SideOption = Annotated[bool, typer.Option("--side", help="Let action units agree only on the same side.")]
IntensityOption = Annotated[
    bool, typer.Option("--intensity", help="Let action units agree only with the same intensity.")
]
ToleranceOption = Annotated[
    int, typer.Option(min=0, help="Frames to either side for the kappa with tolerance.")
]
ResamplesOption = Annotated[
    int, typer.Option(min=0, help="Bootstrap samples of participants; with 0 there are no intervals.")
]
SeedOption = Annotated[int, typer.Option(min=0, help="Of the bootstrap.")]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="Folder for report.html and agreement.json.", show_default=False),
]
