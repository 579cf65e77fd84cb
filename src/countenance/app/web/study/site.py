"""What all routes of a study share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from countenance.app.web.study.throttle import Throttle
from countenance.app.web.study.visits import Passes
from countenance.study.project import Study

__all__ = ["Site"]

_VISIT = 12 * 3600.0
_INVITATION = 3600.0


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
    background : ThreadPoolExecutor
        For work that no answer waits for, one thing at a time.
    """

    study: Study
    port: int
    secure: bool = False
    visits: Passes = field(default_factory=lambda: Passes(_VISIT, renewed=True))
    invitations: Passes = field(default_factory=lambda: Passes(_INVITATION))
    throttle: Throttle = field(default_factory=Throttle)
    background: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="study")
    )

    @property
    def account_cookie(self) -> str:
        """Name of the cookie of those who work on the study."""
        return f"countenance-{self.port}"

    @property
    def session_cookie(self) -> str:
        """Name of the cookie of a participant; another one, so that the monitor may run beside the session."""
        return f"countenance-session-{self.port}"

    def close(self) -> None:
        """End what goes on in the background."""
        self.background.shutdown(wait=True, cancel_futures=True)
