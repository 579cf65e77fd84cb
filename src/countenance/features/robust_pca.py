"""Robust principal component analysis: a matrix taken apart into a low-rank and a sparse part."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import eigh

from countenance.core.errors import InputError

__all__ = ["RobustPCA", "robust_pca"]

FIRST_PENALTY, LARGEST_PENALTY = 1.25, 1e7
PENALTY_GROWTH = 1.2
"""The authors' 1.5 saves a third of the iterations, but stops short of the minimum for some oblong matrices."""


class RobustPCA(NamedTuple):
    """A matrix as the sum of two.

    Parameters
    ----------
    low_rank, sparse : ndarray of shape (m, n), float64
        The parts A and E.
    n_iter : int
        Iterations made; 0 for a matrix of zeros.
    """

    low_rank: NDArray[np.float64]
    sparse: NDArray[np.float64]
    n_iter: int


def robust_pca(M: ArrayLike, lam: float | None = None, tol: float = 1e-7, max_iter: int = 500) -> RobustPCA:
    """Separate a matrix into a low-rank and a sparse part by inexact augmented Lagrange multipliers.

    It solves min ||A||_* + lam ||E||_1 subject to A + E = M: the sum of A's singular values and of E's absolute
    entries. Under mild conditions the minimum is the very pair that M was made of (Candès et al. 2011).

    Parameters
    ----------
    M : array_like of shape (m, n)
        The matrix; for a clip, one frame a column.
    lam : float, optional
        Weight of the sparse part, above 0. Default: 1 / sqrt(max(m, n)).
    tol : float
        Largest ||M - A - E|| / ||M|| (Frobenius) at which to stop.
    max_iter : int
        Iterations after which to give up.

    Returns
    -------
    RobustPCA
        The parts and the number of iterations.

    Raises
    ------
    InputError
        If the matrix is not finite, is empty or not two-dimensional, a parameter is out of range, or ``max_iter``
        iterations did not reach ``tol``.

    References
    ----------
    Z. Lin, M. Chen and Y. Ma, "The Augmented Lagrange Multiplier Method for Exact Recovery of Corrupted Low-Rank
    Matrices", 2010, doi:10.48550/arXiv.1009.5055. E. J. Candès, X. Li, Y. Ma and J. Wright, "Robust Principal
    Component Analysis?", JACM 58(3), 2011, doi:10.1145/1970392.1970395.

    Examples
    --------
    Of twenty equal rows one entry was overwritten.

    >>> import numpy as np
    >>> M = np.ones((20, 1)) @ np.arange(1.0, 21)[None]
    >>> M[3, 5] = 90
    >>> low_rank, sparse, _ = robust_pca(M)
    >>> np.argwhere(abs(sparse) > 1e-3).tolist(), float(sparse[3, 5].round(3)), float(low_rank[3, 5].round(3))
    ([[3, 5]], 84.0, 6.0)
    """
    matrix = _checked(M)
    lam = 1 / np.sqrt(max(matrix.shape)) if lam is None else lam
    _check_parameters(lam, tol, max_iter)
    scale = float(np.abs(matrix).max())
    if scale == 0:
        return RobustPCA(np.zeros_like(matrix), np.zeros_like(matrix), 0)
    low_rank, sparse, n_iter = _separate(matrix / scale, lam, tol, max_iter)
    return RobustPCA(low_rank * scale, sparse * scale, n_iter)


def _separate(M: NDArray[np.float64], lam: float, tol: float, max_iter: int) -> RobustPCA:
    size, spectral = float(np.linalg.norm(M)), float(np.linalg.norm(M, 2))
    multiplier = M / max(spectral, np.abs(M).max() / lam)
    penalty = FIRST_PENALTY / spectral
    ceiling = penalty * LARGEST_PENALTY
    low_rank = np.zeros_like(M)
    for n_iter in range(1, max_iter + 1):
        target = M + multiplier / penalty
        sparse = _shrink(target - low_rank, lam / penalty)
        low_rank = _shrink_spectrum(target - sparse, 1 / penalty)
        residual = M - low_rank - sparse
        if np.linalg.norm(residual) <= tol * size:
            return RobustPCA(low_rank, sparse, n_iter)
        multiplier += penalty * residual
        penalty = min(PENALTY_GROWTH * penalty, ceiling)
    raise InputError(
        f"Robust PCA of a matrix of shape {M.shape} did not reach the tolerance {tol:g} in {max_iter} "
        "iterations: allow more of them, or a larger tolerance."
    )


def _shrink(values: NDArray[np.float64], threshold: float) -> NDArray[np.float64]:
    shrunk: NDArray[np.float64] = values - np.clip(values, -threshold, threshold)
    return shrunk


def _shrink_spectrum(values: NDArray[np.float64], threshold: float) -> NDArray[np.float64]:
    """Take the threshold off every singular value; what would fall below zero is gone.

    The smaller Gram matrix gives the singular values to 1e-8 of the largest, which is below every threshold that
    occurs, at a fraction of the cost of a singular value decomposition of a tall matrix.
    """
    if values.shape[0] < values.shape[1]:
        return _shrink_spectrum(values.T, threshold).T
    squares, axes = eigh(values.T @ values, check_finite=False)
    kept = squares > threshold**2
    spectrum, axes = np.sqrt(squares[kept]), axes[:, kept]
    product: NDArray[np.float64] = (values @ (axes * (1 - threshold / spectrum))) @ axes.T
    return product


def _checked(M: ArrayLike) -> NDArray[np.float64]:
    try:
        matrix = np.asarray(M, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError("Robust PCA expects a matrix of real numbers, and this is none.") from None
    if matrix.ndim != 2 or matrix.size == 0:
        raise InputError(
            f"The array has the shape {matrix.shape}: robust PCA expects a matrix with at least one entry, for a "
            "clip one frame a column."
        )
    n_bad = matrix.size - np.count_nonzero(np.isfinite(matrix))
    if n_bad:
        raise InputError(
            f"{n_bad} of {matrix.size} entries of the matrix are infinite or not a number: robust PCA needs all of "
            "them, so fill or leave out what is missing first."
        )
    return matrix


def _check_parameters(lam: float, tol: float, max_iter: int) -> None:
    if not (np.isfinite(lam) and lam > 0):
        raise InputError(f"The weight of the sparse part is {lam!r}: give a number above 0.")
    if not (np.isfinite(tol) and tol > 0):
        raise InputError(f"The tolerance is {tol!r}: give a number above 0.")
    if max_iter < 1:
        raise InputError(f"The number of iterations is {max_iter!r}: give at least 1.")
