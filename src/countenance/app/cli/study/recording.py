"""Sessions, recordings and self-reports: taken into the study, and listed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from countenance.app.cli.options import FormatOption
from countenance.app.cli.output import Format, emit, say
from countenance.app.cli.study.options import ActorOption, StudyArgument
from countenance.app.cli.workers import progress_bars
from countenance.core.words import counted

__all__ = ["register"]

RecordingOption = Annotated[
    str, typer.Option(help="Name of one recording; all unless given.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("import-session")(import_session)
    app.command()(sessions)
    app.command("add-recording")(add_recording)
    app.command("remove-recording")(remove_recording)
    app.command()(recordings)
    app.command("import-reports")(import_reports)
    app.command()(reports)


def import_session(
    folder: StudyArgument,
    file: Annotated[Path, typer.Argument(help="Log of a session: a line of JSON for each event.")],
    participant: Annotated[
        str,
        typer.Option(help="Pseudonym, to make sure; the log itself tells the number.", show_default=False),
    ] = "",
    actor: ActorOption = "command line",
) -> None:
    """Take in the log of a session; if it has grown since, what is new is added.

    Example: [bold]countenance study import-session smiles s01.jsonl --participant pk3v7qa[/bold]
    """
    from countenance.study import recording as library
    from countenance.study.project import Study

    with Study.open(folder) as study, library.experimenting(study, actor) as writer:
        done = library.import_log(writer, file, participant)
    for problem in done.problems:
        say(f"note: {escape(problem)}", aside=True)
    row, session = done.kept.row, done.kept.session
    say(
        f"session {row.id}: {counted(done.added, 'event')} added, {len(session.completed)} of "
        f"{counted(len(session.order), 'clip')} seen to the end, state {row.state}."
    )


def sessions(folder: StudyArgument, form: FormatOption = Format.TABLE) -> None:
    """List sessions, how far each came, and clocks that jumped.

    Example: [bold]countenance study sessions smiles[/bold]
    """
    from countenance.study.project import Study
    from countenance.study.recording.sessions import SESSION_COLUMNS, list_sessions

    with Study.open(folder) as study, study.reading() as reader:
        rows = list_sessions(reader)
    emit(rows, form, columns=SESSION_COLUMNS)


def add_recording(
    folder: StudyArgument,
    file: Annotated[Path, typer.Argument(help="A video file; it is copied into the study.")],
    participant: Annotated[
        str, typer.Option(help="Pseudonym; that of the session unless given.", show_default=False)
    ] = "",
    session: Annotated[
        str,
        typer.Option(help="Id of the session, or pseudonym of who had one session.", show_default=False),
    ] = "",
    stimulus: Annotated[
        str,
        typer.Option(
            help="What was on the screen; leave it out for the recording of a whole session.",
            show_default=False,
        ),
    ] = "",
    take: Annotated[int, typer.Option(min=1, help="Which showing of the stimulus.")] = 1,
    name: Annotated[
        str, typer.Option(help="By which it is known; that of the file unless given.", show_default=False)
    ] = "",
    sync: Annotated[
        list[str] | None,
        typer.Option(
            help="A frame and the moment on the session's clock that it shows; several times. What the session "
            "logged counts unless given.",
            metavar="FRAME:MILLISECONDS",
        ),
    ] = None,
    segment: Annotated[
        int, typer.Option(min=0, help="How often the session had been resumed before the recording began.")
    ] = 0,
    level: Annotated[
        str,
        typer.Option(
            help="none, laboratory, researchers or public: how far it may go, if less far than the consent says.",
            show_default=False,
        ),
    ] = "",
    quick: Annotated[
        bool, typer.Option("--quick", help="Trust the file's index: do not decode every frame once.")
    ] = False,
    allow_damaged: Annotated[
        bool, typer.Option("--allow-damaged", help="Keep a damaged file, with the frames before the damage.")
    ] = False,
    actor: ActorOption = "command line",
) -> None:
    """Add a recording of a participant; it is looked through, copied and never cut.

    Example: [bold]countenance study add-recording smiles s01.mp4 --participant pk3v7qa --stimulus teeth[/bold]
    """
    from countenance.study import recording as library
    from countenance.study.project import Study

    given = library.NewFilm(
        participant=participant,
        session=session,
        name=name,
        stimulus=stimulus,
        take=take,
        level=level,
        sync=[library.sync_point_of(text) for text in sync or ()],
        segment=segment,
    )
    with Study.open(folder) as study, progress_bars() as progress:
        added = library.add_film(
            study, file, given, decode=not quick, allow_damaged=allow_damaged, actor=actor, progress=progress
        )
    film = added.film
    for warning in added.warnings:
        say(f"note: {escape(warning)}", aside=True)
    say(f"{escape(film.name)}: {counted(film.n_frames, 'frame')}, {float(film.fps):.4g} per second.")
    for clip in library.clips_of(film):
        if clip.interval is not None:
            where = f"frames {clip.interval.onset} to {clip.interval.offset}"
            say(f"  {escape(clip.stimulus)}, take {clip.take}: {where}")


def remove_recording(
    folder: StudyArgument,
    recording: Annotated[str, typer.Argument(help="Name of the recording.", show_default=False)],
    actor: ActorOption = "command line",
) -> None:
    """Take out a recording that was taken in by mistake, with its file; never one that somebody has worked on.

    Example: [bold]countenance study remove-recording smiles s01[/bold]
    """
    from countenance.study import recording as library
    from countenance.study.project import Study

    with Study.open(folder) as study:
        removed = library.remove_film(study, recording, actor=actor)
    say(f"{escape(removed.name)} is taken out, with its file.")
    for release in removed.releases:
        say(f"note: the release {escape(release)} may hold it.", aside=True)


def recordings(folder: StudyArgument, form: FormatOption = Format.TABLE) -> None:
    """List recordings: whose they are, what was on the screen, frames, rate, and why one may not serve.

    Example: [bold]countenance study recordings smiles[/bold]
    """
    from countenance.study.project import Study
    from countenance.study.recording.films import FILM_COLUMNS, list_films

    with Study.open(folder) as study, study.reading() as reader:
        rows = list_films(reader)
    emit(rows, form, columns=FILM_COLUMNS)


def import_reports(
    folder: StudyArgument,
    file: Annotated[Path, typer.Argument(help=".csv, .tsv, .xlsx or .xls.")],
    first_frame: Annotated[int, typer.Option(min=0, help="Number of a recording's first frame in it.")] = 0,
    replace: Annotated[
        bool, typer.Option("--replace", help="Let it take the place of reports that a recording has.")
    ] = False,
    actor: ActorOption = "command line",
) -> None:
    """Take in what participants say of their movements: all of the table, or nothing.

    Its columns are recording, onset, offset, emotion, intensity, text and not_emotional.

    Example: [bold]countenance study import-reports smiles reports.xlsx[/bold]
    """
    from countenance.app.cli.given import check_table
    from countenance.study import recording as library
    from countenance.study.project import Study

    check_table(file, "a table of self-reports")
    with Study.open(folder) as study, library.experimenting(study, actor) as writer:
        done = library.import_reports(writer, file, first_frame=first_frame, replace=replace)
    told = f"{counted(done.reports, 'self-report')} of {counted(done.recordings, 'recording')}"
    say(f"{told}; {counted(done.changes, 'change')}.")


def reports(
    folder: StudyArgument,
    recording: RecordingOption = "",
    out: Annotated[
        Path | None, typer.Option(help="Write them into this .csv or .xlsx instead.", show_default=False)
    ] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """List what participants say of their movements, or write it into a table.

    Example: [bold]countenance study reports smiles --out reports.xlsx[/bold]
    """
    from countenance.study.project import Study
    from countenance.study.recording.report_tables import COLUMNS, export_reports, list_reports

    with Study.open(folder) as study, study.reading() as reader:
        if out is not None:
            say(f"{escape(str(out))}: {counted(export_reports(reader, out, recording), 'self-report')}.")
            return
        rows = list_reports(reader, recording)
    emit(rows, form, columns=COLUMNS)
