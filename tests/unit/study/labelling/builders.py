"""Settled movements for tests."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from countenance.core import Coding, CodingPass, Recording, parse_action_units
from countenance.study.arbitration import Action, AgreedCoding, Decision, find_disagreements, settle
from countenance.study.labelling import Movement, SelfReport

FILM = Recording("study", "p01", "film", Fraction(30))


def agreed(
    onset: float, offset: float | None, units: str = "12", excluded: str | None = None
) -> AgreedCoding:
    """Settled at given frames, which may be halves."""
    end = None if offset is None else int(offset)
    coding = Coding(int(onset), None, end, parse_action_units(units), excluded=excluded)
    [item] = find_disagreements(CodingPass("film", "A", (coding,)), CodingPass("film", "B", (coding,)))
    whole = settle(item, Decision(Action.MEAN, "arbiter"))
    return replace(whole, onset=Fraction(onset), offset=None if offset is None else Fraction(offset))


def movement(
    name: str,
    onset: float = 10,
    offset: float | None = 40,
    units: str = "12",
    *,
    excluded: str | None = None,
    stimulus: str | None = None,
    report: SelfReport | None = None,
) -> Movement:
    return Movement(name, FILM, agreed(onset, offset, units, excluded), stimulus, report)
