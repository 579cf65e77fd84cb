"""A pinhole camera and its sensor."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from countenance.core.kernels import compiled

__all__ = ["HEIGHT", "WIDTH", "Camera", "expose"]

WIDTH, HEIGHT = 640, 480
"""Size of a frame in pixels, unless a camera says otherwise."""

_CURVE_STEPS = 4096


@dataclass(frozen=True)
class Camera:
    """Where a person sits in the picture.

    Attributes
    ----------
    distance : float
        From the lens to the origin of the head's coordinates (between the ears), centimetres.
    scale : float
        Pixels per centimetre at the face's surface.
    centre : tuple of float
        Column and row at which the middle of the face lies, pixels.
    size : tuple of int
        Width and height of its frames, pixels.
    """

    distance: float = 62.0
    scale: float = 14.0
    centre: tuple[float, float] = (320.0, 238.0)
    size: tuple[int, int] = (WIDTH, HEIGHT)

    def project(self, vertices: NDArray[np.float64]) -> NDArray[np.float64]:
        """Columns and rows of points, and their nearness (1 / cm); shape (V, 3)."""
        nearness = 1 / (self.distance - vertices[:, 2])
        focal = self.scale * (self.distance - _FACE[1])
        column = self.centre[0] + focal * vertices[:, 0] * nearness
        row = self.centre[1] - focal * (vertices[:, 1] - _FACE[0]) * nearness
        return np.column_stack([column, row, nearness])

    def resized(self, size: tuple[int, int]) -> Camera:
        """The same view in frames of another size, the face as large as the shorter side allows.

        Parameters
        ----------
        size : tuple of int
            Width and height in pixels.

        Examples
        --------
        >>> half = Camera(scale=14.0, centre=(330.0, 240.0)).resized((320, 240))
        >>> half.scale, half.centre
        (7.0, (165.0, 120.0))
        """
        factor = min(size[0] / self.size[0], size[1] / self.size[1])
        column, row = (
            (place - old / 2) * factor + new / 2
            for place, old, new in zip(self.centre, self.size, size, strict=True)
        )
        return replace(self, scale=self.scale * factor, centre=(column, row), size=size)


_FACE = (-0.6, 3.5)
"""Height and depth of the middle of the face, centimetres."""


def _tone_curve() -> NDArray[np.float32]:
    """Linear 0..1 in steps of 1/4095 to sRGB 0..255, with a soft shoulder for highlights."""
    x = np.linspace(0, 1, _CURVE_STEPS)
    x = np.where(x > 0.7, 0.7 + 0.3 * np.tanh((x - 0.7) / 0.3), x)
    srgb = np.where(x <= 0.0031308, 12.92 * x, 1.055 * x ** (1 / 2.4) - 0.055)
    return (255 * srgb).astype(np.float32)


_CURVE = _tone_curve()
_NOISE = np.random.default_rng(20160614).standard_normal(1 << 18, dtype=np.float32)


def expose(linear: NDArray[np.float32], gain: float, noise: float, seed: int) -> NDArray[np.uint8]:
    """Turn light into an 8-bit picture: lens blur, shot and read noise, tone curve.

    Parameters
    ----------
    linear : ndarray of shape (H, W, 3)
        Linear RGB.
    gain : float
        Exposure relative to the nominal one.
    noise : float
        Standard deviation in mid-grey, in 8-bit steps.
    seed : int
        Seeds the noise of this frame.

    Returns
    -------
    ndarray of shape (H, W, 3)
        RGB, uint8.
    """
    blurred = np.asarray(cv2.GaussianBlur(linear, (3, 3), 0.5), dtype=np.float32)
    out = np.empty(linear.shape, dtype=np.uint8)
    starts = np.random.default_rng(seed).integers(0, len(_NOISE) - 4 * linear.shape[1], size=linear.shape[0])
    _develop(blurred, np.float32(gain), np.float32(noise), _CURVE, _NOISE, starts, out)
    return out


@compiled()
def _develop(
    linear: NDArray[np.float32],
    gain: np.float32,
    noise: np.float32,
    curve: NDArray[np.float32],
    bank: NDArray[np.float32],
    starts: NDArray[np.int64],
    out: NDArray[np.uint8],
) -> None:
    top = np.float32(len(curve) - 1)
    for r in range(linear.shape[0]):
        place = starts[r]
        for c in range(linear.shape[1]):
            common = bank[place]
            for channel in range(3):
                light = min(max(linear[r, c, channel] * gain, np.float32(0)), np.float32(1))
                value = curve[int(light * top)]
                # Demosaicing leaves the colours' noise half shared; shadows are noisier after the tone curve.
                grain = np.float32(0.75) * common + np.float32(0.66) * bank[place + 1 + channel]
                value += noise * grain * (np.float32(1.25) - np.float32(0.5) * light)
                out[r, c, channel] = np.uint8(
                    min(max(value + np.float32(0.5), np.float32(0)), np.float32(255))
                )
            place += 4
