"""Main directional mean optical flow (MDMO): how each region of a face moves, in two numbers.

A reimplementation of Liu et al. 2016 (doi:10.1109/TAFFC.2015.2485205). Choices made here, which change numbers and
which the paper's text does not settle for every reader: vectors are averaged as vectors, both over the pixels of
the main direction and over the frames, so that angles near +-pi do not cancel each other; of equally full
directions the first is the main one.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.errors import InputError
from countenance.features.flow_histograms import check_flow, sectors
from countenance.features.region_labels import check_every_region, checked_labels

__all__ = ["main_motion", "mdmo"]


def main_motion(flow: ArrayLike, labels: ArrayLike, n_regions: int, n_bins: int = 8) -> NDArray[np.float64]:
    """Mean displacement of every region, of the pixels that move in its main direction alone.

    Parameters
    ----------
    flow : array_like of shape (H, W, 2), floating
        Displacements (x, y).
    labels : array_like of shape (H, W), integer
        Region of every pixel, 1 .. R; 0 belongs to none.
    n_regions : int
        R.
    n_bins : int
        Directions, counted by `countenance.features.flow_histograms.sectors`. The main one holds most pixels.

    Returns
    -------
    ndarray of shape (R, 2), float64
        In the flow's unit.

    Raises
    ------
    InputError
        If the shapes do not match, or a region has no pixel.

    Examples
    --------
    Three pixels go to the right, a fast one to the left:

    >>> import numpy as np
    >>> flow = np.array([[[1, 0.1], [2, 0.2], [3, 0.3], [-9, 0]]])
    >>> main_motion(flow, np.ones((1, 4), int), n_regions=1).round(6)
    array([[2. , 0.2]])
    """
    vectors = check_flow(flow)
    regions, n_regions = checked_labels(labels, vectors.shape[:2], n_regions)
    inside = regions > 0
    moving = vectors[inside]
    cells = (regions[inside].astype(np.intp) - 1) * n_bins + sectors(moving, n_bins)
    n_pixels = np.bincount(cells, minlength=n_regions * n_bins).reshape(n_regions, n_bins)
    check_every_region(n_pixels.sum(axis=1))
    sums = np.stack([np.bincount(cells, part, minlength=n_pixels.size) for part in moving.T], axis=-1)
    every, fullest = np.arange(n_regions), n_pixels.argmax(axis=1)
    means: NDArray[np.float64] = sums.reshape(n_regions, n_bins, 2)[every, fullest]
    return means / n_pixels[every, fullest, None]


def mdmo(
    flows: Iterable[ArrayLike], labels: ArrayLike, n_regions: int, *, beta: float = 0.8, n_bins: int = 8
) -> NDArray[np.float64]:
    """Describe a clip by the mean main motion of every region.

    Parameters
    ----------
    flows : iterable of array_like of shape (H, W, 2), floating
        Flow from the clip's first frame to each of the others, which are aligned to it; read one at a time.
    labels : array_like of shape (H, W), integer
        Regions of the first frame, 1 .. R; 0 belongs to none.
    n_regions : int
        R; 36 in the paper.
    beta : float
        Weight of lengths against angles, 0 to 1.
    n_bins : int
        Directions.

    Returns
    -------
    ndarray of shape (2 R,), float64
        ``beta`` times the lengths, divided by the largest of them, then ``1 - beta`` times the angles in radians,
        -pi to pi, 0 to the right and positive downwards. Where nothing moves, all is zero.

    Raises
    ------
    InputError
        If there is no flow, the shapes do not match, a region has no pixel, or ``beta`` is outside 0 to 1.

    References
    ----------
    Y.-J. Liu et al., "A Main Directional Mean Optical Flow Feature for Spontaneous Micro-Expression Recognition",
    IEEE Transactions on Affective Computing 7(4), 2016, doi:10.1109/TAFFC.2015.2485205.

    Examples
    --------
    Region 1 moves 3 px down, region 2 one px to the right:

    >>> import numpy as np
    >>> flow = np.array([[[0, 3.0], [1, 0]]])
    >>> mdmo([flow], np.array([[1, 2]]), n_regions=2).round(3).tolist()
    [0.8, 0.267, 0.314, 0.0]
    """
    if not 0 <= beta <= 1:
        raise InputError(f"The weight beta of MDMO is {beta!r}: give a number from 0 to 1.")
    motions = [main_motion(flow, labels, n_regions, n_bins) for flow in flows]
    if not motions:
        raise InputError("There is no flow to describe: give one from the first frame to each of the others.")
    mean = np.mean(motions, axis=0)
    lengths = np.hypot(mean[:, 0], mean[:, 1])
    angles = np.arctan2(mean[:, 1], mean[:, 0])
    longest = lengths.max()
    if longest > 0:
        lengths = lengths / longest
    return np.concatenate([beta * lengths, (1 - beta) * angles])
