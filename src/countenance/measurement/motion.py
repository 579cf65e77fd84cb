"""How fast each of the 36 regions moves of its own, the head's motion taken away.

Dense optical flow between neighbouring frames is averaged over each region. What the regions that expressions
move least (root and base of the nose, eye corners, upper cheeks) have in common is a shift, turn and scaling of
the whole face; it is fitted robustly, because some of them may move after all, and subtracted. What remains is
the skin's own motion. The choice was made on simulated expressions and on a turning head: with forehead and
glabella among them a brow raise is taken for a nod, with the sides of the nose a wrinkled nose is.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from countenance.face import MEAN_FACE, label_image, regions36
from countenance.features import dense_flow, mean_motion

__all__ = ["MOTION_RECIPE", "REGION_NAMES", "RegionMotion", "fit_head_motion"]

REGION_NAMES: tuple[str, ...] = tuple(region.name for region in regions36(MEAN_FACE))
"""Names of the 36 regions, in the order of every table."""

_STABLE = ("nose_root", "nose_base", "eye_corner", "upper_cheek")
_IS_STABLE = np.array([label.startswith(_STABLE) for label in REGION_NAMES])
_SCALE = 100.0  # outer eye corners lie this many pixels apart where flow is computed
_ROUNDS = 8

MOTION_RECIPE: tuple[object, ...] = (_STABLE, _SCALE, _ROUNDS)
"""What a stored motion depends on."""


class RegionMotion:
    """Motion of the 36 regions from frame to frame; remembers one frame.

    Examples
    --------
    >>> motion = RegionMotion()
    >>> motion.update(np.zeros((64, 64), np.uint8), None).shape  # no face: nothing can be said
    (36, 2)
    """

    def __init__(self) -> None:
        self._frame: NDArray[np.uint8] | None = None
        self._points: NDArray[np.float64] | None = None

    def update(self, frame: NDArray[np.uint8], landmarks: NDArray[np.float64] | None) -> NDArray[np.float64]:
        """Take the next frame and say how the regions moved since the last.

        Parameters
        ----------
        frame : ndarray of shape (H, W), uint8
            Grey.
        landmarks : ndarray of shape (68, 2) or None
            None where there is no face.

        Returns
        -------
        ndarray of shape (36, 2), float64
            Displacement (x, y) as a fraction of the distance of the outer eye corners; to the right and
            downwards. NaN where this frame or the last shows no face.
        """
        moved = np.full((len(REGION_NAMES), 2), np.nan)
        if landmarks is not None and self._points is not None and self._frame is not None:
            moved = _moved(self._frame, frame, self._points)
        self._frame, self._points = frame, landmarks
        return moved


def _moved(
    before: NDArray[np.uint8], after: NDArray[np.uint8], points: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Own motion of the regions between two frames, in distances of the outer eye corners."""
    scale = _SCALE / float(np.linalg.norm(points[45] - points[36]))
    low = points.min(0) - 0.3 * np.ptp(points, axis=0)
    high = points.max(0) + 0.1 * np.ptp(points, axis=0)
    size = np.ceil((high - low) * scale).astype(int)
    place = np.array([[scale, 0, -low[0] * scale], [0, scale, -low[1] * scale]])
    crops = [
        cv2.warpAffine(
            frame, place, (int(size[0]), int(size[1])), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
        )
        for frame in (before, after)
    ]
    regions = regions36((points - low) * scale)
    labels = label_image(regions, (int(size[1]), int(size[0])))
    flow = mean_motion(dense_flow(crops[0], crops[1]), labels, len(regions))
    centres = np.array([region.polygon.mean(0) for region in regions])
    known = np.isfinite(flow).all(1)
    head = fit_head_motion(centres[_IS_STABLE & known], flow[_IS_STABLE & known])
    own: NDArray[np.float64] = (flow - _head_flow(head, centres)) / _SCALE
    return own


def fit_head_motion(places: NDArray[np.float64], flow: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shift, turn and scaling that most of the given motions share.

    Iteratively reweighted least squares with weights 1 / (1 + (r / s)^2), s the median residual.

    Parameters
    ----------
    places, flow : ndarray of shape (n, 2)
        Where something moved, and how far, in px; at least two places.

    Returns
    -------
    ndarray of shape (4,)
        a, b, c, d of u = a x - b y + c, v = b x + a y + d.

    Examples
    --------
    >>> corners = np.array([[0.0, 0.0], [10, 0], [0, 10], [10, 10], [5, 5]])
    >>> shift = np.tile([2.0, -1.0], (5, 1))
    >>> shift[4] += 30  # one place moves of its own
    >>> (fit_head_motion(corners, shift).round(2) + 0.0).tolist()
    [0.0, 0.0, 2.0, -1.0]
    """
    x, y = places.T
    zero, one = np.zeros_like(x), np.ones_like(x)
    system = np.concatenate([np.stack([x, -y, one, zero], 1), np.stack([y, x, zero, one], 1)])
    target = flow.T.ravel()
    weights = np.ones(len(places))
    head = np.zeros(4)
    for _ in range(_ROUNDS):
        root = np.sqrt(np.tile(weights, 2))
        head = np.linalg.lstsq(system * root[:, None], target * root, rcond=None)[0]
        residual = np.linalg.norm(flow - _head_flow(head, places), axis=1)
        weights = 1 / (1 + (residual / max(float(np.median(residual)), 1e-6)) ** 2)
    return head


def _head_flow(head: NDArray[np.float64], places: NDArray[np.float64]) -> NDArray[np.float64]:
    a, b, c, d = head
    x, y = places.T
    return np.stack([a * x - b * y + c, b * x + a * y + d], axis=1)
