"""The files of a simulated release."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import shutil
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import openpyxl
import pytest

from countenance.core import InputError
from countenance.databases.simulated import Difficulty, SimulatedDatabase, simulate_release
from countenance.databases.simulated.lock import HAS_LOCKS
from countenance.databases.simulated.release import VERSION, WORKBOOK
from countenance.testing import check_database

SIZES = {"participants": 2, "expressions": 2, "seed": 2}


def content(root: Path) -> dict[str, str]:
    files = (p for p in root.rglob("*") if p.is_file() and p.suffix != ".xlsx")
    return {p.relative_to(root).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def sheet(root: Path, name: str) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(root / WORKBOOK)[name].iter_rows(values_only=True))


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return simulate_release(tmp_path_factory.mktemp("simulated") / "release", **SIZES)


@pytest.fixture
def copy(release: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(release, tmp_path / "copy"))


def test_reads_as_a_database(release: Path):
    database = SimulatedDatabase(release)
    assert len(database.clips()) == 2
    assert database.validate() == []
    check_database(database)


def test_layout_is_the_releases(release: Path):
    folders = sorted(p.relative_to(release).as_posix() for p in release.glob("rawpic/*/*"))
    assert folders
    truth = json.loads((release / "SIMULATED.json").read_text())
    for recording in truth["recordings"]:
        numbers = range(1, recording["n_frames"] + 1)
        names = sorted(p.name for p in (release / recording["folder"]).iterdir())
        assert names == [f"img{n:03d}.jpg" for n in numbers]
    assert [r["folder"] for r in truth["recordings"]] == folders
    assert cv2.imread(str(next(release.glob("rawpic/s15/*/img001.jpg")))).shape == (480, 640, 3)
    assert not list(release.rglob(".*"))


def test_workbook_is_the_releases(release: Path):
    assert openpyxl.load_workbook(release / WORKBOOK).sheetnames == [
        "CASFEcode_final",
        "naming rule1",
        "naming rule2",
    ]
    assert sheet(release, "naming rule1") == [(15, "s15", 1), (16, "s16", 2)]
    assert sheet(release, "naming rule2")[0] == ("0101", "disgust1")
    truth = json.loads((release / "SIMULATED.json").read_text())
    true = {(r["participant"], e["name"]): e for r in truth["recordings"] for e in r["expressions"]}
    rows = sheet(release, "CASFEcode_final")
    assert len(rows) == len(true) == 2
    for participant, name, onset, apex, offset, units, emotion, kind, _ in rows:
        event = true[participant, name]
        assert (onset, apex, offset) == (event["onset"], event["apex"], event["offset"])
        assert isinstance(units, str)
        assert str(emotion).removesuffix("s") == event["category"]
        assert kind == f"{event['kind']}-expression"


def test_says_that_it_is_simulated_and_how_it_was_made(release: Path):
    truth = json.loads((release / "SIMULATED.json").read_text())
    assert truth["simulated"] is True
    assert "no real person" in truth["statement"]
    assert (truth["layout"], truth["version"]) == ("CAS(ME)2", VERSION)
    assert (truth["frames_per_second"], truth["frame_size"]) == (30, [640, 480])
    assert truth["parameters"].items() >= SIZES.items()
    assert set(truth["parameters"]["difficulty"]) == set(Difficulty.__dataclass_fields__)


def test_processes_write_the_same_bytes(release: Path, tmp_path: Path):
    calls: list[tuple[str, int, int]] = []
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        other = simulate_release(
            tmp_path / "other", **SIZES, executor=pool, progress=lambda *call: calls.append(call)
        )
    assert content(other) == content(release)
    for name in ("CASFEcode_final", "naming rule1", "naming rule2"):
        assert sheet(other, name) == sheet(release, name)
    assert calls[-1][1] == calls[-1][2] == len(list(release.glob("rawpic/*/*")))


def test_interrupted_release_keeps_what_is_complete(release: Path, copy: Path):
    """As a killed run leaves it: parameters noted, some recordings whole, one in its scratch folder."""
    (copy / "SIMULATED.json").rename(copy / "SIMULATED.unfinished.json")
    (copy / WORKBOOK).unlink()
    lost, *kept = sorted(copy.glob("rawpic/*/*"))
    lost.rename(scratch := lost.with_name(f".{lost.name}.k1ll3d"))
    next(scratch.iterdir()).unlink()
    before = {p: p.stat().st_ino for folder in kept for p in folder.iterdir()}
    simulate_release(copy, **SIZES)
    assert content(copy) == content(release)
    assert {p: p.stat().st_ino for p in before} == before


def test_files_of_others_are_no_scratch(copy: Path):
    (copy / "SIMULATED.json").rename(copy / "SIMULATED.unfinished.json")
    (copy / ".SIMULATED.json.0.part").touch()
    others = [copy / ".DS_Store", *(copy / "rawpic" / "s15" / name for name in (".DS_Store", ".snapshot/x"))]
    for file in others:
        file.parent.mkdir(exist_ok=True)
        file.touch()
    simulate_release(copy, **SIZES)
    assert all(file.is_file() for file in others)
    assert not list(copy.glob(".*.part"))


HANGING_RUN = """
import sys
from pathlib import Path
from countenance.databases.simulated import simulate_release

