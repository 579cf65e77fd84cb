"""One place for the face in every frame of a recording: where it was in the first frame that shows one."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from countenance.core.frames import Frame
from countenance.face import FaceMesh
from countenance.face.images import to_grey
from countenance.face.landmarks import default_detector

__all__ = ["FirstFace", "face_box"]

Box = tuple[int, int, int, int]


class FirstFace:
    """Cuts the same place out of every frame, from the first frame with a face on.

    Parameters
    ----------
    size : int
        Side of the square that the place is scaled to, in px.

    Attributes
    ----------
    n_faces : int
        Faces in the frame where the place was found; 0 until then.
    """

    def __init__(self, size: int) -> None:
        self.n_faces = 0
        self._size = size
        self._box: Box | None = None

    def cut(self, frame: Frame) -> NDArray[np.uint8] | None:
        """The face's place in the next frame, (size, size), grey; None before a face was seen.

        Raises
        ------
        InputError
            If the frame has another shape or type than pictures have.
        SetupError
            If the model weights are not installed.
        """
        grey = to_grey(frame.image)
        if self._box is None:
            self._box = self._find(frame.image)
        if self._box is None:
            return None
        left, top, right, bottom = self._box
        place = grey[top:bottom, left:right]
        shrinks = min(place.shape) > self._size
        scaled = cv2.resize(
            place, (self._size, self._size), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
        )
        return np.asarray(scaled, np.uint8)

    def _find(self, image: NDArray[np.uint8]) -> Box | None:
        meshes: list[FaceMesh] = default_detector().meshes(image)
        if not meshes:
            return None
        box = face_box(meshes[0].landmarks68, image.shape)
        if box is not None:
            self.n_faces = len(meshes)
        return box


def face_box(landmarks: NDArray[np.float64], shape: tuple[int, ...]) -> Box | None:
    """The landmarks' bounding box, raised above the brows by as far as the right brow lies above the eye.

    Parameters
    ----------
    landmarks : ndarray of shape (68, 2)
        In px.
    shape : tuple of int
        Height and width of the picture; further entries are ignored.

    Returns
    -------
    tuple of int or None
        Left, top, right and bottom in px, the latter two exclusive; None for a face that lies outside.
    """
    low, high = landmarks.min(axis=0), landmarks.max(axis=0)
    low[1] -= landmarks[36, 1] - landmarks[18, 1]
    left, top = (max(0, int(value)) for value in low)
    right, bottom = min(shape[1], int(high[0])), min(shape[0], int(high[1]))
    return (left, top, right, bottom) if right > left and bottom > top else None
