"""A planned long recording, frame by frame: states of the face, light, and pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from countenance.databases.simulated.camera import expose
from countenance.databases.simulated.long.plan import LongRecording
from countenance.databases.simulated.long.sample import LongSample, Unrest
from countenance.databases.simulated.performance import unit_curves
from countenance.databases.simulated.person import Person
from countenance.databases.simulated.rig import Pose
from countenance.databases.simulated.scene import FaceState
from countenance.databases.simulated.script import RecordingScript
from countenance.databases.simulated.timeline import Restlessness

__all__ = ["Moment", "moments", "pictures", "spans"]

_CHUNK = 512
"""Frames whose curves are in memory at a time, so that a recording may be of any length."""

_TONIC_UNITS = (1, 2, 4, 6, 12, 15, 17, 24)
_LID_FALL, _LID_RISE = 1.2, 1.8
"""Intensity of AU 45 for each radian that the eyes look down, and of AU 5 for each that they look up."""

_PLAIN_SHIFT = 4.0
"""Degrees from which a saccade counts as a disturbance."""

Curves = dict[tuple[int, str], NDArray[np.float64]]


@dataclass(frozen=True)
class Moment:
    """The face and the light in one frame.

    Attributes
    ----------
    state : FaceState
    gain : float
        Strength of the light relative to the nominal one.
    balance : float
        How much more of it falls on the right of the picture than on the left, relative.
    """

    state: FaceState
    gain: float
    balance: float


def spans(recording: LongRecording, fps: int) -> list[tuple[int, int, str]]:
    """Onset, offset (0-based frames, inclusive) and reason of everything that disturbs, in order of time.

    Reasons are those of :class:`countenance.core.Excluded`.
    """
    last = recording.script.n_frames - 1
    lasting = [("blink", b.start, b.end) for b in recording.blinks]
    lasting += [("gaze", s.start, s.end) for s in recording.saccades if s.size >= _PLAIN_SHIFT]
    lasting += [("head motion", t.start, t.end) for t in recording.turns]
    lasting += [("speech", s.start, s.end) for s in recording.speech]
    found = []
    for reason, start, end in lasting:
        onset = min(ceil(start * fps), last)
        found.append((onset, min(max(floor(end * fps), onset), last), reason))
    return sorted(found)


def moments(recording: LongRecording, sample: LongSample) -> Iterator[Moment]:
    """The face and the light in each frame."""
    script, unrest = recording.script, sample.unrest
    sway = Restlessness(
        seed=script.seed,
        fps=sample.fps,
        rotation=float(np.radians(unrest.head_rotation)),
        shift=unrest.head_shift,
        gaze=0.0,
        blinks_per_minute=0.0,
        flicker=unrest.flicker,
    )
    flicker = sway.gains(script.n_frames)
    drift = _Waves(script.seed, unrest)
    for first in range(0, script.n_frames, _CHUNK):
        frames = np.arange(first, min(first + _CHUNK, script.n_frames), dtype=np.float64)
        curves = _intensities(recording, frames, frames / sample.fps, drift)
        gazes = _gaze(recording, frames / sample.fps)
        shifts = _head(recording, frames, sample.fps)
        light, balance = drift.light(frames / sample.fps)
        for n, frame in enumerate(frames):
            pose = sway.pose(float(frame))
            still = np.array([pose.pitch, pose.yaw, pose.roll, pose.x, pose.y, pose.z])
            state = FaceState(
                {unit: float(values[n]) for unit, values in curves.items() if values[n]},
                (float(gazes[n, 0]), float(gazes[n, 1])),
                Pose(*(float(v) for v in still + shifts[n])),
            )
            yield Moment(state, float(flicker[int(frame)] * light[n]), float(balance[n]))


def pictures(recording: LongRecording, person: Person, sample: LongSample) -> Iterator[NDArray[np.uint8]]:
    """The frames of a recording, RGB, shape (H, W, 3) each.

    Parameters
    ----------
    recording : LongRecording
    person : Person
        With a camera of the sample's size.
    sample : LongSample
    """
    ramp = np.linspace(-0.5, 0.5, sample.size[0], dtype=np.float32)[None, :, None]
    for t, moment in enumerate(moments(recording, sample)):
        linear = person.scene.render(moment.state)
        linear *= 1 + np.float32(moment.balance) * ramp
        yield expose(linear, moment.gain, sample.unrest.sensor_noise, recording.script.seed + t)


def _intensities(
    recording: LongRecording, frames: NDArray[np.float64], times: NDArray[np.float64], drift: _Waves
) -> Curves:
    """Intensity of each action unit and side: events, speech, blinks, and the tone of the muscles."""
    curves = unit_curves(_shown(recording.script, frames), frames)
    for number, tone in drift.tone(times).items():
        for side in "LR":
            _add(curves, (number, side), tone)
    for bout in recording.speech:
        if bout.start <= times[-1] and bout.end >= times[0]:
            for number, values in bout.intensities(times).items():
                for side in ("",) if number == 26 else "LR":
                    _add(curves, (number, side), values)
    closure, up = _closure(recording, times), _gaze(recording, times)[:, 1]
    lids = closure + (1 - closure) * np.clip(-_LID_FALL * up, 0, 1)
    for side in "LR":
        _add(curves, (45, side), lids)
        _add(curves, (5, side), (1 - closure) * np.maximum(_LID_RISE * up, 0))
    return curves


def _shown(script: RecordingScript, frames: NDArray[np.float64]) -> RecordingScript:
    """The recording with the expressions of these frames alone."""
    near = tuple(
        e for e in script.expressions if e.course.onset <= frames[-1] and e.course.offset >= frames[0]
    )
    return RecordingScript(script.folder, script.name, script.film, script.seed, script.n_frames, near)


def _add(curves: Curves, unit: tuple[int, str], values: NDArray[np.float64]) -> None:
    curves[unit] = curves[unit] + values if unit in curves else values


def _closure(recording: LongRecording, times: NDArray[np.float64]) -> NDArray[np.float64]:
    closure = np.zeros_like(times)
    for blink in recording.blinks:
        if blink.start <= times[-1] and blink.end >= times[0]:
            closure = np.maximum(closure, blink.closure(times))
    return closure


def _gaze(recording: LongRecording, times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Radians to the image's right and up, shape (N, 2)."""
    gaze = np.zeros((len(times), 2))
    for place, saccade in enumerate(recording.saccades):
        if saccade.end <= times[0] or place == 0:
            gaze[:] = saccade.after
        elif saccade.start <= times[-1]:
            gaze += saccade.share(times)[:, None] * np.subtract(saccade.after, saccade.before)
    return gaze


