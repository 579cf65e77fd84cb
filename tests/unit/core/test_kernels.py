"""Compiled functions are kept where a folder can be written to, and made anew where none can."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import numba.core.caching
import numpy as np
import pytest

import countenance
from countenance.core import kernels
from countenance.core.kernels import compiled

SOURCE = Path(countenance.__file__).parent


def total(numbers):
    found = 0
    for number in numbers:
        found += number
    return found


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch):
    """No folder that could be written to, and nobody told of it yet."""
    monkeypatch.setattr(numba.core.caching.CacheImpl, "_locator_classes", [])
    monkeypatch.setattr(numba.config, "CACHE_LOCATOR_CLASSES", "", raising=False)
    kernels._tell_that_nothing_is_kept.cache_clear()
    yield
    kernels._tell_that_nothing_is_kept.cache_clear()


def test_compiled_functions_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    function = compiled()(total)
    assert function(np.arange(5)) == 10
    assert [path.suffix for path in sorted(tmp_path.rglob("*.nb?"))] == [".nbc", ".nbi"]


def test_options_reach_the_compiler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))

    def ratio(a, b):
        return a / b

    assert compiled(error_model="numpy")(ratio)(1.0, 0.0) == np.inf


@pytest.mark.usefixtures("nowhere")
def test_without_any_folder_it_is_compiled_all_the_same():
    with pytest.warns(RuntimeWarning, match="cannot be kept, .*: set NUMBA_CACHE_DIR to a folder") as told:
        function = compiled()(total)
    assert told[0].filename == __file__
    assert function(np.arange(5)) == 10
    assert function.nopython_signatures


@pytest.mark.usefixtures("nowhere")
def test_it_is_said_once():
    with pytest.warns(RuntimeWarning):
        compiled()(total)
    with warnings.catch_warnings(record=True) as more:
        warnings.simplefilter("always")
        assert compiled()(total)(np.arange(5)) == 10
    assert more == []


def test_other_faults_of_the_compiler_are_raised(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object):
        raise RuntimeError("out of luck")

    monkeypatch.setattr(kernels, "njit", refuse)
    with pytest.raises(RuntimeError, match="out of luck"):
        compiled()(total)


def test_an_installation_that_nobody_may_write_to_works_without_a_home(tmp_path: Path):
    """Files stand where folders for the cache would be made, which stops even root."""
    installed = tmp_path / "countenance"
    shutil.copytree(SOURCE, installed, ignore=shutil.ignore_patterns("__pycache__", "*.task", "*.tflite"))
    for folder in {path.parent for path in installed.rglob("*.py")}:
        (folder / "__pycache__").write_bytes(b"")
    modules = [
        ".".join(path.relative_to(tmp_path).with_suffix("").parts)
        for path in sorted(installed.rglob("*.py"))
        if "\n@compiled(" in path.read_text(encoding="utf-8")
    ]
    assert "countenance.video.jpeg" in modules
    script = f"""
import importlib, cv2, numpy as np
for name in {modules}:
    assert importlib.import_module(name).__file__.startswith({str(tmp_path)!r})
from countenance.video.jpeg import jpeg_is_sound
data = cv2.imencode(".jpg", np.random.default_rng(0).integers(0, 256, (64, 64), dtype=np.uint8))[1].tobytes()
print(jpeg_is_sound(data), jpeg_is_sound(data[:-40] + bytes(40)))
"""
    unset = {"NUMBA_CACHE_DIR", "NUMBA_CACHE_LOCATOR_CLASSES", "XDG_CACHE_HOME", "PYTHONWARNINGS"}
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    chosen = {"PYTHONPATH": str(tmp_path), "HOME": os.devnull, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env=environment | chosen,
        cwd=tmp_path,
    )
    assert done.stdout == "True False\n", done.stderr
    assert len(re.findall("RuntimeWarning: Compiled functions cannot be kept", done.stderr)) == 1
