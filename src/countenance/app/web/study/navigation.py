"""Which pages are offered to whom."""

from __future__ import annotations

from dataclasses import dataclass

from countenance.app.web.study.visitors import EVERY_ROLE, INSIDERS, Part, Visitor

__all__ = ["Entry", "entries_for", "is_open"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the navigation."""

    title: str
    path: str
    parts: tuple[Part, ...]


_ENTRIES = (
    Entry("Home", "/", EVERY_ROLE),
    Entry("Ratings", "/ratings", EVERY_ROLE),
    Entry("Sessions", "/sessions", (Part.EXPERIMENTER, Part.ADMIN)),
    Entry("Code", "/coding", (Part.CODER,)),
    Entry("Compare", "/compare", (Part.ARBITER, Part.ANALYST, Part.ADMIN)),
    Entry("Library", "/library", (Part.ARBITER, Part.ANALYST, Part.ADMIN, Part.EXPERIMENTER)),
    Entry("Spot", "/spotting", INSIDERS),
    Entry("Live", "/live", (Part.EXPERIMENTER, Part.ANALYST, Part.ADMIN)),
    Entry("Reports", "/reports", (Part.ARBITER, Part.ANALYST, Part.ADMIN)),
    Entry("Administration", "/admin", (Part.ADMIN,)),
)


def entries_for(visitor: Visitor) -> tuple[Entry, ...]:
    """Pages that a visitor may open, in order."""
    return tuple(entry for entry in _ENTRIES if visitor.is_any(*entry.parts))


def is_open(path: str, visitor: Visitor) -> bool:
    """Whether a page, or the one that it belongs to, is offered to a visitor."""
    return any(path == one.path or path.startswith(f"{one.path}/") for one in entries_for(visitor))
