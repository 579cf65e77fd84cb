"""A whole recording through a spotter: everything that it said, in order, and what was read before damage."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from countenance.core import (
    Excluded,
    ExpressionKind,
    Frame,
    InputError,
    Interval,
    Remark,
    Spotted,
    VideoError,
)
from countenance.spotting.recordings import spot_recording
from countenance.video import FrameArray

LATE = Spotted(Interval(5, 8), 6, ExpressionKind.MICRO, 0.5)
EARLY = Spotted(Interval(1, 4), 2, ExpressionKind.MICRO, 0.9)


@dataclass
class Scripted:
    """Says what it was given at the end, and traces index and twice the index."""

    says: tuple[object, ...] = ()
    curve_names: tuple[str, ...] = ("index", "twice")

    def spot(self, frames, fps, *, trace=None):
        self.fps = fps
        for frame in frames:
            if trace is not None:
                trace(frame.index, np.array([1, 2][: len(self.curve_names)], np.float32) * frame.index)
        yield from self.says


@dataclass(frozen=True)
class Damaged(FrameArray):
    """Cannot be read from a frame on."""

    sound: int = 3

    def frames(self, start=0, stop=None, colour="rgb"):
        for frame in super().frames(start, stop, colour):
            if frame.index == self.sound:
                raise VideoError(f"frame {self.sound} cannot be read")
            yield frame


IMAGES = np.zeros((10, 4, 6), np.uint8)


def test_what_a_spotter_says_is_sorted_by_kind_and_time():
    blink, gaze = Excluded(Interval(3, 6), "blink"), Excluded(Interval(0, 2), "gaze")
    spotter = Scripted((LATE, blink, Remark("Two faces."), EARLY, gaze))
    found = spot_recording(FrameArray(IMAGES, fps=25), spotter, name="walk")
    assert (found.recording, found.fps, found.n_frames) == ("walk", 25.0, 10)
    assert found.expressions == (EARLY, LATE)
    assert found.excluded == (gaze, blink)
    assert found.remarks == ("Two faces.",)
    assert found.damage == ""


@pytest.mark.parametrize("path", [None, Path("walk.mp4")])  # read ahead where it is a file
def test_curves_have_a_row_for_each_frame(path: Path | None):
    found = spot_recording(FrameArray(IMAGES, fps=25, path=path), Scripted())
    assert (found.curve_names, found.curve_unit) == (("index", "twice"), "")
    assert found.curves.dtype == np.float32
    assert found.curves.tolist() == [[n, 2 * n] for n in range(10)]
    assert spot_recording(FrameArray(IMAGES, fps=25), Scripted(curve_names=())).curves.shape == (10, 0)


@pytest.mark.parametrize("path", [None, Path("walk.mp4")])
def test_what_was_read_before_damage_is_kept(path: Path | None):
    found = spot_recording(Damaged(IMAGES, fps=25, path=path), Scripted((EARLY,)))
    assert (found.n_frames, len(found.curves)) == (3, 3)
    assert found.damage == "frame 3 cannot be read"
    assert found.expressions == (EARLY,)


def test_a_recording_without_any_frame_is_refused():
    with pytest.raises(VideoError, match="frame 0 cannot be read"):
        spot_recording(Damaged(IMAGES, fps=25, sound=0), Scripted())
    with pytest.raises(VideoError, match="nothing holds no frame"):
        spot_recording(FrameArray(IMAGES[:0], fps=25, name="nothing"), Scripted())


def test_the_rate_is_the_sources_or_the_given_one():
    spotter = Scripted()
    assert spot_recording(FrameArray(IMAGES), spotter, fps=12.5).fps == 12.5
    assert spotter.fps == 12.5
    with pytest.raises(InputError, match="array does not say how many frames per second"):
        spot_recording(FrameArray(IMAGES), spotter)
    with pytest.raises(InputError, match="give the frame rate"):
        spot_recording(FrameArray(IMAGES, fps=25), spotter, fps=0)


@pytest.mark.parametrize(("fps", "resolved"), [(5, False), (7, False), (8, True), (30, True)])
def test_rates_too_low_for_micro_expressions_are_remarked_on(fps: int, resolved: bool):
    remarks = spot_recording(FrameArray(IMAGES, fps=fps), Scripted()).remarks
    assert ("micro-expressions cannot be resolved" in " ".join(remarks)) == (not resolved)


@pytest.mark.parametrize(
    ("n_frames", "fps", "remarks"),
    [
        (1, 25, ("The recording has 1 frame, 0.04 s: it is too short for any expression.",)),
        (4, 25, ("The recording has 4 frames, 0.16 s: it is too short for any expression.",)),
        (5, 25, ()),
        (39, 200, ("The recording has 39 frames, 0.195 s: it is too short for any expression.",)),
        (40, 200, ()),
    ],
)
def test_a_recording_too_short_for_any_expression_is_remarked_on(
    n_frames: int, fps: int, remarks: tuple[str, ...]
):
    source = FrameArray(np.zeros((n_frames, 4, 6), np.uint8), fps=fps)
    assert spot_recording(source, Scripted()).remarks == remarks


def test_progress_is_told_frame_by_frame():
    told: list[tuple[str, int, int]] = []
    spot_recording(FrameArray(IMAGES, fps=25), Scripted(), progress=lambda *step: told.append(step))
    assert told == [("spotting", n, 10) for n in range(11)]


def test_the_frames_reach_the_spotter_as_they_are():
    seen: list[Frame] = []

    class Looking(Scripted):
        def spot(self, frames, fps, *, trace=None):  # noqa: ARG002
            seen.extend(frames)
            return iter(())

    images = np.arange(240, dtype=np.uint8).reshape(10, 4, 6)
    spot_recording(FrameArray(images, fps=25), Looking(curve_names=()))
    assert [frame.index for frame in seen] == list(range(10))
    assert all((seen[n].image.reshape(4, 6, -1)[..., 0] == images[n]).all() for n in range(10))


def test_the_unit_of_curves_is_told_where_the_spotter_has_one():
    class Measured(Scripted):
        curve_unit = "frames"

    assert spot_recording(FrameArray(IMAGES, fps=25), Measured()).curve_unit == "frames"


@dataclass(frozen=True)
class Uneven(FrameArray):
    """Shows every frame for some seconds."""

    steps: tuple[Fraction, ...] = ()

    def frames(self, start=0, stop=None, colour="rgb"):
        for frame in super().frames(start, stop, colour):
            yield replace(frame, time=sum(self.steps[: frame.index], Fraction(0)))


@pytest.mark.parametrize(
    ("step", "remarks"),
    [
        (
            Fraction(1, 5),
            ("For 2 s frames come less than 8 times a second: micro-expressions cannot be resolved there.",),
        ),
        (Fraction(1, 10), ()),
        (Fraction(5), ()),  # no frames at all, which is told as a gap
    ],
)
def test_a_part_with_too_few_frames_is_remarked_on(step: Fraction, remarks: tuple[str, ...]):
    images = np.zeros((20, 4, 6), np.uint8)
    source = Uneven(images, fps=25, steps=(*[Fraction(1, 25)] * 9, *[step] * 11))
    assert spot_recording(source, Scripted()).remarks == remarks
