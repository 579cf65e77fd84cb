"""How far two coders' frames of one event lie apart.

Bland & Altman 1986 (doi:10.1016/S0140-6736(86)90837-8) look at the differences themselves: their mean is a coder's
habit, and bias +- 1.96 standard deviations are the limits between which 95 % of them are to be expected.

Of onset, apex and offset, the intraclass correlation says little: events lie hundreds of frames apart, beside which
any difference within an event vanishes, and it comes out near 1. That of the duration has no such help.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countenance.study.agreement.coefficients import (
    Floats,
    bias,
    divided,
    icc_agreement,
    mean_absolute,
    sd_of_differences,
)
from countenance.study.agreement.pairs import CoderPair, MatchedEvent
from countenance.study.agreement.resampling import Estimate, Resampling, Sums, number

__all__ = ["LANDMARKS", "TOLERANCES", "WITHIN", "BlandAltman", "Differences", "Timing", "timing_agreement"]

LANDMARKS = ("onset", "apex", "offset", "duration")
"""Frames that are compared; the duration is offset less onset."""
WITHIN = (0, 1, 2, 3, 5)
"""Distances in frames for which the share of events is told with an interval."""
TOLERANCES = tuple(range(31))
"""Distances in frames of the tolerance curve."""
_LIMITS = 1.96


@dataclass(frozen=True, slots=True)
class Differences:
    """Second coder's frame less first coder's, in one unit.

    Parameters
    ----------
    mean_absolute, bias, sd : Estimate
        The bias is positive where the second coder is later; sd is the standard deviation of the differences.
    limits : tuple of float
        Limits of agreement, bias - 1.96 sd and bias + 1.96 sd; nan with fewer than two events.
    """

    mean_absolute: Estimate
    bias: Estimate
    sd: Estimate
    limits: tuple[float, float]

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "mean_absolute": self.mean_absolute.to_dict(),
            "bias": self.bias.to_dict(),
            "sd": self.sd.to_dict(),
            "limits": [number(limit) for limit in self.limits],
        }


@dataclass(frozen=True, eq=False)
class BlandAltman:
    """One point for each matched event.

    Parameters
    ----------
    recordings : tuple of str
        Recording of each.
    means, differences : ndarray of shape (events,)
        Mean of both coders' frames, and second less first, in frames.
    """

    recordings: tuple[str, ...]
    means: Floats
    differences: Floats

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "recordings": list(self.recordings),
            "means": self.means.tolist(),
            "differences": self.differences.tolist(),
        }


@dataclass(frozen=True, eq=False)
class Timing:
    """How far two coders agree on onset, apex, offset or duration.

    Parameters
    ----------
    n, without : int
        Matched events in which both coders have it, and others.
    frames, seconds : Differences
        The latter over events in recordings whose frame rate is known.
    within : mapping of str to Estimate
        Share of events at most so many frames apart, for each distance of :data:`WITHIN`.
    icc : Estimate
        ICC(A,1), in frames.
    curve : ndarray of shape (len(TOLERANCES),)
        Share of events at most so many frames apart, for each of :data:`TOLERANCES`; nan without events.
    points : BlandAltman
    """

    n: int
    without: int
    frames: Differences
    seconds: Differences
    within: Mapping[str, Estimate]
    icc: Estimate
    curve: Floats
    points: BlandAltman

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "n": self.n,
            "without": self.without,
            "frames": self.frames.to_dict(),
            "seconds": self.seconds.to_dict(),
            "within": {distance: share.to_dict() for distance, share in self.within.items()},
            "icc": self.icc.to_dict(),
            "curve": {
                "tolerances": list(TOLERANCES),
                "shares": [number(share) for share in self.curve],
            },
            "points": self.points.to_dict(),
        }


@dataclass(frozen=True, eq=False)
class _Frames:
    """Both coders' frames of the same events; the frame rate is nan where it is not known."""

    rows: NDArray[np.intp]
    first: Floats
    second: Floats
    fps: Floats

    @property
    def differences(self) -> Floats:
        return self.second - self.first


