"""Points on the skin, followed from frame to frame and held to where they started from."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from countenance.spotting.region_flow.elastic import ElasticSkin
from countenance.spotting.region_flow.head import RigidMotion
from countenance.spotting.region_flow.points import STABLE

__all__ = ["SkinPoints"]

_STOP = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 15, 0.005)
_LEVELS = 2
_RETURNED = 0.7
"""Distance in pixels at which a point that is followed back has missed where it came from."""
_AGREES = 1.0
"""Distance in pixels up to which the comparison with the first picture corrects the way from frame to frame."""
_CORRECTION_SECONDS = 0.15
_ASTRAY = 8.0
"""Distance in pixels from its landmark, less that of most, at which a point has left its place on the skin."""
_NEIGHBOURS = 8

Picture = NDArray[np.uint8]
Points = NDArray[np.float32]


class SkinPoints:
    """Points of a registered face in pictures that follow one another.

    From frame to frame a point moves little and is not lost, but errors add up; from the first picture on they do
    not, but a point may be caught by something that looks alike. Each is therefore followed from frame to frame,
    and drawn softly to where the first picture is found again, as long as the two agree. Where there is little to
    be followed, points go as those around them.

    Parameters
    ----------
    face : ndarray of shape (S, S), uint8
    places : ndarray of shape (n, 3)
        Points, x, y and depth, in pixels of the picture (`points.face_points`).
    window : int
        Side of the square that is compared around a point, in pixels.
    """

    def __init__(self, face: Picture, places: NDArray[np.float64], window: int) -> None:
        self._first = self._face = face
        self._start = np.ascontiguousarray(places[:, :2], dtype=np.float32)
        self._now, self._kept = self._start.copy(), np.zeros_like(self._start)
        apart = np.linalg.norm(self._start[:, None] - self._start[None], axis=2)
        self._near = np.argsort(apart, axis=1)[:, 1 : _NEIGHBOURS + 1]
        self._window = (window, window)
        self._head = RigidMotion(places, STABLE)
        self._skin = ElasticSkin(face, self._start, self._near, window, self._head.ways)

    @property
    def turn(self) -> NDArray[np.float64]:
        """Turns of the head in depth since the first picture, in radians, shape (2,)."""
        return self._head.turn

    def moved(self, face: Picture, change: NDArray[np.float64], seconds: float) -> NDArray[np.float64]:
        """How far each point has moved of its own since the first picture, the head's motion taken away.

        Parameters
        ----------
        face : ndarray of shape (S, S), uint8
            The next picture.
        change : ndarray of shape (2, 3)
            Where a point that does not move in the video lies in it, from where it lay in the picture before.
        seconds : float
            Since the picture before.

        Returns
        -------
        ndarray of shape (n, 2)
            In pixels.
        """
        expected = (self._now @ change[:, :2].T + change[:, 2]).astype(np.float32)
        there, lost = self._step(face, expected)
        again, known = self._follow(self._first, face, self._start, there, 0)
        away = again - there
        agrees = known & ~lost & (np.linalg.norm(away, axis=1) < _AGREES)
        correction = (1 - np.exp(-seconds / _CORRECTION_SECONDS)) * self._skin.trusted(away)
        self._now = (there + np.where(agrees[:, None], correction, 0)).astype(np.float32)
        self._face = face
        return self._head.without((self._now - self._start + self._kept).astype(np.float64))

    def reseat(self, places: NDArray[np.float64]) -> None:
        """Bring back points that have gone astray; their displacement goes on from where it is.

        Parameters
        ----------
        places : ndarray of shape (n, 2)
            Where landmarks say the points are in the last picture.
        """
        away = self._now - places
        astray = np.linalg.norm(away - np.median(away, axis=0), axis=1) > _ASTRAY
        if not astray.any():
            return
        back = self._start[astray] + self._as_neighbours(self._now - self._start, astray)
        self._kept[astray] += self._now[astray] - back
        self._now[astray] = back

    def _step(self, face: Picture, expected: Points) -> tuple[Points, NDArray[np.bool_]]:
        """Follow the points from the picture before; a lost one goes where its neighbours go, all as skin does."""
        there, known = self._follow(self._face, face, self._now, expected, _LEVELS)
        still = self._now + there - expected
        back, returned = self._follow(face, self._face, there, still, _LEVELS)
        lost = ~known | ~returned | (np.linalg.norm(back - self._now, axis=1) > _RETURNED)
        if lost.any():
            there[lost] = expected[lost] + self._as_neighbours(there - expected, lost)
        return (expected + self._skin.smoothed(there - expected)).astype(np.float32), lost

    def _as_neighbours(self, ways: NDArray[np.floating], lost: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Median way of the nearest points of each lost one; that of all points where none of them is known."""
        if lost.all():
            return np.zeros((len(lost), 2), np.float32)
        ways = np.where(lost[:, None], np.inf, ways)
        near = np.sort(ways[self._near[lost]], axis=1)
        known = np.isfinite(near[..., 0]).sum(axis=1)
        rows, last = np.arange(len(near)), np.maximum(known - 1, 0)
        middle = (near[rows, last // 2] + near[rows, (last + 1) // 2]) / 2
        middle[known == 0] = np.median(ways[~lost], axis=0)
        return np.asarray(middle, dtype=np.float32)

    def _follow(
        self, before: Picture, after: Picture, points: Points, expected: Points, levels: int
    ) -> tuple[Points, NDArray[np.bool_]]:
        found, known, _ = cv2.calcOpticalFlowPyrLK(
            before,
            after,
            np.ascontiguousarray(points).reshape(-1, 1, 2),
            expected.reshape(-1, 1, 2).copy(),
            winSize=self._window,
            maxLevel=levels,
            criteria=_STOP,
            flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
        )
        return np.asarray(found, dtype=np.float32)[:, 0], np.asarray(known).ravel().astype(bool)
