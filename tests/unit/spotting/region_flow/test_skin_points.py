"""Points follow the skin below a pixel, and lost and stray ones do no harm."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from countenance.spotting.region_flow.points import REGION_NAMES
from countenance.spotting.region_flow.skin_points import SkinPoints

from .planted import FPS, SIDE, Picture, distance, picture, raised

STAYS = np.eye(2, 3)
BROW = 18
MOUTH = slice(48, 68)
CHEEK = 68 + REGION_NAMES.index("lower_cheek_right")

Texture = NDArray[np.float64]
Places = NDArray[np.float64]


def following(first: Picture, places: Places) -> SkinPoints:
    return SkinPoints(first, places, 15)


def test_a_planted_movement_is_followed_within_a_tenth_of_a_pixel(texture: Texture, places: Places):
    points = following(picture(texture), places)
    for up in 3 * np.sin(np.linspace(0, np.pi, 25)) ** 2:
        moved = points.moved(picture(texture, raised(places[BROW], up)), STAYS, 1 / FPS)
        assert moved[BROW] == pytest.approx((0, -up), abs=0.1)
        assert np.abs(moved[MOUTH]).max() < 0.05


def test_nothing_accumulates_in_noise(texture: Texture, places: Places):
    rng = np.random.default_rng(0)
    points = following(picture(texture), places)
    for _ in range(60):
        shown = picture(texture) + rng.normal(0, 4, (SIDE, SIDE))
        moved = points.moved(np.clip(np.round(shown), 0, 255).astype(np.uint8), STAYS, 1 / FPS)
    assert np.abs(moved).max() < 0.15


def test_a_crop_that_is_cut_elsewhere_moves_nothing(texture: Texture, places: Places):
    points = following(picture(texture), places)
    aside = np.tile([40.0, 0.0], (SIDE, SIDE, 1)) + raised(places[BROW, :2] + (40, 0), 2)
    moved = points.moved(picture(texture, aside), np.array([[1.0, 0, 40], [0, 1, 0]]), 1 / FPS)
    assert moved[BROW] == pytest.approx((0, -2), abs=0.1)
    assert np.abs(moved[MOUTH]).max() < 0.05
    assert np.abs(points.turn).max() < 0.005


def test_a_turn_of_the_head_in_depth_is_told(texture: Texture, places: Places):
    points = following(picture(texture), places)
    away = distance(places[30, :2])
    bulge = np.stack([3 * np.exp(-((away / 30) ** 2)), 0 * away], axis=2)
    points.moved(picture(texture, bulge), STAYS, 1 / FPS)
    assert points.turn[0] > 0.02
    assert abs(points.turn[1]) < 0.01


def test_a_point_without_texture_goes_as_its_neighbours(texture: Texture, places: Places):
    smooth = np.where(distance(places[CHEEK]) < 12, 128.0, texture)
    points = following(picture(smooth), places)
    for up in np.linspace(0.5, 3, 6):
        moved = points.moved(picture(smooth, raised(places[CHEEK], up, radius=48)), STAYS, 1 / FPS)
    assert moved[CHEEK] == pytest.approx((0, -3), abs=0.2)


def test_points_that_are_all_lost_stay(texture: Texture, places: Places):
    points = following(picture(texture), places)
    covered = np.full((SIDE, SIDE), 128, np.uint8)
    assert np.abs(points.moved(covered, STAYS, 1 / FPS)).max() < 0.2


def carried_off(texture: Texture, places: Places) -> tuple[SkinPoints, Texture, NDArray[np.float64]]:
    """A glint takes the point on the cheek 18 px along; with the picture at the end, and the last displacement."""

    def glint(down: float) -> Texture:
        return texture + 120 * np.exp(-((distance(places[CHEEK, :2] + (0, down)) / 7) ** 2))

    points = following(picture(glint(0)), places)
    for down in np.linspace(1.5, 18, 12):
        moved = points.moved(picture(glint(down)), STAYS, 1 / FPS)
    assert np.linalg.norm(moved[CHEEK]) > 8
    return points, glint(18), moved


def test_a_point_that_has_gone_astray_is_brought_back_without_a_step(texture: Texture, places: Places):
    points, shown, before = carried_off(texture, places)
    points.reseat(places[:, :2])
    assert points.moved(picture(shown), STAYS, 1 / FPS) == pytest.approx(before, abs=0.05)


def test_a_point_that_was_brought_back_follows_its_own_skin(texture: Texture, places: Places):
    points, shown, before = carried_off(texture, places)
    points.reseat(places[:, :2])
    cheek = raised(places[CHEEK], 1, radius=17)
    moved = points.moved(picture(shown, cheek), STAYS, 1 / FPS)
    assert moved[CHEEK] - before[CHEEK] == pytest.approx((0, -1), abs=0.15)


def test_landmarks_that_are_a_little_or_all_elsewhere_bring_nothing_back(texture: Texture, places: Places):
    rng = np.random.default_rng(0)
    points = following(picture(texture), places)
    up = picture(texture, raised(places[BROW], 2))
    before = points.moved(up, STAYS, 1 / FPS)
    points.reseat(places[:, :2] + (20, 0) + rng.uniform(-3, 3, (len(places), 2)))
    assert points.moved(up, STAYS, 1 / FPS) == pytest.approx(before, abs=0.05)
