"""Dropped frames, rates and the moments of clips in a recording, from times that are known."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from countenance.core import InputError, Interval
from countenance.core.errors import VideoError
from countenance.study.elicitation import (
    Event,
    EventKind,
    IngestReport,
    SyncPoint,
    Take,
    align,
    describe_clip,
    ingest_report,
    shown_clips,
    sync_points,
)
from countenance.video import FrameArray, VideoFile, write_video


def source(ticks: list[int], unit: Fraction = Fraction(1, 30)) -> FrameArray:
    return FrameArray(
        np.zeros((len(ticks), 4, 6), np.uint8), times=[tick * unit for tick in ticks], name="s01.mp4"
    )


def report(ticks: list[int], unit: Fraction = Fraction(1, 30)) -> IngestReport:
    return ingest_report(source(ticks, unit))


def test_a_perfect_recording():
    result = report(list(range(300)))
    assert (result.n_frames, result.n_missing, result.drops, result.warnings) == (300, 0, (), ())
    assert result.measured_fps == 30
    assert result.duration_s == pytest.approx(10)
    assert result.median_ms == result.longest_gap_ms == pytest.approx(1000 / 30)
    assert result.times[:2] == (0, Fraction(1, 30))


def test_dropped_frames_are_found_and_counted():
    result = report([0, 1, 2, 4, 5, 6, 7, 12, 13])
    assert [(drop.frame, drop.missing) for drop in result.drops] == [(2, 1), (6, 4)]
    assert [drop.gap_ms for drop in result.drops] == pytest.approx([2000 / 30, 5000 / 30])
    assert result.n_missing == 5
    assert (result.longest_gap_frame, result.longest_gap_ms) == (6, pytest.approx(5000 / 30))
    assert result.measured_fps == pytest.approx(8 * 30 / 13)
    assert result.warnings == (
        "s01.mp4: 18.46 frames per second, fewer than 29.5",
        "s01.mp4: 166.7 ms pass between frames 6 and 7, more than 50 ms",
    )


@pytest.mark.parametrize(("gap", "missing"), [(30, 0), (31, 1), (49, 1), (50, 2), (69, 2)])
def test_a_drop_is_more_than_one_and_a_half_intervals(gap: int, missing: int):
    ticks = [*range(0, 200, 20), 180 + gap, 200 + gap]
    assert report(ticks, Fraction(1, 600)).n_missing == missing


@pytest.mark.parametrize(("gap_ms", "n"), [(50, 0), (51, 1)])
def test_fifty_ms_are_no_gap_yet(gap_ms: int, n: int):
    ticks = [*range(0, 3300, 33), 3267 + gap_ms]
    assert len(report(ticks, Fraction(1, 1000)).warnings) == n


def test_limits_can_be_others():
    warnings = ingest_report(source([0, 1, 2]), lowest_fps=60, longest_gap_ms=10).warnings
    assert len(warnings) == 2
    assert ingest_report(source([0, 1, 3]), lowest_fps=1, longest_gap_ms=100).warnings == ()


def test_a_recording_needs_two_frames_and_times():
    with pytest.raises(VideoError, match=r"s01\.mp4 has 1 frame, a recording needs at least two"):
        report([0])
    with pytest.raises(VideoError, match="array does not say when its frames are shown"):
        ingest_report(FrameArray(np.zeros((3, 4, 6), np.uint8)))


def test_a_real_file(tmp_path: Path):
    path = tmp_path / "clips" / "teeth.mp4"
    path.parent.mkdir()
    write_video(path, np.zeros((45, 48, 64, 3), np.uint8), 30)
    result = ingest_report(VideoFile(path))
    assert (result.n_frames, result.n_missing, result.warnings) == (45, 0, ())
    clip = describe_clip(path, "Disgust", folder=tmp_path)
    assert (clip.name, clip.file, clip.duration_s, clip.emotion) == (
        "teeth",
        "clips/teeth.mp4",
        1.5,
        "disgust",
    )
    assert clip.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert describe_clip(path, "disgust", name="1").file == "teeth.mp4"
    with pytest.raises(InputError, match=r"does not lie below .*, the folder of clips"):
        describe_clip(path, "disgust", folder=tmp_path / "other")
    with pytest.raises(InputError, match="does not exist, expected a video file"):
        describe_clip(tmp_path / "none.mp4", "disgust")


TIMES = tuple(Fraction(i, 30) for i in range(9000))


def test_one_point_gives_the_offset():
    alignment = align(TIMES, [SyncPoint(60, 10_000.0)])
    assert (alignment.rate, alignment.drift_ppm, alignment.residual_ms, alignment.warning) == (1, 0, 0, "")
    assert alignment.seconds_at(10_000) == 2
    assert [alignment.frame_at(ms) for ms in (8000, 10_000, 10_033, 10_034, 11_000)] == [0, 60, 60, 61, 90]


def test_before_and_after_the_recording_is_no_frame():
    alignment = align(TIMES, [SyncPoint(0, 0.0)])
    assert [alignment.frame_at(ms) for ms in (-0.1, 0, 299_999, 300_000.1)] == [None, 0, 8999, None]


@pytest.mark.parametrize("ppm", [-80, 0, 50])
def test_two_points_give_the_drift(ppm: int):
    session_ms = [1000.0, 1000.0 + 1000 * 280 / (1 + ppm / 1e6)]
    alignment = align(TIMES, [SyncPoint(8430, session_ms[1]), SyncPoint(30, session_ms[0])])
    assert alignment.drift_ppm == pytest.approx(ppm, abs=1e-6)
    assert alignment.residual_ms == pytest.approx(0, abs=1e-6)
    assert [alignment.frame_at(ms) for ms in session_ms] == [30, 8430]
    assert alignment.warning == ""


def test_more_points_give_the_line_through_them():
    moments = np.array([0.0, 1000.0, 2000.0, 3000.0])
    frames = [30, 61, 90, 120]
    alignment = align(TIMES, [SyncPoint(f, ms) for f, ms in zip(frames, moments, strict=True)])
    slope, intercept = np.polyfit(moments, np.array(frames) / 30, 1)
    assert alignment.rate == pytest.approx(1000 * slope)
    assert alignment.seconds_at(0) == pytest.approx(intercept)
    assert alignment.residual_ms == pytest.approx(
        1000 * np.abs(np.array(frames) / 30 - np.polyval([slope, intercept], moments)).max()
    )


def test_a_drift_of_no_clock_is_told():
    alignment = align(TIMES, [SyncPoint(0, 0.0), SyncPoint(303, 10_000.0)])
    assert alignment.warning == (
        "the clocks drift by 10000 ppm, more than clocks do: look whether the frames of the sync points are right"
    )


def test_on_a_varying_rate_times_count_and_not_numbers():
    times = (Fraction(0), Fraction(1, 30), Fraction(1, 2), Fraction(16, 30))
    alignment = align(times, [SyncPoint(2, 500.0)])
    assert [alignment.frame_at(ms) for ms in (0, 40, 499, 500, 540)] == [0, 1, 1, 2, 3]


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        ([], "an alignment needs at least one sync point"),
        (
            [SyncPoint(9000, 1.0)],
            "the sync point at 1 ms is frame 9000, and the recording has frames 0 to 8999",
        ),
        ([SyncPoint(-1, 1.0)], "is frame -1, and the recording has"),
        ([SyncPoint(50, 1.0), SyncPoint(40, 9.0)], "1 ms is frame 50, and 9 ms is frame 40"),
        ([SyncPoint(50, 1.0), SyncPoint(50, 9.0)], "sync points contradict each other"),
        ([SyncPoint(50, 1.0), SyncPoint(51, 1.0)], "sync points contradict each other"),
    ],
)
def test_points_must_agree(points: list[SyncPoint], sentence: str):
    with pytest.raises(InputError, match=sentence):
        align(TIMES, points)


def test_clips_are_found_in_the_recording():
    alignment = align(TIMES, [SyncPoint(60, 10_000.0)])
    takes = [
        Take("teeth", 1, 0, 11_000, interrupted="focus lost", interrupted_ms=11_500),
        Take("teeth", 2, 0, 12_000, 14_000),
        Take("baby", 1, 0, 307_000, 309_000),
        Take("baby", 2, 0, 7_000, 9_000),
        Take("baby", 3, 0, 9_000, 8_900),
        Take("baby", 4, 1, 12_000, 14_000),
    ]
    shown = shown_clips(takes, alignment)
    assert [one.interval for one in shown] == [Interval(90, 105), Interval(120, 180), None, None, None]
    assert [one.problem for one in shown] == [
        "",
        "",
        "clip baby, take 1, ends outside of the recording",
        "clip baby, take 2, begins outside of the recording",
        "clip baby, take 3, ends before it begins: a clock went back",
    ]
    assert [one.take.number for one in shown_clips(takes, alignment, segment=1)] == [4]
    assert shown_clips([Take("teeth", 1, 0, 1.0)], alignment)[0].problem.endswith("has no end: it is on")


@pytest.mark.parametrize(
    ("interrupted_ms", "seconds", "offset"),
    [
        (None, None, 8999),
        (400_000.0, None, 8999),
        (None, 2.0, 8970),
        (400_000.0, 2.0, 8970),
        (306_000.0, 2.0, 8940),
    ],
)
def test_a_take_that_was_interrupted_lasts_no_longer_than_its_clip_or_the_recording(
    interrupted_ms: float | None, seconds: float | None, offset: int
):
    """Nobody knows when a page was closed, who ends a session elsewhere does so later, and a camera may run on."""
    alignment = align(TIMES, [SyncPoint(60, 10_000.0)])
    take = Take("baby", 1, 0, 305_000, interrupted="resumed", interrupted_ms=interrupted_ms)
    lengths = {} if seconds is None else {"baby": seconds}
    (shown,) = shown_clips([take], alignment, lengths=lengths)
    assert (shown.interval, shown.problem) == (Interval(8910, offset), "")


def test_a_take_that_was_interrupted_before_the_recording_is_outside_of_it():
    alignment = align(TIMES, [SyncPoint(60, 10_000.0)])
    (shown,) = shown_clips([Take("baby", 1, 0, 309_000, interrupted="resumed")], alignment)
    assert (shown.interval, shown.problem[-32:]) == (None, " begins outside of the recording")


def test_sync_points_come_from_the_events_of_a_segment(event: object):
    make = event
    assert callable(make)
    events: list[Event] = [
        make(EventKind.SYNC, 0, 100.0, frame=3),
        make(EventKind.SYNC, 1, 200.0),
        make(EventKind.NOTE, 2, 300.0, frame=9),
        make(EventKind.RESUMED, 3, 5.0),
        make(EventKind.SYNC, 4, 50.0, frame=0),
    ]
    assert sync_points(events) == [SyncPoint(3, 100.0)]
    assert sync_points(events, segment=1) == [SyncPoint(0, 50.0)]
