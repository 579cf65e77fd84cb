"""What the participants show: categories, action units and durations as the paper reports them.

Frequencies and criteria follow Table 4, durations Table 2 of Qu et al. 2016 (doi:10.1007/978-3-319-39513-5_5).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import fsolve

from countenance.core import Category, Emotion, ExpressionKind

__all__ = ["FPS", "FREQUENCIES", "ONE_SIDED", "Pattern", "apportion", "durations", "patterns", "stray_units"]

FPS = 30
"""Frames per second of CAS(ME)2 and of its simulation."""

_MACRO, _MICRO = ExpressionKind.MACRO, ExpressionKind.MICRO
FREQUENCIES: dict[tuple[Category, ExpressionKind], int] = {
    (Category.POSITIVE, _MACRO): 87,
    (Category.POSITIVE, _MICRO): 6,
    (Category.NEGATIVE, _MACRO): 95,
    (Category.NEGATIVE, _MICRO): 19,
    (Category.SURPRISE, _MACRO): 13,
    (Category.SURPRISE, _MICRO): 9,
    (Category.OTHER, _MACRO): 55,
    (Category.OTHER, _MICRO): 19,
}
"""Expressions of each category and kind in the paper's Table 4."""


@dataclass(frozen=True)
class Pattern:
    """Action units that make an expression.

    Attributes
    ----------
    core : tuple of int
        Units without which the category's criterion fails.
    rest : tuple of int
        Units that come with them.
    weight : float
        Relative frequency within the category.
    felt : Emotion or None
        What the participant reports; None for none of the basic emotions.
    """

    core: tuple[int, ...]
    rest: tuple[int, ...]
    weight: float
    felt: Emotion | None


_PATTERNS: dict[Category, tuple[Pattern, ...]] = {
    Category.POSITIVE: (
        Pattern((12,), (6,), 4.0, Emotion.HAPPINESS),
        Pattern((12,), (), 3.0, Emotion.HAPPINESS),
        Pattern((12,), (25,), 1.0, Emotion.HAPPINESS),
        Pattern((12,), (6, 25), 1.5, Emotion.HAPPINESS),
        Pattern((6,), (), 0.5, Emotion.HAPPINESS),
        Pattern((12,), (14,), 0.8, Emotion.HAPPINESS),
    ),
    Category.NEGATIVE: (
        Pattern((4,), (7,), 3.0, Emotion.DISGUST),
        Pattern((4,), (), 2.0, Emotion.ANGER),
        Pattern((4,), (5,), 1.2, Emotion.ANGER),
        Pattern((9,), (4,), 1.2, Emotion.DISGUST),
        Pattern((9,), (), 0.8, Emotion.DISGUST),
        Pattern((10,), (), 1.3, Emotion.DISGUST),
        Pattern((10,), (4, 17), 0.7, Emotion.DISGUST),
        Pattern((1,), (), 0.7, Emotion.SADNESS),
        Pattern((1, 2, 4), (), 0.7, Emotion.FEAR),
        Pattern((20,), (), 0.5, Emotion.FEAR),
    ),
    Category.SURPRISE: (
        Pattern((1, 2), (), 3.0, Emotion.SURPRISE),
        Pattern((2,), (), 1.0, Emotion.SURPRISE),
        Pattern((25,), (), 0.7, Emotion.SURPRISE),
        Pattern((1, 2), (5, 25), 1.5, Emotion.SURPRISE),
        Pattern((1, 2), (5,), 1.0, Emotion.SURPRISE),
    ),
    Category.OTHER: (
        Pattern((14,), (), 2.0, None),
        Pattern((17,), (), 1.5, None),
        Pattern((24,), (), 1.2, None),
        Pattern((15,), (17,), 1.2, None),
        Pattern((23,), (), 0.8, None),
        Pattern((7,), (), 0.8, None),
        Pattern((18,), (), 0.5, None),
        Pattern((14,), (24,), 1.0, None),
        Pattern((14,), (17,), 0.8, None),
    ),
}

