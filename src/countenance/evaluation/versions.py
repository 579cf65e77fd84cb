"""Versions of everything that may change a figure."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import version
from importlib.util import find_spec

__all__ = ["versions"]

_PACKAGES = ("countenance", "numpy", "scipy", "scikit-learn", "numba", "opencv-python-headless", "av")


def versions() -> dict[str, str]:
    """Versions of everything that may change a figure; PyTorch's only where it is in use, LiteRT's where it is."""
    packages = [*_PACKAGES]
    if find_spec("ai_edge_litert"):  # in use from the first landmark on
        packages.append("ai-edge-litert")
    if "torch" in sys.modules:
        packages.append("torch")
    return {"python": platform.python_version(), **{name: version(name) for name in packages}}
