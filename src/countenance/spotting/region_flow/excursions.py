"""Excursions: a channel leaves its level, reaches a peak and comes back.

A peak is judged by its prominence: how far the curve falls on *both* sides before it rises higher. Slow drift and a
new resting level have none. Onset and offset are the peak's feet.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import find_peaks, savgol_filter

__all__ = ["Excursion", "find_excursions", "noise_of", "smoothed"]

_SMOOTHING_SECONDS = 0.2
_FOOT = 0.9
"""Share of the prominence by which the curve has fallen at the feet."""
_LONGEST_SECONDS = 4.5
_DIRECTIONS = np.array([(np.cos(a), np.sin(a)) for a in np.arange(8) * np.pi / 4])


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
    strength : float
        Height over what this channel needs to be noticed.
    """

    channel: int
    direction: tuple[float, float]
    onset: int
    peak: int
    offset: int
    height: float
    strength: float

    def shared(self, onset: int, offset: int) -> float:
        """Intersection over union with another interval."""
        common = min(self.offset, offset) - max(self.onset, onset) + 1
        return max(0, common) / (max(self.offset, offset) - min(self.onset, onset) + 1)


def smoothed(curves: NDArray[np.float64], fps: float) -> NDArray[np.float64]:
    """Curves of shape (T, ...) without noise: a parabola fitted around every frame, which shifts no peak.

    Savitzky & Golay 1964, doi:10.1021/ac60214a047.
    """
    window = 2 * round(_SMOOTHING_SECONDS * fps / 2) + 1
    if window < 5 or len(curves) < window:
        return curves
    found: NDArray[np.float64] = savgol_filter(curves, window, 2, axis=0, mode="interp")
    return found


def noise_of(curves: NDArray[np.float64], fps: float) -> NDArray[np.float64]:
    """Standard deviation of each channel's noise after smoothing, from second differences; shape (C,).

    Parameters
    ----------
    curves : ndarray of shape (T, C, 2)
        As measured.
    """
    if len(curves) < 8:
        return np.zeros(curves.shape[1])
    second = np.diff(curves, 2, axis=0)
    raw = np.median(np.abs(second), axis=0) / (0.6745 * np.sqrt(6))
    window = max(1, 2 * round(_SMOOTHING_SECONDS * fps / 2) + 1)
    noise: NDArray[np.float64] = raw.max(axis=1) * np.sqrt(2.25 / max(window, 2.25))
    return noise


def find_excursions(
    curves: NDArray[np.float64], fps: float, thresholds: NDArray[np.float64]
) -> list[Excursion]:
    """All excursions of all channels that are higher than their channel's threshold and last up to 4.5 seconds.

    Parameters
    ----------
    curves : ndarray of shape (T, C, 2)
        Smoothed displacements in inter-ocular distances.
    fps : float
    thresholds : ndarray of shape (C,)

    Returns
    -------
    list of Excursion
        The highest of each channel first; none lies within a higher one of its channel.
    """
    found = []
    longest = max(3, int(_LONGEST_SECONDS * fps))
    for channel in range(curves.shape[1]):
        along = curves[:, channel] @ _DIRECTIONS.T
        here: list[Excursion] = []
        for number, curve in enumerate(along.T):
            here += _peaks(curve, channel, number, float(thresholds[channel]), longest)
        found += _outermost(here)
    return found


def _peaks(
    curve: NDArray[np.float64], channel: int, number: int, threshold: float, longest: int
) -> list[Excursion]:
    peaks, properties = find_peaks(curve, prominence=threshold, wlen=2 * longest + 1)
    found = []
    for peak, height in zip(peaks.tolist(), properties["prominences"].tolist(), strict=True):
        foot = curve[peak] - _FOOT * height
        low = np.flatnonzero(curve <= foot)
        after = int(np.searchsorted(low, peak))
        if after == 0 or after == len(low):
            continue
        onset, offset = int(low[after - 1]), int(low[after])
        if offset - onset > longest:
            continue
        x, y = _DIRECTIONS[number].tolist()
        found.append(Excursion(channel, (x, y), onset, peak, offset, height, height / threshold))
    return found


def _outermost(found: list[Excursion]) -> list[Excursion]:
    """Without those that mostly overlap a higher one: other directions of one movement, ripples on a plateau."""
    kept: list[Excursion] = []
    for one in sorted(found, key=lambda e: (-e.height, e.onset)):
        if all(
            min(one.offset, o.offset) - max(one.onset, o.onset) < 0.5 * (one.offset - one.onset) for o in kept
        ):
            kept.append(one)
    return kept
