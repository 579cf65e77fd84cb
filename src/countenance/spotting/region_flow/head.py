"""The head's own motion between two frames, told from the points of a face that expressions hardly move."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["RigidMotion"]

_ROUNDS = 6
_TURN_PENALTY = 0.05
"""Ridge weight of turns in depth: without evidence a movement is no turn of the head."""


class RigidMotion:
    """Fits shift, turn, scaling and two turns in depth to the stable points, and takes it from all of them.

    For small angles a head that turns about the upright axis moves a point sideways in proportion to its depth, and
    one that nods moves it up or down. The fit is reweighted by residuals, because some points may move after all.

    Parameters
    ----------
    places : ndarray of shape (n, 3)
        Points on the reference face, x, y and depth, in the unit of the motions.
    stable : sequence of int
        Positions of those that expressions hardly move.

    Attributes
    ----------
    ways : ndarray of shape (2 n, 6)
        How all points move in each of these motions by one unit.
    turn : ndarray of shape (2,)
        Turns of the last motion about the upright and the level axis, in radians.
    """

    def __init__(self, places: NDArray[np.float64], stable: Sequence[int]) -> None:
        self._stable = np.array(stable)
        stable = self._stable.tolist()
        x, y, depth = (places - places[stable].mean(0)).T
        zero, one = np.zeros_like(x), np.ones_like(x)
        along = np.stack([x, -y, one, zero, depth, zero], 1)
        across = np.stack([y, x, zero, one, zero, depth], 1)
        self._basis = np.stack([along, across], 1)
        self.ways = self._basis.reshape(-1, 6)
        spread = float(np.abs(x[stable]).mean())
        self._penalty = np.diag([0, 0, 0, 0, 1.0, 1.0]) * len(stable) * (_TURN_PENALTY * spread) ** 2
        self.turn = np.zeros(2)

    def without(self, moved: NDArray[np.float64]) -> NDArray[np.float64]:
        """Motion of shape (n, 2) less that of the head; nan everywhere where too few stable points are known."""
        stable = self._stable[np.isfinite(moved[self._stable]).all(1)]
        if len(stable) < 4:
            return np.full_like(moved, np.nan)
        basis, target = self._basis[stable], moved[stable]
        weights, head = np.ones(len(stable)), np.zeros(6)
        for _ in range(_ROUNDS):
            weighted = basis * weights[:, None, None]
            normal = np.einsum("nij,nik->jk", weighted, basis) + self._penalty
            head = np.linalg.solve(normal, np.einsum("nij,ni->j", weighted, target))
            residual = np.linalg.norm(target - basis @ head, axis=1)
            weights = 1 / (1 + (residual / max(2 * float(np.median(residual)), 1e-6)) ** 2)
        self.turn = head[4:]
        own: NDArray[np.float64] = moved - self._basis @ head
        return own
