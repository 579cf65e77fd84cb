"""Histograms of the orientation of the gradient in space and time.

A reimplementation of the idea of Polikovsky, Kameda and Ohta 2009 (doi:10.1049/ic.2009.0244): per region of the
face, the grey-level gradient is seen on the planes XY, XT and YT, and its orientations are counted.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.errors import InputError
from countenance.features.flow_histograms import sectors
from countenance.features.region_labels import check_every_region, checked_labels

__all__ = ["gradient_histograms"]


def gradient_histograms(
    volume: ArrayLike,
    labels: ArrayLike,
    n_regions: int,
    *,
    parts: int = 1,
    bins: tuple[int, int, int] = (8, 12, 12),
) -> NDArray[np.float64]:
    """Count the orientations of the spatio-temporal gradient in each region and part of a clip.

    Parameters
    ----------
    volume : array_like of shape (T, H, W), uint8 or floating
        Grey frames, at least two, and at least as many as there are parts.
    labels : array_like of shape (H, W), integer
        Region of every pixel, 1 .. R; 0 belongs to none.
    n_regions : int
        R.
    parts : int
        Equal parts of the time axis, each with its own histograms.
    bins : tuple of int
        Orientations on the planes XY, XT and YT, over the full turn.

    Returns
    -------
    ndarray of shape (R, parts, sum(bins)), float64
        Histograms of XY, XT and YT, one after the other. A voxel counts with the length of its gradient on the
        plane; each histogram has the sum 1, or is zero where the plane shows no gradient.

    Raises
    ------
    InputError
        If the volume or the labels have the wrong type or shape, there are too few frames, or a region has no
        pixel.

    Notes
    -----
    Derivatives are central differences, one-sided at the ends, in grey levels per px and per frame. On XY the
    angle 0 is x and it grows towards y; on XT and YT it grows from x or y towards t.

    Examples
    --------
    Grey levels that rise to the right, and fade: on XT the gradient points to the right and back in time.

    >>> import numpy as np
    >>> t, _, x = np.mgrid[:4, :5, :6]
    >>> histograms = gradient_histograms(3.0 * x - 3.0 * t, np.ones((5, 6), int), 1, bins=(4, 4, 4))
    >>> histograms[0, 0].reshape(3, 4).tolist()
    [[1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0], [0.0, 0.0, 0.0, 1.0]]
    """
    frames, regions = _checked(volume, labels, n_regions, parts, bins)
    along_t, along_y, along_x = (np.gradient(frames, axis=axis) for axis in range(3))
    inside = regions > 0
    region = regions[inside] - 1
    part = np.arange(len(frames)) * parts // len(frames)
    cells = part[:, None] + region * parts
    planes = ((along_x, along_y), (along_x, along_t), (along_y, along_t))
    histograms = [
        _shares(np.stack([a[:, inside], b[:, inside]], axis=-1), cells, n_regions * parts, n_bins)
        for (a, b), n_bins in zip(planes, bins, strict=True)
    ]
    return np.concatenate(histograms, axis=1).reshape(n_regions, parts, sum(bins))


def _shares(
    gradients: NDArray[np.float64], cells: NDArray[np.intp], n_cells: int, n_bins: int
) -> NDArray[np.float64]:
    """Orientations of the gradients in every cell, weighted by length; (n_cells, n_bins)."""
    places = cells * n_bins + sectors(gradients, n_bins)
    lengths = np.hypot(gradients[..., 0], gradients[..., 1])
    flat = np.bincount(places.ravel(), lengths.ravel(), minlength=n_cells * n_bins)
    counts = np.asarray(flat.reshape(n_cells, n_bins), dtype=np.float64)
    totals = counts.sum(axis=1, keepdims=True)
    shares: NDArray[np.float64] = np.divide(counts, totals, out=np.zeros_like(counts), where=totals > 0)
    return shares


def _checked(
    volume: ArrayLike, labels: ArrayLike, n_regions: int, parts: int, bins: tuple[int, int, int]
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    frames = np.asarray(volume)
    typed = frames.dtype == np.uint8 or np.issubdtype(frames.dtype, np.floating)
    if frames.ndim != 3 or not typed or min(frames.shape) < 2:
        raise InputError(
            f"The volume is {frames.dtype} of shape {frames.shape}: expected at least two grey frames, uint8 or "
            "floating, of shape (frames, height, width), at least 2 x 2 px."
        )
    if parts < 1 or len(frames) < parts or len(bins) != 3 or min(bins) < 1:
        raise InputError(
            f"{len(frames)} frames cannot be described in {parts} parts with {bins} bins: give at least one frame "
            "per part and three numbers of bins of at least 1."
        )
    regions, n_regions = checked_labels(labels, frames.shape[1:], n_regions)
    check_every_region(np.bincount(regions.ravel(), minlength=n_regions + 1)[1:])
    return frames.astype(np.float64), regions.astype(np.intp)
