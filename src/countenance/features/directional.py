"""Local spatiotemporal directional features (LSTD): how grey levels run along lines through every voxel.

On each of the planes XY, XT and YT four lines pass through a voxel. Neighbour p = 0 .. 7 lies at the angle
a = 2 pi p / 8, rounded to the nearest voxel, as in `countenance.features.lbp_top`; line d = 0 .. 3 joins the
neighbours d and d + 4. With the differences u and v of the two neighbours to the centre it carries two bits:

======  =============================================================================
bit     is set where
======  =============================================================================
2d      u v >= 0: the centre is the highest or the lowest of the line (or level with an end)
2d + 1  |u| >= |v|: neighbour d differs from the centre at least as much as d + 4
======  =============================================================================

This is a *reimplementation*: the paper that applies LSTD to faces (Wang et al. 2014,
doi:10.1007/978-3-319-16178-5_23) was not at hand. The two bits are those of direction-coded local binary patterns
(Trefný and Matas, "Extended Set of Local Binary Patterns for Rapid Object Detection", Computer Vision Winter
Workshop 2010); taking them to three orthogonal planes, and leaving out the decorrelation, are choices made here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.errors import InputError
from countenance.core.kernels import compiled
from countenance.features.region_labels import checked_labels

__all__ = ["DIRECTIONAL_BINS", "directional_histograms"]

DIRECTIONAL_BINS = 256
"""Codes of one plane: two bits for each of four lines."""

ANGLES = 2 * np.pi * np.arange(8) / 8


def directional_histograms(
    volume: ArrayLike,
    labels: ArrayLike | None = None,
    radii: tuple[int, int, int] = (1, 1, 1),
    *,
    n_regions: int | None = None,
) -> NDArray[np.float64]:
    """Describe every region of a volume by the histograms of its directional codes.

    Parameters
    ----------
    volume : array_like of shape (T, H, W), uint8 or floating
        Grey levels, or the sparse part of a clip.
    labels : array_like of shape (H, W), integer, optional
        Region of every pixel, 1 .. R; 0 belongs to none. Default: one region, everywhere. A voxel's code counts
        for the region of its centre.
    radii : tuple of int
        Rx and Ry in px and Rt in frames, 1 or more.
    n_regions : int, optional
        R, where the highest label may be missing. Default: the highest label.

    Returns
    -------
    ndarray of shape (R, 3, 256), float64
        Planes in the order XY, XT, YT. Each histogram has the sum 1. The max(Rx, Ry) pixels along each edge and
        the Rt frames at each end carry no code.

    Raises
    ------
    InputError
        If the volume or the labels have the wrong type or shape or are not finite, a radius is not positive, the
        volume is too small for the radii, or a region has no voxel that carries a code.

    Examples
    --------
    A ramp along x: every line that is not level crosses the centre, and both ends differ by the same amount.

    >>> import numpy as np
    >>> ramp = np.tile(np.arange(5.0), (5, 5, 1))
    >>> directional_histograms(ramp).argmax(axis=2)
    array([[186, 186, 255]])
    """
    voxels = _checked_volume(volume)
    rx, ry, rt = _checked_radii(radii)
    everywhere = np.ones(voxels.shape[1:], np.int32) if labels is None else labels
    regions, n_regions = checked_labels(everywhere, voxels.shape[1:], n_regions)
    margin = (rt, max(rx, ry), max(rx, ry))
    if any(size <= 2 * edge for size, edge in zip(voxels.shape, margin, strict=True)):
        needed = tuple(2 * edge + 1 for edge in margin)
        raise InputError(
            f"The volume of shape {voxels.shape} is too small for directional codes with the radii {(rx, ry, rt)}: "
            f"it needs at least {needed} (frames, height, width)."
        )
    counts = np.stack(
        [_count(voxels, regions, n_regions, margin, shifts) for shifts in _plane_shifts(rx, ry, rt)], axis=1
    )
    empty = np.flatnonzero(counts[:, 0].sum(axis=1) == 0)
    if empty.size:
        raise InputError(
            f"Region {empty[0] + 1} of {n_regions} has no pixel that carries a directional code (the outer "
            f"{margin[1]} px of the frame carry none): check that the face lies within the frame."
        )
    histograms: NDArray[np.float64] = counts / counts.sum(axis=2, keepdims=True)
    return histograms


def _plane_shifts(rx: int, ry: int, rt: int) -> list[NDArray[np.int64]]:
    """Shifts (t, y, x) of the eight neighbours on the planes XY, XT and YT; shape (8, 3) each."""
    cos, sin, none = np.cos(ANGLES), np.sin(ANGLES), np.zeros(8)
    planes = [
        (none, -ry * sin, rx * cos),
        (rt * sin, none, rx * cos),
        (rt * cos, -ry * sin, none),
    ]
    return [np.rint(np.stack(plane, axis=1)).astype(np.int64) for plane in planes]


@compiled()
def _count(
    voxels: NDArray[Any],
    labels: NDArray[np.int32],
    n_regions: int,
    margin: tuple[int, int, int],
    shifts: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Count the codes of every region on one plane; shape (R, 256)."""
    n_frames, height, width = voxels.shape
    flat = voxels.reshape(-1)
    offsets = (shifts[:, 0] * height + shifts[:, 1]) * width + shifts[:, 2]
    counts = np.zeros((n_regions, 256), np.int64)
    for t in range(margin[0], n_frames - margin[0]):
        for y in range(margin[1], height - margin[1]):
            for x in range(margin[2], width - margin[2]):
                region = labels[y, x]
                if region == 0:
                    continue
                at = (t * height + y) * width + x
                centre = flat[at]
                code = 0
                for line in range(4):
                    u = flat[at + offsets[line]] - centre
                    v = flat[at + offsets[line + 4]] - centre
                    # Signs, because a product of small differences would underflow.
                    extreme = (u >= 0 and v >= 0) or (u <= 0 and v <= 0)
                    code |= (int(extreme) | int(abs(u) >= abs(v)) << 1) << 2 * line
                counts[region - 1, code] += 1
    return counts


def _checked_volume(volume: ArrayLike) -> NDArray[np.float32 | np.float64]:
    array = np.asarray(volume)
    typed = array.dtype == np.uint8 or np.issubdtype(array.dtype, np.floating)
    if array.ndim != 3 or not typed:
        raise InputError(
            f"The volume is {array.dtype} of shape {array.shape}: directional codes expect uint8 or floating "
            "numbers of shape (frames, height, width)."
        )
    if not np.isfinite(array).all():
        raise InputError(
            "The volume holds infinite values or ones that are not a number: directional codes need all."
        )
    return np.ascontiguousarray(array, np.float64 if array.dtype == np.float64 else np.float32)


def _checked_radii(radii: tuple[int, int, int]) -> tuple[int, int, int]:
    if len(radii) != 3 or any(not isinstance(r, int | np.integer) or r < 1 for r in radii):
        raise InputError(f"The radii are {radii!r}: give three whole numbers (rx, ry, rt) of at least 1.")
    return radii
