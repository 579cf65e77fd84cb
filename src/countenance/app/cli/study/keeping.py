"""A study as a whole: begin, look at, check, back up, restore, bring to a new version."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from countenance.app.cli.options import FormatOption
from countenance.app.cli.output import Format, emit, say
from countenance.app.cli.study.options import ActorOption, DatabaseUrlOption, StudyArgument
from countenance.app.cli.workers import progress_bars
from countenance.core.words import counted

if TYPE_CHECKING:
    from countenance.store import Verified

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (init, status, verify, backup, restore, migrate, log):
        app.command()(command)


def init(
    folder: StudyArgument,
    name: Annotated[str, typer.Option(help="Name of the study.")],
    database: DatabaseUrlOption = "",
    synthetic: Annotated[
        bool, typer.Option("--synthetic", help="Nobody real takes part; every figure will say so.")
    ] = False,
) -> None:
    """Begin a study in a new folder.

    Example: [bold]countenance study init smiles --name "Smiles 2026"[/bold]
    """
    from countenance.study.project import Study

    with Study.create(folder, name, database=database, synthetic=synthetic):
        place = escape(str(folder))
        say(
            f"{place}: the study begins. In the browser: countenance serve {place}; "
            "here: countenance study --help"
        )


def status(folder: StudyArgument, form: FormatOption = Format.TABLE) -> None:
    """Show what is recorded, coded, settled, labelled and published, and what comes next.

    Example: [bold]countenance study status smiles[/bold]
    """
    from countenance.study.project import Study
    from countenance.study.status import study_status

    with Study.open(folder) as study, study.reading() as reader:
        told = study_status(reader)
        facts = study.facts()
    rows = [{"what": what, "number": number} for what, number in told.counts.items()]
    emit(rows, form, title=f"{facts.name}{' (synthetic)' if facts.synthetic else ''}")
    if form is Format.TABLE:
        for sentence in told.next_steps:
            say(escape(sentence))


def verify(
    folder: StudyArgument,
    head: Annotated[
        str, typer.Option(help="Hash of the log's last entry as you noted it earlier.", show_default=False)
    ] = "",
    clean: Annotated[
        bool, typer.Option("--clean", help="First remove files older than an hour that belong to nothing.")
    ] = False,
    actor: ActorOption = "command line",
) -> None:
    """Check the log, every row and every file; exit with 2 if something is wrong.

    Example: [bold]countenance study verify smiles[/bold]
    """
    from countenance.study.people import Role, check_actor
    from countenance.study.project import Study

    with Study.open(folder) as study, progress_bars() as progress:
        if clean:
            with study.reading() as reader:
                check_actor(reader, actor, Role.EXPERIMENTER, Role.ADMIN)
            say(f"{counted(study.clean(actor), 'file')} that belonged to nothing removed.")
        found = study.verify(known_head=head, progress=progress)
    _tell(found)


def _tell(found: Verified) -> None:
    for fault in found.faults:
        say(f"[red]wrong[/red]  {escape(fault)}")
    for remark in found.remarks:
        say(f"note   {escape(remark)}")
    looked = f"{counted(found.rows, 'row')}, {counted(found.files, 'file')}, log of {found.entries} entries"
    say(f"{looked}, which ends with {found.head}")
    if found.faults:
        raise typer.Exit(2)
    say("The study is whole.")


def backup(
    folder: StudyArgument, target: Annotated[Path, typer.Argument(help="A new file.", metavar="FILE")]
) -> None:
    """Write the whole study into one file, from which it can be restored anywhere.

    Example: [bold]countenance study backup smiles smiles-2026-11-30.tar[/bold]
    """
    from countenance.study.project import Study

    with Study.open(folder) as study, progress_bars() as progress:
        held = study.back_up(target, progress=progress)
        with study.writing("command line") as writer:
            writer.note("backup", f"of everything, up to the entry {held.head}")
    say(
        f"{escape(str(target))}: {counted(held.rows, 'row')}, {counted(held.files, 'file')}; the log ends with "
        f"{held.head}"
    )


def restore(
    source: Annotated[Path, typer.Argument(help="As 'countenance study backup' wrote it.", metavar="FILE")],
    folder: StudyArgument,
    database: DatabaseUrlOption = "",
) -> None:
    """Make a study from a backup, in a new folder.

    Example: [bold]countenance study restore smiles-2026-11-30.tar smiles-again[/bold]
    """
    from countenance.study.project import Study

    with progress_bars() as progress:
        study, held = Study.restore(source, folder, database=database, progress=progress)
    study.close()
    say(f"{escape(str(folder))}: {counted(held.rows, 'row')} and {counted(held.files, 'file')} are back.")


def migrate(folder: StudyArgument) -> None:
    """Bring a study of an earlier version to this one; the database as it was is kept beside it.

    Example: [bold]countenance study migrate smiles[/bold]
    """
    from countenance.store import REVISION
    from countenance.study.project import migrate_study

    before, copy = migrate_study(folder)
    if before == REVISION:
        say(f"The study is of this version ({REVISION}).")
        return
    kept = "" if copy is None else f" As it was, it lies in {escape(str(copy))}."
    say(f"Tables {before} were brought to {REVISION}.{kept}")


def log(
    folder: StudyArgument,
    since: Annotated[int, typer.Option(min=0, help="Show what came after this entry.")] = 0,
    form: FormatOption = Format.TABLE,
) -> None:
    """Show who changed what, and when.

    Example: [bold]countenance study log smiles --since 100 --format csv[/bold]
    """
    from countenance.study.project import Study

    shown = ("sequence", "at", "actor", "action", "entity", "entity_id", "note")
    with Study.open(folder) as study, study.reading() as reader:
        emit(
            [{name: entry[name] for name in shown} for entry in reader.log(since=since)], form, columns=shown
        )
