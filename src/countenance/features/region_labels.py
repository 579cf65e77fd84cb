"""Which region of a frame each pixel belongs to, checked."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.errors import InputError

__all__ = ["check_every_region", "checked_labels"]


def checked_labels(
    labels: ArrayLike, frame_shape: tuple[int, ...], n_regions: int | None = None
) -> tuple[NDArray[np.int32], int]:
    """Region labels as an array, and how many regions there are.

    Parameters
    ----------
    labels : array_like of shape (H, W), integer
        Region of every pixel, 1 .. R; 0 belongs to none.
    frame_shape : tuple of int
        H and W.
    n_regions : int, optional
        R. Default: the highest label.

    Returns
    -------
    labels : ndarray of shape (H, W), int32
    n_regions : int

    Raises
    ------
    InputError
        If the labels have another type or shape, one is outside 0 .. R, or there is no region.

    Examples
    --------
    >>> checked_labels([[0, 2, 2]], (1, 3))
    (array([[0, 2, 2]], dtype=int32), 2)
    """
    array = np.asarray(labels)
    if array.shape != frame_shape or not np.issubdtype(array.dtype, np.integer):
        raise InputError(
            f"The region labels are {array.dtype} of shape {array.shape}: expected integers of the frames' "
            f"shape {frame_shape}."
        )
    lowest, highest = int(array.min(initial=0)), int(array.max(initial=0))
    n_regions = highest if n_regions is None else n_regions
    if lowest < 0 or highest > n_regions or n_regions < 1:
        raise InputError(
            f"The region labels run from {lowest} to {highest}: expected 0 (outside) to the number of regions, "
            f"{n_regions}, and at least one region."
        )
    return np.ascontiguousarray(array, np.int32), n_regions


def check_every_region(n_pixels: NDArray[np.integer]) -> None:
    """Refuse a region without a pixel.

    Parameters
    ----------
    n_pixels : ndarray of shape (R,), integer
        Pixels of each region.

    Raises
    ------
    InputError
        If one is 0.
    """
    empty = np.flatnonzero(n_pixels == 0)
    if empty.size:
        raise InputError(
            f"Region {empty[0] + 1} of {len(n_pixels)} has no pixel: check that the face lies in the frame."
        )
