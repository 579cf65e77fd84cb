"""The report of what databases hold: the paper's Tables 1, 2 and 4 with figures, one database or several."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from countenance.core.contracts import DatabaseInfo
from countenance.core.errors import InputError
from countenance.core.expressions import ExpressionKind
from countenance.core.problems import lost_clips
from countenance.databases import Profile
from countenance.databases.paper import has_paper_tables
from countenance.databases.proportions import LEVEL
from countenance.reports.page import figure_svg, write_page
from countenance.reports.profile_figures import (
    action_units_figure,
    categories_figure,
    durations_figure,
    participants_figure,
)

__all__ = ["write_profile_report"]

_DESCRIBED = ("emotions", "elicitation", "tagging")
"""What the overview tells of the literature, where any of the databases has it."""
_BESIDE = 3
"""Databases that fit beside each other on a page; further ones begin a new row of panels."""


def write_profile_report(
    profiles: Sequence[Profile], path: Path, *, infos: Sequence[DatabaseInfo] = ()
) -> None:
    """Write the profiles of one database or several as one self-contained HTML file.

    Parameters
    ----------
    profiles : sequence of Profile
        All under the same label scheme.
    path : Path
    infos : sequence of DatabaseInfo, optional
        Whose citations are printed.

    Raises
    ------
    InputError
        If there is no profile, or their label schemes differ.
    """
    if not profiles:
        raise InputError("a profile report needs at least one database; open a release and profile it")
    if len({profile.labels for profile in profiles}) > 1:
        raise InputError("the profiles have different label schemes; profile all databases under one of them")
    has_paper = any(has_paper_tables(profile.database) for profile in profiles)
    overview = [(profile, profile.overview_row()) for profile in profiles]
    write_page(
        path,
        "profile.html",
        profiles=profiles,
        overview=overview,
        described=[name for name in _DESCRIBED if any(row[name] for _, row in overview)],
        kinds=list(ExpressionKind),
        durations=[(profile, profile.duration_rows_beside_paper()) for profile in profiles],
        has_paper=has_paper,
        sources=_sources(profiles) + (["Table 1 to 4: Qu et al. 2016"] if has_paper else []),
        categories=_categories(profiles),
        left_out=[(p, lost_clips(p.dropped), [str(problem) for problem in p.dropped]) for p in profiles],
        level=LEVEL,
        citations=list(dict.fromkeys(info.citation for info in infos)),
        durations_figure=figure_svg(
            durations_figure(profiles), "Histogram of durations with the limit of 500 ms"
        ),
        categories_figures=[
            figure_svg(categories_figure(some), "Categories of macro- and micro-expressions")
            for some in _rows(profiles)
        ],
        action_units_figures=list(_action_unit_figures(profiles)),
        participants_figure=figure_svg(participants_figure(profiles), "Expressions of each participant"),
    )


def _sources(profiles: Sequence[Profile]) -> list[str]:
    return [count.source for p in profiles if p.published for count in p.published.counts]


def _rows(profiles: Sequence[Profile]) -> list[Sequence[Profile]]:
    return [profiles[start : start + _BESIDE] for start in range(0, len(profiles), _BESIDE)]


def _action_unit_figures(profiles: Sequence[Profile]) -> list[Markup]:
    coded = [profile for profile in profiles if profile.action_unit_shares]
    figures = [action_units_figure(some) for some in _rows(coded)]
    what = "Share of macro- and micro-expressions with each action unit, and their difference"
    return [figure_svg(figure, what) for figure in figures if figure is not None]


def _categories(profiles: Sequence[Profile]) -> list[dict[str, Any]]:
    """Table 4, a row for each category, the databases as groups of columns."""
    tables = [{row["category"]: row for row in profile.category_rows_beside_paper()} for profile in profiles]
    names = dict.fromkeys(name for table in tables for name in table)
    return [{"category": name, "cells": [table.get(name) for table in tables]} for name in names]
