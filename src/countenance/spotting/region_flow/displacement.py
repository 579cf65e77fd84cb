"""How far each of the 36 regions of a face has moved from where it rests, the head's motion taken away.

Points on the skin are followed by Lucas-Kanade flow (Lucas & Kanade 1981), which keeps the size of movements below
a pixel, from a reference frame on: nothing accumulates while an expression lasts, and its return to rest is seen as
such. The reference is renewed while the face rests near it, when it keeps still in another state or pose, and by
force when it has grown old; the displacement so far is carried over.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from countenance.face import MEAN_FACE, FaceMesh
from countenance.face.registration import STABLE_POINTS, fit_transform, transform_points
from countenance.spotting.region_flow.points import REGION_NAMES, depth_of, face_points, region_displacement
from countenance.spotting.region_flow.skin_points import SkinPoints

__all__ = ["DisplacementSettings", "RegionDisplacement"]

_BRIEF = 5e-3
"""Seconds by which the time of a frame may be rounded."""
_EYES = float(np.linalg.norm(MEAN_FACE[36:42].mean(0) - MEAN_FACE[42:48].mean(0)))


@dataclass(frozen=True, slots=True)
class DisplacementSettings:
    """Free choices of the measurement.

    Parameters
    ----------
    side : int
        Of the square picture of the face in which points are followed, in pixels; the eyes lie a third of it apart.
    window : int
        Side of the square that is compared around a point, in pixels.
    rest_seconds : float
        A face that has kept still for so long rests.
    rest_change : float
        What still means, in inter-ocular distances: half of the regions stay within it, nine tenths within three
        times as much.
    near : float
        A face at rest is that near to its reference, in inter-ocular distances, by the same two measures.
    turned : float
        A head that has turned further from its reference, in radians, has taken another pose.
    held_seconds : float
        A state that is held for so long is no expression any more.
    oldest_seconds : float
        Age at which a reference is renewed even though the face does not rest.
    """

    side: int = 224
    window: int = 15
    rest_seconds: float = 0.4
    rest_change: float = 0.004
    near: float = 0.01
    turned: float = 0.08
    held_seconds: float = 4.5
    oldest_seconds: float = 8.0


class RegionDisplacement:
    """Displacement of the 36 regions frame by frame; holds two pictures of the face.

    Parameters
    ----------
    settings : DisplacementSettings

    Attributes
    ----------
    turn : ndarray of shape (2,)
        Turns of the head about the upright and the level axis since the beginning, in degrees.
    """

    _mesh: FaceMesh | None
    _matrix_before: NDArray[np.float64] | None
    _points: SkinPoints | None

    def __init__(self, settings: DisplacementSettings = DisplacementSettings()) -> None:
        self.settings = settings
        self._goal = MEAN_FACE * settings.side - 0.5
        self._recent: deque[tuple[float, NDArray[np.float64]]] = deque()
        self.forget()

    def forget(self) -> None:
        """Begin anew: what comes next has nothing to do with what was before."""
        self._mesh = self._points = self._matrix_before = None
        self._landmarks_are_new = False
        self._carried = np.zeros((len(REGION_NAMES), 2))
        self._carried_turn = self.turn = np.zeros(2)
        self._begun, self._still_since = 0.0, np.inf
        self._recent.clear()

    def look(self, mesh: FaceMesh) -> None:
        """Take the landmarks of a frame: from now on the face is cut out there."""
        stable = list(STABLE_POINTS)
        self._mesh, self._landmarks_are_new = mesh, True
        self._matrix = fit_transform(mesh.landmarks68[stable], self._goal[stable])

    def update(self, grey: NDArray[np.uint8], time: float) -> NDArray[np.float64]:
        """Measure the next frame.

        Parameters
        ----------
        grey : ndarray of shape (H, W), uint8
        time : float
            Seconds at which it was shown.

        Returns
        -------
        ndarray of shape (36, 2), float64
            Displacement (x, y) in inter-ocular distances, to the right and downwards in the upright face; nan
            without a face.
        """
        if self._mesh is None:
            return np.full((len(REGION_NAMES), 2), np.nan)
        face, change = self._cut(grey), self._change()
        if self._points is None:
            self._start(face, self._mesh, time)
            self._recent.append((time, self._carried))
            return self._carried.copy()
        before, was = self._recent[-1]
        moved = region_displacement(self._points.moved(face, change, time - before)) / (
            _EYES * self.settings.side
        )
        now = self._carried + moved
        now = np.where(np.isfinite(now), now, was)  # what is lost stays where it was
        self.turn = self._carried_turn + np.degrees(self._points.turn)
        self._remember(time, now)
        if self._has_served(time, now - self._carried, self._points.turn):
            self._carried, self._carried_turn = now, self.turn
            self._start(face, self._mesh, time)
        elif self._landmarks_are_new:
            self._points.reseat(self._places(self._mesh))
        self._landmarks_are_new = False
        return now

    @property
    def _scale(self) -> float:
        return float(np.hypot(self._matrix[0, 0], self._matrix[1, 0]))

    def _cut(self, grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
        side, matrix = self.settings.side, self._matrix
        if self._scale < 0.5:  # against aliasing of faces that are much larger than the crop
            grey = np.asarray(cv2.GaussianBlur(grey, (0, 0), 0.5 / self._scale), dtype=np.uint8)
        face = cv2.warpAffine(
            grey, matrix, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(face, dtype=np.uint8)

    def _change(self) -> NDArray[np.float64]:
        """Where the crop before lies in this one, shape (2, 3)."""
        now = np.vstack([self._matrix, [0, 0, 1]])
        before = now if self._matrix_before is None else self._matrix_before
        self._matrix_before = now
        change: NDArray[np.float64] = (now @ np.linalg.inv(before))[:2]
        return change

    def _start(self, face: NDArray[np.uint8], mesh: FaceMesh, time: float) -> None:
        """Make this frame the reference."""
        self._begun = time
        depth = self._scale * depth_of(face_points(mesh.landmarks68), mesh)
        places = np.column_stack([self._places(mesh), depth])
        self._points = SkinPoints(face, places, self.settings.window)

    def _places(self, mesh: FaceMesh) -> NDArray[np.float64]:
        return transform_points(face_points(mesh.landmarks68), self._matrix)

    def _remember(self, time: float, now: NDArray[np.float64]) -> None:
        """Keep what is needed to tell since when the face keeps still, which is never if it does not."""
        self._recent.append((time, now))
        long_ago = time - self.settings.rest_seconds + _BRIEF
        while len(self._recent) > 2 and self._recent[1][0] <= long_ago:
            self._recent.popleft()
        way = np.ptp(np.stack([state for _, state in self._recent]), axis=0).max(axis=1)
        if self._recent[0][0] > long_ago or not _within(way, self.settings.rest_change):
            self._still_since = np.inf
        elif self._still_since > time:
            self._still_since = time

    def _has_served(self, time: float, moved: NDArray[np.float64], turn: NDArray[np.float64]) -> bool:
        """Whether the reference is to be renewed."""
        age, still = time - self._begun, time - self._still_since
        if age >= self.settings.oldest_seconds or min(age, still) >= self.settings.held_seconds:
            return True
        if still < 0 or age < self.settings.rest_seconds:
            return False
        near = _within(np.abs(moved).max(axis=1), self.settings.near)
        return near or float(np.linalg.norm(turn)) > self.settings.turned


def _within(lengths: NDArray[np.float64], limit: float) -> bool:
    half, most = np.quantile(lengths, (0.5, 0.9))
    return bool(half < limit and most < 3 * limit)
