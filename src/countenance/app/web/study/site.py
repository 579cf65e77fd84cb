"""What all routes of a study share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Event, Semaphore

from countenance.app.jobs import Jobs
from countenance.app.web.study.live_room import LiveRoom
from countenance.app.web.study.live_sessions import LiveSessions
from countenance.app.web.study.throttle import Throttle
from countenance.app.web.study.visits import Pass, Passes
from countenance.core.errors import CountenanceError
from countenance.core.executors import Progress, ignore_progress
from countenance.store.records import Account
from countenance.study.project import Study
from countenance.study.viewing import Pictures

__all__ = ["EndingError", "Site"]

_VISIT = 12 * 3600.0
_INVITATION = 3600.0


class EndingError(CountenanceError):
    """The server is to end before some work is done."""


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """A study that is served.

    Parameters
    ----------
    study : Study
    port : int
        Names the cookies: browsers tell servers on one host apart by name only.
    secure : bool
        Whether cookies are for TLS only.
    visits : Passes
        Secrets in cookies; 12 hours after the last request they end.
    invitations : Passes
        Secrets in addresses that work once, within an hour.
    throttle : Throttle
        Of passwords.
    hashing : Semaphore
        Passwords that are compared at the same time: each takes 64 MiB, and anybody may ask for it.
    sessions : LiveSessions
        What pages of participants say at this moment.
    background : ThreadPoolExecutor
        For work that no answer waits for, one thing at a time.
    jobs : Jobs
        For work that takes minutes, in processes of its own.
    room : LiveRoom
        Where a spotter watches the camera of this machine.
    ending : Event
        Set when the server is to end.

    Attributes
    ----------
    pictures : Pictures
        Frames of recordings.
    """

    study: Study
    port: int
    secure: bool = False
    visits: Passes = field(default_factory=lambda: Passes(_VISIT, renewed=True))
    invitations: Passes = field(default_factory=lambda: Passes(_INVITATION))
    throttle: Throttle = field(default_factory=Throttle)
    hashing: Semaphore = field(default_factory=lambda: Semaphore(2))
    sessions: LiveSessions = field(default_factory=LiveSessions)
    background: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="study")
    )
    jobs: Jobs = field(default_factory=Jobs)
    room: LiveRoom = field(default_factory=LiveRoom)
    ending: Event = field(default_factory=Event)
    pictures: Pictures = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pictures", Pictures(self.study))

    @property
    def account_cookie(self) -> str:
        """Name of the cookie of those who work on the study."""
        return f"{self._prefix}countenance-{self.port}"

    @property
    def session_cookie(self) -> str:
        """Name of the cookie of a participant; another one, so that the monitor may run beside the session."""
        return f"{self._prefix}countenance-session-{self.port}"

    @property
    def _prefix(self) -> str:
        """Browsers take a cookie of this name from this very host only, by TLS."""
        return "__Host-" if self.secure else ""

    def let_in(self, given: Pass) -> str:
        """A new secret for a cookie; it is good until the password of the account changes."""
        with self.study.reading() as reader:
            account = reader.first(Account, id=given.account) if given.account else None
        kept = account.password if account is not None else None
        return self.visits.issue(replace(given, password=kept or ""))

    def heeding(self, progress: Progress = ignore_progress) -> Progress:
        """Progress by which work ends when the server is to end, as after any error: nothing is left half done.

        Whoever tells it gets an :class:`EndingError` then.
        """

        def tell(stage: str, done: int, total: int) -> None:
            """Tell how far a stage is."""
            if self.ending.is_set():
                raise EndingError("the server is about to end: start it again, then repeat this")
            progress(stage, done, total)

        return tell

    def leave(self) -> None:
        """End streams and long work, which a server that is to end would wait for."""
        self.ending.set()
        self.room.leave()

    def close(self) -> None:
        """End what goes on in the background."""
        self.ending.set()
        self.room.stop()
        self.jobs.close()
        self.pictures.close()
        self.background.shutdown(wait=True, cancel_futures=True)
