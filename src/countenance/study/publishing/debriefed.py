"""Sessions that are not over: nothing of somebody is published who was not yet told what it was about."""

from __future__ import annotations

from collections.abc import Iterable

from countenance.store import Reader
from countenance.store.records import Film, SessionEvent, SessionRow
from countenance.study.elicitation import EventKind, State

__all__ = ["NOT_OVER", "films_not_over"]

NOT_OVER = "the session is not over: the participant has not been debriefed"
"""Why a recording of it is left out."""

_DEBRIEFED = frozenset({State.PAYMENT, State.DONE})
_ENDED = frozenset({State.STOPPED, State.WITHDRAWN, State.DEBRIEF})
"""States that somebody reaches again who ends a session after he was debriefed."""


def films_not_over(reader: Reader, films: Iterable[Film]) -> frozenset[str]:
    """Ids of recordings whose participants have not been debriefed, however their sessions ended.

    A recording without a session waits until its participant has been debriefed in one, where there is any.
    """
    rows = list(reader.find(SessionRow))
    waiting = _not_debriefed(reader, rows)
    told = {one.participant for one in rows if one.id not in waiting}
    untold = {one.participant for one in rows} - told
    return frozenset(
        one.id
        for one in films
        if one.session in waiting or (one.session is None and one.participant in untold)
    )


def _not_debriefed(reader: Reader, rows: Iterable[SessionRow]) -> frozenset[str]:
    """Ids of sessions."""
    open_ones = [one for one in rows if State(one.state) not in _DEBRIEFED]
    ended = [one.id for one in open_ones if State(one.state) in _ENDED]
    events = reader.find(SessionEvent, session=ended) if ended else ()
    debriefed = {one.session for one in events if one.content["kind"] == EventKind.DEBRIEF_READ}
    return frozenset(one.id for one in open_ones) - debriefed
