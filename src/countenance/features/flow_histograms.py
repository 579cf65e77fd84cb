"""Histograms of the directions of an optical flow: HOOF and Bi-WOOF."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.errors import InputError
from countenance.features.blocks import block_labels
from countenance.features.flow_maps import optical_strain

__all__ = ["bi_woof", "check_flow", "hoof", "sectors"]


def hoof(flow: ArrayLike, n_bins: int = 30, blocks: tuple[int, int] = (1, 1)) -> NDArray[np.float64]:
    """Histogram of oriented optical flow: directions weighted by length, left and right alike.

    A vector counts with its length for the angle between it and the horizontal, from -pi/2 (straight up) to pi/2
    (straight down), whichever of the two sides it points to.

    Parameters
    ----------
    flow : array_like of shape (H, W, 2), floating
        Displacements (x, y), x to the right and y downwards.
    n_bins : int
        B; bin b of 0 .. B-1 holds -pi/2 + pi b/B <= angle < -pi/2 + pi (b + 1)/B, the last one pi/2 as well.
    blocks : tuple of int
        Blocks along x and y, each with a histogram of its own. The paper has one for the whole frame.

    Returns
    -------
    ndarray of shape (y * x, B), float64
        Each row has the sum 1, or is zero where nothing moves.

    Raises
    ------
    InputError
        If the flow has another shape, or there is no bin.

    Notes
    -----
    Mirroring the frame left to right does not change the histogram of the whole frame, nor does scaling the
    flow: the two properties for which the paper built it.

    References
    ----------
    R. Chaudhry, A. Ravichandran, G. Hager and R. Vidal, "Histograms of Oriented Optical Flow and Binet-Cauchy
    Kernels on Nonlinear Dynamical Systems for the Recognition of Human Actions", CVPR 2009,
    doi:10.1109/CVPR.2009.5206821.

    Examples
    --------
    Two vectors of length 2 obliquely downwards, to the left and to the right, and one of length 1 upwards:

    >>> import numpy as np
    >>> flow = np.array([[[2**0.5, 2**0.5], [-(2**0.5), 2**0.5], [0, -1]]])
    >>> hoof(flow, n_bins=4).round(3).tolist()
    [[0.2, 0.0, 0.0, 0.8]]
    """
    vectors = check_flow(flow)
    if n_bins < 1:
        raise InputError(f"A histogram of {n_bins} bins is not defined: give at least 1.")
    angles = np.arctan2(vectors[..., 1], np.abs(vectors[..., 0]))
    bins = np.clip(np.floor((angles / np.pi + 0.5) * n_bins).astype(np.intp), 0, n_bins - 1)
    return _shares(_weighted_counts(vectors, bins, n_bins, blocks))


def bi_woof(flow: ArrayLike, n_bins: int = 8, blocks: tuple[int, int] = (8, 8)) -> NDArray[np.float64]:
    """Bi-weighted oriented optical flow of an onset-apex flow.

    Per block, the directions are counted with the vectors' lengths (the local weight) and divided by their sum.
    Each block is then multiplied by its mean optical strain (the global weight), and the whole is brought to the
    length 1.

    Parameters
    ----------
    flow : array_like of shape (H, W, 2), floating
        Displacements (x, y) in px, from the onset to the apex.
    n_bins : int
        Directions, counted by `sectors`.
    blocks : tuple of int
        Blocks along x and y.

    Returns
    -------
    ndarray of shape (y * x, n_bins), float64
        Of the Frobenius norm 1; all zero where nothing is deformed.

    Raises
    ------
    InputError
        If the flow has another shape, or is smaller than the blocks.

    References
    ----------
    S.-T. Liong, J. See, K. Wong and R. C.-W. Phan, "Less is more: Micro-expression recognition from video using
    apex frame", Signal Processing: Image Communication 62, 2018, doi:10.1016/j.image.2017.11.006. The two
    divisions are those of the authors' published program; its blocks overlap by a pixel, these do not.

    Examples
    --------
    The left half is stretched to the right, the right half moves down and is deformed at the seam alone:

    >>> import numpy as np
    >>> y, x = np.mgrid[:4, :8].astype(float)
    >>> flow = np.where((x < 4)[..., None], np.stack([0.5 * x, 0 * x], -1), (0, 3.0))
    >>> bi_woof(flow, n_bins=4, blocks=(2, 1)).round(1).tolist()
    [[0.9, 0.0, 0.0, 0.0], [0.0, 0.4, 0.0, 0.0]]
    """
    vectors = check_flow(flow)
    histograms = _shares(_weighted_counts(vectors, sectors(vectors, n_bins), n_bins, blocks))
    labels = block_labels(vectors.shape, blocks[1], blocks[0]).ravel() - 1
    strain = np.bincount(labels, optical_strain(vectors).ravel()) / np.bincount(labels)
    weighted = histograms * strain[:, None]
    norm = np.linalg.norm(weighted)
    return weighted / norm if norm > 0 else weighted


def sectors(flow: NDArray[np.floating], n_bins: int) -> NDArray[np.intp]:
    """Number the direction of every vector.

    Parameters
    ----------
    flow : ndarray of shape (..., 2), floating
        Displacements (x, y).
    n_bins : int
        Sectors of 2 pi / ``n_bins``. Sector 0 begins at x to the right, and they follow one another towards y: on a
        picture, clockwise. A vector of no length is in sector 0.

    Returns
    -------
    ndarray of shape (...), intp

    Raises
    ------
    InputError
        If there is no bin.

    Examples
    --------
    >>> import numpy as np
    >>> sectors(np.array([[1.0, 0], [0, 1], [-1, 0], [0, -1], [1, -0.1]]), 4).tolist()
    [0, 1, 2, 3, 3]
    """
    if n_bins < 1:
        raise InputError(f"A histogram of {n_bins} bins is not defined: give at least 1.")
    turns = np.arctan2(flow[..., 1], flow[..., 0]) / (2 * np.pi)
    return np.asarray(np.floor(turns % 1 * n_bins).astype(np.intp) % n_bins)


def check_flow(flow: ArrayLike) -> NDArray[np.float64]:
    """A flow as float64.

    Raises
    ------
    InputError
        If it has another shape than (H, W, 2), or a displacement is not finite.
    """
    vectors = np.asarray(flow, dtype=np.float64)
    if vectors.ndim != 3 or vectors.shape[2] != 2 or vectors.size == 0:
        raise InputError(f"The flow is of shape {vectors.shape}: expected (height, width, 2).")
    if not np.isfinite(vectors).all():
        raise InputError("The flow has displacements that are not finite: leave out what was not found.")
    return vectors


def _weighted_counts(
    vectors: NDArray[np.float64], bins: NDArray[np.intp], n_bins: int, blocks: tuple[int, int]
) -> NDArray[np.float64]:
    """Sum of the lengths in every block and bin; (blocks, n_bins)."""
    columns, rows = blocks
    cells = (block_labels(vectors.shape, rows, columns) - 1) * n_bins + bins
    lengths = np.hypot(vectors[..., 0], vectors[..., 1])
    counts = np.bincount(cells.ravel(), lengths.ravel(), minlength=rows * columns * n_bins)
    return np.asarray(counts.reshape(rows * columns, n_bins), dtype=np.float64)


def _shares(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    totals = counts.sum(axis=-1, keepdims=True)
    shares: NDArray[np.float64] = np.divide(counts, totals, out=np.zeros_like(counts), where=totals > 0)
    return shares