def _head(recording: LongRecording, frames: NDArray[np.float64], fps: int) -> NDArray[np.float64]:
    """Turns, and the head's answer to expressions: pitch, yaw, roll, x, y, z; shape (N, 6)."""
    moved = np.zeros((len(frames), 6))
    for turn in recording.turns:
        whole = np.concatenate([np.radians(turn.angles), turn.shift])
        moved += turn.share(frames / fps)[:, None] * whole
    for expression in recording.script.expressions:
        c = expression.course
        middle, width = (c.onset + c.offset) / 2, (c.offset - c.onset) / 2 + 0.1 * fps
        moved[:, :3] += np.exp(-(((frames - middle) / width) ** 2))[:, None] * expression.nod
    return moved


class _Waves:
    """Slow sums of waves with unit standard deviation: light, its balance, and the tone of each muscle."""

    def __init__(self, seed: int, unrest: Unrest) -> None:
        rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(6,)))
        shape = (2 + len(_TONIC_UNITS), 5)
        longest = np.array([40.0, 40.0, *[20.0] * len(_TONIC_UNITS)])[:, None]
        self._period = np.exp(rng.uniform(np.log(longest / 5), np.log(longest), size=shape))
        self._phase = rng.uniform(0, 2 * np.pi, size=shape)
        self._unrest = unrest

    def light(self, times: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Strength of the light, relative, and its balance."""
        strength, balance = (self._unrest.illumination * self._value(n, times) for n in (0, 1))
        return 1 + strength, balance

    def tone(self, times: NDArray[np.float64]) -> dict[int, NDArray[np.float64]]:
        """Intensity by action unit."""
        return {unit: self._unrest.tone * self._value(2 + n, times) for n, unit in enumerate(_TONIC_UNITS)}

    def _value(self, row: int, times: NDArray[np.float64]) -> NDArray[np.float64]:
        waves = np.sin(2 * np.pi * times[:, None] / self._period[row] + self._phase[row])
        return np.asarray(waves.sum(axis=1) / np.sqrt(waves.shape[1] / 2))
