"""Every labelled movement with all that is known of it, to be looked through: filtered, sorted, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from countenance.core import ActionUnit, DurationPolicy, Side, parse_action_units
from countenance.store import Reader
from countenance.store.records import Decision, Film, Label, Participant
from countenance.study.coding.files import film_times
from countenance.study.labelling import classify_duration

__all__ = ["CatalogueEntry", "Order", "Scope", "Wanted", "catalogue", "found", "values_of"]


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A labelled movement.

    Parameters
    ----------
    clip, decision, movement, film : str
        Its name, and the ids of the decision, of the first coding and of the recording that it came of.
    recording, participant : str
        Names.
    onset, apex, offset : int or None
        Frames, rounded half up.
    exact_onset, exact_apex, exact_offset : float or None
        Frames as settled; half-frames are means of two coders.
    fps : float
        Frames per second, the average where the rate varies.
    seconds : float or None
        How long it lasts by the exact frames, under the policy of its label; None without an offset.
    kind, category : str or None
        None for what is left out.
    automatic : str or None
        Category by the rules, where a person chose another one.
    action_units, upper, lower
        As settled.
    stimulus, self_report : str or None
        What the stimulus was meant to evoke, and what the participant said.
    rule, why : str
        By which rule the category was chosen; why a person chose another one.
    questions : tuple of str
        What a person has to look at.
    left_out : str or None
        Why it is no expression.
    """

    clip: str
    decision: str
    movement: str
    film: str
    recording: str
    participant: str
    onset: int
    apex: int | None
    offset: int | None
    exact_onset: float
    exact_apex: float | None
    exact_offset: float | None
    fps: float
    seconds: float | None
    kind: str | None
    category: str | None
    automatic: str | None
    action_units: str
    upper: str | None
    lower: str | None
    stimulus: str | None
    self_report: str | None
    rule: str
    why: str
    questions: tuple[str, ...]
    left_out: str | None

    @property
    def units(self) -> tuple[ActionUnit, ...]:
        """Its action units."""
        return tuple(parse_action_units(self.action_units))

    @property
    def has_halves(self) -> bool:
        """Whether it begins or ends between two frames, which its duration is taken by."""
        return (self.onset, self.offset) != (self.exact_onset, self.exact_offset)

    @property
    def text(self) -> str:
        """Everything in which free text is looked for."""
        told = (
            self.clip, self.recording, self.participant, self.kind, self.category, self.action_units, self.upper,
            self.lower, self.stimulus, self.self_report, self.rule, self.why, self.left_out, *self.questions,
        )  # fmt: skip
        return " ".join(one for one in told if one).casefold()


class Scope(StrEnum):
    """What is looked at."""

    EXPRESSIONS = "expressions"
    LEFT_OUT = "left out"
    ALL = "all"