def hang(stage, done, total):
    print("writing", flush=True)
    sys.stdin.read()

simulate_release(Path(sys.argv[1]), participants=2, expressions=2, seed=2, progress=hang)
"""


@pytest.mark.skipif(not HAS_LOCKS, reason="the operating system has no locks that end with a process")
def test_second_run_is_refused_until_the_first_is_dead(release: Path, tmp_path: Path):
    root = tmp_path / "release"
    root.mkdir()
    for name in (".SIMULATED.lock", ".SIMULATED.unfinished.json.0.part"):
        (root / name).touch()  # as a run leaves it that was killed before its first file
    command = [sys.executable, "-c", HANGING_RUN, str(root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout.readline() == "writing\n"
        before = content(root)
        with pytest.raises(InputError, match=r"Another run is writing to .*release: wait until"):
            simulate_release(root, **SIZES)
        assert content(root) == before
        first.kill()
    assert content(simulate_release(root, **SIZES)) == content(release)
    assert not list(root.rglob(".*"))


def test_complete_release_is_left_alone(copy: Path):
    before = {p: p.stat().st_mtime_ns for p in copy.rglob("*")}
    simulate_release(copy, **SIZES)
    assert {p: p.stat().st_mtime_ns for p in copy.rglob("*")} == before


def test_other_parameters_in_the_same_folder_are_refused(copy: Path):
    with pytest.raises(InputError, match="other parameters"):
        simulate_release(copy, **(SIZES | {"seed": 3}))
    with pytest.raises(InputError, match="other parameters"):
        simulate_release(copy, **SIZES, difficulty=Difficulty(sensor_noise=5.0))


@pytest.mark.parametrize("name", ["SIMULATED.json", "SIMULATED.unfinished.json"])
@pytest.mark.parametrize(
    ("text", "reason"), [(b"{", "Expecting"), (b"[1]", "expected a JSON object"), (b"\xff", "can't decode")]
)
def test_a_damaged_note_is_named(tmp_path: Path, name: str, text: bytes, reason: str):
    (tmp_path / name).write_bytes(text)
    with pytest.raises(InputError, match=rf"{name} is damaged \(.*{reason}.*\): delete"):
        simulate_release(tmp_path, **SIZES)


def test_foreign_folders_and_files_are_refused(tmp_path: Path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match="holds other files"):
        simulate_release(tmp_path, **SIZES)
    with pytest.raises(InputError, match="is a file"):
        simulate_release(tmp_path / "thesis.txt", **SIZES)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("wrong", [{"participants": 0}, {"expressions": 0}, {"seed": -1}])
def test_impossible_sizes_are_refused(tmp_path: Path, wrong: dict[str, int]):
    with pytest.raises(InputError, match="at least 1 participant"):
        simulate_release(tmp_path / "new", **(SIZES | wrong))
    assert not (tmp_path / "new").exists()
