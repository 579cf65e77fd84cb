"""Frames cut into a grid of blocks, and LBP-TOP of each block."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.errors import InputError
from countenance.features.lbp_top import region_histograms
from countenance.features.settings import Interpolation, LBPTOPSettings

__all__ = ["block_labels", "block_lbp_top"]


def block_labels(shape: tuple[int, ...], rows: int, columns: int, *, border: int = 0) -> NDArray[np.int32]:
    """Cut a frame into blocks of as even a size as whole pixels allow.

    Parameters
    ----------
    shape : tuple of int
        Height and width; further entries are ignored.
    rows, columns : int
        Blocks along y and x, at least 1.
    border : int
        Pixels along each edge that belong to no block.

    Returns
    -------
    ndarray of shape (H, W), int32
        1 .. rows * columns, row by row; 0 on the border.

    Raises
    ------
    InputError
        If a block would be empty.

    Examples
    --------
    >>> block_labels((2, 5), 2, 2)
    array([[1, 1, 1, 2, 2],
           [3, 3, 3, 4, 4]], dtype=int32)
    """
    inner = [side - 2 * border for side in shape[:2]]
    if min(rows, columns) < 1 or inner[0] < rows or inner[1] < columns:
        raise InputError(
            f"A frame of {shape[1]} x {shape[0]} px with a border of {border} px cannot be cut into {columns} x "
            f"{rows} blocks: each needs at least one pixel."
        )
    y, x = (_parts(length, count) for length, count in zip(inner, (rows, columns), strict=True))
    labels = np.zeros(shape[:2], np.int32)
    labels[border : shape[0] - border, border : shape[1] - border] = y[:, None] * columns + x + 1
    return labels


def block_lbp_top(
    volume: ArrayLike,
    setting: LBPTOPSettings,
    blocks: tuple[int, int, int] = (5, 5, 1),
    interpolation: Interpolation = "nearest",
) -> NDArray[np.float64]:
    """Describe every block of a volume by LBP-TOP.

    Parameters
    ----------
    volume : array_like of shape (T, H, W), uint8
        Grey frames.
    setting : LBPTOPSettings
    blocks : tuple of int
        Blocks along x, y and t, as the literature gives them.
    interpolation : {"nearest", "bilinear"}
        How a neighbour between voxels gets its value.

    Returns
    -------
    ndarray of shape (t * y * x, 3, bins), float64
        Blocks in the order t, y, x; planes XY, XT, YT; each histogram has the sum 1.

    Raises
    ------
    InputError
        If the volume has another type or shape, or is too small for the radii or the blocks.

    Notes
    -----
    The blocks divide the voxels that carry a code, and neighbours may lie in another block: no voxel is lost
    between blocks.

    Examples
    --------
    >>> import numpy as np
    >>> volume = np.random.default_rng(0).integers(0, 256, (10, 32, 32), dtype=np.uint8)
    >>> block_lbp_top(volume, LBPTOPSettings(1, 1, 2, points=4), blocks=(2, 3, 2)).shape
    (12, 3, 15)
    """
    frames = np.asarray(volume)
    columns, rows, parts = blocks
    n_coded = (len(frames) if frames.ndim == 3 else 0) - 2 * setting.rt
    if parts < 1 or n_coded < parts:
        raise InputError(
            f"A volume of shape {frames.shape} cannot be cut into {parts} blocks along time: with Rt = "
            f"{setting.rt} it needs at least {2 * setting.rt + max(parts, 1)} frames of shape (height, width)."
        )
    labels = block_labels(frames.shape[1:], rows, columns, border=setting.border)
    part = _parts(n_coded, parts)
    described = []
    for number in range(parts):
        first, last = np.flatnonzero(part == number)[[0, -1]]
        piece = frames[first : last + 2 * setting.rt + 1]
        described.append(region_histograms(piece, labels, [setting], interpolation=interpolation)[setting])
    return np.concatenate(described)


def _parts(length: int, count: int) -> NDArray[np.int32]:
    """Part, 0 to ``count`` - 1, of each of ``length`` places; the first parts are the longer ones."""
    sizes = [length // count + (number < length % count) for number in range(count)]
    return np.repeat(np.arange(count, dtype=np.int32), sizes)
