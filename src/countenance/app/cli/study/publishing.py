"""The release of a study, and a study of nobody real in which every command can be tried."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from countenance.app.cli.options import JobsOption
from countenance.app.cli.output import Format, emit, say
from countenance.app.cli.study.options import StudyArgument
from countenance.app.cli.workers import executor_for, progress_bars
from countenance.core.words import counted

if TYPE_CHECKING:
    from countenance.core.executors import Progress
    from countenance.study.publishing import Options, Published
    from countenance.study.simulation.demo import DemoStudy

__all__ = ["register"]

_DEMO_PROFILES = {"casme": "researchers", "tables": "researchers", "deidentified": "researchers"}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(publish)
    app.command()(demo)


def publish(
    folder: StudyArgument,
    profile: Annotated[str, typer.Option(help="casme, tables, bids (experimental) or deidentified.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="A new or empty folder.")],
    level: Annotated[str, typer.Option(help="For whom: laboratory, researchers or public.")],
    actor: Annotated[
        str, typer.Option("--as", help="Name of an analyst's or admin's account.", metavar="NAME")
    ],
    pictures: Annotated[
        bool, typer.Option("--pictures", help="casme: write every frame as a picture, too (rawpic).")
    ] = False,
    crops: Annotated[
        bool, typer.Option("--crops", help="casme: cut the face out of every expression (cropped).")
    ] = False,
    measure: Annotated[
        bool,
        typer.Option("--measure", help="deidentified: add landmarks, head pose and flow of every frame."),
    ] = False,
) -> None:
    """Write a release: only what consent covers, whole or not at all.

    Example: [bold]countenance study publish smiles --profile casme --out v1 --level researchers --as emil[/bold]
    """
    from countenance.study.project import Study
    from countenance.study.publishing import publish as write

    with Study.open(folder) as study, progress_bars() as progress:
        options = _options(pictures=pictures, crops=crops, measure=measure, progress=progress)
        published = write(study, profile, out, level, actor, options=options)
    _tell(published)


def _tell(published: Published) -> None:
    from countenance.study.publishing.wording import NOTHING_FOLLOWS, not_settled

    held = published.release
    people, entries = len(held.participants), len(held.manifest["files"])
    say(
        f"{escape(str(published.folder))}: {held.profile} of {counted(people, 'participant')}; {entries} files, or "
        "folders of pictures."
    )
    for state, names in published.unsettled.items():
        say(f"{escape(not_settled(state, names))}. {NOTHING_FOLLOWS}")
    for one in published.left_out:
        say(f"left out: {escape(one.recording)} of {escape(one.participant)}: {escape(one.reason)}")


def _options(*, pictures: bool, crops: bool, measure: bool, progress: Progress) -> Options:
    from countenance.study.publishing import Options

    options = Options(pictures=pictures, progress=progress)
    if crops:
        from countenance.app.exporting import face_crop

        options = replace(options, window=face_crop)
    if measure:
        from countenance.app.features import film_features

        options = replace(options, features=film_features)
    return options


def demo(
    folder: Annotated[
        Path, typer.Argument(help="A new folder for the study and its releases.", metavar="OUT")
    ],
    jobs: JobsOption,
    participants: Annotated[int, typer.Option(min=2, max=20, help="Simulated participants.")] = 4,
    minutes: Annotated[float, typer.Option(min=0.1, max=10, help="Length of each recording.")] = 0.25,
    seed: Annotated[int, typer.Option(min=0, help="Another seed gives other faces and errors.")] = 0,
) -> None:
    """Build a small study of nobody real through every step, with two coders whose errors are known.

    Faces are rendered, stimuli rated, sessions held, movements reported, coded twice, compared, settled, labelled
    and published. The agreement that is found is shown beside the one that follows from the coders' errors. Two
    more recordings are left, one to be coded and one to be settled.

    Example: [bold]countenance study demo study-demo[/bold]
    """
    from countenance.app.exporting import face_crop
    from countenance.study.project import Study
    from countenance.study.publishing import Options
    from countenance.study.publishing import publish as write
    from countenance.study.simulation.demo import build_demo, leave_work
    from countenance.study.simulation.staging import ANALYST

    with executor_for(jobs, None) as executor, progress_bars() as progress:
        built = build_demo(
            folder / "study", participants=participants, minutes=minutes, seed=seed, executor=executor,
            progress=progress,
        )  # fmt: skip
        with Study.open(built.folder) as study:
            options = Options(window=face_crop, progress=progress)
            releases = [
                write(study, profile, folder / "releases" / profile, level, ANALYST, options=options)
                for profile, level in _DEMO_PROFILES.items()
            ]
            leave_work(study, minutes=minutes, seed=seed, executor=executor, progress=progress)
    _tell_demo(built)
    for release in releases:
        _tell(release)
    place = escape(str(built.folder))
    say(f"Look around: countenance study status {place}")
    say(f"In the browser: countenance serve {place} --as NAME")
    say(
        "NAME: anna or ben, who code; cleo, who settles; rita, who rates; dora, emil or ada, who run the study"
    )


def _tell_demo(built: DemoStudy) -> None:
    from countenance.study.simulation.demo import figures

    here, often, known = figures(built.found), figures(built.repeated), built.expected.to_dict()
    rows = [
        {
            "agreement": what,
            "found": f"{here[what].value:.2f}",
            "95%": f"{here[what].low:.2f} to {here[what].high:.2f}",
            "coded 200 times": f"{often[what].value:.2f}",
            "from the errors": f"{value:.2f}",
        }
        for what, value in known.items()
    ]
    emit(rows, Format.TABLE, title="Two simulated coders")
    say(escape(built.kept))
    say("Simulated faces and coders: these figures say that the program works, nothing about people.")
