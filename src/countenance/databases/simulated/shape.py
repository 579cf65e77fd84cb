"""The shape of a head: thirteen smooth ways in which people differ, applied to the coarse mesh.

Each mode is a function of position alone, so the surface stays smooth, and the left and right side stay alike.
A coefficient of 1 is about one standard deviation between people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np
from numpy.typing import NDArray

from countenance.databases.simulated.action_unit_fields import smooth_field
from countenance.databases.simulated.anatomy import INNER_LIPS, LOWER_LID, UPPER_LID, mirror
from countenance.databases.simulated.bust import coarse_bust

__all__ = ["SHAPE_MODES", "head_shape", "neutral_bust"]

Points = NDArray[np.float64]


def _near(
    p: Points, centre: tuple[float, float, float], width: tuple[float, float, float]
) -> NDArray[np.float64]:
    """Gaussian bell around a point and its mirror image, shape (V, 1)."""
    q = np.abs(p[:, :1]) if centre[0] else p[:, :1]
    scaled = (np.concatenate([q, p[:, 1:]], axis=1) - centre) / width
    return np.asarray(np.exp(-0.5 * (scaled**2).sum(axis=1, keepdims=True)))


def _ramp(value: NDArray[np.float64], start: float, end: float) -> NDArray[np.float64]:
    share = np.clip((value - start) / (end - start), 0, 1)
    return share * share * (3 - 2 * share)


def _stretch(
    p: Points, weight: NDArray[np.float64], centre: Points, factors: tuple[float, float, float]
) -> Points:
    return np.asarray(weight * (p - centre) * factors)


def _head(p: Points) -> NDArray[np.float64]:
    return _ramp(p[:, 1:2], -17.0, -10.0)


def _side(p: Points) -> Points:
    return np.tanh(p[:, :1] / 0.6)


def _eye_centre(p: Points) -> Points:
    return np.concatenate(
        [3.18 * np.sign(p[:, :1]), np.full((len(p), 1), 2.63), np.full((len(p), 1), 3.6)], axis=1
    )


_EYES = ((3.18, 2.63, 3.6), (1.5, 1.1, 2.5))
_MOUTH = ((0.0, -4.4, 4.9), (2.4, 1.4, 2.5))
_ORIGIN = np.array([0.0, 0.0, -4.0])

SHAPE_MODES: Mapping[str, Callable[[Points], Points]] = {
    "head width": lambda p: _stretch(p, _head(p), _ORIGIN, (0.035, 0, 0)),
    "lower face length": lambda p: _ramp(p[:, 1:2], -1.5, -8.5) * _head(p) * [0, -0.38, 0],
    "jaw width": lambda p: _stretch(p, _ramp(p[:, 1:2], 0, -6.0) * _head(p), _ORIGIN, (0.055, 0, 0)),
    "nose length": lambda p: _near(p, (0, -1.3, 6.2), (1.8, 1.7, 2.2)) * [0, -0.22, 0.1],
    "nose protrusion": lambda p: _near(p, (0, -0.3, 7.0), (1.5, 2.4, 2.5)) * [0, 0, 0.3],
    "nose width": lambda p: _stretch(p, _near(p, (0, -1.2, 5.5), (1.9, 1.4, 2.5)), np.zeros(3), (0.11, 0, 0)),
    "eye spacing": lambda p: _near(p, (3.2, 3.2, 3.6), (2.0, 2.2, 3.0)) * _side(p) * [0.16, 0, 0],
    "eye opening": lambda p: _stretch(p, _near(p, *_EYES), _eye_centre(p), (0.03, 0.15, 0)),
    "brow height": lambda p: _near(p, (3.2, 4.7, 4.3), (3.0, 0.9, 3.0)) * [0, 0.18, 0],
    "brow ridge": lambda p: _near(p, (2.8, 4.4, 4.8), (3.0, 0.8, 3.0)) * [0, 0, 0.22],
    "cheek fullness": lambda p: (
        _near(p, (5.0, -1.8, 2.5), (2.2, 2.2, 3.0)) * (_side(p) * [0.28, 0, 0] + [0, 0, 0.2])
    ),
    "lip fullness": lambda p: _stretch(p, _near(p, *_MOUTH), np.array([0, -4.27, 4.9]), (0, 0.14, 0.04)),
    "mouth width": lambda p: _stretch(p, _near(p, *_MOUTH), np.zeros(3), (0.07, 0, 0)),
    "chin": lambda p: _near(p, (0, -8.4, 4.2), (2.2, 1.6, 2.5)) * [0, -0.1, 0.32],
}
"""Displacement (V, 3) in centimetres of each mode at coefficient 1."""


@cache
def neutral_bust() -> Points:
    """The coarse mesh with lips closed and eyes a little more open than the canonical mesh has them."""
    bust = coarse_bust()
    face = bust.vertices
    upper, lower = np.array(INNER_LIPS[1:10]), np.array(INNER_LIPS[:10:-1])
    gap = face[lower, 1] - face[upper, 1]
    # The lips overlap a little, because subdivision rounds their edges off.
    close = {int(v): (0.0, 0.66 * float(g), 0.0) for v, g in zip(upper, gap, strict=True)}
    close |= {int(v): (0.0, -0.46 * float(g), 0.0) for v, g in zip(lower, gap, strict=True)}
    lids = np.sin(np.linspace(0, np.pi, 9)[1:-1])
    open_ = {}
    for row, rise in ((UPPER_LID, 0.05), (LOWER_LID, -0.07)):
        for vertex, share in zip(row, lids, strict=True):
            for v in (vertex, mirror()[vertex]):
                open_[v] = (0.0, rise * float(share), 0.0)
    still = dict.fromkeys(
        (0, 17, 61, 291, 78, 308, 164, 33, 133, 263, 362, 159 + 64, 65, 295), (0.0, 0.0, 0.0)
    )
    handles = still | close | open_
    field = smooth_field(tuple(handles), np.array(list(handles.values())), reach=0.8)
    return np.asarray(face + field[bust.parent] * bust.follow[:, None])


def head_shape(coefficients: Mapping[str, float]) -> Points:
    """Rest positions of the coarse mesh for one person.

    Parameters
    ----------
    coefficients : mapping
        Mode name to coefficient; modes left out are average.

    Returns
    -------
    ndarray of shape (V, 3)
        Centimetres.
    """
    rest = neutral_bust()
    return np.asarray(rest + sum(c * SHAPE_MODES[name](rest) for name, c in coefficients.items()))
