"""A release tells which stimulus was on when in the recording of a whole session."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from countenance.core import Interval
from countenance.store.records import Film, Stimulus
from countenance.study.people import ReleaseLevel
from countenance.study.project import Study
from countenance.study.publishing import gather, publish
from countenance.study.publishing.datapackage import check_package

from .conftest import SECRET, NewStudy
from .test_tables import croissant, rows

NAME = "=cmd|film ü"
CLIPS = [
    {"stimulus": NAME, "take": 1, "interval": None, "problem": f"no end: {SECRET}", "interrupted": SECRET},
    {"stimulus": NAME, "take": 2, "interval": [2, 25], "problem": "", "interrupted": SECRET},
    {"stimulus": "baby", "take": 1, "interval": [30, 59], "problem": "", "interrupted": ""},
]


@pytest.fixture
def study(new: NewStudy) -> Study:
    """``film0`` is the recording of a whole session, and ``film2`` of a single clip."""
    made = new(consents=("public", "laboratory", "public"))
    with made.writing("admin") as writer:
        film = writer.first(Film, name="film0")
        writer.add(Stimulus(name="baby", digest="cd" * 32, seconds=1.0, emotion="happiness"))
        writer.change(film, stimulus=None, report={"clips": CLIPS})
        writer.change(writer.first(Film, name="film1"), report={"clips": CLIPS})  # which is left out
    return made


@pytest.fixture(autouse=True)
def no_label_is_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was shown changed since the study was labelled."""
    monkeypatch.setattr("countenance.study.publishing.releasing.stale_labels", lambda _: [])


def test_they_are_those_of_the_recording(study: Study):
    shown = gather(study, ReleaseLevel.PUBLIC).shown_clips
    assert [(one.recording, one.stimulus, one.emotion, one.take, one.interval) for one in shown] == [
        ("film0", NAME, "disgust", 1, None),
        ("film0", NAME, "disgust", 2, Interval(2, 25)),
        ("film0", "baby", "happiness", 1, Interval(30, 59)),
    ]


@pytest.mark.parametrize("profile", ["casme", "tables", "deidentified"])
def test_a_row_for_each_showing(study: Study, tmp_path: Path, profile: str):
    publish(study, profile, tmp_path / "out", "public", "emil")
    written = rows(tmp_path / "out/shown_clips.csv")
    frames = [
        (one["stimulus"], one["take"], one["onset"], one["offset"], one["interrupted"]) for one in written
    ]
    assert frames == [
        (f"'{NAME}", "1", "", "", "true"), (f"'{NAME}", "2", "2", "25", "true"), ("baby", "1", "30", "59", "false"),
    ]  # fmt: skip
    remarks = ["", "", ""] if profile == "deidentified" else [f"no end: {SECRET}", SECRET, ""]
    assert [one["remark"] for one in written] == remarks
    [recording] = {one["recording"] for one in written}
    known = {one["recording"]: one["stimulus"] for one in rows(tmp_path / "out/recordings.csv")}
    assert known[recording] == ""
    assert (recording == "film0") is (profile != "deidentified")
    described = json.loads((tmp_path / "out/croissant.json").read_text(encoding="utf-8"))
    [told] = [one for one in described["recordSet"] if one["name"] == "shown_clips"]
    assert [one["name"] for one in told["field"]] == list(written[0])
    assert len(list(croissant(tmp_path / "out/croissant.json").records("shown_clips"))) == 3
    assert "`shown_clips" in (tmp_path / "out/README.md").read_text(encoding="utf-8")
    if profile != "casme":
        check_package(tmp_path / "out/datapackage.json")
        assert pq.read_table(tmp_path / "out/shown_clips.parquet")["onset"].to_pylist() == [None, 2, 30]


def test_a_sidecar_of_bids_tells_them(study: Study, tmp_path: Path):
    publish(study, "bids", tmp_path / "out", "public", "emil")
    told = [json.loads(path.read_text(encoding="utf-8")) for path in (tmp_path / "out").rglob("*_video.json")]
    [shown] = [one["ShownClips"] for one in told if "ShownClips" in one]
    assert shown[2] == {
        "Stimulus": "baby", "StimulusEmotion": "happiness", "Take": 1, "OnsetFrame": 30, "OffsetFrame": 59,
        "Interrupted": False, "Remark": None,
    }  # fmt: skip
    assert len(shown) == 3
