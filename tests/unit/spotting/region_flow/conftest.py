"""The canonical face before a camera, and curves with planted movements."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from countenance.face import FaceMesh
from countenance.face.canonical import canonical_mesh

Curve = NDArray[np.float64]


@pytest.fixture(scope="session")
def mesh() -> FaceMesh:
    """Seen from the front in a picture of 320 x 320 px, outer eye corners 110 px apart."""
    points = np.zeros((478, 3))
    points[:468] = canonical_mesh().vertices * [1, -1, -1]
    points *= 110 / np.linalg.norm(points[33] - points[263])
    points[468:473], points[473:] = points[[33, 133]].mean(0), points[[263, 362]].mean(0)
    return FaceMesh(points - [*points[:468, :2].mean(0), 0] + [160, 160, 0], 1.0)


def bump(n_frames: int, onset: int, offset: int, height: float = 1.0) -> Curve:
    """Leaves zero after the onset, is highest in the middle and back at the offset."""
    phase = np.clip((np.arange(n_frames) - onset) / (offset - onset), 0, 1)
    return height * np.sin(np.pi * phase) ** 2


@pytest.fixture(scope="session", name="bump")
def _bump() -> Callable[..., Curve]:
    return bump
