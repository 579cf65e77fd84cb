"""Kernels of histograms, and their mean for a support vector machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.errors import InputError

__all__ = ["KERNELS", "MeanKernel", "histogram_intersection", "polynomial"]

_Kernel = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]


def histogram_intersection(X: ArrayLike, Y: ArrayLike) -> NDArray[np.float64]:
    """Sum of the smaller of each two bins, for every pair of histograms.

    Parameters
    ----------
    X : array_like of shape (n, d)
    Y : array_like of shape (m, d)

    Returns
    -------
    ndarray of shape (n, m), float64

    References
    ----------
    M. J. Swain and D. H. Ballard, "Color indexing", IJCV 7, 1991, doi:10.1007/BF00130487.

    Examples
    --------
    >>> histogram_intersection([[0.5, 0.5, 0]], [[0.5, 0.5, 0], [0, 0.25, 0.75]]).tolist()
    [[1.0, 0.25]]
    """
    left, right = np.asarray(X, dtype=np.float64), np.asarray(Y, dtype=np.float64)
    return np.stack([np.minimum(row, right).sum(axis=1) for row in left])


def polynomial(X: ArrayLike, Y: ArrayLike, degree: int) -> NDArray[np.float64]:
    """(1 + cos(x, y)) ** degree for every pair of vectors.

    Parameters
    ----------
    X : array_like of shape (n, d)
    Y : array_like of shape (m, d)
    degree : int

    Returns
    -------
    ndarray of shape (n, m), float64

    Notes
    -----
    The cosine in place of the scalar product keeps the powers of long vectors finite and comparable.

    Examples
    --------
    >>> polynomial([[3.0, 0]], [[5.0, 0], [0, 2.0]], degree=2).tolist()
    [[4.0, 1.0]]
    """
    left, right = (_unit(np.asarray(vectors, dtype=np.float64)) for vectors in (X, Y))
    kernel: NDArray[np.float64] = (1 + left @ right.T) ** degree
    return kernel


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: NDArray[np.float64] = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return unit


def _quadratic(X: NDArray[np.float64], Y: NDArray[np.float64]) -> NDArray[np.float64]:
    return polynomial(X, Y, 2)


def _sextic(X: NDArray[np.float64], Y: NDArray[np.float64]) -> NDArray[np.float64]:
    return polynomial(X, Y, 6)


KERNELS: dict[str, _Kernel] = {
    "intersection": histogram_intersection,
    "polynomial-2": _quadratic,
    "polynomial-6": _sextic,
}
"""Kernels by name."""


@dataclass(frozen=True, slots=True)
class MeanKernel:
    """The mean of several kernels, each scaled so that a vector's kernel with itself is 1.

    The simplest form of multiple kernel learning: all weights are equal, none is learned. It may be given to
    ``sklearn.svm.SVC(kernel=...)``.

    Parameters
    ----------
    names : tuple of str
        Of `KERNELS`, at least one.

    Raises
    ------
    InputError
        If there is no kernel, or one is unknown.

    Examples
    --------
    >>> MeanKernel(("intersection", "polynomial-2"))([[0.5, 0.5]], [[0.5, 0.5], [1.0, 0]]).round(3).tolist()
    [[1.0, 0.614]]
    """

    names: tuple[str, ...] = ("intersection", "polynomial-2", "polynomial-6")

    def __post_init__(self) -> None:
        if not self.names or not set(self.names) <= set(KERNELS):
            raise InputError(f"The kernels {self.names!r} are not known: give some of {', '.join(KERNELS)}.")

    def __call__(self, X: Any, Y: Any) -> NDArray[np.float64]:
        """Kernel of every pair of vectors; shape (n, m)."""
        left, right = np.asarray(X, dtype=np.float64), np.asarray(Y, dtype=np.float64)
        mean: NDArray[np.float64] = np.mean(
            [_scaled(KERNELS[name], left, right) for name in self.names], axis=0
        )
        return mean


def _scaled(kernel: _Kernel, X: NDArray[np.float64], Y: NDArray[np.float64]) -> NDArray[np.float64]:
    own = [np.array([kernel(row[None], row[None])[0, 0] for row in vectors]) for vectors in (X, Y)]
    scale = np.sqrt(own[0][:, None] * own[1])
    values = kernel(X, Y)
    scaled: NDArray[np.float64] = np.divide(values, scale, out=np.zeros_like(values), where=scale > 0)
    return scaled
