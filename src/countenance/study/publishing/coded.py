"""How far the coding of each recording is, so that nobody takes what was not coded for free of expressions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from countenance.store import Reader
from countenance.store.records import Decision, Film
from countenance.study.coding import first_two
from countenance.study.publishing.contents import CodingState

__all__ = ["coding_states"]


def coding_states(
    reader: Reader, films: Mapping[str, Film], decisions: Iterable[Decision], labelled: Iterable[str]
) -> dict[str, CodingState]:
    """How far each recording is; what counts is what the two coders marked who submitted it first, as in settling.

    Parameters
    ----------
    reader : Reader
    films : mapping of str to Film
        By id.
    decisions : iterable of Decision
        Everything that was settled in them.
    labelled : iterable of str
        Ids of the decisions that have a label.

    Returns
    -------
    dict of str to CodingState
        By id of the recording.
    """
    known, done = list(decisions), set(labelled)
    settled = {mark for one in known for mark in (one.first, one.second) if mark is not None}
    unlabelled = {one.film for one in known if one.id not in done}
    marked = {
        first.recording: {one.id for given in (first, second) for one in given.codings}
        for first, second in first_two(reader)
    }
    found = {}
    for key, film in films.items():
        if film.name not in marked:
            found[key] = CodingState.NOT_CODED
        elif marked[film.name] <= settled and key not in unlabelled:
            found[key] = CodingState.SETTLED
        else:
            found[key] = CodingState.OPEN
    return found
