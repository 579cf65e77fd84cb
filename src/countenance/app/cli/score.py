"""``countenance score``: predictions of any tool against labels, counted as the field agreed to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from countenance.app.cli.given import check_table
from countenance.app.cli.options import FormatOption
from countenance.app.cli.output import Format, emit, say
from countenance.app.cli.policy_options import IouOption, OffsetZeroOption, OnsetZeroOption, OverlongOption

if TYPE_CHECKING:
    from countenance.evaluation.spotting import (
        Counts,
        Policies,
        PredictedInterval,
        ScoreRow,
        SpottingScores,
        Truth,
    )

__all__ = ["SCORES_FILE", "score"]

SCORES_FILE = "spotting-scores.json"


def score(
    predictions: Annotated[
        Path,
        typer.Argument(
            help="A table of predictions: recording, onset, offset; optional database, participant, apex, kind, "
            "score, emotion.",
            metavar="PREDICTIONS",
        ),
    ],
    labels: Annotated[
        str,
        typer.Argument(
            help="A table of labels with the same columns, or NAME=ROOT for the release of a database.",
            metavar="LABELS",
        ),
    ],
    iou: IouOption = 0.5,
    offset_zero: OffsetZeroOption = "apex",
    onset_zero: OnsetZeroOption = "keep",
    overlong: OverlongOption = "macro",
    legacy: Annotated[
        list[str] | None,
        typer.Option(
            help="Show besides what a public program would count: megc2020-mdmd, strs-metric or greedy; several "
            "times for several.",
            metavar="NAME",
        ),
    ] = None,
    by: Annotated[
        Literal["database", "participant", "recording"] | None,
        typer.Option(help="Show the counts of each besides.", show_default=False),
    ] = None,
    first_frame: Annotated[
        int, typer.Option(min=0, help="Number of a recording's first frame in the tables.")
    ] = 0,
    fps: Annotated[
        float | None,
        typer.Option(
            help="Frames per second of the recordings: for times in seconds, and for the kind where a table has "
            "none.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the bootstrap.")] = 0,
    form: FormatOption = Format.TABLE,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help=f"Folder for {SCORES_FILE}.", show_default=False)
    ] = None,
) -> None:
    """Score predicted intervals, from any tool, against labels.

    Matching is one to one and optimal within each recording; counts are pooled over all recordings. A recording
    that is in one of the files alone counts too: as misses or as false alarms. Rows whose kind is "excluded" are
    left out, and a row that names a recording alone says that it counts.

    Example: [bold]countenance score predictions.csv labels.csv --by recording[/bold]
    """
    _check(iou, fps)
    _check_there(predictions, labels)
    from countenance.evaluation.spotting import Policies, score_spotting

    policies = Policies(offset_zero, onset_zero, overlong)
    truth, found, remarks = _read(predictions, labels, policies, first_frame, fps)
    scores = score_spotting(truth, found, iou=iou, legacy=legacy or (), seed=seed, remarks=remarks)
    if out is not None:
        scores.save(out / SCORES_FILE)
    _show(scores, by, form)
    if form is Format.TABLE and out is not None:
        from rich.markup import escape

        say(f"Scores: {escape(str(out / SCORES_FILE))}")


def _check(iou: float, fps: float | None) -> None:
    from countenance.core import InputError

    if not iou > 0:
        raise InputError("--iou is 0, but intervals that share no frame are no hit: give a number above 0")
    if fps is not None and not 0 < fps < math.inf:
        raise InputError(f"--fps is {fps}, a positive number was expected")


def _check_there(predictions: Path, labels: str) -> None:
    check_table(predictions, "a table of predictions")
    if not _is_release(labels):
        check_table(Path(labels), "a table of labels, or NAME=ROOT for the release of a database")


def _is_release(labels: str) -> bool:
    path = Path(labels)
    return not path.is_file() and ("=" in labels or path.is_dir())


def _read(
    predictions: Path, labels: str, policies: Policies, first_frame: int, fps: float | None
) -> tuple[Truth, list[PredictedInterval], list[str]]:
    from fractions import Fraction

    from countenance.app.cli.options import open_each
    from countenance.evaluation.spotting import predictions_of_table, read_tables, truth_of

    rate = None if fps is None else Fraction(fps).limit_denominator(10_000)
    if not _is_release(labels):
        return read_tables(predictions, Path(labels), policies=policies, first_frame=first_frame, fps=rate)
    truth = truth_of(open_each([labels])[0], policies)
    found, remarks = predictions_of_table(
        predictions, truth, policies=policies, first_frame=first_frame, fps=rate
    )
    return truth, found, remarks


def _show(scores: SpottingScores, by: str | None, form: Format) -> None:
    """Everything as JSON, the counts as CSV, or what people read."""
    if form is Format.JSON:
        import json

        from countenance.evaluation.spotting.files import scores_dict

        print(json.dumps(scores_dict(scores), indent=2, ensure_ascii=False))
    elif form is Format.CSV:
        emit([*_groups(scores), *_each(scores, by)], form)
    else:
        from countenance.app.cli.score_tables import print_scores

        print_scores(scores, by)


def _groups(scores: SpottingScores) -> list[dict[str, Any]]:
    """One row a group, and below them how others count the same."""
    own = [_row("", "", group, counts, scores.intervals[group]) for group, counts in scores.counts.items()]
    return own + [
        _row("", found.rule, group, counts)
        for found in scores.legacy
        for group, counts in found.counts.items()
    ]


def _each(scores: SpottingScores, by: str | None) -> list[dict[str, Any]]:
    units: Sequence[ScoreRow] = () if by is None else getattr(scores, f"by_{by}")
    return [_row(unit.name, "", group, counts) for unit in units for group, counts in unit.counts.items()]


def _row(
    name: str, legacy: str, group: str, counts: Counts, ends: tuple[float, float] = (math.nan, math.nan)
) -> dict[str, Any]:
    row = {
        "name": name,
        "legacy": legacy,
        "group": group,
        **counts.to_dict(),
        "f1_low": ends[0],
        "f1_high": ends[1],
    }
    return {key: None if value != value else value for key, value in row.items()}  # noqa: PLR0124 (nan)
