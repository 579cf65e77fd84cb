"""Passwords of accounts, kept as Argon2 hashes only."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from countenance.core.errors import InputError
from countenance.store import Reader, Writer
from countenance.store.records import Account

__all__ = ["SHORTEST", "account_with_password", "set_password"]

SHORTEST = 10
"""Characters of a password; how they are mixed says little about how hard they are to guess."""
_LONGEST = 1000


def set_password(writer: Writer, account: Account, password: str) -> Account:
    """Give an account a password; it takes the place of an earlier one.

    Raises
    ------
    InputError
        If it is too short to be safe, too long to be meant, or the name of the account.
    """
    if len(password) < SHORTEST or len(password) > _LONGEST:
        raise InputError(f"a password has at least {SHORTEST} characters: a sentence is easy to keep in mind")
    if password.casefold() == account.name.casefold():
        raise InputError("the name of the account is the first that anybody tries: choose another password")
    return writer.change(account, password=_hasher().hash(password))


def typed_twice(password: str, again: str) -> str:
    """A new password, which nobody can read while it is typed.

    Raises
    ------
    InputError
        If it was typed otherwise the second time.
    """
    if password != again:
        raise InputError("the new password was typed in two ways: type the same one twice")
    return password


def account_with_password(reader: Reader, name: str, password: str) -> Account | None:
    """The active account of a name, if that is its password; takes as long where there is none.

    Names are compared without regard to case.
    """
    wanted = name.strip().casefold()
    found = next((one for one in reader.find(Account, active=True) if one.name.casefold() == wanted), None)
    kept = None if found is None else found.password
    try:
        _hasher().verify(kept or _nobodys(), password[: _LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return None
    return found if kept else None


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys() -> str:
    return _hasher().hash("the password of nobody")
