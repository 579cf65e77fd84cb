"""Fixtures that every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared test material: real videos, two coders' codings, reference histograms."""
    if not (SHARED / "data").is_dir():
        pytest.skip(f"the shared test material is not at {SHARED}")
    return SHARED
