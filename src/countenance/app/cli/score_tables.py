"""Scores of spotting as people read them in a terminal."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from countenance.app.cli.output import console, say
from countenance.core.words import counted

if TYPE_CHECKING:
    from countenance.evaluation.spotting import Counts, FrameErrors, LegacyScores, ScoreRow, SpottingScores

__all__ = ["print_scores"]

_COUNTS = ("labels", "told", "TP", "FP", "FN", "prec.", "recall", "F1")


def print_scores(scores: SpottingScores, by: str | None) -> None:
    """Counts and ratios, each recording or participant where wanted, frame errors, and what a reader must know."""
    from countenance.evaluation.spotting import LEGACY

    console().print(_overall(scores))
    for found in scores.legacy:
        console().print(_legacy(found))
    if by is not None:
        console().print(_units(getattr(scores, f"by_{by}"), by))
    timing = scores.timing.get("all", scores.timing["class_blind"])
    if timing["onset"].n:
        console().print(_timing(timing))
    if scores.curves:
        curves = {group: curve.average_precision for group, curve in scores.curves.items()}
        say(f"Average precision: {_listed(curves)}.")
    if scores.recognition:
        strs = {group: found.strs for group, found in scores.recognition.items()}
        say(f"Spot-then-recognise (STRS): {_listed(strs)}.")
    for found in scores.legacy:
        values = f" Its values: {_listed(found.values)}." if found.values else ""
        say(f"[yellow]as {found.rule}:[/yellow] {escape(LEGACY[found.rule].meaning + values)}")
    for remark in scores.remarks:
        say(f"[yellow]note:[/yellow] {escape(remark)}")
    if not math.isnan(scores.intervals["class_blind"][0]):
        say("Brackets are 95% participant bootstrap intervals.")
    say(
        f"{counted(len(scores.truth.labels), 'label')} and {counted(len(scores.predictions), 'prediction')} in "
        f"{counted(len(scores.by_recording), 'recording')}."
    )


def _overall(scores: SpottingScores) -> Table:
    table = _table(f"Hits at an intersection over union of {scores.iou:g} or more", ("", *_COUNTS))
    for group, counts in scores.counts.items():
        ends = scores.intervals[group]
        interval = "" if math.isnan(ends[0]) else f"\n[dim]\\[{ends[0]:.3f}, {ends[1]:.3f}][/dim]"
        cells = _cells(counts)
        table.add_row(f"[bold]{_title(group)}[/bold]", *cells[:-1], cells[-1] + interval)
    return table


def _legacy(found: LegacyScores) -> Table:
    table = _table(f"Hits as {found.rule} counts them", ("", *_COUNTS))
    for group, counts in found.counts.items():
        table.add_row(_title(group), *_cells(counts))
    return table


def _units(rows: Sequence[ScoreRow], by: str) -> Table:
    """Counts of the main group, and F1 of the others."""
    main = "all" if rows and "all" in rows[0].counts else "class_blind"
    others = [group for group in (rows[0].counts if rows else ()) if group != main]
    heading = (by, "labels", "TP", "FP", "FN", "F1", *map(_title, others))
    table = _table(f"By {by}: counts of {_title(main)}, and F1 of each group", heading)
    for row in rows:
        counts = row.counts[main]
        numbers = map(str, (counts.labels, counts.tp, counts.fp, counts.fn))
        f1 = (_ratio(row.counts[group].f1) for group in (main, *others))
        table.add_row(escape(row.name or "(not named)"), *numbers, *f1)
    return table


def _timing(timing: Mapping[str, FrameErrors]) -> Table:
    """Frame errors in 80 columns; seconds where the rate is known."""
    distances = list(timing["onset"].within)
    timed = any(not math.isnan(errors.mean_absolute_seconds) for errors in timing.values())
    seconds = ("mean, s",) if timed else ()
    heading = ("", "hits", "mean", "bias", *seconds, *(f"±{distance}" for distance in distances))
    table = _table("Hits: how many frames off (mean, absolute), and share within ± frames", heading, 0)
    for which, errors in timing.items():
        numbers = (errors.mean_absolute, errors.bias)
        table.add_row(
            which,
            str(errors.n),
            *map(_hundredths, numbers),
            *([_ratio(errors.mean_absolute_seconds)] if timed else []),
            *(_hundredths(errors.within[distance]) for distance in distances),
        )
    return table


def _table(title: str, heading: Sequence[str], least: int = 11) -> Table:
    table = Table(title=escape(title), title_justify="left", box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
    table.add_column(heading[0], overflow="fold", min_width=least)
    for name in heading[1:]:
        table.add_column(escape(name), justify="right", no_wrap=True)
    return table


def _cells(counts: Counts) -> list[str]:
    numbers = (counts.labels, counts.predictions, counts.tp, counts.fp, counts.fn)
    return [*map(str, numbers), *map(_ratio, (counts.precision, counts.recall, counts.f1))]


def _title(group: str) -> str:
    return group.replace("_", "-")


def _ratio(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.3f}"


def _hundredths(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.2f}"


def _listed(values: Mapping[str, float]) -> str:
    return ", ".join(
        f"{name.replace('_', '-')} {'not defined' if math.isnan(value) else format(value, '.3f')}"
        for name, value in values.items()
    )