class Order(StrEnum):
    """By what is sorted."""

    RECORDING = "recording"
    SHORTEST = "shortest"
    LONGEST = "longest"
    CATEGORY = "category"
    PARTICIPANT = "participant"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; an empty text asks for nothing.

    Parameters
    ----------
    kind, category, participant, recording : str
    action_units : str
        As ``6+12``: all of these, and maybe others; on one side as ``L12``, of a strength as ``12C``.
    scope : Scope
    text : str
        Words that occur somewhere, all of them.
    order : Order
    """

    kind: str = ""
    category: str = ""
    participant: str = ""
    recording: str = ""
    action_units: str = ""
    scope: Scope = Scope.EXPRESSIONS
    text: str = ""
    order: Order = Order.RECORDING


def catalogue(reader: Reader, hidden: frozenset[str] = frozenset()) -> list[CatalogueEntry]:
    """Every labelled movement, by recording and onset.

    Parameters
    ----------
    reader : Reader
    hidden : frozenset of str
        Ids of recordings that are not shown.
    """
    decisions = {one.id: one for one in reader.find(Decision)}
    films = {one.id: one for one in reader.find(Film) if one.id not in hidden}
    people = {one.id: one.pseudonym for one in reader.find(Participant)}
    entries = [
        _entry(label, decision, film, people[film.participant])
        for label in reader.find(Label)
        if (film := films.get((decision := decisions[label.decision]).film)) is not None
    ]
    return sorted(entries, key=_in_time)


def _entry(label: Label, decision: Decision, film: Film, participant: str) -> CatalogueEntry:
    held, labels = decision.settled, label.labels
    return CatalogueEntry(
        clip=labels["clip"],
        decision=decision.id,
        movement=decision.first or decision.second or "",
        film=film.id,
        recording=film.name,
        participant=participant,
        onset=held["onset_frame"],
        apex=held["apex_frame"],
        offset=held["offset_frame"],
        exact_onset=float(Fraction(held["onset"])),
        exact_apex=None if held["apex"] is None else float(Fraction(held["apex"])),
        exact_offset=None if held["offset"] is None else float(Fraction(held["offset"])),
        fps=float(film.fps),
        seconds=_seconds(held["onset"], held["offset"], film, labels["duration_policy"]),
        kind=labels["kind"],
        category=label.override or labels["category"],
        automatic=labels["category"] if label.override else None,
        action_units=held["action_units"],
        upper=held["upper"],
        lower=held["lower"],
        stimulus=labels["from_stimulus"],
        self_report=labels["self_report"],
        rule=labels["rule"],
        why=label.reason,
        questions=tuple(labels["questions"]),
        left_out=label.excluded,
    )


def _seconds(onset: str, offset: str | None, film: Film, policy: str) -> float | None:
    if offset is None:
        return None
    times = film_times(film) if film.times else None
    length = classify_duration(Fraction(onset), Fraction(offset), film.fps, DurationPolicy(policy), times)
    return float(length.seconds)


def found(entries: Sequence[CatalogueEntry], wanted: Wanted) -> list[CatalogueEntry]:
    """What somebody looks for, in the order that he wants.

    Raises
    ------
    ActionUnitError
        If the action units are none.
    """
    kept = [one for one in entries if all(fits(one) for fits in _conditions(wanted))]
    return sorted(kept, key=_ORDERS[wanted.order])


def values_of(entries: Sequence[CatalogueEntry], name: str) -> dict[str, int]:
    """Values of a field, with how often each occurs, in alphabetical order."""
    counts = Counter(value for one in entries if (value := getattr(one, name)))
    return dict(sorted(counts.items()))


def _conditions(wanted: Wanted) -> Iterator[Callable[[CatalogueEntry], bool]]:
    if wanted.scope is not Scope.ALL:
        yield lambda one: (one.left_out is None) is (wanted.scope is Scope.EXPRESSIONS)
    for name in ("kind", "category", "participant", "recording"):
        if value := getattr(wanted, name):
            yield lambda one, name=name, value=value: getattr(one, name) == value  # type: ignore[misc]
    if units := parse_action_units(wanted.action_units):
        yield lambda one: all(any(_is_such(unit, like) for unit in one.units) for like in units)
    if words := wanted.text.casefold().split():
        yield lambda one: all(word in one.text for word in words)


def _is_such(unit: ActionUnit, wanted: ActionUnit) -> bool:
    """Whether an action unit is looked for, on any side and of any strength where that is not said."""
    return (
        unit.number == wanted.number
        and wanted.side in {Side.BOTH, unit.side}
        and wanted.intensity in {"", unit.intensity}
    )


def _in_time(one: CatalogueEntry) -> tuple[str, int, str]:
    return one.recording, one.onset, one.decision


_ORDERS: dict[Order, Callable[[CatalogueEntry], tuple[object, ...]]] = {
    Order.RECORDING: _in_time,
    Order.SHORTEST: lambda one: (one.seconds is None, one.seconds or 0.0, *_in_time(one)),
    Order.LONGEST: lambda one: (one.seconds is None, -(one.seconds or 0.0), *_in_time(one)),
    Order.CATEGORY: lambda one: (one.category is None, one.category or "", *_in_time(one)),
    Order.PARTICIPANT: lambda one: (one.participant, *_in_time(one)),
}
