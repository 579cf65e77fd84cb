"""Coding by hand: who codes what, codings from and to other programs, and the lock once they are submitted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from countenance.app.cli.options import FormatOption
from countenance.app.cli.output import Format, emit, say
from countenance.app.cli.study.options import ActorOption, StudyArgument
from countenance.core.words import counted

__all__ = ["register"]

CoderOption = Annotated[str, typer.Option("--as", help="Name of the coder's account.", metavar="NAME")]
RecordingOption = Annotated[
    str, typer.Option(help="Name of one recording; all unless given.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(assign)
    app.command("to-code")(to_code)
    app.command("import-codings")(import_codings)
    app.command("export-codings")(export_codings)
    app.command()(submit)
    app.command()(reopen)


def assign(
    folder: StudyArgument,
    coder: Annotated[list[str], typer.Option(help="Name of a coder's account; twice for two coders.")],
    recording: Annotated[
        list[str] | None, typer.Option(help="Name of a recording; all unless given.", show_default=False)
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Another seed gives other orders.")] = 0,
    actor: ActorOption = "command line",
) -> None:
    """Give recordings to coders, to each in a random order of his own.

    Example: [bold]countenance study assign smiles --coder anna --coder ben[/bold]
    """
    from countenance.study import coding
    from countenance.study.coding.assigning import codable_films, film_named
    from countenance.study.people import Role, acting
    from countenance.study.project import Study

    with Study.open(folder) as study, acting(study, actor, Role.EXPERIMENTER, Role.ADMIN) as writer:
        films = [film_named(writer, name) for name in recording] if recording else codable_films(writer)
        added = coding.assign(writer, coder, films, seed=seed)
    say(f"{counted(len(added), 'assignment')} added.")


def to_code(folder: StudyArgument, coder: CoderOption, form: FormatOption = Format.TABLE) -> None:
    """List what a coder has still to code, in his order.

    Example: [bold]countenance study to-code smiles --as anna[/bold]
    """
    from countenance.study.coding import assignments_of
    from countenance.study.project import Study

    with Study.open(folder) as study, study.reading() as reader:
        rows = [
            {"recording": one.film.name, "frames": one.film.n_frames, "codings": one.n_codings}
            for one in assignments_of(reader, coder)
        ]
    emit(rows, form, columns=("recording", "frames", "codings"))


def import_codings(
    folder: StudyArgument,
    file: Annotated[Path, typer.Argument(help=".csv, .xlsx, .eaf, .boris or .TextGrid.")],
    coder: CoderOption,
    recording: Annotated[
        str, typer.Option(help="Which recording it codes, where the file does not say.", show_default=False)
    ] = "",
    tier: Annotated[
        list[str] | None,
        typer.Option(help="MEANING=NAME of a tier of ELAN or Praat, as expression=Mimik; several times."),
    ] = None,
    first_frame: Annotated[
        int, typer.Option(min=0, help="Number of a recording's first frame in a table.")
    ] = 0,
    replace: Annotated[
        bool, typer.Option("--replace", help="Let it take the place of codings that are there.")
    ] = False,
) -> None:
    """Take in what a coder marked in another program: all of the file, or nothing.

    Example: [bold]countenance study import-codings smiles anna-s01.eaf --as anna --recording s01[/bold]
    """
    from countenance.app.cli.study.options import pairs_of
    from countenance.study.coding.files import import_file
    from countenance.study.project import Study

    tiers = pairs_of(tier, "--tier", "expression=Mimik")
    with Study.open(folder) as study, study.writing(coder) as writer:
        passes, remarks = import_file(
            writer, file, coder, recording=recording, tiers=tiers, first_frame=first_frame, replace=replace
        )
    for remark in remarks:
        say(f"note: {escape(remark)}", aside=True)
    codings = sum(len(one.codings) for one in passes)
    say(f"{counted(codings, 'coding')} in {counted(len(passes), 'recording')}.")


def export_codings(
    folder: StudyArgument,
    file: Annotated[Path, typer.Argument(help=".csv, .xlsx, .eaf, .boris or .TextGrid.")],
    name: Annotated[str, typer.Option("--as", help="Name of the account that wants them.", metavar="NAME")],
    coder: Annotated[
        str, typer.Option(help="Codings of one coder; of all unless given.", show_default=False)
    ] = "",
    recording: RecordingOption = "",
) -> None:
    """Write codings for another program, as far as an account may see them.

    Coders see their own, and those of others once they have submitted the recording themselves. ELAN and Praat hold
    one recording a file: name it.

    Example: [bold]countenance study export-codings smiles codings.csv --as cleo[/bold]
    """
    from countenance.study.coding.files import export_file
    from countenance.study.project import Study

    with Study.open(folder) as study, study.writing(name) as writer:
        passes = export_file(writer, study.media, file, name, coder=coder, recording=recording)
        writer.note("export", f"{len(passes)} passes of {coder or 'all coders'} as {file.suffix}")
    codings, films = sum(len(one.codings) for one in passes), len({one.recording for one in passes})
    say(f"{escape(str(file))}: {counted(codings, 'coding')} in {counted(films, 'recording')}.")


def submit(
    folder: StudyArgument,
    coder: CoderOption,
    recording: Annotated[
        list[str] | None, typer.Option(help="Name of a recording; several times for several.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Everything that is still open.")] = False,
) -> None:
    """Declare recordings coded: from now on nothing of them changes, and others may see them.

    Example: [bold]countenance study submit smiles --as anna --recording s01[/bold]
    """
    from countenance.core import InputError
    from countenance.study import coding
    from countenance.study.project import Study

    if bool(recording) == everything:
        raise InputError("name recordings with --recording, or give --all")
    with Study.open(folder) as study, study.writing(coder) as writer:
        names = recording or [one.film.name for one in coding.assignments_of(writer, coder)]
        for name in names:
            coding.submit(writer, coder, name)
    say(f"{escape(coder)} has submitted {counted(len(names), 'recording')}.")


def reopen(
    folder: StudyArgument,
    recording: Annotated[str, typer.Argument(help="Name of the recording.", show_default=False)],
    coder: Annotated[str, typer.Option(help="Whose submission it is.", show_default=False)],
    reason: Annotated[str, typer.Option(help="Kept in the log.", show_default=False)],
    actor: ActorOption = "command line",
) -> None:
    """Let a coder go on with what was submitted too early; not once an arbiter has settled something in it.

    What the coder has seen of others meanwhile cannot be unseen. The log keeps who reopened it, and why.

    Example: [bold]countenance study reopen smiles s01 --coder anna --reason "the last minute was missing"[/bold]
    """
    from countenance.study import coding
    from countenance.study.people import Role, acting
    from countenance.study.project import Study

    with Study.open(folder) as study, acting(study, actor, Role.ADMIN) as writer:
        coding.reopen(writer, coder, recording, reason)
    say(f"{escape(coder)} may go on with {escape(recording)}.")
