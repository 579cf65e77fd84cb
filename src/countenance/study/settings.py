"""Settings of a study that blinding depends on."""

from __future__ import annotations

from countenance.core.errors import StoreError
from countenance.store import Reader, Writer
from countenance.store.records import StudyFacts

__all__ = ["allow_suggestions", "facts_of", "suggestions_before_submission"]

_SUGGESTIONS = "suggestions before submission"


def facts_of(reader: Reader) -> StudyFacts:
    """The study's own row.

    Raises
    ------
    StoreError
        If the database holds no study.
    """
    found = reader.first(StudyFacts)
    if found is None:
        raise StoreError("the database holds no study that was begun: restore a backup, or begin anew")
    return found


def suggestions_before_submission(reader: Reader) -> bool:
    """Whether coders may see a spotter's suggestions before they have submitted; not unless it was allowed."""
    return facts_of(reader).settings.get(_SUGGESTIONS, False) is True


def allow_suggestions(writer: Writer, allowed: bool, *, version: int | None = None) -> StudyFacts:
    """Decide whether coders may see a spotter's suggestions before they have submitted.

    Parameters
    ----------
    writer : Writer
    allowed : bool
    version : int, optional
        Of the study's row as it was read.

    Raises
    ------
    ConflictError
        If somebody has changed a setting since.
    """
    facts = facts_of(writer)
    if version not in {None, facts.version}:
        raise writer.conflict(facts)
    return writer.change(facts, settings={**facts.settings, _SUGGESTIONS: allowed})
