"""Decoded pictures to upright arrays of RGB or grey."""

from __future__ import annotations

from typing import cast

import av
import cv2
import numpy as np
from av.video.reformatter import ColorRange, VideoReformatter
from numpy.typing import NDArray

from countenance.core.errors import VideoError
from countenance.video.sources import Colour

__all__ = ["PictureConverter", "orient"]

# SWS_BILINEAR | SWS_FULL_CHR_H_INT | SWS_ACCURATE_RND: libswscale's quicker default truncates, which
# darkens RGB by 1.3 grey levels on average.
_SCALING = 0x2 | 0x2000 | 0x40000

_LUMA_PLANE_FIRST = frozenset(
    {"gray", "nv12", "nv16", "nv21", "nv24"}
    | {f"yuv{layout}p" for layout in ("410", "411", "420", "422", "440", "444")}
    | {f"yuvj{layout}p" for layout in ("411", "420", "422", "440", "444")}
)
_EXPAND_LIMITED_RANGE = np.clip(np.rint((np.arange(256) - 16) * (255 / 219)), 0, 255).astype(np.uint8)


class PictureConverter:
    """Turn decoded frames into upright arrays.

    Grey is the luma plane itself, stretched from the limited range of video (16 to 235) to 0 to 255
    where the stream uses it. A pixel without colour thus has the same value in grey and in each of
    R, G and B. Coloured pixels are weighted as the stream's matrix says: ITU-R BT.601, as in
    ``cv2.cvtColor`` and MATLAB's ``rgb2gray``, or BT.709 in most high-definition files. A stream without
    an 8-bit luma plane is converted from RGB by the weights of BT.601.

    Parameters
    ----------
    colour : {"rgb", "grey"}
        Result.
    """

    def __init__(self, colour: Colour) -> None:
        self._colour = colour
        # Kept from frame to frame because libswscale's set-up costs more than a conversion.
        self._reformatter = VideoReformatter()
        self._rotation: int | None = None
        self._matrix: NDArray[np.int32] | None = None

    def __call__(self, frame: av.VideoFrame) -> NDArray[np.uint8]:
        """Convert one frame.

        Parameters
        ----------
        frame : av.VideoFrame
            As decoded.

        Returns
        -------
        ndarray of uint8, shape (H, W, 3) or (H, W)
            Contiguous, independent of the decoder's buffers.

        Raises
        ------
        VideoError
            If the display matrix turns the picture by other than quarter turns.
        """
        image = self._grey(frame) if self._colour == "grey" else self._rgb(frame)
        return orient(image, self._display_matrix(frame))

    def _display_matrix(self, frame: av.VideoFrame) -> NDArray[np.int32] | None:
        """Turn and mirroring that the file asks of the player, as telephones write it."""
        # Asking a frame for its side data ties it into a reference cycle that keeps its buffers until the
        # next garbage collection, some hundred frames later; so only frames that may differ are asked.
        if frame.rotation != self._rotation:
            self._rotation = frame.rotation
            stored = frame.side_data.get("DISPLAYMATRIX")
            self._matrix = None if stored is None else np.array(_int32(stored)).reshape(3, 3)
        return self._matrix

    def _rgb(self, frame: av.VideoFrame) -> NDArray[np.uint8]:
        converted = self._reformatter.reformat(frame, format="rgb24", interpolation=_SCALING, threads=1)
        return cast(NDArray[np.uint8], converted.to_ndarray())

    def _grey(self, frame: av.VideoFrame) -> NDArray[np.uint8]:
        if frame.format.name not in _LUMA_PLANE_FIRST:
            return cast(NDArray[np.uint8], cv2.cvtColor(self._rgb(frame), cv2.COLOR_RGB2GRAY))
        plane = frame.planes[0]
        rows = np.frombuffer(memoryview(plane), np.uint8)[: plane.line_size * frame.height]
        luma = rows.reshape(frame.height, plane.line_size)[:, : frame.width]
        if _is_full_range(frame):
            return luma.copy()
        return cast(NDArray[np.uint8], cv2.LUT(luma, _EXPAND_LIMITED_RANGE))


def _is_full_range(frame: av.VideoFrame) -> bool:
    return frame.format.name.startswith(("gray", "yuvj")) or frame.color_range == ColorRange.JPEG


def _int32(buffer: object) -> NDArray[np.int32]:
    return np.frombuffer(cast(bytes, buffer), np.int32)


def orient(image: NDArray[np.uint8], matrix: NDArray[np.int32] | None) -> NDArray[np.uint8]:
    """Apply a display matrix of quarter turns and mirrorings.

    Parameters
    ----------
    image : ndarray of uint8, shape (H, W) or (H, W, 3)
        As stored.
    matrix : ndarray of int32, shape (3, 3), or None
        Rows (a b u), (c d v), (x y w) of ISO/IEC 14496-12: a stored point (p, q) is shown at
        (a p + c q + x, b p + d q + y).

    Returns
    -------
    ndarray of uint8
        As shown, contiguous.

    Raises
    ------
    VideoError
        For any other turn.

    Examples
    --------
    >>> quarter_turn_clockwise = np.array([[0, 1, 0], [-1, 0, 0], [0, 0, 1]], dtype=np.int32)
    >>> orient(np.array([[1, 2, 3], [4, 5, 6]], dtype=np.uint8), quarter_turn_clockwise)
    array([[4, 1],
           [5, 2],
           [6, 3]], dtype=uint8)
    """
    if matrix is None:
        return image
    (a, b), (c, d) = matrix[:2, :2].tolist()
    if b == c == 0 and a and d:
        shown, mirrored, inverted = image, a < 0, d < 0
    elif a == d == 0 and b and c:
        shown, mirrored, inverted = image.swapaxes(0, 1), c < 0, b < 0
    else:
        raise VideoError(
            f"the file's display matrix ({a}, {b}, {c}, {d}) is no quarter turn; turn the video upright first"
        )
    return np.ascontiguousarray(shown[:: -1 if inverted else 1, :: -1 if mirrored else 1])
