"""The parts of a face whose displacement is watched: regions that action units move together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from countenance.spotting.region_flow.points import REGION_NAMES

__all__ = [
    "CHANNELS",
    "CHANNEL_NAMES",
    "LID_CHANNELS",
    "LOWER_CHANNELS",
    "UPPER_CHANNELS",
    "channel_displacement",
]

CHANNELS: dict[str, tuple[str, ...]] = {
    "brow_inner_right": ("brow_inner_right", "brow_middle_right"),
    "brow_inner_left": ("brow_inner_left", "brow_middle_left"),
    "brow_outer_right": ("brow_outer_right",),
    "brow_outer_left": ("brow_outer_left",),
    "lid_right": ("upper_lid_right",),
    "lid_left": ("upper_lid_left",),
    "nose_right": ("nose_side_right", "nasolabial_right"),
    "nose_left": ("nose_side_left", "nasolabial_left"),
    "mouth_corner_right": ("mouth_corner_right", "lower_cheek_right"),
    "mouth_corner_left": ("mouth_corner_left", "lower_cheek_left"),
    "upper_lip": ("upper_lip_right", "upper_lip_left"),
    "lower_lip": ("lower_lip_right", "lower_lip_left"),
    "chin": ("chin", "chin_side_right", "chin_side_left"),
}
"""Channel to the regions whose mean it is."""

CHANNEL_NAMES: tuple[str, ...] = tuple(CHANNELS)

LID_CHANNELS = frozenset(n for n, name in enumerate(CHANNEL_NAMES) if name.startswith("lid"))
"""Positions of the channels that a blink moves most."""

LOWER_CHANNELS = frozenset(
    n for n, name in enumerate(CHANNEL_NAMES) if name.startswith(("mouth", "upper_lip", "lower_lip", "chin"))
)
"""Positions of the channels that speech moves."""

UPPER_CHANNELS = frozenset(n for n, name in enumerate(CHANNEL_NAMES) if name.startswith(("brow", "lid")))
"""Positions of the channels that speech does not move."""

_SHARES = np.array(
    [[(name in regions) / len(regions) for name in REGION_NAMES] for regions in CHANNELS.values()]
)


def channel_displacement(regions: NDArray[np.floating]) -> NDArray[np.float64]:
    """Mean displacement of the channels.

    Parameters
    ----------
    regions : ndarray of shape (T, 36, 2)

    Returns
    -------
    ndarray of shape (T, 13, 2), float64

    Examples
    --------
    >>> channel_displacement(np.ones((4, 36, 2))).shape
    (4, 13, 2)
    """
    mixed: NDArray[np.float64] = np.einsum("cr,trk->tck", _SHARES, regions)
    return mixed
