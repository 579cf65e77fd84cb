"""How far the coders of a study agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

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
from countenance.app.cli.output import Format
from countenance.app.cli.study.options import StudyArgument

if TYPE_CHECKING:
    from countenance.core import CodingPass

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(agreement)


def agreement(
    folder: StudyArgument,
    coder: Annotated[
        list[str] | None,
        typer.Option(help="Name of a coder, two or more times; all unless given.", show_default=False),
    ] = None,
    iou: MatchOption = 0.5,
    excluded: ExcludedOption = False,
    unmatched: UnmatchedOption = False,
    side: SideOption = False,
    intensity: IntensityOption = False,
    tolerance: ToleranceOption = 3,
    resamples: ResamplesOption = 1000,
    seed: SeedOption = 0,
    out: OutOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Show how far coders agree on events, action units, labels, frames and timing.

    What was submitted counts, in recordings that two coders or more have submitted.

    Example: [bold]countenance study agreement smiles --out agreement[/bold]
    """
    from countenance.app.cli.agreement_output import compare
    from countenance.study.agreement import AgreementOptions
    from countenance.study.coding.passes import submitted_passes
    from countenance.study.project import Study

    options = AgreementOptions(
        iou=iou,
        excluded=excluded,
        unmatched_action_units=unmatched,
        side=side,
        intensity=intensity,
        tolerance=tolerance,
        resamples=resamples,
    )
    with Study.open(folder) as study, study.reading() as reader:
        passes, facts = submitted_passes(reader), study.facts()
    compare(
        _chosen(passes, coder),
        options,
        seed=seed,
        form=form,
        out=out,
        title=facts.name,
        synthetic=facts.synthetic,
    )


def _chosen(passes: Sequence[CodingPass], coders: Sequence[str] | None) -> list[CodingPass]:
    """Passes of the coders that were named, as long as any two can be compared."""
    from countenance.core import InputError

    names = sorted({one.coder for one in passes})
    unknown = [name for name in coders or () if name not in names]
    if unknown:
        raise InputError(
            f"--coder {unknown[0]}: nobody of that name has submitted codings; those who have are "
            f"{', '.join(names) or 'none'}"
        )
    if coders and len(set(coders)) < 2:
        raise InputError("one coder agrees with nobody: give --coder twice or more, or not at all")
    chosen = [one for one in passes if not coders or one.coder in coders]
    recordings = [one.recording for one in chosen]
    if len(set(recordings)) == len(recordings):
        raise InputError(
            "no recording was submitted by two coders yet: 'countenance study submit' declares one coded"
        )
    return chosen
