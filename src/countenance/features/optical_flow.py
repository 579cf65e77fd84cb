"""Dense optical flow between two frames, and the mean motion of each region of a face."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.errors import InputError
from countenance.features.region_labels import checked_labels

__all__ = ["FlowMethod", "dense_flow", "mean_motion"]

FlowMethod = Literal["dis-fast", "dis-medium", "farneback"]
Estimator = Callable[[NDArray[np.uint8], NDArray[np.uint8]], NDArray[np.float32]]

# On smaller oblong frames OpenCV's dense inverse search reads outside of its image pyramid and crashes.
SMALLEST_SIDE: dict[str, int] = {"dis-medium": 16, "dis-fast": 32, "farneback": 16}


def dense_flow(
    previous: ArrayLike, current: ArrayLike, method: FlowMethod = "dis-medium"
) -> NDArray[np.float32]:
    """Estimate where every pixel of one frame lies in another.

    Parameters
    ----------
    previous, current : array_like of shape (H, W), uint8
        Grey frames of one size, at least 16 x 16 px, or 32 x 32 px for ``"dis-fast"``.
    method : {"dis-medium", "dis-fast", "farneback"}
        Dense inverse search at OpenCV's medium or fast preset, or Farnebäck's polynomial expansion with
        OpenCV's customary parameters.

    Returns
    -------
    ndarray of shape (H, W, 2), float32
        Displacement (x, y) in px, to the right and downwards, of the pixel at each place of ``previous``.

    Raises
    ------
    InputError
        If the frames are not uint8 of one shape (H, W), are too small, or the method is unknown.

    References
    ----------
    T. Kroeger, R. Timofte, D. Dai and L. Van Gool, "Fast Optical Flow using Dense Inverse Search", ECCV 2016,
    doi:10.1007/978-3-319-46493-0_29. G. Farnebäck, "Two-Frame Motion Estimation Based on Polynomial
    Expansion", SCIA 2003, doi:10.1007/3-540-45103-X_50.

    Examples
    --------
    >>> import numpy as np
    >>> y, x = np.mgrid[:64, :64]
    >>> frame = lambda shift: np.uint8(128 + 60 * np.sin((x - shift) / 5) + 60 * np.cos(y / 4))
    >>> dense_flow(frame(0), frame(2))[20:44, 20:44].mean(axis=(0, 1)).round(1).tolist()
    [2.0, 0.0]
    """
    before, after = np.asarray(previous), np.asarray(current)
    for frame in (before, after):
        if frame.ndim != 2 or frame.dtype != np.uint8 or frame.shape != before.shape:
            raise InputError(
                f"The frames are {before.dtype} of shape {before.shape} and {after.dtype} of shape "
                f"{after.shape}: optical flow expects two grey frames, uint8, of one shape (height, width)."
            )
    if method not in ESTIMATORS:
        raise InputError(
            f"The optical flow method {method!r} is unknown: give one of {', '.join(ESTIMATORS)}."
        )
    side = SMALLEST_SIDE[method]
    if min(before.shape) < side:
        raise InputError(
            f"The frames of shape {before.shape} are too small for optical flow by {method}: expected at "
            f"least {side} x {side} px."
        )
    return ESTIMATORS[method](np.ascontiguousarray(before), np.ascontiguousarray(after))


def mean_motion(flow: ArrayLike, labels: ArrayLike, n_regions: int) -> NDArray[np.float64]:
    """Average the flow over each region.

    Parameters
    ----------
    flow : array_like of shape (H, W, 2), floating
        Displacements, as from `dense_flow`.
    labels : array_like of shape (H, W), integer
        Region of every pixel, 1 .. R; 0 belongs to none.
    n_regions : int
        R.

    Returns
    -------
    ndarray of shape (R, 2), float64
        Mean displacement (x, y) of each region, in the flow's unit; NaN for a region without a pixel.

    Raises
    ------
    InputError
        If the shapes do not match, or a label is outside 0 .. R.

    Examples
    --------
    >>> import numpy as np
    >>> flow = np.array([[[1, 0], [3, 0], [9, 9]]], np.float32)
    >>> mean_motion(flow, np.array([[1, 1, 0]]), n_regions=1)
    array([[2., 0.]])
    """
    vectors = np.asarray(flow)
    if vectors.ndim != 3 or vectors.shape[2] != 2:
        raise InputError(f"The flow is of shape {vectors.shape}: expected (height, width, 2).")
    regions, n_regions = checked_labels(labels, vectors.shape[:2], n_regions)
    flat = regions.ravel()
    sums = np.stack(
        [np.bincount(flat, vectors[..., axis].ravel(), minlength=n_regions + 1) for axis in (0, 1)], axis=1
    )
    n_pixels = np.bincount(flat, minlength=n_regions + 1)[:, None]
    return np.divide(sums, n_pixels, out=np.full_like(sums, np.nan), where=n_pixels > 0)[1:]


def _dis(preset: int) -> Estimator:
    def estimate(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> NDArray[np.float32]:
        flow = np.zeros((*before.shape, 2), np.float32)
        cv2.DISOpticalFlow.create(preset).calc(before, after, flow)
        return flow

    return estimate


def _farneback(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> NDArray[np.float32]:
    flow = np.empty((*before.shape, 2), np.float32)
    cv2.calcOpticalFlowFarneback(
        before,
        after,
        flow,
        pyr_scale=0.5,
        levels=3,
        winsize=15,
        iterations=3,
        poly_n=5,
        poly_sigma=1.2,
        flags=0,
    )
    return flow


ESTIMATORS: dict[str, Estimator] = {
    "dis-medium": _dis(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM),
    "dis-fast": _dis(cv2.DISOPTICAL_FLOW_PRESET_FAST),
    "farneback": _farneback,
}
