"""What a tier, or a behaviour of BORIS, means: by its own name, or as the caller says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from countenance.core.errors import InputError
from countenance.core.words import counted
from countenance.study.exchange.fields import FIELDS
from countenance.study.exchange.problems import CodingFileError, Findings

__all__ = ["EVENTS", "ROLES", "Meanings", "TierName", "nothing_to_read"]

EVENTS = ("expression", "excluded")
ROLES = (*EVENTS, "apex", *FIELDS, "emotion", "frames")
"""What a tier may hold; ``"emotion"`` is that of both halves of the face."""
_NAME = re.compile(
    rf"(?:(?P<event>{'|'.join(EVENTS)})(?: (?P<lane>\d{{1,3}}))?)?"
    rf"(?P<space> )?(?P<field>{'|'.join(ROLES[2:])})?(?:@(?P<coder>.*))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TierName:
    """The name of a tier as it is written here: ``"expression 2 note@anna"``.

    Parameters
    ----------
    event : str
        ``"expression"`` or ``"excluded"``; empty where the field may belong to either.
    lane : int
        From 1; overlapping events are spread over several.
    field : str
        What it says of the events; empty for the tier of the events themselves.
    coder : str
        Who coded.

    Examples
    --------
    >>> str(TierName("expression", 2, "note", "anna")), str(TierName("excluded"))
    ('expression 2 note@anna', 'excluded')
    >>> TierName.read("Expression 2 note@anna")
    TierName(event='expression', lane=2, field='note', coder='anna')
    >>> TierName.read("Apex"), TierName.read("AU_lower")
    (TierName(event='', lane=1, field='apex', coder=''), None)
    """

    event: str
    lane: int = 1
    field: str = ""
    coder: str = ""

    def __str__(self) -> str:
        lane = f" {self.lane}" if self.lane > 1 else ""
        words = " ".join(word for word in (self.event + lane, self.field) if word)
        return f"{words}@{self.coder}" if self.coder else words

    @classmethod
    def read(cls, name: str) -> TierName | None:
        """The parts of a name, in whatever case; None where it is no such name."""
        match = _NAME.fullmatch(name.strip())
        if match is None or not (match["event"] or match["field"]):
            return None
        if bool(match["space"]) != bool(match["event"] and match["field"]):
            return None
        event, field = ((match[part] or "").casefold() for part in ("event", "field"))
        return cls(event, int(match["lane"] or 1), field, match["coder"] or "")


@dataclass(frozen=True, slots=True)
class Meanings:
    """Roles that the caller gives to names in a file.

    Parameters
    ----------
    roles : mapping of str to tuple of str
        Roles by name.
    """

    roles: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, tiers: Mapping[str, str | Sequence[str]] | None) -> Meanings:
        """From names by role.

        Raises
        ------
        InputError
            If there is no such role.

        Examples
        --------
        >>> Meanings.of({"expression": "AU_lower", "action units": ["AU_lower"]}).roles
        {'AU_lower': ('expression', 'action units')}
        """
        roles: dict[str, tuple[str, ...]] = {}
        for role, names in (tiers or {}).items():
            if role not in ROLES:
                raise InputError(f"{role!r} is nothing that a tier means here; expected {', '.join(ROLES)}")
            for name in [names] if isinstance(names, str) else names:
                roles[name] = (*roles.get(name, ()), role)
        return cls(roles)

    def check(self, present: Mapping[str, int], what: str, findings: Findings) -> None:
        """Say which of the names the file does not have.

        Parameters
        ----------
        present : mapping of str to int
            Annotations by name.
        what : str
            What the names name, for example ``"tier"``.
        findings : Findings
        """
        for name in self.roles:
            if name not in present:
                findings.problem(
                    f"it has no {what} {name!r}; it has {_listed(present, what)}",
                    f"give the name of a {what} that it has",
                )


def nothing_to_read(present: Mapping[str, int], what: str, findings: Findings) -> CodingFileError:
    """The error for a file in which nothing is an expression by its name."""
    name = next(iter(present), "AU_lower")
    return findings.fail(
        f"no {what} is called {' or '.join(EVENTS)}; it has {_listed(present, what)}",
        f"say which one means what, for example tiers={{'expression': {name!r}}}",
    )


def _listed(present: Mapping[str, int], what: str) -> str:
    noun = "annotation" if what == "tier" else "event"
    counts = (f"{name!r} ({counted(n, noun)})" for name, n in present.items())
    return ", ".join(counts) or f"no {what} at all"
