"""The textures of eyes, teeth, ears and long hair: small pictures beside the skin's chart."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from countenance.databases.simulated.appearance import Appearance
from countenance.databases.simulated.chart import PATCH_SIZE
from countenance.databases.simulated.noise import solid_noise
from countenance.databases.simulated.painting import Image

__all__ = ["PATCH_TEXTURES"]


def _grid() -> tuple[Image, Image]:
    axis = (np.arange(PATCH_SIZE, dtype=np.float32) + 0.5) / (PATCH_SIZE - 2)
    u, v = np.meshgrid(axis, axis)
    return u.astype(np.float32), v.astype(np.float32)


def _flat(u: Image, v: Image, scale: float) -> NDArray[np.float32]:
    return np.stack([u, v, np.zeros_like(u)], axis=-1).reshape(-1, 3).astype(np.float32) * np.float32(scale)


def _eye_patch(look: Appearance) -> Image:
    """White with fine vessels, iris with radial fibres and a dark rim, pupil."""
    u, v = _grid()
    polar = np.hypot(u - 0.5, v - 0.5) / 0.48 * 1.35
    azimuth = np.arctan2(v - 0.5, u - 0.5)
    radial = (
        np.stack([np.cos(azimuth) * 3, np.sin(azimuth) * 3, polar * 2], axis=-1)
        .reshape(-1, 3)
        .astype(np.float32)
    )
    fibre = solid_noise(radial, 0.22, look.seed + 70).reshape(u.shape)
    vessel = np.clip(1 - 7 * np.abs(solid_noise(_flat(u, v, 8), 1.0, look.seed + 71)), 0, 1).reshape(u.shape)
    white = (
        np.array([0.74, 0.68, 0.63])
        - vessel[..., None] * np.array([0.02, 0.14, 0.14]) * np.clip(polar - 0.5, 0, 1)[..., None] * 2
    )
    iris = (
        np.asarray(look.iris)
        * (1 + 0.55 * fibre[..., None])
        * (0.75 + 0.9 * np.clip(polar - 0.2, 0, 1))[..., None]
    )
    rim = np.clip(1 - np.abs(polar - 0.43) / 0.06, 0, 1)[..., None]
    iris = iris * (1 - 0.75 * rim)
    edge = np.clip((polar - 0.44) / 0.04, 0, 1)[..., None]
    eye = iris * (1 - edge) + white * edge
    pupil = np.clip((polar - 0.16) / 0.025, 0, 1)[..., None]
    return np.asarray(0.008 + pupil * eye, dtype=np.float32)


def _teeth_patch(look: Appearance) -> Image:
    u, v = _grid()
    widths = np.array([5.2, 6.0, 6.6, 7.2, 6.4, 8.6, 8.6, 6.4, 7.2, 6.6, 6.0, 5.2])
    gaps = 0.04 + 0.92 * np.concatenate([[0], widths.cumsum()]) / widths.sum()
    nearest = np.abs(u[..., None] - gaps.astype(np.float32)).min(axis=-1)
    edge = np.clip(nearest / 0.011, 0, 1)
    enamel = np.array([0.72, 0.66, 0.54]) * (0.5 + 0.5 * edge[..., None]) * (1 - 0.2 * v[..., None])
    gum = np.clip((v - 0.72 - 0.06 * np.cos(2 * np.pi * nearest / 0.08)) / 0.04, 0, 1)[..., None]
    pink = np.array([0.5, 0.2, 0.18])
    return np.asarray(enamel * (1 - gum) + pink * gum + 0.02 * look.redness, dtype=np.float32)


def _ear_patch(look: Appearance) -> Image:
    u, v = _grid()
    mottle = solid_noise(_flat(u, v, 7), 0.5, look.seed + 80) + 0.7 * solid_noise(
        _flat(u, v, 7), 0.16, look.seed + 81
    )
    red = np.array([1.0, 1 - 0.18 * look.redness - 0.08, 1 - 0.16 * look.redness - 0.08])
    return np.asarray(
        np.asarray(look.skin) * red * (1 + 0.06 * mottle.reshape(u.shape)[..., None]), dtype=np.float32
    )


def _hair_patch(look: Appearance) -> Image:
    u, v = _grid()
    strands = (
        np.stack([u * 60 + 1.2 * np.sin(5 * v), v * 2.5, 0 * u], axis=-1).reshape(-1, 3).astype(np.float32)
    )
    fine = solid_noise(strands, 0.7, look.seed + 90) + 0.8 * solid_noise(strands, 2.1, look.seed + 91)
    shade = (1 + 0.42 * fine.reshape(u.shape)[..., None]).clip(0.25, 2)
    return np.asarray(np.asarray(look.hair) * shade, dtype=np.float32)


def _light_patch(look: Appearance) -> Image:
    del look  # A lamp's reflection is the same in every eye.
    return np.full((PATCH_SIZE, PATCH_SIZE, 3), 1.0, dtype=np.float32)


PATCH_TEXTURES: dict[str, Callable[[Appearance], Image]] = {
    "eye": _eye_patch,
    "teeth": _teeth_patch,
    "ear": _ear_patch,
    "hair": _hair_patch,
    "light": _light_patch,
}
"""Painter of each patch in `parts.PATCH`; a picture of shape (PATCH_SIZE, PATCH_SIZE, 3), linear albedo."""
