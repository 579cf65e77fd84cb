"""A long recording needs no more memory than a short one."""

from __future__ import annotations

import gc
import tracemalloc

import av
import cv2
import pytest

from countenance.video import ImageFolder, VideoFile

BYTES_PER_FRAME = 48 * 64 * 3


@pytest.fixture(params=["file", "folder"])
def source_of(request, film, tmp_path, draw_number):
    """Make a source of a given number of frames."""

    def make(n_frames):
        if request.param == "file":
            return VideoFile(film(f"film{n_frames}.mp4", n_frames=n_frames))
        folder = tmp_path / f"frames{n_frames}"
        folder.mkdir()
        for i in range(n_frames):
            cv2.imwrite(str(folder / f"{i}.jpg"), draw_number(i))
        return ImageFolder(folder)

    return make


def peak_of_reading(source):
    """Most bytes held at once while all frames pass by, beyond what the open source holds."""
    assert source.n_frames > 0
    assert source.size == (64, 48)
    tracemalloc.start()
    try:
        for frame in source.frames():
            assert frame.image.nbytes == BYTES_PER_FRAME
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_peak_does_not_grow_with_length(source_of):
    short, long = source_of(30), source_of(300)
    peak_of_reading(short)
    assert peak_of_reading(long) - peak_of_reading(short) < 12 * BYTES_PER_FRAME
    assert peak_of_reading(long) < 40 * BYTES_PER_FRAME


@pytest.mark.parametrize("colour", ["rgb", "grey"])
def test_decoded_frames_do_not_wait_for_the_garbage_collector(film, colour):
    # Their buffers belong to FFmpeg: neither tracemalloc nor the collector's thresholds see them.
    video = VideoFile(film(n_frames=100))
    assert video.size == (64, 48)
    gc.collect()
    gc.disable()
    try:
        for frame in video.frames(colour=colour):
            last = frame.index
        assert last == 99
        assert sum(type(item) is av.VideoFrame for item in gc.get_objects()) < 20
    finally:
        gc.enable()
