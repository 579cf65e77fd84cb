"""Agreement of coders as people read it in a terminal of 80 columns."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from countenance.app.cli.output import console, say
from countenance.core.words import counted

if TYPE_CHECKING:
    from countenance.study.agreement import Agreement, Estimate, FrameAgreement, PairAgreement

__all__ = ["print_agreement"]

_LONGEST = 12
"""Of a coder's name in a heading."""
Named = tuple[str, "Estimate", str]


def print_agreement(found: Agreement) -> None:
    """Every two coders, all coders at once, and what a reader must know."""
    for pair in found.pairs:
        _print_pair(pair, found.options.tolerance)
    alphas = [("frames", name, one) for name, one in found.alphas.frames.items()]
    alphas += [("events", name, one) for name, one in found.alphas.events.items()]
    rows: list[Named] = [(f"{unit}, by {name}", one, "") for unit, name, one in alphas]
    if len(found.coders) > 2:
        console().print(_figures(f"Krippendorff's alpha of {counted(len(found.coders), 'coder')}", rows))
    pairs = [remark for pair in found.pairs for remark in pair.remarks]
    for remark in dict.fromkeys([*found.remarks, *pairs]):
        say(f"[yellow]note:[/yellow] {escape(remark)}")
    if any(not math.isnan(pair.events.f1.low) for pair in found.pairs):
        say(f"Brackets and ranges are {100 * found.options.level:g}% bootstrap intervals over participants.")


def _print_pair(pair: PairAgreement, tolerance: int) -> None:
    events, shown = pair.events, console()
    rows = [*_of_events_and_units(pair), *_of_frames(pair, tolerance), *_of_labels(pair)]
    shown.print(
        _figures(f"{pair.first} and {pair.second}: {counted(len(pair.recordings), 'recording')}", rows)
    )
    if pair.frames:
        shown.print(_frames(pair, tolerance))
    shown.print(_timing(pair))
    shown.print(_within(pair))
    if pair.action_units.by_unit:
        shown.print(_units(pair))
    say(
        f"Events: {events.first} of {escape(pair.first)}, {events.second} of {escape(pair.second)}, "
        f"{events.matched} of both; missed by {escape(pair.first)}: {events.missed_by_first}, "
        f"by {escape(pair.second)}: {events.missed_by_second}."
    )
    say(f"Action units: {pair.action_units.counted}")
    if not pair.frames:
        say("Frames were not compared.")
    for why, names in _undefined(pair, rows).items():
        say(f"[yellow]not defined:[/yellow] {', '.join(names)}: {escape(why)}.")


def _of_events_and_units(pair: PairAgreement) -> Iterator[Named]:
    from countenance.reports.agreement import paper_agreement

    yield "events: F1", pair.events.f1, ""
    yield "action units: R, pooled", pair.action_units.pooled, f"{paper_agreement()['action units']:g}"
    yield "action units: R, mean of events", pair.action_units.mean, ""


def _of_frames(pair: PairAgreement, tolerance: int) -> Iterator[Named]:
    from countenance.reports.agreement import paper_agreement

    if pair.frames:
        frames = pair.frames["expressing"]
        yield "frames, expression or neutral: alike", frames.agreement, f"{paper_agreement()['frames']:g}"
        yield "  without joint neutral", frames.without_neutral, ""
        yield "  kappa by time", frames.kappa, ""
        yield f"  kappa by time, ±{tolerance} frames", frames.kappa_with_tolerance, ""


def _of_labels(pair: PairAgreement) -> Iterator[Named]:
    for name, label in pair.labels.items():
        yield f"{name} of matched events: same", label.agreement, ""
        yield "  kappa", label.kappa, ""
        yield "  kappa by event, missed ones too", label.event_kappa, ""


def _undefined(pair: PairAgreement, rows: Sequence[Named]) -> dict[str, list[str]]:
    """Names of figures that are not defined, by the reason."""
    named, above = [], ""
    for name, one, _ in rows:
        above = above if name.startswith(" ") else name.partition(":")[0]
        named.append((f"{above}, {name.strip()}" if name.startswith(" ") else name, one))
    for name, frames in pair.frames.items():
        if name != "expressing":
            named += [(f"frames by {name}, {which}", one) for which, one in _columns(frames).items()]
    for name, timing in pair.timing.items():
        parts = {"mean": timing.frames.mean_absolute, "sd": timing.frames.sd, "ICC": timing.icc}
        named += [(f"{name}, {which}", one) for which, one in parts.items()]
    reasons: dict[str, list[str]] = {}
    for name, one in named:
        if one.remark:
            reasons.setdefault(one.remark, []).append(name)
    return reasons


