"""How far the frames of what was found lie from those of the labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from countenance.core import Interval
from countenance.evaluation.spotting.intervals import LabelledInterval
from countenance.evaluation.spotting.matching import Pair

__all__ = ["WITHIN", "FrameErrors", "frame_errors", "timing_errors"]

WITHIN = (0, 1, 2, 3, 5)
"""Distances in frames for which the share of hits is told."""


@dataclass(frozen=True, slots=True)
class FrameErrors:
    """Distances of predicted from labelled frames, over hits; nan where there is none.

    Parameters
    ----------
    n : int
        Hits in which both have such a frame.
    mean_absolute, bias : float
        In frames; the bias is positive where predictions come late.
    within : mapping of str to float
        Share of hits at most so many frames away, for each distance of :data:`WITHIN`.
    n_seconds : int
        Those of the hits whose recording's frame rate is known.
    mean_absolute_seconds, bias_seconds : float
        Over these.
    """

    n: int
    mean_absolute: float
    bias: float
    within: Mapping[str, float]
    n_seconds: int
    mean_absolute_seconds: float
    bias_seconds: float

    def to_dict(self) -> dict[str, Any]:
        """As result files hold it."""
        return {
            "n": self.n,
            "mean_absolute": self.mean_absolute,
            "bias": self.bias,
            "within": dict(self.within),
            "n_seconds": self.n_seconds,
            "mean_absolute_seconds": self.mean_absolute_seconds,
            "bias_seconds": self.bias_seconds,
        }


def frame_errors(errors: Sequence[int], fps: Sequence[Fraction | None]) -> FrameErrors:
    """Summarise distances in frames.

    Parameters
    ----------
    errors : sequence of int
        Predicted minus labelled frame.
    fps : sequence of Fraction or None
        Frame rate of each one's recording.

    Examples
    --------
    >>> found = frame_errors([0, -2, 5], [Fraction(50), Fraction(50), None])
    >>> round(found.mean_absolute, 3), found.bias, found.within["2"], found.bias_seconds
    (2.333, 1.0, 0.6666666666666666, -0.02)
    """
    frames = np.asarray(errors, dtype=np.float64)
    rated = zip(errors, fps, strict=True)
    seconds = np.array([float(error / rate) for error, rate in rated if rate is not None])
    return FrameErrors(
        n=len(frames),
        mean_absolute=_mean(np.abs(frames)),
        bias=_mean(frames),
        within={str(distance): _mean(np.abs(frames) <= distance) for distance in WITHIN},
        n_seconds=len(seconds),
        mean_absolute_seconds=_mean(np.abs(seconds)),
        bias_seconds=_mean(seconds),
    )


def timing_errors(pairs: Sequence[Pair], fps: Mapping[str, Fraction | None]) -> dict[str, FrameErrors]:
    """Errors of onset, apex and offset over hits.

    Parameters
    ----------
    pairs : sequence of Pair
    fps : mapping of str to Fraction or None
        Frame rate by recording.
    """
    found: dict[str, list[tuple[int, Fraction | None]]] = {"onset": [], "apex": [], "offset": []}
    for pair in pairs:
        rate = fps.get(pair.label.recording)
        for which, error in _distances(pair.label, _interval(pair.label), pair):
            found[which].append((error, rate))
    return {
        which: frame_errors([error for error, _ in errors], [rate for _, rate in errors])
        for which, errors in found.items()
    }


def _distances(label: LabelledInterval, interval: Interval, pair: Pair) -> list[tuple[str, int]]:
    prediction = pair.prediction
    distances = [
        ("onset", prediction.interval.onset - interval.onset),
        ("offset", prediction.interval.offset - interval.offset),
    ]
    if label.apex is not None and prediction.apex is not None:
        distances.append(("apex", prediction.apex - label.apex))
    return distances


def _interval(label: LabelledInterval) -> Interval:
    assert label.interval is not None  # only a label with an end is ever matched
    return label.interval


def _mean(values: Any) -> float:
    return float(np.mean(values)) if len(values) else float("nan")
