"""``countenance agreement``: how far coders agree, from files of any program and without a study."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from countenance.app.cli.agreement_options import (
    ExcludedOption,
    IntensityOption,
    MatchOption,
    OutOption,
    ResamplesOption,
    SeedOption,
    SideOption,
    ToleranceOption,
    UnmatchedOption,
)
from countenance.app.cli.options import FormatOption
from countenance.app.cli.output import Format, say

__all__ = ["agreement"]


def agreement(
    files: Annotated[
        list[Path],
        typer.Argument(
            help=".csv, .xlsx, .eaf, .boris or .TextGrid, of at least two coders.", metavar="FILE..."
        ),
    ],
    coder: Annotated[
        list[str] | None,
        typer.Option(help="Who coded each file, in their order, where they do not say.", show_default=False),
    ] = None,
    recording: Annotated[
        str, typer.Option(help="Which recording the files code, where they do not say.", show_default=False)
    ] = "",
    videos: Annotated[
        Path | None,
        typer.Option(
            help="Folder of films named like the recordings: for lengths, rates and times.",
            show_default=False,
        ),
    ] = None,
    n_frames: Annotated[
        list[str] | None,
        typer.Option(
            help="Length of a recording without a film; several times for several.",
            metavar="RECORDING=N",
            show_default=False,
        ),
    ] = None,
    fps: Annotated[
        float | None,
        typer.Option(help="Frames per second of recordings without a film.", show_default=False),
    ] = None,
    frames: Annotated[
        bool, typer.Option(help="Compare frames, for which every recording's length is needed.")
    ] = True,
    tier: Annotated[
        list[str] | None,
        typer.Option(
            help="MEANING=NAME of a tier of ELAN or Praat, as expression=Mimik; several times.",
            show_default=False,
        ),
    ] = None,
    first_frame: Annotated[
        int, typer.Option(min=0, help="Number of a recording's first frame in a table.")
    ] = 0,
    iou: MatchOption = 0.5,
    excluded: ExcludedOption = False,
    unmatched: UnmatchedOption = False,
    side: SideOption = False,
    intensity: IntensityOption = False,
    tolerance: ToleranceOption = 3,
    resamples: ResamplesOption = 1000,
    seed: SeedOption = 0,
    synthetic: Annotated[
        bool, typer.Option("--synthetic", help="Say that nobody real was recorded or coded.")
    ] = False,
    out: OutOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Show how far coders agree on events, action units, labels, frames and timing.

    A file may hold several coders and recordings; a table without coders is by whom its name says.

    Example: [bold]countenance agreement anna.csv ben.csv --videos films --out agreement[/bold]
    """
    from countenance.app.cli.agreement_output import compare
    from countenance.app.cli.coding_files import Recordings, check_lengths, numbers_of, read_files
    from countenance.app.cli.study.options import facts_of
    from countenance.study.agreement import AgreementOptions

    options = AgreementOptions(
        iou=iou,
        excluded=excluded,
        unmatched_action_units=unmatched,
        side=side,
        intensity=intensity,
        frames=frames,
        tolerance=tolerance,
        resamples=resamples,
    )
    _check(videos, fps)
    passes, remarks = read_files(
        files,
        coder or [],
        Recordings(
            videos,
            numbers_of(n_frames or []),
            None if fps is None else Fraction(fps).limit_denominator(10_000),
        ),
        recording=recording,
        tiers={meaning: str(name) for meaning, name in facts_of(tier).items()},
        first_frame=first_frame,
    )
    if frames:
        check_lengths(passes, videos)
    for remark in remarks:
        say(f"note: {escape(remark)}", aside=True)
    compare(passes, options, seed=seed, form=form, out=out, synthetic=synthetic)


def _check(videos: Path | None, fps: float | None) -> None:
    from countenance.core import InputError

    if videos is not None and not videos.is_dir():
        raise InputError(f"--videos {videos} is no folder, but films are looked for in one")
    if fps is not None and not 0 < fps < math.inf:
        raise InputError(f"--fps is {fps}, a positive number was expected")
