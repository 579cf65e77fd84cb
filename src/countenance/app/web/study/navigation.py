"""Which pages are offered to whom."""

from __future__ import annotations

from dataclasses import dataclass

from countenance.app.web.study.visitors import EVERY_ROLE, INSIDERS, Part, Visitor

__all__ = ["Entry", "entries_for", "entry_of", "is_open"]


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
    Entry("Recordings", "/recordings", (Part.EXPERIMENTER, Part.ADMIN)),
    Entry("Code", "/coding", (Part.CODER,)),
    Entry("Compare", "/compare", (Part.ARBITER, Part.ANALYST, Part.ADMIN)),
    Entry("Library", "/library", (Part.ARBITER, Part.ANALYST, Part.ADMIN, Part.EXPERIMENTER)),
    Entry("Spot", "/spotting", INSIDERS),
    Entry("Live", "/live", (Part.EXPERIMENTER, Part.ANALYST, Part.ADMIN)),
    Entry("Reports", "/reports", (Part.ARBITER, Part.ANALYST, Part.ADMIN)),
    Entry("Publish", "/reports/publish", (Part.ANALYST, Part.ADMIN)),
    Entry("Administration", "/admin", (Part.ADMIN,)),
)


def entries_for(visitor: Visitor) -> tuple[Entry, ...]:
    """Pages that a visitor may open, in order."""
    return tuple(entry for entry in _ENTRIES if visitor.is_any(*entry.parts))


def entry_of(path: str) -> Entry | None:
    """The page in the navigation that a page is, or belongs to."""
    fitting = [one for one in _ENTRIES if path == one.path or path.startswith(f"{one.path}/")]
    return max(fitting, key=lambda one: len(one.path), default=None)


def is_open(path: str, visitor: Visitor) -> bool:
    """Whether a page, or the one that it belongs to, is offered to a visitor."""
    entry = entry_of(path)
    return entry is not None and visitor.is_any(*entry.parts)
