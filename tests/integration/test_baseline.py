"""The main job from a release to a report, on real faces and on simulated ones."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from countenance import databases
from countenance.app.cli.workers import worker_pool
from countenance.core.cache import ArrayCache
from countenance.evaluation import run_baseline, uar, uf1
from countenance.features import LBPTOPSettings

COMMAND = (sys.executable, "-m", "countenance.app.cli")
SETTINGS = (LBPTOPSettings(1, 1, 2, 4, "basic"), LBPTOPSettings(1, 1, 2, 4, "uniform"))


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, words)], capture_output=True, text=True, check=False, timeout=500
    )


@pytest.mark.shared
def test_real_faces_become_a_report(real_faces: Path, tmp_path: Path):
    done = run("baseline", real_faces, "--database", "casme2sq", "--out", tmp_path / "out", "--jobs", "2")
    assert done.returncode == 0, done.stderr
    results = json.loads((tmp_path / "out/results.json").read_text(encoding="utf-8"))
    assert results["n"] == 25
    assert results["participants"] == 3
    assert len(results["cells"]) == 48
    for cell in results["cells"]:
        for protocol in ("leave-one-video-out", "leave-one-subject-out"):
            scores = cell["results"][protocol]
            confusion = np.array(scores["confusion_matrix"])
            assert scores["n"] == confusion.sum() == 25
            assert scores["accuracy"] == pytest.approx(np.trace(confusion) / 25)
    page = (tmp_path / "out/report.html").read_text(encoding="utf-8")
    assert "Tiny sample." in page
    assert "data:image/jpeg" not in page  # no face of a real person goes into a report


def test_cells_agree_with_metrics_of_the_pooled_confusion(simulated: Path):
    baseline = run_baseline(databases.open("simulated", simulated), settings=SETTINGS)
    for scores in baseline.cells[SETTINGS[0]].values():
        rows = [(i, j) for (i, j), n in np.ndenumerate(scores.confusion) for _ in range(int(n))]
        true, predicted = np.array(rows).T
        assert scores.uf1 == pytest.approx(uf1(true, predicted))
        assert scores.uar == pytest.approx(uar(true, predicted))
    assert baseline.references["leave-one-subject-out"]["chance"].n == 6


def test_two_processes_give_what_one_gives_in_the_databases_order(simulated: Path):
    database = databases.open("simulated", simulated)
    alone = run_baseline(database, settings=SETTINGS)
    with worker_pool(2) as executor:
        together = run_baseline(database, settings=SETTINGS, executor=executor)
    assert [clip.key for clip in together.samples.clips] == [clip.key for clip in database.clips()]
    assert together.cells == alone.cells


def test_cached_predictions_are_those_of_the_same_classifier(
    simulated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    database = databases.open("simulated", simulated)
    first = run_baseline(database, settings=SETTINGS, cache=tmp_path)
    monkeypatch.setattr("countenance.recognition.svm.COST", 1e-6)
    other = run_baseline(database, settings=SETTINGS, cache=tmp_path)
    assert other.cells == run_baseline(database, settings=SETTINGS).cells
    assert other.cells != first.cells


def test_workers_of_a_killed_run_leave(simulated: Path, tmp_path: Path):
    words = [*COMMAND, "baseline", str(simulated), "-d", "simulated", "-o", str(tmp_path / "out"), "-j", "2"]
    victim = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    children = Path(f"/proc/{victim.pid}/task/{victim.pid}/children")
    deadline = time.monotonic() + 120
    while not list((tmp_path / "out").rglob("*.npz")) and time.monotonic() < deadline:
        time.sleep(0.05)
    workers = [int(pid) for pid in children.read_text().split()]
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    assert len(workers) >= 2
    deadline = time.monotonic() + 30
    while any(_runs(pid) for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not any(_runs(pid) for pid in workers)


@pytest.mark.parametrize("after", [0.0, 1.5])
def test_an_interrupted_run_stops_soon_and_says_how_to_go_on(simulated: Path, tmp_path: Path, after: float):
    """Ctrl-C reaches every process of the terminal, workers that are still starting included."""
    words = [*COMMAND, "baseline", str(simulated), "-d", "simulated", "-o", str(tmp_path / "out"), "-j", "2"]
    victim = subprocess.Popen(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert victim.stderr is not None
    victim.stderr.readline()  # the first stage has begun
    time.sleep(after)
    os.killpg(victim.pid, signal.SIGINT)
    _, said = victim.communicate(timeout=60)
    assert victim.returncode == 130
    assert "Traceback" not in said
    assert said.splitlines()[-1] == "interrupted; the same command continues from here"


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_second_run_describes_nothing_again(simulated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    database = databases.open("simulated", simulated)
    first = run_baseline(database, settings=SETTINGS, cache=tmp_path)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("described again")

    monkeypatch.setattr("countenance.recognition.table5.clip_descriptors", refuse)
    second = run_baseline(database, settings=SETTINGS, cache=tmp_path)
    assert second.cells == first.cells


def test_a_killed_run_continues(simulated: Path, tmp_path: Path):
    words = [*COMMAND, "baseline", str(simulated), "-d", "simulated", "-o", str(tmp_path / "out"), "-j", "1"]
    victim = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    cache = tmp_path / "out/cache"
    deadline = time.monotonic() + 120
    while not list(cache.rglob("*.npz")) and time.monotonic() < deadline:
        time.sleep(0.02)
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    kept = {path.name: path.stat().st_mtime_ns for path in cache.rglob("*.npz")}
    assert kept
    assert not (tmp_path / "out/report.html").exists()
    for name in kept:  # whole entries only
        assert ArrayCache(cache).get(name.removesuffix(".npz")) is not None
    assert subprocess.run(words, capture_output=True, check=False).returncode == 0
    assert (tmp_path / "out/report.html").exists()
    assert {p.name: p.stat().st_mtime_ns for p in cache.rglob("*.npz") if p.name in kept} == kept


def test_broken_clips_are_left_out_named_and_end_with_2_unless_told(simulated: Path, tmp_path: Path):
    release = tmp_path / "release"
    shutil.copytree(simulated, release)
    book = openpyxl.load_workbook(release / "CAS(ME)^2code_final.xlsx")
    sheet = book.worksheets[0]
    name = sheet.cell(2, 2).value
    sheet.cell(2, 5).value = 0
    book.save(release / "CAS(ME)^2code_final.xlsx")
    strict = run("baseline", release, "-d", "simulated", "-o", tmp_path / "out", "-j", "1")
    assert strict.returncode == 2
    assert "row 2" in strict.stderr
    told = run("baseline", release, "-d", "simulated", "-o", tmp_path / "out", "-j", "1", "--skip-invalid")
    assert told.returncode == 0
    dropped = json.loads((tmp_path / "out/results.json").read_text(encoding="utf-8"))["dropped"]
    assert len(dropped) == 1
    assert dropped[0]["row"] == 2
    assert name in dropped[0]["clip"]


def test_picture_that_cannot_be_decoded_drops_its_clip_alone(simulated: Path, tmp_path: Path):
    release = tmp_path / "release"
    shutil.copytree(simulated, release)
    database = databases.open("simulated", release)
    clip = database.clips()[0]
    folder = release / "rawpic" / clip.participant / clip.recording.name
    (folder / f"img{clip.expression.interval.onset + 2:03d}.jpg").write_bytes(b"no picture")
    baseline = run_baseline(databases.open("simulated", release), settings=SETTINGS)
    assert len(baseline.samples.clips) == 5
    assert [problem.clip for problem in baseline.dropped] == [f"{clip.participant}/{clip.name}"]
    assert "img" in str(baseline.dropped[0])
    assert baseline.dropped[0].row is not None
    assert baseline.n_dropped == 1


def test_out_that_cannot_be_written(simulated: Path, tmp_path: Path):
    taken = tmp_path / "taken"
    taken.write_text("a file, not a folder", encoding="utf-8")
    done = run("baseline", simulated, "-d", "simulated", "-o", taken / "out")
    assert done.returncode == 2
    assert "taken" in done.stderr
    assert "Traceback" not in done.stderr
