"""Onset-apex flow maps: horizontal flow, vertical flow and optical strain on a small grid.

The input of the shallow micro-expression networks (STSTNet, OFF-ApexNet): what moved from the onset to the apex,
small enough that a few hundred samples can teach something.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.errors import InputError
from countenance.features.optical_flow import FlowMethod, dense_flow

__all__ = ["flow_map", "optical_strain", "resized_flow_map"]


def optical_strain(flow: ArrayLike) -> NDArray[np.float32]:
    """How strongly a flow deforms what it moves, pixel by pixel.

    With the displacement (u, v), the infinitesimal strain tensor has the components du/dx and dv/dy and, twice,
    (du/dy + dv/dx) / 2. Its magnitude is the root of the sum of the squares of all four. Translations and small
    rotations, as of a head, have none.

    Parameters
    ----------
    flow : array_like of shape (H, W, 2), floating
        Displacements (x, y) in px, as from `dense_flow`; at least 2 x 2 px.

    Returns
    -------
    ndarray of shape (H, W), float32
        Strain, without unit (px per px), 0 or more. Derivatives are central differences, one-sided at the edges.

    Raises
    ------
    InputError
        If the flow has another shape.

    References
    ----------
    M. Shreve, S. Godavarthy, D. Goldgof and S. Sarkar, "Macro- and Micro-Expression Spotting in Long Videos
    Using Spatio-Temporal Strain", FG 2011, doi:10.1109/FG.2011.5771451.

    Examples
    --------
    A stretch of the width by a tenth:

    >>> import numpy as np
    >>> y, x = np.mgrid[:4, :5]
    >>> optical_strain(np.stack([0.1 * x, 0 * y], axis=-1)).round(6)[0]
    array([0.1, 0.1, 0.1, 0.1, 0.1], dtype=float32)
    """
    vectors = np.asarray(flow)
    if vectors.ndim != 3 or vectors.shape[2] != 2 or min(vectors.shape[:2]) < 2:
        raise InputError(
            f"The flow is of shape {vectors.shape}: optical strain expects (height, width, 2), at least 2 x 2 px."
        )
    vectors = vectors.astype(np.float64, copy=False)
    du_dy, du_dx = np.gradient(vectors[..., 0])
    dv_dy, dv_dx = np.gradient(vectors[..., 1])
    strain: NDArray[np.float32] = np.sqrt(du_dx**2 + dv_dy**2 + (du_dy + dv_dx) ** 2 / 2).astype(np.float32)
    return strain


def flow_map(
    onset: ArrayLike, apex: ArrayLike, size: int = 28, method: FlowMethod = "dis-medium"
) -> NDArray[np.float32]:
    """What moved between two frames: horizontal flow, vertical flow and optical strain.

    Flow and strain are computed at the frames' size and then averaged over the cells of the grid.

    Parameters
    ----------
    onset, apex : array_like of shape (H, W), uint8
        Grey frames of one size, at least ``size`` px high and wide.
    size : int
        Cells along each side of the grid.
    method : {"dis-medium", "dis-fast", "farneback"}
        See `dense_flow`.

    Returns
    -------
    ndarray of shape (size, size, 3), float32
        u to the right and v downwards in px **of the given frames**, whatever ``size`` is, and the strain without
        unit. Nothing is scaled or shifted: 0 is no movement.

    Raises
    ------
    InputError
        If the frames are not uint8 of one shape (H, W), are smaller than the grid or too small for the flow.

    References
    ----------
    S.-T. Liong, Y. S. Gan, J. See, H.-Q. Khor and Y.-C. Huang, "Shallow Triple Stream Three-dimensional CNN
    (STSTNet) for Micro-expression Recognition", FG 2019, doi:10.1109/FG.2019.8756567.

    Examples
    --------
    >>> import numpy as np
    >>> y, x = np.mgrid[:84, :84]
    >>> frame = lambda shift: np.uint8(128 + 60 * np.sin((x - shift) / 5) + 60 * np.cos(y / 4))
    >>> flow_map(frame(0), frame(2))[8:20, 8:20].mean(axis=(0, 1)).round(1).tolist()
    [2.0, 0.0, 0.0]
    """
    return resized_flow_map(dense_flow(onset, apex, method), size)


def resized_flow_map(flow: ArrayLike, size: int = 28) -> NDArray[np.float32]:
    """Average a flow and its strain over the cells of a grid.

    Parameters
    ----------
    flow : array_like of shape (H, W, 2), floating
        Displacements (x, y) in px, at least ``size`` px high and wide.
    size : int
        Cells along each side of the grid.

    Returns
    -------
    ndarray of shape (size, size, 3), float32
        As of `flow_map`. Where a cell's edge cuts a pixel, the pixel counts for its share.

    Raises
    ------
    InputError
        If the flow has another shape or is smaller than the grid.

    Examples
    --------
    >>> import numpy as np
    >>> flow = np.zeros((4, 4, 2))
    >>> flow[:, :2, 0] = 1
    >>> resized_flow_map(flow, 2)[..., 0].tolist()
    [[1.0, 0.0], [1.0, 0.0]]
    """
    strain = optical_strain(flow)
    if not isinstance(size, int | np.integer) or size < 1 or min(strain.shape) < size:
        raise InputError(
            f"A flow of {strain.shape[1]} x {strain.shape[0]} px cannot be averaged over {size!r} x {size!r} "
            "cells: give larger frames or fewer cells, at least 1."
        )
    channels = np.dstack([np.asarray(flow, dtype=np.float32), strain])
    return np.asarray(cv2.resize(channels, (size, size), interpolation=cv2.INTER_AREA).reshape(size, size, 3))
