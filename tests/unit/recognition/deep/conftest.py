from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

REASON = "PyTorch is not installed: the flow networks are not tested"


@pytest.fixture(scope="session")
def torch() -> Any:
    return pytest.importorskip("torch", reason=REASON)


def flow(rng: np.random.Generator, moves: NDArray[np.float64]) -> NDArray[np.float32]:
    """Noise of standard deviation 1, and in the area of the brows a vertical movement of each sample's own size."""
    maps = rng.normal(0, 1, (len(moves), 28, 28, 3))
    maps[:, 4:9, 5:23, 1] += moves[:, None, None]
    return maps.astype(np.float32)


@pytest.fixture(scope="session")
def planted() -> tuple[NDArray[np.float32], NDArray[np.str_], NDArray[np.int64]]:
    """Raised, lowered and still brows of 12 participants who each hold their head at an angle of their own."""
    rng = np.random.default_rng(0)
    y = np.tile(["lowered", "raised", "still"], 64)
    groups = np.repeat(np.arange(12), 16)
    size = {"lowered": 0.7, "raised": -0.7, "still": 0.0}
    X = flow(rng, np.array([size[name] for name in y]))
    return X + rng.normal(0, 0.3, (12, 1, 1, 3)).astype(np.float32)[groups], y, groups
