"""Arrays as a source of frames."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from countenance.core.errors import VideoError
from countenance.video import FrameArray, read_frame


def ramp(*shape):
    return np.arange(np.prod(shape), dtype=np.uint8).reshape(shape)


def test_frames_are_the_rows_of_the_array():
    images = ramp(4, 2, 3)
    source = FrameArray(images, fps=Fraction(30000, 1001))
    for frame in source.frames(colour="grey"):
        np.testing.assert_array_equal(frame.image, images[frame.index])
        assert frame.time == Fraction(1001 * frame.index, 30000)


def test_frames_do_not_share_memory_with_the_array():
    images = ramp(2, 2, 3)
    read_frame(FrameArray(images), 0, "grey").image[:] = 99
    assert images[0, 0, 0] == 0


def test_conversion():
    grey = np.full((1, 2, 2), 7, np.uint8)
    assert read_frame(FrameArray(grey), 0, "rgb").image.tolist() == [[[7] * 3] * 2] * 2
    red = np.zeros((1, 2, 2, 3), np.uint8)
    red[..., 0] = 200
    assert read_frame(FrameArray(red), 0, "grey").image.tolist() == [[60, 60], [60, 60]]


def test_own_times():
    source = FrameArray(ramp(3, 2, 2), times=[Fraction(5), Fraction(11, 2), Fraction(7)])
    assert source.timestamps() == (0, Fraction(1, 2), 2)
    assert FrameArray(ramp(3, 2, 2)).timestamps() is None


@pytest.mark.parametrize(
    ("images", "times", "message"),
    [
        (np.zeros((3, 4)), None, "expected frames of uint8"),
        (np.zeros((3, 4, 4), float), None, "got float64"),
        (np.zeros((3, 4, 4, 4), np.uint8), None, r"shape \(3, 4, 4, 4\)"),
        (np.zeros((0, 4, 4), np.uint8), None, "holds no frames"),
        (ramp(2, 2, 2), [Fraction(0)], "1 times for 2 frames"),
        (ramp(2, 2, 2), [Fraction(1), Fraction(1)], "later than the one before"),
    ],
)
def test_unusable(images, times, message):
    with pytest.raises(VideoError, match=message):
        FrameArray(images, times=times)
