"""What every spotter must do, whoever wrote it."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from countenance.core.contracts import (
    Excluded,
    Remark,
    Spotted,
    Spotter,
    SpotterEvent,
    Suspected,
    curve_unit_of,
)
from countenance.core.expressions import ExpressionKind
from countenance.core.frames import Frame
from countenance.core.intervals import FrameRate
from countenance.databases.simulated import Person
from countenance.testing.rules import require

__all__ = ["check_spotter"]

_FPS = 30
_NOISE = 1.5
_MOVEMENT = (0.2, 0.6, 1.0, 1.0, 0.8, 0.5, 0.2)  # two frames each
_MOVES_FROM = 26
_N_FRAMES = 68


def check_spotter(
    spotter_factory: Callable[[], Spotter],
    *,
    frames: NDArray[np.uint8] | None = None,
    fps: FrameRate = _FPS,
    held: int = 16,
) -> None:
    """Check a spotter against the contract; write it into a plug-in's tests as it stands.

    Parameters
    ----------
    spotter_factory : callable
        Makes a spotter, for example ``spotting_method(name).spotter``, so that the entry point is tried too.
    frames : ndarray of shape (T, H, W, 3), uint8, optional
        RGB frames of a recording to check it with, at least 24. Two seconds of a simulated face with a smile of
        half a second unless given.
    fps : float or Fraction
        Their frames per second.
    held : int
        How many of a stream's pictures may be in memory at a time.

    Raises
    ------
    AssertionError
        With what was expected, at the first rule that does not hold.
    """
    recording = _simulated() if frames is None else frames
    require(
        len(recording) >= 24, f"{len(recording)} frames are too few to check a spotter with: give at least 24"
    )
    spotter = spotter_factory()
    _check_curve_names(spotter)
    first = _watched(spotter, recording, fps, held)
    small = _smaller(recording)
    after_another = _watched(spotter, small, fps, held, timed=False)
    again = _watched(spotter, recording, Fraction(fps).limit_denominator(1001), held, traced=False)
    require(
        again.events == first.events,
        "the same stream gives other events after another stream, without a trace, or with its rate as a fraction",
    )
    fresh = _watched(spotter_factory(), small, fps, held, timed=False)
    require(
        after_another.events == fresh.events and after_another.same_curves(fresh),
        "a spotter that has seen another stream finds other things than a fresh one",
    )
    _check_edges(spotter, recording, fps, held)


@dataclass
class _Watched:
    """What a spotter said of a stream."""

    events: list[Spotted | Excluded | Remark] = field(default_factory=list)
    curves: list[NDArray[np.float32]] = field(default_factory=list)

    @property
    def expressions(self) -> list[Spotted]:
        return [event for event in self.events if isinstance(event, Spotted)]

    def same_curves(self, other: _Watched) -> bool:
        pairs = zip(self.curves, other.curves, strict=True)
        return all(np.array_equal(one, another, equal_nan=True) for one, another in pairs)


class _Stream:
    """Frames that are made when asked for, and a count of those that somebody still holds."""

    def __init__(self, images: NDArray[np.uint8], fps: FrameRate, *, timed: bool) -> None:
        self.given = 0
        self.most_held = 0
        self._images, self._fps, self._timed = images, Fraction(fps), timed
        self._held: list[weakref.ref[NDArray[np.uint8]]] = []

    def frames(self) -> Iterator[Frame]:
        for index in range(len(self._images)):
            self._held = [one for one in self._held if one() is not None]
            self.most_held = max(self.most_held, len(self._held))
            image = self._images[index].copy()
            self._held.append(weakref.ref(image))
            self.given += 1
            frame = Frame(index, index / self._fps if self._timed else None, image)
            del image
            yield frame
            del frame


def _watched(
    spotter: Spotter,
    images: NDArray[np.uint8],
    fps: FrameRate,
    held: int,
    *,
    timed: bool = True,
    traced: bool = True,
) -> _Watched:
    """Let a spotter see a stream, and check each thing that it says as it says it."""
    stream, seen = _Stream(images, fps, timed=timed), _Watched()

    def trace(index: int, values: NDArray[np.float32]) -> None:
        require(
            index == len(seen.curves) < stream.given,
            f"the trace was told frame {index} as number {len(seen.curves)}, when {stream.given} frames had come",
        )
        expected = (len(spotter.curve_names),)
        require(np.shape(values) == expected, f"the trace was told {np.shape(values)} values, not {expected}")
        seen.curves.append(np.array(values, np.float32))

    found = spotter.spot(stream.frames(), fps, trace=trace) if traced else spotter.spot(stream.frames(), fps)
    for event in found:
        _check_event(event, stream.given, fps)
        if isinstance(event, Suspected):
            continue
        require(event not in seen.events, f"told twice: {event}")
        seen.events.append(event)
    n_frames = len(images)
    require(stream.given == n_frames, f"{stream.given} of {n_frames} frames were looked at")
    require(
        not traced or len(seen.curves) == n_frames,
        f"the trace was told {len(seen.curves)} of {n_frames} frames",
    )
    require(
        stream.most_held <= held, f"{stream.most_held} pictures were held at a time: expected at most {held}"
    )
    return seen


def _check_curve_names(spotter: Spotter) -> None:
    names = spotter.curve_names
    told = isinstance(names, tuple) and all(isinstance(name, str) and name.strip() for name in names)
    require(
        told and len(set(names)) == len(names),
        f"curve_names is {names!r}: expected a tuple of different names",
    )
    unit = curve_unit_of(spotter)
    require(isinstance(unit, str), f"curve_unit is {unit!r}: expected text, or no such member")


def _check_event(event: SpotterEvent, n_given: int, fps: FrameRate) -> None:
    if isinstance(event, Remark):
        require(bool(event.text.strip()), "a remark is empty")
        return
    if isinstance(event, Suspected):
        ahead = [one for one in event.intervals if one.offset >= n_given]
        require(not ahead, f"{ahead} was suspected when {n_given} frames had come")
        return
    require(
        isinstance(event, Spotted | Excluded),
        f"{type(event).__name__} was yielded: expected Spotted, Excluded, Suspected or Remark",
    )
    require(
        event.interval.offset < n_given,
        f"{event} ends after the {n_given} frames that had come when it was told",
    )
    if isinstance(event, Excluded):
        require(bool(event.reason.strip()), f"{event} gives no reason")
        return
    by_duration = ExpressionKind.of(event.interval, fps)
    require(event.kind is by_duration, f"{event} is {by_duration or 'no expression'} by its duration")
    require(0 <= event.score <= 1, f"{event} has the score {event.score}: expected 0 to 1")


def _check_edges(spotter: Spotter, recording: NDArray[np.uint8], fps: FrameRate, held: int) -> None:
    """Streams in which there is nothing to be found."""
    still = np.repeat(recording[:1], 12, axis=0)
    for what, images in (
        ("no frame", recording[:0]),
        ("one frame", recording[:1]),
        ("a picture that does not change", still),
        ("no face", np.full_like(still, 127)),
        ("grey pictures without a face", np.full(still.shape[:3], 127, np.uint8)),
    ):
        found = _watched(spotter, images, fps, held)
        require(not found.expressions, f"in a stream of {what}, an expression was found")
    stopped = spotter.spot(_Stream(still, fps, timed=True).frames(), fps)
    next(stopped, None)
    close = getattr(stopped, "close", None)
    if close is not None:
        close()


def _smaller(recording: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Part of a recording in grey and of an odd size, behind frames without a face."""
    grey = [cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) for image in recording[-16:]]
    height, width = (side * 2 // 3 // 2 * 2 + 1 for side in grey[0].shape)
    small = [cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA) for image in grey]
    return np.stack([np.full((height, width), 127)] * 4 + small).astype(np.uint8)


@lru_cache(maxsize=1)
def _simulated() -> NDArray[np.uint8]:
    """A smile of half a second in two seconds of a face at rest, with sensor noise."""
    person = Person.from_seed(4)
    moving = np.repeat(_MOVEMENT, 2)
    levels = np.zeros(_N_FRAMES)
    levels[_MOVES_FROM : _MOVES_FROM + len(moving)] = moving
    pictures = {
        level: cv2.resize(
            person.render({"6": level, "12": level}), (320, 240), interpolation=cv2.INTER_AREA
        ).astype(np.float64)
        for level in set(levels)
    }
    rng = np.random.default_rng(0)
    noisy = [pictures[level] + rng.normal(0, _NOISE, (240, 320, 1)) for level in levels]
    return np.clip(np.round(noisy), 0, 255).astype(np.uint8)
