"""What moves a face that shows no expression: blinks, gaze shifts, head turns and speech, drawn from a seed.

Everything is drawn in seconds and told for any frame rate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

__all__ = [
    "Blink",
    "Saccade",
    "Speech",
    "Turn",
    "draw_blinks",
    "draw_saccades",
    "draw_speech",
    "draw_turn",
    "ease",
]

Times = NDArray[np.float64]
"""Seconds, shape (N,)."""

_REFRACTORY = 0.6
_TURN_SIZE = (5.0, 3.0, 3.0)
_SPEECH_UNITS = (26, 25, 18, 20, 10, 16, 24)


def ease(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Minimum-jerk rise from 0 at share 0 to 1 at share 1 (Flash & Hogan 1985, 10.1523/JNEUROSCI.05-07-01688.1985).

    >>> ease(np.array([-1.0, 0.0, 0.5, 1.0, 2.0])).tolist()
    [0.0, 0.0, 0.5, 1.0, 1.0]
    """
    x = np.clip(share, 0.0, 1.0)
    return np.asarray(x * x * x * (x * (6 * x - 15) + 10))


@dataclass(frozen=True)
class Blink:
    """A blink that closes the eyes entirely: start, and how long the lids fall, stay and rise, seconds."""

    start: float
    fall: float
    closed: float
    rise: float

    @property
    def end(self) -> float:
        """When the eyes are open again."""
        return self.start + self.fall + self.closed + self.rise

    def closure(self, times: Times) -> NDArray[np.float64]:
        """0 for open eyes to 1 for closed ones."""
        down = ease((times - self.start) / self.fall)
        up = ease((self.end - times) / self.rise)
        return np.minimum(down, up)


@dataclass(frozen=True)
class Saccade:
    """A jump of the gaze from one direction (radians to the image's right and up) to another."""

    start: float
    before: tuple[float, float]
    after: tuple[float, float]

    @property
    def size(self) -> float:
        """Degrees."""
        return float(np.degrees(np.hypot(*np.subtract(self.after, self.before))))

    @property
    def end(self) -> float:
        """By the main sequence: 21 ms and 2.2 ms for each degree (Carpenter 1988, *Movements of the Eyes*)."""
        return self.start + 0.021 + 0.0022 * self.size

    def share(self, times: Times) -> NDArray[np.float64]:
        """How much of the way is done, 0..1."""
        return ease((times - self.start) / (self.end - self.start))


@dataclass(frozen=True)
class Turn:
    """A turn of the head that is held and goes back, seconds; pitch, yaw, roll in degrees, shift in centimetres."""

    start: float
    away: float
    held: float
    back: float
    angles: tuple[float, float, float]
    shift: tuple[float, float, float]

    @property
    def end(self) -> float:
        """When the head is back."""
        return self.start + self.away + self.held + self.back

    def share(self, times: Times) -> NDArray[np.float64]:
        """How far the head is turned, 0..1."""
        out = ease((times - self.start) / self.away)
        home = ease((self.end - times) / self.back)
        return np.minimum(out, home)


@dataclass(frozen=True)
class Speech:
    """A bout of speech-like movement of jaw and lips: knots of one curve for each action unit.

    Attributes
    ----------
    knots : tuple of float
        Seconds, increasing.
    targets : mapping by action unit
        Intensity at each knot; 0 at the first and the last one.
    """

    knots: tuple[float, ...]
    targets: dict[int, tuple[float, ...]]

    @property
    def start(self) -> float:
        """When the mouth leaves rest."""
        return self.knots[0]

    @property
    def end(self) -> float:
        """When the mouth is at rest again."""
        return self.knots[-1]

    def at(self, start: float) -> Speech:
        """The same bout at another time."""
        return Speech(tuple(knot + start - self.start for knot in self.knots), self.targets)

    def intensities(self, times: Times) -> dict[int, NDArray[np.float64]]:
        """Intensity of each action unit."""
        inside = (times > self.start) & (times < self.end)
        moved = {unit: np.zeros_like(times) for unit in self.targets}
        for unit, values in self.targets.items():
            moved[unit][inside] = PchipInterpolator(self.knots, values)(times[inside])
        return moved


def draw_blinks(rng: np.random.Generator, seconds: float, per_minute: float, fps: float) -> tuple[Blink, ...]:
    """Blinks at random times, never closer than 0.6 s, closed for at least one frame."""
    found: list[Blink] = []
    if per_minute <= 0:
        return ()
    gap = max(60 / per_minute - _REFRACTORY, 0.1)
    now = float(rng.exponential(gap))
    while now < seconds - _REFRACTORY:
        blink = Blink(
            now,
            fall=float(rng.uniform(0.07, 0.11)),
            closed=max(float(rng.uniform(0.03, 0.08)), 1 / fps),
            rise=float(rng.uniform(0.13, 0.25)),
        )
        found.append(blink)
        now = blink.end + _REFRACTORY + float(rng.exponential(gap))
    return tuple(found)


