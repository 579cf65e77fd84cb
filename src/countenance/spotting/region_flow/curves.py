"""What the last seconds show: smooth curves without the head's turns, their noise, and where the face rests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import savgol_filter

from countenance.spotting.region_flow.leak import LEAK, without_turns

__all__ = ["Curves", "noise_of", "rest_of", "smoothed"]

_SMOOTHING_SECONDS = 0.2
_MEMORY_SECONDS = 8.0
_LONGEST_SECONDS = 4.5
_STILL = 0.01
"""Speed below which all frames count alike, in inter-ocular distances per second."""
_SURE = 0.0007
"""Displacement that no channel measures better than, in inter-ocular distances."""


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Displacements of all channels, in inter-ocular distances.

    Parameters
    ----------
    values : ndarray of shape (T, C, 2)
        Smoothed.
    noise : ndarray of shape (C,)
        Standard deviation that is left of each channel's noise.
    rest : ndarray of shape (C, 2)
    turns : ndarray of shape (T, 2)
        Of the head, in degrees.
    fps : float
    """

    values: NDArray[np.float64]
    noise: NDArray[np.float64]
    rest: NDArray[np.float64]
    turns: NDArray[np.float64]
    fps: float

    @classmethod
    def of(cls, moved: NDArray[np.float64], turns: NDArray[np.float64], fps: float) -> Curves:
        """Make curves from displacements of shape (T, C, 2) and the head's turns in degrees, (T, 2)."""
        raw = without_turns(moved, turns, fps)
        values = smoothed(raw, fps)
        return cls(values, noise_of(raw, fps), rest_of(values, fps), turns, fps)

    @property
    def longest(self) -> int:
        """Frames that a movement may last: an expression's four seconds and what blurs its feet."""
        return max(3, int(_LONGEST_SECONDS * self.fps))

    def certainty(self, onset: int, offset: int) -> NDArray[np.float64]:
        """One over the variance that noise and the head's turns give each channel between two frames, (C,)."""
        turned = float(np.ptp(self.turns[onset : offset + 1], axis=0).sum())
        certainty: NDArray[np.float64] = 1 / (self.noise**2 + _SURE**2 + (LEAK * turned) ** 2)
        return certainty


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
    fps : float
    """
    if len(curves) < 8:
        return np.zeros(curves.shape[1])
    second = np.diff(curves, 2, axis=0)
    raw = np.median(np.abs(second), axis=0) / (0.6745 * np.sqrt(6))
    window = max(1, 2 * round(_SMOOTHING_SECONDS * fps / 2) + 1)
    noise: NDArray[np.float64] = raw.max(axis=1) * np.sqrt(2.25 / max(window, 2.25))
    return noise


def rest_of(curves: NDArray[np.float64], fps: float) -> NDArray[np.float64]:
    """Where each channel has rested lately, (C, 2): the median of its places; still, recent frames count most.

    Parameters
    ----------
    curves : ndarray of shape (T, C, 2)
        Smoothed; at least one frame.
    fps : float
    """
    if len(curves) < 3:
        return np.asarray(curves[0])
    speed = np.linalg.norm(np.gradient(curves, axis=0), axis=2) * fps
    age = np.arange(len(curves))[::-1, None] / (fps * _MEMORY_SECONDS)
    weights = np.exp(-age) / (_STILL + speed)
    order = np.argsort(curves, axis=0)
    sums = np.cumsum(np.take_along_axis(weights[..., None].repeat(2, 2), order, 0), axis=0)
    middle = (sums < sums[-1] / 2).sum(axis=0)[None]
    rest: NDArray[np.float64] = np.take_along_axis(curves, np.take_along_axis(order, middle, 0), 0)[0]
    return rest
