"""Planted displacements are told once, soon after their end, with what they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pytest

from countenance.core import Excluded, ExpressionKind, Interval, Spotted, SpotterEvent, Suspected
from countenance.spotting.disturbances import BLINK, SPEECH, DisturbanceWatch
from countenance.spotting.region_flow.decision import Decisions, DecisionSettings
from countenance.spotting.region_flow.points import REGION_NAMES

from .planted import FPS, bump

SMILE = ("mouth_corner", "lower_cheek")


def planted(n: int, along: np.ndarray, areas: tuple[str, ...] = SMILE) -> np.ndarray:
    """Displacements of shape (n, 36, 2) with noise, in which areas move up and outwards."""
    moved = np.random.default_rng(1).normal(0, 1e-4, (n, 36, 2))
    for number, name in enumerate(REGION_NAMES):
        if name.startswith(areas):
            moved[:, number] += along[:, None] * (0.6 if name.endswith("left") else -0.6, -0.8)
    return moved


@dataclass
class Told:
    decisions: Decisions
    events: list[tuple[int, Spotted]] = field(default_factory=list)
    """With the frame after which it was told."""
    suspected: list[tuple[int, tuple[Interval, ...]]] = field(default_factory=list)
    excluded: list[Excluded] = field(default_factory=list)

    def take(self, index: int, events: Iterable[SpotterEvent]) -> None:
        for event in events:
            if isinstance(event, Suspected):
                self.suspected.append((index, event.intervals))
            elif isinstance(event, Excluded):
                self.excluded.append(event)
            else:
                self.events.append((index, event))


def play(
    moved: np.ndarray,
    *excluded: Excluded,
    turns: np.ndarray | None = None,
    least_score: float = 0.0,
    end: bool = True,
    fps: float = FPS,
    times: np.ndarray | None = None,
    aperture: np.ndarray | None = None,
) -> Told:
    times = np.arange(len(moved)) / fps if times is None else times
    turns = np.zeros((len(moved), 2)) if turns is None else turns
    decisions, watch = Decisions(fps, DecisionSettings(), least_score), DisturbanceWatch(fps)
    decisions.exclude(list(excluded))
    told = Told(decisions)
    for index, now in enumerate(moved):
        if aperture is not None and index % 2 == 0:
            decisions.look(index, aperture[index])
        told.take(index, decisions.take(index, times[index], now, turns[index], watch))
    if end:
        told.take(len(moved), decisions.interrupt())
    return told


def test_an_expression_is_told_once_soon_after_its_end():
    told = play(planted(600, bump(600, 120, 165, 0.05)))
    ((when, found),) = told.events
    assert 118 <= found.interval.onset <= 130
    assert 155 <= found.interval.offset <= 167
    assert abs(found.apex - 142) <= 6
    assert found.interval.offset < when <= found.interval.offset + 2 * FPS
    assert found.kind is ExpressionKind.MACRO
    assert set(found.regions) <= {n for n in REGION_NAMES if n.startswith(SMILE)}
    assert [unit.number for unit in found.action_units] == [12]
    assert found.co_occurring == ()
    assert 0 <= found.score <= 1


def test_an_expression_is_suspected_at_its_end_until_it_is_told():
    told = play(planted(600, bump(600, 120, 165, 0.05)))
    ((when, found),) = told.events
    (first, (suspected,)), *_, (last, none) = told.suspected
    assert suspected.iou(found.interval) > 0.5
    assert first <= found.interval.offset + 0.2 * FPS
    assert (last, none) == (when, ())


def test_nothing_is_suspected_any_more_when_the_stream_is_interrupted():
    suspected = play(planted(172, bump(172, 120, 165, 0.05))).suspected
    assert suspected[0][0] < 172
    assert suspected[-1] == (172, ())


def one_sided(n: int, along: np.ndarray, *areas: str) -> np.ndarray:
    """As `planted`, on the person's right side alone."""
    moved = planted(n, along, areas)
    moved[:, [name.endswith("left") for name in REGION_NAMES]] = 0
    return moved


def test_the_outline_alone_moves_in_no_expression_and_is_not_suspected():
    told = play(one_sided(600, bump(600, 120, 165, 0.05), "chin_side"))
    assert [e.reason for e in told.excluded] == ["edge of the face"]
    assert told.excluded[0].interval.iou(Interval(120, 165)) > 0.5
    assert not told.events
    assert not told.suspected


