"""What browsers play."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from countenance.video.browsers import why_no_browser_plays


def write(path: Path, codec: str, pix_fmt: str) -> Path:
    """Four grey pictures."""
    with av.open(path, "w") as container:
        stream = container.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, pix_fmt
        for _ in range(4):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), 128, np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


@pytest.mark.parametrize(
    ("name", "codec", "pix_fmt", "told"),
    [
        ("clip.mp4", "libx264", "yuv420p", ""),
        ("clip.mov", "libx264", "yuv420p", ""),
        ("clip.mkv", "libx264", "yuv420p", ""),
        ("clip.webm", "libvpx", "yuv420p", ""),
        ("clip.webm", "libvpx-vp9", "yuv420p", ""),
        ("clip.avi", "libx264", "yuv420p", "it is h264 in avi"),
        ("clip.mp4", "libx264", "yuv444p", "it is h264 with pictures of the kind yuv444p"),
        ("clip.mp4", "mpeg4", "yuv420p", "it is mpeg4 in mov"),
        ("clip.mkv", "mjpeg", "yuvj420p", "it is mjpeg in matroska"),
    ],
)
def test_what_browsers_play(tmp_path, name, codec, pix_fmt, told):
    assert why_no_browser_plays(write(tmp_path / name, codec, pix_fmt)) == told
