"""Which way the parts of a face moved, as vectors of unit length for kernel machines."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from countenance.core.errors import InputError

__all__ = ["cell_means", "directional_cells", "flow_patterns"]


def flow_patterns(maps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Three views of a flow map in one vector, each of the same weight.

    The first keeps the mean movement of cells of 2 x 2. The other two take the movement apart by direction before
    they average it, over 2 x 2 in 4 directions and over 4 x 4 in 8: lids or lips that part move up and down within
    one cell, which a mean cancels and these do not, and what moved a little beside its usual place is still found.

    Parameters
    ----------
    maps : ndarray of shape (n, H, W, 3)
        As from :func:`~countenance.recognition.flow_normalisation.restore_flow`; H and W are multiples of 4.

    Returns
    -------
    ndarray of shape (n, d), float64
        Rows of length 1; d is 2009 for maps of 28 x 28.
    """
    views = (
        cell_means(maps, 2),
        directional_cells(maps, 2, 4),
        directional_cells(maps, 4, 8),
    )
    return np.asarray(np.hstack([_unit_rows(view) for view in views]) / np.sqrt(len(views)))


def cell_means(maps: NDArray[np.float64], cell: int) -> NDArray[np.float64]:
    """Mean of every channel over square cells.

    Parameters
    ----------
    maps : ndarray of shape (n, H, W, c)
    cell : int
        Side of a cell; H and W are multiples of it.

    Returns
    -------
    ndarray of shape (n, H / cell * W / cell * c)

    Raises
    ------
    InputError
        If the cells do not fill the maps.

    Examples
    --------
    >>> cell_means(np.arange(16.0).reshape(1, 4, 4, 1), 2).tolist()
    [[2.5, 4.5, 10.5, 12.5]]
    """
    n, height, width, channels = maps.shape
    if height % cell or width % cell:
        raise InputError(f"maps of {height} x {width} cannot be cut into cells of {cell} x {cell}")
    parts = maps.reshape(n, height // cell, cell, width // cell, cell, channels)
    return np.asarray(parts.mean(axis=(2, 4)).reshape(n, -1))


def directional_cells(maps: NDArray[np.float64], cell: int, n_directions: int) -> NDArray[np.float64]:
    """How far each cell moved in each direction, and its strain.

    A movement counts for a direction by its component along it, and not at all where that is negative; the
    counts are averaged after that.

    Parameters
    ----------
    maps : ndarray of shape (n, H, W, 3)
    cell : int
        Side of a cell; H and W are multiples of it.
    n_directions : int
        Evenly spread over the circle, the first to the right, the next ones clockwise (v points down).

    Returns
    -------
    ndarray of shape (n, H / cell * W / cell * (n_directions + 1))

    Examples
    --------
    Left half up, right half down: the mean is 0, the directions tell.

    >>> maps = np.zeros((1, 2, 2, 3))
    >>> maps[0, :, 0, 1], maps[0, :, 1, 1] = -1, 1
    >>> (directional_cells(maps, 2, 4) + 0).tolist()  # right, down, left, up, strain
    [[0.0, 0.5, 0.0, 0.5, 0.0]]
    """
    angles = 2 * np.pi * np.arange(n_directions) / n_directions
    # Rounded, so that the four main directions have components of exactly 0.
    compass = np.round(np.stack([np.cos(angles), np.sin(angles)]), 15)
    along = np.maximum(maps[..., :2] @ compass, 0)
    return cell_means(np.concatenate([along, maps[..., 2:]], axis=-1), cell)


def _unit_rows(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1.0))
