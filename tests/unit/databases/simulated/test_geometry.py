"""Meshes: subdivision, the whole bust, and the rasteriser against a literal oracle."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from countenance.databases.simulated.action_unit_fields import smooth_field
from countenance.databases.simulated.anatomy import FACE_OVAL, mirror
from countenance.databases.simulated.bust import coarse_bust
from countenance.databases.simulated.chart import CHART, fine_bust, surface_map
from countenance.databases.simulated.noise import solid_noise
from countenance.databases.simulated.rasteriser import accumulate_normals, rasterise
from countenance.databases.simulated.shape import SHAPE_MODES, head_shape
from countenance.databases.simulated.subdivision import subdivide
from countenance.face.canonical import canonical_mesh

TETRAHEDRON = np.array([[0, 1, 2], [0, 3, 1], [0, 2, 3], [1, 3, 2]])


def test_subdivision_quarters_triangles_and_keeps_the_euler_characteristic():
    fine = subdivide(4, TETRAHEDRON, 2)
    assert len(fine.triangles) == 16 * 4
    edges = {tuple(sorted(e)) for t in fine.triangles for e in zip(t, np.roll(t, 1), strict=True)}
    assert fine.matrix.shape[0] - len(edges) + len(fine.triangles) == 2


def test_subdivision_reproduces_constants_and_loops_vertex_rule():
    matrix = subdivide(4, TETRAHEDRON, 1).matrix
    np.testing.assert_allclose(matrix.sum(axis=1), 1)
    # Valence 3: a vertex keeps 7/16 and takes 3/16 from each neighbour; an edge vertex is 3/8, 3/8, 1/8, 1/8.
    np.testing.assert_allclose(matrix.toarray()[0], [7 / 16, 3 / 16, 3 / 16, 3 / 16])
    assert sorted(matrix.toarray()[4]) == [1 / 8, 1 / 8, 3 / 8, 3 / 8]


def test_border_stays_in_its_plane():
    square = np.array([[0.0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]])
    fine = subdivide(4, np.array([[0, 1, 2], [0, 2, 3]]), 3)
    points = fine.matrix @ square
    assert points[:, 2].max() == 0
    assert points.min() >= 0
    assert points.max() <= 1


def test_bust_is_one_consistently_oriented_surface():
    triangles = coarse_bust().triangles
    directed = Counter((int(a), int(b)) for t in triangles for a, b in zip(t, np.roll(t, -1), strict=True))
    assert max(directed.values()) == 1
    borders = sum((b, a) not in directed for a, b in directed)
    assert borders == 36 + 20 + 16 + 16  # shoulders, throat, and behind both eyes


def test_bust_is_symmetric_and_begins_with_the_canonical_face():
    bust = coarse_bust()
    np.testing.assert_array_equal(bust.vertices[:468], canonical_mesh().vertices)
    reflected = bust.vertices * [-1, 1, 1]
    nearest = np.linalg.norm(reflected[:, None] - bust.vertices[None], axis=2).min(axis=1)
    assert nearest.max() < 0.02


def test_mirror_is_its_own_inverse_and_the_oval_is_the_border():
    m = np.array(mirror())
    np.testing.assert_array_equal(m[m], np.arange(468))
    triangles = canonical_mesh().triangles
    sides = np.sort(
        np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]]), axis=1
    )
    edges = Counter(map(tuple, sides.tolist()))
    border = {tuple(sorted(e)) for e in zip(FACE_OVAL, np.roll(FACE_OVAL, 1).tolist(), strict=True)}
    assert {e for e, n in edges.items() if n == 1} == border


def test_every_shape_mode_is_symmetric_smooth_and_moderate():
    rest = head_shape({})
    for name in SHAPE_MODES:
        moved = head_shape({name: 1.0}) - rest
        assert 0.05 < np.abs(moved).max() < 1.5
        np.testing.assert_allclose(moved[:468][list(mirror())] * [-1, 1, 1], moved[:468], atol=0.02)


def test_texture_chart_shows_each_point_once():
    surface = surface_map()
    assert surface.position.shape == (CHART, CHART, 3)
    assert 0.6 < surface.inside.mean() < np.pi / 4
    jump = np.linalg.norm(np.diff(surface.position, axis=1), axis=2)
    # Neighbouring texels are neighbours on the face; the mouth's inside and the back of the head are stretched.
    face = surface.inside & (np.abs(surface.ring) < 0.01)
    assert np.quantile(jump[face[:, 1:] & face[:, :-1]], 0.99) < 0.15
    assert len(fine_bust().triangles) == 16 * len(coarse_bust().triangles)


def test_smooth_field_takes_its_values_and_fades():
    field = smooth_field((61,), np.array([[1.0]]), reach=1.0)[:, 0]
    assert field[61] == pytest.approx(1, abs=1e-3)
    assert abs(field[263]) < 0.02


def test_rasteriser_against_a_literal_oracle():
    rng = np.random.default_rng(0)
    points, nearness = rng.uniform(-3, 23, (30, 2)), rng.uniform(0.1, 1, 30)
    triangles = rng.integers(0, 30, (25, 3)).astype(np.int32)
    hit, weights = np.empty((20, 20), np.int32), np.empty((20, 20, 2), np.float32)
    rasterise(points, nearness, triangles, 20, 20, hit, weights)
    for row in range(20):
        for column in range(20):
            assert hit[row, column] == nearest_triangle(column + 0.5, row + 0.5, points, nearness, triangles)
    assert (hit >= 0).any()


def nearest_triangle(
    x: float, y: float, points: np.ndarray, nearness: np.ndarray, triangles: np.ndarray
) -> int:
    best, found = 0.0, -1
    for t, corners in enumerate(triangles):
        matrix = np.vstack([points[corners].T, np.ones(3)])
        if np.linalg.det(matrix) >= -1e-9:  # seen from behind; y points down
            continue
        share = np.linalg.solve(matrix, [x, y, 1])
        if share.min() >= 0 and share @ nearness[corners] > best:
            best, found = float(share @ nearness[corners]), t
    return found


def test_normals_point_outwards():
    points = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    outward = np.array([[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]], dtype=np.int32)
    normals = accumulate_normals(points, outward)
    assert ((normals * (points - points.mean(axis=0))).sum(axis=1) > 0).all()
    np.testing.assert_allclose(np.linalg.norm(normals, axis=1), 1)


def test_noise_is_smooth_centred_and_differs_by_seed():
    points = np.random.default_rng(1).uniform(-50, 50, (20_000, 3)).astype(np.float32)
    values = solid_noise(points, 1.0, 1)
    assert abs(values.mean()) < 0.02
    assert 0.15 < values.std() < 0.6
    assert np.abs(values).max() < 1.6
    near = solid_noise(points + np.float32(0.01), 1.0, 1)
    assert np.abs(near - values).max() < 0.1
    assert abs(np.corrcoef(values, solid_noise(points, 1.0, 2))[0, 1]) < 0.05
