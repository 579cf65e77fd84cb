"""What the CAS(ME)2 paper itself reports, to set beside what a release holds.

Qu, Wang, Yan & Fu, "CAS(ME)2: A Database of Spontaneous Macro-expressions and Micro-expressions", HCI
International 2016, LNCS 9733, pp. 48-59, https://doi.org/10.1007/978-3-319-39513-5_5
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from countenance.core import Category, ExpressionKind

__all__ = ["PAPER_TABLE_2", "PAPER_TABLE_4", "PaperDuration", "has_paper_tables"]


def has_paper_tables(database: str) -> bool:
    """Whether the paper's Tables 2 and 4 are about a database, or about the one that it simulates.

    >>> has_paper_tables("casme2sq"), has_paper_tables("samm")
    (True, False)
    """
    return database in {"casme2sq", "simulated"}


@dataclass(frozen=True, slots=True)
class PaperDuration:
    """One row of Table 2: how many expressions, and mean and standard deviation of their duration in ms."""

    n: int
    mean_ms: float
    sd_ms: float


PAPER_TABLE_2: Mapping[ExpressionKind, PaperDuration] = MappingProxyType(
    {
        ExpressionKind.MACRO: PaperDuration(250, 1305.87, 657.6),
        ExpressionKind.MICRO: PaperDuration(53, 418.82, 65.87),
    }
)
"""Durations by kind."""

PAPER_TABLE_4: Mapping[Category, Mapping[ExpressionKind, int]] = MappingProxyType(
    {
        category: MappingProxyType({ExpressionKind.MACRO: macro, ExpressionKind.MICRO: micro})
        for category, macro, micro in (
            (Category.POSITIVE, 87, 6),
            (Category.NEGATIVE, 95, 19),
            (Category.SURPRISE, 13, 9),
            (Category.OTHER, 55, 19),
        )
    }
)
"""Number of expressions by category and kind."""
