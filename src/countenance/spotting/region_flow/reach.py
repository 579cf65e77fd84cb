"""How far a part of a resting face can go, and which movements therefore cannot begin at rest.

Where the face rests is told from where it keeps still longest. Who smiles or keeps the mouth open for seconds keeps
still elsewhere; but chins hardly rise from a closed mouth, and cheeks hang at rest.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from countenance.spotting.region_flow.channels import CHANNEL_NAMES

__all__ = ["channel_cannot_go", "face_cannot_go"]

_REACH = 0.06
"""Way of a part against its only strong muscles that no action unit makes, in inter-ocular distances."""
_JAW = [n for n, name in enumerate(CHANNEL_NAMES) if name.startswith(("chin", "lower_lip"))]
"""Hangs when the mouth opens, and hardly rises from a closed one."""
_LIFTED = [n for n, name in enumerate(CHANNEL_NAMES) if name.startswith(("nasolabial", "upper_lip"))]
"""Is lifted, and hardly sinks from rest."""
_UP, _DOWN = -1.0, 1.0
_AGAINST = np.zeros(len(CHANNEL_NAMES))
_AGAINST[_JAW], _AGAINST[_LIFTED] = _UP, _DOWN


def channel_cannot_go(channel: int, way: tuple[float, float]) -> bool:
    """Whether one channel cannot go that way from rest.

    Parameters
    ----------
    channel : int
        Position among the channels.
    way : tuple of float
        Displacement (x, y) in the picture, in inter-ocular distances.

    Examples
    --------
    >>> channel_cannot_go(CHANNEL_NAMES.index("chin"), (0.0, -0.1))
    True
    >>> channel_cannot_go(CHANNEL_NAMES.index("chin"), (0.0, 0.1))
    False
    """
    return bool(_AGAINST[channel] * way[1] > _REACH)


def face_cannot_go(way: NDArray[np.float64]) -> bool:
    """Whether jaw or upper lip and folds as a whole cannot go that way from rest; of shape (C, 2)."""
    return bool(way[_JAW, 1].mean() < -_REACH or way[_LIFTED, 1].mean() > _REACH)
