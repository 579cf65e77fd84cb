"""Before the camera: stimuli, their ratings, the protocol, and the order of clips."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from countenance.app.cli.options import FormatOption
from countenance.app.cli.output import Format, emit, say
from countenance.app.cli.study.options import ActorOption, StudyArgument
from countenance.core.words import counted

if TYPE_CHECKING:
    from countenance.study.stimuli import Preference, ScorePolicy

__all__ = ["register"]

ScoresOption = Annotated[
    str,
    typer.Option(
        help="Whose scores of intensity count: all, or those who named the main emotion (selectors)."
    ),
]
ProtocolFile = Annotated[Path, typer.Argument(metavar="FILE", help="A protocol in TOML.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("add-stimulus")(add_stimulus)
    app.command()(stimuli)
    app.command("import-ratings")(import_ratings)
    app.command("choose-stimuli")(choose_stimuli)
    app.command("protocol-template")(protocol_template)
    app.command("protocol-check")(protocol_check)
    app.command("add-protocol")(add_protocol)
    app.command()(order)


def add_stimulus(
    folder: StudyArgument,
    file: Annotated[Path, typer.Argument(help="The clip.")],
    name: Annotated[
        str, typer.Option(help="By which it is known; that of the file unless given.", show_default=False)
    ] = "",
    emotion: Annotated[
        str, typer.Option(help="What it is meant to evoke; the raters tell unless given.", show_default=False)
    ] = "",
    hash_only: Annotated[
        bool, typer.Option("--hash-only", help="Keep its SHA-256 and leave the file where it is.")
    ] = False,
    actor: ActorOption = "command line",
) -> None:
    """Add a clip that participants are to watch.

    Example: [bold]countenance study add-stimulus smiles clips/teeth.mp4 --emotion disgust[/bold]
    """
    from countenance.study import recording as library
    from countenance.study.project import Study

    with Study.open(folder) as study:
        added = library.add_stimulus(study, file, name=name, emotion=emotion, keep=not hash_only, actor=actor)
    kept = "its hash alone is kept" if hash_only else "kept"
    say(f"{escape(added.name)}: {added.seconds:g} s, SHA-256 {added.digest}; {kept}.")


def stimuli(folder: StudyArgument, scores: ScoresOption = "all", form: FormatOption = Format.TABLE) -> None:
    """Show what raters say of each stimulus, as Table 3 of the CAS(ME)² paper does, and that table below it.

    Example: [bold]countenance study stimuli smiles[/bold]
    """
    from countenance.study.project import Study
    from countenance.study.recording.ratings import COLUMNS, table_3

    policy = _policy(scores)
    with Study.open(folder) as study, study.reading() as reader:
        rows = table_3(reader, policy)
    emit(rows, form, columns=COLUMNS)


def import_ratings(
    folder: StudyArgument,
    file: Annotated[Path, typer.Argument(help=".csv, .tsv, .xlsx or .xls.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Where a rater rated a clip again, let the last rating count.")
    ] = False,
    actor: ActorOption = "command line",
) -> None:
    """Take in ratings: a row each with rater, clip, emotion and intensity, or a row for each rater.

    Example: [bold]countenance study import-ratings smiles ratings.xlsx[/bold]
    """
    from countenance.app.cli.given import check_table
    from countenance.study import recording as library
    from countenance.study.project import Study

    check_table(file, "a table of ratings")
    with Study.open(folder) as study, library.experimenting(study, actor) as writer:
        done = library.import_ratings(writer, file, replace=replace)
    if done.free_words:
        words = escape(", ".join(done.free_words))
        say(f"note: raters used words that are no basic emotion, each counted by itself: {words}", aside=True)
    say(f"{counted(done.added, 'rating')} added, {done.changed} changed, {done.unchanged} there already.")


def choose_stimuli(
    folder: StudyArgument,
    want: Annotated[
        list[str],
        typer.Option(help="EMOTION=NUMBER of clips, as anger=2; several times.", metavar="EMOTION=NUMBER"),
    ],
    min_selection: Annotated[float, typer.Option(min=0, max=1, help="Smallest rate of selection.")] = 0.7,
    min_raters: Annotated[int, typer.Option(min=1, help="Fewest raters.")] = 10,
    min_intensity: Annotated[float, typer.Option(help="Lowest mean intensity.")] = 1,
    max_intensity: Annotated[float, typer.Option(help="Highest mean intensity.")] = 9,
    min_seconds: Annotated[float | None, typer.Option(help="Shortest.", show_default=False)] = None,
    max_seconds: Annotated[float | None, typer.Option(help="Longest.", show_default=False)] = None,
    prefer: Annotated[
        list[str] | None,
        typer.Option(
            help='EMOTION=selection, intensity or "low intensity": which clips are taken first; several times.',
            metavar="EMOTION=WHICH",
        ),
    ] = None,
    scores: ScoresOption = "all",
    incomplete: Annotated[
        bool,
        typer.Option("--incomplete", help="Choose although fewer clips fulfil the rule than are wanted."),
    ] = False,
    actor: ActorOption = "command line",
) -> None:
    """Choose stimuli by a rule, which is kept with the reasons against all others.

    Example: [bold]countenance study choose-stimuli smiles --want disgust=2 --want anger=2 --want happiness=5[/bold]
    """
    from countenance.study import recording as library
    from countenance.study.project import Study
    from countenance.study.stimuli import ChoiceRule

    rule = ChoiceRule(
        {emotion: _number(text, emotion) for emotion, text in _pairs(want, "--want")},
        min_selection=min_selection,
        min_raters=min_raters,
        intensity=(min_intensity, max_intensity),
        min_duration_s=min_seconds,
        max_duration_s=max_seconds,
        prefer={emotion: _preference(text) for emotion, text in _pairs(prefer or [], "--prefer")},
    )
    policy = _policy(scores)
    with Study.open(folder) as study, library.experimenting(study, actor) as writer:
        choice = library.choose_stimuli(writer, rule, policy, incomplete=incomplete)
    for clip in choice.chosen:
        say(
            f"chosen  {escape(clip.clip)}: {escape(clip.emotions[0])}, {clip.n_selected} of {clip.n_raters} raters"
        )
    for name, reason in choice.reasons.items():
        say(f"not     {escape(name)}: {escape(reason)}")
    if choice.shortfall:
        say(f"note: {escape(choice.shortfall)}", aside=True)


def protocol_template(folder: StudyArgument, file: ProtocolFile) -> None:
    """Write a protocol to begin with, which lists the chosen stimuli; it is to be edited.

    Example: [bold]countenance study protocol-template smiles protocol.toml[/bold]
    """
    from countenance.study import recording as library
    from countenance.study.project import Study

    with Study.open(folder) as study, study.reading() as reader:
        listed = library.write_protocol(reader, file)
    say(
        f"{escape(str(file))}: {counted(len(listed), 'clip')}. Replace its texts by your own before it is used."
    )


def protocol_check(
    folder: StudyArgument,
    file: ProtocolFile,
    clips: Annotated[
        Path | None,
        typer.Option(
            help="Folder of the clips: are they the files that the protocol means?", show_default=False
        ),
    ] = None,
) -> None:
    """Look whether a protocol can be used in the study; exit with 2 if something is wrong.

    Example: [bold]countenance study protocol-check smiles protocol.toml --clips clips[/bold]
    """
    from countenance.study import recording as library
    from countenance.study.elicitation import Protocol
    from countenance.study.project import Study

    protocol = Protocol.read(file)
    with Study.open(folder) as study, study.reading() as reader:
        problems = library.protocol_problems(reader, protocol, clips)
    for problem in problems:
        say(f"[red]wrong[/red]  {escape(problem)}")
    if problems:
        raise typer.Exit(2)
    say(
        f"{escape(protocol.title)}, version {escape(protocol.version)}, can be used; SHA-256 {protocol.digest}"
    )


def add_protocol(folder: StudyArgument, file: ProtocolFile, actor: ActorOption = "command line") -> None:
    """Keep a protocol word for word; sessions name it by its SHA-256.

    Example: [bold]countenance study add-protocol smiles protocol.toml[/bold]
    """
    from countenance.study import recording as library
    from countenance.study.project import Study

    with Study.open(folder) as study, library.experimenting(study, actor) as writer:
        kept, is_new = library.add_protocol(writer, file)
    say(f"{escape(kept.title)} is kept{'' if is_new else ' already'}; SHA-256 {kept.digest}")


def order(
    folder: StudyArgument,
    participant: Annotated[str, typer.Argument(help="The participant's pseudonym.")],
    protocol: Annotated[
        str,
        typer.Option(
            help="Title or beginning of the SHA-256; the only one unless given.", show_default=False
        ),
    ] = "",
    form: FormatOption = Format.TABLE,
) -> None:
    """Show in which order a participant sees the clips: always the same for a protocol and a participant.

    Example: [bold]countenance study order smiles pk3v7qa[/bold]
    """
    from countenance.study import people
    from countenance.study import recording as library
    from countenance.study.project import Study

    with Study.open(folder) as study, study.reading() as reader:
        kept = library.protocol_named(reader, protocol)
        names = library.clip_order_of(people.participant(reader, participant), kept)
    shown = library.protocol_of(kept)
    rows = [
        {
            "place": place,
            "clip": name,
            "emotion": shown.clip(name).emotion,
            "seconds": shown.clip(name).duration_s,
        }
        for place, name in enumerate(names, 1)
    ]
    emit(rows, form, title=f"{participant}: {shown.scheme}")


def _pairs(texts: list[str], option: str) -> Iterator[tuple[str, str]]:
    from countenance.core import InputError
    from countenance.study.stimuli import emotion_word

    seen = set()
    for text in texts:
        name, equals, value = text.partition("=")
        if not (name.strip() and equals and value.strip()):
            raise InputError(f"{option} {text}: write EMOTION=VALUE, for example anger=2")
        emotion = emotion_word(name)
        if emotion in seen:
            raise InputError(f"{option} names {emotion} twice: name it once")
        seen.add(emotion)
        yield emotion, value.strip()


def _number(text: str, emotion: str) -> int:
    from countenance.core import InputError

    if not text.isdecimal():
        raise InputError(f"--want {emotion}={text}: {text!r} is no number of clips")
    return int(text)


def _preference(text: str) -> Preference:
    from countenance.core import InputError
    from countenance.study.stimuli import Preference

    if text not in set(Preference):
        raise InputError(f"--prefer: {text!r} is none of {', '.join(Preference)}")
    return Preference(text)


def _policy(text: str) -> ScorePolicy:
    from countenance.core import InputError
    from countenance.study.stimuli import ScorePolicy

    policies = {"all": ScorePolicy.ALL_RATERS, "selectors": ScorePolicy.SELECTORS}
    if text not in policies:
        raise InputError(f"--scores {text}: give one of {', '.join(policies)}")
    return policies[text]
