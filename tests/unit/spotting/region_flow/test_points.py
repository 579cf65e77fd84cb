"""Points on the face, and the regions they speak for."""

from __future__ import annotations

import numpy as np
import pytest

from countenance.face import FaceMesh
from countenance.face.mapping import MIRROR_68
from countenance.spotting.region_flow.points import (
    REGION_NAMES,
    STABLE,
    depth_of,
    face_points,
    region_displacement,
)


def test_landmarks_come_first_then_the_regions_and_what_is_beside_the_eyes(mesh: FaceMesh):
    points = face_points(mesh.landmarks68)
    assert points.shape == (108, 2)
    assert np.array_equal(points[:68], mesh.landmarks68)
    brow, eyes = points[68 + REGION_NAMES.index("brow_outer_right")], mesh.landmarks68[36:48]
    assert np.linalg.norm(brow - mesh.landmarks68[[17, 18]].mean(0)) < 10
    beside = points[104:, 0]
    assert beside[2] < eyes[:, 0].min()
    assert beside[3] > eyes[:, 0].max()
    assert eyes[3, 0] < beside[0] < beside[1] < eyes[6, 0]


def test_depth_is_towards_the_camera(mesh: FaceMesh):
    depth = depth_of(mesh.landmarks68, mesh)
    tip, outer_corner = depth[30], depth[36]
    assert tip > outer_corner + 20
    assert depth.max() == pytest.approx(tip, abs=5)


def test_depth_is_the_mean_of_the_nearest_three(mesh: FaceMesh):
    place = mesh.points[1, :2]
    nearest = sorted(mesh.points.tolist(), key=lambda point: np.hypot(*(point[:2] - place)))[:3]
    assert depth_of(place[None], mesh) == pytest.approx([-sum(z for _, _, z in nearest) / 3])


def test_stable_points_are_neither_brows_nor_lids_nor_lips():
    moving = {*range(17, 27), *range(36, 68)}
    assert not moving & set(STABLE)
    assert len(set(STABLE)) == len(STABLE) >= 12
    assert max(STABLE) < 108


def test_a_shift_of_everything_is_that_of_every_region():
    found = region_displacement(np.tile([1.5, -0.5], (108, 1)))
    assert found.shape == (36, 2)
    assert np.allclose(found, [1.5, -0.5])


def test_a_region_moves_with_its_landmarks_and_its_centre():
    centre = 68 + REGION_NAMES.index("brow_outer_right")
    for point in (17, 18, centre):
        moved = np.zeros((108, 2))
        moved[point] = (0, 3)
        found = region_displacement(moved)
        assert found[REGION_NAMES.index("brow_outer_right")] == pytest.approx((0, 1))
        assert found[REGION_NAMES.index("brow_outer_left")] == pytest.approx((0, 0))


def test_both_sides_are_made_alike():
    for landmark in range(68):
        moved, mirrored = np.zeros((108, 2)), np.zeros((108, 2))
        moved[landmark], mirrored[MIRROR_68[landmark]] = (1, 1), (1, 1)
        right, left = region_displacement(moved), region_displacement(mirrored)
        for number, name in enumerate(REGION_NAMES):
            if name.endswith("_right"):
                assert np.allclose(right[number], left[REGION_NAMES.index(name.replace("_right", "_left"))])


def test_a_lost_point_does_not_count_and_a_region_without_points_is_unknown():
    outer = REGION_NAMES.index("brow_outer_right")
    moved = np.ones((108, 2))
    moved[17] = np.nan
    assert np.allclose(region_displacement(moved), 1)
    moved[[18, 68 + outer]] = np.nan
    found = region_displacement(moved)
    assert np.isnan(found[outer]).all()
    assert np.isfinite(np.delete(found, outer, 0)).all()
