"""When something has moved and come back: whether it was an expression, of which kind, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countenance.core.contracts import Excluded, Spotted, SpotterEvent, Suspected
from countenance.core.expressions import MACRO_LIMIT, MICRO_LIMIT, ExpressionKind
from countenance.core.intervals import Interval
from countenance.spotting.disturbances import DisturbanceWatch
from countenance.spotting.region_flow.action_units import action_unit_candidates, moved_regions
from countenance.spotting.region_flow.anatomy import beside_outline
from countenance.spotting.region_flow.aperture import while_open
from countenance.spotting.region_flow.channels import LID_REGIONS, LOWER_CHANNELS, channel_displacement
from countenance.spotting.region_flow.curves import Curves, rest_of
from countenance.spotting.region_flow.evidence import Evidence, score
from countenance.spotting.region_flow.excursions import find_excursions, leaves_rest
from countenance.spotting.region_flow.feigned import Feigned
from countenance.spotting.region_flow.fusion import Candidate, fuse
from countenance.spotting.region_flow.memory import Memory
from countenance.spotting.region_flow.pulses import goes_out_again, joined
from countenance.spotting.region_flow.resting import Resting

__all__ = ["CUT_OFF", "EDGE", "DecisionSettings", "Decisions"]

CUT_OFF = "cut off"
"""Reason of a movement that was not over when the recording ended or the face was lost."""
EDGE = "edge of the face"
"""Reason of a movement of the outline alone, on one side: a hand, hair or a collar draws it along."""

_MOVES_ON, _LEAST_ON = 0.5, 0.02
"""Way on which the mouth may be speaking after a movement: of the movement's, and in inter-ocular distances."""
_RETURN_SECONDS = 0.4
_BRIEF = 1e-3
"""Seconds by which the time of a frame may be rounded."""
_LEAST_FRAMES = 5
_SAME = 0.5
"""Least intersection over union with what was seen at the look before."""


@dataclass(frozen=True, slots=True)
class DecisionSettings:
    """Free choices of the decision.

    Parameters
    ----------
    least_height : float
        Smallest displacement that is looked at, in inter-ocular distances.
    noise_ratio : float
        Least ratio of a displacement to its channel's noise.
    memory_seconds : float
        How far back curves are kept.
    settle_seconds : float
        How long an expression must be over before it is told.
    speech_seconds : float
        How much longer a movement of the mouth must be over when the mouth moves on: it may have begun to speak.
    every_seconds : float
        How often the curves are looked at.
    again_seconds : float
        How long after its end something is looked at again, and waited for where the face goes out again.
    least_seconds : float
        Shorter movements are no expression.
    """

    least_height: float = 0.0025
    noise_ratio: float = 3.5
    memory_seconds: float = 16.0
    settle_seconds: float = 0.4
    speech_seconds: float = 0.5
    every_seconds: float = 0.2
    again_seconds: float = 1.5
    least_seconds: float = 0.09


