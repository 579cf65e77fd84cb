"""The log of a session: one line of JSON for each event, on the disk before anybody is told that it is kept."""

from __future__ import annotations

import json
import os
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from countenance.core import InputError
from countenance.core.cache import settle_folder
from countenance.core.words import counted
from countenance.study.elicitation.events import Event
from countenance.study.elicitation.log_checks import log_problems
from countenance.study.elicitation.log_lock import HAS_LOCKS, lock

__all__ = ["EventLog", "LogContent", "read_log"]

_CHECK = re.compile(rb', "crc32": "([0-9a-f]{8})"\}')
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class LogContent:
    """What a log holds.

    Parameters
    ----------
    events : tuple of Event
        In the order of the file.
    problems : tuple of str
        What a reader must know: a last line that was cut off, gaps in the sequence, clocks that jumped.
    n_bytes : int
        Length of the whole lines; whatever follows was never acknowledged.
    """

    events: tuple[Event, ...]
    problems: tuple[str, ...]
    n_bytes: int


def read_log(path: Path | str) -> LogContent:
    """Read a log, also one that is being written.

    A last line without its end was being written when the writer was killed: it is left out, and told. Each line
    carries a checksum, so that any other damage is seen.

    Parameters
    ----------
    path : Path or str
        The log.

    Returns
    -------
    LogContent

    Raises
    ------
    InputError
        If the file cannot be read, or a line other than a torn last one is damaged; the sentence names the line.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror})") from error
    return _parse(path.name, content)


def _parse(name: str, content: bytes) -> LogContent:
    *lines, torn = content.split(b"\n")
    events = tuple(_event(f"{name}, line {number}", line) for number, line in enumerate(lines, 1))
    problems = [f"{name}: {problem}" for problem in log_problems(events)]
    if torn:
        problems.append(
            f"{name}, line {len(lines) + 1}: the last line was cut off after {counted(len(torn), 'byte')} "
            f"({_shown(torn)}), when its writer was killed; it is left out"
        )
    return LogContent(events, tuple(problems), len(content) - len(torn))


def _shown(line: bytes) -> str:
    text = line[:_SHOWN].decode("ascii", "backslashreplace")
    return repr(text if len(line) <= _SHOWN else f"{text} ...")


def _event(place: str, line: bytes) -> Event:
    match = _CHECK.fullmatch(line[-22:]) if len(line) > 22 else None
    body = line[:-22] + b"}"
    if match is None or int(match[1], 16) != zlib.crc32(body):
        raise InputError(
            f"{place} is damaged ({_shown(line)}): its checksum does not fit; restore the log from a copy"
        )
    try:
        return Event.from_json(json.loads(body))
    except ValueError as error:  # an InputError is one, too
        raise InputError(f"{place}: {error}") from error


def _line(event: Event) -> bytes:
    body = json.dumps(event.to_json(), allow_nan=False).encode("ascii")
    return body[:-1] + b', "crc32": "%08x"}\n' % zlib.crc32(body)


class EventLog:
    """A log open for writing, by one process at a time.

    Parameters
    ----------
    path : Path or str
        The file; made, with an empty log, where there is none.

    Attributes
    ----------
    path : Path
    events : list of Event
        Everything in the log.
    problems : list of str
        See `LogContent`; a torn last line has been cut off.

    Raises
    ------
    InputError
        If another process writes to it, or it is damaged.

    Examples
    --------
    >>> import tempfile
    >>> from datetime import UTC, datetime
    >>> from countenance.study.elicitation.events import EventKind
    >>> now, file = datetime(2026, 7, 17, 9, 30, tzinfo=UTC), Path(tempfile.mkdtemp(), "s01.jsonl")
    >>> with EventLog(file) as log:
    ...     log.append([Event(0, 0.0, now, now, EventKind.NOTE, data={"text": "camera 2"})])
    >>> [dict(event.data) for event in read_log(file).events]
    [{'text': 'camera 2'}]
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        is_new = not self.path.exists()
        try:
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as error:
            raise InputError(f"{self.path} cannot be opened ({error.strerror})") from error
        try:
            lock(self._file, self.path)
            content = _parse(self.path.name, self.path.read_bytes())
            self._length = content.n_bytes
            os.ftruncate(self._file, self._length)
            os.fsync(self._file)
        except BaseException:
            os.close(self._file)
            raise
        if is_new:
            settle_folder(self.path.parent)
        self.events = list(content.events)
        self.problems = list(content.problems)
        if not HAS_LOCKS:
            self.problems.append(
                f"{self.path.name}: this system has no file locks; let no two programs write to it"
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give up the file and its lock; twice does no harm."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def append(self, events: Sequence[Event]) -> None:
        """Write events; when this returns, they survive a crash of the program and of the machine.

        Parameters
        ----------
        events : sequence of Event
            Numbered on from the last one in the log.

        Raises
        ------
        InputError
            If the numbers do not go on, or data of an event have no form in JSON. Nothing is written then.
        OSError
            If the disk takes no more; what was written of the events is taken back.
        """
        expected = self.events[-1].sequence + 1 if self.events else 0
        for number, event in enumerate(events, expected):
            if event.sequence != number:
                raise InputError(f"event {event.sequence} cannot follow: event {number} was expected")
        try:
            lines = b"".join(map(_line, events))
        except (TypeError, ValueError) as error:
            raise InputError(f"the data of an event have no form in JSON ({error})") from error
        self._write(lines)
        self.events += events

    def _write(self, lines: bytes) -> None:
        try:
            left = memoryview(lines)
            while left:
                left = left[os.write(self._file, left) :]
            os.fsync(self._file)
        except OSError as error:
            error.filename = str(self.path)
            os.ftruncate(self._file, self._length)
            raise
        self._length += len(lines)
