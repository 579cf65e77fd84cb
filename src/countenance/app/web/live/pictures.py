"""The last seconds as small pictures in memory, for onset, apex and offset of what is found."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from countenance.face import FaceDetector, chosen_face
from countenance.video import from_jpeg, to_jpeg

__all__ = ["RecentPictures", "jpeg"]

_WIDTH, _QUALITY = 400, 85
_FACE_WIDTH = 224
_MARGIN = 0.35


def jpeg(image: NDArray[np.uint8], *, width: int, quality: int = 80) -> bytes:
    """A picture as JPEG, shrunk where it is wider.

    Parameters
    ----------
    image : ndarray of shape (H, W, 3) or (H, W), uint8
        RGB or grey.
    width : int
        Most pixels across.
    quality : int
        Of JPEG, 0 to 100.
    """
    height, wide = image.shape[:2]
    if wide > width:
        size = (width, max(1, round(height * width / wide)))
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    return to_jpeg(image, quality=quality)


class RecentPictures:
    """Frames of the last seconds, small and compressed.

    Parameters
    ----------
    seconds : float
        How long a frame is kept.
    face : str
        Which of several faces is shown: ``"largest"``, ``"left"``, ``"right"`` or its number from the left.
    """

    def __init__(self, seconds: float, face: str = "largest") -> None:
        self._seconds, self._face = seconds, face
        self._frames: deque[tuple[int, float, bytes]] = deque()
        self._detector: FaceDetector | None = None

    def add(self, index: int, time: float, image: NDArray[np.uint8]) -> None:
        """Keep a frame and let go of those that are too old."""
        self._frames.append((index, time, jpeg(image, width=_WIDTH, quality=_QUALITY)))
        while self._frames[0][1] < time - self._seconds:
            self._frames.popleft()

    def faces(self, indices: Sequence[int], reference: int) -> list[bytes]:
        """The face in several frames, cut out alike so that they can be compared.

        Parameters
        ----------
        indices : sequence of int
            Frames; of one that is gone the nearest is taken.
        reference : int
            The frame in which the face is looked for; without one the whole picture is taken.

        Returns
        -------
        list of bytes
            JPEG files; empty where no frame is kept.
        """
        if not self._frames:
            return []
        rows, columns = self._window(self._decoded(reference))
        return [
            jpeg(self._decoded(index)[rows, columns], width=_FACE_WIDTH, quality=_QUALITY)
            for index in indices
        ]

    def _decoded(self, index: int) -> NDArray[np.uint8]:
        frames = self._frames.copy()  # a spotter may take frames in a thread of its own meanwhile
        _, _, data = min(frames, key=lambda frame: abs(frame[0] - index))
        return from_jpeg(data)

    def _window(self, image: NDArray[np.uint8]) -> tuple[slice, slice]:
        self._detector = self._detector or FaceDetector()
        faces = self._detector.detect(image)
        if not faces:
            return slice(None), slice(None)
        left, top, right, bottom = faces[chosen_face([face.box[0] for face in faces], self._face)].box
        reach = (0.5 + _MARGIN) * max(right - left, bottom - top)
        x, y = (left + right) / 2, (top + bottom) / 2 - 0.1 * (bottom - top)
        return _span(y, reach, image.shape[0]), _span(x, reach, image.shape[1])


def _span(centre: float, reach: float, length: int) -> slice:
    return slice(max(0, round(centre - reach)), min(length, max(1, round(centre + reach))))
