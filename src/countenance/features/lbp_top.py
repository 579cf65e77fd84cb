"""Local binary patterns on three orthogonal planes (LBP-TOP) of whole volumes and of regions of a face.

Definition, for a volume ``V[t, y, x]`` and neighbour p = 0 .. P-1 at the angle a = 2 pi p / P:

======  ===================================
plane   position of neighbour p
======  ===================================
XY      x + Rx cos a, y - Ry sin a
XT      x + Rx cos a, t + Rt sin a
YT      y - Ry sin a, t + Rt cos a
======  ===================================

Bit p of a code is set where the neighbour is at least as bright as the centre. The max(Rx, Ry) pixels along
each edge of the frame and the Rt frames at each end carry no code. The histograms equal those of the MATLAB
implementation of Zhao and Pietikäinen (2007, doi:10.1109/TPAMI.2007.1110), with and without interpolation,
up to the place of the bin for non-uniform codes (`uniform_bins`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.errors import InputError
from countenance.features._lbp_planes import Block, Counts, count_planes
from countenance.features.region_labels import checked_labels
from countenance.features.settings import CodeMapping, Interpolation, LBPTOPSettings, bins_of_eight

__all__ = ["lbp_top", "region_histograms"]


def lbp_top(
    volume: ArrayLike,
    radii: tuple[int, int, int] = (1, 1, 3),
    points: int = 8,
    mapping: CodeMapping = "uniform",
    interpolation: Interpolation = "nearest",
) -> NDArray[np.float64]:
    """Describe the dynamic texture of a whole volume by its LBP-TOP histograms.

    Parameters
    ----------
    volume : array_like of shape (T, H, W), uint8
        Grey frames.
    radii : tuple of int
        Rx and Ry in px and Rt in frames.
    points : {4, 8}
        Neighbours P on each plane.
    mapping : {"basic", "uniform"}
        All 2**P codes, or u2 with P(P-1)+3 bins (`uniform_bins`).
    interpolation : {"nearest", "bilinear"}
        How a neighbour between voxels gets its value. See `region_histograms`.

    Returns
    -------
    ndarray of shape (3, bins), float64
        Rows XY, XT and YT, each with the sum 1.

    Raises
    ------
    InputError
        If the volume is not uint8 of shape (T, H, W), is too small for the radii, or a setting is unknown.

    References
    ----------
    G. Zhao and M. Pietikäinen, "Dynamic Texture Recognition Using Local Binary Patterns with an Application
    to Facial Expressions", IEEE TPAMI 29(6), 2007, doi:10.1109/TPAMI.2007.1110.

    Examples
    --------
    A brightening volume: on XT and YT the neighbours of later frames, and of the same frame, set their bits.

    >>> import numpy as np
    >>> volume = np.arange(5, dtype=np.uint8)[:, None, None] * np.ones((5, 4, 4), np.uint8)
    >>> lbp_top(volume, radii=(1, 1, 1), points=4, mapping="basic").argmax(axis=1)
    array([15,  7, 11])
    """
    volume = _checked_volume(volume)
    setting = LBPTOPSettings(*_checked_radii(radii), points, mapping)
    everywhere = np.ones(volume.shape[1:], np.int32)
    regions = region_histograms(volume, everywhere, [setting], interpolation=interpolation)[setting]
    descriptor: NDArray[np.float64] = regions[0]
    return descriptor


def region_histograms(
    volume: ArrayLike,
    labels: ArrayLike,
    settings: Sequence[LBPTOPSettings],
    *,
    n_regions: int | None = None,
    interpolation: Interpolation = "nearest",
) -> dict[LBPTOPSettings, NDArray[np.float64]]:
    """Describe every region of a face by LBP-TOP, for many settings in one pass.

    Each plane of codes is computed once: XY once per (Rx, Ry), XT and YT once per (Rx, Ry, Rt). P = 4 and
    the uniform mapping are sums of the bins of P = 8, basic. The 48 cells of Table 5 (`TABLE5_SETTINGS`) so
    need 4 + 12 + 12 planes.

    Parameters
    ----------
    volume : array_like of shape (T, H, W), uint8
        Grey frames.
    labels : array_like of shape (H, W), integer
        Region of every pixel, 1 .. R; 0 belongs to none. A pixel's code counts for the region of its centre:
        neighbours may lie in another region, and only the edge of the *volume* has no codes. Of a region
        that reaches beyond the frame the part inside is described.
    settings : sequence of LBPTOPSettings
        What to compute.
    n_regions : int, optional
        R, where the highest label may be missing. Default: the highest label.
    interpolation : {"nearest", "bilinear"}
        ``"nearest"`` takes the voxel at floor(v + 0.5) on each axis. ``"bilinear"`` interpolates between four
        voxels and floors the value. As in the MATLAB reference this happens in single precision, with
        coordinates counted from 1. Where all four voxels equal the centre, the last bit of a weight decides:
        bilinear codes of flat skin depend a little on its grey level and its place in the volume.

    Returns
    -------
    dict of LBPTOPSettings to ndarray of shape (R, 3, bins), float64
        Planes in the order XY, XT, YT. Each histogram has the sum 1. ``array.ravel()`` is the feature vector
        of the CAS(ME)2 baseline.

    Raises
    ------
    InputError
        If the volume or the labels have the wrong type or shape, the volume is too small for a radius, or a
        region has no pixel that carries a code.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> volume = rng.integers(0, 256, (9, 12, 20), dtype=np.uint8)
    >>> labels = np.repeat([[1, 2]], 12, axis=0).repeat(10, axis=1)
    >>> cells = [LBPTOPSettings(1, 1, 2, points=4), LBPTOPSettings(2, 2, 4, points=8, mapping="basic")]
    >>> [histogram.shape for histogram in region_histograms(volume, labels, cells).values()]
    [(2, 3, 15), (2, 3, 256)]
    """
    volume = _checked_volume(volume)
    labels, n_regions = checked_labels(labels, volume.shape[1:], n_regions)
    if interpolation not in get_args(Interpolation):
        raise InputError(f"The interpolation {interpolation!r} is unknown: give 'nearest' or 'bilinear'.")
    settings = tuple(settings)
    for setting in settings:
        _check_size(volume.shape, setting)
    for border in sorted({setting.border for setting in settings}):
        _check_every_region(labels, n_regions, border)
    if not settings:
        return {}
    block = Block.around_regions(volume, labels, n_regions, max(setting.border for setting in settings))
    counts = count_planes(block, settings, bilinear=interpolation == "bilinear")
    return {setting: _histograms(counts[setting.rx, setting.ry, setting.rt], setting) for setting in settings}


def _histograms(planes: tuple[Counts, Counts, Counts], setting: LBPTOPSettings) -> NDArray[np.float64]:
    """Sum the counts into the setting's bins and divide each plane by its own sum; (R, 3, bins)."""
    counts = np.stack(planes, axis=1).astype(np.float64)
    membership = np.eye(setting.n_bins)[bins_of_eight(setting.points, setting.mapping)]
    folded: NDArray[np.float64] = counts @ membership
    folded /= folded.sum(axis=-1, keepdims=True)
    return folded


