"""How strong an event is: how far it moves the skin, in % of the inter-ocular distance.

The displacement of an event is that of the vertex of the canonical mesh that moves most in the picture at the apex,
with the head at rest and the eyes open; the inter-ocular distance is that between the centres of the eyes (each
the middle between its corners) in the same picture without expression.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from countenance.core import InputError
from countenance.databases.simulated.person import Person

__all__ = ["displacement", "gain_for", "inter_ocular"]

_EYE_CORNERS = ((33, 133), (263, 362))
_GREATEST_GAIN = 1.5


def inter_ocular(points: NDArray[np.floating]) -> float:
    """Distance between the centres of the eyes.

    Parameters
    ----------
    points : ndarray of shape (468, 2)
        Vertices of the canonical mesh in the picture, pixels.
    """
    right, left = (points[list(corners)].mean(axis=0) for corners in _EYE_CORNERS)
    return float(np.linalg.norm(left - right))


def displacement(person: Person, action_units: Mapping[str, float]) -> float:
    """Peak displacement of the skin by action units, % of the inter-ocular distance.

    Parameters
    ----------
    person : Person
    action_units : mapping of str to float
        As for `Person.project`.

    Examples
    --------
    >>> person = Person.from_seed(1)
    >>> displacement(person, {}), 5 < displacement(person, {"12": 0.5}) < 8
    (0.0, True)
    """
    neutral = person.project()
    moved = np.linalg.norm(person.project(action_units) - neutral, axis=1)
    return float(100 * moved.max() / inter_ocular(neutral))


def gain_for(person: Person, action_units: Mapping[str, float], wanted: float) -> float:
    """The factor by which all intensities are multiplied so that the displacement is the wanted one.

    Parameters
    ----------
    person : Person
    action_units : mapping of str to float
    wanted : float
        % of the inter-ocular distance.

    Raises
    ------
    InputError
        If one and a half times the intensities do not move the skin as far.
    """

    def error(gain: float) -> float:
        return displacement(person, {unit: gain * value for unit, value in action_units.items()}) - wanted

    if error(_GREATEST_GAIN) < 0:
        raise InputError(
            f"Action units {'+'.join(action_units)} cannot move the skin by {wanted:g} % of the inter-ocular "
            "distance; ask for less."
        )
    return float(brentq(error, 0.0, _GREATEST_GAIN, xtol=1e-6))
