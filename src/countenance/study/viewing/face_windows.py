"""Where the face is in a picture, cheaply: one look at one frame."""

from __future__ import annotations

from functools import cache
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from countenance.face import FaceDetector

__all__ = ["face_window"]

_DETECTING = Lock()
_ROUND = 0.35
"""What is shown around a face, as a share of its height."""


def face_window(image: NDArray[np.uint8]) -> tuple[slice, slice]:
    """Rows and columns of the largest face with some room; the whole picture where there is none.

    Parameters
    ----------
    image : ndarray of shape (H, W, 3), uint8
    """
    height, width = image.shape[:2]
    with _DETECTING:  # a detector serves one at a time
        found = _detector().detect(image)
    if not found:
        return slice(0, height), slice(0, width)
    left, top, right, bottom = found[0].box
    middle = (left + right) / 2
    half = (bottom - top) * (0.5 + _ROUND)
    rows = slice(max(0, round((top + bottom) / 2 - half)), min(height, round((top + bottom) / 2 + half)))
    columns = slice(max(0, round(middle - half)), min(width, round(middle + half)))
    return rows, columns


@cache
def _detector() -> FaceDetector:
    return FaceDetector()
