"""A source that waits for its reader, and a spotter that finds bright frames."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

import numpy as np
import pytest

from countenance.core import ActionUnit, Interval
from countenance.core.contracts import Excluded, Remark, Spotted, SpotterEvent, Suspected, Trace
from countenance.core.expressions import ExpressionKind
from countenance.core.frames import Frame
from countenance.spotting import SpottingMethod
from countenance.video.live import LiveFrames

FPS = 25
DARK, BRIGHT = 40, 200


def level_at(number: int) -> int:
    """Grey of a frame of the synthetic film: bright in frames 10 to 17 (brightest in 13) and 40 to 59 (in 50)."""
    if 10 <= number <= 17:
        return BRIGHT - 5 * abs(number - 13)
    if 40 <= number <= 59:
        return BRIGHT - 5 * abs(number - 50)
    return DARK


class Bright:
    """Finds stretches of bright frames and suspects them from the third; a single one is a flash, no expression."""

    curve_names = ("brightness", "nothing")

    def __init__(self, face: str = "largest") -> None:
        self.face = face

    def spot(
        self, frames: Iterable[Frame], fps: Fraction, *, trace: Trace | None = None
    ) -> Iterator[SpotterEvent]:
        yield Remark("Brightness is all that counts here.")
        held: list[float] = []
        index = -1
        for frame in frames:
            index = frame.index
            level = float(frame.image.mean())
            if trace is not None:
                trace(index, np.array([level, np.nan], np.float32))
            if level > (DARK + BRIGHT) / 2:
                held.append(level)
                if len(held) == 3:
                    yield Suspected((Interval(index - 2, index),))
            elif held:
                yield self._event(index - 1, held, fps)
                held = []
                yield Suspected(())
        if held:
            yield self._event(index, held, fps)

    @staticmethod
    def _event(offset: int, held: list[float], fps: Fraction) -> Spotted | Excluded:
        interval = Interval(offset - len(held) + 1, offset)
        kind = ExpressionKind.of(interval, fps)
        if len(held) == 1 or kind is None:
            return Excluded(interval, "flash")
        apex = interval.onset + int(np.argmax(held))
        return Spotted(interval, apex, kind, 0.75, ("forehead",), (ActionUnit(4),), ("blink",))


METHOD = SpottingMethod("bright", "Bright frames", "Nobody (2020)", "", (), Bright)


class InStep(LiveFrames):
    """Delivers the next frame when the reader says that it has finished with the one before."""

    def __init__(
        self, levels: Iterable[int], end: Exception | None = None, size: tuple[int, int] = (32, 24)
    ) -> None:
        super().__init__("camera in step", Fraction(FPS), size, patience=30)
        self.finished = threading.Semaphore(1)
        self._levels, self._end = list(levels), end

    def _pictures(self):
        for number, level in enumerate(self._levels):
            assert self.finished.acquire(timeout=30)
            width, height = self.size
            yield np.full((height, width, 3), level, np.uint8), Fraction(number, FPS)
        if self._end is not None:
            raise self._end


class BrightInStep(Bright):
    """Tells an :class:`InStep` that a frame has been dealt with."""

    def __init__(self, camera: InStep) -> None:
        super().__init__()
        self._camera = camera

    def spot(self, frames, fps, *, trace=None):
        def told(index, values):
            trace(index, values)
            self._camera.finished.release()

        return super().spot(frames, fps, trace=told)


@pytest.fixture
def in_step() -> Callable[..., tuple[InStep, BrightInStep]]:
    """A camera and a spotter of which neither outruns the other."""

    def make(n_frames: int = 70, **options) -> tuple[InStep, BrightInStep]:
        camera = InStep(map(level_at, range(n_frames)), **options)
        return camera, BrightInStep(camera)

    return make


@pytest.fixture
def bright_method() -> SpottingMethod:
    return METHOD
