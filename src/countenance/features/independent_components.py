"""Independent component analysis of a few channels: symmetric FastICA with a unique, repeatable answer."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.errors import InputError

__all__ = ["IndependentComponents", "independent_components"]


class IndependentComponents(NamedTuple):
    """How channels become independent components.

    Parameters
    ----------
    unmixing : ndarray of shape (C, C), float64
        Maps a centred observation to its components, each of variance 1.
    mean : ndarray of shape (C,), float64
        Subtracted from an observation first.
    mixing : ndarray of shape (C, C), float64
        The inverse of ``unmixing``: column j is what component j adds to the channels.
    n_iter : int
        Iterations made.
    """

    unmixing: NDArray[np.float64]
    mean: NDArray[np.float64]
    mixing: NDArray[np.float64]
    n_iter: int


def independent_components(X: ArrayLike, *, tol: float = 1e-6, max_iter: int = 500) -> IndependentComponents:
    """Find the linear mixture of channels whose parts are as independent as possible.

    The channels are whitened by the inverse square root of their covariance, and then turned by symmetric FastICA
    with the contrast log cosh, which starts from no turn at all. Nothing is random. Components come in descending
    order of the length of their column of the mixing matrix, and the entry of that column that is largest in
    magnitude is positive: the answer does not hang on the order of the observations.

    Parameters
    ----------
    X : array_like of shape (n, C)
        Observations, for example the colours of pixels; more than C.
    tol : float
        Largest change of an axis (1 - |cosine|) at which to stop.
    max_iter : int
        Iterations after which to stop. Components of one and the same normal distribution have no axes to find:
        then the turn is as good as any other, and no error.

    Returns
    -------
    IndependentComponents

    Raises
    ------
    InputError
        If the observations are not finite, too few, or lie on a plane: then a channel follows from the others.

    References
    ----------
    A. Hyvärinen, "Fast and Robust Fixed-Point Algorithms for Independent Component Analysis", IEEE Transactions on
    Neural Networks 10(3), 1999, doi:10.1109/72.761722.

    Examples
    --------
    >>> import numpy as np
    >>> sources = np.random.default_rng(0).uniform(-1, 1, (20_000, 2))
    >>> found = independent_components(sources @ np.array([[3.0, 1.0], [1.0, 2.0]]))
    >>> (found.mixing * np.sqrt(3)).round(1)
    array([[3., 1.],
           [1., 2.]])
    """
    observations = np.asarray(X, dtype=np.float64)
    if observations.ndim != 2 or len(observations) <= observations.shape[1] or observations.shape[1] < 1:
        raise InputError(
            f"The observations have the shape {observations.shape}: independent components need a row for each "
            "observation, a column for each channel, and more rows than columns."
        )
    if not np.isfinite(observations).all():
        raise InputError(
            "The observations hold infinite values or ones that are not a number: leave these rows out."
        )
    mean = observations.mean(axis=0)
    centred = observations - mean
    whitening = _inverse_root(centred.T @ centred / len(centred))
    rotation, n_iter = _fast_ica(centred @ whitening, tol, max_iter)
    unmixing = rotation @ whitening
    mixing = np.linalg.inv(unmixing)
    # Rounded, so that two columns of one length keep their order on every machine.
    order = np.argsort(-np.linalg.norm(mixing, axis=0).round(9), kind="stable")
    unmixing, mixing = unmixing[order], mixing[:, order]
    signs = np.sign(mixing[np.abs(mixing).round(9).argmax(axis=0), np.arange(len(mixing))])
    return IndependentComponents(unmixing * signs[:, None], mean, mixing * signs, n_iter)


def _inverse_root(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    values, vectors = np.linalg.eigh(covariance)
    if values[0] <= 1e-10 * values[-1]:
        raise InputError(
            "The channels depend on one another (for example, frames without colour): independent components "
            "need channels of which none follows from the others."
        )
    root: NDArray[np.float64] = (vectors / np.sqrt(values)) @ vectors.T
    return root


def _fast_ica(white: NDArray[np.float64], tol: float, max_iter: int) -> tuple[NDArray[np.float64], int]:
    rotation = np.eye(white.shape[1])
    change, n_iter = np.inf, 0
    while change >= tol and n_iter < max_iter:
        n_iter += 1
        slope = np.tanh(white @ rotation.T)
        curvature = (1 - slope**2).mean(axis=0)
        turned = _orthogonal(slope.T @ white / len(white) - curvature[:, None] * rotation)
        change = float(np.max(np.abs(np.abs(np.einsum("ij,ij->i", turned, rotation)) - 1)))
        rotation = turned
    return rotation, n_iter


def _orthogonal(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Nearest orthogonal matrix: every axis gives way alike."""
    left, _, right = np.linalg.svd(matrix)
    nearest: NDArray[np.float64] = left @ right
    return nearest
