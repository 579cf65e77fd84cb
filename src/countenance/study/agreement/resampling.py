"""How far a coefficient could lie from the one measured, had other participants been filmed.

Expressions of one participant resemble each other, so it is participants who are drawn with replacement, never
events or frames (Field & Welsh 2007, doi:10.1111/j.1467-9868.2007.00593.x). Every coefficient follows from sums
over participants: a sample is a row of weights, and all samples are one product of matrices.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.study.agreement.coefficients import Floats

__all__ = ["Estimate", "Resampling", "Sums", "number"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A coefficient with its interval.

    Parameters
    ----------
    value : float
        nan where it is not defined.
    low, high : float
        Ends of the interval; nan where there is none.
    n : int
        Of how many things (events, frames, ...).
    remark : str
        Why the value is not defined; empty where it is.
    """

    value: float
    low: float
    high: float
    n: int
    remark: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON.

        >>> Estimate(0.5, 0.25, 0.75, 4).to_dict()
        {'value': 0.5, 'interval': [0.25, 0.75], 'n': 4}
        >>> nothing = float("nan")
        >>> Estimate(nothing, nothing, nothing, 0, "nothing was coded").to_dict()
        {'value': None, 'interval': None, 'n': 0, 'remark': 'nothing was coded'}
        """
        interval = None if math.isnan(self.low) else [self.low, self.high]
        told = {"value": number(self.value), "interval": interval, "n": self.n}
        return {**told, "remark": self.remark} if self.remark else told


def number(value: float) -> float | None:
    """A number as JSON holds it, None for nan."""
    return None if math.isnan(value) else float(value)


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums over all participants, and over those of every sample.

    Parameters
    ----------
    whole : ndarray of shape (...)
    drawn : ndarray of shape (resamples, ...) or None
    level : float
        Coverage of intervals.
    """

    whole: Floats
    drawn: Floats | None
    level: float

    def __getitem__(self, columns: Any) -> Sums:
        """Some of the columns."""
        drawn = None if self.drawn is None else self.drawn[..., columns]
        return Sums(self.whole[..., columns], drawn, self.level)

    def estimate(self, formula: Callable[[Floats], Floats], n: int, undefined: str) -> Estimate:
        """Value and interval of a coefficient; samples in which it is not defined are left out.

        Parameters
        ----------
        formula : callable
            As in :mod:`~countenance.study.agreement.coefficients`.
        n : int
            Of how many things.
        undefined : str
            Why the value is none, if it is none.
        """
        value = float(formula(self.whole))
        if math.isnan(value):
            return Estimate(value, math.nan, math.nan, n, undefined)
        return Estimate(value, *self._interval(formula), n)

    def _interval(self, formula: Callable[[Floats], Floats]) -> tuple[float, float]:
        if self.drawn is None:
            return math.nan, math.nan
        values = formula(self.drawn)
        values = values[~np.isnan(values)]
        if not len(values):
            return math.nan, math.nan
        tail = (1 - self.level) / 2
        low, high = np.quantile(values, [tail, 1 - tail])
        return float(low), float(high)


@dataclass(frozen=True, eq=False)
class Resampling:
    """Participants drawn with replacement, the same draws for every coefficient.

    Parameters
    ----------
    groups : ndarray of shape (recordings,)
        Number of each recording's participant.
    weights : ndarray of shape (resamples, participants) or None
        How often each was drawn; None where no intervals can be given.
    level : float
    remark : str
        Why there are no intervals; empty where there are.
    """

    groups: NDArray[np.intp]
    weights: Floats | None
    level: float
    remark: str

    @classmethod
    def of(cls, participants: Sequence[str], *, resamples: int, level: float, seed: int) -> Resampling:
        """Draw samples.

        Parameters
        ----------
        participants : sequence of str
            Of each recording; empty where not known.
        resamples : int
        level : float
        seed : int

        Examples
        --------
        >>> draws = Resampling.of(["Ann", "Bob", "Ann"], resamples=4, level=0.95, seed=0)
        >>> draws.groups.tolist(), draws.weights.shape, draws.weights.sum(axis=1).tolist()
        ([0, 1, 0], (4, 2), [2.0, 2.0, 2.0, 2.0])
        """
        names, groups = np.unique(np.asarray(participants, dtype=np.str_), return_inverse=True)
        remark = _why_no_intervals([str(name) for name in names], resamples)
        weights = None
        if not remark:
            random, n = np.random.default_rng(seed), len(names)
            weights = random.multinomial(n, np.full(n, 1 / n), size=resamples).astype(np.float64)
        return cls(groups.astype(np.intp), weights, level, remark)

    def sums(self, table: ArrayLike) -> Sums:
        """Add up a table by participant, and the participants of each sample.

        Parameters
        ----------
        table : array of shape (recordings, ...)
        """
        rows = np.asarray(table, dtype=np.float64)
        if self.weights is None:
            return Sums(rows.sum(axis=0), None, self.level)
        each = np.zeros((self.weights.shape[1], *rows.shape[1:]))
        np.add.at(each, self.groups, rows)
        drawn: Floats = np.tensordot(self.weights, each, axes=1)
        return Sums(rows.sum(axis=0), drawn, self.level)


def _why_no_intervals(names: Sequence[str], resamples: int) -> str:
    if not resamples:
        return "No intervals were asked for."
    if "" in names:
        return "Participants are not known for every recording: there are no intervals."
    if len(names) < 2:
        return "Intervals need at least two participants, and there is one: there are no intervals."
    return ""
