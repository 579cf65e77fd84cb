"""Faces without a photograph: the mean face in pixels and a mesh with irises."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from countenance.face import MEAN_FACE, FaceMesh
from countenance.face.canonical import canonical_mesh

SIZE = 400


@pytest.fixture
def mean_face() -> npt.NDArray[np.float64]:
    """68 landmarks of the mean face in an image of 400 x 400 pixels."""
    return MEAN_FACE * SIZE


@pytest.fixture
def neutral_mesh() -> FaceMesh:
    """The canonical face seen from the front, 20 pixels per centimetre, with round irises."""
    vertices = canonical_mesh().vertices * (20.0, -20.0, -20.0) + (200.0, 200.0, 0.0)
    irises = []
    for corners in ((33, 133), (362, 263)):
        centre = vertices[list(corners)].mean(axis=0)
        irises += [
            centre,
            *(centre + 11.7 * np.array(step) for step in ((1, 0, 0), (0, -1, 0), (-1, 0, 0), (0, 1, 0))),
        ]
    return FaceMesh(np.concatenate([vertices, irises]), presence=1.0)
