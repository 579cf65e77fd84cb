"""A file played as a camera."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest

from countenance.core.errors import InputError, VideoError
from countenance.video.playing import PlayedFile


def test_frames_carry_the_files_own_times_whatever_the_speed(film, read_number):
    source = PlayedFile(film(n_frames=8), speed=50)
    frames = list(source.frames())
    assert [read_number(frame.image) for frame in frames] == [frame.index for frame in frames]
    assert [frame.time for frame in frames] == [Fraction(frame.index, 25) for frame in frames]
    assert (source.fps, source.size, frames[-1].index) == (25, (64, 48), 7)


def test_no_frame_comes_before_its_time(film):
    began = time.monotonic()
    *_, last = PlayedFile(film(n_frames=6), speed=2).frames()
    assert time.monotonic() - began >= float(last.time) / 2


def test_a_slow_reader_misses_frames_and_they_are_counted(film):
    source = PlayedFile(film(n_frames=40), speed=1000)
    frames = source.frames()
    seen = [next(frames).index]
    source._thread.join(20)
    seen += [frame.index for frame in frames]
    assert seen == sorted(set(seen))
    assert seen[-1] == 39
    assert source.n_delivered == 40 == len(seen) + source.n_dropped
    assert source.n_dropped >= 31


def test_played_again_and_again_time_and_frames_count_on(film, read_number):
    with PlayedFile(film(n_frames=3), speed=20, loop=True) as source:
        frames = source.frames()
        seen = [next(frames) for _ in range(8)]
    assert [read_number(frame.image) for frame in seen] == [frame.index % 3 for frame in seen]
    assert [frame.time for frame in seen] == [Fraction(frame.index, 25) for frame in seen]
    assert seen[-1].index >= 7


def test_the_clock_stands_still_in_a_pause(film):
    source = PlayedFile(film(n_frames=5), speed=10)
    source.pause()
    frames = source.frames()
    time.sleep(0.6)  # longer than the film
    assert source.n_delivered == 0
    source.resume()
    assert [frame.index for frame in frames] == [0, 1, 2, 3, 4]


def test_what_comes_before_damage_is_played(film):
    path = film("film.mkv", n_frames=60, noise=60)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    seen = []
    source = PlayedFile(path, speed=20)
    with pytest.raises(VideoError, match="damaged or cut short"):
        seen.extend(frame.index for frame in source.frames())
    assert seen
    assert seen[-1] == source.n_delivered - 1


@pytest.mark.parametrize("speed", [0, -1, float("inf"), float("nan")])
def test_a_speed_must_be_positive(film, speed):
    with pytest.raises(InputError, match="speed must be a positive number"):
        PlayedFile(film(), speed=speed)


def test_what_cannot_be_played(tmp_path):
    with pytest.raises(VideoError, match="does not exist"):
        PlayedFile(tmp_path / "none.mp4")
