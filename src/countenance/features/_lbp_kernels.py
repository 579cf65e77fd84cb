"""Compiled counting of local binary patterns on one plane of a volume.

The volume comes with time as its last axis. A pixel's frames are then neighbours in memory and all belong to
one region, so a run of pixels is one long vectorisable loop without a branch on the region.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from countenance.core.kernels import compiled

__all__ = ["Plane", "count_codes"]

LANES = 4
ON_VOXELS = np.uint8(0b01010101)


class Plane(NamedTuple):
    """Where the neighbours of a centre lie on one plane of a (H, W, T) volume.

    Parameters
    ----------
    border : int
        Pixels along each edge that carry no code.
    offsets : ndarray of shape (8,), int64
        Distance in memory from a centre to each neighbour, rounded to whole voxels.
    corners : ndarray of shape (4, 4), int64
        For the diagonal neighbours 1, 3, 5, 7: distance to the four voxels around each, in the order
        (floor, floor), (floor, ceil), (ceil, floor), (ceil, ceil) of the plane's first and second axis.
        No row at all chooses the nearest voxel instead of bilinear interpolation.
    first : ndarray of shape (H, 4, W), float32
        Fraction of each diagonal neighbour beyond the floor on the plane's first axis, x or y.
    second : ndarray of shape (H, 4, T), float32
        The same on its second axis, y or time.
    """

    border: int
    offsets: NDArray[np.int64]
    corners: NDArray[np.int64]
    first: NDArray[np.float32]
    second: NDArray[np.float32]


@compiled()
def count_codes(
    voxels: NDArray[np.uint8],
    labels: NDArray[np.int32],
    n_regions: int,
    spans: NDArray[np.int64],
    plane: Plane,
) -> NDArray[np.int64]:
    """Count the eight-point codes of every region on one plane.

    Parameters
    ----------
    voxels : ndarray of shape (H, W, T), uint8, C-contiguous
        The volume, time last.
    labels : ndarray of shape (H, W), int32
        Region of every pixel, 1 .. n_regions; 0 is outside.
    n_regions : int
        Number of regions R.
    spans : ndarray of shape (S, 2), int64
        Half-open ranges of frames, counted apart.
    plane : Plane
        Where the neighbours lie.

    Returns
    -------
    ndarray of shape (S, R, 256), int64
    """
    height, width, n_frames = voxels.shape
    codes = np.empty(width * n_frames, np.uint8)
    counts = np.zeros((spans.shape[0], n_regions, LANES, 256), np.int64)
    for y in range(plane.border, height - plane.border):
        x = plane.border
        while x < width - plane.border:
            region = labels[y, x]
            stop = x + 1
            while stop < width - plane.border and labels[y, stop] == region:
                stop += 1
            if region > 0:
                run = codes[: (stop - x) * n_frames]
                _code_nearest(voxels, y, x, plane, run)
                if plane.corners.shape[0] > 0:
                    _recode_diagonals(voxels, y, x, plane, run)
                for span in range(spans.shape[0]):
                    _tally(run, n_frames, spans[span, 0], spans[span, 1], counts[span, region - 1])
            x = stop
    summed: NDArray[np.int64] = counts.sum(axis=2)
    return summed


@compiled()
def _code_nearest(voxels: NDArray[np.uint8], y: int, x: int, plane: Plane, codes: NDArray[np.uint8]) -> None:
    """Write the codes of all frames of the pixels from (y, x) on; without meaning within Rt of the ends."""
    flat = voxels.reshape(-1)
    start = (y * voxels.shape[1] + x) * voxels.shape[2]
    n = codes.size
    centre = flat[start : start + n]
    at = start + plane.offsets
    # Eight named views and one expression: the form that LLVM turns into byte-wide vector comparisons.
    a = flat[at[0] : at[0] + n]
    b = flat[at[1] : at[1] + n]
    c = flat[at[2] : at[2] + n]
    d = flat[at[3] : at[3] + n]
    e = flat[at[4] : at[4] + n]
    f = flat[at[5] : at[5] + n]
    g = flat[at[6] : at[6] + n]
    h = flat[at[7] : at[7] + n]
    for i in range(n):
        v = centre[i]
        codes[i] = (
            np.uint8(a[i] >= v)
            | np.uint8(b[i] >= v) << 1
            | np.uint8(c[i] >= v) << 2
            | np.uint8(d[i] >= v) << 3
            | np.uint8(e[i] >= v) << 4
            | np.uint8(f[i] >= v) << 5
            | np.uint8(g[i] >= v) << 6
            | np.uint8(h[i] >= v) << 7
        )


@compiled()
def _recode_diagonals(
    voxels: NDArray[np.uint8], y: int, x: int, plane: Plane, codes: NDArray[np.uint8]
) -> None:
    """Replace the bits 1, 3, 5 and 7 by those of neighbours interpolated in single precision."""
    flat = voxels.reshape(-1)
    n = voxels.shape[2]
    one = np.float32(1)
    for i in range(codes.size):
        codes[i] &= ON_VOXELS
    for pixel in range(codes.size // n):
        start = (y * voxels.shape[1] + x + pixel) * n
        row = codes[pixel * n : (pixel + 1) * n]
        centre = flat[start : start + n]
        for k in range(4):
            bit = np.uint8(2 << 2 * k)
            u = plane.first[y, k, x + pixel]
            fractions = plane.second[y, k]
            # Four scalars: start + plane.corners[k] would allocate an array for every pixel.
            p = start + plane.corners[k, 0]
            q = start + plane.corners[k, 1]
            r = start + plane.corners[k, 2]
            s = start + plane.corners[k, 3]
            a, b, c, d = flat[p : p + n], flat[q : q + n], flat[r : r + n], flat[s : s + n]
            for i in range(n):
                v = fractions[i]
                # The reference's order of operations. It floors the value before it compares, which against a
                # whole number makes no difference.
                value = (
                    np.float32(a[i]) * (one - u) * (one - v)
                    + np.float32(b[i]) * (one - u) * v
                    + np.float32(c[i]) * u * (one - v)
                    + np.float32(d[i]) * u * v
                )
                row[i] |= np.uint8(value >= np.float32(centre[i])) * bit


@compiled()
def _tally(codes: NDArray[np.uint8], n_frames: int, first: int, last: int, counts: NDArray[np.int64]) -> None:
    """Add the codes of frames [first, last) of every pixel to ``counts``, shape (LANES, 256)."""
    for start in range(0, codes.size, n_frames):
        row = codes[start + first : start + last]
        quarter = row.size // LANES
        # Successive frames mostly share a code: in lanes, an increment need not wait for the one before.
        for i in range(quarter):
            counts[0, row[LANES * i]] += 1
            counts[1, row[LANES * i + 1]] += 1
            counts[2, row[LANES * i + 2]] += 1
            counts[3, row[LANES * i + 3]] += 1
        for i in range(LANES * quarter, row.size):
            counts[0, row[i]] += 1
