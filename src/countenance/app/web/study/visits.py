"""Cookies of those who are signed in, and addresses that work once.

Both live in memory: when the server ends, everybody is signed out.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["Pass", "Passes"]


@dataclass(frozen=True, slots=True)
class Pass:
    """Whom a secret lets in: the account or the session of these ids; without both, whoever started the server.

    Parameters
    ----------
    account, session : str
        Id of the one or the other.
    password : str
        What was kept of the account's password when it was let in; another one since then means that it is out.
    """

    account: str = ""
    session: str = ""
    password: str = field(default="", compare=False, repr=False)


class Passes:
    """Secrets that let somebody in until they end.

    Parameters
    ----------
    seconds : float
        For which a secret is good: since it was made, or since it was last shown where it is renewed.
    renewed : bool
        Whether it lasts longer each time that it is shown.
    clock : callable
        Seconds.

    Examples
    --------
    >>> passes = Passes(60)
    >>> secret = passes.issue(Pass(account="a1"))
    >>> passes.look(secret), passes.take(secret), passes.take(secret)
    (Pass(account='a1', session=''), Pass(account='a1', session=''), None)
    """

    def __init__(
        self, seconds: float, *, renewed: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds, self._renewed, self._clock = seconds, renewed, clock
        self._held: dict[str, tuple[float, Pass]] = {}
        self._lock = threading.Lock()

    def issue(self, given: Pass) -> str:
        """A new secret."""
        secret = secrets.token_urlsafe(24)
        with self._lock:
            self._forget()
            self._held[secret] = (self._clock() + self._seconds, given)
        return secret

    def look(self, secret: str) -> Pass | None:
        """Whom a secret lets in, None where it is none or has ended."""
        with self._lock:
            self._forget()
            _, given = self._held.get(secret, (0.0, None))
            if given is not None and self._renewed:
                self._held[secret] = (self._clock() + self._seconds, given)
            return given

    def holds(self, secret: str) -> bool:
        """Whether a secret still lets somebody in; asking makes it last no longer."""
        with self._lock:
            self._forget()
            return secret in self._held

    def take(self, secret: str) -> Pass | None:
        """Whom a secret lets in, for the last time."""
        with self._lock:
            self._forget()
            return self._held.pop(secret, (0.0, None))[1]

    def revoke(self, given: Pass) -> None:
        """Let no secret let in this account or session any longer."""
        with self._lock:
            self._held = {secret: held for secret, held in self._held.items() if held[1] != given}

    def _forget(self) -> None:
        now = self._clock()
        for secret in [secret for secret, (end, _) in self._held.items() if end <= now]:
            del self._held[secret]
