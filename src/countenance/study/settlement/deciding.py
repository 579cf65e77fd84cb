"""Decisions about what two coders marked: taken once both have submitted, kept with every earlier one."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from countenance.core import Coding, InputError, format_action_units, parse_action_units
from countenance.store import Reader, Writer
from countenance.store.records import Decision, Label
from countenance.study import arbitration
from countenance.study.arbitration import (
    Action,
    AgreedCoding,
    AutomaticPolicy,
    Disagreement,
    EmotionChoice,
    UnitChoice,
    arbitrate,
    find_disagreements,
    settle,
)
from countenance.study.coding import submitted_passes
from countenance.study.coding.assigning import film_named
from countenance.study.people import Role, require

__all__ = ["decide", "decide_automatically", "open_items", "settled_movements"]

_N_CODERS = 2


def open_items(
    reader: Reader, film: str = "", *, tolerance: int = arbitration.TOLERANCE
) -> list[Disagreement]:
    """What two coders marked and nobody has settled yet, by recording, the gravest difference first.

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
        If there is no such recording, or more than two coders submitted one.
    """
    if film:
        film_named(reader, film)
    settled = {(one.first, one.second) for one in reader.find(Decision)}
    return [one for one in _items(reader, film, tolerance) if _marks_of(one) not in settled]


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
    return _keep(writer, settle(item, decision))


def decide_automatically(
    writer: Writer, actor: str, policy: AutomaticPolicy, film: str = ""
) -> list[Decision]:
    """Settle whatever a policy allows; what it leaves stays open.

    Raises
    ------
    InputError
        If that account is no arbiter's.
    """
    require(writer, actor, Role.ARBITER)
    return [_keep(writer, one) for one in arbitrate(open_items(writer, film), policy).settled]


def settled_movements(reader: Reader) -> list[tuple[Decision, AgreedCoding]]:
    """Every decision with the movement that came of it, by recording and onset."""
    items = {_marks_of(one): one for one in _items(reader, "", arbitration.TOLERANCE)}
    found = [(one, _agreed(one, items[one.first, one.second])) for one in reader.find(Decision)]
    return sorted(found, key=lambda pair: (pair[1].recording, pair[1].onset, pair[0].id))


def _items(reader: Reader, film: str, tolerance: int) -> Iterator[Disagreement]:
    by_film: dict[str, list[Any]] = {}
    for one in submitted_passes(reader, film):
        by_film.setdefault(one.recording, []).append(one)
    for name, passes in by_film.items():
        if len(passes) > _N_CODERS:
            coders = ", ".join(one.coder for one in passes)
            raise InputError(f"{name} was submitted by {coders}: two coders are compared")
        if len(passes) == _N_CODERS:
            yield from find_disagreements(*passes, tolerance=tolerance)


def _marks_of(item: Disagreement) -> tuple[str | None, str | None]:
    first, second = (None if coding is None else coding.id for coding in (item.first, item.second))
    return first, second


def _keep(writer: Writer, agreed: AgreedCoding) -> Decision:
    first, second = _marks_of(agreed.item)
    fields: dict[str, Any] = {
        "action": str(agreed.decision.action),
        "arbiter": agreed.decision.arbiter,
        "reason": agreed.decision.reason,
        "settled": _settled(agreed),
    }
    there = writer.first(Decision, first=first, second=second)
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
