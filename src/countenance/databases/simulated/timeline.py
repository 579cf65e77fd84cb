"""Time courses: the intensity of an expression, and the movements that never stop.

Time counts in frames; a recording may be of any length and rate.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from countenance.databases.simulated.rig import Pose

__all__ = ["Course", "Restlessness", "course"]


@dataclass(frozen=True)
class Course:
    """When an expression happens, in 0-based frames of its recording.

    Attributes
    ----------
    onset : int
        First frame that differs from the baseline.
    apex : int
        First frame at the highest intensity.
    offset : int
        First frame that is back at the baseline.
    plateau : float
        Share of the time from apex to offset that the face stays near the apex, 0..1.
    sharpness : float
        How abrupt rise and fall are; 1 is a cosine.
    """

    onset: int
    apex: int
    offset: int
    plateau: float = 0.3
    sharpness: float = 1.0


def course(of: Course, times: NDArray[np.floating], lag: float = 0.0) -> NDArray[np.float64]:
    """Intensity 0..1 at the given times; exactly 1 at the apex alone.

    Parameters
    ----------
    of : Course
    times : ndarray of shape (N,)
        Frames.
    lag : float
        Share of the rise by which this action unit starts later, and of the fall by which it ends earlier, 0..1.

    Examples
    --------
    >>> course(Course(onset=2, apex=4, offset=7, plateau=0.0), np.arange(9)).round(2).tolist()
    [0.0, 0.0, 0.25, 0.75, 1.0, 0.74, 0.24, 0.0, 0.0]
    """
    start = of.onset - 1
    rise_start = start + lag * (of.apex - start) * 0.6
    decay_start = of.apex + of.plateau * (of.offset - of.apex)
    end = of.offset - lag * (of.offset - decay_start) * 0.6
    rise = _ease((times - rise_start) / (of.apex - rise_start), of.sharpness)
    fall = _ease((end - times) / (end - decay_start), of.sharpness)
    # The plateau sinks by a hair, so that the apex is the highest frame and not one of several.
    sag = 1 - 0.03 * np.clip((times - of.apex) / max(of.offset - of.apex, 1), 0, 1)
    return np.asarray(np.where(times <= of.apex, rise, fall * sag))


def _ease(share: NDArray[np.floating], sharpness: float) -> NDArray[np.float64]:
    """Rise from 0 at share 0 to 1 at share 1, symmetric about the middle."""
    x = np.clip(share, 0.0, 1.0)
    a, b = (0.5 - 0.5 * np.cos(np.pi * x)) ** sharpness, (0.5 + 0.5 * np.cos(np.pi * x)) ** sharpness
    return np.asarray(a / (a + b))


@dataclass(frozen=True)
class Restlessness:
    """Head drift, gaze, blinks and flicker of one recording: smooth functions of time drawn from a seed.

    Attributes
    ----------
    seed : int
    fps : float
        Frames per second.
    rotation, shift, gaze : float
        Standard deviations: radians, centimetres, radians.
    blinks_per_minute, flicker : float
        As in `Difficulty`.
    """

    seed: int
    fps: float
    rotation: float
    shift: float
    gaze: float
    blinks_per_minute: float
    flicker: float
    _waves: NDArray[np.float64] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        rng = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(1,)))
        # Six degrees of freedom, each a sum of waves of 1.5 to 15 s whose amplitude grows with the period.
        period = np.exp(rng.uniform(np.log(1.5), np.log(15.0), size=(6, 6)))
        amplitude = period / np.sqrt((period**2).sum(axis=1, keepdims=True) / 2)
        object.__setattr__(
            self, "_waves", np.stack([period, amplitude, rng.uniform(0, 2 * np.pi, size=(6, 6))])
        )

    def pose(self, time: float) -> Pose:
        """Position of the head at a time in frames."""
        period, amplitude, phase = self._waves
        value = (amplitude * np.sin(2 * np.pi * time / (period * self.fps) + phase)).sum(axis=1)
        pitch, yaw, roll = self.rotation * value[:3] * [1.0, 1.0, 0.6]
        x, y, z = self.shift * value[3:] * [1.0, 0.6, 1.0]
        return Pose(float(pitch), float(yaw), float(roll), float(x), float(y), float(z))

    def blinks(self, n_frames: int) -> NDArray[np.float64]:
        """Closure of the lids, 0..1, in each frame: a fast fall of the lid and a slower rise; shape (n_frames,)."""
        rng = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(2,)))
        closure = np.zeros(n_frames)
        times = np.arange(n_frames)
        mean_gap = 60 * self.fps / max(self.blinks_per_minute, 1e-6)
        start = rng.exponential(mean_gap)
        while start < n_frames:
            closing, opening = (
                0.09 * self.fps * rng.uniform(0.8, 1.2),
                0.19 * self.fps * rng.uniform(0.8, 1.3),
            )
            down = _ease((times - start) / closing, 1.0)
            up = _ease((start + closing + opening - times) / opening, 1.0)
            closure = np.maximum(closure, np.minimum(down, up) * rng.uniform(0.9, 1.0))
            start += closing + opening + 0.5 * self.fps + rng.exponential(mean_gap)
        return closure

    def gazes(self, n_frames: int) -> NDArray[np.float64]:
        """Gaze in each frame, radians to the image's right and up, shape (n_frames, 2): fixations and saccades."""
        rng = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(3,)))
        angles = np.zeros((n_frames, 2))
        start, here = 0, rng.normal(0, self.gaze, 2)
        while start < n_frames:
            stay = 3 + int(rng.exponential(1.2 * self.fps))
            there = rng.normal(0, self.gaze, 2) * [1.0, 0.6]
            angles[start : start + stay] = here
            # The saccade passes the middle for one frame.
            angles[start + stay : start + stay + 1] = (here + there) / 2
            start, here = start + stay + 1, there
        return angles

    def gains(self, n_frames: int) -> NDArray[np.float64]:
        """Exposure of each frame relative to the nominal one: a slow wave and flicker; shape (n_frames,)."""
        rng = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(4,)))
        phase, period = rng.uniform(0, 2 * np.pi), rng.uniform(4, 9) * self.fps
        slow = np.sin(2 * np.pi * np.arange(n_frames) / period + phase)
        return np.asarray(1 + self.flicker * (slow + 0.5 * rng.standard_normal(n_frames)))
