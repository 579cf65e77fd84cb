"""Versions of everything that may change a figure."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import version

__all__ = ["versions"]

_PACKAGES = ("countenance", "numpy", "scipy", "scikit-learn", "numba", "opencv-python-headless", "av")


def versions() -> dict[str, str]:
    """Versions of everything that may change a figure; PyTorch's only where it is in use."""
    packages = (*_PACKAGES, "torch") if "torch" in sys.modules else _PACKAGES
    return {"python": platform.python_version(), **{name: version(name) for name in packages}}
