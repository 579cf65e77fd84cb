"""Solid gradient noise (Perlin 2002, doi:10.1145/566654.566636), compiled with numba."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from countenance.core.kernels import compiled

__all__ = ["solid_noise"]


@compiled()
def solid_noise(points: NDArray[np.float32], wavelength: float, seed: int) -> NDArray[np.float32]:
    """Smooth noise with mean 0 and a range of about -1 .. 1.

    Parameters
    ----------
    points : ndarray of shape (N, 3)
        Where to evaluate it.
    wavelength : float
        Distance between lattice points, in the unit of ``points``.
    seed : int
        Different seeds give independent noise.
    """
    out = np.empty(points.shape[0], dtype=np.float32)
    for n in range(points.shape[0]):
        x, y, z = points[n, 0] / wavelength, points[n, 1] / wavelength, points[n, 2] / wavelength
        i, j, k = int(np.floor(x)), int(np.floor(y)), int(np.floor(z))
        fx, fy, fz = x - i, y - j, z - k
        sx, sy, sz = _fade(fx), _fade(fy), _fade(fz)
        total = 0.0
        for corner in range(8):
            a, b, c = corner & 1, (corner >> 1) & 1, corner >> 2
            weight = (sx if a else 1 - sx) * (sy if b else 1 - sy) * (sz if c else 1 - sz)
            total += weight * _slope(i + a, j + b, k + c, seed, fx - a, fy - b, fz - c)
        out[n] = total * 1.2
    return out


@compiled(inline="always")
def _fade(f: float) -> float:
    return f * f * f * (f * (f * 6 - 15) + 10)


@compiled()
def _slope(i: int, j: int, k: int, seed: int, x: float, y: float, z: float) -> float:
    h = (i * 73856093) ^ (j * 19349663) ^ (k * 83492791) ^ (seed * 668265263)
    h = ((h ^ (h >> 15)) * 2246822519) & 0xFFFFFFFF
    h = ((h ^ (h >> 13)) * 3266489917) & 0xFFFFFFFF
    h ^= h >> 16
    # One of Perlin's twelve edge directions.
    edge = h % 12
    first = x if edge < 8 else y
    second = y if edge < 4 else z
    return (first if edge & 1 else -first) + (second if edge & 2 else -second)
