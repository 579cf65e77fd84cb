"""A study of nobody real goes through every step, and its agreement is the one that its coders' errors make."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from countenance import databases
from countenance.store.records import Film, Label, Release, Report, SessionRow
from countenance.study.coding import submitted_passes
from countenance.study.overview import ActionKind, overview
from countenance.study.people import Role
from countenance.study.project import Study
from countenance.study.simulation.demo import build_demo, figures, leave_work

from ...conftest import MadeOnce


@pytest.fixture(scope="module")
def built(made_once: MadeOnce) -> Path:
    return made_once("study-demo", _build) / "study"


def _build(folder: Path) -> None:
    made = build_demo(folder / "study", participants=2, minutes=0.15)
    often, expected = figures(made.repeated), made.expected.to_dict()
    told = {name: [often[name].value, value] for name, value in expected.items()}
    (folder / "figures.json").write_text(json.dumps(told))
    with Study.open(made.folder) as study:
        leave_work(study, minutes=0.085)


def test_the_agreement_is_the_one_that_follows_from_the_errors(built: Path):
    told = json.loads((built.parent / "figures.json").read_text())
    for name, (found, expected) in told.items():
        assert found == pytest.approx(expected, abs=0.2 if "frames" in name else 0.05), name


def test_every_step_has_left_something_and_the_study_is_whole(built: Path):
    with Study.open(built) as study, study.reading() as reader:
        assert study.facts().synthetic
        assert reader.count(Film) == 4
        assert {one.state for one in reader.find(SessionRow)} == {"done"}
        assert reader.count(Report) > 0
        assert reader.count(Label, excluded=None) > 0
        assert study.verify().faults == ()


def test_there_is_something_to_do_in_each_role(built: Path):
    with Study.open(built) as study, study.reading() as reader:
        told = {one.role: one.kind for one in overview(reader).actions}
        assert {one.coder for one in submitted_passes(reader)} == {"anna", "ben"}
    assert told[Role.CODER] is ActionKind.CODE
    assert told[Role.ARBITER] is ActionKind.SETTLE


def test_its_release_is_read_as_a_simulated_one(cli, built: Path, tmp_path: Path):
    words = (
        "study",
        "publish",
        built,
        "--profile",
        "casme",
        "--level",
        "researchers",
        "--as",
        "emil",
        "--crops",
    )
    told = cli(*words, "--out", tmp_path / "release")
    assert told.code == 0, told.err
    assert "left out" in told.out  # who agreed to the laboratory alone
    release = databases.open("simulated", tmp_path / "release")
    assert release.info.synthetic
    assert [problem for problem in release.validate() if problem.fatal] == []
    with Study.open(built) as study, study.reading() as reader:
        (kept,) = reader.find(Release)
    assert len(kept.participants) == 1
    assert "imulated" in (tmp_path / "release" / "README.md").read_text(encoding="utf-8")
    assert cli(*words, "--out", tmp_path / "release").code == 2  # nothing is written over it


def test_a_de_identified_release_holds_numbers_and_no_picture(cli, built: Path, tmp_path: Path):
    told = cli(
        "study", "publish", built, "--profile", "deidentified", "--level", "laboratory", "--as", "emil",
        "--measure", "--out", tmp_path / "numbers",
    )  # fmt: skip
    assert told.code == 0, told.err
    told_of = " ".join(told.out.split())
    assert "1 recording not coded by two coders yet: " in told_of  # what is left to do in the demo
    assert "1 recording not settled and labelled yet: " in told_of
    suffixes = {path.suffix for path in (tmp_path / "numbers").rglob("*") if path.is_file()}
    assert suffixes & {".mp4", ".jpg", ".png"} == set()
    assert suffixes & {".csv", ".parquet"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--profile", "zip", "--level", "public", "--as", "emil"), "there is no profile 'zip'"),
        (("--profile", "casme", "--level", "moon", "--as", "emil"), "moon"),
        (("--profile", "casme", "--level", "public", "--as", "emil"), "consent"),
        (("--profile", "casme", "--level", "laboratory", "--as", "anna"), "anna is coder"),
    ],
)
def test_what_may_not_be_published_is_told(
    cli, built: Path, tmp_path: Path, words: tuple[str, ...], told: str
):
    outcome = cli("study", "publish", built, *words, "--out", tmp_path / "release")
    assert outcome.code == 2
    assert told in outcome.err
    assert not (tmp_path / "release").exists()
