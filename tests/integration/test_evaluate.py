"""``countenance evaluate`` as a process: killed and continued, in one process and in two."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from countenance.evaluation import Result, compare

COMMAND = [sys.executable, "-m", "countenance.app.cli"]


def words(release: Path, out: Path, jobs: int) -> list[str]:
    given = ["evaluate", "-d", f"simulated={release}", "-m", "hoof", "-p", "leave-one-video-out"]
    return [*COMMAND, *given, "-o", str(out), "-j", str(jobs)]


@pytest.fixture(scope="module")
def whole(simulated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that nobody stopped."""
    out = tmp_path_factory.mktemp("whole")
    subprocess.run(words(simulated, out, 1), capture_output=True, check=True)
    return out


def same(a: Path, b: Path) -> bool:
    first, second = Result.load(a / "evaluation.json"), Result.load(b / "evaluation.json")
    return first.to_dict() == second.to_dict()


def test_a_killed_run_continues_and_ends_as_if_it_had_not_been_killed(
    simulated: Path, whole: Path, tmp_path: Path
):
    victim = subprocess.Popen(
        words(simulated, tmp_path, 1), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 120
    while not list(tmp_path.rglob("*.npz")) and time.monotonic() < deadline:
        time.sleep(0.02)
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.npz")}
    assert kept
    assert not (tmp_path / "evaluation.json").exists()
    done = subprocess.run(words(simulated, tmp_path, 1), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert same(tmp_path, whole)


def test_the_result_does_not_depend_on_the_number_of_processes(simulated: Path, whole: Path, tmp_path: Path):
    done = subprocess.run(words(simulated, tmp_path, 2), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert same(tmp_path, whole)
    found = compare(Result.load(tmp_path / "evaluation.json"), Result.load(whole / "evaluation.json"))
    assert {row.difference for row in found.differences} == {0.0}
