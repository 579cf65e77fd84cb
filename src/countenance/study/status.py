"""Where a study stands: how much of everything there is, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from countenance.core.words import counted
from countenance.store import Reader
from countenance.store.records import (
    Account,
    Assignment,
    Decision,
    Film,
    Label,
    Mark,
    Participant,
    RatedClip,
    Release,
    Report,
    SessionRow,
    Stimulus,
    Tombstone,
)
from countenance.study.people import withheld_films
from countenance.study.people.consent import latest_consents
from countenance.study.settlement import stale_labels

__all__ = ["StudyStatus", "study_status"]


@dataclass(frozen=True, slots=True)
class StudyStatus:
    """Where a study stands.

    Parameters
    ----------
    counts : dict of str to int
        Numbers of everything.
    next_steps : tuple of str
        Sentences about what comes next.
    is_to_be_labelled : bool
        Whether labelling would now give something that is not there yet.
    withheld : frozenset of str
        Ids of recordings that are counted apart: nobody sees them or works on them.
    """

    counts: dict[str, int]
    next_steps: tuple[str, ...]
    is_to_be_labelled: bool
    withheld: frozenset[str]


def study_status(reader: Reader) -> StudyStatus:
    """Count, and see what is waited for."""
    withheld = withheld_films(reader)
    counts = {
        "accounts": reader.count(Account),
        "participants": reader.count(Participant),
        "participants with a consent": sum(
            any(one.items.values()) for one in latest_consents(reader).values()
        ),
        "stimuli": reader.count(Stimulus),
        "ratings of stimuli": reader.count(RatedClip),
        "sessions": reader.count(SessionRow),
        "recordings": reader.count(Film),
        "self-reports": reader.count(Report),
        "assignments": reader.count(Assignment),
        "assignments to be coded": reader.count(Assignment, submitted_at=None),
        "codings": reader.count(Mark),
        "codings to be settled": _open_codings(reader, withheld),
        "movements settled": reader.count(Decision),
        "expressions": reader.count(Label, excluded=None),
        "releases": reader.count(Release),
    }
    if withheld:
        counts = _apart(reader, counts, withheld)
    unfinished = sum(one.manifest.get("finished") is False for one in reader.find(Release))
    label_again = _label_again(reader, counts, withheld)
    steps = _next_steps(counts, label_again=label_again, unfinished=unfinished)
    return StudyStatus(
        counts, (*_withdrawals(reader), *steps), label_again or _is_to_be_labelled_first(counts), withheld
    )


def _withdrawals(reader: Reader) -> Iterator[str]:
    unfinished = sum(not one.is_finished for one in reader.find(Tombstone))
    if unfinished:
        yield (
            f"{counted(unfinished, 'withdrawal')} not finished, bytes may be left: "
            "countenance study withdraw STUDY --finish."
        )


def _is_to_be_labelled_first(counts: dict[str, int]) -> bool:
    settled = counts["movements settled"] and not counts["codings to be settled"]
    return bool(settled) and not counts["expressions"]


def _apart(reader: Reader, counts: dict[str, int], withheld: frozenset[str]) -> dict[str, int]:
    """Counts without recordings that are withheld, of which there is one of its own."""
    films = list(withheld)
    less = {
        "recordings": len(films),
        "assignments": reader.count(Assignment, film=films),
        "assignments to be coded": reader.count(Assignment, film=films, submitted_at=None),
        "movements settled": reader.count(Decision, film=films),
        "expressions": reader.count(Label, decision=_decided(reader, withheld), excluded=None),
    }
    left = {name: n - less.get(name, 0) for name, n in counts.items()}
    return {**left, "recordings withheld": len(films)}


def _decided(reader: Reader, withheld: frozenset[str]) -> list[str]:
    """Ids of the decisions about them."""
    return [one.id for one in reader.find(Decision, film=list(withheld))]


def _label_again(reader: Reader, counts: dict[str, int], withheld: frozenset[str]) -> bool:
    """Whether something was labelled, and that is no longer what labelling would give."""
    n_labels = reader.count(Label) - (
        reader.count(Label, decision=_decided(reader, withheld)) if withheld else 0
    )
    if not n_labels or counts["codings to be settled"]:
        return False
    return n_labels < counts["movements settled"] or bool(stale_labels(reader, withheld))


def _open_codings(reader: Reader, withheld: frozenset[str]) -> int:
    """Codings of the two coders who submitted a recording first, on which nobody has decided."""
    names = {one.id: one.name for one in reader.find(Account)}
    submitted: dict[str, list[tuple[datetime, str, str]]] = {}
    for one in reader.find(Assignment):
        if one.submitted_at is not None and one.film not in withheld:
            submitted.setdefault(one.film, []).append((one.submitted_at, names[one.coder], one.id))
    marks = reader.tally(Mark, "assignment")
    by_two = [one for every in submitted.values() if len(every) > 1 for _, _, one in sorted(every)[:2]]
    decided = sum(sum(reader.tally(Decision, coder).values()) for coder in ("first", "second"))
    aside = reader.find(Decision, film=list(withheld)) if withheld else ()
    decided -= sum((one.first is not None) + (one.second is not None) for one in aside)
    return sum(marks.get(assignment, 0) for assignment in by_two) - decided


def _next_steps(counts: dict[str, int], *, label_again: bool, unfinished: int) -> Iterator[str]:
    without = counts["participants"] - counts["participants with a consent"]
    if without:
        yield f"{counted(without, 'participant')} without a consent: nothing of theirs can be published."
    if not counts["recordings"]:
        yield "Next: recordings (countenance study add-recording)."
    elif not counts["assignments"]:
        yield "Next: give the recordings to two coders (countenance study assign)."
    elif counts["assignments to be coded"]:
        yield f"Waiting for coders: {counted(counts['assignments to be coded'], 'assignment')}."
    if counts["codings to be settled"]:
        yield f"To be settled by an arbiter: {counted(counts['codings to be settled'], 'coding')}."
    elif _is_to_be_labelled_first(counts):
        yield "Next: label what was settled (countenance study label)."
    elif label_again:
        yield "Next: label again what was settled or reported since (countenance study label)."
    elif counts["expressions"] and not counts["releases"]:
        yield "Ready to be published (countenance study publish)."
    if unfinished:
        yield f"{counted(unfinished, 'release')} not finished: publish to the same folder again to have it settled."