class Decisions:
    """Looks at the curves again and again and tells each expression once, soon after its end.

    Parameters
    ----------
    fps : float
    settings : DecisionSettings
    least_score : float
        Expressions of a lower score are not told.
    """

    def __init__(self, fps: float, settings: DecisionSettings, least_score: float) -> None:
        self._settings, self._least_score = settings, least_score
        self._memory = Memory(settings.memory_seconds, fps)
        self._glance = -1
        self._told: list[Interval] = []
        self._seen: list[Interval] = []
        self._suspected: tuple[Interval, ...] = ()
        self._resting = Resting()
        self._excluded: list[Excluded] = []

    def exclude(self, certain: list[Excluded]) -> None:
        """Take disturbances that are over."""
        self._excluded += certain

    def look(self, index: int, aperture: float) -> None:
        """Take how far the mouth is open in a frame, which is not looked at in every one."""
        self._memory.look(index, aperture)

    def take(
        self,
        index: int,
        time: float,
        moved: NDArray[np.float64],
        turn: NDArray[np.float64],
        watch: DisturbanceWatch,
    ) -> Iterator[SpotterEvent]:
        """Take the next frame's displacement, of shape (36, 2), and turn of the head, of shape (2,), in degrees."""
        self._memory.add(index, time, moved, turn, watch.head_speed)
        glance = int((time + _BRIEF) / self._settings.every_seconds)
        if glance != self._glance:
            self._glance = glance
            yield from self._look(self._excluded + watch.going_on())

    def away(self) -> NDArray[np.float64]:
        """How far each channel is from where it has rested lately, in the last frame taken; shape (C,)."""
        return self._resting.away(self._memory)

    def interrupt(self) -> Iterator[SpotterEvent]:
        """Tell what has ended by now, and forget everything: what comes next has nothing to do with it."""
        if len(self._memory):
            yield from self._look(self._excluded, at_once=True)
            yield from self._cut_off()
        self._memory.clear()
        self._resting.forget()
        yield from self._suspect([])

    def _look(self, excluded: list[Excluded], *, at_once: bool = False) -> Iterator[SpotterEvent]:
        if len(self._memory) < _LEAST_FRAMES:
            return
        first = self._memory.first
        self._excluded = [e for e in self._excluded if e.interval.offset >= first]
        self._told = [told for told in self._told if told.offset >= first]
        likely = [e for e in self._candidates(excluded, at_once) if e[0].score >= self._least_score]
        sure = [spotted for spotted, over in likely if over]
        found: list[Spotted | Excluded] = []
        for spotted in sorted(sure, key=lambda e: -e.score):
            confirmed = at_once or any(spotted.interval.iou(seen) >= _SAME for seen in self._seen)
            if confirmed and not self._is_told(spotted.interval):
                self._told.append(spotted.interval)
                found.append(Excluded(spotted.interval, EDGE) if _at_the_edge(spotted) else spotted)
        self._seen = [e.interval for e in sure]
        yield from sorted(found, key=lambda e: e.interval)
        yield from self._suspect([spotted.interval for spotted, _ in likely if not _at_the_edge(spotted)])

    def _cut_off(self) -> Iterator[Excluded]:
        """What was under way: it would be an expression if the face came back now."""
        last = self._memory.last
        if len(self._memory) < _LEAST_FRAMES:
            return
        self._come_back()
        found = [e for e, _ in self._candidates(self._excluded, at_once=True) if e.interval.offset >= last]
        likely = [e for e in found if e.score >= self._least_score]
        for one in sorted(likely, key=lambda e: -e.score)[:1]:
            yield Excluded(Interval(min(one.interval.onset, last), last), CUT_OFF)

    def _come_back(self) -> None:
        """Add frames in which face and head go back to where they were nearest to rest."""
        memory, last = self._memory, self._memory.last
        away = np.linalg.norm(memory.moved - rest_of(memory.moved, memory.fps), axis=2).sum(axis=1)
        nearest = int(away.argmin())
        moved, turn = memory.moved[-1].copy(), memory.turns[-1].copy()
        way, turned = memory.moved[nearest] - moved, memory.turns[nearest] - turn
        step, time = memory.seconds(0, len(memory) - 1) / (len(memory) - 1), memory.time
        n = max(4, round(_RETURN_SECONDS / step))
        for number, share in enumerate(np.clip(np.linspace(2 / n, 2, n), 0, 1), 1):
            memory.add(last + number, time + number * step, moved + share * way, turn + share * turned, 0.0)

    def _suspect(self, intervals: list[Interval]) -> Iterator[Suspected]:
        suspected = tuple(sorted(one for one in intervals if not self._is_told(one)))
        if suspected != self._suspected:
            self._suspected = suspected
            yield Suspected(suspected)

    def _candidates(self, excluded: list[Excluded], at_once: bool) -> Iterator[tuple[Spotted, bool]]:
        """What has come back and was not told yet, however sure, and whether it is over for long enough."""
        memory, settings = self._memory, self._settings
        curves = Curves.of(channel_displacement(memory.moved), memory.turns, memory.fps)
        thresholds = np.maximum(settings.least_height, settings.noise_ratio * curves.noise)
        feigned = Feigned(excluded, memory.fps, memory.first)
        found = find_excursions(
            curves, thresholds, memory.ago(settings.settle_seconds + settings.again_seconds)
        )
        seeds = [e for e in found if leaves_rest(e, curves) and not feigned.explains(e)]
        for one, goes_on in while_open(joined(fuse(seeds, curves), curves), memory.aperture, curves):
            if self._is_told(Interval(one.onset + memory.first, one.offset + memory.first)):
                continue
            seconds = memory.seconds(one.onset, one.offset)
            if settings.least_seconds <= seconds < MACRO_LIMIT:
                evidence = Evidence.of(one, memory, curves, excluded)
                over = _is_over(one, curves) if at_once else not goes_on and self._has_settled(one, curves)
                yield self._spotted(one, evidence, feigned.eyes_moved(one.onset, one.offset)), over

    def _has_settled(self, one: Candidate, curves: Curves) -> bool:
        """Whether a movement is over for long enough: what follows may be part of it, or show what it is."""
        settings = self._settings
        wait = settings.settle_seconds + (settings.speech_seconds if _may_speak(one, curves) else 0.0)
        return one.offset <= self._memory.ago(settings.again_seconds if goes_out_again(one) else wait)

    def _is_told(self, span: Interval) -> bool:
        return any(
            common.n_frames > 0.3 * min(span.n_frames, told.n_frames)
            for told in self._told
            if (common := told & span) is not None
        )

    def _spotted(self, candidate: Candidate, evidence: Evidence, eyes_moved: bool) -> Spotted:
        first, moved = self._memory.first, self._memory.moved
        way = moved[candidate.peak] - moved[candidate.onset]
        if eyes_moved:
            way[LID_REGIONS] = 0
        least = max(self._settings.least_height, 0.5 * candidate.length)
        micro = evidence.seconds <= float(MICRO_LIMIT) + 1e-6
        return Spotted(
            interval=Interval(candidate.onset + first, candidate.offset + first),
            apex=candidate.apex + first,
            kind=ExpressionKind.MICRO if micro else ExpressionKind.MACRO,
            score=round(score(evidence), 4),
            regions=moved_regions(way, least),
            action_units=action_unit_candidates(way, least),
            co_occurring=evidence.co_occurring,
        )


def _is_over(one: Candidate, curves: Curves) -> bool:
    """Whether a movement ended before the frames did: its duration is unknown while it comes back."""
    return one.offset < len(curves.values) - 1 or one.has_come_back


def _at_the_edge(one: Spotted) -> bool:
    """Whether nothing moves but skin beside the outline, on one side, as no action unit moves it."""
    return not one.action_units and beside_outline(one.regions)


def _may_speak(one: Candidate, curves: Curves) -> bool:
    """Whether the mouth moves on after a movement of its own: speech is known as such only after a while."""
    later = curves.values[one.offset :, LOWER_CHANNELS]
    return one.lower > 0.5 and bool(np.ptp(later, axis=0).max() > max(_LEAST_ON, _MOVES_ON * one.length))
