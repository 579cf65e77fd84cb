"""Options of every command that scores spotting, worded once."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

__all__ = ["IouOption", "OffsetZeroOption", "OnsetZeroOption", "OverlongOption"]

IouOption = Annotated[
    float, typer.Option(min=0.0, max=1.0, help="Smallest intersection over union of a hit.")
]
OffsetZeroOption = Annotated[
    Literal["apex", "apex+20", "mirror", "keep", "drop"],
    typer.Option(help="What to do about a label whose offset was not coded (0 or empty)."),
]
OnsetZeroOption = Annotated[
    Literal["keep", "drop"], typer.Option(help="What to do about a label that begins with the recording.")
]
OverlongOption = Annotated[
    Literal["macro", "drop"],
    typer.Option(help="What to do about a label that is called long, or lasts 4 s or more."),
]
