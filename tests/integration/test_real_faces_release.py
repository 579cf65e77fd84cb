"""Real faces, laid out as a CAS(ME)2 release from two coders' agreed events."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from countenance import databases
from countenance.core import Database, Interval
from countenance.testing import check_database

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def release(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("real-faces")
    subprocess.run([sys.executable, shared / "data" / "make_real_faces.py", root], check=True, timeout=300)
    return root


@pytest.fixture
def database(release: Path) -> Database:
    return databases.open("casme2sq", release)


def test_every_expression_is_read(database: Database):
    assert len(database.clips()) == 25
    assert [problem for problem in database.validate() if problem.fatal] == []


def test_release_conforms(database: Database):
    check_database(database, decoded=4)


def test_every_labelled_frame_can_be_decoded(database: Database):
    assert database.validate(deep=True) == database.validate()


def test_recordings_have_the_length_of_the_videos(database: Database):
    lengths = {recording.name: database.n_frames(recording) for recording in database.recordings()}
    assert lengths == {"15_0101brows": 1337, "15_0401mouth": 765, "16_0502smile": 72, "19_0503face": 472}


def test_frames_count_from_zero(database: Database, shared: Path):
    """Both coders mark the first brow raise; the workbook counts their mean from 1."""
    first = database.clips()[0]
    onsets, offsets = zip(*(first_event(shared, coder) for coder in (1, 2)), strict=True)
    expected = Interval(*(int(sum(frames) / 2 + 0.5) for frames in (onsets, offsets)))
    assert first.expression.interval == expected


def first_event(shared: Path, coder: int) -> tuple[int, int]:
    with (shared / "data" / "coding" / f"coder{coder}.csv").open(newline="", encoding="utf-8") as file:
        events = [event for event in csv.DictReader(file) if event["kind"] != "excluded"]
    found = next(event for event in events if event["video"] == "cap12.mp4")
    return int(found["onset"]), int(found["offset"])


def test_profile(database: Database):
    profile = databases.profile(database)
    assert (profile.participants, profile.recordings, profile.expressions) == (3, 4, 25)
    assert {row["kind"]: row["n"] for row in profile.duration_rows()} == {"macro": 24, "micro": 1}
    assert sum(row["n"] for row in profile.category_rows()) == 25
    assert profile.dropped == ()
    assert not profile.synthetic