def _checked_volume(volume: ArrayLike) -> NDArray[np.uint8]:
    array = np.asarray(volume)
    if array.ndim != 3 or array.dtype != np.uint8:
        raise InputError(
            f"The volume is {array.dtype} of shape {array.shape}: LBP-TOP expects grey frames, uint8 of "
            "shape (frames, height, width)."
        )
    return array


def _checked_radii(radii: tuple[int, int, int]) -> tuple[int, int, int]:
    if not isinstance(radii, Sequence) or len(radii) != 3:
        raise InputError(f"The LBP-TOP radii are {radii!r}: give three whole numbers (rx, ry, rt).")
    return radii


def _check_size(shape: tuple[int, ...], setting: LBPTOPSettings) -> None:
    needed = (2 * setting.rt + 1, 2 * setting.border + 1, 2 * setting.border + 1)
    if any(have < need for have, need in zip(shape, needed, strict=True)):
        raise InputError(
            f"The volume of shape {shape} is too small for LBP-TOP with {setting}: it needs at least "
            f"{needed} (frames, height, width), so use smaller radii or interpolate to more frames."
        )


def _check_every_region(labels: NDArray[np.int32], n_regions: int, border: int) -> None:
    inner = labels[border : labels.shape[0] - border, border : labels.shape[1] - border]
    missing = np.flatnonzero(np.bincount(inner.ravel(), minlength=n_regions + 1)[1:] == 0)
    if missing.size:
        raise InputError(
            f"Region {missing[0] + 1} of {n_regions} has no pixel that carries an LBP-TOP code (the outer "
            f"{border} px of the frame carry none): check that the face lies within the frame."
        )
