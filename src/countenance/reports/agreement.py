"""The agreement of coders as a page: figures beside those of the paper, and where the coders differ."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from countenance.core import CodingPass, parse_action_units
from countenance.core.words import counted
from countenance.databases.published import literature
from countenance.reports.agreement_figures import bland_altman_figure, confusion_figure, tolerance_figure
from countenance.reports.agreement_timeline import timeline_figure, told, worst_recordings
from countenance.reports.page import figure_svg, write_page
from countenance.study.agreement import (
    TOLERANCES,
    WITHIN,
    Agreement,
    CoderPair,
    Estimate,
    PairAgreement,
    Timing,
    by_recording,
    pair_coders,
)

__all__ = ["MOST_RECORDINGS", "paper_agreement", "write_agreement_report"]

MOST_RECORDINGS = 12
"""So many timelines are shown."""
_RESPECTS = {
    "expressing": "expression or neutral",
    "kind": "kind",
    "emotion": "emotion of the face",
    "upper": "emotion of the upper face",
    "lower": "emotion of the lower face",
}
_OPTIONS = {
    "iou": "smallest intersection over union of a match",
    "excluded": "excluded codings count as events",
    "unmatched_action_units": "action units of unmatched events count",
    "side": "sides of action units must agree",
    "intensity": "intensities of action units must agree",
    "frames": "frames are compared",
    "tolerance": "frames to either side for kappa with tolerance",
    "duration": "how frames become seconds",
    "resamples": "bootstrap samples of participants",
    "level": "coverage of intervals",
}


def write_agreement_report(
    found: Agreement,
    passes: Iterable[CodingPass],
    path: Path,
    *,
    title: str = "",
    synthetic: bool = False,
    most: int = MOST_RECORDINGS,
) -> None:
    """Write the page as one self-contained HTML file.

    Parameters
    ----------
    found : Agreement
    passes : iterable of CodingPass
        From which it was found; for the timelines.
    path : Path
    title : str
        What was coded, for example the name of the study.
    synthetic : bool
        Whether nobody real was coded, which the page then says.
    most : int
        How many recordings have a timeline, those with most disagreement first.
    """
    options = found.options
    held = by_recording(passes)
    timelines = {
        (one.first, one.second): one
        for one in pair_coders(
            {name: held[name] for name in found.recordings}, iou=options.iou, excluded=options.excluded
        )
    }
    write_page(
        path,
        "agreement.html",
        title=title,
        synthetic=synthetic,
        coders=found.coders,
        recordings=len(found.recordings),
        pairs=[_pair(one, timelines[one.first, one.second], most) for one in found.pairs],
        alphas={
            "frames, by": _estimates(found.alphas.frames),
            "events, by": _estimates(found.alphas.events),
        },
        respects=_RESPECTS,
        within=WITHIN,
        remarks=found.remarks,
        options=[(_OPTIONS[name], _said(value)) for name, value in options.to_dict().items()],
        seed=found.seed,
        tolerance=options.tolerance,
        level=f"{100 * options.level:g}",
        paper=paper_agreement(),
    )


def paper_agreement() -> dict[str, float]:
    """What the paper on CAS(ME)2 tells of its two coders.

    >>> paper_agreement()
    {'action units': 0.8, 'frames': 0.82}
    """
    published = literature("casme2sq")
    return {} if published is None else {one.what: one.value for one in published.agreement}


def _said(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _pair(one: PairAgreement, coded: CoderPair, most: int) -> dict[str, Any]:
    labels = {f"by {name}": label.events for name, label in one.labels.items() if label.events.counts.any()}
    shown = worst_recordings(coded.recordings, most)
    confusion = labels and figure_svg(confusion_figure(labels, (one.first, one.second)), _told_matrices(one))
    return {
        "first": one.first,
        "second": one.second,
        "recordings": len(one.recordings),
        "participants": one.participants,
        "remarks": one.remarks,
        "counts": one.events,
        "events": {name: _estimate(getattr(one.events, name)) for name in ("f1", "precision", "recall")},
        "units": _units(one),
        "frames": {name: _parts(frames, _FRAMES) for name, frames in one.frames.items()},
        "labels": {name: _parts(label, _LABELS) for name, label in one.labels.items()},
        "timing": {name: _timing(timing) for name, timing in one.timing.items()},
        "timeline": figure_svg(timeline_figure(coded, shown), told(shown)),
        "shown": len(shown),
        "bland_altman": figure_svg(bland_altman_figure(one), _told_differences(one)),
        "tolerance": figure_svg(tolerance_figure(one.timing), _told_tolerance(one)),
        "confusion": confusion,
    }


_FRAMES = ("agreement", "without_neutral", "kappa", "kappa_with_tolerance")
_LABELS = ("agreement", "kappa", "event_kappa")


def _parts(whole: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {"recordings": whole.recordings, **{name: _estimate(getattr(whole, name)) for name in names}}


def _units(one: PairAgreement) -> dict[str, Any]:
    units = one.action_units
    return {
        "pooled": _estimate(units.pooled),
        "mean": _estimate(units.mean),
        "samples": units.samples,
        "without": units.without,
        "counted": units.counted,
        "each": [
            {
                "unit": name,
                "name": parse_action_units(name)[0].name,
                "counts": (unit.both, unit.first_only, unit.second_only),
                "agreement": _estimate(unit.agreement),
            }
            for name, unit in units.by_unit.items()
        ],
    }


def _timing(timing: Timing) -> dict[str, Any]:
    low, high = timing.frames.limits
    seconds = timing.seconds.mean_absolute
    return {
        "n": timing.n,
        "without": timing.without,
        "mean": _estimate(timing.frames.mean_absolute, 2),
        "ms": _estimate(seconds, 0, 1000),
        "bias": _estimate(timing.frames.bias, 2, signed=True),
        "sd": _estimate(timing.frames.sd, 2),
        "limits": "" if math.isnan(low) else f"{low:+.1f} to {high:+.1f}",
        "within": {int(distance): _estimate(share) for distance, share in timing.within.items()},
        "icc": _estimate(timing.icc),
    }


def _estimates(estimates: Mapping[str, Estimate]) -> dict[str, Any]:
    return {name: _estimate(one) for name, one in estimates.items()}


def _estimate(one: Estimate, places: int = 3, factor: float = 1, *, signed: bool = False) -> dict[str, Any]:
    """As the template shows it; ``why`` says why there is no value."""

    def number(value: float) -> str:
        return f"{factor * value:{'+' if signed else ''}.{places}f}"

    defined = not math.isnan(one.value)
    return {
        "value": number(one.value) if defined else "",
        "ends": "" if math.isnan(one.low) else f"{number(one.low)} to {number(one.high)}",
        "n": one.n,
        "why": "" if defined else one.remark,
    }


def _told_differences(one: PairAgreement) -> str:
    said = (
        f"{which} {timing.frames.bias.value:+.2f} frames over {counted(timing.n, 'event')}"
        if timing.n
        else f"{which}: {timing.frames.bias.remark}"
        for which, timing in one.timing.items()
        if which != "duration"
    )
    return f"Bias of {one.second} against {one.first}: {'; '.join(said)}"


def _told_tolerance(one: PairAgreement) -> str:
    said = (
        f"{which} {', '.join(f'{timing.curve[at]:.2f} within {TOLERANCES[at]}' for at in (0, 5, 10, 30))}"
        for which, timing in one.timing.items()
        if timing.n
    )
    return f"Share of matched events by distance in frames: {'; '.join(said) or 'there is no matched event'}"


def _told_matrices(one: PairAgreement) -> str:
    said = []
    for name, label in one.labels.items():
        rows = zip(label.events.classes, label.events.counts, strict=True)
        cells = [
            f"{ours} and {theirs} {count}"
            for ours, row in rows
            for theirs, count in zip(label.events.classes, row, strict=True)
            if count
        ]
        said.append(f"{name}: {', '.join(cells) or 'no event'}")
    return f"Events by the labels of {one.first} and {one.second}. {'; '.join(said)}"
