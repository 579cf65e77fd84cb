"""Two soft lamps and the light that a pale room returns, evaluated at vertices with numba."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countenance.core.kernels import compiled

__all__ = ["Lighting", "illuminate"]


@dataclass(frozen=True)
class Lighting:
    """The lamps of a recording room.

    Attributes
    ----------
    key, fill : tuple of float
        Direction towards each lamp; need not be of length 1.
    key_power, fill_power, ambient : float
        Irradiance of a surface that faces the lamp, relative to a white surface of brightness 1.
    warmth : float
        Red gained and blue lost, relative.
    """

    key: tuple[float, float, float] = (-0.45, 0.55, 0.75)
    fill: tuple[float, float, float] = (0.75, 0.15, 0.6)
    key_power: float = 0.62
    fill_power: float = 0.26
    ambient: float = 0.22
    warmth: float = 0.04

    def directions(self) -> NDArray[np.float64]:
        """Unit vectors towards key and fill, shape (2, 3)."""
        lamps = np.array([self.key, self.fill], dtype=np.float64)
        return np.asarray(lamps / np.linalg.norm(lamps, axis=1, keepdims=True))


@compiled()
def illuminate(
    vertices: NDArray[np.float64],
    normals: NDArray[np.float64],
    occlusion: NDArray[np.float64],
    gloss: NDArray[np.float64],
    lamps: NDArray[np.float64],
    powers: NDArray[np.float64],
    colour: NDArray[np.float64],
    camera: float,
) -> NDArray[np.float32]:
    """Light at each vertex.

    Parameters
    ----------
    vertices, normals : ndarray of shape (V, 3)
    occlusion, gloss : ndarray of shape (V,)
        See `rig.Rig`.
    lamps : ndarray of shape (2, 3)
        Unit vectors.
    powers : ndarray of shape (3,)
        Of key, fill and ambient light.
    colour : ndarray of shape (3,)
        Of all light.
    camera : float
        Distance of the camera along z, centimetres.

    Returns
    -------
    ndarray of shape (V, 4)
        Red, green, blue irradiance and the gloss reflected to the camera.
    """
    out = np.empty((vertices.shape[0], 4), dtype=np.float32)
    for v in range(vertices.shape[0]):
        nx, ny, nz = normals[v, 0], normals[v, 1], normals[v, 2]
        ex, ey, ez = -vertices[v, 0], -vertices[v, 1], camera - vertices[v, 2]
        length = np.sqrt(ex * ex + ey * ey + ez * ez)
        ex, ey, ez = ex / length, ey / length, ez / length
        # Skin lets red light through, so that its terminator is softer and redder.
        red = green = blue = powers[2] * (0.72 + 0.28 * ny)
        shine = 0.0
        for lamp in range(2):
            lx, ly, lz = lamps[lamp, 0], lamps[lamp, 1], lamps[lamp, 2]
            facing = nx * lx + ny * ly + nz * lz
            red += powers[lamp] * max(0.0, (facing + 0.30) / 1.30) ** 1.15
            green += powers[lamp] * max(0.0, (facing + 0.16) / 1.16)
            blue += powers[lamp] * max(0.0, (facing + 0.12) / 1.12)
            hx, hy, hz = lx + ex, ly + ey, lz + ez
            half = (nx * hx + ny * hy + nz * hz) / np.sqrt(hx * hx + hy * hy + hz * hz)
            if half > 0 and facing > 0:
                shine += powers[lamp] * (0.055 * half**14 + 0.06 * half**48)
        # Grazing views see more of the room's reflection.
        rim = 1 - max(0.0, nx * ex + ny * ey + nz * ez)
        shine += 0.05 * powers[2] * rim**3
        shade = occlusion[v]
        out[v, 0] = red * shade * colour[0]
        out[v, 1] = green * shade * colour[1]
        out[v, 2] = blue * shade * colour[2]
        out[v, 3] = shine * gloss[v] * shade
    return out
