"""Open movements and labelled ones as rows, and by the names that people type."""

from __future__ import annotations

from typing import Any, TypeVar

from countenance.core import Coding, InputError, format_action_units, parse_action_units
from countenance.core.codings import FaceRegion
from countenance.store import Reader
from countenance.store.records import Assignment, Decision, Film, Label, Mark
from countenance.study import arbitration
from countenance.study.arbitration import Action, Disagreement, EmotionChoice, UnitChoice
from countenance.study.coding import first_two
from countenance.study.settlement.deciding import item_of, open_items

__all__ = [
    "EXPRESSION_COLUMNS",
    "decision_of",
    "decision_of_clip",
    "edited_coding",
    "expression_rows",
    "item_name",
    "item_named",
    "item_row",
]

W = TypeVar("W", Action, UnitChoice, EmotionChoice)

EXPRESSION_COLUMNS = (
    "clip", "onset", "apex", "offset", "kind", "action_units", "category", "by_rule", "stimulus", "self_report",
    "left_out",
)  # fmt: skip


def item_name(item: Disagreement) -> str:
    """By which people name it: the id of its first coding."""
    return item.codings[0].id


def item_named(reader: Reader, name: str) -> Disagreement:
    """The movement of that name, open or settled: a decision can be taken again.

    Raises
    ------
    InputError
        If there is none.
    """
    mark = reader.first(Mark, id=name)
    if mark is not None:
        film = reader.get(Film, reader.get(Assignment, mark.assignment).film)
        passes = first_two(reader, film.name)
        kept = next(
            (one for one in reader.find(Decision, film=film.id) if name in {one.first, one.second}), None
        )
        if passes and kept is not None:
            return item_of(kept, *passes[0])
        for item in open_items(reader, film.name):
            if item_name(item) == name:
                return item
    raise InputError(
        f"no movement is called {name!r}: 'countenance study disagreements' lists those that are open"
    )


def item_row(item: Disagreement) -> dict[str, Any]:
    """What two coders say about a movement, for a table."""
    return {
        "item": item_name(item),
        "recording": item.recording,
        "differs": ", ".join(item.kinds) or "agreed",
        "coder_1": _told(item.first),
        "coder_2": _told(item.second),
    }


def decision_of(
    action: str, arbiter: str, reason: str, units: str, emotion: str, edited: Coding | None, excluded: str
) -> arbitration.Decision:
    """A decision from the words of somebody who types it.

    Raises
    ------
    InputError
        If a word is none that is known, or something is missing.
    """
    return arbitration.Decision(
        _word(Action, action, "action"),
        arbiter,
        reason,
        _word(UnitChoice, units, "choice of action units") if units else None,
        _word(EmotionChoice, emotion, "choice of emotion") if emotion else None,
        edited,
        excluded or None,
    )


def edited_coding(
    onset: int | None, apex: int | None, offset: int | None, units: str, upper: str | None, lower: str | None
) -> Coding:
    """A movement as an arbiter codes it anew.

    Raises
    ------
    InputError
        If there is no onset, or something is no coding.
    """
    if onset is None:
        raise InputError(
            "an edit needs its frames: give --onset, and --apex and --offset where they are known"
        )
    return Coding(onset, apex, offset, parse_action_units(units), upper, lower)


def expression_rows(reader: Reader) -> list[dict[str, Any]]:
    """Every labelled movement, by name of the clip."""
    decisions = {one.id: one for one in reader.find(Decision)}
    films = {one.id: one.name for one in reader.find(Film)}
    labels = sorted(reader.find(Label), key=lambda one: _order(one, decisions, films))
    return [_row(one, decisions[one.decision]) for one in labels]


def decision_of_clip(reader: Reader, clip: str) -> str:
    """Id of the decision that a clip came of.

    Raises
    ------
    InputError
        If there is no such clip.
    """
    found = next((one.decision for one in reader.find(Label) if one.labels["clip"] == clip), None)
    if found is None:
        raise InputError(f"there is no clip {clip!r}: 'countenance study expressions' lists all")
    return found


def _order(label: Label, decisions: dict[str, Decision], films: dict[str, str]) -> tuple[str, int]:
    decision = decisions[label.decision]
    return films[decision.film], decision.settled["onset_frame"]


def _row(label: Label, decision: Decision) -> dict[str, Any]:
    held, labels = decision.settled, label.labels
    return {
        "clip": labels["clip"],
        **{name: held[f"{name}_frame"] for name in ("onset", "apex", "offset")},
        "kind": labels["kind"],
        "action_units": held["action_units"],
        "category": label.override or labels["category"],
        "by_rule": labels["rule"],
        "stimulus": labels["from_stimulus"],
        "self_report": labels["self_report"],
        "left_out": label.excluded,
    }


def _told(coding: Coding | None) -> str:
    if coding is None:
        return "-"
    frames = "-".join("?" if one is None else str(one) for one in (coding.onset, coding.apex, coding.offset))
    if coding.excluded is not None:
        return f"{frames} {coding.excluded}"
    where = "" if coding.region in {None, FaceRegion.BOTH} else str(coding.region)
    units = format_action_units(coding.action_units)
    return " ".join(part for part in (frames, units and f"AU {units}", coding.emotion, where) if part)


def _word(kind: type[W], word: str, what: str) -> W:
    known = [str(one) for one in kind]
    if word not in known:
        raise InputError(f"{word!r} is no {what}: give {', '.join(known)}")
    return kind(word)
