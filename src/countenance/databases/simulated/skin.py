"""The texture of one person: skin, lips, brows, hair, clothes, eyes and teeth as linear albedo.

All detail is a function of the resting surface, so it moves with the skin and not over it.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from countenance.databases.simulated.anatomy import INNER_LIPS, OUTER_LIPS, eye_contour, mirror
from countenance.databases.simulated.appearance import Appearance, Colour
from countenance.databases.simulated.chart import CHART, PATCH_SIZE, SurfaceMap, surface_map, vertex_texels
from countenance.databases.simulated.noise import solid_noise
from countenance.databases.simulated.painting import Image, areas, blend, drawn, filled, hair_cover, line
from countenance.databases.simulated.part_textures import PATCH_TEXTURES
from countenance.databases.simulated.parts import PATCH

__all__ = ["bake"]


def bake(look: Appearance) -> Image:
    """Paint the texture of a person.

    Returns
    -------
    ndarray of shape (1280, 1536, 3)
        Linear albedo, float32.
    """
    surface = surface_map()
    rng = np.random.default_rng(look.seed)
    texture = np.zeros((CHART, CHART + PATCH_SIZE, 3), dtype=np.float32)
    chart = np.zeros((CHART, CHART, 3), dtype=np.float32)
    chart[:] = look.skin
    chart *= _skin_tint(look)
    _paint_lips(chart, look)
    _paint_nostrils(chart)
    _paint_eye_lines(chart, look)
    _paint_brows(chart, look, rng)
    chart *= _relief(look)[..., None]
    _paint_hair(chart, look, surface)
    _paint_clothes(chart, look, surface)
    _paint_inside(chart, surface)
    texture[:, :CHART] = _bleed(chart, surface.inside)
    for name, painter in PATCH_TEXTURES.items():
        row = PATCH[name] * PATCH_SIZE
        texture[row : row + PATCH_SIZE, CHART:] = painter(look)
    return texture


def _bell(p: NDArray[np.float32], centre: Colour, width: Colour) -> NDArray[np.float32]:
    """Gaussian bell around a point and its mirror image."""
    x = np.abs(p[:, 0]) if centre[0] else p[:, 0]
    d = ((x - centre[0]) / width[0]) ** 2 + ((p[:, 1] - centre[1]) / width[1]) ** 2
    d += ((p[:, 2] - centre[2]) / width[2]) ** 2
    return np.exp(-0.5 * d)


def _skin_tint(look: Appearance) -> Image:
    """Blotches, flush, beard shadow, freckles: factors on the skin's colour."""
    area, seed = areas()["skin"], look.seed
    p = area.points
    mottle = solid_noise(p, 2.6, seed + 1) * 0.5 + solid_noise(p, 1.0, seed + 2) * 0.35
    mottle += solid_noise(p, 0.42, seed + 3) * 0.3
    flush = 0.9 * _bell(p, (4.6, -0.9, 3.6), (1.7, 1.5, 2.5)) + 0.7 * _bell(
        p, (0, -0.9, 7.3), (1.2, 1.1, 1.6)
    )
    flush += 0.35 * _bell(p, (0, -8.2, 4.4), (1.6, 1.0, 2)) + 0.25 * _bell(p, (0, 6.4, 5), (3, 1.2, 3))
    flush = look.redness * flush * (1 + 0.5 * mottle) + 0.22 * look.redness * mottle
    beard = _bell(p, (0, -7.0, 3.5), (4.8, 2.3, 5.0)) + 0.8 * _bell(p, (0, -2.9, 6), (1.9, 0.45, 2))
    stubble = 0.5 + 0.5 * solid_noise(p, 0.13, seed + 4)
    beard = look.beard * np.clip(beard, 0, 1) * (0.55 + 0.45 * stubble)
    socket = 0.16 * _bell(p, (3.1, 1.7, 3.8), (1.3, 0.45, 2)) + 0.14 * _bell(
        p, (1.9, 2.6, 3.8), (0.5, 0.8, 2)
    )
    spots = np.clip(solid_noise(p, 0.3, seed + 5) - 0.62 + 0.22 * look.freckles, 0, 1)
    freckles = 2.2 * look.freckles * spots * (0.25 + flush.clip(0, 1) / max(look.redness, 0.2))
    moles = np.clip((solid_noise(p, 1.1, seed + 6) - 0.86) * 12, 0, 1) * 0.5 * (p[:, 1] > -9)
    dark = np.clip(1 - freckles.clip(0, 0.45) - moles, 0.3, 1)
    tint = np.empty((len(p), 3), dtype=np.float32)
    for channel, (flushed, bearded, shade) in enumerate(
        [(0.04, 0.34, 0.8), (-0.26, 0.28, 1.0), (-0.24, 0.20, 0.9)]
    ):
        tint[:, channel] = (1 + flushed * flush) * (1 - bearded * beard) * (1 - shade * socket)
        tint[:, channel] *= (1 + 0.085 * mottle) * dark ** (0.6, 1.0, 1.2)[channel]
    return area.image(tint, outside=1.0)


