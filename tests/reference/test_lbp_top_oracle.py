"""LBP-TOP against its definition written out voxel by voxel: slow, literal, independent of the package."""

from __future__ import annotations

from math import ceil, cos, floor, pi, sin

import numpy as np
import pytest
from numpy.typing import NDArray

from countenance.features import LBPTOPSettings, lbp_top, region_histograms

RADII = [(1, 2, 3), (3, 1, 2), (2, 3, 1), (1, 1, 1), (2, 2, 4), (4, 4, 2)]


def neighbour(plane: int, p: int, points: int, radii: tuple[int, int, int], centre: tuple[int, int, int]):
    """Where neighbour p lies, as (t, y, x)."""
    rx, ry, rt = radii
    t, y, x = centre
    a = 2 * pi * p / points
    if plane == 0:
        return t, y - ry * sin(a), x + rx * cos(a)
    if plane == 1:
        return t + rt * sin(a), y, x + rx * cos(a)
    return t + rt * cos(a), y - ry * sin(a), x


def grey(volume: NDArray[np.uint8], position: tuple[float, ...], interpolation: str, plane: int) -> float:
    if interpolation == "nearest":
        return int(volume[tuple(floor(v + 0.5) for v in position)])
    # The reference counts coordinates from 1, casts them to single and computes in single.
    single = np.float32
    (t0, t1, v), (y0, y1, w), (x0, x1, u) = (
        (floor(c) - 1, ceil(c) - 1, c - np.floor(c))
        for c in (single(position_ + 1) for position_ in position)
    )
    one = single(1)
    if plane == 0:
        around, f, g = (volume[t0, y0, x0], volume[t0, y1, x0], volume[t0, y0, x1], volume[t0, y1, x1]), u, w
    elif plane == 1:
        around, f, g = (volume[t0, y0, x0], volume[t1, y0, x0], volume[t0, y0, x1], volume[t1, y0, x1]), u, v
    else:
        around, f, g = (volume[t0, y0, x0], volume[t1, y0, x0], volume[t0, y1, x0], volume[t1, y1, x0]), w, v
    a, b, c, d = (single(value) for value in around)
    value = a * (one - f) * (one - g) + b * (one - f) * g + c * f * (one - g) + d * f * g
    assert value.dtype == np.float32
    return floor(value)


def uniform_bin(code: int, points: int) -> int:
    def is_uniform(other: int) -> bool:
        bits = f"{other:0{points}b}"
        return sum(bits[i] != bits[i - 1] for i in range(points)) <= 2

    uniform = [other for other in range(2**points) if is_uniform(other)]
    return uniform.index(code) if code in uniform else len(uniform)


def oracle(
    volume: NDArray[np.uint8],
    radii: tuple[int, int, int],
    points: int,
    mapping: str,
    interpolation: str,
    *,
    inside: NDArray[np.bool_],
) -> NDArray[np.float64]:
    rx, ry, rt = radii
    border = max(rx, ry)
    n_frames, height, width = volume.shape
    histograms = np.zeros((3, 2**points if mapping == "basic" else points * (points - 1) + 3))
    bins = [code if mapping == "basic" else uniform_bin(code, points) for code in range(2**points)]
    for plane in range(3):
        for t in range(rt, n_frames - rt):
            for y in range(border, height - border):
                for x in range(border, width - border):
                    if not inside[y, x]:
                        continue
                    code = 0
                    for p in range(points):
                        position = neighbour(plane, p, points, radii, (t, y, x))
                        if grey(volume, position, interpolation, plane) >= volume[t, y, x]:
                            code += 2**p
                    histograms[plane, bins[code]] += 1
    return histograms / histograms.sum(axis=1, keepdims=True)


def random_volume(seed: int, shape: tuple[int, int, int], levels: int) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, levels, shape, dtype=np.uint8)


@pytest.mark.parametrize("interpolation", ["nearest", "bilinear"])
@pytest.mark.parametrize(("points", "mapping"), [(4, "basic"), (4, "uniform"), (8, "basic"), (8, "uniform")])
@pytest.mark.parametrize("radii", RADII)
def test_whole_volumes_equal_the_oracle(radii, points, mapping, interpolation):
    volume = random_volume(1, (10, 11, 12), levels=256)
    everywhere = np.ones(volume.shape[1:], bool)
    expected = oracle(volume, radii, points, mapping, interpolation, inside=everywhere)
    np.testing.assert_allclose(
        lbp_top(volume, radii, points, mapping, interpolation), expected, rtol=0, atol=1e-15
    )


@pytest.mark.parametrize("radii", RADII)
def test_flat_places_equal_the_oracle_to_the_last_bit_of_single_precision(radii):
    # With two grey levels most neighbourhoods are flat, where rounding alone decides the diagonal bits.
    volume = random_volume(2, (10, 12, 14), levels=2)
    expected = oracle(volume, radii, 8, "basic", "bilinear", inside=np.ones(volume.shape[1:], bool))
    np.testing.assert_allclose(lbp_top(volume, radii, 8, "basic", "bilinear"), expected, rtol=0, atol=1e-15)


@pytest.mark.parametrize("interpolation", ["nearest", "bilinear"])
def test_regions_equal_the_oracle_with_a_mask(interpolation):
    volume = random_volume(3, (9, 24, 40), levels=3)
    labels = np.zeros((24, 40), int)
    labels[9:14, 30:36] = 1  # far from the origin, where single precision is coarser
    labels[12:18, 33:40] = 2  # overlaps the first and reaches the frame's edge
    labels[16:19, 20:22] = 3
    settings = [LBPTOPSettings(1, 2, 3, 8, "basic"), LBPTOPSettings(3, 1, 2, 4, "uniform")]
    computed = region_histograms(volume, labels, settings, interpolation=interpolation)
    for setting in settings:
        for region in (1, 2, 3):
            expected = oracle(
                volume,
                (setting.rx, setting.ry, setting.rt),
                setting.points,
                setting.mapping,
                interpolation,
                inside=labels == region,
            )
            np.testing.assert_allclose(computed[setting][region - 1], expected, rtol=0, atol=1e-15)
