"""A release says how far the coding of each recording is, so that nobody takes it for free of expressions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from countenance.store import Writer
from countenance.store.records import Account, Assignment, Decision, Film, Label, Mark
from countenance.study.coding import assign, submit
from countenance.study.people import ReleaseLevel
from countenance.study.project import Study
from countenance.study.publishing import CodingState, gather, publish

from .conftest import NewStudy
from .test_tables import rows

TOLD = "Nothing follows from their having no expression."


def more(writer: Writer, name: str, coders: tuple[str, ...]) -> Film:
    """One more recording of the first participant, which some have submitted without a mark."""
    first = writer.first(Film, name="film0")
    film = writer.add(
        Film(name=name, participant=first.participant, medium=first.medium, fps=first.fps, n_frames=60)
    )
    for coder in coders:
        assign(writer, [coder], [film])
        submit(writer, coder, name)
    return film


def states(study: Study) -> dict[str, CodingState]:
    return {one.name: one.coding_state for one in gather(study, ReleaseLevel.PUBLIC).recordings}


@pytest.fixture
def study(new: NewStudy) -> Study:
    """One recording is settled, one was coded by nobody, one by one coder, and in one two coders saw nothing."""
    made = new(consents=("public",))
    with made.writing("admin") as writer:
        more(writer, "by none", ())
        more(writer, "by one", ("anna",))
        more(writer, "nothing", ("anna", "ben"))
    return made


def test_how_far_the_coding_is(study: Study):
    assert states(study) == {
        "film0": "settled", "by none": "not coded", "by one": "not coded", "nothing": "settled",
    }  # fmt: skip


def test_what_is_left_to_settle_or_to_label_is_open(study: Study):
    with study.writing("admin") as writer:
        label = writer.first(Label)
        writer.remove(label)
    assert states(study)["film0"] == "open"
    with study.writing("admin") as writer:
        writer.remove(writer.get(Decision, label.decision))
    assert states(study)["film0"] == "open"


def test_what_a_third_coder_marked_is_nobodys_to_settle(study: Study):
    with study.writing("admin") as writer:
        third = writer.add(Account(name="zoe", roles=("coder",)))
        film = writer.first(Film, name="film0")
        (given,) = assign(writer, [third.name], [film])
        writer.add(Mark(assignment=given.id, onset=1, apex=2, offset=3))
        submit(writer, third.name, film.name)
    assert states(study)["film0"] == "settled"


def test_a_coding_that_is_not_submitted_does_not_count(study: Study):
    with study.writing("admin") as writer:
        film = writer.first(Film, name="nothing")
        writer.change(writer.first(Assignment, film=film.id), submitted_at=None)
    assert states(study)["nothing"] == "not coded"


@pytest.mark.parametrize("profile", ["casme", "tables", "deidentified"])
def test_the_table_and_the_papers_tell(study: Study, tmp_path: Path, profile: str):
    made = publish(study, profile, tmp_path / "out", "public", "emil")
    assert made.unsettled == {"not coded": ("by none", "by one")}
    written = rows(tmp_path / "out/recordings.csv")
    assert sorted(row["coding_state"] for row in written) == ["not coded", "not coded", "settled", "settled"]
    for paper in ("README.md", "datasheet.md"):
        text = (tmp_path / "out" / paper).read_text(encoding="utf-8")
        [line] = [line for line in text.splitlines() if "2 recordings not coded by two coders yet: " in line]
        assert TOLD in line
        if (profile, paper) == ("casme", "README.md"):
            assert line.count("1_") == 2  # the names of the files
        else:
            for row in written:
                assert (row["recording"] in line) is (row["coding_state"] == "not coded")
    described = json.loads((tmp_path / "out/croissant.json").read_text(encoding="utf-8"))
    assert TOLD in described["rai:dataLimitations"][-1]
    fields = {one["name"]: one["description"] for one in described["recordSet"][1]["field"]}
    assert "not coded, where fewer than two coders have submitted it" in fields["coding_state"]


def test_sidecars_and_papers_of_bids_tell(study: Study, tmp_path: Path):
    publish(study, "bids", tmp_path / "out", "public", "emil")
    told = {
        path.name.removesuffix("_recording-face_video.json"): json.loads(path.read_text(encoding="utf-8"))
        for path in (tmp_path / "out").rglob("*_video.json")
    }
    bare = {stem for stem, one in told.items() if one["CodingState"] == "not coded"}
    assert (len(told), len(bare)) == (4, 2)
    for paper in ("README.md", "datasheet.md"):
        text = (tmp_path / "out" / paper).read_text(encoding="utf-8")
        [line] = [line for line in text.splitlines() if TOLD in line]
        assert {stem for stem in told if stem in line} == bare


def test_nothing_is_said_where_everything_is_settled(new: NewStudy, tmp_path: Path):
    made = publish(new(), "tables", tmp_path / "out", "researchers", "emil")
    assert made.unsettled == {}
    for paper in ("README.md", "datasheet.md", "croissant.json"):
        assert TOLD not in (tmp_path / "out" / paper).read_text(encoding="utf-8")
