"""What ``countenance spot`` prints: documents in several forms, and remarks beside them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from countenance.app.cli.output import Format
from countenance.app.cli.spot_options import SpotFormat

if TYPE_CHECKING:
    from countenance.app.spotting import SpottedFilm, SpottingTask
    from countenance.spotting.files import Document

__all__ = ["print_spotted", "tell_spotted"]


def print_spotted(documents: Sequence[Document], form: SpotFormat, *, several: bool) -> None:
    """Print what was found, in the form that was asked for; nothing where the only film could not be read."""
    if not documents and not several:
        return
    from countenance.spotting.files import EXPRESSION_COLUMNS, expression_rows, to_csv, to_eaf

    if form is SpotFormat.JSON:
        whole = documents if several else documents[0]
        print(json.dumps(whole, ensure_ascii=False, indent=1))
    elif form is SpotFormat.CSV:
        rows = (row for document in documents for row in expression_rows(document))
        print(to_csv(rows, EXPRESSION_COLUMNS), end="")
    elif form is SpotFormat.EAF:
        print(to_eaf(documents[0]), end="")
    else:
        _print_table(documents, several=several)


def _print_table(documents: Sequence[Document], *, several: bool) -> None:
    """What fits a terminal; where else the face moved, and what happened besides, is in the other forms."""
    from rich.markup import escape

    from countenance.app.cli.output import emit, say
    from countenance.reports.spotting_figures import clock
    from countenance.spotting.region_names import areas

    for document in documents:
        rows = [
            {
                "kind": entry["kind"],
                "onset": clock(entry["onset_s"]),
                "ms": round(1000 * (entry["offset_s"] - entry["onset_s"])),
                "frames": f"{entry['onset']}-{entry['apex']}-{entry['offset']}",
                "score": f"{entry['score']:.2f}",
                "most": next(iter(areas(entry["regions"])), ""),
                "AU": "+".join(entry["action_units"]),
            }
            for entry in document["expressions"]
        ]
        told = [name for name in rows[0] if any(row[name] != "" for row in rows)] if rows else []
        if rows:
            shown = [{name: row[name] for name in told} for row in rows]
            emit(shown, Format.TABLE, title=document["recording"] if several else "")
        else:
            say(f"{escape(document['recording'])}: no expressions." if several else "No expressions.")


def tell_spotted(tasks: Sequence[SpottingTask], outcomes: Sequence[SpottedFilm]) -> None:
    """Tell remarks and counts of each recording; what went wrong at the end.

    Raises
    ------
    InputError
        The only film's problem.
    typer.Exit
        With code 2 if one of several has a problem.
    """
    from rich.markup import escape

    from countenance.app.cli.output import say

    for task, outcome in zip(tasks, outcomes, strict=True):
        if outcome.document is not None:
            _tell_one(task, outcome.document, resumed=outcome.resumed)
    problems = [outcome.problem for outcome in outcomes if outcome.problem is not None]
    if len(tasks) > 1:
        for problem in problems:
            say(f"[red]problem:[/red] {escape(str(problem))}", aside=True)
        say(f"{len(tasks)} films, {len(problems)} with a problem.", aside=True)
        if problems:
            raise typer.Exit(2)
    elif problems:
        raise problems[0]


def _tell_one(task: SpottingTask, document: Document, *, resumed: bool = False) -> None:
    from collections import Counter

    from rich.markup import escape

    from countenance.app.cli.output import say

    name = escape(document["recording"])
    for remark in document["remarks"]:
        say(f"[yellow]note:[/yellow] {name}: {escape(remark)}", aside=True)
    kinds = Counter(entry["kind"] for entry in document["expressions"])
    reasons = Counter(event["reason"] for event in document["excluded"])
    left = (
        f"; no expression: {', '.join(f'{reason} {n}' for reason, n in reasons.items())}" if reasons else ""
    )
    report = "" if task.out is None else f" Report: {escape(str(task.out / 'report.html'))}"
    known = " (from an earlier run)" if resumed else ""
    say(f"{name}: {kinds['macro']} macro, {kinds['micro']} micro{escape(left)}{known}.{report}", aside=True)
