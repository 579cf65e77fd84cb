"""Recall against intensity, where it is known how far each event moves the skin: on simulated recordings."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from countenance.core import Database, Interval
from countenance.databases.simulated.long.truth import EVENTS, read_events
from countenance.evaluation.spotting.intervals import LabelledInterval, Truth

__all__ = ["RecallAt", "displacements_of", "recall_by_intensity"]

_LEVELS = 12
"""Displacements that are told one by one; more of them are put together into groups of equal size."""
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class RecallAt:
    """How many events of about one intensity were found.

    Parameters
    ----------
    displacement : float
        Mean over the events, % of the inter-ocular distance.
    found, events : int
    """

    displacement: float
    found: int
    events: int

    @property
    def recall(self) -> float:
        """Share found."""
        return self.found / self.events

    @property
    def interval(self) -> tuple[float, float]:
        """95% interval of the share (Wilson 1927, doi:10.1080/01621459.1927.10502953).

        It takes events for independent, which those of one participant are not quite.

        >>> tuple(round(end, 3) for end in RecallAt(1.5, 5, 10).interval)
        (0.237, 0.763)
        """
        n, share, z2 = self.events, self.recall, _Z**2
        middle = (share + z2 / (2 * n)) / (1 + z2 / n)
        reach = _Z * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        return max(0.0, middle - reach), min(1.0, middle + reach)

    def to_dict(self) -> dict[str, Any]:
        """As result files hold it."""
        return {
            "displacement": self.displacement,
            "found": self.found,
            "events": self.events,
            "recall": self.recall,
            "recall_interval": list(self.interval),
        }


def displacements_of(database: Database, truth: Truth) -> dict[LabelledInterval, float]:
    """How far the event of each label moves the skin, % of the inter-ocular distance.

    Parameters
    ----------
    database : Database
        Its root may hold ``events.csv``, as simulated long recordings do.
    truth : Truth
        Of this database.

    Returns
    -------
    dict of LabelledInterval to float
        Empty for a database without such a table; labels that the table does not know are not in it.

    Raises
    ------
    DatabaseError
        If there is a table that cannot be read.
    """
    if not (database.info.synthetic and (database.root / EVENTS).is_file()):
        return {}
    keys = {(one.participant, one.name): one.key for one in database.recordings()}
    known: dict[tuple[str | None, Interval | None], float] = {
        (keys.get((event.participant, event.recording)), event.interval): event.displacement
        for event in read_events(database.root)
    }
    return {
        label: known[label.recording, label.interval]
        for label in truth.labels
        if (label.recording, label.interval) in known
    }


def recall_by_intensity(
    displacements: Mapping[LabelledInterval, float], found: Collection[LabelledInterval]
) -> list[RecallAt]:
    """Recall at each displacement, the smallest first.

    Parameters
    ----------
    displacements : mapping of LabelledInterval to float
        Every event that counts, with its displacement.
    found : collection of LabelledInterval
        Labels of the hits.

    Examples
    --------
    >>> from countenance.core import Interval
    >>> weak, strong, other = (LabelledInterval("film", Interval(at, at + 9)) for at in (0, 50, 90))
    >>> [(at.displacement, at.recall) for at in recall_by_intensity({weak: 0.5, strong: 3, other: 3}, [strong])]
    [(0.5, 0.0), (3.0, 0.5)]
    """
    hits = frozenset(found)
    ordered = sorted((value, label in hits) for label, value in displacements.items())
    return [
        RecallAt(sum(value for value, _ in part) / len(part), sum(hit for _, hit in part), len(part))
        for part in _parts(ordered)
    ]


def _parts(ordered: list[tuple[float, bool]]) -> list[list[tuple[float, bool]]]:
    levels = sorted({value for value, _ in ordered})
    if len(levels) <= _LEVELS:
        return [[one for one in ordered if one[0] == level] for level in levels]
    edges = [round(place * len(ordered) / _LEVELS) for place in range(_LEVELS + 1)]
    return [ordered[start:stop] for start, stop in pairwise(edges) if stop > start]
