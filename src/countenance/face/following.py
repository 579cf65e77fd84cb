"""Points followed through a clip by optical flow against its first frame.

Pyramidal Lucas-Kanade (Bouguet 2001; Lucas & Kanade 1981) from frame 0 to every frame, started where the
point was last: nothing accumulates, and the jitter is a fraction of that of landmarks found anew in every
frame, so that movements below a pixel keep their size. It needs the appearance around a point to stay;
where it does not (a broad smile, a blink, a turn of the head), the way back from the frame does not end
where it began, and the point counts as lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from countenance.core.errors import InputError
from countenance.face.images import Image, check_landmarks, to_grey
from countenance.face.mesh import LandmarkDetector

__all__ = ["FollowedFrame", "follow", "follow_frames"]

_LEVELS = 3
_STOP = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 30, 0.001)


@dataclass(frozen=True, eq=False)
class FollowedFrame:
    """The points of one frame.

    Attributes
    ----------
    points : ndarray of shape (68, 2)
        Pixels; NaN where a point was lost.
    lost : ndarray of shape (68,), bool
        Points that optical flow could not follow to this frame.
    relandmarked : bool
        Whether the frame's points come from the landmark model, because too many were lost.
    """

    points: npt.NDArray[np.float64]
    lost: npt.NDArray[np.bool_]
    relandmarked: bool = False


def follow(
    frames: Iterable[npt.NDArray[np.generic]],
    landmarks: npt.ArrayLike,
    *,
    window: int = 21,
    tolerance: float = 0.5,
    detector: LandmarkDetector | None = None,
    max_lost: float = 0.25,
) -> npt.NDArray[np.float64]:
    """Positions of the first frame's landmarks in every frame of a short clip.

    Parameters
    ----------
    frames : iterable of ndarray of shape (H, W) or (H, W, 3), uint8
        Grey or RGB, all of one size; read one at a time.
    landmarks : array-like of shape (68, 2)
        Landmarks of the first frame in pixels.
    window : int
        Side of the square compared around a point, in pixels, odd. 31 instead of 21 has a third less jitter
        at twice the time.
    tolerance : float
        Largest distance in pixels between a point and its way to the frame and back.
    detector : LandmarkDetector, optional
        Landmarks a frame anew where more than ``max_lost`` of its points are lost.
    max_lost : float
        Share of the points, 0 to 1.

    Returns
    -------
    ndarray of shape (T, 68, 2)
        Pixels, float64; NaN where a point was lost. :func:`follow_frames` also tells why.

    Raises
    ------
    InputError
        If there is no frame, or frames or landmarks have another shape.
    """
    followed = follow_frames(
        frames, landmarks, window=window, tolerance=tolerance, detector=detector, max_lost=max_lost
    )
    positions = [frame.points for frame in followed]
    if not positions:
        raise InputError("There is no frame to follow landmarks in: give at least the frame they belong to.")
    return np.stack(positions)


def follow_frames(
    frames: Iterable[npt.NDArray[np.generic]],
    landmarks: npt.ArrayLike,
    *,
    window: int = 21,
    tolerance: float = 0.5,
    detector: LandmarkDetector | None = None,
    max_lost: float = 0.25,
) -> Iterator[FollowedFrame]:
    """Like :func:`follow`, frame by frame and with the lost points named.

    Yields
    ------
    FollowedFrame
        The first one holds the given landmarks.
    """
    start = check_landmarks(landmarks)
    flow = _Flow(window)
    expected = start
    for number, image in enumerate(frames):
        if number == 0:
            flow.begin(image)
            yield FollowedFrame(start.copy(), np.zeros(len(start), dtype=bool))
            continue
        points, error = flow.to(image, number, start, expected)
        lost = ~(error <= tolerance)
        expected = np.where(lost[:, None], expected, points)
        if detector is not None and lost.mean() > max_lost:
            mesh = detector.mesh(image)
            if mesh is not None:
                expected = mesh.landmarks68
                yield FollowedFrame(expected.copy(), lost, relandmarked=True)
                continue
        yield FollowedFrame(np.where(lost[:, None], np.nan, points), lost)


class _Flow:
    """Lucas-Kanade between the first frame and any other."""

    def __init__(self, window: int) -> None:
        if window < 5 or window % 2 == 0:
            raise InputError(f"The window must be an odd number of at least 5 pixels, not {window}.")
        self._window = (window, window)
        self._first: Image = np.empty((0, 0), np.uint8)
        self._shape: tuple[int, ...] = ()

    def begin(self, image: npt.NDArray[np.generic]) -> None:
        self._first, self._shape = to_grey(image), image.shape[:2]

    def to(
        self,
        image: npt.NDArray[np.generic],
        number: int,
        start: npt.NDArray[np.float64],
        expected: npt.NDArray[np.float64],
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Positions in ``image``, and the distance of the way back's end from the start (infinite: none)."""
        if image.shape[:2] != self._shape:
            raise InputError(
                f"Frame {number} of the clip is {image.shape[1]} x {image.shape[0]} pixels, its first frame "
                f"{self._shape[1]} x {self._shape[0]}: give frames of one size."
            )
        grey = to_grey(image)
        there, found = self._flow(self._first, grey, start, expected)
        # The way back starts where it stands: started from its right answer it would prove nothing.
        back, returned = self._flow(grey, self._first, there, there)
        error = np.linalg.norm(back - start, axis=1)
        height, width = self._shape
        inside = ((there >= 0) & (there <= (width - 1, height - 1))).all(axis=1)
        error[~(found & returned & inside)] = np.inf
        return there, error

    def _flow(
        self, source: Image, target: Image, points: npt.NDArray[np.float64], guess: npt.NDArray[np.float64]
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
        end, status, _ = cv2.calcOpticalFlowPyrLK(
            source,
            target,
            np.ascontiguousarray(points[:, None], dtype=np.float32),
            np.ascontiguousarray(guess[:, None], dtype=np.float32),
            winSize=self._window,
            maxLevel=_LEVELS,
            criteria=_STOP,
            flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
        )
        return end[:, 0].astype(np.float64), status[:, 0].astype(bool)