def _relief(look: Appearance) -> Image:
    """Pores and fine lines, shaded by a lamp above: the difference between two displaced copies of the relief."""
    area = areas()["skin"]
    p = area.points
    towards_light = np.array([0.02, 0.035, 0.01], dtype=np.float32)
    shading = np.zeros(len(p), dtype=np.float32)
    for number, (wavelength, height) in enumerate([(0.8, 0.06), (0.4, 0.085), (0.24, 0.11), (0.15, 0.12)]):
        here = solid_noise(p, wavelength, look.seed + 20 + number)
        shading += height * (
            solid_noise(p + towards_light * (wavelength / 0.12), wavelength, look.seed + 20 + number) - here
        )
        shading += 0.3 * height * here
    pores = np.clip(solid_noise(p, 0.14, look.seed + 30) - 0.35, 0, 1)
    oily = _bell(p, (0, -0.5, 6.8), (1.8, 1.6, 2.5)) + 0.8 * _bell(p, (2.6, -0.8, 5), (1.5, 1.3, 2)) + 0.25
    shading -= 0.14 * pores * oily
    return 1 + look.roughness * area.image(shading)


def _paint_lips(chart: Image, look: Appearance) -> None:
    mask = filled(line([*OUTER_LIPS, OUTER_LIPS[0]]), 2.2)
    area = areas()["mouth"]
    stripes = area.points * np.array([1.0, 0.16, 0.16], dtype=np.float32)
    creases = solid_noise(stripes, 0.12, look.seed + 40) + solid_noise(area.points, 0.25, look.seed + 41)
    lips = np.asarray(look.lips, dtype=np.float32) * (1 + 0.16 * area.image(creases)[..., None])
    blend(chart, lips, 0.88 * mask)
    inner = drawn([line([*INNER_LIPS, INNER_LIPS[0]])], 3, 3.0)
    chart *= 1 - 0.35 * inner[..., None]


def _paint_nostrils(chart: Image) -> None:
    for side in (list, lambda row: [mirror()[v] for v in row]):
        outline = vertex_texels()[side([60, 20, 238, 79, 166, 59, 75])]
        outline = outline.mean(axis=0) + 0.72 * (outline - outline.mean(axis=0))
        chart *= 1 - 0.86 * filled(outline, 1.8)[..., None]


def _paint_eye_lines(chart: Image, look: Appearance) -> None:
    """The wet rim of the lids, the lashes' dark line and the fold of the upper lid."""
    for side in (list, lambda row: [mirror()[v] for v in row]):
        upper = side([33, 246, 161, 160, 159, 158, 157, 173, 133])
        lower = side([33, 7, 163, 144, 145, 153, 154, 155, 133])
        fold = side([130, 247, 30, 29, 27, 28, 56, 190])
        rim = filled(line([*side(eye_contour()), side(eye_contour())[0]], 4), 1.5)
        blend(chart, (look.skin[0] * 0.85, look.skin[1] * 0.55, look.skin[2] * 0.55), 0.8 * rim)
        lash = np.asarray(look.hair, dtype=np.float32) * 0.5
        blend(chart, tuple(lash), 0.9 * np.clip(1.6 * drawn([line(upper)], 4, 1.3), 0, 1))
        blend(chart, tuple(lash), 0.42 * drawn([line(lower)], 2, 1.2))
        chart *= 1 - 0.3 * drawn([line(fold)], 4, 2.5)[..., None]


def _paint_brows(chart: Image, look: Appearance, rng: np.random.Generator) -> None:
    """Single hairs: upright at the inner end, lying outwards along the outer two thirds."""
    for side in (list, lambda row: [mirror()[v] for v in row]):
        top, bottom = line(side([107, 66, 105, 63, 70]), 20), line(side([55, 65, 52, 53, 46]), 20)
        count = int(430 * look.brow_thickness)
        along = rng.beta(1.05, 1.25, count)
        across = rng.normal(0, 0.2 * look.brow_thickness, count) * (1 - 0.55 * along) + 0.72 - 0.5 * along
        place = (along * (len(top) - 1) * 0.97).astype(int)
        root = top[place] + (bottom[place] - top[place]) * across[:, None].clip(-0.1, 1.1)
        forward = np.gradient(top, axis=0)[place]
        forward /= np.linalg.norm(forward, axis=1, keepdims=True)
        upward = top[place] - bottom[place]
        upward /= np.linalg.norm(upward, axis=1, keepdims=True)
        rise = (0.75 - 1.0 * along + rng.normal(0, 0.18, count))[:, None]
        tip = root + (forward + rise * upward) * rng.uniform(6, 13, count)[:, None]
        mask = np.zeros((CHART, CHART), dtype=np.float32)
        for start, end in zip(root, tip, strict=True):
            _hair(mask, start, end)
        blend(chart, look.brows, 1 - np.exp(-1.5 * cv2.GaussianBlur(mask, (0, 0), 0.7)))


