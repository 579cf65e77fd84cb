from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest


class Table(NamedTuple):
    """Plain arrays as the harness takes them."""

    X: np.ndarray
    y: np.ndarray
    groups: np.ndarray
    databases: np.ndarray


@pytest.fixture(scope="session")
def table() -> Table:
    """Ninety samples of three classes from fifteen people of two databases, easy to tell apart in part."""
    random = np.random.default_rng(4)
    codes = random.integers(0, 3, 90)
    X = random.normal(size=(90, 4))
    X[np.arange(90), codes] += 2.0
    people = np.repeat(np.arange(15), 6)
    databases = np.where(people < 8, "casme2", "samm")
    groups = np.array(
        [f"{database}:{person:02d}" for database, person in zip(databases, people, strict=True)]
    )
    return Table(X, np.array(["negative", "positive", "surprise"])[codes], groups, databases)
