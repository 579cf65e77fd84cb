"""Directional codes against their definition written out voxel by voxel."""

from __future__ import annotations

from math import cos, floor, pi, sin

import numpy as np
import pytest

from countenance.features import directional_histograms


def neighbour(plane: int, p: int, radii: tuple[int, int, int], t: int, y: int, x: int) -> tuple[int, ...]:
    rx, ry, rt = radii
    a = 2 * pi * p / 8
    place = (
        (t, y - ry * sin(a), x + rx * cos(a)),
        (t + rt * sin(a), y, x + rx * cos(a)),
        (t + rt * cos(a), y - ry * sin(a), x),
    )[plane]
    return tuple(floor(v + 0.5) for v in place)


def oracle(volume: np.ndarray, labels: np.ndarray, radii: tuple[int, int, int], n_regions: int) -> np.ndarray:
    """The module's table, voxel by voxel."""
    levels = volume.astype(float)
    border, rt = max(radii[:2]), radii[2]
    counts = np.zeros((n_regions, 3, 256))
    n_frames, height, width = volume.shape
    for plane in range(3):
        for t in range(rt, n_frames - rt):
            for y in range(border, height - border):
                for x in range(border, width - border):
                    if labels[y, x] == 0:
                        continue
                    code = 0
                    for d in range(4):
                        u = levels[neighbour(plane, d, radii, t, y, x)] - levels[t, y, x]
                        v = levels[neighbour(plane, d + 4, radii, t, y, x)] - levels[t, y, x]
                        code += 2 ** (2 * d) * (u * v >= 0) + 2 ** (2 * d + 1) * (abs(u) >= abs(v))
                    counts[labels[y, x] - 1, plane, code] += 1
    return counts / counts.sum(axis=2, keepdims=True)


@pytest.mark.parametrize("radii", [(1, 1, 1), (1, 2, 3), (3, 1, 2), (2, 3, 1), (4, 4, 2)])
@pytest.mark.parametrize("kind", ["grey", "few levels", "signed"])
def test_regions_equal_the_oracle(radii, kind):
    rng = np.random.default_rng(4)
    volume = {
        "grey": rng.integers(0, 256, (9, 13, 14), dtype=np.uint8),
        "few levels": rng.integers(0, 3, (9, 13, 14), dtype=np.uint8),
        "signed": rng.normal(size=(9, 13, 14)),
    }[kind]
    labels = rng.integers(0, 3, (13, 14))
    computed = directional_histograms(volume, labels, radii)
    np.testing.assert_allclose(computed, oracle(volume, labels, radii, 2), rtol=0, atol=1e-15)
