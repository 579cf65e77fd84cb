"""The criteria of the paper's Table 4 for action units, in a written order of precedence.

Qu, Wang, Yan & Fu, "CAS(ME)2: A Database of Spontaneous Macro-expressions and Micro-expressions", HCI
International 2016, https://doi.org/10.1007/978-3-319-39513-5_5

The table lists criteria that overlap (AU1 is sadness, AU1 + AU2 surprise, AU1 + AU2 + AU4 fear) and does not say
which goes first. Decided here:

- A combination of more action units goes before one of fewer.
- AU6 + AU12, the paper's own example of happiness (section 2.4), goes before other pairs, so that a smile with
  AU4 + AU7 is filed as happiness. As the pairs contradict each other, a person is asked.
- Of single action units, those that mostly occur in one emotion go first: AU9 and AU10, AU12, AU20. AU6 stands
  behind them, because it accompanies AU9 and AU20 too, then AU1 and AU2.
- AU25 is last and never contradicts: lips part in most strong expressions. It decides where it alone is left.
- Side and intensity do not count. Of "14or23" the number written first is read; where the other reading falls under
  another category, a person is asked.
- Where nothing matches the category is "other".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from countenance.core import ActionUnit, Category, Emotion

__all__ = ["RULES", "ActionUnitLabel", "Rule", "label_action_units"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One criterion: action units that must all be there, and the emotion that they mean.

    Parameters
    ----------
    action_units : frozenset of int
        By number.
    emotion : Emotion
        What they mean.
    contradicts : bool
        Whether a more important rule of another category is in doubt where this one matches too.
    """

    action_units: frozenset[int]
    emotion: Emotion
    contradicts: bool = True

    @property
    def category(self) -> Category:
        """Under which the emotion falls."""
        return self.emotion.category

    @property
    def name(self) -> str:
        """The action units as the paper writes them.

        >>> RULES[0].name
        'AU1 + AU2 + AU4'
        """
        return " + ".join(f"AU{number}" for number in sorted(self.action_units))

    def __str__(self) -> str:
        return f"{self.name} ({self.emotion})"


RULES = (
    Rule(frozenset({1, 2, 4}), Emotion.FEAR),
    Rule(frozenset({6, 12}), Emotion.HAPPINESS),
    Rule(frozenset({4, 5}), Emotion.ANGER),
    Rule(frozenset({4, 7}), Emotion.DISGUST),
    Rule(frozenset({1, 2}), Emotion.SURPRISE),
    Rule(frozenset({9}), Emotion.DISGUST),
    Rule(frozenset({10}), Emotion.DISGUST),
    Rule(frozenset({12}), Emotion.HAPPINESS),
    Rule(frozenset({20}), Emotion.FEAR),
    Rule(frozenset({6}), Emotion.HAPPINESS),
    Rule(frozenset({1}), Emotion.SADNESS),
    Rule(frozenset({2}), Emotion.SURPRISE),
    Rule(frozenset({25}), Emotion.SURPRISE, contradicts=False),
)
"""Every criterion of Table 4, the first that matches decides; AU6 + AU12 is spelt out of "at least AU6 or AU12"."""

_DECISIVE = frozenset(chain.from_iterable(rule.action_units for rule in RULES))


@dataclass(frozen=True, slots=True)
class ActionUnitLabel:
    """What the action units of a movement mean by Table 4.

    Parameters
    ----------
    matched : tuple of Rule
        Every rule that matches, by precedence: the first is the one that fired.
    other_readings : tuple of Category
        Categories under which another reading of an "or" would fall, by name.
    any_coded : bool
        Whether any action unit was coded at all.
    """

    matched: tuple[Rule, ...]
    other_readings: tuple[Category, ...] = ()
    any_coded: bool = True

    @property
    def fired(self) -> Rule | None:
        """The rule that decided; None where none matches."""
        return self.matched[0] if self.matched else None

    @property
    def also_matched(self) -> tuple[Rule, ...]:
        """Rules that matched and did not decide."""
        return self.matched[1:]

    @property
    def emotion(self) -> Emotion | None:
        """What the action units mean; None where no rule matches."""
        return None if self.fired is None else self.fired.emotion

    @property
    def category(self) -> Category:
        """The category by action units alone, "other" where no rule matches."""
        return Category.OTHER if self.fired is None else self.fired.category

    @property
    def contradicting(self) -> tuple[Rule, ...]:
        """Rules of another category that matched by action units of their own.

        A rule whose action units are all part of a larger rule that matched does not count, because the larger
        one says what they mean here; nor does AU25.
        """
        return tuple(
            rule
            for rule in self.also_matched
            if rule.contradicts
            and rule.category is not self.category
            and not any(rule.action_units < larger.action_units for larger in self.matched)
        )


def label_action_units(units: Iterable[ActionUnit]) -> ActionUnitLabel:
    """Find the emotion that action units mean by Table 4.

    Parameters
    ----------
    units : iterable of ActionUnit
        What was settled on.

    Returns
    -------
    ActionUnitLabel
        Exactly one category for every set of action units.

    Examples
    --------
    >>> from countenance.core import parse_action_units
    >>> for text in ("1", "1+2", "1+2+4", "R12C+25", "4+6+7+12", "14or12", "17"):
    ...     label = label_action_units(parse_action_units(text))
    ...     print(text, label.category, label.fired, *label.contradicting, *label.other_readings, sep=", ")
    1, negative, AU1 (sadness)
    1+2, surprise, AU1 + AU2 (surprise)
    1+2+4, negative, AU1 + AU2 + AU4 (fear)
    R12C+25, positive, AU12 (happiness)
    4+6+7+12, positive, AU6 + AU12 (happiness), AU4 + AU7 (disgust)
    14or12, other, None, positive
    17, other, None
    """
    coded = tuple(units)
    as_written = _matching(frozenset(unit.number for unit in coded))
    here = ActionUnitLabel(as_written).category
    categories = {ActionUnitLabel(_matching(reading)).category for reading in _readings(coded)}
    return ActionUnitLabel(as_written, tuple(sorted(categories - {here})), bool(coded))


def _matching(numbers: frozenset[int]) -> tuple[Rule, ...]:
    return tuple(rule for rule in RULES if rule.action_units <= numbers)


def _readings(units: Iterable[ActionUnit]) -> set[frozenset[int]]:
    """Every way to read the alternatives, as far as rules can tell them apart: few, however many there are."""
    readings = {frozenset[int]()}
    for unit in units:
        numbers = {unit.number, unit.number if unit.alternative is None else unit.alternative}
        readings = {reading | ({number} & _DECISIVE) for reading in readings for number in numbers}
    return readings
