"""Sessions that are not over: nothing of somebody is published who was not yet told what it was about."""

from __future__ import annotations

from collections.abc import Iterable

from countenance.store import Reader
from countenance.store.records import Film, SessionEvent, SessionRow
from countenance.study.elicitation import EventKind, State

__all__ = ["NOT_OVER", "sessions_not_over"]

NOT_OVER = "the session is not over: the participant has not been debriefed"
"""Why a recording of it is left out."""

_DEBRIEFED = frozenset({State.PAYMENT, State.DONE})
_ENDED = frozenset({State.STOPPED, State.WITHDRAWN, State.DEBRIEF})
"""States that somebody reaches again who ends a session after he was debriefed."""


def sessions_not_over(reader: Reader, films: Iterable[Film]) -> frozenset[str]:
    """Ids of sessions of recordings whose participants have not been debriefed, however the sessions ended."""
    ids = {film.session for film in films}
    rows = [one for one in reader.find(SessionRow) if one.id in ids and State(one.state) not in _DEBRIEFED]
    ended = [one.id for one in rows if State(one.state) in _ENDED]
    events = reader.find(SessionEvent, session=ended) if ended else ()
    debriefed = {one.session for one in events if one.content["kind"] == EventKind.DEBRIEF_READ}
    return frozenset(one.id for one in rows) - debriefed
