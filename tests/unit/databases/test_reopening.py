from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from countenance.core import DatabaseError
from countenance.databases.casme2sq import CASME2Squared

from .builders import Release, micro


@pytest.fixture
def release(tmp_path: Path) -> Release:
    release = Release(tmp_path / "release", [micro()], recordings={"s15/15_0401crash": 40})
    release.write()
    return release


def test_a_relative_root_is_found_from_another_working_folder(release: Release, monkeypatch):
    monkeypatch.chdir(release.root.parent)
    sent = pickle.dumps(CASME2Squared("release", "rawpic"))
    monkeypatch.chdir("/")
    received = pickle.loads(sent)
    assert received.root == release.root
    assert received.folder == "rawpic"
    assert len(received.clips()) == 1


@pytest.mark.parametrize("changes", [{"onset": 6}, {"offset": 13}, {"apex": 8}, {"name": "anger1_2"}])
def test_other_clips_than_the_run_began_with_are_refused(release: Release, changes: dict[str, object]):
    database = CASME2Squared(release.root)
    database.clips()
    release.rows = [micro(**changes)]
    release.write_workbook()
    sent = pickle.dumps(database)
    with pytest.raises(DatabaseError, match="does not hold the clips that this run began with"):
        pickle.loads(sent)


def test_labels_that_decide_no_frame_may_be_mended_meanwhile(release: Release):
    sent = pickle.dumps(CASME2Squared(release.root))
    release.rows = [micro(emotion="surprise")]
    release.write_workbook()
    assert len(pickle.loads(sent).clips()) == 1


def test_a_release_that_a_worker_does_not_see_is_said_to_be_where(release: Release, tmp_path: Path):
    sent = pickle.dumps(CASME2Squared(release.root))
    release.root.rename(tmp_path / "elsewhere")
    with pytest.raises(
        DatabaseError, match=rf"cannot open the release \({release.root} does not exist; .*\); it must"
    ):
        pickle.loads(sent)


def test_the_next_run_reads_the_release_anew_in_a_worker_that_lives_on(release: Release):
    first = pickle.loads(pickle.dumps(CASME2Squared(release.root)))
    assert first.n_frames(first.recordings()[0]) == 40
    last = release.root / "rawpic/s15/15_0401crash/img040.jpg"
    os.rename(last, last.with_name("img041.jpg"))  # noqa: PTH104
    second = pickle.loads(pickle.dumps(CASME2Squared(release.root)))
    assert second.n_frames(second.recordings()[0]) == 41
