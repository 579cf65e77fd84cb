"""Krippendorff's alpha over all coders at once, of frames and of events.

Alpha is one coefficient for any number of coders, and recordings may have been coded by some of them only
(Hayes & Krippendorff 2007, doi:10.1080/19312450709336664).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from countenance.core import Coding, CodingPass
from countenance.study.agreement.classes import CLASSIFICATIONS, NOTHING_READ, class_of
from countenance.study.agreement.coefficients import Floats, krippendorff_alpha
from countenance.study.agreement.events import EVENT_LABELS
from countenance.study.agreement.frames import FrameTable
from countenance.study.agreement.options import AgreementOptions
from countenance.study.agreement.pairs import CoderPair
from countenance.study.agreement.passes import events_of
from countenance.study.agreement.resampling import Estimate, Resampling

__all__ = ["Alphas", "alphas", "events_in_common"]

Passes = Mapping[str, CodingPass]


@dataclass(frozen=True, slots=True)
class Alphas:
    """Krippendorff's alpha for nominal values over all coders.

    Parameters
    ----------
    frames : mapping of str to Estimate
        By classification, every frame a unit; empty where frames were not compared.
    events : mapping of str to Estimate
        By label, every event that at least two coders have a unit; events without a label of any coder are left
        out.
    """

    frames: Mapping[str, Estimate]
    events: Mapping[str, Estimate]

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "frames": {name: alpha.to_dict() for name, alpha in self.frames.items()},
            "events": {name: alpha.to_dict() for name, alpha in self.events.items()},
        }


def alphas(
    recordings: Mapping[str, Passes],
    pairs: Sequence[CoderPair],
    tables: Sequence[Mapping[str, FrameTable]],
    classes: Mapping[str, tuple[str, ...]],
    options: AgreementOptions,
    draws: Resampling,
) -> Alphas:
    """Alpha of frames and of events.

    Parameters
    ----------
    recordings : mapping of str to mapping
        Passes by recording and coder, of at least two coders each.
    pairs : sequence of CoderPair
    tables : sequence of mapping
        Frames of each pair by classification; empty where frames were not compared.
    classes : mapping of str to tuple of str
        By classification.
    options : AgreementOptions
    draws : Resampling
        Of the same recordings.
    """
    shared = _in_common(recordings, pairs, options)
    return Alphas(
        frames={
            name: _of_frames(recordings, pairs, tables, name, draws) for name in CLASSIFICATIONS if tables
        },
        events={
            name: _of_events(recordings, shared, name, classes[name], options, draws) for name in EVENT_LABELS
        },
    )


def _of_frames(
    recordings: Mapping[str, Passes],
    pairs: Sequence[CoderPair],
    tables: Sequence[Mapping[str, FrameTable]],
    classification: str,
    draws: Resampling,
) -> Estimate:
    """Frames of all pairs of coders, each recording's weighed by 1 / (its number of coders - 1)."""
    number = {name: row for row, name in enumerate(recordings)}
    coders = np.array([len(passes) for passes in recordings.values()])
    k = len(tables[0][classification].classes)
    coincidences = np.zeros((len(recordings), k, k))
    for pair, by_classification in zip(pairs, tables, strict=True):
        rows = [number[one.name] for one in pair.recordings]
        plain = by_classification[classification].plain
        coincidences[rows] += plain + plain.swapaxes(-1, -2)
    coincidences /= (coders - 1)[:, None, None]
    # Each coder's frames were counted in as many pairs as there are other coders.
    frames = round(float((coincidences.sum(axis=(1, 2)) / coders).sum()))
    single = "all coders put every frame into one class" if frames else "no frames were compared"
    return draws.sums(coincidences).estimate(krippendorff_alpha, frames, single)


def _in_common(
    recordings: Mapping[str, Passes], pairs: Sequence[CoderPair], options: AgreementOptions
) -> list[list[list[Coding]]]:
    """The codings of every event that several coders have, by recording."""
    links: dict[str, list[Link]] = {name: [] for name in recordings}
    for pair in pairs:
        for one in pair.recordings:
            links[one.name] += [
                (event.iou, (pair.first, event.positions[0]), (pair.second, event.positions[1]))
                for event in one.matched
            ]
    found = []
    for name, passes in recordings.items():
        events = {coder: events_of(one, excluded=options.excluded) for coder, one in passes.items()}
        groups = events_in_common(links[name])
        found.append([[events[coder][at] for coder, at in group.items()] for group in groups])
    return found


Link = tuple[float, tuple[str, int], tuple[str, int]]


def events_in_common(links: Sequence[Link]) -> list[dict[str, int]]:
    """Put the matches of several pairs of coders together into events.

    The closest matches come first. Two groups of codings become one event unless a coder would then have two
    codings of it, so that with two coders every match is an event.

    Parameters
    ----------
    links : sequence of tuple
        Overlap of each match, and two coders, each with the position of the coding among their own.

    Returns
    -------
    list of dict
        Coder to position, for each event that at least two have.

    Examples
    --------
    >>> links = [(0.9, ("A", 0), ("B", 0)), (0.8, ("A", 0), ("C", 1)), (0.7, ("B", 0), ("C", 1))]
    >>> events_in_common(links)
    [{'A': 0, 'B': 0, 'C': 1}]
    """
    groups: dict[tuple[str, int], dict[str, int]] = {}
    for _, *both in sorted(links, key=_closest_first):
        first, second = (groups.setdefault((coder, at), {coder: at}) for coder, at in both)
        if first.keys().isdisjoint(second):
            first |= second
            groups |= dict.fromkeys(second.items(), first)
    events = {id(group): group for group in groups.values() if len(group) > 1}
    return list(events.values())


def _closest_first(link: Link) -> tuple[Any, ...]:
    iou, (first, ours), (second, theirs) = link
    return -iou, ours, theirs, first, second


def _of_events(
    recordings: Mapping[str, Passes],
    shared: Sequence[Sequence[Sequence[Coding]]],
    label: str,
    classes: tuple[str, ...],
    options: AgreementOptions,
    draws: Resampling,
) -> Estimate:
    number = {name: i for i, name in enumerate(classes)}
    coincidences = np.zeros((len(recordings), len(classes), len(classes)))
    events = 0
    for row, (passes, units) in enumerate(zip(recordings.values(), shared, strict=True)):
        for values in _labels(passes, units, label, options):
            coincidences[row] += _coincidences([number[value] for value in values], len(classes))
            events += 1
    single = "all coders give one label to every event" if events else "no matched event bears a label"
    return draws.sums(coincidences).estimate(krippendorff_alpha, events, single)


def _labels(
    passes: Passes, units: Sequence[Sequence[Coding]], label: str, options: AgreementOptions
) -> Iterator[list[str]]:
    """What the coders call each event, of which at least one calls it something."""
    fps = next(iter(passes.values())).fps
    if label == "kind" and fps is None:
        return
    for unit in units:
        named = [class_of(coding, label, fps, options.duration) for coding in unit]
        values = [name for name in named if name is not None]
        if set(values) - {NOTHING_READ}:
            yield values


def _coincidences(values: Sequence[int], k: int) -> Floats:
    """Ordered pairs of different coders' values, weighed so that every value counts once."""
    counts = np.bincount(values, minlength=k).astype(np.float64)
    return (np.outer(counts, counts) - np.diag(counts)) / (len(values) - 1)
