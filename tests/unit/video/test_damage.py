"""Damaged files: what is sound is read, then one sentence says where it ends."""

from __future__ import annotations

import av
import numpy as np
import pytest

from countenance.core.errors import VideoError
from countenance.video import VideoFile, read_frame


def read_until_error(video, read_number):
    """Numbers of the frames given out, and the error's text."""
    seen = []

    def read():
        for frame in video.frames(colour="grey"):
            seen.append((frame.index, read_number(frame.image)))  # noqa: PERF401

    with pytest.raises(VideoError) as caught:
        read()
    return seen, str(caught.value)


@pytest.mark.parametrize("name", ["film.mp4", "film.mov", "film.mkv", "film.avi"])
def test_cut_in_half(name, film, read_number):
    path = film(name, n_frames=200, keyframe_interval=20, noise=30)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    video = VideoFile(path)
    seen, message = read_until_error(video, read_number)
    assert seen == [(i, i) for i in range(len(seen))]
    assert 50 < len(seen) < 150
    assert message.startswith(f"{path} is damaged or cut short after frame {len(seen) - 1}: ")
    assert video.n_frames == len(seen)
    assert f" {video.damage}; " in message


def test_damage_of_a_sound_file(film):
    assert VideoFile(film("film.mp4")).damage is None
    assert VideoFile(film("film.avi")).damage is None


@pytest.mark.parametrize(
    ("name", "reason"), [("film.mp4", "its index announces"), ("film.avi", "its header")]
)
def test_cut_between_two_packets(name, reason, film, read_number):
    # Nothing is incomplete here, there is only less than the header says.
    path = film(name, n_frames=100, keyframe_interval=20, noise=30, codec="mpeg4")
    with av.open(path) as container:
        ends = [packet.pos + packet.size for packet in container.demux(video=0) if packet.size]
    path.write_bytes(path.read_bytes()[: ends[59]])
    seen, message = read_until_error(VideoFile(path), read_number)
    assert seen == [(i, i) for i in range(60)]
    assert reason in message
    assert VideoFile(path).damage.startswith(reason)


def test_cut_before_the_first_frame(film):
    path = film(n_frames=50)
    head = path.read_bytes().find(b"mdat") + 8
    path.write_bytes(path.read_bytes()[:head])
    with pytest.raises(VideoError, match=r"film\.mp4"):
        list(VideoFile(path).frames())


def test_index_at_the_lost_end(film):
    # Without the index in front nothing can be read.
    path = film(n_frames=50)
    content = path.read_bytes()
    path.write_bytes(content[: content.find(b"moov") - 4])
    with pytest.raises(VideoError, match=r"film\.mp4 was cut off before its index"):
        VideoFile(path)


@pytest.fixture
def scratched(film):
    """A film of 200 frames with 400 bytes overwritten past the middle."""
    path = film(n_frames=200, keyframe_interval=20, noise=30)
    scratch(path)
    return VideoFile(path)


def scratch(path):
    """Overwrite 400 bytes; return how many frames from the first on are stored in front of them."""
    content = bytearray(path.read_bytes())
    place = len(content) * 6 // 10
    with av.open(path) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
        order = np.argsort([packet.pts for packet in packets])
        in_front = [packets[i].pos + packets[i].size <= place for i in order]
    content[place : place + 400] = np.random.default_rng(1).bytes(400)
    path.write_bytes(content)
    return in_front.index(False)


def test_scratched_middle_is_not_concealed(scratched, read_number):
    seen, message = read_until_error(scratched, read_number)
    assert seen == [(i, i) for i in range(len(seen))]
    assert message == (
        f"{scratched.path} is damaged: frame {len(seen)} cannot be decoded; copy or export it again"
    )


@pytest.mark.parametrize(("name", "codec"), [("film.mp4", "libx264"), ("film.avi", "mjpeg")])
def test_frames_before_the_scratch_are_read(name, codec, film, raw_film, read_number):
    if codec == "mjpeg":
        path = raw_film(name, {}, 200, full_range=True, pix_fmt="yuvj420p", codec=codec)
    else:
        path = film(name, n_frames=200, keyframe_interval=20, noise=30)
    n_sound = scratch(path)
    assert 80 < n_sound < 160
    seen, _ = read_until_error(VideoFile(path), read_number)
    assert seen == [(i, i) for i in range(len(seen))]
    # H.264 decoders hold back two or three pictures for reordering, motion JPEG none.
    assert n_sound - (0 if codec == "mjpeg" else 3) <= len(seen) <= n_sound


@pytest.mark.parametrize(("name", "codec"), [("film.avi", "libx264"), ("film.mp4", "mpeg4")])
def test_a_picture_is_not_invented(name, codec, film, read_number):
    # Left to themselves, decoders go on from so small a fault with a picture that they make up in part.
    path = film(name, n_frames=100, keyframe_interval=20, noise=30, codec=codec)
    with av.open(path) as container:
        packet = [packet for packet in container.demux(video=0) if packet.size][70]
    content = bytearray(path.read_bytes())
    middle = packet.pos + packet.size // 2
    content[middle : middle + 20] = np.random.default_rng(1).bytes(20)
    path.write_bytes(content)
    seen, message = read_until_error(VideoFile(path), read_number)
    assert 60 < len(seen) <= 72
    assert f"frame {len(seen)} cannot be decoded" in message or f"after frame {len(seen) - 1}: " in message


def test_frames_behind_the_scratch_keep_their_index(scratched, read_number):
    assert scratched.n_frames == 200
    for index in (165, 180, 199):
        assert read_number(read_frame(scratched, index).image) == index


def test_nothing_is_printed_about_it(scratched, read_number, capfd):
    read_until_error(scratched, read_number)
    assert capfd.readouterr() == ("", "")


def test_clip_before_the_damage_is_read(scratched, read_number):
    assert [read_number(frame.image) for frame in scratched.frames(10, 20)] == list(range(10, 20))


def test_lost_packets_are_not_concealed(film, read_number):
    # FFmpeg skips what is unreadable and goes on with what follows, whose index would be wrong.
    path = film("film.avi", n_frames=100)
    with av.open(path) as container:
        middle = [packet.pos for packet in container.demux(video=0) if packet.size][50]
    content = bytearray(path.read_bytes())
    content[middle : middle + 600] = np.random.default_rng(1).bytes(600)
    path.write_bytes(content)
    seen, message = read_until_error(VideoFile(path), read_number)
    assert seen == [(i, i) for i in range(len(seen))]
    assert 40 < len(seen) <= 50
    assert f"after frame {len(seen) - 1}: what follows is incomplete" in message


def test_a_counted_file_stops_where_decoding_stops(film, read_number):
    path = film("film.h264", n_frames=200, noise=30)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    seen, message = read_until_error(VideoFile(path), read_number)
    assert seen == [(i, i) for i in range(len(seen))]
    assert len(seen) > 50
    assert "what follows is incomplete" in message