def test_the_outline_belongs_to_an_expression_with_which_an_action_unit_goes():
    told = play(one_sided(600, bump(600, 120, 165, 0.05), "lower_cheek", "mouth_corner"))
    ((_, found),) = told.events
    assert "lower_cheek_right" in found.regions
    assert [str(unit) for unit in found.action_units] == ["R12"]
    assert not told.excluded


def smile(times: np.ndarray) -> np.ndarray:
    """From 4.0 to 5.5 s, highest at 4.75 s."""
    return planted(len(times), 0.05 * np.sin(np.pi * np.clip((times - 4) / 1.5, 0, 1)) ** 2)


EVEN = {
    f"{fps} fps": (float(fps), np.arange(20 * fps) / fps)
    for fps in (3, 5, 6, 8, 12, 15, 24, 30, 60, 120, 200)
}
UNEVEN = {
    "half the nominal rate": (30.0, np.arange(300) / 15),
    "twice the nominal rate": (30.0, np.arange(1200) / 60),
    "dark and bright": (30.0, np.concatenate([np.arange(60) / 15, 4 + np.arange(480) / 30])),
    "jitter": (30.0, np.arange(600) / 30 + np.random.default_rng(3).uniform(0, 0.02, 600)),
    "milliseconds": (30.0, np.round(np.arange(600) / 30, 3)),
}


@pytest.mark.parametrize("case", [*EVEN, *UNEVEN])
def test_the_same_movement_is_found_at_the_same_time_whatever_the_rate(case: str):
    fps, times = (EVEN | UNEVEN)[case]
    ((when, found),) = play(smile(times), fps=fps, times=times).events
    onset, apex, offset = times[[found.interval.onset, found.apex, found.interval.offset]]
    assert onset == pytest.approx(4.15, abs=max(0.15, 1 / fps))
    assert apex == pytest.approx(4.7, abs=max(0.15, 1 / fps))
    assert offset == pytest.approx(5.35, abs=max(0.15, 1 / fps))
    assert 0.4 < times[when] - offset < 1.0
    assert found.kind is ExpressionKind.MACRO
    assert found.score > 0.5


def test_a_short_one_is_micro():
    ((_, found),) = play(planted(300, bump(300, 120, 132, 0.05))).events
    assert found.kind is ExpressionKind.MICRO
    assert found.kind is ExpressionKind.of(found.interval, FPS)


def test_noise_and_steps_and_what_lasts_too_long_are_none():
    assert play(planted(400, np.zeros(400))).events == []
    assert play(planted(400, np.where(np.arange(400) < 150, 0.0, 0.05)), least_score=0.5).events == []
    assert play(planted(500, bump(500, 100, 400, 0.05))).events == []


def test_two_expressions_are_told_in_order_of_time():
    along = bump(600, 120, 165, 0.05) + bump(600, 300, 345, 0.03)
    found = [e for _, e in play(planted(600, along)).events]
    assert [100 < e.apex < 200 for e in found] == [True, False]
    assert len(found) == 2


@pytest.mark.parametrize(("valley", "ends"), [(0.0, [139, 171]), (0.3, [171]), (0.5, [171])])
def test_pulses_between_which_the_face_does_not_come_back_are_told_as_one(valley: float, ends: list[int]):
    along = 0.05 * np.interp(np.arange(600), [120, 130, 140, 150, 160, 172], [0, 1, valley, valley, 0.9, 0])
    assert [e.interval.offset for _, e in play(planted(600, along)).events] == pytest.approx(ends, abs=2)


def test_what_the_mouth_does_while_it_is_open_is_told_as_one_when_it_has_closed():
    along = bump(600, 120, 145, 0.05) + bump(600, 155, 180, 0.05)
    aperture = np.where((np.arange(600) >= 118) & (np.arange(600) <= 190), 0.2, 0.01)
    assert len(play(planted(600, along)).events) == 2
    ((when, found),) = play(planted(600, along), aperture=aperture).events
    assert abs(found.interval.onset - 118) <= 2
    assert 190 <= found.interval.offset <= 192
    assert found.interval.offset < when <= found.interval.offset + 2 * FPS


