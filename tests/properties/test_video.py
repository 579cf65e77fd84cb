"""What holds for every film: index, time and picture belong together, however it is read."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from countenance.video import FrameArray, ImageFolder, VideoFile, read_clip, write_video
from countenance.video.pictures import orient

SIDE = 32


def shade(index: int) -> np.ndarray:
    """Picture whose four quarters tell the index in base 6, forty grey levels apart."""
    digits = [index // 6**place % 6 for place in range(4)]
    return (np.array(digits, np.uint8).reshape(2, 2) * 40 + 20).repeat(SIDE // 2, 0).repeat(SIDE // 2, 1)


def index_in(image: np.ndarray) -> int:
    """What `shade` wrote."""
    quarters = image[SIDE // 4 :: SIDE // 2, SIDE // 4 :: SIDE // 2].astype(int).ravel()
    return sum(round((quarter - 20) / 40) * 6**place for place, quarter in enumerate(quarters))


gaps = st.lists(st.integers(5, 400), min_size=1, max_size=40)


@settings(max_examples=20, deadline=None)
@example(gaps=[5], interval=2, suffix=".mkv", data=None)  # steps far shorter than the nominal ones
@given(
    gaps=gaps,
    interval=st.integers(1, 12),
    suffix=st.sampled_from([".mp4", ".mkv", ".mov"]),
    data=st.data(),
)
def test_any_range_of_any_film(gaps, interval, suffix, data):
    times = [Fraction(int(ms), 1000) for ms in np.cumsum([0, *gaps])]
    n = len(times)
    start = 0 if data is None else data.draw(st.integers(0, n - 1), label="start")
    stop = n if data is None else data.draw(st.integers(start + 1, n), label="stop")
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"film{suffix}"
        write_video(path, map(shade, range(n)), 30, times=times, keyframe_interval=interval)
        video = VideoFile(path)
        frames = list(video.frames(start, stop, "grey"))
        assert video.n_frames == n
        assert [frame.index for frame in frames] == list(range(start, stop))
        assert [index_in(frame.image) for frame in frames] == list(range(start, stop))
        assert all(abs(frame.time - times[frame.index]) < Fraction(1, 500) for frame in frames)
        assert [frame.time for frame in frames] == list(video.timestamps()[start:stop])


@given(
    n_frames=st.integers(1, 20),
    fps=st.fractions(1, 300),
    data=st.data(),
)
def test_clips_are_slices(n_frames, fps, data):
    images = np.arange(n_frames * 6, dtype=np.uint8).reshape(n_frames, 2, 3)
    source = FrameArray(images, fps=fps)
    start = data.draw(st.integers(0, n_frames - 1))
    stop = data.draw(st.integers(start + 1, n_frames))
    np.testing.assert_array_equal(read_clip(source, (start, stop)), images[start:stop])
    assert source.timestamps()[start] == start / fps


@settings(max_examples=25, deadline=None)
@given(
    numbers=st.sets(st.integers(0, 12_000), min_size=1, max_size=12),
    width=st.integers(1, 5),
    prefix=st.sampled_from(["", "img", "reg_img", "s01_ep02_"]),
)
def test_numbers_and_missing_cover_the_span(numbers, width, prefix):
    pixel = b"P5 1 1 255\n\0"
    with TemporaryDirectory() as folder:
        for number in numbers:
            (Path(folder) / f"{prefix}{number:0{width}}.png").write_bytes(pixel)
        source = ImageFolder(Path(folder))
        assert source.numbers == tuple(sorted(numbers))
        assert [source.index_of(number) for number in sorted(numbers)] == list(range(len(numbers)))
        span = set(range(min(numbers), max(numbers) + 1))
        assert {number for gap in source.missing() for number in gap} == span - numbers


QUARTER = np.array([[0, 1, 0], [-1, 0, 0], [0, 0, 1]], np.int32)
MIRROR = np.array([[-1, 0, 0], [0, 1, 0], [0, 0, 1]], np.int32)


@given(st.lists(st.sampled_from([QUARTER, MIRROR]), max_size=6), st.integers(1, 5), st.integers(1, 5))
def test_turns_compose(turns, height, width):
    image = np.arange(height * width, dtype=np.uint8).reshape(height, width)
    one_by_one, product = image, np.eye(3, dtype=np.int32)
    for turn in turns:
        one_by_one = orient(one_by_one, turn)
        product = (product @ turn).astype(np.int32)
    np.testing.assert_array_equal(orient(image, product), one_by_one)
