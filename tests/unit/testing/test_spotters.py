"""The conformance checks pass a sound spotter and fail one that breaks a rule."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from countenance.core import Excluded, ExpressionKind, Interval, Remark, Spotted, Suspected
from countenance.testing import check_spotter

FRAMES = np.random.default_rng(0).integers(0, 256, (40, 48, 64, 3), dtype=np.uint8)
FRAMES[:10] = FRAMES[30:] = FRAMES[0]


class Flicker:
    """Takes every run of frames that differ from their predecessors for an expression."""

    curve_names = ("change",)

    def spot(self, frames, fps, *, trace=None):
        before, onset = None, None
        for frame in frames:
            mean = frame.image.astype(float).mean()
            change = abs(mean - before) if before is not None else 0.0
            self.say(trace, frame.index, np.array([change], np.float32))
            before = mean
            if change and onset is None:
                onset = frame.index
            if not change and onset is not None:
                yield from self.told(Interval(onset, frame.index - 1), fps)
                onset = None

    def say(self, trace, index, values):
        if trace is not None:
            trace(index, values)

    def told(self, interval, fps):
        kind = ExpressionKind.of(interval, fps)
        if kind is not None:
            yield Spotted(interval, interval.onset, kind, 0.5)


def test_a_sound_spotter_passes():
    check_spotter(Flicker, frames=FRAMES, fps=30)
    check_spotter(Flicker, frames=FRAMES, fps=12.5)


class Nameless(Flicker):
    curve_names = ["change"]  # noqa: RUF012


class Unitless(Flicker):
    curve_unit = 1


class Wordy(Flicker):
    def told(self, interval, fps):
        yield from super().told(interval, fps)
        yield Remark(" ")


class Reasonless(Flicker):
    def told(self, interval, fps):  # noqa: ARG002
        yield Excluded(interval, "")


class Prophet(Flicker):
    def told(self, interval, fps):
        for event in super().told(interval, fps):
            yield replace(event, interval=Interval(interval.onset, interval.offset + 9))


class Unkind(Flicker):
    def told(self, interval, fps):
        for event in super().told(interval, fps):
            yield replace(event, kind=ExpressionKind.MICRO)


class Boastful(Flicker):
    def told(self, interval, fps):
        for event in super().told(interval, fps):
            yield replace(event, score=1.5)


class Stutterer(Flicker):
    def told(self, interval, fps):
        yield from super().told(interval, fps)
        yield from super().told(interval, fps)


class Foreign(Flicker):
    def told(self, interval, fps):  # noqa: ARG002
        yield interval


class Hoarder(Flicker):
    def spot(self, frames, fps, *, trace=None):
        yield from super().spot(list(frames), fps, trace=trace)


class Mute(Flicker):
    def say(self, trace, index, values):
        if index != 7:
            super().say(trace, index, values)


class Broad(Flicker):
    def say(self, trace, index, values):
        super().say(trace, index, np.repeat(values, 2))


class Hasty(Flicker):
    def spot(self, frames, fps, *, trace=None):  # noqa: ARG002
        for frame in frames:
            self.say(trace, frame.index, np.zeros(1, np.float32))
            if frame.index == 20:
                return
            yield from ()


class Learning(Flicker):
    """Remembers how many streams it has seen."""

    streams = 0

    def told(self, interval, fps):
        self.streams += 1
        for event in super().told(interval, fps):
            yield replace(event, score=1 / self.streams)


class Haunted(Flicker):
    """Its first curve value comes from the stream before."""

    last = 0.0

    def say(self, trace, index, values):
        super().say(trace, index, values + self.last if index == 0 else values)
        self.last = 1.0


class Imaginative(Flicker):
    def spot(self, frames, fps, *, trace=None):  # noqa: ARG002
        for frame in frames:
            self.say(trace, frame.index, np.zeros(1, np.float32))
            if frame.index == 0:
                yield Spotted(Interval(0, 0), 0, ExpressionKind.MICRO, 0.5)


class Suspicious(Flicker):
    """Suspects what is in no frame yet."""

    ahead = 1

    def spot(self, frames, fps, *, trace=None):
        for event in super().spot(frames, fps, trace=trace):
            if isinstance(event, Spotted):
                yield Suspected((Interval(0, len(FRAMES) - 1 + self.ahead),))
            yield event


class Foreboding(Suspicious):
    ahead = -len(FRAMES) + 1


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (Nameless, "expected a tuple of different names"),
        (Unitless, "curve_unit is 1: expected text"),
        (Wordy, "remark is empty"),
        (Reasonless, "gives no reason"),
        (Prophet, "ends after the"),
        (Unkind, "by its duration"),
        (Boastful, "expected 0 to 1"),
        (Stutterer, "told twice"),
        (Foreign, "expected Spotted, Excluded, Suspected or Remark"),
        (Hoarder, "pictures were held|frames had come"),
        (Mute, "was told frame 8 as number 7"),
        (Broad, "not \\(1,\\)"),
        (Hasty, "21 of 40 frames were looked at"),
        (Learning, "gives other events"),
        (Haunted, "has seen another stream"),
        (Suspicious, "was suspected when"),
        (Imaginative, "an expression was found"),
    ],
)
def test_a_spotter_that_breaks_a_rule_fails(broken, message):
    with pytest.raises(AssertionError, match=message):
        check_spotter(broken, frames=FRAMES, fps=30)


def test_a_spotter_may_say_what_it_suspects():
    check_spotter(Foreboding, frames=FRAMES, fps=30)


def test_a_recording_has_to_be_long_enough():
    with pytest.raises(AssertionError, match="at least 24"):
        check_spotter(Flicker, frames=FRAMES[:20])
