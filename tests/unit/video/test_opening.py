"""One way in for every source, and short clips as arrays."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from countenance.core.errors import VideoError
from countenance.core.intervals import Interval
from countenance.video import FrameArray, ImageFolder, VideoFile, open_frames, read_clip, read_frame


@pytest.fixture(params=["file", "folder", "array"])
def source(request, film, tmp_path, draw_number):
    """The same thirty numbered frames as a video file, a folder of images and an array."""
    if request.param == "file":
        return open_frames(film(n_frames=30, keyframe_interval=7))
    if request.param == "array":
        return FrameArray(np.stack([draw_number(i) for i in range(30)]))
    folder = tmp_path / "frames"
    folder.mkdir()
    for i in range(30):
        cv2.imwrite(str(folder / f"img{i + 1}.jpg"), draw_number(i))
    return open_frames(str(folder))


def test_the_path_decides(film, tmp_path):
    path = film()
    assert isinstance(open_frames(path), VideoFile)
    cv2.imwrite(str(tmp_path / "img1.png"), np.zeros((4, 4), np.uint8))
    assert isinstance(open_frames(tmp_path), ImageFolder)
    with pytest.raises(VideoError, match="none does not exist, expected a video file or a folder"):
        open_frames(tmp_path / "none")


def test_interval_includes_its_offset(source, read_number):
    clip = read_clip(source, Interval(11, 14))
    assert clip.shape == (4, 48, 64)
    assert clip.dtype == np.uint8
    assert [read_number(image) for image in clip] == [11, 12, 13, 14]


def test_start_stop_excludes_stop(source, read_number):
    assert [read_number(image) for image in read_clip(source, (11, 14))] == [11, 12, 13]


def test_whole_source(source, read_number):
    clip = read_clip(source, colour="rgb")
    assert clip.shape == (30, 48, 64, 3)
    assert [read_number(image) for image in clip] == list(range(30))


def test_single_frame(source, read_number):
    frame = read_frame(source, 29)
    assert (frame.index, read_number(frame.image)) == (29, 29)


@pytest.mark.parametrize("span", [Interval(28, 30), (0, 31), (-2, 3), (4, 2)])
def test_a_span_outside_is_refused(source, span):
    with pytest.raises(VideoError, match="it has frames 0 to 29"):
        read_clip(source, span)


def test_an_empty_span_is_refused(source):
    with pytest.raises(VideoError, match="holds no frame"):
        read_clip(source, (4, 4))


def test_an_unknown_colour_is_refused(source):
    with pytest.raises(VideoError, match="colour 'gray' is unknown"):
        source.frames(colour="gray")


def test_a_missing_frame_is_refused(source):
    with pytest.raises(VideoError, match="frames 30 to 30 were asked for"):
        read_frame(source, 30)
