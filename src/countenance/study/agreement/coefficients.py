"""Coefficients of agreement as functions of sums that add up over participants.

Each takes an array whose last axes hold the sums and whose leading axes, if any, are samples of a bootstrap: 1000
samples are one call. Where nothing can be divided the coefficient is nan, never 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Floats",
    "agreed_share",
    "agreed_share_without_first",
    "bias",
    "cohen_kappa",
    "divided",
    "event_kappa",
    "icc_agreement",
    "krippendorff_alpha",
    "mean_absolute",
    "ratio",
    "sd_of_differences",
]

Floats = NDArray[np.float64]


def divided(part: Any, whole: Any) -> Floats:
    """Part by whole, nan where the whole is 0.

    >>> divided([1, 1], [2, 0]).tolist()
    [0.5, nan]
    """
    part, whole = np.broadcast_arrays(np.asarray(part, dtype=float), np.asarray(whole, dtype=float))
    found: Floats = np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole != 0)
    return found


def ratio(sums: Floats) -> Floats:
    """First sum by second.

    Parameters
    ----------
    sums : ndarray of shape (..., 2)
    """
    return divided(sums[..., 0], sums[..., 1])


def agreed_share(matrix: Floats) -> Floats:
    """Share of a confusion matrix on its diagonal.

    Parameters
    ----------
    matrix : ndarray of shape (..., k, k)
        First coder by row, second by column.

    Examples
    --------
    >>> float(agreed_share(np.array([[6.0, 1.0], [1.0, 2.0]])))
    0.8
    """
    return divided(_trace(matrix), matrix.sum(axis=(-1, -2)))


def agreed_share_without_first(matrix: Floats) -> Floats:
    """The same without what both place in the first class.

    Parameters
    ----------
    matrix : ndarray of shape (..., k, k)

    Examples
    --------
    >>> float(agreed_share_without_first(np.array([[6.0, 1.0], [1.0, 2.0]])))
    0.5
    """
    both = matrix[..., 0, 0]
    return divided(_trace(matrix) - both, matrix.sum(axis=(-1, -2)) - both)


def cohen_kappa(matrix: Floats) -> Floats:
    """Agreement beyond chance (Cohen 1960, doi:10.1177/001316446002000104).

    Not defined where both coders use the same single class: chance alone then agrees wholly.

    Parameters
    ----------
    matrix : ndarray of shape (..., k, k)

    Examples
    --------
    >>> round(float(cohen_kappa(np.array([[20.0, 5.0], [10.0, 15.0]]))), 10)
    0.4
    """
    n = matrix.sum(axis=(-1, -2))
    by_chance = (matrix.sum(axis=-1) * matrix.sum(axis=-2)).sum(axis=-1)
    return divided(n * _trace(matrix) - by_chance, n**2 - by_chance)


def event_kappa(matrix: Floats) -> Floats:
    """Kappa of events, some of which one of the coders missed (Bakeman, Quera & Gnisci 2009).

    Nobody can miss the same event twice, so that the last cell of the matrix is empty by construction. The counts
    expected by chance are therefore those of quasi-independence: of all tables with the margins of the observed
    one and 0 in that cell, the one whose other cells are products of a factor of the row and one of the column.
    Iterative proportional fitting approaches that table; with a single empty cell it can be written down
    (Goodman 1968, doi:10.1080/01621459.1968.10480916). With M matched events, r_i events of the first coder that
    bear label i and c_j of the second that bear label j, M r_i c_j / (sum of r * sum of c) are expected in
    cell (i, j).

    Not defined with fewer than two labels: quasi-independence then fits any table. Where nothing is matched it
    is 0.

    Parameters
    ----------
    matrix : ndarray of shape (..., k + 1, k + 1)
        Events by label, first coder by row; missed ones in the last row (by the first coder) and column.

    References
    ----------
    Bakeman, R., Quera, V., & Gnisci, A. (2009). Observer agreement for timed-event sequential data.
    Behavior Research Methods, 41, 137-147. doi:10.3758/BRM.41.1.137

    Examples
    --------
    >>> float(event_kappa(np.array([[4.0, 0.0, 0.0], [0.0, 4.0, 0.0], [0.0, 0.0, 0.0]])))
    1.0
    >>> round(float(event_kappa(np.array([[4.0, 0.0, 1.0], [0.0, 4.0, 1.0], [0.0, 0.0, 0.0]]))), 4)
    0.6667
    """
    rows, columns = matrix[..., :-1, :].sum(axis=-1), matrix[..., :, :-1].sum(axis=-2)
    inner = matrix[..., :-1, :-1]
    matched, n = inner.sum(axis=(-1, -2)), matrix.sum(axis=(-1, -2))
    by_chance = divided((rows * columns).sum(axis=-1), rows.sum(axis=-1) * columns.sum(axis=-1))
    expected = matched * np.where(np.isnan(by_chance), 0.0, by_chance)
    several = (rows + columns > 0).sum(axis=-1) > 1
    return np.where(several, divided(_trace(inner) - expected, n - expected), np.nan)


def krippendorff_alpha(coincidences: Floats) -> Floats:
    """Nominal alpha of any number of coders (Hayes & Krippendorff 2007, doi:10.1080/19312450709336664).

    Parameters
    ----------
    coincidences : ndarray of shape (..., k, k)
        Ordered pairs of values within units, each unit's weighed by 1 / (its number of values - 1).

    Examples
    --------
    >>> round(float(krippendorff_alpha(np.array([[4.0, 1.0], [1.0, 4.0]]))), 10)
    0.64
    """
    values = coincidences.sum(axis=-1)
    n = values.sum(axis=-1)
    differing = n - _trace(coincidences)
    by_chance = n**2 - (values**2).sum(axis=-1)
    return np.asarray(1 - divided((n - 1) * differing, by_chance))


def mean_absolute(sums: Floats) -> Floats:
    """Mean absolute difference.

    Parameters
    ----------
    sums : ndarray of shape (..., 4 or more)
        Number, sum, sum of absolute values and sum of squares of differences.
    """
    return divided(sums[..., 2], sums[..., 0])


def bias(sums: Floats) -> Floats:
    """Mean difference; the sums are those of :func:`mean_absolute`."""
    return divided(sums[..., 1], sums[..., 0])


def sd_of_differences(sums: Floats) -> Floats:
    """Standard deviation of differences (n - 1); the sums are those of :func:`mean_absolute`.

    >>> float(sd_of_differences(np.array([3.0, 3.0, 3.0, 5.0])))  # of 0, 1 and 2
    1.0
    """
    n, total, squares = sums[..., 0], sums[..., 1], sums[..., 3]
    spread = squares - divided(total**2, n)
    # Equal differences in seconds, which are no whole numbers, leave a rounding error, even below 0.
    spread = np.where(spread < 1e-12 * squares, 0.0, spread)
    return np.sqrt(divided(spread, n - 1))


def icc_agreement(sums: Floats) -> Floats:
    """ICC(A,1) of two coders: absolute agreement of single values (McGraw & Wong 1996).

    Parameters
    ----------
    sums : ndarray of shape (..., 6)
        Number of pairs; sum, sum of absolute values and sum of squares of the differences within pairs; sum and
        sum of squares of the sums within pairs.

    References
    ----------
    McGraw, K. O., & Wong, S. P. (1996). Forming inferences about some intraclass correlation coefficients.
    Psychological Methods, 1, 30-46. doi:10.1037/1082-989X.1.1.30

    Examples
    --------
    >>> x, y = np.array([1.0, 2.0, 3.0]), np.array([2.0, 3.0, 4.0])
    >>> d, s = y - x, x + y
    >>> sums = np.array([3.0, d.sum(), abs(d).sum(), (d**2).sum(), s.sum(), (s**2).sum()])
    >>> round(float(icc_agreement(sums)), 4)
    0.6667
    """
    n, d, _, dd, s, ss = np.moveaxis(np.asarray(sums, dtype=float), -1, 0)
    events = divided(ss - divided(s**2, n), 2 * (n - 1))
    coders = divided(d**2, 2 * n)
    rest = divided(dd - divided(d**2, n), 2 * (n - 1))
    return divided(events - rest, events + rest + divided(2 * (coders - rest), n))


def _trace(matrix: Floats) -> Floats:
    found: Floats = np.trace(matrix, axis1=-2, axis2=-1)
    return found
