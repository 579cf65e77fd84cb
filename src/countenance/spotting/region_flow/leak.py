"""What is left of the head's turns in the movement of the skin, learned from the last seconds and taken away."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from countenance.spotting.region_flow.channels import CHANNEL_NAMES

__all__ = ["LEAK", "without_turns"]

_LAG_SECONDS = 0.4
_CHANGES = 12
"""That are looked at within the lag; those between tell the same."""
_ROUNDS = 3
_UNCERTAIN = 0.3
"""Turns of the head within the lag that tell nothing about the skin, in degrees."""
_MOST = 0.005
"""Way of the skin for a degree, in inter-ocular distances, beyond which it is no leak but an expression."""


_LEAKS = {
    ("lower_cheek", "chin_side"): 0.0025,
    ("forehead", "glabella", "chin", "mouth_corner"): 0.0016,
    ("brow", "upper_lip", "lower_lip"): 0.0012,
    ("nose", "nasolabial"): 0.0008,
}

LEAK: NDArray[np.float64] = np.array(
    [next(leak for names, leak in _LEAKS.items() if name.startswith(names)) for name in CHANNEL_NAMES]
)
"""Standard deviation of what is left of a turn by one degree in each channel, in inter-ocular distances.

Measured on simulated recordings of heads that turn."""


def without_turns(curves: NDArray[np.float64], turns: NDArray[np.float64], fps: float) -> NDArray[np.float64]:
    """Displacements less the part that goes along with turns of the head.

    No model of a head fits a face exactly: each channel moves a little with every turn. How much is a robust
    regression of changes of displacement on changes of pose; expressions are rare enough not to count in it.

    Parameters
    ----------
    curves : ndarray of shape (T, C, 2)
        In inter-ocular distances.
    turns : ndarray of shape (T, 2)
        In degrees.
    fps : float

    Returns
    -------
    ndarray of shape (T, C, 2)
    """
    lag = max(1, round(_LAG_SECONDS * fps))
    if len(curves) <= 2 * lag:
        return curves
    flat = curves.reshape(len(curves), -1)
    every = max(1, lag // _CHANGES)
    x, y = (turns[lag:] - turns[:-lag])[::every], (flat[lag:] - flat[:-lag])[::every]
    outer = x[:, :, None] * x[:, None, :]
    penalty = np.eye(2) * len(x) * _UNCERTAIN**2
    weights, leak = np.ones_like(y), np.zeros((2, y.shape[1]))
    for _ in range(_ROUNDS):
        normal = np.einsum("tij,tc->cij", outer, weights) + penalty * weights.mean(axis=0)[:, None, None]
        leak = np.linalg.solve(normal, np.einsum("ti,tc->ci", x, weights * y)[..., None])[..., 0].T
        residual = np.abs(y - x @ leak)
        weights = 1 / (1 + (residual / np.maximum(2 * np.median(residual, axis=0), 1e-6)) ** 2)
    leak = np.clip(leak, -_MOST, _MOST)
    less: NDArray[np.float64] = (flat - (turns - turns[-1]) @ leak).reshape(curves.shape)
    return less
