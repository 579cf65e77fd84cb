"""Who shows what when in long recordings."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from countenance.core import ExpressionKind, InputError, Interval
from countenance.databases.simulated import Person
from countenance.databases.simulated.long import INTENSITIES, LongSample, displacement
from countenance.databases.simulated.long.performance import moments, spans
from countenance.databases.simulated.long.plan import LongParticipant, LongRecording, plan_long
from countenance.databases.simulated.timeline import course

Plan = tuple[LongParticipant, ...]


def with_events(plan: Plan) -> list[tuple[LongParticipant, LongRecording]]:
    return [(p, r) for p in plan for r in p.recordings if r.script.expressions]


def test_neutral_recordings_are_dealt_in_turn(planned: Plan):
    names = {p.folder: [r.script.name for r in p.recordings if not r.script.expressions] for p in planned}
    assert names == {
        "s15": ["15_0001neutralpictures", "15_0002neutralpictures"],
        "s16": ["16_0001neutralpictures"],
    }


def test_kinds_and_displacements_are_dealt_evenly(planned: Plan):
    shown = [
        (e.kind, d)
        for _, r in with_events(planned)
        for e, d in zip(r.script.expressions, r.displacements, strict=True)
    ]
    assert Counter(shown) == {(kind, float(i)): 1 for kind in ExpressionKind for i in INTENSITIES}


def test_peak_displacement_is_the_stated_one(planned: Plan, people: dict[str, Person]):
    """Measured with Person.project on what the rig is told at the apex, and nowhere higher."""
    for participant, recording in with_events(planned):
        for shown, stated in zip(recording.script.expressions, recording.displacements, strict=True):
            units = {f"L{m.number}": m.left for m in shown.movements if m.left}
            units |= {f"R{m.number}": m.right for m in shown.movements if m.right}
            assert displacement(people[participant.folder], units) == pytest.approx(stated, abs=1e-3)
            at_apex = course(shown.course, np.array([float(shown.course.apex)]))
            assert at_apex == pytest.approx(1)


def test_the_skin_moves_as_stated_in_the_states_that_are_rendered(
    planned: Plan, people: dict[str, Person], sample: LongSample
):
    """With blinks, gaze, head and tone left out, the frames show the displacement at the apex and none outside."""
    still = replace(
        sample, unrest=replace(sample.unrest, tone=0.0, head_rotation=0.0, head_shift=0.0, head_response=0.0)
    )
    participant, recording = with_events(planned)[0]
    bare = replace(recording, blinks=(), turns=(), speech=(), saccades=())
    calm = replace(
        bare,
        script=replace(
            bare.script, expressions=tuple(replace(e, nod=(0.0, 0.0, 0.0)) for e in bare.script.expressions)
        ),
    )
    person = people[participant.folder]
    neutral = person.project()
    eyes = 100 / np.linalg.norm(neutral[[33, 133]].mean(axis=0) - neutral[[362, 263]].mean(axis=0))
    states = [moment.state for moment in moments(calm, still)]

    def moved(frame: int) -> float:
        vertices = person.rig.vertices(states[frame].intensities, (0.0, 0.0), states[frame].pose)
        points = person.camera.project(vertices[:468])[:, :2] - 0.5
        return float(eyes * np.linalg.norm(points - neutral, axis=1).max())

    for shown, stated in zip(recording.script.expressions, recording.displacements, strict=True):
        c = shown.course
        assert [moved(c.onset - 1), moved(c.offset)] == [0, 0]
        assert moved(c.onset) > 0
        around = [moved(f) for f in range(c.onset, c.offset)]
        assert around[c.apex - c.onset] == max(around) == pytest.approx(stated, abs=1e-3)


@pytest.mark.parametrize("fps", [5, 25, 30, 100, 200])
@pytest.mark.parametrize(("minutes", "rate"), [(1 / 12, 1.0), (1 / 12, 20.0), (0.7, 20.0)])
def test_events_fit_and_obey_the_definitions(fps: int, minutes: float, rate: float):
    sample = LongSample(participants=1, minutes=minutes, fps=fps, events_per_minute=rate, intensities=(3.0,))
    for _, recording in with_events(plan_long(sample)):
        n_frames = recording.script.n_frames
        assert n_frames == sample.n_frames
        last = 0
        for shown in recording.script.expressions:
            c = shown.course
            assert last < c.onset < c.apex < c.offset < n_frames
            assert ExpressionKind.of(Interval(c.onset, c.offset), fps) is shown.kind
            last = c.offset
        for onset, offset, reason in spans(recording, fps):
            assert 0 <= onset <= offset < n_frames
            if reason in ("head motion", "speech"):
                for shown in recording.script.expressions:
                    assert not Interval(onset, offset).overlaps(
                        Interval(shown.course.onset, shown.course.offset)
                    )


def test_plan_depends_on_the_seed_alone(planned: Plan, sample: LongSample):
    assert plan_long(sample) == planned
    assert plan_long(replace(sample, seed=5)) != planned


@pytest.mark.parametrize(
    "wrong",
    [
        {"participants": 0}, {"minutes": 0.05}, {"recordings": 0}, {"recordings": 10}, {"neutral": -1},
        {"neutral": 600}, {"seed": -1}, {"fps": 4}, {"size": (641, 480)}, {"size": (32, 32)}, {"intensities": ()},
        {"intensities": (9.0,)}, {"intensities": (0.0,)}, {"events_per_minute": 0}, {"events_per_minute": 21},
        {"micro_share": 1.1}, {"minutes": float("nan")},
    ],
)  # fmt: skip
def test_impossible_parameters_are_named(wrong: dict[str, object]):
    with pytest.raises(
        InputError, match=rf"^{next(iter(wrong))} of a long simulated release is .*; expected "
    ):
        LongSample(**wrong)  # type: ignore[arg-type]
