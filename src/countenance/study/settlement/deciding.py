"""Decisions about what two coders marked: taken once both have submitted, kept with every earlier one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from countenance.core import Coding, CodingPass, InputError, format_action_units, parse_action_units
from countenance.store import Reader, Writer
from countenance.store.records import Decision, Film, Label
from countenance.study import arbitration
from countenance.study.arbitration import (
    Action,
    AgreedCoding,
    AutomaticPolicy,
    CodingPair,
    Disagreement,
    EmotionChoice,
    UnitChoice,
    arbitrate,
    compare_pair,
    find_disagreements,
    settle,
)
from countenance.study.coding import first_two
from countenance.study.coding.assigning import film_named
from countenance.study.people import Role, require

__all__ = [
    "decide",
    "decide_automatically",
    "decision_about",
    "item_of",
    "marks_of",
    "open_items",
    "settled_by",
    "settled_movements",
]
_EXCLUSIONS, _NOBODY = "what nobody takes for an expression", "nobody"


def open_items(
    reader: Reader, film: str = "", *, tolerance: int = arbitration.TOLERANCE
) -> list[Disagreement]:
    """What two coders marked and nobody has settled yet, the gravest difference first, then by recording.

    Recordings that fewer than two coders have submitted are waited for.

    Parameters
    ----------
    reader : Reader
    film : str
        Name of one recording; of all unless given.
    tolerance : int
        Frames up to which onset, apex and offset count as agreed.

    Raises
    ------
    InputError
        If there is no such recording.
    """
    if film:
        film_named(reader, film)
    settled = {(one.first, one.second) for one in reader.find(Decision)}
    found = [one for one in _items(reader, film, tolerance) if marks_of(one) not in settled]
    return sorted(found, key=lambda one: (-one.severity, one.recording, one.onset))


def decide(writer: Writer, arbiter: str, item: Disagreement, decision: arbitration.Decision) -> Decision:
    """Settle a movement; an earlier decision about it is kept in its history, and its label has to be made anew.

    Parameters
    ----------
    writer : Writer
    arbiter : str
        Name of an account.
    item : Disagreement
    decision : arbitration.Decision

    Raises
    ------
    InputError
        If that account is no arbiter's, or the decision cannot be applied.
    """
    require(writer, arbiter, Role.ARBITER)
    submitted = {
        one.id for pair in first_two(writer, item.recording) for given in pair for one in given.codings
    }
    if not {coding.id for coding in item.codings} <= submitted:
        raise InputError(
            f"{item.recording}: a movement is settled once two coders have submitted the recording"
        )
    return _keep(writer, settle(item, replace(decision, arbiter=arbiter)))


def decide_automatically(
    writer: Writer, actor: str, policy: AutomaticPolicy, film: str = "", *, exclusions: bool = False
) -> list[Decision]:
    """Settle whatever a policy allows; what it leaves stays open.

    Parameters
    ----------
    writer : Writer
    actor : str
        Name of an arbiter's account.
    policy : AutomaticPolicy
    film : str
        Name of one recording; of all unless given.
    exclusions : bool
        Whether what no coder takes for an expression is settled too, whatever it is called.

    Raises
    ------
    InputError
        If that account is no arbiter's.
    """
    require(writer, actor, Role.ARBITER)
    return [_keep(writer, one) for one in settled_by(writer, policy, film, exclusions=exclusions)]


def settled_by(
    reader: Reader, policy: AutomaticPolicy, film: str = "", *, exclusions: bool = False
) -> list[AgreedCoding]:
    """What :func:`decide_automatically` would settle; nothing is written.

    Parameters
    ----------
    reader : Reader
    policy, film, exclusions
        As there.
    """
    settled = arbitrate(open_items(reader, film), policy)
    found = list(settled.settled)
    if exclusions:
        found += [settle(one, _excluding(one)) for one in settled.left if _is_excluded(one)]
    return found


def _is_excluded(item: Disagreement) -> bool:
    return all(coding.excluded is not None for coding in item.codings)


def _excluding(item: Disagreement) -> arbitration.Decision:
    reason = f"settled without a person, under the policy '{_EXCLUSIONS}'"
    why = item.codings[0].excluded
    return arbitration.Decision(Action.REJECT, _NOBODY, reason, excluded=why, policy=_EXCLUSIONS)


def settled_movements(reader: Reader) -> list[tuple[Decision, AgreedCoding]]:
    """Every decision with the movement that came of it, by recording and onset."""
    decisions: dict[str, list[Decision]] = {}
    for one in reader.find(Decision):
        decisions.setdefault(one.film, []).append(one)
    names = {film.id: film.name for film in reader.find(Film)}
    passes = {first.recording: (first, second) for first, second in first_two(reader)}
    found = [
        (one, _agreed(one, item_of(one, *passes[names[film]])))
        for film, kept in decisions.items()
        for one in kept
    ]
    return sorted(found, key=lambda pair: (pair[1].recording, pair[1].onset, pair[0].id))


def item_of(
    decision: Decision, first: CodingPass, second: CodingPass, *, tolerance: int = arbitration.TOLERANCE
) -> Disagreement:
    """What a decision was about, from the marks that it names: whatever pairs codings today does not change it."""
    pair = CodingPair(_coding(first, decision.first), _coding(second, decision.second))
    return compare_pair(first, second, pair, tolerance=tolerance)


def decision_about(reader: Reader, item: Disagreement) -> Decision | None:
    """What was decided about a movement; None while it is open."""
    first, second = marks_of(item)
    return reader.first(Decision, first=first, second=second)


def _coding(given: CodingPass, wanted: str | None) -> Coding | None:
    return next((one for one in given.codings if one.id == wanted), None)


def _items(reader: Reader, film: str, tolerance: int) -> Iterator[Disagreement]:
    for first, second in first_two(reader, film):
        yield from find_disagreements(first, second, tolerance=tolerance)


def marks_of(item: Disagreement) -> tuple[str | None, str | None]:
    """Ids of the marks of coder 1 and of coder 2; None for who marked nothing."""
    first, second = (None if coding is None else coding.id for coding in (item.first, item.second))
    return first, second


def _keep(writer: Writer, agreed: AgreedCoding) -> Decision:
    first, second = marks_of(agreed.item)
    fields: dict[str, Any] = {
        "action": str(agreed.decision.action),
        "arbiter": agreed.decision.arbiter,
        "reason": agreed.decision.reason,
        "settled": _settled(agreed),
    }
    there = decision_about(writer, agreed.item)
    if there is None:
        film = film_named(writer, agreed.recording)
        return writer.add(Decision(film=film.id, first=first, second=second, **fields))
    for label in writer.find(Label, decision=there.id):
        writer.remove(label)
    return writer.change(there, **fields)


def _settled(agreed: AgreedCoding) -> dict[str, Any]:
    decision = agreed.decision
    return {
        **{name: _text(getattr(agreed, name)) for name in ("onset", "apex", "offset")},
        **{name: getattr(agreed, name) for name in ("onset_frame", "apex_frame", "offset_frame")},
        "action_units": format_action_units(agreed.action_units),
        "upper": agreed.upper,
        "lower": agreed.lower,
        "excluded": agreed.excluded,
        "policy": decision.policy,
        "whose_action_units": None if decision.action_units is None else str(decision.action_units),
        "whose_emotion": None if decision.emotion is None else str(decision.emotion),
    }


def _agreed(kept: Decision, item: Disagreement) -> AgreedCoding:
    held = kept.settled
    onset, apex, offset = (_frame(held[name]) for name in ("onset", "apex", "offset"))
    assert onset is not None  # what was settled has one
    units = parse_action_units(held["action_units"])
    halves = (held["upper"], held["lower"], held["excluded"])
    edited = None
    if kept.action == Action.EDIT:
        frames = (held["onset_frame"], held["apex_frame"], held["offset_frame"])
        edited = Coding(*frames, units, *halves)
    decision = arbitration.Decision(
        Action(kept.action),
        kept.arbiter,
        kept.reason,
        UnitChoice(held["whose_action_units"]) if held["whose_action_units"] else None,
        EmotionChoice(held["whose_emotion"]) if held["whose_emotion"] else None,
        edited,
        held["excluded"] if kept.action == Action.REJECT else None,
        held["policy"],
    )
    return AgreedCoding(onset, apex, offset, units, *halves, item, decision)


def _text(frame: Fraction | None) -> str | None:
    return None if frame is None else str(frame)


def _frame(held: str | None) -> Fraction | None:
    return None if held is None else Fraction(held)
