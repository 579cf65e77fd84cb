"""Real recordings: a webcam, a film camera, a telephone with a variable rate."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest

from countenance.video import VideoFile, read_clip, read_frame

pytestmark = pytest.mark.shared

RECORDINGS = {
    "cap12.mp4": (1337, Fraction(25), (400, 300), False),
    "cap13.mp4": (765, Fraction(25), (400, 300), False),
    "langer.mp4": (472, Fraction(24000, 1001), (640, 360), False),
    "single_face.mp4": (72, Fraction(30), (640, 360), False),
    "face_then_none_vfr.mov": (169, None, (960, 540), True),
    "none_then_face.mov": (169, None, (960, 540), True),
}


@pytest.fixture(params=RECORDINGS)
def recording(request, shared):
    return VideoFile(shared / "data" / "videos" / request.param), RECORDINGS[request.param]


def test_facts(recording):
    video, (n_frames, fps, size, is_variable) = recording
    assert (video.n_frames, video.size, video.is_variable_rate) == (n_frames, size, is_variable)
    assert video.fps == fps or (is_variable and 26 < video.fps < 27)


def test_timetable_agrees_with_the_decoder(recording):
    video, (n_frames, *_) = recording
    with av.open(video.path) as container:
        stream = container.streams.video[0]
        decoded = [frame.pts * stream.time_base for frame in container.decode(stream)]
    assert len(decoded) == n_frames
    assert list(video.timestamps()) == [time - decoded[0] for time in decoded]


def test_seeking_finds_the_same_pictures_as_reading_through(recording):
    video, (n_frames, *_) = recording
    asked = np.random.default_rng(0).integers(0, n_frames, 6).tolist()
    through = {
        frame.index: frame.image for frame in video.frames(0, max(asked) + 1, "grey") if frame.index in asked
    }
    for index in asked:
        np.testing.assert_array_equal(read_frame(video, index, "grey").image, through[index])


def test_grey_follows_the_colours(recording):
    video, _ = recording
    rgb, grey = read_frame(video, 40).image, read_frame(video, 40, "grey").image
    with av.open(video.path) as container:
        is_bt709 = next(container.decode(video=0)).colorspace == 1
    weights = (0.2126, 0.7152, 0.0722) if is_bt709 else (0.299, 0.587, 0.114)
    difference = rgb @ np.array(weights) - grey
    assert abs(difference.mean()) < 0.2
    assert np.percentile(np.abs(difference), 99) < 2


def test_clip(shared):
    video = VideoFile(shared / "data" / "videos" / "single_face.mp4")
    clip = read_clip(video, (30, 50))
    assert clip.shape == (20, 360, 640)
    neighbours = np.abs(np.diff(clip.astype(float), axis=0)).mean()
    apart = np.abs(clip[-1].astype(float) - clip[0]).mean()
    assert 0 < neighbours < apart
