"""Which coder codes which recordings, in an order of his own, and when he is done."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from countenance.core.errors import InputError
from countenance.core.words import counted
from countenance.store import Reader, Writer
from countenance.store.records import Account, Assignment, Decision, Film, Mark
from countenance.study.people import WITHHELD, Role, require, withheld_films

__all__ = [
    "Unfinished",
    "assign",
    "assignment_of",
    "assignments_of",
    "codable_films",
    "film_named",
    "reopen",
    "submit",
    "unassign",
]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A recording that is to be coded.

    Parameters
    ----------
    film : Film
    assignment : Assignment
    n_codings : int
        Marked so far.
    """

    film: Film
    assignment: Assignment
    n_codings: int


def assign(
    writer: Writer, coders: Sequence[str], films: Sequence[Film], *, seed: int = 0
) -> list[Assignment]:
    """Give recordings to coders, to each in a random order of his own; what a coder has already stays as it is.

    Parameters
    ----------
    writer : Writer
    coders : sequence of str
        Names of accounts.
    films : sequence of Film
    seed : int
        The same seed gives the same orders, which differ from coder to coder.

    Raises
    ------
    InputError
        If one of them is no coder, or the participant of a recording agrees to nothing any longer.

    Returns
    -------
    list of Assignment
        The new ones.
    """
    accounts = [require(writer, name, Role.CODER) for name in coders]
    withheld = withheld_films(writer)
    if refused := [one.name for one in films if one.id in withheld]:
        raise InputError(f"{refused[0]} is given to nobody: {WITHHELD}")
    return [one for coder in accounts for one in _assigned(writer, coder, films, seed)]


def _assigned(writer: Writer, coder: Account, films: Sequence[Film], seed: int) -> list[Assignment]:
    there = {one.film: one.place for one in writer.find(Assignment, coder=coder.id)}
    new = sorted((film for film in films if film.id not in there), key=lambda film: film.name)
    random.Random(f"{seed}/{coder.name}").shuffle(new)  # an order, not a secret
    first = max(there.values(), default=0) + 1
    return [
        writer.add(Assignment(film=film.id, coder=coder.id, place=place))
        for place, film in enumerate(new, first)
    ]


def codable_films(reader: Reader) -> list[Film]:
    """Every recording that can be given to coders, by name."""
    withheld = withheld_films(reader)
    return [one for one in reader.find(Film, order="name") if one.id not in withheld]


def assignments_of(reader: Reader, coder: str) -> list[Unfinished]:
    """What a coder has still to code, in his order.

    Raises
    ------
    InputError
        If there is no such coder.
    """
    account, withheld = require(reader, coder, Role.CODER), withheld_films(reader)
    return [
        Unfinished(reader.get(Film, one.film), one, reader.count(Mark, assignment=one.id))
        for one in reader.find(Assignment, order="place", coder=account.id, submitted_at=None)
        if one.film not in withheld
    ]


def submit(writer: Writer, coder: str, film: str) -> Assignment:
    """Declare a recording coded: from now on nothing of it changes, and others may see it.

    Raises
    ------
    InputError
        If it is not assigned to the coder, or submitted already.
    """
    assignment = assignment_of(writer, coder, film)
    if assignment.submitted_at is not None:
        raise InputError(f"{coder} submitted {film} already, on {assignment.submitted_at:%Y-%m-%d %H:%M} UTC")
    return writer.change(assignment, submitted_at=datetime.now(UTC))


def reopen(writer: Writer, coder: str, film: str, reason: str) -> Assignment:
    """Let a coder go on with a recording that was submitted too early; others no longer see what he marked.

    What he has seen of others meanwhile he cannot unsee: the log says who reopened it, when and why.

    Raises
    ------
    InputError
        If it was not submitted, no reason is given, or an arbiter has settled something in it.
    """
    assignment = assignment_of(writer, coder, film)
    if assignment.submitted_at is None:
        raise InputError(f"{coder} has not submitted {film}: there is nothing to reopen")
    if writer.count(Decision, film=assignment.film):
        raise InputError(f"{film} stays submitted: an arbiter has settled movements in it")
    why = " ".join(reason.split())
    if not why or not why.isprintable():
        raise InputError("say why it is reopened, in letters that can be printed: the log keeps the reason")
    writer.note("reopen", f"{film} for {coder}: {why}")
    return writer.change(assignment, submitted_at=None)


def assignment_of(reader: Reader, coder: str, film: str) -> Assignment:
    """A coder's assignment of a recording.

    Raises
    ------
    InputError
        If there is none.
    """
    account, found = require(reader, coder, Role.CODER), film_named(reader, film)
    assignment = reader.first(Assignment, coder=account.id, film=found.id)
    if assignment is None:
        raise InputError(f"recording {film} is not assigned to {coder}: 'countenance study assign' does that")
    return assignment


def unassign(writer: Writer, coder: str, film: str) -> None:
    """Take a recording from a coder who has marked nothing in it.

    Raises
    ------
    InputError
        If it is not assigned to the coder, was submitted, or something was marked.
    """
    assignment = assignment_of(writer, coder, film)
    n = writer.count(Mark, assignment=assignment.id)
    if n or assignment.submitted_at is not None:
        done = (
            "submitted it"
            if assignment.submitted_at is not None
            else f"marked {counted(n, 'movement')} in it"
        )
        raise InputError(
            f"recording {film} stays with {coder}, who has {done}: codings are never thrown away"
        )
    writer.remove(assignment)


def film_named(reader: Reader, name: str) -> Film:
    """The recording of that name.

    Raises
    ------
    InputError
        If there is none.
    """
    found = reader.first(Film, name=name)
    if found is None:
        raise InputError(f"there is no recording {name!r}: 'countenance study recordings' lists all")
    return found
