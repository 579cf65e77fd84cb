"""Rigid motions pass, textured points go their own way, flat ones go with the others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from countenance.spotting.region_flow.elastic import ElasticSkin
from countenance.spotting.region_flow.head import RigidMotion

SIDE = 160
GRID = np.stack(np.meshgrid(np.arange(30, 131, 20), np.arange(30, 131, 20)), axis=2).reshape(-1, 2)
PLACES = GRID.astype(np.float32)
N = len(PLACES)
MIDDLE = int(np.argmin(np.abs(PLACES - 90).sum(axis=1)))
APART = np.linalg.norm(PLACES[:, None] - PLACES, axis=2)
NEAR = np.argsort(APART, axis=1)[:, 1:9]
DEPTH = 10 - np.abs(PLACES - 80).sum(axis=1, keepdims=True) / 10
RIGID = RigidMotion(np.hstack([PLACES, DEPTH]).astype(np.float64), range(N)).ways


def pictured(contrast: float, flat: tuple[int, int] | None = None, radius: int = 14) -> NDArray[np.uint8]:
    """Noise of that standard deviation, blurred; grey around one place."""
    noise = np.random.default_rng(4).normal(0, 1, (SIDE, SIDE))
    for axis in (0, 1):
        noise = (noise + np.roll(noise, 1, axis) + np.roll(noise, -1, axis)) / 3
    shown = 128 + contrast * noise / noise.std()
    if flat is not None:
        x, y = flat
        shown[y - radius : y + radius + 1, x - radius : x + radius + 1] = 128
    return np.clip(np.round(shown), 0, 255).astype(np.uint8)


def skin(contrast: float = 30.0, flat: tuple[int, int] | None = None) -> ElasticSkin:
    return ElasticSkin(pictured(contrast, flat), PLACES, NEAR, 15, RIGID)


@given(st.lists(st.floats(-2, 2), min_size=6, max_size=6), st.sampled_from([0.5, 5.0, 50.0]))
def test_motions_of_the_head_pass_as_they_are(motion: list[float], contrast: float):
    ways = (RIGID @ (np.array(motion) * [0.02, 0.02, 1, 1, 0.05, 0.05])).reshape(-1, 2)
    assert skin(contrast).smoothed(ways) == pytest.approx(ways, abs=1e-6)


def test_a_textured_point_goes_its_own_way():
    ways = np.zeros((N, 2))
    ways[MIDDLE] = (1.0, -2.0)
    smoothed = skin().smoothed(ways)
    assert smoothed[MIDDLE] == pytest.approx((1, -2), rel=0.03)
    assert np.abs(np.delete(smoothed, MIDDLE, axis=0)).max() < 0.02


def test_a_flat_point_goes_with_its_neighbours():
    x, y = GRID[MIDDLE]
    around = NEAR[MIDDLE]
    ways = np.zeros((N, 2))
    ways[around] = (0.0, 1.0)
    ways[MIDDLE] = (30.0, -40.0)  # optical flow that has gone astray
    smoothed = skin(flat=(int(x), int(y))).smoothed(ways)
    assert smoothed[MIDDLE, 0] == pytest.approx(0, abs=0.1)
    assert 0.5 < smoothed[MIDDLE, 1] < 1.1
    assert smoothed[around] == pytest.approx(ways[around], abs=0.1)


def test_an_edge_tells_the_way_across_it_alone():
    shown = np.full((SIDE, SIDE), 100, np.uint8)
    shown[:, 90:] = 160
    edge = ElasticSkin(shown, PLACES, NEAR, 15, RIGID)
    ways = np.zeros((N, 2))
    ways[MIDDLE] = (1.0, 1.0)
    across, along = edge.trusted(ways)[MIDDLE]
    assert across > 0.95
    assert along < 0.05


def test_trust_grows_with_the_contrast():
    ways = np.ones((N, 2))
    shares = [skin(contrast).trusted(ways).mean() for contrast in (0.3, 1, 3, 10, 100)]
    assert shares == sorted(shares)
    assert 0 <= shares[0] < 0.2
    assert 0.99 < shares[-1] <= 1


def test_noise_in_a_picture_without_texture_is_taken_away():
    ways = np.random.default_rng(0).normal(0, 1, (N, 2))
    faint = skin(0.3).smoothed(ways)
    assert np.isfinite(faint).all()
    assert faint.std() < 0.7 * ways.std()
    assert skin(60.0).smoothed(ways) == pytest.approx(ways, abs=0.1)
