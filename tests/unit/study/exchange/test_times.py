from __future__ import annotations

from fractions import Fraction

import pytest

from countenance.core import InputError
from countenance.study.exchange import ConstantRate, Timestamps, times_of

FILM = Timestamps(tuple(Fraction(n, 1000) for n in (0, 40, 80, 200, 240)))


@pytest.mark.parametrize(
    ("milliseconds", "first", "last"),
    [
        (0, 0, 0),
        (39, 0, 0),
        (40, 1, 0),
        (60, 1, 1),
        (80, 2, 1),
        (150, 2, 2),
        (199.5, 3, 2),
        (240, 3, 3),
        (999, 3, 3),
    ],
)
def test_milliseconds_mean_frames_by_the_timestamps(milliseconds: float, first: int, last: int):
    # 150 ms is within frame 2, which lasts 120 ms; at a constant 25 frames per second it would be frame 3.
    exact = Fraction(milliseconds)
    assert (FILM.first_frame(exact), FILM.last_frame(exact)) == (
        first,
        last,
    )


def test_a_program_that_rounds_down_means_the_same_frame():
    rate = ConstantRate(Fraction(30000, 1001), 100)
    # Frame 10 begins at 333.67 ms.
    assert [rate.first_frame(Fraction(ms)) for ms in (332, 333, 334)] == [9, 10, 10]
    assert rate.millisecond(10) == 334


def test_half_a_frame_is_near():
    assert [FILM.begins_near(Fraction(ms), 3) for ms in (179, 180, 200, 220, 221)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert FILM.begins_near(Fraction(250), 4)
    assert not FILM.begins_near(Fraction(240), 5)


def test_above_a_thousand_frames_per_second_two_milliseconds_are_near():
    rate = ConstantRate(Fraction(4000), 8)
    assert rate.begins_near(Fraction(2), 1)
    assert not rate.begins_near(Fraction(3), 1)


def test_times_come_in_every_form():
    assert times_of("a", 25) == ConstantRate(Fraction(25))
    assert times_of("a", 29.97) == ConstantRate(Fraction(2997, 100))
    assert times_of("a", Fraction(30000, 1001)) == ConstantRate(Fraction(30000, 1001))
    assert times_of("a", [Fraction(0), Fraction(1, 25)]) == Timestamps((Fraction(0), Fraction(1, 25)))
    assert times_of("a", {"a.MP4": FILM}) is FILM
    assert times_of("a", lambda name: {"a": FILM}[name]) is FILM
    assert times_of("a", None) is None


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (0, "0 is no number of frames per second"),
        (float("inf"), "inf is no number of frames per second"),
        ([Fraction(0)], "timestamps must begin with 0"),
        ([Fraction(1), Fraction(2)], "timestamps must begin with 0"),
        ([Fraction(0), Fraction(1), Fraction(1)], "frame 1 is shown at 1 s and the next one at 1 s"),
        ({"b": 25, "c": 30}, "there are no times of the recording 'a', only of 'b', 'c'"),
    ],
)
def test_times_that_are_none_are_told(source: object, sentence: str):
    with pytest.raises(InputError, match=sentence):
        times_of("a", source)  # type: ignore[arg-type]


def test_the_last_frame_is_as_long_as_the_one_before():
    assert Timestamps.of_frames(FILM.seconds[:-1], Fraction(25)).seconds == (
        *FILM.seconds[:-1],
        Fraction(8, 25),
    )
    assert Timestamps.of_frames([Fraction(0)], Fraction(25)).seconds == (0, Fraction(1, 25))


@pytest.mark.parametrize("starts", [[], [Fraction(0)]])
def test_the_end_of_an_only_frame_is_asked_for(starts: list[Fraction]):
    with pytest.raises(InputError, match="when its only frame ends is not known; give the frame rate"):
        Timestamps.of_frames(starts)


def test_a_recording_without_frames_is_none():
    with pytest.raises(InputError, match="a recording has 0 frames"):
        ConstantRate(Fraction(25), 0)
