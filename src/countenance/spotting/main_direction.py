"""Main directional maximal difference of two optical flows: one number for a frame.

Both flows start at the frame k before. In each block, the pixels whose movement up to the frame falls into the
fullest of four directions count; their difference is how much further they moved up to the frame than up to the
frame k after it. A movement that is over by then leaves large differences.
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.errors import InputError

__all__ = ["Variant", "directions", "main_directional_difference"]

Variant = Literal["corrected", "megc2020"]

_N_DIRECTIONS = 4
_NONE = _N_DIRECTIONS


def directions(flow: ArrayLike, variant: Variant = "corrected") -> NDArray[np.intp]:
    """Quarter of the circle into which each movement points.

    Parameters
    ----------
    flow : array_like of shape (..., 2), floating
        Displacements (x, y), to the right and downwards.
    variant : {"corrected", "megc2020"}
        The angle: atan2(y, x), or atan(x / y) as in the baseline of MEGC 2020, which reaches the quarters 0 and 3
        only (and 1 for a movement exactly to the right, along which x / y is infinite).

    Returns
    -------
    ndarray of shape (...), int
        0 for angles of [0, 90) degrees, 1 for [90, 180), 2 for [-180, -90), 3 for [-90, 0). With ``"megc2020"`` 4,
        no direction, where nothing moves; otherwise 0 there.

    Examples
    --------
    Movements to the lower right, lower left, upper left and upper right:

    >>> corners = [(1.0, 2.0), (-1.0, 2.0), (-1.0, -2.0), (1.0, -2.0)]
    >>> directions(corners).tolist(), directions(corners, "megc2020").tolist()
    ([0, 1, 2, 3], [0, 3, 0, 3])
    """
    vectors = np.asarray(flow)
    x, y = vectors[..., 0], vectors[..., 1]
    if variant == "corrected":
        upper, lower = np.where(x < 0, 2, 3), np.where(x > 0, 0, 1)
        level = np.where(x < 0, 2, 0)  # exactly to the left is 180 degrees, which is -180
        return np.where(y < 0, upper, np.where(y > 0, lower, level))
    _check_variant(variant)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = x / y
    rising = np.where(np.isposinf(ratio), 1, 0)
    return np.where(np.isnan(ratio), _NONE, np.where(ratio >= 0, rising, 3))


def main_directional_difference(
    until: ArrayLike, beyond: ArrayLike, *, blocks: int = 6, variant: Variant = "corrected"
) -> float:
    """How much further a face has moved up to a frame than up to a later one.

    Parameters
    ----------
    until, beyond : array_like of shape (H, W, 2), floating
        Optical flow from the frame k before to the frame, and from the frame k before to the one k after, in px.
    blocks : int
        Blocks along each axis. The pixels that remain at the right and at the bottom count nowhere.
    variant : {"corrected", "megc2020"}
        See :func:`directions`.

    Returns
    -------
    float
        Mean of the top third of the blocks, each the mean of the top third of its pixels, in px. Thirds are rounded
        to the nearest whole number; at least one pixel counts, except that with ``"megc2020"`` the result is NaN
        where fewer than two pixels of a block move, as it is in the official program.

    Raises
    ------
    InputError
        If the flows differ in shape, or are smaller than the blocks are many.

    References
    ----------
    S.-J. Wang, S. Wu, X. Qian, J. Li and X. Fu, "A main directional maximal difference analysis for spotting
    facial movements from long-term videos", Neurocomputing 230, 2017, doi:10.1016/j.neucom.2016.12.034.

    Examples
    --------
    A face that is 2 px to the right at the frame and back at its place later:

    >>> import numpy as np
    >>> moved = np.zeros((12, 12, 2), np.float32)
    >>> moved[..., 0] = 2
    >>> main_directional_difference(moved, 0 * moved)
    2.0
    """
    near, far = _grid(until, blocks), _grid(beyond, blocks)
    if near.shape != far.shape or np.shape(until) != np.shape(beyond):
        raise InputError(
            f"The flows are of shapes {np.shape(until)} and {np.shape(beyond)}: expected one shape."
        )
    quarters = directions(near, variant)
    counts = np.stack([(quarters == number).sum(axis=1) for number in range(_N_DIRECTIONS)], axis=1)
    main = counts.argmax(axis=1)
    n_pixels = counts.max(axis=1)
    difference = np.hypot(near[..., 0], near[..., 1]) - np.hypot(far[..., 0], far[..., 1])
    # Sorted ascending, so that what does not count lies last.
    ascending = np.sort(np.where(quarters == main[:, None], -difference, np.inf), axis=1)
    kept = _thirds(n_pixels)
    if variant == "megc2020" and not kept.all():
        return float("nan")
    kept = np.maximum(kept, 1)
    counted = np.arange(ascending.shape[1]) < kept[:, None]
    means = -np.where(counted, ascending, 0.0).sum(axis=1, dtype=np.float64) / kept
    strongest = np.sort(means)[::-1][: max(1, int(_thirds(np.array(means.size))))]
    return float(strongest.mean())


def _grid(flow: ArrayLike, blocks: int) -> NDArray[np.floating]:
    """Pixels of each block, (blocks * blocks, pixels, 2)."""
    vectors = np.asarray(flow)
    if vectors.ndim != 3 or vectors.shape[2] != 2 or min(vectors.shape[:2]) < blocks or blocks < 1:
        raise InputError(
            f"A flow of shape {vectors.shape} cannot be cut into {blocks} x {blocks} blocks: expected (height, "
            "width, 2) with at least one pixel for each."
        )
    height, width = (side // blocks for side in vectors.shape[:2])
    whole = vectors[: height * blocks, : width * blocks]
    return whole.reshape(blocks, height, blocks, width, 2).swapaxes(1, 2).reshape(blocks * blocks, -1, 2)


def _thirds(n: NDArray[np.integer]) -> NDArray[np.integer]:
    """A third, rounded to the nearest whole number; a half cannot occur."""
    return (2 * n + 3) // 6


def _check_variant(variant: str) -> None:
    if variant not in get_args(Variant):
        raise InputError(f"The variant {variant!r} is unknown: give one of {', '.join(get_args(Variant))}.")
