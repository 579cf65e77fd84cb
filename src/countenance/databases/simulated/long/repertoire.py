"""What one participant shows when a displacement of the skin is wanted: action units, intensities, time course."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from countenance.core import Category, ExpressionKind, InputError
from countenance.databases.simulated.long.displacement import displacement, gain_for
from countenance.databases.simulated.long.sample import MICRO_LENGTH, LongSample
from countenance.databases.simulated.person import Person
from countenance.databases.simulated.repertoire import FPS as PAPER_FPS
from countenance.databases.simulated.repertoire import FREQUENCIES, ONE_SIDED, Pattern, durations, patterns
from countenance.databases.simulated.script import Movement, ScriptedExpression
from countenance.databases.simulated.timeline import Course

__all__ = ["Performer", "Wanted"]

_ONE_SIDED_CHANCE = 0.15
_LAG = 0.35


@dataclass(frozen=True)
class Wanted:
    """An event that is to be shown: its kind and the displacement at its apex, % of the inter-ocular distance."""

    kind: ExpressionKind
    displacement: float


class Performer:
    """One participant's manner.

    Parameters
    ----------
    person : Person
    rng : Generator
        Draws the manner.
    """

    def __init__(self, person: Person, rng: np.random.Generator) -> None:
        self._person = person
        self._tilt = {number: float(np.clip(0.12 * rng.standard_normal(), -0.4, 0.4)) for number in ONE_SIDED}
        self._sharpness = float(rng.uniform(0.8, 1.5))
        self._plateau = float(rng.uniform(0.1, 0.45))
        reach: dict[tuple[int, ...], float] = {}
        for category in Category:
            for pattern in patterns(category):
                units = (*pattern.core, *pattern.rest)
                reach[units] = displacement(person, {str(number): 1.0 for number in units})
        self._reach = reach

    def length(self, kind: ExpressionKind, longest: float, rng: np.random.Generator) -> float:
        """Seconds from onset to offset, distributed as in the paper (`repertoire.durations`)."""
        seconds = int(durations(kind, 1, rng)[0]) / PAPER_FPS
        if kind is ExpressionKind.MICRO:
            return float(np.clip(seconds, *MICRO_LENGTH))
        return float(min(seconds, max(longest, MICRO_LENGTH[1])))

    def perform(
        self,
        name: str,
        wanted: Wanted,
        start: float,
        length: float,
        sample: LongSample,
        rng: np.random.Generator,
    ) -> ScriptedExpression:
        """An expression that moves the skin as far as wanted.

        Parameters
        ----------
        name : str
            Of the clip.
        wanted : Wanted
        start, length : float
            Seconds.
        sample : LongSample
        rng : Generator

        Raises
        ------
        InputError
            If no expression of this participant moves the skin as far.
        """
        category, pattern = self._choose(wanted, rng)
        shares = self._shares(pattern, rng)
        gain = gain_for(self._person, shares, wanted.displacement)
        units = (*pattern.core, *pattern.rest)
        movements = tuple(
            Movement(
                number,
                gain * shares.get(f"L{number}", 0.0),
                gain * shares.get(f"R{number}", 0.0),
                0.0 if place == 0 else float(rng.uniform(0, _LAG)),
                coded=True,
            )
            for place, number in enumerate(units)
        )
        pitch, yaw, roll = np.radians(sample.unrest.head_response) * gain * rng.normal(0, 0.6, 3)
        return ScriptedExpression(
            name=name,
            category=category,
            kind=wanted.kind,
            felt=pattern.felt,
            course=self._course(wanted.kind, start, length, sample.fps, rng),
            intensity=gain,
            movements=movements,
            nod=(float(pitch), float(yaw), float(roll)),
        )

    def _choose(self, wanted: Wanted, rng: np.random.Generator) -> tuple[Category, Pattern]:
        """A pattern that can move the skin as far, as frequent as in the paper's Table 4."""
        choices = [
            (category, pattern, FREQUENCIES[category, wanted.kind] * pattern.weight / _total_weight(category))
            for category in Category
            for pattern in patterns(category)
            if self._reach[*pattern.core, *pattern.rest] >= wanted.displacement
        ]
        if not choices:
            raise InputError(
                f"No expression of simulated person {self._person.seed} moves the skin by "
                f"{wanted.displacement:g} % of the inter-ocular distance; ask for less."
            )
        weights = np.array([weight for *_, weight in choices])
        category, pattern, _ = choices[int(rng.choice(len(choices), p=weights / weights.sum()))]
        return category, pattern

    def _shares(self, pattern: Pattern, rng: np.random.Generator) -> dict[str, float]:
        """Relative intensity of each action unit on each side."""
        units = (*pattern.core, *pattern.rest)
        one_sided = all(n in ONE_SIDED for n in units) and rng.random() < _ONE_SIDED_CHANCE
        side = str(rng.choice(["L", "R"])) if one_sided else ""
        shares: dict[str, float] = {}
        for place, number in enumerate(units):
            share = 1.0 if place == 0 else float(rng.uniform(0.6, 1.0))
            tilt = self._tilt.get(number, 0.0)
            shares |= {f"L{number}": share * (1 + tilt)} if side != "R" else {}
            shares |= {f"R{number}": share * (1 - tilt)} if side != "L" else {}
        return shares

    def _course(
        self, kind: ExpressionKind, start: float, length: float, fps: int, rng: np.random.Generator
    ) -> Course:
        micro = kind is ExpressionKind.MICRO
        limit = fps // 2
        n = round(length * fps)
        n = min(max(n, 2), limit) if micro else min(max(n, limit + 1), 4 * fps - 1)
        share = rng.uniform(0.35, 0.55) if micro else rng.uniform(0.18, 0.45)
        rise = min(max(round(share * n), 1), n - 1)
        plateau = self._plateau * (rng.uniform(0.0, 0.4) if micro else rng.uniform(0.6, 1.3))
        onset = round(start * fps)
        return Course(onset, onset + rise, onset + n, float(plateau), self._sharpness)


def _total_weight(category: Category) -> float:
    return sum(pattern.weight for pattern in patterns(category))
