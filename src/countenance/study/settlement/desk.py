"""What an arbiter has on the desk: every movement of a recording, open or settled, and decisions that collide.

Somebody may code one recording and settle others. What he has still to code is not on his desk: neither what others
marked in it nor what came of that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from countenance.core import CodingPass
from countenance.core.errors import ConflictError
from countenance.store import Reader, Writer
from countenance.store.records import Account, Assignment, Decision, Film
from countenance.study import arbitration
from countenance.study.arbitration import Action, Disagreement
from countenance.study.arbitration.decisions import REJECTED
from countenance.study.coding import first_two
from countenance.study.people import withheld_films
from countenance.study.settlement.deciding import decide, decision_about, item_of, marks_of, open_items

__all__ = [
    "OnDesk",
    "decide_as_seen",
    "films_on_desk",
    "hidden_from",
    "on_desk",
    "still_to_code",
    "told_briefly",
]

_ACTIONS = {
    Action.FIRST: "as coder 1 has it",
    Action.SECOND: "as coder 2 has it",
    Action.MEAN: "the mean",
    Action.EDIT: "edited",
}


@dataclass(frozen=True, slots=True)
class OnDesk:
    """A movement, and what was decided about it.

    Parameters
    ----------
    item : Disagreement
    decision : Decision or None
        None while it is open.
    history : tuple
        Every decision about it, the first one first, each with when and by whom it was entered.
    """

    item: Disagreement
    decision: Decision | None
    history: tuple[tuple[str, str, Decision], ...]


def still_to_code(reader: Reader, name: str) -> frozenset[str]:
    """Ids of the recordings that an account has still to code: what others made of them is hidden from it."""
    account = reader.first(Account, name=name)
    own = () if account is None else reader.find(Assignment, coder=account.id, submitted_at=None)
    return frozenset(one.film for one in own)


def hidden_from(reader: Reader, name: str) -> frozenset[str]:
    """Ids of the recordings that an account has still to code, or that are withheld from everybody."""
    return still_to_code(reader, name) | withheld_films(reader)


def films_on_desk(reader: Reader, name: str) -> dict[str, Film]:
    """Recordings that two coders have submitted, by name, without those that are hidden from an account.

    Parameters
    ----------
    reader : Reader
    name : str
        Of the account.
    """
    hidden = hidden_from(reader, name)
    films = {one.name: one for one in reader.find(Film, order="name") if one.id not in hidden}
    coded = {first.recording for first, _ in first_two(reader)}
    return {name: film for name, film in films.items() if name in coded}


def on_desk(reader: Reader, film: Film, *, tolerance: int = arbitration.TOLERANCE) -> list[OnDesk]:
    """Every movement of a recording in time, whether it is open or settled.

    Parameters
    ----------
    reader : Reader
    film : Film
    tolerance : int
        Frames up to which onset, apex and offset count as agreed.
    """
    found = [OnDesk(one, None, ()) for one in open_items(reader, film.name, tolerance=tolerance)]
    for first, second in first_two(reader, film.name):
        found += _settled(reader, film, first, second, tolerance)
    return sorted(
        found, key=lambda one: (one.item.onset, marks_of(one.item)[0] or "", one.item.codings[0].id)
    )


def _settled(
    reader: Reader, film: Film, first: CodingPass, second: CodingPass, tolerance: int
) -> Iterator[OnDesk]:
    for kept in list(reader.find(Decision, film=film.id)):
        item = item_of(kept, first, second, tolerance=tolerance)
        yield OnDesk(item, kept, tuple(reader.history(kept)))


def decide_as_seen(
    writer: Writer, arbiter: str, item: Disagreement, decision: arbitration.Decision, version: int
) -> Decision:
    """Settle a movement, unless somebody else has settled it meanwhile.

    Parameters
    ----------
    writer : Writer
    arbiter : str
    item : Disagreement
    decision : arbitration.Decision
    version : int
        Of the decision that the arbiter saw; 0 where there was none.

    Raises
    ------
    ConflictError
        If there is another decision now.
    InputError
        As for :func:`~countenance.study.settlement.decide`.
    """
    there = decision_about(writer, item)
    if version != (0 if there is None else there.version):
        if there is None:
            raise ConflictError("the decision that you saw is no longer there: look again, then decide")
        raise ConflictError(
            f"{there.arbiter} settled this meanwhile ({told_briefly(there)}): look at it, then decide again"
        )
    return decide(writer, arbiter, item, decision)


def told_briefly(decision: Decision) -> str:
    """A decision in a few words."""
    held = decision.settled
    if decision.action == Action.REJECT:
        return "rejected" if held["excluded"] == REJECTED else f"rejected as {held['excluded']}"
    frames = "-".join(
        "?" if held[f"{name}_frame"] is None else str(held[f"{name}_frame"])
        for name in ("onset", "apex", "offset")
    )
    return f"{_ACTIONS[Action(decision.action)]}, {held['excluded'] or f'frames {frames}'}"
