"""Clips of a rendered person."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from countenance.databases.simulated import Person


@pytest.fixture(scope="session")
def smile_rgb() -> NDArray[np.uint8]:
    """A rendered smile that rises to frame 4 and fades, 7 frames, RGB."""
    person = Person.from_seed(4)
    return np.stack([person.render({"12": s, "6": s}) for s in (0, 0.2, 0.45, 0.75, 1, 0.8, 0.5)])


@pytest.fixture(scope="session")
def smile_grey(smile_rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The same smile in grey."""
    return np.stack([frame.mean(2).round().astype(np.uint8) for frame in smile_rgb])
