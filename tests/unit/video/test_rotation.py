"""Films that ask to be turned, as telephones record them."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from countenance.core.errors import VideoError
from countenance.video import VideoFile, read_frame, write_video

ONE = 1 << 16
# (a, b, c, d) of the track header and what a player shows.
TURNS = {
    "upright": ((ONE, 0, 0, ONE), lambda image: image),
    "quarter clockwise": ((0, ONE, -ONE, 0), lambda image: np.rot90(image, -1)),
    "half": ((-ONE, 0, 0, -ONE), lambda image: np.rot90(image, 2)),
    "quarter anticlockwise": ((0, -ONE, ONE, 0), lambda image: np.rot90(image, 1)),
    "mirrored": ((-ONE, 0, 0, ONE), lambda image: image[:, ::-1]),
    "upside down": ((ONE, 0, 0, -ONE), lambda image: image[::-1]),
    "mirrored and quarter clockwise": ((0, ONE, ONE, 0), lambda image: np.rot90(image, -1)[:, ::-1]),
    "mirrored and quarter anticlockwise": (
        (0, -ONE, -ONE, 0),
        lambda image: np.rot90(image, 1)[:, ::-1],
    ),
}


def set_display_matrix(path, a, b, c, d):
    """Overwrite the nine numbers in the `tkhd` box (ISO/IEC 14496-12, version 0)."""
    content = bytearray(path.read_bytes())
    matrix = content.find(b"tkhd") + 4 + 40
    assert struct.unpack(">9i", content[matrix : matrix + 36]) == (ONE, 0, 0, 0, ONE, 0, 0, 0, 1 << 30)
    content[matrix : matrix + 36] = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path.write_bytes(content)


@pytest.fixture
def corners(tmp_path):
    """A film of one picture with four different corners, and that picture."""
    image = np.full((48, 64), 20, np.uint8)
    image[:16, :16], image[:16, 48:], image[32:, :16] = 230, 160, 90
    path = tmp_path / "corners.mp4"
    write_video(path, [image] * 3, 25, crf=1)
    return path, image


@pytest.mark.parametrize("turn", TURNS)
def test_picture_is_shown_upright(corners, turn):
    path, image = corners
    matrix, shown = TURNS[turn]
    set_display_matrix(path, *matrix)
    video = VideoFile(path)
    expected = shown(image)
    for colour in ("grey", "rgb"):
        got = read_frame(video, 1, colour).image
        assert got.flags.c_contiguous
        grey = got if colour == "grey" else got[:, :, 1]
        assert np.abs(grey.astype(int) - expected).max() <= 6
    assert video.size == expected.shape[::-1]


def test_a_slanted_picture_is_refused(corners):
    path, _ = corners
    set_display_matrix(path, 46341, 46341, -46341, 46341)
    with pytest.raises(VideoError, match=r"corners\.mp4.*no quarter turn"):
        read_frame(VideoFile(path), 0)
