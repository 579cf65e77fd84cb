"""A scripted recording, frame by frame: from time courses to states of the face, and to pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countenance.databases.simulated.camera import expose
from countenance.databases.simulated.difficulty import Difficulty
from countenance.databases.simulated.person import Person
from countenance.databases.simulated.repertoire import FPS
from countenance.databases.simulated.rig import Pose
from countenance.databases.simulated.scene import FaceState
from countenance.databases.simulated.script import RecordingScript, ScriptedExpression
from countenance.databases.simulated.timeline import Restlessness, course

__all__ = ["Moment", "pictures", "states", "unit_curves"]


@dataclass(frozen=True)
class Moment:
    """The face and the exposure in one frame."""

    state: FaceState
    gain: float


def states(script: RecordingScript, difficulty: Difficulty) -> Iterator[Moment]:
    """The state of the face in each frame of a recording."""
    unrest = Restlessness(
        seed=script.seed,
        fps=FPS,
        rotation=float(np.radians(difficulty.head_rotation)),
        shift=difficulty.head_shift,
        gaze=float(np.radians(difficulty.gaze)),
        blinks_per_minute=difficulty.blinks_per_minute,
        flicker=difficulty.flicker,
    )
    times = np.arange(script.n_frames, dtype=np.float64)
    curves = unit_curves(script, times)
    blinks, gazes, gains = (draw(script.n_frames) for draw in (unrest.blinks, unrest.gazes, unrest.gains))
    nods = sum((_nod(e, times) for e in script.expressions), np.zeros((script.n_frames, 3)))
    for t in range(script.n_frames):
        moved = {unit: float(values[t]) for unit, values in curves.items() if values[t]}
        for side in "LR":
            moved[45, side] = float(blinks[t])
        pose = unrest.pose(t)
        turned = Pose(
            pose.pitch + nods[t, 0], pose.yaw + nods[t, 1], pose.roll + nods[t, 2], pose.x, pose.y, pose.z
        )
        yield Moment(FaceState(moved, (float(gazes[t, 0]), float(gazes[t, 1])), turned), float(gains[t]))


def pictures(script: RecordingScript, person: Person, difficulty: Difficulty) -> Iterator[NDArray[np.uint8]]:
    """The frames of a recording, RGB, shape (480, 640, 3) each."""
    for t, moment in enumerate(states(script, difficulty)):
        linear = person.scene.render(moment.state)
        yield expose(linear, moment.gain, difficulty.sensor_noise, script.seed + t)


def unit_curves(
    script: RecordingScript, times: NDArray[np.float64]
) -> dict[tuple[int, str], NDArray[np.float64]]:
    """Intensity of each action unit and side over time; expressions add up, though they should not overlap."""
    curves: dict[tuple[int, str], NDArray[np.float64]] = {}
    for expression in script.expressions:
        for movement in expression.movements:
            curve = course(expression.course, times, movement.lag)
            for side, peak in (("L", movement.left), ("R", movement.right)):
                unit = (movement.number, side)
                curves[unit] = curves.get(unit, np.zeros_like(times)) + peak * curve
    return curves


def _nod(expression: ScriptedExpression, times: NDArray[np.float64]) -> NDArray[np.float64]:
    """The head's answer to an expression, which outlasts it a little: pitch, yaw, roll; shape (N, 3)."""
    c = expression.course
    middle, width = (c.onset + c.offset) / 2, (c.offset - c.onset) / 2 + 3
    swell = np.exp(-(((times - middle) / width) ** 2))
    return np.asarray(swell[:, None] * expression.nod)
