"""What a camera's picture shows before a session begins: one face, near enough, in enough light."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from threading import Lock

import cv2
import numpy as np
from numpy.typing import NDArray

from countenance.core.errors import InputError
from countenance.face import FaceDetector

__all__ = ["MOST_PIXELS_A_SIDE", "CameraView", "camera_view"]

MOST_PIXELS_A_SIDE = 4096

_SMALLEST_FACE = 0.25
"""Height of a face as a share of the picture's: below it, movements of a millimetre are less than a pixel."""
_DARK, _BRIGHT = 60.0, 215.0
_EDGE = 0.02
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_DETECTING = Lock()


@dataclass(frozen=True, slots=True)
class CameraView:
    """What was seen.

    Parameters
    ----------
    face : tuple of float or None
        Left and top edge, width and height in pixels of the largest face.
    n_faces : int
    brightness : float or None
        Mean luma of that face, 0 to 255.
    problems : tuple of str
        Sentences for whoever sits before the camera; empty where all is well.
    """

    face: tuple[float, float, float, float] | None
    n_faces: int
    brightness: float | None
    problems: tuple[str, ...]


def camera_view(content: bytes) -> CameraView:
    """Look at a picture of the camera.

    Parameters
    ----------
    content : bytes
        A JPEG file.

    Raises
    ------
    InputError
        If it is none, or has more than :data:`MOST_PIXELS_A_SIDE` pixels on a side.
    """
    image = _picture(content)
    with _DETECTING:  # a detector serves one at a time
        found = _detector().detect(image)
    if not found:
        return CameraView(None, 0, None, ("No face can be seen. Sit before the camera, and look at it.",))
    height, width = image.shape[:2]
    left, top, right, bottom = found[0].box
    rows = slice(max(0, round(top)), min(height, round(bottom)))
    columns = slice(max(0, round(left)), min(width, round(right)))
    luma = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)[rows, columns]
    brightness = float(luma.mean()) if luma.size else 0.0
    problems = []
    if len(found) > 1:
        problems.append("More than one face can be seen. Only the participant may be before the camera.")
    if bottom - top < _SMALLEST_FACE * height:
        problems.append("The face is too far away. Come nearer to the camera.")
    if min(left, width - right) < _EDGE * width or min(top, height - bottom) < _EDGE * height:
        problems.append("The face is at the edge of the picture. Move to its middle.")
    if brightness < _DARK:
        problems.append("It is too dark. Put a light before the face.")
    elif brightness > _BRIGHT:
        problems.append("It is too bright. Turn the light away from the face.")
    return CameraView((left, top, right - left, bottom - top), len(found), brightness, tuple(problems))


@cache
def _detector() -> FaceDetector:
    return FaceDetector()


def _picture(content: bytes) -> NDArray[np.uint8]:
    size = _size(content)
    if size is None or min(size) == 0:
        raise InputError("this is no picture: send a JPEG file")
    if max(size) > MOST_PIXELS_A_SIDE:
        raise InputError(f"the picture has more than {MOST_PIXELS_A_SIDE} pixels on a side")
    image = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR_RGB)
    if image is None:
        raise InputError("this picture is damaged: send a JPEG file")
    return np.asarray(image, np.uint8)


def _size(content: bytes) -> tuple[int, int] | None:
    """Width and height as the header says, so that nothing huge is decoded; None where it is no JPEG."""
    if not content.startswith(b"\xff\xd8"):
        return None
    place = 2
    while place + 9 <= len(content) and content[place] == 0xFF:
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4], "big")
        if marker in _FRAMES:
            return (
                int.from_bytes(content[place + 7 : place + 9], "big"),
                int.from_bytes(content[place + 5 : place + 7], "big"),
            )
        place += 2 + max(2, length)
    return None
