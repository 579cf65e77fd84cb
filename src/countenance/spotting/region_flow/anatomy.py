"""Which movements of the skin are a face's own: those that action units make, each side by itself.

The main directions of each action unit follow the Facial Action Coding System (Ekman, Friesen & Hager 2002).
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from countenance.spotting.region_flow.channels import CHANNEL_NAMES

__all__ = ["beside_outline", "explained"]

_Ways = dict[str, tuple[float, float]]

_ACTION_UNITS: dict[int, _Ways] = {
    1: {"brow_inner": (0, 1), "brow_middle": (0, 0.5), "forehead_inner": (0, 0.6), "glabella": (0, 0.4)},
    2: {"brow_outer": (0, 1), "brow_middle": (0, 0.8)},
    4: {
        "brow_inner": (-0.6, -0.8),
        "brow_middle": (-0.4, -0.6),
        "glabella": (0, -0.5),
        "forehead_inner": (0, -0.4),
    },
    6: {"lower_cheek": (0.1, 0.5), "nasolabial": (0.1, 0.3)},
    9: {
        "nose_side": (0, 0.8),
        "nasolabial": (0, 0.8),
        "upper_lip": (0, 0.4),
        "brow_inner": (-0.2, -0.4),
        "glabella": (0, -0.4),
    },
    10: {"upper_lip": (0, 1), "nasolabial": (0, 0.6), "nose_side": (0, 0.3), "mouth_corner": (0, 0.2)},
    12: {
        "mouth_corner": (0.7, 0.7),
        "lower_cheek": (0.4, 0.5),
        "upper_lip": (0.4, 0.2),
        "lower_lip": (0.4, 0.2),
        "nasolabial": (0.3, 0.3),
        "chin_side": (0.2, 0.2),
    },
    14: {"mouth_corner": (-1, 0), "lower_cheek": (-0.4, 0), "upper_lip": (-0.3, 0), "lower_lip": (-0.3, 0)},
    15: {"mouth_corner": (0, -1), "chin_side": (0, -0.4), "lower_lip": (0, -0.3)},
    16: {"lower_lip": (0, -1), "chin": (0, -0.4)},
    17: {"chin": (0, 1), "lower_lip": (0, 0.8), "chin_side": (0, 0.5), "upper_lip": (0, 0.2)},
    20: {
        "mouth_corner": (1, 0),
        "lower_cheek": (0.5, 0),
        "lower_lip": (0.4, 0),
        "upper_lip": (0.3, 0),
        "chin_side": (0.3, 0),
    },
    24: {"upper_lip": (0, -0.8), "lower_lip": (0, 0.8)},
    26: {
        "chin": (0, -1),
        "lower_lip": (0, -0.9),
        "chin_side": (0, -0.6),
        "lower_cheek": (0, -0.25),
        "mouth_corner": (0, -0.3),
    },
}
"""Outwards and upwards, how far each area goes on its side of the face."""

_BESIDE_OUTLINE = ("chin_side", "lower_cheek")
"""Areas whose outer points lie on the outline of the face, where what comes before it may draw them along."""

_BOTH_SIDES = (16, 17, 24, 26)
"""Action units that do not act on one side alone."""


def explained(way: NDArray[np.float64], certainty: NDArray[np.float64]) -> float:
    """Share of a movement's energy that some mixture of action units makes, 0 to 1.

    A hand that brushes the chin, a contour that slides or noise moves the skin in ways that no muscle does.

    Parameters
    ----------
    way : ndarray of shape (C, 2)
        Displacement (x, y) of the channels in the picture.
    certainty : ndarray of shape (C,)
        What each channel counts: one over its variance.

    Returns
    -------
    float
        0 for a face that does not move at all.
    """
    weights = np.sqrt(np.repeat(certainty, 2))
    wanted = weights * way.ravel()
    length = float(np.linalg.norm(wanted))
    if not length:
        return 0.0
    _, left = nnls(weights[:, None] * _DIRECTIONS, wanted)
    return 1.0 - min(1.0, float(left) / length) ** 2


def beside_outline(regions: Collection[str]) -> bool:
    """Whether regions lie beside the outline of the face, and on one side of it.

    No action unit moves the skin there alone.

    Examples
    --------
    >>> beside_outline(["chin_side_right"]), beside_outline(["chin_side_right", "mouth_corner_right"])
    (True, False)
    """
    parts = {region.rpartition("_")[::2] for region in regions}
    return len({side for _, side in parts}) == 1 and all(area in _BESIDE_OUTLINE for area, _ in parts)


def _directions() -> NDArray[np.float64]:
    ways = [
        _way(areas, sides)
        for number, areas in _ACTION_UNITS.items()
        for sides in (({"right", "left"},) if number in _BOTH_SIDES else ({"right"}, {"left"}))
    ]
    return np.stack(ways, axis=-1).reshape(-1, len(ways))


def _way(areas: _Ways, sides: Collection[str]) -> NDArray[np.float64]:
    """Displacement of all channels, shape (C, 2), for one action unit on some sides."""
    way = np.zeros((len(CHANNEL_NAMES), 2))
    for channel, name in enumerate(CHANNEL_NAMES):
        area, _, side = name.rpartition("_") if name.endswith(("_right", "_left")) else (name, "", "")
        if area in areas and (not side or side in sides):
            outwards, upwards = areas[area]
            way[channel] = {"left": outwards, "right": -outwards}.get(side, 0.0), -upwards
    return way


_DIRECTIONS = _directions()
"""A column for each action unit and side, shape (2 C, n)."""
