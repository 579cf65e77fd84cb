"""Disturbances of real faces beside what two coders saw; no figure here was used to choose a limit."""

from __future__ import annotations

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest

from countenance.core.contracts import Excluded
from countenance.core.intervals import Interval
from countenance.face import FaceTracker
from countenance.spotting import FaceObservation
from countenance.spotting.disturbances import DisturbanceWatch
from countenance.video import open_frames


def watched(video: Path) -> list[Excluded]:
    source = open_frames(video)
    assert source.fps is not None
    tracker, watch = FaceTracker(), DisturbanceWatch(float(source.fps))
    told: list[Excluded] = []
    n = 0
    for frame in source.frames():
        face = tracker.update(frame.image)
        grey = frame.image if frame.image.ndim == 2 else cv2.cvtColor(frame.image, cv2.COLOR_RGB2GRAY)
        assert frame.time is not None
        told += watch.update(
            FaceObservation(
                frame.index,
                float(frame.time),
                face.status,
                face.n_faces,
                face.face,
                np.asarray(grey, np.uint8),
            )
        )
        n += 1
    return told + watch.finish(n - 1)


@pytest.fixture(scope="module")
def acted(shared: Path) -> list[Excluded]:
    return watched(shared / "data/videos/langer.mp4")


def of(told: list[Excluded], reason: str) -> list[Interval]:
    return sorted(e.interval for e in told if e.reason == reason)


def coded(shared: Path, coder: int, video: str, word: str) -> list[Interval]:
    with (shared / f"data/coding/coder{coder}.csv").open(newline="", encoding="utf-8") as file:
        return [
            Interval(int(row["onset"]), int(row["offset"]))
            for row in csv.DictReader(file)
            if row["video"] == video and row["kind"] == "excluded" and word in row["note"]
        ]


@pytest.mark.parametrize("coder", [1, 2])
def test_every_blink_that_a_coder_saw_is_found(shared: Path, acted: list[Excluded], coder: int):
    blinks = coded(shared, coder, "langer.mp4", "blink")
    assert len(blinks) >= 5
    for blink in blinks:
        assert any(blink.overlaps(found) for found in of(acted, "blink")), blink


def test_no_blink_is_found_that_no_coder_saw(shared: Path, acted: list[Excluded]):
    seen = [i for coder in (1, 2) for i in coded(shared, coder, "langer.mp4", "blink")]
    assert all(any(found.overlaps(blink) for blink in seen) for found in of(acted, "blink"))


@pytest.mark.parametrize("coder", [1, 2])
def test_the_hand_is_found_where_the_coders_saw_it(shared: Path, acted: list[Excluded], coder: int):
    (hand,) = coded(shared, coder, "langer.mp4", "hand")
    (found,) = of(acted, "hand over the face")
    assert found.iou(hand) > 0.8


def test_a_sad_face_with_closed_eyes_neither_blinks_nor_speaks(acted: list[Excluded]):
    assert not any(found.onset < 140 for found in of(acted, "blink"))
    assert any(found.iou(Interval(15, 140)) > 0.9 for found in of(acted, "eyes closed"))
    assert not of(acted, "speech")


def test_a_blink_during_a_smile_is_one_and_the_smile_is_nothing(shared: Path):
    told = watched(shared / "data/videos/single_face.mp4")
    (blink,) = of(told, "blink")
    assert blink.iou(Interval(24, 30)) > 0.5
    assert not {e.reason for e in told} & {"speech", "hand over the face", "eyes closed", "no face"}


@pytest.mark.parametrize("video", ["face_then_none_vfr.mov", "none_then_face.mov"])
def test_times_without_a_face_are_told(shared: Path, video: str):
    told = watched(shared / "data/videos" / video)
    first = video.startswith("none")
    gone = of(told, "no face")
    assert sum(i.n_frames for i in gone) > 30
    assert (gone[0].onset == 0) == first
