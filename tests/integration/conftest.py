from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def real_faces(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Real, coded videos of three people, laid out exactly as a CAS(ME)2 release: 25 expressions."""
    release = tmp_path_factory.mktemp("real-faces")
    subprocess.run([sys.executable, shared / "data/make_real_faces.py", release], check=True)
    return release
