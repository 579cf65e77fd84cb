"""``countenance databases profile``: what releases hold, printed and drawn, side by side."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from countenance.app.cli.options import (
    DatabaseOption,
    EachCorrectionsOption,
    EachFolderOption,
    FormatOption,
    LabelsOption,
    ReleasesArgument,
    open_each,
)
from countenance.app.cli.output import Format, emit, say

if TYPE_CHECKING:
    from countenance.core import Database
    from countenance.databases import Profile

__all__ = ["show_profile"]


def show_profile(
    releases: ReleasesArgument,
    database: DatabaseOption = "casme2sq",
    folder: EachFolderOption = None,
    corrections: EachCorrectionsOption = None,
    labels: LabelsOption = "four",
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="Also draw it: an HTML file to write.", metavar="FILE"),
    ] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Count what releases hold: durations, categories and action units of macro- and micro-expressions.

    Published counts stand beside those found, and for CAS(ME)² the paper's Tables 2 and 4. Several releases, each
    as NAME=ROOT, are set side by side.

    Example: [bold]countenance databases profile casme2sq=~/casme2sq samm=~/SAMM --out profile.html[/bold]
    """
    from countenance import databases
    from countenance.core import InputError

    if out is not None and out.is_dir():
        raise InputError(f"{out} is a folder; name an HTML file to write, for example {out / 'profile.html'}")
    scheme = databases.label_scheme(labels)
    opened = open_each(releases, database=database, folders=folder, corrections=corrections)
    found = _told_apart([databases.profile(release, scheme=scheme) for release in opened], opened)
    if out is not None:
        from countenance.reports import write_profile_report

        out.parent.mkdir(parents=True, exist_ok=True)
        write_profile_report(found, out, infos=[release.info for release in opened])
        say(f"Report: {escape(str(out))}", aside=True)
    if form is Format.JSON:
        whole = [_json(one) for one in found]
        print(json.dumps(whole if len(whole) > 1 else whole[0], indent=2, ensure_ascii=False, default=str))
    elif form is Format.CSV:
        emit([row for one in found for row in _flat(one)], form)
    else:
        _print_tables(found)


def _told_apart(found: list[Profile], opened: list[Database]) -> list[Profile]:
    """Profiles with titles that differ: two copies of one database carry the names of their folders."""
    titles = Counter(one.title for one in found)
    return [
        one if titles[one.title] == 1 else replace(one, title=f"{one.title} in {release.root.name}")
        for one, release in zip(found, opened, strict=True)
    ]


def _json(found: Profile) -> dict[str, Any]:
    return {
        **found.to_dict(),
        "overview": found.overview_row(),
        "table_2": found.duration_rows_beside_paper(),
        "table_4": found.category_rows_beside_paper(),
    }


def _flat(found: Profile) -> list[dict[str, object]]:
    """One row a figure, so that all tables fit one CSV file."""
    rows: list[dict[str, object]] = []
    for table, lines, key in (
        ("overview", [found.overview_row()], "title"),
        ("durations", found.duration_rows_beside_paper(), "kind"),
        ("categories", found.category_rows_beside_paper(), "category"),
        ("action units", found.comparison_rows(), "action_unit"),
    ):
        for line in lines:
            rows.extend(
                {
                    "database": found.database,
                    "table": table,
                    "row": line[key],
                    "figure": name,
                    "value": value,
                }
                for name, value in line.items()
                if name not in {key, "database"}
            )
    return rows


def _print_tables(profiles: list[Profile]) -> None:
    from countenance.databases.paper import has_paper_tables

    several = len(profiles) > 1
    for found in profiles:
        _introduce(found)
    if several:
        columns = ("title", "macro", "micro", "participants", "recordings", "fps", "coder_agreement")
        rows = [{name: found.overview_row()[name] for name in columns} for found in profiles]
        emit(rows, Format.TABLE, title="Overview")
    durations = [
        ({"title": found.title} if several else {}) | row
        for found in profiles
        for row in (found.duration_rows() if several else found.duration_rows_beside_paper())
    ]
    of_paper = any(has_paper_tables(found.database) for found in profiles)
    second, fourth = (" (Table 2)", " (Table 4)") if of_paper else ("", "")
    emit(durations, Format.TABLE, title=f"Durations{second}, offset - onset")
    if several:
        emit(
            _beside(profiles), Format.TABLE, title=f"Categories{fourth}, labels: {escape(profiles[0].labels)}"
        )
    else:
        emit(profiles[0].category_rows_beside_paper(), Format.TABLE, title=f"Categories{fourth}")
    for found in profiles:
        _print_action_units(found)
    for found in profiles:
        _print_remarks(found)


def _introduce(found: Profile) -> None:
    from countenance.core.words import counted

    kind = " (no real people)" if found.synthetic else ""
    say(
        f"[bold]{escape(found.title)}[/bold]{kind}: {counted(found.expressions, 'expression')} of "
        f"{counted(found.participants, 'participant')} in {counted(found.recordings, 'recording')}{_length(found)}."
    )
    row = found.overview_row()
    published = [
        f"{what} {row[f'published_{what}']}"
        for what in ("macro", "micro", "participants", "recordings")
        if row[f"published_{what}"]
    ]
    if published:
        say(f"Published: {'; '.join(published)}.")


def _length(found: Profile) -> str:
    shortest, longest = found.frames_min, found.frames_max
    if shortest is None:
        return ""
    return f", {shortest} frames long" if shortest == longest else f", {shortest} to {longest} frames long"


def _beside(profiles: list[Profile]) -> list[dict[str, object]]:
    """Categories of several databases, each with columns of its own."""
    tables = [{row["category"]: row for row in found.category_rows()} for found in profiles]
    names = dict.fromkeys(name for table in tables for name in table)
    return [
        {"category": name}
        | {
            f"{found.title} {kind}": table[name][kind] if name in table else None
            for found, table in zip(profiles, tables, strict=True)
            for kind in ("macro", "micro")
        }
        for name in names
    ]


def _print_action_units(found: Profile) -> None:
    rows = [
        {
            "AU": unit.action_unit,
            "name": unit.name,
            "macro": _share(unit.macro.n, unit.macro.share),
            "micro": _share(unit.micro.n, unit.micro.share),
            "micro - macro, 95% interval": _difference(unit.difference, unit.low, unit.high),
        }
        for unit in found.action_unit_shares
    ]
    if rows:
        emit(rows, Format.TABLE, title=f"Action units: number and share, {escape(found.title)}")


def _share(n: int, share: float | None) -> str:
    return "" if share is None else f"{n} ({100 * share:.0f}%)"


def _difference(difference: float | None, low: float | None, high: float | None) -> str:
    if difference is None:
        return ""
    points = f"{round(100 * difference):+d}"
    return (
        points
        if low is None or high is None
        else f"{points} ({round(100 * low):+d} to {round(100 * high):+d})"
    )


def _print_remarks(found: Profile) -> None:
    from countenance.core.problems import lost_clips
    from countenance.databases.profiles import agreement_text

    title = escape(found.title)
    say(f"{title}, agreement of the coders: {agreement_text(found.published)}.")
    for remark in found.remarks():
        say(f"[yellow]{title}:[/yellow] {escape(remark)}")
    for correction in found.corrections:
        say(f"{title}, corrected: {escape(f'{correction.clip}: {correction}')}.")
    lost = lost_clips(found.dropped)
    if lost:
        left = "1 expression is" if lost == 1 else f"{lost} expressions are"
        say(f"{title}: {left} left out; 'countenance databases validate' says why.")