def draw_saccades(rng: np.random.Generator, seconds: float, shifts_per_minute: float) -> tuple[Saccade, ...]:
    """Small saccades about the middle all the time, and now and then a plain shift away and back."""
    found: list[Saccade] = []
    here = _near_middle(rng)
    found.append(Saccade(-1.0, here, here))
    now = float(rng.exponential(1.2)) + 0.2
    next_shift = _wait(rng, shifts_per_minute)
    while now < seconds - 0.3:
        if now >= next_shift:
            there, stay = _aside(rng), float(rng.uniform(0.4, 2.5))
            next_shift = now + stay + _wait(rng, shifts_per_minute)
        else:
            there, stay = _near_middle(rng), 0.2 + float(rng.exponential(1.2))
        saccade = Saccade(now, here, there)
        found.append(saccade)
        here, now = there, saccade.end + stay
    return tuple(found)


def _wait(rng: np.random.Generator, per_minute: float) -> float:
    return float(rng.exponential(60 / per_minute)) if per_minute > 0 else np.inf


def _near_middle(rng: np.random.Generator) -> tuple[float, float]:
    right, up = np.radians(rng.normal(0, 0.9, 2)) * [1.0, 0.6]
    return float(right), float(up)


def _aside(rng: np.random.Generator) -> tuple[float, float]:
    angle, size = rng.uniform(0, 2 * np.pi), np.radians(rng.uniform(7, 16))
    return float(size * np.cos(angle)), float(0.7 * size * np.sin(angle))


def draw_turn(rng: np.random.Generator, longest: float) -> Turn:
    """A head turn from time 0 on, mostly about one axis."""
    axis = int(rng.choice(3, p=[0.3, 0.5, 0.2]))
    angles = rng.normal(0, 1.0, 3)
    angles[axis] = _TURN_SIZE[axis] * rng.choice([-1, 1]) * rng.uniform(1.2, 3.0)
    away, back = float(rng.uniform(0.4, 0.9)), float(rng.uniform(0.4, 0.9))
    held = float(np.clip(rng.exponential(0.8), 0.1, max(longest - away - back, 0.1)))
    pitch, yaw, roll = (float(a) for a in angles)
    x, y, z = (float(s) for s in rng.normal(0, 0.3, 3))
    return Turn(0.0, away, held, back, (pitch, yaw, roll), (x, y, z))


def draw_speech(rng: np.random.Generator, longest: float) -> Speech:
    """A bout of 1.5 to 6 s from time 0 on: syllables at 3.5 to 5.5 Hz, the mouth open and closed in turn."""
    length, now = min(float(rng.uniform(1.5, 6.0)), longest), 0.0
    rate = float(rng.uniform(3.5, 5.5))
    knots = [0.0]
    targets: dict[int, list[float]] = {unit: [0.0] for unit in _SPEECH_UNITS}
    while now < length - 1.5 / rate:
        for is_open in (True, False):
            now += float(rng.uniform(0.35, 0.65)) / rate
            knots.append(now)
            shape = _open_mouth(rng) if is_open else _closed_mouth(rng)
            for unit in _SPEECH_UNITS:
                targets[unit].append(shape.get(unit, 0.0))
    knots.append(now + 0.18)
    for unit in _SPEECH_UNITS:
        targets[unit].append(0.0)
    return Speech(tuple(knots), {unit: tuple(values) for unit, values in targets.items()})


def _open_mouth(rng: np.random.Generator) -> dict[int, float]:
    """A vowel: the jaw down, lips spread, rounded or neither."""
    jaw = float(rng.uniform(0.15, 0.7))
    shape = {26: jaw, 25: 0.5 * jaw + float(rng.uniform(0.1, 0.4))}
    lips = int(rng.choice(3))
    if lips:
        shape[(18, 20)[lips - 1]] = float(rng.uniform(0.15, 0.5))
    shape[10], shape[16] = float(rng.uniform(0, 0.25)), float(rng.uniform(0, 0.5))
    return shape


def _closed_mouth(rng: np.random.Generator) -> dict[int, float]:
    """A consonant: the lips together in one of three, nearly closed otherwise."""
    if rng.random() < 1 / 3:
        return {24: float(rng.uniform(0.3, 0.8))}
    return {26: float(rng.uniform(0.0, 0.12)), 25: float(rng.uniform(0.05, 0.3))}
