"""A session that is going on: what happens is checked, kept, and only then has happened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from countenance.core import InputError
from countenance.study.elicitation.event_log import EventLog
from countenance.study.elicitation.events import Event, EventKind
from countenance.study.elicitation.protocol import Protocol
from countenance.study.elicitation.session import Session

__all__ = ["RunningSession"]


class RunningSession:
    """A session together with its log; made by `start` or `resume`.

    Attributes
    ----------
    session : Session
        As it is now.
    log : EventLog
        Where everything is kept, and what is odd about it.
    """

    def __init__(self, log: EventLog, session: Session) -> None:
        self.log, self.session = log, session

    @classmethod
    def start(
        cls,
        path: Path | str,
        protocol: Protocol,
        participant: int,
        *,
        monotonic_ms: float,
        wall_time: datetime,
    ) -> Self:
        """Begin a session with a new log.

        Parameters
        ----------
        path : Path or str
            The log.
        protocol : Protocol
            What it follows.
        participant : int
            Number of the participant, from 1; it decides the order of clips.
        monotonic_ms : float
            The showing machine's clock.
        wall_time : datetime
            With a time zone.

        Raises
        ------
        InputError
            If there is a log already, or no order for the participant.
        """
        order = protocol.order(participant)
        given = {"participant": participant, "protocol": protocol.digest, "order": list(order)}
        event = Event(0, monotonic_ms, wall_time, datetime.now(UTC), EventKind.STARTED, data=given)
        session = Session.replay([event])
        log = EventLog(path)
        try:
            _check_unused(log)
            log.append([event])
        except BaseException:
            log.close()
            raise
        return cls(log, session)

    @classmethod
    def resume(
        cls, path: Path | str, protocol: Protocol, *, monotonic_ms: float, wall_time: datetime
    ) -> Self:
        """Go on with a session whose program ended; a clip that was on is kept as an interrupted take.

        Parameters
        ----------
        path : Path or str
            The log.
        protocol : Protocol
            The one with which it began.
        monotonic_ms : float
            The showing machine's clock, which may have begun anew.
        wall_time : datetime
            With a time zone.

        Raises
        ------
        InputError
            If there is no such log, it is damaged or in use, the session is done, or the protocol is another one.
        """
        if not Path(path).exists():
            raise InputError(f"{path} does not exist: there is no session to resume")
        log = EventLog(path)
        try:
            running = cls(log, Session.replay(log.events))
            running._check_protocol(protocol)
            running.record(EventKind.RESUMED, monotonic_ms=monotonic_ms, wall_time=wall_time)
        except BaseException:
            log.close()
            raise
        return running

    def _check_protocol(self, protocol: Protocol) -> None:
        if self.session.protocol != protocol.digest:
            raise InputError(
                f"{self.log.path} began with another protocol than {protocol.title}, version {protocol.version}: "
                "resume it with the one that it began with"
            )

    def record(
        self,
        kind: EventKind,
        *,
        monotonic_ms: float,
        wall_time: datetime,
        clip: str | None = None,
        take: int | None = None,
        frame: int | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> Event:
        """Keep an event.

        Parameters
        ----------
        kind : EventKind
            What happened.
        monotonic_ms : float
            When, on the showing machine's clock.
        wall_time : datetime
            With a time zone.
        clip : str, optional
            The clip that the showing machine means, so that a message about an earlier one is refused; without it
            the one that is on or comes next.
        take : int, optional
            Likewise.
        frame : int, optional
            Frame of the recording.
        data : mapping of str to object, optional
            Whatever else belongs to it.

        Returns
        -------
        Event
            It is on the disk.

        Raises
        ------
        InputError
            If it is not possible now; nothing is kept then.
        """
        own = self.session.clip, None if self.session.clip is None else self.session.take
        event = Event(
            self.session.next_sequence,
            monotonic_ms,
            wall_time,
            datetime.now(UTC),
            kind,
            own[0] if clip is None else clip,
            own[1] if take is None else take,
            frame,
            dict(data or {}),
        )
        after = self.session.apply(event)
        self.log.append([event])
        self.session = after
        return event

    def close(self) -> None:
        """Give up the log."""
        self.log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _check_unused(log: EventLog) -> None:
    # A log without events is what a crash before the first one leaves, and is no session yet.
    if log.events:
        raise InputError(f"{log.path} holds a session already: resume it, or name another file")