_STRAYS: dict[Category, tuple[int, ...]] = {
    Category.POSITIVE: (14, 17, 24, 4, 7, 10, 15, 1),
    Category.NEGATIVE: (14, 17, 24, 12, 6, 2, 15),
    Category.SURPRISE: (4, 14, 17, 7, 12),
    Category.OTHER: (4, 10, 12, 1, 2, 6, 9),
}

ONE_SIDED = frozenset({1, 2, 4, 5, 6, 7, 9, 10, 12, 14, 15, 20})
"""Action units that people can show on one side of the face."""


def patterns(category: Category) -> tuple[Pattern, ...]:
    """The patterns of a category."""
    return _PATTERNS[category]


def stray_units(category: Category) -> tuple[int, ...]:
    """Action units that may disturb a category: those that mark another one."""
    return _STRAYS[category]


def apportion(expressions: int) -> dict[tuple[Category, ExpressionKind], int]:
    """Share a number of expressions out as in the paper, by largest remainders.

    Examples
    --------
    >>> sum(apportion(84).values())
    84
    >>> apportion(303) == FREQUENCIES
    True
    """
    total = sum(FREQUENCIES.values())
    exact = {cell: expressions * count / total for cell, count in FREQUENCIES.items()}
    counts = {cell: int(share) for cell, share in exact.items()}
    missing = expressions - sum(counts.values())
    for cell in sorted(exact, key=lambda c: counts[c] - exact[c])[:missing]:
        counts[cell] += 1
    return counts


def durations(kind: ExpressionKind, count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw (offset - onset) in frames, such that ``count`` of them spread over the whole distribution.

    Micro-expressions last 3 to 15 frames (at most 500 ms), macro-expressions 16 to 117 (below 4 s; the paper's
    longest sample has 118 frames, onset and offset included).
    """
    low, high = _LIMITS[kind]
    quantiles = (rng.permutation(count) + rng.random(count)) / max(count, 1)
    cumulated = np.cumsum(_distribution(kind))
    return np.asarray(low + np.searchsorted(cumulated, quantiles * cumulated[-1]).clip(0, high - low))


_LIMITS = {_MICRO: (3, 15), _MACRO: (16, 117)}
_MOMENTS_MS = {_MICRO: (418.82, 65.87), _MACRO: (1305.87, 657.6)}


@cache
def _distribution(kind: ExpressionKind) -> NDArray[np.float64]:
    """Probabilities of the durations in frames: truncated, and with the paper's mean and standard deviation."""
    low, high = _LIMITS[kind]
    frames = np.arange(low, high + 1)
    mean, spread = (ms * FPS / 1000 for ms in _MOMENTS_MS[kind])

    def density(parameters: NDArray[np.float64]) -> NDArray[np.float64]:
        # Below zero the curvature bends upwards, which piles short clips or long ones up at the limits.
        exponent = _EXPONENT[kind](frames, parameters)
        weights = np.exp(exponent - exponent.max())
        return np.asarray(weights / weights.sum())

    def error(parameters: NDArray[np.float64]) -> list[float]:
        p = density(parameters)
        m = float(p @ frames)
        return [m - mean, float(np.sqrt(p @ (frames - m) ** 2)) - spread]

    solution = fsolve(error, _START[kind])
    return density(solution)


def _log_normal(frames: NDArray[np.int64], parameters: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(-0.5 * ((np.log(frames) - parameters[0]) * parameters[1]) ** 2 - np.log(frames))


def _normal(frames: NDArray[np.int64], parameters: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(-0.5 * ((frames - parameters[0]) * parameters[1]) ** 2)


_EXPONENT: dict[ExpressionKind, Callable[[NDArray[np.int64], NDArray[np.float64]], NDArray[np.float64]]] = {
    _MICRO: _normal,
    _MACRO: _log_normal,
}
_START = {_MICRO: (14.0, 0.35), _MACRO: (3.5, 1.8)}
