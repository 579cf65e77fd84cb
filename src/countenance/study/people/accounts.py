"""Who works on a study, and what each may do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum

from countenance.core.errors import InputError
from countenance.store import Reader, Writer
from countenance.store.records import Account
from countenance.study.project import Study

__all__ = [
    "COMMAND_LINE",
    "Role",
    "account",
    "account_to_change",
    "acting",
    "add_account",
    "change_account",
    "check_actor",
    "require",
]

COMMAND_LINE = "command line"
"""Who acts where nobody is named: no account, but whoever can write to the study's folder."""
_OF_THE_PROGRAM = frozenset({COMMAND_LINE, "countenance", "participant", "simulation"})
"""What the log calls the program itself, and who has no account; :data:`COMMAND_LINE` may do everything."""
_LONGEST = 60


class Role(StrEnum):
    """What an account may do; one may have several roles."""

    ADMIN = "admin"
    """Accounts, consent texts, withdrawal, backup."""
    RATER = "rater"
    """Rating clips, and nothing else; others may rate, too."""
    EXPERIMENTER = "experimenter"
    """Participants, stimuli, sessions, recordings."""
    CODER = "coder"
    """Marking what is assigned, blind to all else."""
    ARBITER = "arbiter"
    """Settling what coders differ in, and labels."""
    ANALYST = "analyst"
    """Agreement, profile, publishing."""


def add_account(writer: Writer, name: str, roles: Iterable[str]) -> Account:
    """Add an account.

    Raises
    ------
    InputError
        If the name is taken, empty, too long, not printable or one by which the log calls the program, or a role
        is none.
    """
    if not name.strip():
        raise InputError("an account needs a name")
    if len(name.strip()) > _LONGEST or not name.strip().isprintable():
        raise InputError(f"the name of an account has up to {_LONGEST} characters, and no line breaks")
    if name.strip().casefold() in _OF_THE_PROGRAM:
        raise InputError(f"{name.strip()!r} is what the log calls the program itself: take another name")
    alike = next(
        (one for one in writer.find(Account) if one.name.casefold() == name.strip().casefold()), None
    )
    if alike is not None:
        raise InputError(
            f"there is already an account {alike.name!r}: names that differ only in case are mistaken"
        )
    return writer.add(Account(name=name.strip(), roles=_roles(roles)))


def change_account(
    writer: Writer,
    name: str,
    *,
    roles: Iterable[str] | None = None,
    active: bool | None = None,
    version: int | None = None,
) -> Account:
    """Change what somebody may do, or whether he may do anything.

    What a coder has marked and an arbiter decided stays.

    Parameters
    ----------
    writer : Writer
    name : str
    roles : iterable of str, optional
        In place of those that he has.
    active : bool, optional
    version : int, optional
        Of the account as it was read.

    Raises
    ------
    InputError
        If there is no such account, a role is none, or no active admin would be left.
    ConflictError
        If somebody has changed it since.
    """
    found = account_to_change(writer, name, version=version)
    changed = writer.change(
        found,
        roles=found.roles if roles is None else _roles(roles),
        active=found.active if active is None else active,
    )
    if _is_admin(found) and not any(map(_is_admin, writer.find(Account))):
        raise InputError(f"{name} is the only admin: make somebody else one first")
    return changed


def account_to_change(writer: Writer, name: str, *, version: int | None = None) -> Account:
    """The account of a name, active or not, if nobody has changed it since.

    Raises
    ------
    InputError
        If there is none.
    ConflictError
        If its version is another one.
    """
    found = writer.first(Account, name=name)
    if found is None:
        raise InputError(f"there is no account {name!r}: 'countenance study accounts' lists all")
    if version not in {None, found.version}:
        raise writer.conflict(found)
    return found


def _is_admin(one: Account) -> bool:
    return one.active and Role.ADMIN in one.roles


def account(reader: Reader, name: str) -> Account:
    """The active account of that name.

    Raises
    ------
    InputError
        With the names that there are, if there is none.
    """
    found = reader.first(Account, name=name)
    if found is None or not found.active:
        names = ", ".join(one.name for one in reader.find(Account, order="name", active=True)) or "none yet"
        raise InputError(f"there is no account {name!r}; there are: {names}")
    return found


def require(reader: Reader, name: str, *roles: Role) -> Account:
    """The account of that name, if it has one of the roles.

    Raises
    ------
    InputError
        If it has none of them.
    """
    found = account(reader, name)
    if not set(roles) & set(found.roles):
        raise InputError(f"{name} is {_listed(found.roles)}, and this is for {_listed(roles)}")
    return found


def check_actor(reader: Reader, actor: str, *roles: Role) -> None:
    """Refuse an account that has none of the roles.

    Parameters
    ----------
    reader : Reader
    actor : str
        Name of an account, or :data:`COMMAND_LINE`, which may do everything.
    *roles : Role

    Raises
    ------
    InputError
        If there is no such account, or it has none of the roles.
    """
    if actor != COMMAND_LINE:
        require(reader, actor, *roles)


@contextmanager
def acting(study: Study, actor: str, *roles: Role) -> Iterator[Writer]:
    """Change what some roles may change: all that is done within, or nothing.

    Raises
    ------
    InputError
        As :func:`check_actor` does.
    """
    with study.writing(actor) as writer:
        check_actor(writer, actor, *roles)
        yield writer


def _roles(names: Iterable[str]) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(names))
    unknown = [name for name in wanted if name not in set(Role)]
    if unknown or not wanted:
        told = f"{', '.join(unknown)} is no role" if unknown else "an account needs a role"
        raise InputError(f"{told}: give some of {', '.join(Role)}")
    return tuple(str(Role(name)) for name in wanted)


def _listed(roles: Iterable[str]) -> str:
    return " or ".join(map(str, roles))
