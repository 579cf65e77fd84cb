"""The canonical face before a camera, and a texture for its skin."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from countenance.face import FaceMesh
from countenance.face.canonical import canonical_mesh
from countenance.spotting.region_flow.points import depth_of, face_points

from .planted import SIDE


@pytest.fixture(scope="session")
def mesh() -> FaceMesh:
    """Seen from the front in a picture of 320 x 320 px, outer eye corners 110 px apart."""
    points = np.zeros((478, 3))
    points[:468] = canonical_mesh().vertices * [1, -1, -1]
    points *= 110 / np.linalg.norm(points[33] - points[263])
    points[468:473], points[473:] = points[[33, 133]].mean(0), points[[263, 362]].mean(0)
    return FaceMesh(points - [*points[:468, :2].mean(0), 0] + [SIDE / 2, SIDE / 2, 0], 1.0)


@pytest.fixture(scope="session")
def places(mesh: FaceMesh) -> NDArray[np.float64]:
    """The points that are followed, x, y and depth in px, shape (108, 3)."""
    points = face_points(mesh.landmarks68)
    return np.column_stack([points, depth_of(points, mesh)])


@pytest.fixture(scope="session")
def texture() -> NDArray[np.float64]:
    noise = cv2.GaussianBlur(np.random.default_rng(3).normal(0, 1, (SIDE, SIDE)), (0, 0), 2)
    return 128 + 100 * noise / np.abs(noise).max()
