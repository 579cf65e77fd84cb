"""Writing video files."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from countenance.core.errors import VideoError
from countenance.video import VideoFile, read_clip, read_frame, write_video, writing

GREY = np.full((48, 64), 100, np.uint8)


def test_pictures_survive(tmp_path):
    rng = np.random.default_rng(3)
    coarse = rng.integers(40, 216, (5, 6, 8, 3), dtype=np.uint8)
    images = coarse.repeat(8, axis=1).repeat(8, axis=2)
    write_video(tmp_path / "film.mp4", images, 25, crf=1)
    difference = read_clip(VideoFile(tmp_path / "film.mp4"), colour="rgb").astype(int) - images
    inside = difference[:, 3::8, 3::8]
    assert np.abs(inside).max() <= 6
    assert abs(inside.mean()) < 0.5


@pytest.mark.parametrize("codec", [None, "libx264", "mpeg4", "ffv1"])
def test_codecs(tmp_path, codec):
    path = tmp_path / "film.mkv"
    write_video(path, [GREY] * 3, 25, codec=codec)
    with av.open(path) as container:
        expected = "h264" if codec in {None, "libx264"} else codec
        assert container.streams.video[0].codec_context.name == expected
    assert np.abs(read_frame(VideoFile(path), 2, "grey").image.astype(int) - 100).max() <= 1


def test_colour_is_declared_in_the_file(tmp_path):
    write_video(tmp_path / "film.mp4", [GREY] * 3, 25)
    with av.open(tmp_path / "film.mp4") as container:
        context = container.streams.video[0].codec_context
        assert context.color_range == 1
        assert context.colorspace in {5, 6}


def test_index_is_in_front(tmp_path):
    write_video(tmp_path / "film.mp4", [GREY] * 3, 25)
    content = (tmp_path / "film.mp4").read_bytes()
    assert content.find(b"moov") < content.find(b"mdat")


def test_keyframe_interval(film):
    assert [k.index for k in VideoFile(film(n_frames=30, keyframe_interval=10)).timetable.keyframes] == [
        0,
        10,
        20,
    ]


def test_two_writers_of_one_file(tmp_path, read_number, draw_number):
    """The later one to finish wins, and neither takes the other's unfinished file."""
    path = tmp_path / "film.mp4"

    def interrupted():
        yield draw_number(1)
        write_video(path, [draw_number(2)] * 3, 25)
        assert read_number(read_frame(VideoFile(path), 0).image) == 2
        yield draw_number(1)

    write_video(path, interrupted(), 25)
    assert [read_number(frame.image) for frame in VideoFile(path).frames()] == [1, 1]
    assert list(tmp_path.iterdir()) == [path]


def failing(n_frames):
    yield from [GREY] * n_frames
    raise VideoError("the camera's film ends in frame 5")


@pytest.mark.parametrize(
    ("images", "options", "message"),
    [
        ([], {}, "there are no frames"),
        ([GREY, GREY[:40]], {}, r"frame 1 has shape \(40, 64\), frame 0 has \(48, 64\)"),
        ([GREY[:47]], {}, "width and height must be even, the frames are 64 x 47"),
        ([GREY] * 3, {"times": [Fraction(0), Fraction(1)]}, "there is no time for frame 2"),
        ([GREY] * 2, {"times": [Fraction(1), Fraction(1)]}, "frame 1 is not later"),
        ([GREY], {"codec": "nonsense"}, "nonsense"),
        (failing(5), {}, "the camera's film ends in frame 5"),
    ],
)
def test_failure_leaves_the_old_file(tmp_path, images, options, message):
    path = tmp_path / "film.mp4"
    path.write_bytes(b"the old one")
    with pytest.raises(VideoError, match=rf"film\.mp4 cannot be written: .*{message}"):
        write_video(path, images, 25, **options)
    assert path.read_bytes() == b"the old one"
    assert list(tmp_path.iterdir()) == [path]


def test_unknown_container_and_missing_folder(tmp_path):
    with pytest.raises(VideoError, match=r"film\.docx cannot be written"):
        write_video(tmp_path / "film.docx", [GREY], 25)
    with pytest.raises(VideoError, match=r"film\.mp4 cannot be written"):
        write_video(tmp_path / "none" / "film.mp4", [GREY], 25)


def test_frames_are_consumed_one_at_a_time(tmp_path):
    alive = []

    def images():
        for _ in range(50):
            alive.append(None)
            yield GREY

    def times():
        for i in range(50):
            assert len(alive) <= i + 1
            yield Fraction(i, 30)

    write_video(tmp_path / "film.mp4", images(), 30, times=times())
    assert VideoFile(tmp_path / "film.mp4").n_frames == 50


def _encoded_with(path: Path) -> str:
    """What libx264 writes into its files about itself."""
    return re.search(rb"x264 - core.*?options: ([ -~]+)", path.read_bytes())[1].decode()


def test_a_preset_is_that_of_the_encoder(tmp_path):
    efforts = {}
    for preset in (None, "ultrafast", "medium", "slower"):
        write_video(tmp_path / "film.mp4", [GREY] * 3, 25, preset=preset)
        efforts[preset] = int(re.search(r"subme=(\d+)", _encoded_with(tmp_path / "film.mp4"))[1])
    assert efforts["ultrafast"] < efforts["medium"] < efforts["slower"]
    assert efforts[None] == efforts["medium"]
    write_video(tmp_path / "film.mkv", [GREY] * 3, 25, codec="mpeg4", preset="veryfast")  # which knows none


def test_an_unknown_preset(tmp_path):
    with pytest.raises(VideoError, match=r"film.mp4 cannot be written: .*quick"):
        write_video(tmp_path / "film.mp4", [GREY], 25, preset="quick")
    assert list(tmp_path.iterdir()) == []


def test_repeatable_files(tmp_path):
    rng = np.random.default_rng(5)
    scene = rng.integers(0, 256, (96, 256), dtype=np.uint8)
    moving = [scene[:, 8 * k : 8 * k + 128] for k in range(12)]
    for name in ("first", "second"):
        write_video(tmp_path / f"{name}.mp4", moving, 25, repeatable=True)
    assert (tmp_path / "first.mp4").read_bytes() == (tmp_path / "second.mp4").read_bytes()


def test_repeatable_means_independent_of_the_processor():
    # That two processors give two files cannot be shown on one.
    _, options = writing._encoder("libx264", 18, None, None, repeatable=True)
    assert options["x264-params"] == "cpu-independent=1"
    assert writing._encoder("libx264", 18, None, None, repeatable=False)[1].keys() < options.keys()
    assert writing._encoder("ffv1", 18, None, None, repeatable=True) == ("ffv1", {})
