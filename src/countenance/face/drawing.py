"""Landmarks and regions drawn over an image."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from countenance.face.images import Image, to_rgb
from countenance.face.regions import Region

__all__ = ["AREA_COLOURS", "draw_landmarks", "draw_regions"]

_SHIFT = 4  # binary digits after the point in OpenCV's fixed-point coordinates

AREA_COLOURS: Mapping[str, tuple[int, int, int]] = {
    "forehead": (110, 168, 222),
    "brow": (62, 124, 188),
    "glabella": (88, 84, 164),
    "upper_lid": (96, 176, 160),
    "lower_lid": (58, 146, 132),
    "eye_corner": (140, 200, 170),
    "nose": (226, 178, 84),
    "upper_cheek": (240, 206, 130),
    "nasolabial": (214, 140, 80),
    "lower_cheek": (232, 160, 130),
    "mouth_corner": (196, 82, 82),
    "upper_lip": (214, 106, 130),
    "lower_lip": (184, 84, 128),
    "chin": (150, 112, 160),
}
"""RGB colour of each area; a region takes the colour of the area that its name begins with."""


def draw_landmarks(
    image: npt.NDArray[np.generic],
    landmarks: npt.ArrayLike,
    colour: tuple[int, int, int] = (80, 230, 120),
    radius: float | None = None,
) -> Image:
    """A copy of an image with landmarks as dots.

    Parameters
    ----------
    image : ndarray of shape (H, W) or (H, W, 3), uint8
        Grey or RGB.
    landmarks : array-like of shape (n, 2)
        x and y in pixels.
    colour : tuple of int
        RGB.
    radius : float, optional
        Pixels; by default 1/150 of the extent of the landmarks, at least 1.

    Returns
    -------
    ndarray of shape (H, W, 3), uint8
        RGB.
    """
    canvas = to_rgb(image).copy()
    points = np.asarray(landmarks, dtype=np.float64)[:, :2]
    if radius is None:
        radius = max(1.0, float(np.ptp(points, axis=0).max()) / 150)
    for x, y in _fixed(points):
        cv2.circle(canvas, (int(x), int(y)), round(radius * 2**_SHIFT), colour, -1, cv2.LINE_AA, _SHIFT)
    return canvas


def draw_regions(
    image: npt.NDArray[np.generic],
    regions: Sequence[Region],
    opacity: float = 0.35,
    strengths: Sequence[float] | None = None,
) -> Image:
    """A copy of an image with regions as translucent, outlined polygons, coloured by area.

    Parameters
    ----------
    image : ndarray of shape (H, W) or (H, W, 3), uint8
        Grey or RGB.
    regions : sequence of Region
        As from :func:`countenance.face.regions36`.
    opacity : float
        0 draws outlines only, 1 covers the image.
    strengths : sequence of float, optional
        One factor from 0 to 1 per region on its opacity, to show where a movement is strong.

    Returns
    -------
    ndarray of shape (H, W, 3), uint8
        RGB.
    """
    base = to_rgb(image)
    canvas = base.astype(np.float32)
    factors = strengths if strengths is not None else [1.0] * len(regions)
    outlines = [_fixed(region.polygon) for region in regions]
    for region, outline, factor in zip(regions, outlines, factors, strict=True):
        mask = np.zeros(base.shape[:2], np.uint8)
        cv2.fillPoly(mask, [outline], 255, cv2.LINE_AA, _SHIFT)
        weight = (mask * np.float32(opacity * factor / 255))[..., None]
        canvas += weight * (np.array(_colour(region), np.float32) - canvas)
    drawn = np.clip(np.rint(canvas), 0, 255).astype(np.uint8)
    lines = drawn.copy()
    cv2.polylines(lines, outlines, True, (255, 255, 255), 1, cv2.LINE_AA, _SHIFT)
    return np.asarray(cv2.addWeighted(lines, 0.7, drawn, 0.3, 0), dtype=np.uint8)


def _colour(region: Region) -> tuple[int, int, int]:
    return next(colour for area, colour in AREA_COLOURS.items() if region.area.startswith(area))


def _fixed(points: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
    fixed: npt.NDArray[np.int32] = np.rint(points * 2**_SHIFT).astype(np.int32)
    return fixed