def test_what_is_not_over_at_the_end_is_told_as_cut_off():
    held = 0.05 * np.clip((np.arange(240) - 180) / 10, 0, 1)
    told = play(planted(240, held))
    assert told.events == []
    ((onset, offset),) = [(e.interval.onset, e.interval.offset) for e in told.excluded]
    assert 178 <= onset <= 184
    assert offset == 239
    assert {e.reason for e in told.excluded} == {"cut off"}


@pytest.mark.parametrize(("last", "over"), [(148, False), (155, False), (167, True)])
def test_what_comes_back_when_the_frames_end_is_cut_off_and_no_shorter_expression(last: int, over: bool):
    told = play(planted(600, bump(600, 120, 165, 0.05))[: last + 1])
    assert len(told.events) == over
    cut = [e.interval for e in told.excluded]
    assert cut == [] if over else 118 <= cut[0].onset <= 130
    assert all(interval.offset == last for interval in cut)


@pytest.mark.parametrize(("seconds", "n"), [(3.7, 1), (4.4, 0)])
def test_what_lasts_four_seconds_is_not_cut_off(seconds: float, n: int):
    held = 0.05 * np.clip((np.arange(600) - (600 - seconds * FPS)) / 10, 0, 1)
    assert len(play(planted(600, held), least_score=0.5).excluded) == n


@pytest.mark.parametrize(("nominal", "real"), [(30, 60), (60, 30), (15, 30), (30, 12)])
def test_what_is_cut_off_soon_after_the_face_was_found_is_told_at_any_rate(nominal: int, real: int):
    held = 0.05 * np.clip((np.arange(14) - 8) / 3, 0, 1)
    told = play(planted(14, held), fps=float(nominal), times=np.arange(14) / real)
    assert [e.interval.offset for e in told.excluded] == [13]


def test_what_has_just_ended_is_told_when_the_stream_is_interrupted():
    moved = planted(175, bump(175, 120, 165, 0.05))
    assert play(moved, end=False).events == []
    told = play(moved)
    assert [when for when, _ in told.events] == [175]
    assert list(told.decisions.interrupt()) == []  # forgotten


def test_lower_scores_are_not_told():
    moved = planted(300, bump(300, 120, 165, 0.05))
    ((_, found),) = play(moved).events
    assert play(moved, least_score=found.score + 0.01).events == []


def test_the_mouth_in_speech_is_explained():
    assert play(planted(300, bump(300, 120, 165, 0.05)), Excluded(Interval(100, 200), SPEECH)).events == []


def test_a_small_movement_of_the_brows_in_a_blink_is_explained_and_a_large_one_is_not():
    blink = Excluded(Interval(121, 131), BLINK)
    small, large = (planted(300, bump(300, 120, 132, height), ("brow",)) for height in (0.008, 0.05))
    assert len(play(small).events) == 1
    assert play(small, blink).events == []
    assert len(play(large, blink).events) == 1


def test_lids_are_no_part_of_an_expression_with_a_blink():
    moved = planted(300, bump(300, 120, 150, 0.05), ("brow", "upper_lid"))
    ((_, alone),) = play(moved).events
    ((_, found),) = play(moved, Excluded(Interval(128, 138), BLINK)).events
    lids = {"upper_lid_left", "upper_lid_right"}
    assert lids <= set(alone.regions)
    assert not lids & set(found.regions)
    assert {"brow_outer_left", "brow_inner_right"} <= set(found.regions)


def test_a_blink_meanwhile_is_named_and_does_not_raise_the_score():
    moved = planted(300, bump(300, 120, 150, 0.05))
    ((_, alone),) = play(moved).events
    ((_, found),) = play(moved, Excluded(Interval(128, 138), BLINK)).events
    assert found.interval == alone.interval
    assert found.co_occurring == (BLINK,)
    assert found.score <= alone.score


def test_what_goes_along_with_the_heads_turns_is_none():
    turns = np.column_stack([5 * np.sin(np.arange(600) / 25), np.zeros(600)])
    moved = planted(600, 0.004 * turns[:, 0])
    assert play(moved).events != []
    assert play(moved, turns=turns).events == []


def test_frames_are_numbered_on_after_the_memory_has_slid():
    n = 1500
    ((_, found),) = play(planted(n, bump(n, 1200, 1245, 0.05))).events
    assert 1198 <= found.interval.onset <= 1210
