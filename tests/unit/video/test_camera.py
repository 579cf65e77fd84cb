"""Cameras, with a stand-in for the device where FFmpeg would open it."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from types import SimpleNamespace

import av
import numpy as np
import pytest
from av.error import InvalidDataError
from hypothesis import given
from hypothesis import strategies as st

from countenance.core.errors import InputError, VideoError
from countenance.video import camera as module
from countenance.video.camera import Camera, _Clock, open_camera
from countenance.video.playing import PlayedFile

GONE = OSError(errno.ENODEV, "No such device")


def picture(pts: int | None, level: int = 90) -> av.VideoFrame:
    frame = av.VideoFrame.from_ndarray(np.full((4, 6, 3), level, np.uint8), format="rgb24")
    frame.pts, frame.time_base = pts, Fraction(1, 1_000_000)
    return frame


class Device:
    """What `av.open` gives for a camera: pictures and errors one after the other, then it is gone."""

    def __init__(self, events: list, rate: Fraction | None = Fraction(30)) -> None:
        self.closed = False
        context = SimpleNamespace(width=6, height=4)
        stream = SimpleNamespace(average_rate=rate, guessed_rate=None, codec_context=context)
        self.streams = SimpleNamespace(video=[stream])
        self._events: Iterator = iter(events)

    def decode(self, video: int) -> Iterator[av.VideoFrame]:
        assert video == 0
        for event in self._events:
            if isinstance(event, Exception):
                raise event
            yield event

    def close(self) -> None:
        self.closed = True

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


@pytest.fixture
def plug(monkeypatch: pytest.MonkeyPatch) -> Callable[..., SimpleNamespace]:
    """Make `av.open` give a device, or fail; tells how it was asked."""
    asked = SimpleNamespace()
    monkeypatch.setattr(sys, "platform", "linux")

    def put(device: Device | Exception) -> SimpleNamespace:
        def fake_open(place, format, options):  # noqa: A002
            asked.place, asked.format, asked.options = place, format, options
            if isinstance(device, Exception):
                raise device
            return device

        monkeypatch.setattr(module.av, "open", fake_open)
        return asked

    return put


def seen_until_lost(source: Camera) -> tuple[list, str]:
    seen = []
    with pytest.raises(VideoError) as caught:
        seen.extend(source.frames())
    return seen, str(caught.value)


def test_frames_until_the_camera_disappears(plug):
    device = Device([picture(7_000_000), picture(7_033_000), picture(7_066_000), GONE])
    asked = plug(device)
    source = open_camera("camera:0")
    assert (asked.place, asked.format, asked.options) == ("/dev/video0", "v4l2", {})
    assert (source.name, source.fps, source.size) == ("camera /dev/video0", 30, (6, 4))
    seen, told = seen_until_lost(source)
    assert [frame.index for frame in seen] == [0, 1, 2]
    assert [float(frame.time) for frame in seen] == [0, 0.033, 0.066]
    assert seen[0].image.shape == (4, 6, 3)
    assert told == "camera /dev/video0 has disappeared (No such device): connect it again"
    assert device.closed


def test_a_stream_that_just_ends_is_a_camera_that_is_gone(plug):
    plug(Device([picture(0)]))
    seen, told = seen_until_lost(Camera(0))
    assert len(seen) == 1
    assert "has ended its stream" in told


def test_a_broken_picture_is_counted_and_the_next_one_taken(plug):
    plug(Device([InvalidDataError(1, "broken"), picture(0), picture(33_000), GONE]))
    source = Camera(0)
    seen, _ = seen_until_lost(source)
    assert [frame.index for frame in seen] == [1, 2]
    assert (source.n_delivered, source.n_dropped) == (3, 1)


def test_a_layer_without_a_picture_yet_is_asked_again(plug):
    plug(Device([BlockingIOError(errno.EAGAIN, "again"), picture(0), GONE]))
    seen, _ = seen_until_lost(Camera(0))
    assert [frame.index for frame in seen] == [0]


def test_wishes_are_passed_on_and_what_is_granted_is_told(plug):
    asked = plug(Device([], rate=Fraction(15)))
    source = Camera("/dev/video2", fps=60, size=(640, 480))
    assert asked.place == "/dev/video2"
    assert asked.options == {"framerate": "60", "video_size": "640x480"}
    assert source.fps == 15


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (OSError(errno.ENOENT, "x"), "is not there: connect it"),
        (OSError(errno.ENODEV, "x"), "is not there: connect it"),
        (OSError(errno.EBUSY, "x"), "is in use: close the program that uses it"),
        (OSError(errno.EACCES, "x"), "may not be used"),
        (OSError(errno.EINVAL, "x"), "does not offer 99 and 640x480: ask for less"),
        (OSError(errno.ENOTTY, "no camera at all"), "cannot be opened (no camera at all)"),
    ],
)
def test_why_a_camera_cannot_be_opened(plug, problem, told):
    plug(problem)
    with pytest.raises(VideoError) as caught:
        Camera(3, fps=99, size=(640, 480))
    assert str(caught.value).startswith("camera /dev/video3 ")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_camera_without_a_rate(plug):
    device = Device([], rate=None)
    plug(device)
    with pytest.raises(VideoError, match="how many frames per second"):
        Camera(0)
    assert device.closed


def test_a_camera_that_was_never_read_is_let_go(plug):
    device = Device([picture(0)])
    plug(device)
    Camera(0).close()
    assert device.closed


@pytest.mark.parametrize(
    ("platform", "source", "layer", "place"),
    [
        ("linux", "camera:1", "v4l2", "/dev/video1"),
        ("darwin", "camera:1", "avfoundation", "1"),
        ("darwin", "camera:FaceTime", "avfoundation", "FaceTime"),
        ("win32", "camera:Integrated Webcam", "dshow", "video=Integrated Webcam"),
    ],
)
def test_each_system_has_its_own_names(plug, monkeypatch, platform, source, layer, place):
    asked = plug(Device([]))
    monkeypatch.setattr(sys, "platform", platform)
    open_camera(source)
    assert (asked.format, asked.place) == (layer, place)


def test_windows_knows_no_numbers(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(VideoError, match="camera:NAME instead of camera:0"):
        open_camera("camera:0")


def test_a_camera_that_is_really_not_there():
    with pytest.raises(VideoError, match="camera /dev/video9876 is not there"):
        open_camera("camera:/dev/video9876" if sys.platform.startswith("linux") else "camera:9876")


def test_anything_else_is_a_file_to_play(film):
    source = open_camera(str(film()), speed=3, loop=True)
    assert isinstance(source, PlayedFile)
    assert source.fps == 25


@pytest.mark.parametrize("wish", [{"fps": 30.0}, {"size": (640, 480)}])
def test_a_file_is_not_asked_for_a_rate_or_a_size(film, wish):
    with pytest.raises(InputError, match="is a file, which is played at its own rate and size"):
        open_camera(str(film()), **wish)


@pytest.mark.parametrize("wish", [{"speed": 2.0}, {"loop": True}])
def test_a_camera_is_not_played(plug, wish):
    plug(Device([]))
    with pytest.raises(InputError, match="camera:0 is a camera, which cannot be played"):
        open_camera("camera:0", **wish)


@pytest.mark.parametrize(("source", "meant"), [("1", "camera:1"), ("camera", "camera:0")])
def test_who_forgets_how_cameras_are_written_is_told(tmp_path, monkeypatch, film, source, meant):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(VideoError, match=f"neither a file nor a camera: for the camera write {meant}$"):
        open_camera(source)
    film().rename(tmp_path / source)
    assert isinstance(open_camera(source), PlayedFile)


STEPS = st.lists(st.integers(1, 900), min_size=1, max_size=30)


@given(STEPS, st.integers(0, 10**9))
def test_a_sound_clock_of_the_device_is_believed(steps, origin):
    clock, stamps = _Clock(), np.concatenate([[0], np.cumsum(steps)])
    times = [clock.tick(Fraction(origin + int(s), 1000), Fraction(i, 10)) for i, s in enumerate(stamps)]
    assert times == [Fraction(int(s), 1000) for s in stamps]


@given(st.lists(st.tuples(st.none() | st.integers(-(10**6), 10**6), st.integers(0, 500)), min_size=2))
def test_time_runs_forwards_whatever_the_device_says_and_never_far_from_this_computers(ticks):
    clock, now, times = _Clock(), Fraction(0), []
    arrivals = []
    for stamp, passed in ticks:
        now += Fraction(passed, 1000)
        arrivals.append(now - Fraction(ticks[0][1], 1000))
        times.append(clock.tick(None if stamp is None else Fraction(stamp, 1000), now))
    assert times[0] == 0
    assert all(a < b for a, b in pairwise(times))
    assert abs(times[-1] - arrivals[-1]) <= len(ticks) * (1 + Fraction(1, 10**6))