def _columns(frames: FrameAgreement, tolerance: int | None = None) -> dict[str, Estimate]:
    return {
        "alike": frames.agreement,
        "without neutral": frames.without_neutral,
        "kappa": frames.kappa,
        f"kappa ±{tolerance}"
        if tolerance is not None
        else "kappa with tolerance": frames.kappa_with_tolerance,
    }


def _figures(title: str, rows: Sequence[Named]) -> Table:
    papers = any(paper for *_, paper in rows)
    known = any(_interval(one) for _, one, _ in rows)
    heading = ("", "value", *(("interval",) if known else ()), "n", *(("paper",) if papers else ()))
    table = _table(title, heading)
    for name, one, paper in rows:
        interval = (_interval(one),) if known else ()
        table.add_row(escape(name), _number(one.value), *interval, str(one.n), *((paper,) if papers else ()))
    return table


def _frames(pair: PairAgreement, tolerance: int) -> Table:
    heading = ("by", "frames", *_columns(pair.frames["expressing"], tolerance))
    table = _table("Frames in the same class", heading)
    for name, frames in pair.frames.items():
        table.add_row(name, str(frames.agreement.n), *map(_stacked, _columns(frames).values()))
    return table


def _timing(pair: PairAgreement) -> Table:
    title = f"Matched events: frames apart, {_short(pair.second)} less {_short(pair.first)}"
    table = _table(title, ("", "n", "mean", "ms", "bias", "sd", "95% of differences", "ICC"))
    for which, timing in pair.timing.items():
        frames, (low, high) = timing.frames, timing.frames.limits
        table.add_row(
            which,
            str(timing.n),
            _number(frames.mean_absolute.value, 2),
            _number(1000 * timing.seconds.mean_absolute.value, 0),
            _number(frames.bias.value, 2, "+"),
            _number(frames.sd.value, 2),
            "" if math.isnan(low) else f"{low:+.1f} to {high:+.1f}",
            _number(timing.icc.value),
        )
    return table


def _within(pair: PairAgreement) -> Table:
    distances = list(next(iter(pair.timing.values())).within)
    heading = ("", *(f"±{distance}" for distance in distances))
    table = _table("Matched events: share within ± frames", heading)
    for which, timing in pair.timing.items():
        table.add_row(which, *map(_stacked, timing.within.values()))
    return table


def _units(pair: PairAgreement) -> Table:
    alone = (f"{_short(coder)} alone" for coder in (pair.first, pair.second))
    units = pair.action_units.by_unit
    known = any(_interval(unit.agreement) for unit in units.values())
    table = _table("Action units", ("AU", "R", *(("interval",) if known else ()), "both", *alone))
    for name, unit in units.items():
        interval = (_interval(unit.agreement),) if known else ()
        counts = map(str, (unit.both, unit.first_only, unit.second_only))
        table.add_row(name, _number(unit.agreement.value), *interval, *counts)
    return table


def _table(title: str, heading: Sequence[str]) -> Table:
    table = Table(title=escape(title), title_justify="left", box=SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
    for place, name in enumerate(heading):
        table.add_column(escape(name), justify="right" if place else "left", no_wrap=True)
    return table


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def _number(value: float, places: int = 3, sign: str = "") -> str:
    return "" if math.isnan(value) else f"{value:{sign}.{places}f}"


def _interval(one: Estimate) -> str:
    return "" if math.isnan(one.low) else f"[dim]\\[{one.low:.3f}, {one.high:.3f}][/dim]"


def _stacked(one: Estimate) -> str:
    """A value above its interval, where columns are narrow."""
    if math.isnan(one.low):
        return _number(one.value)
    return f"{_number(one.value)}\n[dim]{one.low:.2f}-{one.high:.2f}[/dim]"
