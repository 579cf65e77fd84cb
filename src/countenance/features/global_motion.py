"""The part of a flow that moves everything at once, such as a turn of the head, and what is left without it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.errors import InputError

__all__ = ["local_motion"]

_ROUNDS = 8
_SMALLEST_RESIDUAL = 0.01  # px; below it every pixel has the same weight


def local_motion(flow: ArrayLike, *, step: int = 4) -> NDArray[np.float32]:
    """Subtract from a flow the affine motion that most of it follows.

    The affine motion is fitted by least absolute deviations (iteratively reweighted least squares), so that
    a part of the frame that moves on its own hardly pulls it along, as long as less than half of the frame does.

    Parameters
    ----------
    flow : array_like of shape (H, W, 2), floating
        Displacements (x, y) in px, at least 2 x 2 px.
    step : int
        Only every ``step``-th row and column take part in the fit; on frames of few pixels, all of them.

    Returns
    -------
    ndarray of shape (H, W, 2), float32
        What is left of the displacements.

    Raises
    ------
    InputError
        If the flow has another shape.

    References
    ----------
    J.-M. Odobez and P. Bouthemy, "Robust Multiresolution Estimation of Parametric Motion Models", Journal of
    Visual Communication and Image Representation 6(4), 1995, doi:10.1006/jvci.1995.1029: the idea; the weights
    and their number of rounds are chosen here.

    Examples
    --------
    >>> import numpy as np
    >>> y, x = np.mgrid[:32, :32]
    >>> flow = np.stack([2 + 0.1 * x, -0.05 * y], axis=-1)  # a zoom with a shift
    >>> flow[4:12, 4:12] += (0, 3)  # one part moves downwards
    >>> left = local_motion(flow)
    >>> left[8, 8].round(2).tolist(), np.abs(left[20:]).max().round(2).item()
    ([0.0, 3.0], 0.0)
    """
    vectors = np.asarray(flow, dtype=np.float64)
    if vectors.ndim != 3 or vectors.shape[2] != 2 or min(vectors.shape[:2]) < 2:
        raise InputError(
            f"The flow is of shape {vectors.shape}: expected (height, width, 2), at least 2 x 2 px."
        )
    height, width = vectors.shape[:2]
    step = max(1, min(step, height // 8, width // 8))
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    everywhere = np.stack([np.ones_like(x), x, y], axis=-1)
    model = _fit(everywhere[::step, ::step].reshape(-1, 3), vectors[::step, ::step].reshape(-1, 2))
    return (vectors - everywhere @ model).astype(np.float32)


def _fit(places: NDArray[np.float64], vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Affine model of shape (3, 2) with the smallest sum of residual lengths, nearly."""
    weights = np.ones(len(places))
    model = np.zeros((3, 2))
    for _ in range(_ROUNDS):
        weighted = places * weights[:, None]
        model = np.asarray(np.linalg.solve(weighted.T @ places, weighted.T @ vectors), dtype=np.float64)
        residuals = np.hypot(*(vectors - places @ model).T)
        weights = 1 / np.maximum(residuals, _SMALLEST_RESIDUAL)
    return model
