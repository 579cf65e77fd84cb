"""Who works on a study and who takes part: accounts, participants, consent, withdrawal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from countenance.app.cli.options import FormatOption
from countenance.app.cli.output import Format, emit, say
from countenance.app.cli.study.options import ActorOption, StudyArgument, facts_of
from countenance.core.words import counted

if TYPE_CHECKING:
    from countenance.store.records import Tombstone

__all__ = ["register"]

PseudonymArgument = Annotated[str, typer.Argument(help="The participant's pseudonym.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("add-account")(add_account)
    app.command("change-account")(change_account)
    app.command("set-password")(set_password)
    app.command()(accounts)
    app.command("add-participant")(add_participant)
    app.command()(people)
    app.command("add-consent-text")(add_consent_text)
    app.command()(consent)
    app.command()(withdraw)


def add_account(
    folder: StudyArgument,
    name: Annotated[str, typer.Argument(help="The account's name.")],
    role: Annotated[
        list[str],
        typer.Option(
            help="admin, rater, experimenter, coder, arbiter or analyst; several times for several."
        ),
    ],
    actor: ActorOption = "command line",
) -> None:
    """Add somebody who works on the study.

    Example: [bold]countenance study add-account smiles anna --role coder[/bold]
    """
    from countenance.study import people as library
    from countenance.study.project import Study

    with Study.open(folder) as study, library.acting(study, actor, library.Role.ADMIN) as writer:
        added = library.add_account(writer, name, role)
    say(f"{escape(added.name)}: {', '.join(added.roles)}.")


def change_account(
    folder: StudyArgument,
    name: Annotated[str, typer.Argument(help="The account's name.")],
    role: Annotated[
        list[str] | None,
        typer.Option(
            help="In place of the roles that it has; several times for several.", show_default=False
        ),
    ] = None,
    active: Annotated[
        bool | None,
        typer.Option(
            "--active/--inactive", help="Whether it may do anything; what it did stays.", show_default=False
        ),
    ] = None,
    actor: ActorOption = "command line",
) -> None:
    """Change what somebody may do, or shut somebody out.

    Example: [bold]countenance study change-account smiles anna --role coder --role analyst[/bold]
    """
    from countenance.core.errors import InputError
    from countenance.study import people as library
    from countenance.study.project import Study

    if not role and active is None:
        raise InputError("say what changes: --role, --active or --inactive")
    with Study.open(folder) as study, library.acting(study, actor, library.Role.ADMIN) as writer:
        changed = library.change_account(writer, name, roles=role or None, active=active)
    say(f"{escape(changed.name)}: {', '.join(changed.roles)}{'' if changed.active else '; shut out'}.")


def set_password(
    folder: StudyArgument,
    name: Annotated[str, typer.Argument(help="The account's name.")],
    password_file: Annotated[
        Path | None,
        typer.Option(
            help="A text file whose first line it is; it is asked for twice unless given.", show_default=False
        ),
    ] = None,
    actor: ActorOption = "command line",
) -> None:
    """Give an account a password for the pages; it takes the place of an earlier one and ends visits.

    Example: [bold]countenance study set-password smiles anna[/bold]
    """
    from countenance.study import people as library
    from countenance.study.project import Study

    with Study.open(folder) as study:
        with study.reading() as reader:
            library.check_actor(reader, actor, library.Role.ADMIN)
            library.account(reader, name)
        password = _asked_for(name) if password_file is None else _first_line(password_file)
        with library.acting(study, actor, library.Role.ADMIN) as writer:
            library.set_password(writer, library.account(writer, name), password)
    say(f"{escape(name)} has a new password.")


def _asked_for(name: str) -> str:
    return str(typer.prompt(f"New password of {name}", hide_input=True, confirmation_prompt=True, err=True))


def _first_line(file: Path) -> str:
    from countenance.app.cli.given import text_of

    return text_of(file, "a text file with a password").partition("\n")[0].rstrip("\r")


def accounts(folder: StudyArgument, form: FormatOption = Format.TABLE) -> None:
    """List who works on the study.

    Example: [bold]countenance study accounts smiles[/bold]
    """
    from countenance.store.records import Account
    from countenance.study.project import Study

    with Study.open(folder) as study, study.reading() as reader:
        rows = [
            {"name": one.name, "roles": ", ".join(one.roles), "active": one.active}
            for one in reader.find(Account, order="name")
        ]
    emit(rows, form, columns=("name", "roles", "active"))


def add_participant(
    folder: StudyArgument,
    name: Annotated[str, typer.Option(help="Kept apart from everything else.")] = "",
    contact: Annotated[str, typer.Option(help="Likewise.")] = "",
    fact: Annotated[
        list[str] | None, typer.Option(help="NAME=VALUE, as age=22; several times for several.")
    ] = None,
    actor: ActorOption = "command line",
) -> None:
    """Add a participant, who gets a random pseudonym.

    Example: [bold]countenance study add-participant smiles --fact age=22 --fact gender=f[/bold]
    """
    from countenance.study import people as library
    from countenance.study.project import Study

    facts = facts_of(fact)
    with (
        Study.open(folder) as study,
        library.acting(study, actor, library.Role.EXPERIMENTER, library.Role.ADMIN) as writer,
    ):
        added = library.add_participant(writer, name=name, contact=contact, facts=dict(facts))
    say(added.pseudonym)


def people(
    folder: StudyArgument,
    names: Annotated[bool, typer.Option("--names", help="Show names and contacts too.")] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """List participants, how far their recordings may go, and who withdrew.

    Example: [bold]countenance study people smiles[/bold]
    """
    from countenance.study.people.listing import list_participants
    from countenance.study.project import Study

    with Study.open(folder) as study, study.reading() as reader:
        rows = list_participants(reader, names=names)
    emit(
        rows,
        form,
        columns=() if rows else ("pseudonym", "number", "facts", "recordings", "may_go_to", "withdrew"),
    )


def add_consent_text(
    folder: StudyArgument,
    file: Annotated[Path, typer.Argument(help="A text file with what participants sign.")],
    title: Annotated[str, typer.Option(help="By which it is named.")],
    language: Annotated[str, typer.Option(help="Code of its language.")] = "en",
    actor: ActorOption = "command line",
) -> None:
    """Add a version of the consent text; its wording is kept with its SHA-256.

    Example: [bold]countenance study add-consent-text smiles consent.txt --title "Consent, version 2"[/bold]
    """
    from countenance.app.cli.given import text_of
    from countenance.study import people as library
    from countenance.study.project import Study

    text = text_of(file, "the consent text")
    with Study.open(folder) as study, library.acting(study, actor, library.Role.ADMIN) as writer:
        added = library.add_consent_text(writer, title, text, language=language)
    say(f"{escape(title)}: items {', '.join(added.items)}; SHA-256 {added.digest}")


def consent(
    folder: StudyArgument,
    pseudonym: PseudonymArgument,
    agree: Annotated[
        list[str] | None,
        typer.Option(
            help="An item that the participant agreed to; several times for several. All others: no."
        ),
    ] = None,
    text: Annotated[
        str, typer.Option(help="Title of the consent text; the latest unless given.", show_default=False)
    ] = "",
    actor: ActorOption = "command line",
) -> None:
    """Keep what a participant agreed to; it takes the place of an earlier consent.

    Example: [bold]countenance study consent smiles pk3v7qa --agree record --agree laboratory[/bold]
    """
    from countenance.study import people as library
    from countenance.study.project import Study

    with (
        Study.open(folder) as study,
        library.acting(study, actor, library.Role.EXPERIMENTER, library.Role.ADMIN) as writer,
    ):
        wording = library.consent_text(writer, text)
        answers = {**dict.fromkeys(wording.items, False), **dict.fromkeys(agree or (), True)}
        kept = library.add_consent(writer, library.participant(writer, pseudonym), wording, answers)
    agreed = ", ".join(item for item, yes in answers.items() if yes) or "nothing"
    level = library.level_agreed(kept)
    say(
        f"{escape(pseudonym)} agrees to {escape(agreed)} ({escape(wording.title)}): recordings may go to {level}."
    )


def withdraw(
    folder: StudyArgument,
    pseudonym: Annotated[
        str, typer.Argument(help="The participant's pseudonym; not with --finish.", show_default=False)
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be removed, and change nothing.")
    ] = False,
    finish: Annotated[
        bool, typer.Option("--finish", help="Remove what withdrawals that were interrupted have left.")
    ] = False,
    actor: ActorOption = "command line",
) -> None:
    """Remove a participant with all recordings, codings and labels; a tombstone stays.

    Backups and releases that were handed out still hold the participant: the latter are listed.

    Example: [bold]countenance study withdraw smiles pk3v7qa --dry-run[/bold]
    """
    from countenance.core.errors import InputError
    from countenance.study import people as library
    from countenance.study.project import Study

    if bool(pseudonym) == finish or (finish and dry_run):
        raise InputError("name the participant who withdraws, or give --finish alone")
    with Study.open(folder) as study:
        with study.reading() as reader:
            library.check_actor(reader, actor, library.Role.ADMIN)
        if finish:
            _tell_finished(library.finish_withdrawals(study, actor))
            return
        if dry_run:
            with study.reading() as reader:
                plan = library.plan_withdrawal(reader, pseudonym)
        else:
            plan = library.withdraw(study, pseudonym, actor)
    rows = ", ".join(counted(n, noun) for noun, n in plan.rows.items())
    say(f"{escape(pseudonym)}: {rows} {'would be' if dry_run else 'are'} removed.")
    _tell_releases(plan.releases)


def _tell_finished(finished: Sequence[Tombstone]) -> None:
    for one in finished:
        say(f"{escape(one.pseudonym)}: nothing is left.")
        _tell_releases(one.releases)
    if not finished:
        say("Every withdrawal is finished.")


def _tell_releases(releases: Iterable[str]) -> None:
    for release in releases:
        say(f"The release {escape(release)} holds the participant: ask those who have it to delete it.")
