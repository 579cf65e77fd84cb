"""``countenance databases``: what can be read, how to obtain it, whether a copy is whole, what is in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from countenance.app.cli.options import DatabaseOption, FolderOption, FormatOption, RootArgument, open_release
from countenance.app.cli.output import Format, emit, say

if TYPE_CHECKING:
    from countenance.core import Problem
    from countenance.databases import Profile

__all__ = ["app"]

app = typer.Typer(help="Published databases: list, describe, check and profile.", no_args_is_help=True)


@app.command("list")
def list_databases(form: FormatOption = Format.TABLE) -> None:
    """List the databases that can be read.

    Example: [bold]countenance databases list --format json[/bold]
    """
    from countenance import databases

    rows = [
        {"name": name, "title": facts.title, "fps": facts.fps, "synthetic": facts.synthetic, "doi": facts.doi}
        for name in databases.names()
        for facts in [databases.info(name)]
    ]
    emit(rows, form)


@app.command("info")
def describe(
    name: Annotated[str, typer.Argument(help="Registered name, for example casme2sq.")],
    form: FormatOption = Format.TABLE,
) -> None:
    """Show citation, licence and how to obtain a database.

    Example: [bold]countenance databases info casme2sq[/bold]
    """
    from dataclasses import asdict

    from countenance import databases

    facts = asdict(databases.info(name))
    if form is Format.TABLE:
        emit([{"fact": key, "value": str(value)} for key, value in facts.items()], form)
    else:
        emit([facts], form)


@app.command()
def validate(
    root: RootArgument,
    database: DatabaseOption = "casme2sq",
    folder: FolderOption = None,
    deep: Annotated[bool, typer.Option(help="Also decode every labelled frame.")] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """List everything that is wrong with a release, at once. Ends with exit code 2 if a clip is lost.

    Example: [bold]countenance databases validate ~/casme2sq[/bold]
    """
    from countenance.core import DatabaseError, Problem
    from countenance.core.problems import clip_label, lost_clips

    try:
        release = open_release(database, root, folder)
    except DatabaseError as error:
        if form is not Format.TABLE:  # a program reads the same list, whatever is wrong
            emit([_row(Problem(str(root), None, None, str(error), ""))], form)
        raise
    problems = release.validate(deep=deep)
    lost, fatal = lost_clips(problems), [problem for problem in problems if problem.fatal]
    if form is Format.TABLE:
        for problem in problems:
            mark = "[red]lost[/red]" if problem.fatal else "note"
            say(f"{mark}  {escape(str(problem))}")
    else:
        emit([_row(problem) for problem in problems], form, columns=_PROBLEM_COLUMNS)
    lost_later = {problem.clip for problem in fatal}
    whole = any(problem.row is None and problem.clip is None for problem in fatal)
    clips = [] if whole else release.clips()
    usable = sum(clip_label(clip) not in lost_later for clip in clips)
    if whole:
        say("Nothing of this release can be used until that is mended.", aside=True)
    else:
        say(f"{usable} clips can be used; lost: {lost}, notes: {len(problems) - len(fatal)}.", aside=True)
    if fatal:
        raise typer.Exit(2)


_PROBLEM_COLUMNS = ("file", "row", "clip", "lost", "problem", "remedy")


def _row(problem: Problem) -> dict[str, object]:
    values = (problem.file, problem.row, problem.clip, problem.fatal, problem.message, problem.remedy)
    return dict(zip(_PROBLEM_COLUMNS, values, strict=True))


@app.command("profile")
def show_profile(
    root: RootArgument,
    database: DatabaseOption = "casme2sq",
    folder: FolderOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Count what a release holds, beside the CAS(ME)² paper's Tables 2 and 4.

    Example: [bold]countenance databases profile ~/casme2sq[/bold]
    """
    from countenance import databases

    found = databases.profile(open_release(database, root, folder))
    if form is Format.JSON:
        beside = {
            "table_2": found.duration_rows_beside_paper(),
            "table_4": found.category_rows_beside_paper(),
        }
        print(json.dumps({**found.to_dict(), **beside}, indent=2, ensure_ascii=False, default=str))
    elif form is Format.CSV:
        emit(_flat(found), form)
    else:
        _print_profile(found)


def _print_profile(found: Profile) -> None:
    from countenance.core.problems import lost_clips

    kind = " (no real people)" if found.synthetic else ""
    say(
        f"[bold]{escape(found.title)}[/bold]{kind}: {found.expressions} expressions of {found.participants} "
        f"participants in {found.recordings} recordings, {found.frames_min} to {found.frames_max} frames long."
    )
    emit(found.duration_rows_beside_paper(), Format.TABLE, title="Durations (Table 2), offset - onset")
    emit(found.category_rows_beside_paper(), Format.TABLE, title="Categories (Table 4)")
    emit(
        found.action_unit_rows(),
        Format.TABLE,
        title="Action units",
        columns=("kind", "action_unit", "n", "share"),
    )
    say(f"{lost_clips(found.dropped)} expressions are left out; 'countenance databases validate' says why.")


def _flat(found: Profile) -> list[dict[str, object]]:
    """One row a figure, so that all three tables fit one CSV file."""
    rows: list[dict[str, object]] = []
    for table, lines, key in (
        ("durations", found.duration_rows_beside_paper(), "kind"),
        ("categories", found.category_rows_beside_paper(), "category"),
        ("action units", found.action_unit_rows(), "action_unit"),
    ):
        for line in lines:
            of = line["kind"] if key == "action_unit" else None
            rows.extend(
                {"table": table, "row": line[key], "kind": of, "figure": name, "value": value}
                for name, value in line.items()
                if name not in {key, "kind"}
            )
    return rows
