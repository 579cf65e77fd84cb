"""One picture of a face at rest, and how far its points have moved in another."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from countenance.spotting.region_flow.head import RigidMotion
from countenance.spotting.region_flow.points import STABLE

__all__ = ["Reference"]

_STOP = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 20, 0.003)
_SHRINK = 2
_ASTRAY = 1.0
"""Distance in pixels at which a point that is followed back has missed where it started."""


class Reference:
    """A registered picture of a face with its points; the pictures that are compared with it follow one another.

    Parameters
    ----------
    face : ndarray of shape (S, S), uint8
    places : ndarray of shape (n, 3)
        Points, x, y and depth, in pixels of the picture (`points.face_points`).
    window : int
        Side of the square that is compared around a point, in pixels.
    """

    def __init__(self, face: NDArray[np.uint8], places: NDArray[np.float64], window: int) -> None:
        self._face, self._small = face, _shrunk(face)
        self._start = np.ascontiguousarray(places[:, :2], dtype=np.float32)
        self._window = (window, window)
        self._before = self._guess_before = np.zeros_like(self._start)
        self._dense = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
        self._head = RigidMotion(places, STABLE)

    @property
    def turn(self) -> NDArray[np.float64]:
        """Turns of the head in depth in the last picture, in radians, shape (2,)."""
        return self._head.turn

    def moved(self, face: NDArray[np.uint8]) -> NDArray[np.float64]:
        """How far each point has moved of its own, the head's motion taken away, in pixels; shape (n, 2).

        A point is lost where it does not find its way back to where it started; it then goes on as its
        neighbourhood does.
        """
        guess = self._guess(face)
        expected = self._before + guess - self._guess_before
        found, there = self._follow(self._face, face, self._start, self._start + expected)
        back, known = self._follow(face, self._face, found, self._start)
        lost = ~there | ~known | (np.linalg.norm(back - self._start, axis=1) > _ASTRAY)
        moved = np.where(lost[:, None], expected, found - self._start).astype(np.float32)
        self._before, self._guess_before = moved, guess
        return self._head.without(moved.astype(np.float64))

    def _guess(self, face: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Roughly how far each point has moved: dense flow on small pictures, smooth and without outliers."""
        small = _shrunk(face)
        flow = np.zeros((*small.shape, 2), np.float32)
        self._dense.calc(self._small, small, flow)
        columns, rows = np.clip(np.rint(self._start / _SHRINK).astype(np.intp), 0, len(flow) - 1).T
        return np.ascontiguousarray(flow[rows, columns] * _SHRINK, dtype=np.float32)

    def _follow(
        self,
        before: NDArray[np.uint8],
        after: NDArray[np.uint8],
        points: NDArray[np.float32],
        expected: NDArray[np.float32],
    ) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        found, known, _ = cv2.calcOpticalFlowPyrLK(
            before,
            after,
            np.ascontiguousarray(points).reshape(-1, 1, 2),
            expected.reshape(-1, 1, 2).copy(),
            winSize=self._window,
            maxLevel=1,
            criteria=_STOP,
            flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
        )
        return np.asarray(found, dtype=np.float32)[:, 0], np.asarray(known).ravel().astype(bool)


def _shrunk(face: NDArray[np.uint8]) -> NDArray[np.uint8]:
    side = len(face) // _SHRINK
    return np.asarray(cv2.resize(face, (side, side), interpolation=cv2.INTER_AREA), dtype=np.uint8)
