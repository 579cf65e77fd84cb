from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from countenance.databases.simulated import simulate_release


@pytest.fixture(scope="session")
def real_faces(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Real, coded videos of three people, laid out exactly as a CAS(ME)2 release: 25 expressions."""
    release = tmp_path_factory.mktemp("real-faces")
    subprocess.run([sys.executable, shared / "data/make_real_faces.py", release], check=True)
    return release


@pytest.fixture(scope="session")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three simulated participants with two expressions each."""
    return simulate_release(tmp_path_factory.mktemp("simulated") / "release", participants=3, expressions=6)
