"""Excursions: a channel leaves its level, reaches a peak and comes back.

A peak is judged by its prominence: how far the curve falls on *both* sides before it rises higher. Slow drift and a
new resting level have none. Onset and offset are the peak's feet.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countenance.core.expressions import MACRO_LIMIT
from countenance.spotting.region_flow.curves import Curves
from countenance.spotting.region_flow.peaks import prominent_peaks
from countenance.spotting.region_flow.reach import channel_cannot_go

__all__ = ["Excursion", "find_excursions", "leaves_rest"]

_FOOT = 0.9
"""Share of the prominence by which the curve has fallen at the feet."""
_PULSE = 0.25
"""Share of a movement's height from which a peak beside the highest is more than a ripple."""
_UNDER_WAY = 2.0
"""How often its height the face must have come since rest before a peak is a ripple on a movement under way."""
_DIRECTIONS = ((1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0))


@dataclass(frozen=True, slots=True)
class Excursion:
    """One channel's way out and back.

    Parameters
    ----------
    channel : int
        Position among the channels.
    direction : tuple of float
        Unit vector of the displacement.
    onset, peak, offset : int
        Frames of the given curves.
    height : float
        Prominence of the peak, in inter-ocular distances.
    """

    channel: int
    direction: tuple[float, float]
    onset: int
    peak: int
    offset: int
    height: float

    @property
    def way(self) -> tuple[float, float]:
        """From the feet to the peak, (x, y) in inter-ocular distances."""
        return self.height * self.direction[0], self.height * self.direction[1]


def find_excursions(curves: Curves, thresholds: NDArray[np.float64], since: int = 0) -> list[Excursion]:
    """All excursions of all channels that are higher than their channel's threshold and last up to 4.5 seconds.

    Parameters
    ----------
    curves : Curves
    thresholds : ndarray of shape (C,)
    since : int
        Frame before which an excursion is of no interest any more when it has ended.

    Returns
    -------
    list of Excursion
        The highest of each channel first; none lies within a higher one of its channel.
    """
    longest = curves.longest
    begin = max(0, since - 2 * longest)
    along = np.moveaxis(curves.values[begin:] @ np.transpose(_DIRECTIONS), 0, 2)
    flat = np.ascontiguousarray(along).reshape(-1, along.shape[2])
    peaks = prominent_peaks(flat, np.repeat(thresholds, len(_DIRECTIONS)), longest, longest, _FOOT)
    onset = np.floor(peaks.onset).astype(int)
    offset = np.ceil(peaks.offset).astype(int)
    wanted = (offset - onset <= longest) & (offset + begin >= since)
    columns = (peaks.curve, onset + begin, peaks.place + begin, offset + begin, peaks.prominence)
    by_channel: dict[int, list[Excursion]] = {}
    for number, *frames, height in zip(*(column[wanted].tolist() for column in columns), strict=True):
        channel, direction = divmod(number, len(_DIRECTIONS))
        one = Excursion(channel, _DIRECTIONS[direction], frames[0], frames[1], frames[2], height)
        if not channel_cannot_go(channel, one.way):
            by_channel.setdefault(channel, []).append(one)
    return [one for here in by_channel.values() for one in _outermost(here)]


def leaves_rest(one: Excursion, curves: Curves) -> bool:
    """Whether an excursion leads away from rest: no return to it, and no ripple on a movement that is under way."""
    x, y = one.way
    if channel_cannot_go(one.channel, (-x, -y)):
        return True
    channel = curves.values[:, one.channel]
    onset, peak, offset = np.linalg.norm(
        channel[[one.onset, one.peak, one.offset]] - curves.rest[one.channel], axis=1
    )
    if peak <= max(onset, offset):
        return False
    if max(onset, offset) <= one.height:
        return True
    before = channel[max(0, one.onset - int(float(MACRO_LIMIT) * curves.fps)) : one.onset + 1] @ np.array(
        one.direction
    )
    return bool(before.min() > before[-1] - _UNDER_WAY * one.height)


def _outermost(found: list[Excursion]) -> list[Excursion]:
    """Without those that mostly overlap a higher one: other directions of one movement, ripples on a plateau."""
    kept: list[Excursion] = []
    for one in sorted(found, key=lambda e: (-e.height, e.onset)):
        if all(_apart(one, o) for o in kept):
            kept.append(one)
    return kept


def _apart(one: Excursion, higher: Excursion) -> bool:
    common = min(one.offset, higher.offset) - max(one.onset, higher.onset)
    if common < 0.5 * (one.offset - one.onset):
        return True
    pulse = one.direction == higher.direction and one.height > _PULSE * higher.height
    return pulse and not one.onset <= higher.peak <= one.offset
