"""Numbers under which releases know people: whoever has one keeps it in every later release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from countenance.store import Writer
from countenance.store.records import StudyFacts

__all__ = ["PublishedNames", "keep_names"]

_SETTING = "published names"


@dataclass(frozen=True, slots=True)
class PublishedNames:
    """Number of each person, by the id of his row: it is random, and nothing else is left of the withdrawn here.

    Parameters
    ----------
    participants, coders, arbiters : mapping of str to int
        The latter two by id of the account.
    """

    participants: Mapping[str, int] = field(default_factory=dict)
    coders: Mapping[str, int] = field(default_factory=dict)
    arbiters: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, facts: StudyFacts) -> Self:
        """Those that earlier releases gave."""
        kept = facts.settings.get(_SETTING, {})
        return cls(**{group: dict(numbers) for group, numbers in kept.items()})

    def extended(
        self, participants: Iterable[str], coders: Iterable[str], arbiters: Iterable[str]
    ) -> PublishedNames:
        """With numbers for those who have none: the next ones, in the order of ids, which tells nothing.

        >>> names = PublishedNames({"c0": 1}, {}, {}).extended(["f3", "a9", "c0"], [], ["07"])
        >>> names.participants, names.arbiters
        ({'c0': 1, 'a9': 2, 'f3': 3}, {'07': 1})
        """
        return PublishedNames(
            _extended(self.participants, participants),
            _extended(self.coders, coders),
            _extended(self.arbiters, arbiters),
        )

    def to_dict(self) -> dict[str, dict[str, int]]:
        """As the study keeps it."""
        return {
            "participants": dict(self.participants),
            "coders": dict(self.coders),
            "arbiters": dict(self.arbiters),
        }


def keep_names(writer: Writer, names: PublishedNames) -> None:
    """Keep the numbers that a release gives for every later one."""
    facts = writer.first(StudyFacts)
    told: dict[str, Any] = names.to_dict()
    if facts is not None and facts.settings.get(_SETTING) != told:
        writer.change(facts, settings={**facts.settings, _SETTING: told})


def _extended(known: Mapping[str, int], ids: Iterable[str]) -> dict[str, int]:
    last = max(known.values(), default=0)
    added = enumerate(sorted(set(ids) - known.keys()), start=last + 1)
    return {**known, **{one: number for number, one in added}}
