"""Frame numbers with gaps, and databases on their way to other processes."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from countenance.core import Interval, VideoError
from countenance.databases.casme2sq import CASME2Squared
from countenance.databases.casme2sq.shots import Extent, listed

from .builders import WORKBOOK, Release, micro, write_frames


@pytest.mark.parametrize("seed", range(5))
def test_extent_agrees_with_the_numbers_themselves(seed: int):
    rng = np.random.default_rng(seed)
    numbers = sorted(rng.choice(np.arange(1, 40), size=25, replace=False).tolist())
    extent = Extent.of(numbers)
    assert [number for run in extent.runs for number in run] == numbers
    assert extent.last == numbers[-1]
    for first in range(1, 42):
        for last in (first, first + 3, 45):
            gaps = extent.missing(first, last)
            assert [n for gap in gaps for n in gap] == [n for n in range(first, last + 1) if n not in numbers]
        assert extent.index(first) == sum(number < first for number in numbers)


def test_gaps_of_any_size_are_told_in_few_words():
    assert listed(Extent.of([1, 2]).missing(1, 10**30)) == f"frames 3, 4, 5 and {10**30 - 5} more are"


def test_stray_file_with_a_large_number_is_noted_and_the_clip_used(tmp_path: Path):
    Release(tmp_path).write()
    folder = tmp_path / "rawpic/s15/15_0401angercrash"
    (folder / "img001.jpg").rename(folder / "img20160101.jpg")
    database = CASME2Squared(tmp_path)
    (problem,) = database.validate()
    assert not problem.fatal
    assert problem.message.startswith("frames 1, 41, 42 and 20160058 more are missing of 20160101")
    (clip,) = database.clips()
    assert database.frames(clip)[0, 0, 0] == 10


def test_stray_file_whose_number_counts_no_frames_is_named(tmp_path: Path):
    Release(tmp_path).write()
    (tmp_path / "rawpic/s15/15_0401angercrash/img20160101123456.jpg").touch()
    on_folder, on_row = CASME2Squared(tmp_path).validate()
    assert "img20160101123456.jpg would be frame 20160101123456" in on_folder.message
    assert (on_folder.fatal, on_row.fatal, on_row.row) == (False, True, 1)


def test_frames_outside_of_a_recording_are_refused(tmp_path: Path):
    Release(tmp_path, recordings={}).write()
    write_frames(tmp_path / "rawpic/s15/15_0401crash", [n for n in range(1, 41) if n != 20])
    database = CASME2Squared(tmp_path)
    (clip,) = database.clips()
    for interval, missing in ((Interval(18, 21), "frame 20 is"), (Interval(38, 41), "frames 41 and 42 are")):
        moved = replace(clip, expression=replace(clip.expression, interval=interval, apex=None))
        with pytest.raises(VideoError, match=f"{missing} missing in .*15_0401crash"):
            database.frames(moved)


def test_file_that_has_gone_since_it_was_listed(tmp_path: Path):
    database = CASME2Squared(Release(tmp_path).write())
    database.frames(database.clips()[0])
    (tmp_path / "rawpic/s15/15_0401angercrash/img007.jpg").unlink()
    (problem,) = database.validate(deep=True)
    assert "img007.jpg" in problem.message
    assert problem.row == 1


def test_clip_and_frames_agree_on_the_folder(tmp_path: Path):
    """A folder named as a recording without a title lies beside that of the expression."""
    Release(tmp_path, recordings={"s15/15_0401": 40}, folder="selectedpic").write()
    (own := tmp_path / "selectedpic/s15/anger1_1").mkdir()
    for number in range(5, 15):
        whole = tmp_path / f"selectedpic/s15/15_0401/img{number + 20:03d}.jpg"
        (own / f"img{number:03d}.jpg").write_bytes(whole.read_bytes())
    database = CASME2Squared(tmp_path, "selectedpic")
    (clip,) = database.clips()
    assert database.frames(clip)[:, 0, 0].tolist() == [2 * (number + 20) for number in range(5, 15)]


def test_copies_of_one_database_read_the_release_once_in_each_process(tmp_path: Path):
    database = CASME2Squared(Release(tmp_path, recordings={"s15/15_0401crash": 40}).write())
    sent = pickle.dumps(database)
    assert sent == pickle.dumps(database)
    received = pickle.loads(sent)
    assert received is not database
    assert pickle.loads(sent) is received
    assert received.clips() == database.clips()
    assert received.recordings() == database.recordings()


def test_pickle_is_a_few_hundred_bytes_however_large_the_release(tmp_path: Path):
    sizes = []
    for n_frames in (20, 120):
        root = Release(tmp_path / f"{n_frames:03d}", recordings={"s15/15_0401crash": n_frames}).write()
        database = CASME2Squared(root)
        database.frames(database.clips()[0])
        sizes.append(len(pickle.dumps(database)) - len(str(root)))
    assert sizes[0] == sizes[1] < 400


@pytest.mark.parametrize("change", ["add", "remove", "both"])
def test_recording_that_is_changed_while_it_is_read_is_never_shifted(tmp_path: Path, change: str):
    release = Release(tmp_path, [micro(onset=11, apex=13, offset=15)], recordings={"s15/15_0401crash": 40})
    (clip,) = (database := CASME2Squared(release.write())).clips()
    folder = tmp_path / "rawpic/s15/15_0401crash"
    picture = (folder / "img001.jpg").read_bytes()
    if change != "add":
        (folder / "img005.jpg").unlink()
    if change != "remove":
        (folder / "img000.jpg").write_bytes(picture)
    if change == "both":  # every listed frame is where it was
        assert database.frames(clip)[:, 0, 0].tolist() == [2 * number for number in range(11, 16)]
        return
    with pytest.raises(VideoError, match="15_0401crash was changed while it was read"):
        database.frames(clip)


def test_damaged_release_can_be_sent_too(tmp_path: Path):
    Release(tmp_path).write()
    (tmp_path / WORKBOOK).write_bytes(b"PK")
    database = CASME2Squared(tmp_path)
    assert pickle.loads(pickle.dumps(database)).validate() == database.validate()


def test_source_is_the_row_of_the_spreadsheet(tmp_path: Path):
    rows = [micro(offset=0), (), micro("anger1_2"), micro("anger1_3", onset=20, apex=22, offset=25)]
    database = CASME2Squared(Release(tmp_path, rows).write())
    assert [database.source(clip) for clip in database.clips()] == [(WORKBOOK, 3), (WORKBOOK, 4)]
