"""Expressions and how they are labelled."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from countenance.core.action_units import ActionUnit
from countenance.core.emotions import Category
from countenance.core.errors import InputError, IntervalError
from countenance.core.intervals import DurationPolicy, FrameRate, Interval

__all__ = ["MACRO_LIMIT", "MICRO_LIMIT", "Expression", "ExpressionKind", "Labels"]

MICRO_LIMIT = Fraction(1, 2)
"""Longest micro-expression, in seconds (inclusive)."""
MACRO_LIMIT = Fraction(4)
"""No macro-expression lasts this long, in seconds (exclusive)."""


class ExpressionKind(StrEnum):
    """Macro-expression or micro-expression."""

    MACRO = "macro"
    MICRO = "micro"

    @classmethod
    def of(
        cls,
        interval: Interval,
        fps: FrameRate,
        policy: DurationPolicy = DurationPolicy.ONSET_TO_OFFSET,
    ) -> ExpressionKind | None:
        """Kind by duration: micro up to 500 ms, macro above and below 4 s, None from 4 s on.

        A published kind is to be trusted over this one: releases label some expressions against the rule.

        >>> ExpressionKind.of(Interval(0, 15), 30), ExpressionKind.of(Interval(0, 16), 30)
        (<ExpressionKind.MICRO: 'micro'>, <ExpressionKind.MACRO: 'macro'>)
        >>> ExpressionKind.of(Interval(0, 120), 30) is None
        True
        """
        frames = interval.n_frames if policy is DurationPolicy.INCLUSIVE else interval.n_frames - 1
        seconds = Fraction(frames) / Fraction(fps)
        if seconds <= MICRO_LIMIT:
            return cls.MICRO
        return cls.MACRO if seconds < MACRO_LIMIT else None

    @classmethod
    def parse(cls, text: str) -> ExpressionKind:
        """Read a kind as label files write it.

        >>> ExpressionKind.parse("micro-expression")
        <ExpressionKind.MICRO: 'micro'>
        >>> ExpressionKind.parse("Micro - 1/2")
        <ExpressionKind.MICRO: 'micro'>
        """
        word = text.strip().casefold()
        for kind in cls:
            if word.startswith(kind):
                return kind
        raise InputError(f"{text!r} is neither a macro- nor a micro-expression")


@dataclass(frozen=True, slots=True)
class Labels:
    """The emotion of an expression from three independent sources, and the final category beside them.

    Parameters
    ----------
    from_action_units : str or None
        What the facial movement means by FACS.
    from_stimulus : str or None
        What the film was meant to evoke.
    self_report : str or None
        What the participant says to have felt.
    category : Category or None
        The category under which the database files the expression.
    reason : str
        Why that category was chosen, where the sources differ.
    published : str or None
        The emotion word as the release writes it, before any mapping, for example ``"repression"``.
    objective_class : str or None
        Class by action units as published (``"I"`` to ``"VII"``), where a release gives one.
    """

    from_action_units: str | None = None
    from_stimulus: str | None = None
    self_report: str | None = None
    category: Category | None = None
    reason: str = ""
    published: str | None = None
    objective_class: str | None = None


@dataclass(frozen=True, slots=True)
class Expression:
    """One facial expression on which a database has settled.

    Parameters
    ----------
    interval : Interval
        From the first frame that leaves the baseline to the first that has returned to it.
    apex : int or None
        First frame at the highest intensity; None where a release gives none.
    kind : ExpressionKind
        Macro or micro, as published.
    action_units : tuple of ActionUnit
        The coded movements.
    labels : Labels
        Emotion labels, kept apart by source.

    Raises
    ------
    IntervalError
        If the apex lies outside of the interval.
    """

    interval: Interval
    apex: int | None
    kind: ExpressionKind
    action_units: tuple[ActionUnit, ...] = ()
    labels: Labels = field(default_factory=Labels)

    def __post_init__(self) -> None:
        if self.apex is not None and self.apex not in self.interval:
            onset, offset = self.interval.onset, self.interval.offset
            raise IntervalError(f"apex {self.apex} lies outside of onset {onset} to offset {offset}")
