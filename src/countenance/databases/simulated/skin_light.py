"""How much light reaches the skin, and how strongly it shines, as far as neither depends on the person."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from countenance.databases.simulated.anatomy import eye_contour, mirror
from countenance.databases.simulated.bust import Bust, coarse_bust
from countenance.databases.simulated.chart import fine_bust

__all__ = ["skin_light"]

_INNER_EYE_CORNER = {133: 0.65, 243: 0.8, 244: 0.85, 190: 0.85, 173: 0.75, 155: 0.75}
_NOSTRIL = {
    98: 0.75, 97: 0.7, 60: 0.5, 20: 0.4, 99: 0.5, 242: 0.55, 238: 0.45, 79: 0.35, 239: 0.4, 241: 0.45, 2: 0.85,
    129: 0.9, 64: 0.85,
}  # fmt: skip
_AROUND_THE_MOUTH = {78: 0.7, 61: 0.9, 18: 0.9, 83: 0.92, 182: 0.94, 164: 0.93}
_NOSE_ROOT = {189: 0.9, 221: 0.92}
_OILY_SKIN = {4: 1.5, 1: 1.4, 5: 1.3, 195: 1.2, 151: 1.25, 9: 1.2, 108: 1.15, 50: 1.15}
_WET_LIPS = {17: 1.9, 14: 1.9, 84: 1.8, 13: 1.4, 0: 1.2}


@cache
def skin_light() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Share of light that reaches each vertex of the fine mesh, and strength of its shine.

    Returns
    -------
    occlusion, shine : ndarray of shape (V,)
    """
    bust, matrix = coarse_bust(), fine_bust().matrix
    return np.asarray(matrix @ _occlusion(bust)), np.asarray(matrix @ _shine(bust))


def _occlusion(bust: Bust) -> NDArray[np.float64]:
    occlusion = np.ones(len(bust.vertices))
    lids = dict.fromkeys(eye_contour(), 0.8)
    _set_both_sides(occlusion, lids | _INNER_EYE_CORNER | _NOSTRIL | _AROUND_THE_MOUTH | _NOSE_ROOT)
    beneath = np.clip(1 - np.abs(bust.loop - 18) / 11, 0, 1) ** 0.6
    under_jaw = beneath * np.exp(-(((bust.ring - 3.4) / 2.6) ** 2))
    return np.asarray(occlusion * (1 - 0.6 * under_jaw * (bust.ring > 0)))


def _shine(bust: Bust) -> NDArray[np.float64]:
    shine = np.where(bust.ring > 5, 0.45, 0.8)
    _set_both_sides(shine, _OILY_SKIN | _WET_LIPS)
    shine[bust.ring < 0] = 0.3
    shine[bust.ring > 9] = 0.08
    return shine


def _set_both_sides(values: NDArray[np.float64], right: Mapping[int, float]) -> None:
    for vertex, value in right.items():
        values[[vertex, mirror()[vertex]]] = value
