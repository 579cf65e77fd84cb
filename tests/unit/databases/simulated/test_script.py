"""The plan of a release: the paper's proportions, durations, criteria, and the release's numbering."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from countenance.core import Category, ExpressionKind, parse_action_units
from countenance.databases.simulated import Difficulty
from countenance.databases.simulated.performance import states
from countenance.databases.simulated.repertoire import FREQUENCIES, apportion, durations
from countenance.databases.simulated.script import ParticipantScript, ScriptedExpression, plan

DIFFICULTY = Difficulty()


def expressions(scripts: tuple[ParticipantScript, ...]) -> list[ScriptedExpression]:
    return [e for s in scripts for r in s.recordings for e in r.expressions]


@pytest.fixture(scope="module")
def scripts() -> tuple[ParticipantScript, ...]:
    return plan(24, 303, 1, DIFFICULTY)


@pytest.mark.parametrize(
    ("kind", "mean", "spread", "shortest", "longest"),
    [(ExpressionKind.MACRO, 1305.87, 657.6, 16, 117), (ExpressionKind.MICRO, 418.82, 65.87, 3, 15)],
)
def test_durations_have_the_papers_moments_and_limits(
    kind: ExpressionKind, mean: float, spread: float, shortest: int, longest: int
):
    frames = durations(kind, 20_000, np.random.default_rng(0))
    assert shortest <= frames.min() <= frames.max() <= longest
    assert frames.mean() / 30 * 1000 == pytest.approx(mean, rel=0.005)
    assert frames.std() / 30 * 1000 == pytest.approx(spread, rel=0.01)


def test_even_a_small_sample_has_about_the_papers_mean():
    frames = durations(ExpressionKind.MACRO, 60, np.random.default_rng(3))
    assert frames.mean() / 30 * 1000 == pytest.approx(1305.87, rel=0.03)


def test_full_size_has_table_4s_frequencies(scripts: tuple[ParticipantScript, ...]):
    assert Counter((e.category, e.kind) for e in expressions(scripts)) == FREQUENCIES


@pytest.mark.parametrize("size", [1, 8, 84, 500])
def test_other_sizes_come_within_one_expression_of_the_proportions(size: int):
    for cell, count in apportion(size).items():
        assert abs(count - size * FREQUENCIES[cell] / 303) < 1


def test_kind_follows_the_duration(scripts: tuple[ParticipantScript, ...]):
    for e in expressions(scripts):
        milliseconds = (e.course.offset - e.course.onset) / 30 * 1000
        assert (milliseconds <= 500) == (e.kind is ExpressionKind.MICRO)
        assert milliseconds < 4000


def test_coded_action_units_meet_table_4s_criteria(scripts: tuple[ParticipantScript, ...]):
    for e in expressions(scripts):
        units = {u.number for u in parse_action_units(e.action_units)}
        if e.category is Category.POSITIVE:
            assert units & {6, 12}
        elif e.category is Category.NEGATIVE:
            assert units & {1, 4, 9, 10, 20}
        elif e.category is Category.SURPRISE:
            assert units & {2, 25}
            assert 4 not in units
        else:
            assert not units & {1, 2, 4, 5, 6, 9, 10, 12, 20, 25}


def test_sides_are_written_as_in_the_release(scripts: tuple[ParticipantScript, ...]):
    sided = [e for e in expressions(scripts) if e.action_units[0] in "LR"]
    assert {e.action_units[0] for e in sided} == {"L", "R"}
    for e in sided:
        absent = "right" if e.action_units[0] == "L" else "left"
        assert all(getattr(m, absent) == 0 for m in e.movements if m.coded)


def test_intensities_keep_to_the_difficulty(scripts: tuple[ParticipantScript, ...]):
    for e in expressions(scripts):
        micro = e.kind is ExpressionKind.MICRO
        low, high = DIFFICULTY.micro_intensity if micro else DIFFICULTY.macro_intensity
        assert low <= e.intensity <= high
        assert all(0 <= m.left <= 1 and 0 <= m.right <= 1 for m in e.movements)
        assert e.movements[0].lag == 0


def test_participants_and_folders_are_numbered_as_in_the_release():
    scripts = plan(26, 26, 0, DIFFICULTY)
    assert [s.number for s in scripts] == list(range(1, 27))
    folders = [s.folder for s in scripts]
    assert folders[:4] == ["s15", "s16", "s19", "s20"]
    assert folders[21:] == ["s40", "s41", "s42", "s43", "s44"]
    assert not {"s17", "s18", "s28", "s39"} & set(folders)


def test_recordings_hold_expressions_with_rest_between_them(scripts: tuple[ParticipantScript, ...]):
    for script in scripts:
        assert 1 <= len(script.recordings) <= 3
        for recording in script.recordings:
            assert recording.name.startswith(f"{script.folder[1:]}_{recording.film.code}")
            ends = [0, *(e.course.offset for e in recording.expressions)]
            starts = [*(e.course.onset for e in recording.expressions), recording.n_frames]
            assert all(start - end >= 8 for start, end in zip(starts, ends, strict=True))
            names = [f"{recording.film.name}_{n}" for n in range(1, len(recording.expressions) + 1)]
            assert [e.name for e in recording.expressions] == names


def test_a_person_is_the_same_in_a_sample_of_any_size():
    small, large = plan(3, 6, 9, DIFFICULTY), plan(30, 90, 9, DIFFICULTY)
    assert [s.seed for s in small] == [s.seed for s in large[:3]]
    assert plan(3, 6, 9, DIFFICULTY) == small
    assert [s.seed for s in plan(3, 6, 10, DIFFICULTY)] != [s.seed for s in small]


def test_between_expressions_every_action_unit_is_zero(scripts: tuple[ParticipantScript, ...]):
    recording = next(r for s in scripts for r in s.recordings if len(r.expressions) > 1)
    moving = {t for e in recording.expressions for t in range(e.course.onset, e.course.offset)}
    for t, moment in enumerate(states(recording, DIFFICULTY)):
        shown = {unit for (unit, _), value in moment.state.intensities.items() if value and unit != 45}
        assert bool(shown) == (t in moving)