def _hair(mask: Image, start: NDArray[np.float64], end: NDArray[np.float64]) -> None:
    low = np.floor(np.minimum(start, end)).astype(int) - 2
    high = np.ceil(np.maximum(start, end)).astype(int) + 3
    stroke = np.zeros((high[1] - low[1], high[0] - low[0]), dtype=np.uint8)
    a, b = (tuple(int(v) for v in np.round((q - low) * 16)) for q in (start, end))
    cv2.line(stroke, a, b, 255, 1, cv2.LINE_AA, 4)
    mask[low[1] : high[1], low[0] : high[0]] += stroke.astype(np.float32) * (0.36 / 255)


def _paint_hair(chart: Image, look: Appearance, surface: SurfaceMap) -> None:
    area, seed = areas()["hair"], look.seed
    p, ring, loop = area.points, surface.ring[area.mask], surface.loop[area.mask]
    cover = hair_cover(p.astype(np.float64), look.hairline)
    if look.hair_style == "short":
        strands = np.stack([loop * 2.2 + 0.12 * ring, ring * 0.22, 0 * ring], axis=1).astype(np.float32)
    else:
        # Combed to both sides from a parting in the middle.
        strands = np.stack([p[:, 2] + 0.3 * np.abs(p[:, 0]), 0.1 * p[:, 0], 0.1 * p[:, 1]], axis=1).astype(
            np.float32
        )
    fine = solid_noise(strands, 0.2, seed + 50) + 0.7 * solid_noise(strands, 0.5, seed + 51)
    parting = np.exp(-((p[:, 0] / 0.22) ** 2)) * (look.hair_style == "long") * (p[:, 1] > 6)
    fringe = solid_noise(p, 0.5, seed + 52) * 0.7 + solid_noise(p, 0.16, seed + 53) * 0.5
    mask = np.clip((cover + 0.5 * fringe + 0.4 * fine - 0.6 * parting) / 0.95 + 0.3, 0, 1)
    colour = np.asarray(look.hair, dtype=np.float32) * (1 + 0.62 * fine - 0.5 * parting)[:, None].clip(
        0.2, 2.4
    )
    # Hair throws a shadow on the skin beside it.
    chart *= 1 - area.image(np.clip(1 + cover / 0.8, 0, 1) * 0.22)[..., None]
    blend(chart, area.image(colour), area.image(mask))


def _paint_clothes(chart: Image, look: Appearance, surface: SurfaceMap) -> None:
    area = areas()["clothes"]
    front = (1 - np.cos(surface.loop * (np.pi / 18))) / 2
    collar = 8.6 + 1.6 * front**3
    mask = np.clip((surface.ring - collar) * 12, 0, 1) * surface.inside
    weave = solid_noise(area.points, 0.25, look.seed + 60) + 0.8 * solid_noise(
        area.points, 1.7, look.seed + 61
    )
    cloth = np.asarray(look.clothes, dtype=np.float32) * (1 + 0.14 * area.image(weave)[..., None])
    hem = np.exp(-(((surface.ring - collar - 0.12) / 0.07) ** 2))
    blend(chart, cloth * (1 - 0.35 * hem[..., None]), mask)


def _paint_inside(chart: Image, surface: SurfaceMap) -> None:
    """The inner lips and the cavity behind them, which darkens towards the throat."""
    mouth = (
        (surface.ring < -0.02) & (np.abs(surface.position[..., 0]) < 2.6) & (surface.position[..., 1] < -1)
    )
    depth = np.clip(-surface.ring, 0, 4)
    shade = (0.45 * np.exp(-1.2 * depth))[..., None]
    wet = np.array([0.42, 0.11, 0.10], dtype=np.float32) * shade
    blend(chart, wet, (np.clip(depth * 2.5, 0, 1) * mouth).astype(np.float32))


def _bleed(chart: Image, inside: NDArray[np.bool_]) -> Image:
    """Carry colours over the chart's border, so that bilinear samples there do not darken."""
    filled = chart * inside[..., None]
    weight = cv2.GaussianBlur(inside.astype(np.float32), (0, 0), 3)
    around = cv2.GaussianBlur(filled, (0, 0), 3) / np.maximum(weight, 1e-3)[..., None]
    return np.where(inside[..., None], chart, around).astype(np.float32)