def timing_agreement(pair: CoderPair, landmark: str, draws: Resampling) -> Timing:
    """Compare one frame of every matched event.

    Parameters
    ----------
    pair : CoderPair
    landmark : str
        One of :data:`LANDMARKS`.
    draws : Resampling
        Of the same recordings.
    """
    found = _frames(pair, landmark)
    n = len(found.rows)
    sums = draws.sums(_table(pair, found))
    nothing = f"no matched event has the {landmark} of both coders"
    alone = "there are fewer than two events, or all of them are the same frame"
    apart = np.abs(found.differences)
    return Timing(
        n=n,
        without=sum(len(one.matched) for one in pair.recordings) - n,
        frames=_differences(sums, n, nothing),
        seconds=_in_seconds(pair, found, draws),
        within={
            str(distance): sums.estimate(_share(_MOMENTS + i), n, nothing)
            for i, distance in enumerate(WITHIN)
        },
        icc=sums.estimate(lambda s: icc_agreement(s[..., :_MOMENTS]), n, alone if n else nothing),
        curve=divided((apart[:, None] <= np.array(TOLERANCES)).sum(axis=0), n),
        points=BlandAltman(
            tuple(pair.recordings[row].name for row in found.rows),
            (found.first + found.second) / 2,
            found.differences,
        ),
    )


def _frames(pair: CoderPair, landmark: str) -> _Frames:
    rows = [
        (row, *both, float("nan") if one.fps is None else float(one.fps))
        for row, one in enumerate(pair.recordings)
        for both in _both(one.matched, landmark)
    ]
    table = np.array(rows, dtype=np.float64).reshape(-1, 4)
    return _Frames(table[:, 0].astype(np.intp), *table[:, 1:].T)


def _both(matched: tuple[MatchedEvent, ...], landmark: str) -> Iterator[tuple[int, int]]:
    for event in matched:
        first, second = (_frame(coding, landmark) for coding in (event.first, event.second))
        if first is not None and second is not None:
            yield first, second


def _frame(coding: Any, landmark: str) -> int | None:
    if landmark == "duration":
        return int(coding.offset - coding.onset)
    frame: int | None = getattr(coding, landmark)
    return frame


_MOMENTS = 6


def _table(pair: CoderPair, found: _Frames) -> Floats:
    """Sums of every recording: what the coefficients need, and the numbers of events at most so far apart."""
    # A mean is taken off first, so that squares of late frames lose no digits; a whole number keeps them exact.
    centre = np.round(np.mean(found.first)) if len(found.rows) else 0.0
    d, s = found.differences, found.first + found.second - 2 * centre
    columns = [np.ones_like(d), d, np.abs(d), d**2, s, s**2, *(np.abs(d) <= distance for distance in WITHIN)]
    return _by_row(pair, found.rows, np.array(columns, dtype=np.float64).T)


def _by_row(pair: CoderPair, rows: NDArray[np.intp], values: Floats) -> Floats:
    table = np.zeros((len(pair.recordings), values.shape[1]))
    np.add.at(table, rows, values)
    return table


def _share(column: int) -> Any:
    return lambda sums: divided(sums[..., column], sums[..., 0])


def _in_seconds(pair: CoderPair, found: _Frames, draws: Resampling) -> Differences:
    known = ~np.isnan(found.fps)
    d = found.differences[known] / found.fps[known]
    table = _by_row(pair, found.rows[known], np.stack([np.ones_like(d), d, np.abs(d), d**2], axis=1))
    return _differences(draws.sums(table), len(d), "no matched event lies in a recording with a frame rate")


def _differences(sums: Sums, n: int, nothing: str) -> Differences:
    mean, sd = (sums.estimate(bias, n, nothing), sums.estimate(sd_of_differences, n, _too_few(n, nothing)))
    reach = _LIMITS * sd.value
    return Differences(
        mean_absolute=sums.estimate(mean_absolute, n, nothing),
        bias=mean,
        sd=sd,
        limits=(mean.value - reach, mean.value + reach),
    )


def _too_few(n: int, nothing: str) -> str:
    return "a standard deviation needs two events" if n else nothing
