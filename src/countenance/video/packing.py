"""Single pictures as JPEG, in memory."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["from_jpeg", "to_jpeg"]


def to_jpeg(image: NDArray[np.uint8], *, quality: int) -> bytes:
    """A picture as the content of a JPEG file.

    Parameters
    ----------
    image : ndarray of shape (H, W, 3) or (H, W), uint8
        RGB or grey.
    quality : int
        0 to 100.
    """
    stored = image if image.ndim == 2 else image[..., ::-1]  # OpenCV's order is BGR
    return cv2.imencode(".jpg", stored, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def from_jpeg(data: bytes) -> NDArray[np.uint8]:
    """The picture in a JPEG file, RGB of shape (H, W, 3).

    Examples
    --------
    >>> import numpy as np
    >>> red = np.zeros((16, 16, 3), np.uint8)
    >>> red[..., 0] = 200
    >>> picture = from_jpeg(to_jpeg(red, quality=95))
    >>> bool(np.abs(picture.astype(int) - red).max() < 5)
    True
    """
    return np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB), dtype=np.uint8)
