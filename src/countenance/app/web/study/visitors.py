"""Who asks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from countenance.study.people import Role

__all__ = ["EVERY_ROLE", "INSIDERS", "Part", "Visitor"]


class Part(StrEnum):
    """What somebody who is signed in may be: the roles of accounts, and two that no account has."""

    ADMIN = Role.ADMIN
    RATER = Role.RATER
    EXPERIMENTER = Role.EXPERIMENTER
    CODER = Role.CODER
    ARBITER = Role.ARBITER
    ANALYST = Role.ANALYST
    PARTICIPANT = "participant"
    """In one session, by its one-time address."""
    OWNER = "owner"
    """Whoever started the server, while there is no account of an admin."""


EVERY_ROLE = tuple(part for part in Part if part not in {Part.PARTICIPANT, Part.OWNER})
"""Any account."""
INSIDERS = tuple(part for part in EVERY_ROLE if part is not Part.RATER)
"""Accounts that have to do with recordings."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in.

    Parameters
    ----------
    name : str
        Of the account, for the log; empty for others.
    parts : frozenset of Part
    account : str
        Id of the account; empty for others.
    session : str
        Id of the session that a participant is in; empty for others.
    """

    name: str
    parts: frozenset[Part]
    account: str = ""
    session: str = ""

    @property
    def id(self) -> str:
        """Of the account or the session; empty for others."""
        return self.account or self.session

    def is_any(self, *parts: Part) -> bool:
        """Whether the visitor is one of these."""
        return not self.parts.isdisjoint(parts)
