"""Frames that are encoded already, in a container."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import pytest

from countenance.core.errors import VideoError
from countenance.video import VideoFile
from countenance.video.muxing import Chunk, mux_chunks, remux

from ...barcodes import frame_in
from ...chunks import encoded

UNEVEN = [0, 33_367, 66_700, 133_401, 133_402, 200_000]


def test_frames_and_times_stay_as_they_are(tmp_path):
    chunks = encoded([10**12 + us for us in UNEVEN])
    assert mux_chunks(tmp_path / "film.mp4", iter(chunks)) == len(UNEVEN)
    film = VideoFile(tmp_path / "film.mp4")
    assert film.timestamps() == tuple(Fraction(us, 1_000_000) for us in UNEVEN)
    assert [frame_in(frame.image) for frame in film.frames()] == list(range(len(UNEVEN)))


def test_no_byte_of_a_picture_changes(tmp_path):
    chunks = encoded(UNEVEN)
    mux_chunks(tmp_path / "film.mp4", chunks)
    with av.open(tmp_path / "film.mp4") as film:
        to_annex_b = av.BitStreamFilterContext("h264_mp4toannexb", film.streams.video[0])
        kept = [
            bytes(made) for packet in film.demux(video=0) if packet.size for made in to_annex_b.filter(packet)
        ]
    assert all(new.endswith(old.content[-200:]) for new, old in zip(kept, chunks, strict=True))


def test_equal_chunks_make_equal_files(tmp_path):
    for name in ("one", "other"):
        mux_chunks(tmp_path / f"{name}.mp4", encoded(UNEVEN))
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "other.mp4").read_bytes()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda _: [], "has no frame"),
        (lambda chunks: chunks[1:], "does not begin with a keyframe"),
        (lambda chunks: [*chunks, chunks[-1]], "frame 6 is not later"),
        (lambda chunks: [chunks[0], chunks[2], chunks[1]], "frame 2 is not later"),
        (lambda chunks: [chunks[0], Chunk(2**60, False, chunks[1].content)], "frame 1 comes 1152921504607 s after"),
        (lambda _: [Chunk(0, True, b"no video at all" * 9)], "bad.mp4"),
        (lambda chunks: [Chunk(0, True, chunks[1].content)], "bad.mp4"),
    ],
)  # fmt: skip
def test_what_is_no_film_is_refused(tmp_path, change, told):
    with pytest.raises(VideoError, match=told):
        mux_chunks(tmp_path / "bad.mp4", change(encoded(UNEVEN)))


def test_another_container_is_read_as_far_as_it_goes(tmp_path):
    whole = tmp_path / "whole.mkv"
    _without_reordering(whole, 60)
    assert remux(whole, tmp_path / "film.mp4") == 60
    assert [frame_in(one.image) for one in VideoFile(tmp_path / "film.mp4").frames()] == list(range(60))
    torn = tmp_path / "torn.mkv"
    torn.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    n = remux(torn, tmp_path / "torn.mp4")
    assert 10 < n < 60
    shown = [frame_in(one.image) for one in VideoFile(tmp_path / "torn.mp4").frames()]
    assert shown[: n - 1] == list(range(n - 1))


def test_what_is_not_h264_is_refused(tmp_path):
    with av.open(tmp_path / "old.mkv", "w") as container:
        stream = container.add_stream("mpeg4", rate=30)
        stream.width = stream.height = 64
        container.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        container.mux(stream.encode(None))
    with pytest.raises(VideoError, match="mpeg4 cannot be kept"):
        remux(tmp_path / "old.mkv", tmp_path / "film.mp4")


def _without_reordering(path: Path, n_frames: int) -> None:
    mux_chunks(path.with_suffix(".mp4"), encoded([33_000 * i for i in range(n_frames)]))
    with av.open(path.with_suffix(".mp4")) as source, av.open(path, "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0], opaque=True)
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream = stream
                target.mux(packet)
