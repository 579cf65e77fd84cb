"""Many results on one page: those on the same samples, under the same protocol, ranked together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from countenance.core.cache import digest
from countenance.core.errors import InputError
from countenance.evaluation import PUBLISHED, SPLITTERS, Result, Scores
from countenance.reports.page import write_page

__all__ = ["write_leaderboard"]


def write_leaderboard(results: Sequence[Result], path: Path) -> int:
    """Write the page as one self-contained HTML file.

    Results are ranked together only where they are comparable: the same samples with the same labels, the same
    protocol, label scheme and corrections. A result whose protocol shares participants shows its figure for
    strangers in the same row; a result that is given twice has one row, and equal UF1 share a rank. Published
    figures stand in a block of their own.

    Parameters
    ----------
    results : sequence of Result
    path : Path

    Returns
    -------
    int
        Results on the page.

    Raises
    ------
    InputError
        If there is no result.
    """
    if not results:
        raise InputError("there is nothing to rank: give at least one result")
    different = list({digest(result.to_dict()): result for result in results}.values())
    boards = [_board(group) for group in _comparable(different)]
    write_page(
        path,
        "leaderboard.html",
        boards=boards,
        n_results=len(different),
        synthetic=any(board["synthetic"] for board in boards),
        real=any(not board["synthetic"] for board in boards),
        published=[
            {"row": row, "uar": None if math.isnan(row.uar) else row.uar}
            for row in sorted(PUBLISHED, key=lambda row: -row.uf1)
        ],
        has_megc2019=any(board["megc2019"] for board in boards),
    )
    return len(different)


def _comparable(results: Sequence[Result]) -> list[list[Result]]:
    """Results in groups, real faces and larger samples first; within a group the best first."""
    groups: dict[tuple[str, ...], list[Result]] = {}
    for result in results:
        groups.setdefault(_key(result), []).append(result)
    ranked = [sorted(group, key=lambda result: -result.uf1) for group in groups.values()]
    return sorted(ranked, key=lambda group: (group[0].synthetic, -group[0].n, group[0].protocol))


def _key(result: Result) -> tuple[str, ...]:
    setting = result.setting
    corrections = sorted(str(item) for item in setting.get("corrections", ()))
    return (result.manifest, result.protocol, str(_scheme(result)), *corrections)


def _board(group: Sequence[Result]) -> dict[str, Any]:
    first = group[0]
    databases = first.setting.get("databases", ())
    splitter = SPLITTERS.get(first.protocol)
    return {
        "title": " + ".join(str(database["title"]) for database in databases) or "Plain arrays",
        "protocol": getattr(splitter, "title", first.protocol),
        "shares": first.shares_participants,
        "n": first.n,
        "participants": first.participants,
        "labels": list(first.scores.labels),
        "scheme": _scheme(first),
        "kind": first.setting.get("kind", "all"),
        "manifest": first.manifest,
        "synthetic": first.synthetic,
        "tiny": first.tiny,
        "megc2019": _scheme(first) == "megc2019" and {d["name"] for d in databases} == _MEGC2019,
        "majority": first.references["majority"],
        "chance": first.references["chance"],
        "rows": [_row(result, 1 + sum(other.uf1 > result.uf1 for other in group)) for result in group],
    }


_MEGC2019 = {"smic_hs", "casme2", "samm"}


def _row(result: Result, rank: int) -> dict[str, Any]:
    method = result.setting.get("method") or {}
    return {
        "rank": rank,
        "title": method.get("title", result.estimator),
        "changed": ", ".join(f"{name} = {value}" for name, value in method.get("parameters", {}).items()),
        "citation": method.get("citation", ""),
        "scores": result.scores,
        "ends": [result.scores.intervals[name] for name in ("uf1", "uar", "accuracy")],
        "databases": _parts(result),
        "beside": None if result.beside is None else result.beside.scores,
        "remarks": _remarks(result),
    }


def _parts(result: Result) -> list[tuple[str, Scores]]:
    return list(result.by_database.items()) if len(result.by_database) > 1 else []


def _remarks(result: Result) -> list[str]:
    setting = result.setting
    counted = (
        (setting.get("n_dropped", 0), "left out"),
        (len(setting.get("corrections", ())), "corrected"),
        (setting.get("n_apex_estimated", 0), "without a coded apex"),
    )
    remarks = [f"{n} {what}" for n, what in counted if n]
    return remarks if result.repeatable is not False else [*remarks, "not repeatable"]


def _scheme(result: Result) -> str:
    scheme = result.setting.get("scheme")
    return str(scheme["name"]) if isinstance(scheme, dict) else ""
