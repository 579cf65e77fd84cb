"""Each known way in which a release is wrong gives one sentence that names file and row."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from countenance.core import Interval, Problem
from countenance.databases.casme2sq import CASME2Squared
from countenance.video import write_video

from .builders import WORKBOOK, Release, image, macro, micro, write_frames

BROKEN_ROWS = {
    "offset 0": (micro(offset=0), "offset is 0, which means that it was not coded", "column E"),
    "offset empty": (micro(offset=None), "offset is empty, a frame number was expected", "column E"),
    "onset 0": (micro(onset=0), "onset is 0, but frames count from 1", "column C"),
    "onset is text": (micro(onset="early"), "onset is 'early', a frame number was expected", "column C"),
    "onset is no whole number": (micro(onset=5.5), "onset is 5.5, a frame number", "column C"),
    "onset negative": (micro(onset=-5), "onset is -5, a frame number was expected", "column C"),
    "onset after offset": (micro(onset=15), "onset 15 is after offset 14", "column C or E"),
    "apex before onset": (micro(apex=4), "apex 4 lies outside of onset 5 to offset 14", "column D"),
    "apex after offset": (micro(apex=15), "apex 15 lies outside of onset 5 to offset 14", "column D"),
    "apex is text": (micro(apex="/"), "apex is '/', a frame number was expected", "column D"),
    "subject unknown": (
        micro(subject=99),
        "subject 99 is not among those of the sheet naming rule1",
        "naming rule1",
    ),
    "subject is text": (micro(subject="s15"), "the subject is 's15', a number was expected", "column A"),
    "subject empty": (micro(subject=None), "the subject is empty, a number was expected", "column A"),
    "film unknown": (micro("fear7_1"), "'fear7', which the sheet naming rule2 does not have", "naming rule2"),
    "clip name malformed": (micro("anger1"), "the clip name is 'anger1', one such as anger1_1", "column B"),
    "action units unreadable": (
        micro(units="4+smile"),
        "action units: 'smile' in '4+smile' names no",
        "column F",
    ),
    "action unit unknown": (micro(units="4+99"), "action units: there is no action unit 99", "column F"),
    "emotion unknown": (
        micro(emotion="joy"),
        "emotion is 'joy', expected positive, negative",
        "column G",
    ),
    "emotion empty": (micro(emotion=None), "emotion is empty, expected positive, negative", "column G"),
    "type unknown": (micro(kind="medium"), "type is 'medium', expected macro-expression or", "column H"),
    "recording missing": (micro("happy1_1"), "rawpic/s15 has no recording 15_0502 with frames", "copy it"),
    "offset beyond the end": (
        macro(offset=41),
        "offset 41 lies beyond frame 40, the last one in rawpic/s15/15_0401angercrash",
        "column E",
    ),
}


@pytest.mark.parametrize(("row", "message", "remedy"), BROKEN_ROWS.values(), ids=BROKEN_ROWS)
def test_broken_row_is_left_out_with_a_sentence(tmp_path: Path, row: list[object], message: str, remedy: str):
    sound = macro("anger1_9")
    database = CASME2Squared(Release(tmp_path, [sound, row]).write())
    (problem,) = fatal(database.validate())
    assert [clip.name for clip in database.clips()] == ["anger1_9"]
    named = "" if problem.clip is None else f" ({problem.clip})"
    assert str(problem).startswith(f"{WORKBOOK}, row 2{named}: ")
    assert message in problem.message
    assert remedy in problem.remedy
    assert_one_sentence(problem)


def fatal(problems: list[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.fatal]


def notes(problems: list[Problem]) -> list[Problem]:
    return [problem for problem in problems if not problem.fatal]


def assert_one_sentence(problem: Problem) -> None:
    text = str(problem)
    assert text.endswith(".")
    assert not re.search(r"[.!?] [A-Z]", text)
    assert "\n" not in text


def test_validate_lists_every_broken_row_at_once(tmp_path: Path):
    rows = [row for row, _, _ in BROKEN_ROWS.values()]
    database = CASME2Squared(Release(tmp_path, rows).write())
    assert [problem.row for problem in fatal(database.validate())] == list(range(1, len(rows) + 1))
    assert database.clips() == []


def test_each_wrong_cell_of_a_row_is_named(tmp_path: Path):
    row = micro(subject=99, onset="x", emotion="joy", kind=None)
    problems = CASME2Squared(Release(tmp_path, [row]).write()).validate()
    assert [problem.row for problem in problems] == [1, 1, 1, 1]
    columns = [problem.remedy.split(",")[0] for problem in problems]
    assert columns == [f"correct column {letter}" for letter in "ACGH"]


@pytest.mark.parametrize("apex", [0, None, "0"])
def test_uncoded_apex_is_noted_and_the_clip_used_without(tmp_path: Path, apex: object):
    database = CASME2Squared(Release(tmp_path, [micro(apex=apex)]).write())
    (problem,) = database.validate()
    assert (problem.row, problem.fatal, problem.clip) == (1, False, "s15/anger1_1")
    assert "apex was not coded" in problem.message
    assert database.clips()[0].expression.apex is None


@pytest.mark.parametrize(
    ("row", "kind", "duration"),
    [
        (micro(offset=30), "micro", "833 ms"),
        (macro(apex=9, offset=14), "macro", "300 ms"),
        (macro(offset=125), "macro", "4000 ms"),
    ],
)
def test_published_type_is_trusted_over_the_duration(
    tmp_path: Path, row: list[object], kind: str, duration: str
):
    database = CASME2Squared(Release(tmp_path, [row], {"s15/15_0401angercrash": 126}).write())
    (problem,) = database.validate()
    assert (problem.row, problem.fatal) == (1, False)
    assert f"the type is {kind} although it lasts {duration}" in problem.message
    assert database.clips()[0].expression.kind == kind


def test_overlapping_expressions_are_noted_and_both_used(tmp_path: Path):
    rows = [
        micro(),
        micro("anger1_2", onset=14, apex=16, offset=20),
        micro("anger1_3", onset=21, apex=0, offset=25),
    ]
    database = CASME2Squared(Release(tmp_path, rows).write())
    overlaps = [problem for problem in database.validate() if "overlaps" in problem.message]
    assert [(problem.row, problem.fatal) for problem in overlaps] == [(2, False)]
    assert "overlaps with anger1_1 in row 1" in overlaps[0].message
    assert len(database.clips()) == 3


def test_same_frames_in_another_recording_do_not_overlap(tmp_path: Path):
    recordings = {"s15/15_0401angercrash": 40, "s16/16_0401angercrash": 40}
    database = CASME2Squared(Release(tmp_path, [micro(), micro(subject=2)], recordings).write())
    assert database.validate() == []


def test_repeated_row_is_used_once(tmp_path: Path):
    database = CASME2Squared(
        Release(tmp_path, [micro(), macro("anger1_2", onset=20, apex=22), micro()]).write()
    )
    assert [clip.name for clip in database.clips()] == ["anger1_1", "anger1_2"]
    (problem,) = [problem for problem in database.validate() if "repeats" in problem.message]
    assert (problem.row, problem.fatal) == (3, False)
    assert "repeats row 1" in problem.message


def test_contradicting_rows_of_one_clip_are_both_left_out(tmp_path: Path):
    database = CASME2Squared(Release(tmp_path, [micro(), micro(offset=15)]).write())
    assert database.clips() == []
    problems = database.validate()
    assert [(problem.row, problem.fatal) for problem in problems] == [(1, True), (2, True)]
    for problem in problems:
        assert "rows 1 and 2 name the same clip with different contents" in problem.message


def test_sound_row_of_a_clip_that_a_broken_row_names_too_is_left_out(tmp_path: Path):
    database = CASME2Squared(Release(tmp_path, [micro(), micro(offset=0)]).write())
    assert database.clips() == []
    on_sound, on_broken = database.validate()
    assert (on_sound.row, on_sound.fatal) == (1, True)
    assert "rows 1 and 2 name the same clip" in on_sound.message
    assert "offset is 0" in on_broken.message


def test_missing_frames_within_an_interval_cost_only_that_clip(tmp_path: Path):
    release = Release(tmp_path, [micro(), micro("anger1_2", onset=20, apex=22, offset=25)], {})
    release.write()
    folder = tmp_path / "rawpic/s15/15_0401angercrash"
    write_frames(folder, [n for n in range(1, 41) if n not in {6, 7, 9}])
    database = CASME2Squared(tmp_path)
    assert [clip.name for clip in database.clips()] == ["anger1_2"]
    on_folder, on_row = database.validate()
    assert str(on_folder).startswith("rawpic/s15/15_0401angercrash: frames 6, 7 and 9 are missing")
    assert not on_folder.fatal
    assert str(on_row).startswith(
        f"{WORKBOOK}, row 1 (s15/anger1_1): frames 6, 7 and 9 are missing in rawpic/s15/"
    )
    assert on_row.fatal


def test_gap_does_not_shift_the_frames_after_it(tmp_path: Path):
    Release(tmp_path, [micro("anger1_2", onset=20, apex=22, offset=25)], {}).write()
    write_frames(tmp_path / "rawpic/s15/15_0401angercrash", [n for n in range(1, 41) if n not in {6, 7, 9}])
    database = CASME2Squared(tmp_path)
    (clip,) = database.clips()
    assert clip.expression.interval == Interval(19, 24)
    assert database.frames(clip)[:, 0, 0].tolist() == [40, 42, 44, 46, 48, 50]
    assert database.n_frames(clip.recording) == 40


def test_folder_without_frames(tmp_path: Path):
    Release(tmp_path, [micro(), micro("happy1_1")], {"s15/15_0502funny": 20}).write()
    (tmp_path / "rawpic/s15/15_0401angercrash").mkdir()
    database = CASME2Squared(tmp_path)
    on_folder, on_row = database.validate()
    assert str(on_folder).startswith("rawpic/s15/15_0401angercrash: no frame can be found")
    assert (on_row.row, on_row.fatal) == (1, True)
    assert [recording.name for recording in database.recordings()] == ["15_0502funny"]
    assert [clip.name for clip in database.clips()] == ["happy1_1"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may list any folder")
def test_folder_that_may_not_be_listed(tmp_path: Path):
    Release(tmp_path, [micro(), micro("happy1_1")], {"s15/15_0401crash": 20, "s15/15_0502funny": 20}).write()
    locked = tmp_path / "rawpic/s15/15_0401crash"
    locked.chmod(0)
    database = CASME2Squared(tmp_path)
    on_folder, on_row = database.validate()
    locked.chmod(0o700)
    assert "no frame can be found ([Errno 13] Permission denied" in on_folder.message
    assert (on_row.row, on_row.fatal) == (1, True)
    assert [clip.name for clip in database.clips()] == ["happy1_1"]


@pytest.mark.parametrize("kept", [0.5, 0.9])
def test_video_that_is_cut_off_is_noted_and_labels_before_the_cut_are_used(tmp_path: Path, kept: float):
    rows = [micro("anger1_1", onset=2, apex=3, offset=4), micro("anger1_2", onset=85, apex=0, offset=99)]
    Release(tmp_path, rows, {}).write()
    video = tmp_path / "rawvideo/s15/15_0401crash.avi"
    video.parent.mkdir(parents=True)
    write_video(video, (image(number) for number in range(1, 101)), 30, codec="ffv1")
    video.write_bytes(video.read_bytes()[: int(kept * video.stat().st_size)])
    database = CASME2Squared(tmp_path)
    assert [clip.name for clip in database.clips()] == ["anger1_1"]
    last = database.n_frames(database.recordings()[0])
    on_video, on_row = (problem for problem in database.validate() if "apex" not in problem.message)
    assert str(on_video).startswith(
        f"rawvideo/s15/15_0401crash.avi: it is damaged or cut short after frame {last} ("
    )
    assert not on_video.fatal
    assert (on_row.row, on_row.fatal) == (2, True)
    assert f"offset 99 lies beyond frame {last}, the last one in rawvideo/s15" in on_row.message
    assert_one_sentence(on_video)


def test_misfiled_recording_belongs_to_the_participant_in_its_name(tmp_path: Path):
    recordings = {"s19/19_0502funnyerrors": 20, "s19/23_0502funnyerrors": 30}
    database = CASME2Squared(Release(tmp_path, [micro("happy1_1", 4)], recordings).write())
    (clip,) = database.clips()
    assert (clip.participant, clip.recording.name) == ("s23", "23_0502funnyerrors")
    assert database.n_frames(clip.recording) == 30
    (problem,) = database.validate()
    assert problem.file == "rawpic/s19/23_0502funnyerrors"
    assert problem.remedy == "move it to rawpic/s23"
    assert not problem.fatal


def test_two_versions_of_a_recording_are_not_chosen_between(tmp_path: Path):
    recordings = {"s19/23_0502funnyerrors": 20, "s23/23_0502funnyerrors": 30, "s15/15_0401crash": 20}
    database = CASME2Squared(Release(tmp_path, [micro("happy1_1", 4), micro()], recordings).write())
    misfiled, double, on_row = database.validate()
    assert not misfiled.fatal
    assert "both claim to be recording 0502 of s23, and neither is used" in double.message
    assert (on_row.row, on_row.fatal) == (1, True)
    assert [recording.participant for recording in database.recordings()] == ["s15"]


def test_folder_that_is_no_recording_is_noted(tmp_path: Path):
    database = CASME2Squared(Release(tmp_path, recordings={"s15/15_0401x": 20, "s15/backup": 1}).write())
    (problem,) = database.validate()
    assert (problem.file, problem.fatal) == ("rawpic/s15/backup", False)
    assert_one_sentence(problem)


def test_folder_that_is_no_participant_is_noted(tmp_path: Path):
    recordings = {"s15/15_0401x": 20, "sub16/16_0401x": 20}
    database = CASME2Squared(Release(tmp_path, recordings=recordings).write())
    (problem,) = database.validate()
    assert (problem.file, problem.fatal) == ("rawpic/sub16", False)
    assert_one_sentence(problem)


def test_release_unpacked_one_folder_too_deep(tmp_path: Path):
    database = CASME2Squared(Release(tmp_path, recordings={"rawpic/s15/15_0401x": 20}).write())
    _, on_folder, on_row = database.validate()
    assert str(on_folder).startswith("rawpic: it holds no folder of a participant, such as s15")
    assert on_row.row == 1
    assert database.recordings() == []


def test_merged_cells_cost_the_rows_whose_value_they_hide(tmp_path: Path):
    release = Release(tmp_path, [micro(), micro("anger1_2", None, onset=20, apex=22, offset=25)])
    release.write()
    release.write_workbook(merge="A1:A2")
    database = CASME2Squared(tmp_path)
    (problem,) = database.validate()
    assert problem.row == 2
    assert "cells A1:A2 are merged" in problem.message
    assert [clip.name for clip in database.clips()] == ["anger1_1"]


def test_cells_merged_across_columns_cost_their_own_row(tmp_path: Path):
    release = Release(tmp_path, [micro()])
    release.write()
    release.write_workbook(merge="C1:D1")
    (problem,) = CASME2Squared(tmp_path).validate()
    assert "cells C1:D1 are merged" in problem.message


def test_damaged_image_is_found_by_deep_validation_only(tmp_path: Path):
    database = CASME2Squared(
        Release(tmp_path, [micro(), micro("anger1_2", onset=20, apex=22, offset=30)]).write()
    )
    damaged = tmp_path / "rawpic/s15/15_0401angercrash/img007.jpg"
    damaged.write_bytes(damaged.read_bytes()[:100])
    assert database.validate() == []
    (problem,) = database.validate(deep=True)
    assert (problem.row, problem.clip, problem.fatal) == (1, "s15/anger1_1", True)
    assert "img007.jpg" in problem.message


@pytest.mark.parametrize("missing", [1, 2])
def test_rows_are_checked_for_what_they_say_themselves_although_a_naming_rule_is_missing(
    tmp_path: Path, missing: int
):
    sheets = ["CASFEcode_final", "naming rule1", "naming rule2"]
    sheets[missing] = "elsewhere"
    rows = [micro(), micro("anger1_2", offset=0), micro("anger1_3", units="4+smile")]
    Release(tmp_path, rows=rows, sheets=(sheets[0], sheets[1], sheets[2])).write()
    problems = [p for p in CASME2Squared(tmp_path).validate() if p.fatal]
    assert [problem.row for problem in problems] == [None, 2, 3]
    assert f"no sheet naming rule{missing}" in str(problems[0])
    assert "offset is 0" in str(problems[1])
    assert "'smile'" in str(problems[2])
