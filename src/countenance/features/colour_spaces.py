"""Colour spaces of frames: grey, RGB, CIELab and CIELuv, by the exact formulas for sRGB and D65."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.errors import InputError

__all__ = ["ColourSpace", "to_colour_space"]

ColourSpace = Literal["grey", "rgb", "lab", "luv"]

# IEC 61966-2-1: linear sRGB to CIE XYZ, and the white point that its rows sum to.
XYZ_OF_SRGB = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]], np.float64
)
WHITE = XYZ_OF_SRGB.sum(axis=1)
# ITU-R BT.601, the weights of OpenCV's grey.
LUMA = np.array([0.299, 0.587, 0.114])
EPSILON, KAPPA = 216 / 24389, 24389 / 27


def to_colour_space(frames: ArrayLike, space: ColourSpace) -> NDArray[np.float32]:
    """Convert sRGB frames.

    Parameters
    ----------
    frames : array_like of shape (..., 3), uint8
        sRGB.
    space : {"grey", "rgb", "lab", "luv"}
        ``"grey"`` is the luma of BT.601. ``"lab"`` and ``"luv"`` are CIE 1976 L*a*b* and L*u*v* against the white
        (1, 1, 1) of sRGB, which is D65.

    Returns
    -------
    ndarray of shape (..., C), float32
        C = 1 for grey, otherwise 3. Grey and RGB run from 0 to 255, L* from 0 to 100.

    Raises
    ------
    InputError
        If the frames are not uint8 with three channels, or the space is unknown.

    References
    ----------
    CIE 15:2004, "Colorimetry", 3rd edition. IEC 61966-2-1:1999 (sRGB).

    Examples
    --------
    >>> import numpy as np
    >>> red = np.array([[255, 0, 0]], np.uint8)
    >>> print(to_colour_space(red, "lab").round(1), to_colour_space(red, "luv").round(1))
    [[53.2 80.1 67.2]] [[ 53.2 175.1  37.8]]
    """
    array = np.asarray(frames)
    if array.dtype != np.uint8 or array.ndim < 1 or array.shape[-1] != 3:
        raise InputError(
            f"The frames are {array.dtype} of shape {array.shape}: expected sRGB, uint8 with three channels last."
        )
    if space not in get_args(ColourSpace):
        raise InputError(
            f"The colour space {space!r} is unknown: give one of {', '.join(get_args(ColourSpace))}."
        )
    if space == "rgb":
        return array.astype(np.float32)
    if space == "grey":
        return (array @ LUMA.astype(np.float32))[..., None]
    xyz = SRGB_TO_LINEAR[array] @ XYZ_OF_SRGB.T.astype(np.float32)
    return _lab(xyz) if space == "lab" else _luv(xyz)


def _linear_of_srgb() -> NDArray[np.float32]:
    level = np.arange(256) / 255
    return np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4).astype(np.float32)


SRGB_TO_LINEAR = _linear_of_srgb()


def _lab(xyz: NDArray[np.float32]) -> NDArray[np.float32]:
    x, y, z = np.moveaxis(_root(xyz / WHITE.astype(np.float32)), -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def _luv(xyz: NDArray[np.float32]) -> NDArray[np.float32]:
    lightness = 116 * _root(xyz[..., 1:2]) - 16
    chroma = _chromaticity(xyz) - _chromaticity(WHITE.astype(np.float32))
    return np.concatenate([lightness, np.where(xyz[..., 1:2] > 0, 13 * lightness * chroma, 0)], axis=-1)


def _root(ratio: NDArray[np.float32]) -> NDArray[np.float32]:
    """CIE's cube root with its straight piece near black."""
    return np.where(ratio > EPSILON, np.cbrt(ratio), (np.float32(KAPPA) * ratio + 16) / 116)


def _chromaticity(xyz: NDArray[np.float32]) -> NDArray[np.float32]:
    """The coordinates u' and v'; those of black, which has none, are 0."""
    weight = xyz @ np.array([1, 15, 3], np.float32)
    ends = np.stack([4 * xyz[..., 0], 9 * xyz[..., 1]], axis=-1)
    return np.divide(ends, weight[..., None], out=np.zeros_like(ends), where=weight[..., None] > 0)
