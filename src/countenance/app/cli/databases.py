"""``countenance databases``: what can be read, how to obtain it, whether a copy is whole, what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from countenance.app.cli.options import (
    ClusterOption,
    CorrectionsOption,
    DatabaseOption,
    FolderOption,
    FormatOption,
    JobsOption,
    RootArgument,
    open_release,
)
from countenance.app.cli.output import Format, emit, loadable, say
from countenance.app.cli.profile import show_profile
from countenance.app.cli.simulate import simulate_long

if TYPE_CHECKING:
    from collections.abc import Sequence

    from countenance.core import Database, DatabaseInfo, Problem
    from countenance.databases.published import Literature

__all__ = ["app"]

_GENERIC = "generic"

app = typer.Typer(help="Published databases: list, describe, check and profile.", no_args_is_help=True)


@app.command("list")
def list_databases(form: FormatOption = Format.TABLE) -> None:
    """List the databases that can be read.

    Example: [bold]countenance databases list --format json[/bold]
    """
    from countenance import databases

    rows = []
    for name, facts in loadable(databases.names(), databases.info):
        known = databases.literature(name)
        row: dict[str, Any] = {"name": name, "title": facts.title, "year": known.year if known else None}
        row["fps"] = _rate(name, facts, form)
        own = "simulated faces" if facts.synthetic else "what the release itself says"
        row["holds"] = known.holds if known else own
        if form is not Format.TABLE:
            row |= {"synthetic": facts.synthetic, "doi": facts.doi}
        rows.append(row)
    emit(rows, form)


@app.command("info")
def describe(
    name: Annotated[str, typer.Argument(help="Registered name, for example casme2sq.")],
    form: FormatOption = Format.TABLE,
) -> None:
    """Show citation, licence, how to obtain a database, and what is published about it.

    Example: [bold]countenance databases info casme2sq[/bold]
    """
    from dataclasses import asdict

    from countenance import databases

    described, known = databases.info(name), databases.literature(name)
    facts = asdict(described) | {"fps": _rate(name, described, form)}
    if form is Format.JSON:
        emit([facts | {"published": None if known is None else known.to_dict()}], form)
        return
    facts |= {} if known is None else _published(known)
    if form is Format.TABLE:
        emit([{"fact": key, "value": str(value)} for key, value in facts.items()], form)
    else:
        emit([facts], form)


def _rate(name: str, facts: DatabaseInfo, form: Format) -> float | str | None:
    """Frames per second; in the generic layout each release says its own."""
    if name != _GENERIC:
        return facts.fps
    return None if form is Format.JSON else "any"


def _published(known: Literature) -> dict[str, Any]:
    """The literature in lines of text."""
    counts = []
    for count in known.counts:
        numbers = {
            "macro": count.macro,
            "micro": count.micro,
            "participants": count.participants,
            "recordings": count.recordings,
        }
        stated = ", ".join(f"{n} {what}" for what, n in numbers.items() if n is not None)
        counts.append(f"{stated} ({count.source})")
    agreement = [f"{a.what} {a.value:g} by {a.measure} ({a.source})" for a in known.agreement]
    return {
        "year": known.year,
        "holds": known.holds,
        "emotions": known.emotions,
        "elicitation": known.elicitation,
        "tagging": known.tagging,
        "published_counts": "; ".join(counts) or "unknown",
        "coder_agreement": "; ".join(agreement) or "unknown",
    }


@app.command()
def validate(
    root: RootArgument,
    jobs: JobsOption,
    database: DatabaseOption = "casme2sq",
    folder: FolderOption = None,
    corrections: CorrectionsOption = None,
    deep: Annotated[bool, typer.Option(help="Also decode every labelled frame, with --jobs.")] = False,
    cluster: ClusterOption = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """List everything that is wrong with a release, at once. Ends with exit code 2 if a clip is lost.

    Example: [bold]countenance databases validate ~/casme2sq[/bold]
    """
    from countenance.core import DatabaseError, Problem
    from countenance.core.problems import clip_label, lost_clips
    from countenance.core.words import counted

    try:
        release = open_release(database, root, folder, corrections)
    except DatabaseError as error:
        if form is not Format.TABLE:  # a program reads the same list, whatever is wrong
            emit([_row(Problem(str(root), None, None, str(error), ""))], form)
        raise
    problems = _deep(release, jobs, cluster) if deep else release.validate()
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
        say(
            f"{counted(usable, 'clip')} can be used; lost: {lost}, notes: {len(problems) - len(fatal)}.",
            aside=True,
        )
    if fatal:
        raise typer.Exit(2)


def _deep(release: Database, jobs: int, cluster: str | None) -> Sequence[Problem]:
    from countenance.app.cli.workers import executor_for, progress_bars
    from countenance.databases.decoding import validate_deeply

    with executor_for(jobs, cluster) as executor, progress_bars() as progress:
        return validate_deeply(release, executor=executor, progress=progress)


_PROBLEM_COLUMNS = ("file", "row", "clip", "lost", "problem", "remedy")


def _row(problem: Problem) -> dict[str, object]:
    values = (problem.file, problem.row, problem.clip, problem.fatal, problem.message, problem.remedy)
    return dict(zip(_PROBLEM_COLUMNS, values, strict=True))


app.command("profile")(show_profile)
app.command("simulate-long")(simulate_long)
