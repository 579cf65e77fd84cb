"""Crops of spotted expressions: a release that is read like any of CAS(ME)2."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from countenance import databases
from countenance.app import exporting
from countenance.app.exporting import plan_export
from countenance.evaluation.versions import versions
from countenance.spotting.provenance import package_digest

from .planted import METHOD, REST, SMILE, film


@pytest.fixture(autouse=True)
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("countenance.app.spotting", "countenance.spotting"):
        monkeypatch.setattr(f"{module}.spotting_method", lambda _: METHOD)


def test_crops_are_read_back_as_the_frames_that_were_spotted(cli: Callable, tmp_path: Path):
    films = [film(tmp_path / "films" / "s15-one.mp4", *SMILE, fps=30)]
    films.append(film(tmp_path / "films" / "other.mp4", *SMILE, *SMILE[2:], fps=30))
    outcome = cli(
        "spot", *films, film(tmp_path / "still.mp4", *[REST] * 4), "--export", tmp_path / "db", "--jobs", 1
    )
    assert outcome.code == 0
    assert "3 expressions exported" in outcome.err
    release = databases.open("casme2sq", tmp_path / "db")
    assert [problem for problem in release.validate(deep=True) if problem.fatal] == []
    clips = release.clips()
    assert [clip.participant for clip in clips] == ["s15", "s1", "s1"]
    assert [
        (c.expression.interval.onset, c.expression.apex, c.expression.interval.offset) for c in clips
    ] == [
        (5, 8, 11),
        (5, 8, 11),
        (20, 23, 26),
    ]
    assert {str(clip.expression.kind) for clip in clips} == {"micro"}
    assert [unit.number for unit in clips[0].expression.action_units] == [12]
    for clip in clips:
        means = release.frames(clip).reshape(7, -1).mean(1)
        assert np.abs(means - [160, 160, 160, 200, 160, 160, 160]).max() < 4
    assert (
        "| s15 | recording1 | s15-one | 30 | 1 | its name begins with it |"
        in (tmp_path / "db/README.md").read_text()
    )
    assert cli("databases", "validate", tmp_path / "db", "--deep", "--jobs", 1).code == 0
    assert cli("databases", "profile", tmp_path / "db", "--out", tmp_path / "profile.html").code == 0


def test_a_second_export_cuts_out_only_what_is_not_there(cli: Callable, tmp_path: Path):
    films, root = (
        [film(tmp_path / "s1-a.mp4", *SMILE, *SMILE), film(tmp_path / "s2-b.mp4", *SMILE)],
        tmp_path / "db",
    )

    def export(*words: object) -> str:
        outcome = cli("spot", *films, "--export", root, "--jobs", 1, *words)
        assert outcome.code == 0
        assert len(databases.open("casme2sq", root).clips()) == len(list((root / "rawpic").glob("*/*")))
        return outcome.err

    def written() -> dict[str, int]:
        return {
            folder.relative_to(root / "rawpic").as_posix(): folder.stat().st_ino
            for folder in (root / "rawpic").glob("*/*")
        }

    assert "3 expressions exported to" in export()
    first = written()
    assert sorted(first) == ["s1/recording1_1", "s1/recording1_2", "s2/recording2_1"]
    assert "3 expressions exported (3 of them by an earlier run)" in export()
    assert written() == first
    # A picture is lost, and a run that was killed has left its scratch folder.
    next((root / "rawpic/s1/recording1_2").iterdir()).unlink()
    (root / "rawpic/s2/.recording2_1.killed").mkdir()
    assert "(2 of them by an earlier run)" in export()
    second = written()
    assert {name for name in first if second[name] != first[name]} == {"s1/recording1_2"}
    # Another film of the same name, and other frames of the same film.
    film(films[1], *SMILE[1:])
    assert "(2 of them by an earlier run)" in export()
    # Brighter than 190 is the apex alone, also in what is left of the recordings.
    assert "by an earlier run" not in export("--set", "least=190")
    assert {len(list(folder.iterdir())) for folder in (root / "rawpic").glob("*/*")} == {1}
    (root / "EXPORTED.json").write_text("{}")
    assert "by an earlier run" not in export("--set", "least=190")


def test_an_export_replaces_an_earlier_one_and_nothing_else(cli: Callable, tmp_path: Path):
    path, root = film(tmp_path / "smile.mp4", *SMILE, *SMILE), tmp_path / "db"
    for settings, n in (((), 2), (("--set", "least=150"), 2), (("--set", "least=190"), 2)):
        assert cli("spot", path, "--export", root, *settings).code == 0
        assert len(list((root / "rawpic/s1").iterdir())) == n
        assert len(databases.open("casme2sq", root).clips()) == n
    assert "here recordings have 25" in (root / "README.md").read_text()
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").touch()
    refused = cli("spot", path, "--export", mine)
    assert (refused.code, refused.out) == (2, "")
    assert "holds other files" in refused.err
    assert [file.name for file in mine.iterdir()] == ["thesis.txt"]


def test_nothing_spotted_is_nothing_exported(cli: Callable, tmp_path: Path):
    outcome = cli("spot", film(tmp_path / "still.mp4", *[REST] * 4), "--export", tmp_path / "db")
    assert outcome.code == 0
    assert "nothing to export" in outcome.err
    assert not (tmp_path / "db").exists()


def test_nothing_spotted_empties_an_earlier_export_and_leaves_what_is_not_its_own(
    cli: Callable, tmp_path: Path
):
    path, root = film(tmp_path / "smile.mp4", *SMILE, *SMILE), tmp_path / "db"
    assert cli("spot", path, "--export", root).code == 0
    mine = [root / place for place in ("notes.txt", "rawpic/s1/notes.txt", "rawpic/s1/recording1_2/img0.png")]
    mine.append(root / "rawpic/s1/my_own/img001.jpg")
    mine[-1].parent.mkdir()
    for file in mine:
        file.touch()
    outcome = cli("spot", path, "--export", root, "--set", "least=250")
    assert outcome.code == 0
    assert "no expression was spotted, so the earlier export in" in outcome.err
    left = {file for file in root.rglob("*") if file.is_file()}
    assert left == {*mine, root / "README.md", root / "EXPORTED.json"}
    assert "spotted no expression in any film" in (root / "README.md").read_text()
    for file in mine:
        file.unlink()
    for folder in ("s1/my_own", "s1/recording1_2"):
        (root / "rawpic" / folder).rmdir()
    assert cli("spot", path, "--export", root, "--set", "least=250").code == 0
    assert {file.name for file in root.iterdir()} == {"README.md", "EXPORTED.json"}
    assert "by an earlier run" not in cli("spot", path, "--export", root).err
    assert len(databases.open("casme2sq", root).clips()) == 2


def test_films_of_which_none_can_be_read_leave_an_earlier_export_as_it_is(cli: Callable, tmp_path: Path):
    films, root = [film(tmp_path / f"{name}.mp4", *SMILE) for name in "ab"], tmp_path / "db"
    assert cli("spot", *films, "--export", root, "--jobs", 1).code == 0
    for path in films:
        path.write_bytes(b"no film")
    outcome = cli("spot", *films, "--export", root, "--jobs", 1)
    assert outcome.code == 2
    assert "no film could be read, so nothing is exported" in outcome.err
    assert len(databases.open("casme2sq", root).clips()) == 2


def test_a_folder_for_crops_that_holds_somebodys_files_is_refused(cli: Callable, tmp_path: Path):
    path, root = film(tmp_path / "smile.mp4", *SMILE), tmp_path / "db"
    assert cli("spot", path, "--export", root).code == 0
    (root / "rawpic/s1/recording1_1/notes.txt").touch()
    refused = cli("spot", path, "--export", root, "--set", "least=190")
    assert refused.code == 2
    assert "recording1_1 holds other files: move them" in refused.err
    assert (root / "rawpic/s1/recording1_1/notes.txt").exists()


@pytest.mark.parametrize("changed", ["code", "versions"])
def test_other_code_or_versions_cut_out_anew(
    cli: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str
):
    words = ("spot", film(tmp_path / "smile.mp4", *SMILE), "--export", tmp_path / "db")
    assert cli(*words).code == 0
    # Another process may or may not have PyTorch in use, which cuts nothing out.
    monkeypatch.setattr("countenance.app.exporting.versions", lambda: {**versions(), "torch": "2.9"})
    assert "(1 of them by an earlier run)" in cli(*words).err
    if changed == "code":
        monkeypatch.setattr("countenance.app.exporting._CODE", "other code")
    else:
        monkeypatch.setattr("countenance.app.exporting.versions", lambda: {**versions(), "av": "99"})
    assert "by an earlier run" not in cli(*words).err
    assert "(1 of them by an earlier run)" in cli(*words).err


def test_the_code_that_counts_is_that_of_what_decodes_and_cuts():
    parts = ("core", "video", "face", "databases", "reports", "app/exporting.py")
    assert package_digest(*parts) == exporting._CODE
    assert package_digest("app/exporting.py") != package_digest("app/films.py")


@pytest.mark.parametrize(
    ("paths", "participants"),
    [
        (["15_0101teeth.mp4", "15_0502laugh.mp4", "16_0101teeth.mp4"], [15, 15, 16]),
        (["s01-first.mp4", "P2_second.mov", "Subject 7 third.avi"], [1, 2, 7]),
        (["s15/first.mp4", "s15/second.mp4", "16/first.mp4"], [15, 15, 16]),
        (["cap12.mp4", "anna.mp4", "s1-x.mp4"], [2, 3, 1]),
        (["2024.mp4", "0_zero.mp4"], [1, 2]),
    ],
)
def test_who_is_who_comes_from_names(paths: list[str], participants: list[int], tmp_path: Path):
    films = [(tmp_path / "films" / path, {"fps": 30.0}, None) for path in paths]
    planned = plan_export(films, tmp_path / "db")
    assert [exported.participant for exported in planned] == participants
    assert [exported.number for exported in planned] == list(range(1, len(paths) + 1))


def test_a_file_is_no_folder_for_crops(tmp_path: Path, cli: Callable):
    path = film(tmp_path / "smile.mp4", *SMILE)
    outcome = cli("spot", path, "--export", path)
    assert outcome.code == 2
    assert "is a file" in outcome.err
