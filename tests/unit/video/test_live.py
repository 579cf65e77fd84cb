"""Frames that come by themselves: what a slow reader misses is counted, what was delivered is kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from fractions import Fraction

import numpy as np
import pytest

from countenance.core.errors import VideoError
from countenance.video.live import LiveFrames, Picture


class Scripted(LiveFrames):
    """A source that delivers what a script yields."""

    def __init__(self, script: Callable[[Scripted], Iterator[Picture]], **options) -> None:
        super().__init__("scripted", Fraction(30), (2, 2), **options)
        self._script = script

    def _pictures(self):
        yield from self._script(self)


def picture(number: int) -> Picture:
    return np.full((2, 2, 3), number, np.uint8), Fraction(number, 30)


def test_a_reader_in_time_sees_everything():
    source = Scripted(lambda _: map(picture, range(5)))
    seen = [(frame.index, frame.time, frame.image[0, 0, 0]) for frame in source.frames()]
    assert seen == [(i, Fraction(i, 30), i) for i in range(5)]
    assert (source.n_delivered, source.n_dropped) == (5, 0)


def test_a_slow_reader_gets_the_newest_and_the_others_are_counted():
    all_delivered = threading.Event()

    def script(_):
        yield from map(picture, range(50))
        all_delivered.set()

    source = Scripted(script, kept=3)
    frames = source.frames()
    seen = [next(frames).index]
    assert all_delivered.wait(10)
    seen += [frame.index for frame in frames]
    assert seen[-3:] == [47, 48, 49]
    assert len(seen) <= 4
    assert source.n_delivered == 50 == len(seen) + source.n_dropped


def test_what_came_before_a_failure_is_kept():
    def script(_):
        yield from map(picture, range(4))
        raise VideoError("the cable was pulled")

    seen = []
    with pytest.raises(VideoError, match="the cable was pulled"):
        seen.extend(frame.index for frame in Scripted(script).frames())
    assert seen == [0, 1, 2, 3]


def test_a_crash_while_reading_is_told_and_not_waited_for():
    def script(_):
        yield picture(0)
        raise ZeroDivisionError

    frames = Scripted(script).frames()
    next(frames)
    with pytest.raises(VideoError, match="scripted failed") as caught:
        next(frames)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_a_source_that_stays_silent_counts_as_gone():
    silent = threading.Event()

    def script(_):
        yield picture(0)
        silent.wait(10)

    source = Scripted(script, patience=0.05)
    frames = source.frames()
    assert next(frames).index == 0
    with pytest.raises(VideoError, match=r"no picture for 0\.05 seconds"):
        next(frames)
    silent.set()


def test_pictures_of_a_pause_are_neither_kept_nor_counted():
    went_on = threading.Event()

    def script(source):
        yield picture(0)
        source.pause()
        yield picture(1)
        yield picture(2)
        source.resume()
        went_on.set()
        yield picture(3)

    source = Scripted(script)
    assert [(frame.index, frame.time) for frame in source.frames()] == [(0, 0), (1, Fraction(3, 30))]
    assert source.n_delivered == 2
    assert went_on.is_set()


def test_a_pause_is_no_silence():
    paused, goes_on = threading.Event(), threading.Event()

    def script(source):
        source.pause()
        paused.set()
        goes_on.wait(10)
        source.resume()
        yield picture(7)

    source = Scripted(script, patience=0.02)
    threading.Timer(0.2, goes_on.set).start()
    assert [frame.time for frame in source.frames()] == [Fraction(7, 30)]
    assert paused.is_set()


def test_after_a_pause_the_next_picture_may_take_as_long_as_any():
    def script(source):
        source.pause()
        time.sleep(0.4)
        source.resume()
        time.sleep(0.3)  # together longer than the reader has patience for
        yield picture(7)

    source = Scripted(script, patience=0.5)
    assert [frame.time for frame in source.frames()] == [Fraction(7, 30)]


def test_closing_ends_the_frames_without_an_error():
    def script(_):
        number = 0
        while True:
            yield picture(number % 200)
            number += 1

    with Scripted(script) as source:
        frames = source.frames()
        next(frames)
    assert len(list(frames)) <= 8
    assert not source._thread.is_alive()


def test_a_source_that_was_closed_before_is_not_touched():
    def script(_):
        pytest.fail("a picture was asked for")
        yield

    source = Scripted(script)
    source.close()
    assert list(source.frames()) == []
    assert source._thread is None


def test_closing_while_the_reader_begins(monkeypatch):
    """Between the making of the thread and its start there is no thread yet to wait for."""
    problems, source = [], Scripted(lambda _: map(picture, range(3)))

    def close() -> None:
        try:
            source.close()
        except RuntimeError as error:
            problems.append(error)

    class Late(threading.Thread):
        def start(self) -> None:
            closer.start()
            closer.join(0.2)
            super().start()

    closer = threading.Thread(target=close)
    monkeypatch.setattr("countenance.video.live.threading.Thread", Late)
    assert len(list(source.frames())) <= 3
    closer.join(30)
    assert problems == []
