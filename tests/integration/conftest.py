from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def real_faces(shared: Path, made_once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """Real, coded videos of three people, laid out exactly as a CAS(ME)2 release: 25 expressions."""
    program = shared / "data/make_real_faces.py"
    return made_once(
        "real-faces", lambda folder: subprocess.run([sys.executable, program, folder], check=True)
    )
