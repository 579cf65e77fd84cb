"""The regions whose displacement is watched: those that action units move, less the lids, which follow the gaze."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from countenance.spotting.region_flow.points import REGION_NAMES

__all__ = ["CHANNEL_NAMES", "LID_REGIONS", "LOWER_CHANNELS", "channel_displacement"]

_UPPER = ("forehead_inner", "glabella", "brow")
_MIDDLE = ("nose_side", "nasolabial")
_LOWER = ("lower_cheek", "upper_lip", "mouth_corner", "lower_lip", "chin")

CHANNEL_NAMES: tuple[str, ...] = tuple(n for n in REGION_NAMES if n.startswith(_UPPER + _MIDDLE + _LOWER))
"""Names of the channels, in the order of every array."""

LOWER_CHANNELS: NDArray[np.bool_] = np.array([name.startswith(_LOWER) for name in CHANNEL_NAMES])
"""Which channels speech moves."""

LID_REGIONS: NDArray[np.bool_] = np.array(["_lid" in name or "eye_corner" in name for name in REGION_NAMES])
"""Which of the 36 regions blinks and the gaze move."""

_PLACES = [REGION_NAMES.index(name) for name in CHANNEL_NAMES]


def channel_displacement(regions: NDArray[np.floating]) -> NDArray[np.float64]:
    """Displacement of the channels.

    Parameters
    ----------
    regions : ndarray of shape (T, 36, 2)

    Returns
    -------
    ndarray of shape (T, 24, 2), float64

    Examples
    --------
    >>> channel_displacement(np.ones((4, 36, 2))).shape
    (4, 24, 2)
    """
    return np.asarray(regions[:, _PLACES], dtype=np.float64)
