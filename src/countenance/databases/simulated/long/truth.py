"""What is known of every long recording, as tables beside the release: written by the simulator, read by scores.

Frames count from 0, offsets are inclusive.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import TypeVar

from countenance.core import DatabaseError, ExpressionKind, InputError, Interval
from countenance.core.cache import write_atomically

__all__ = [
    "DISTURBANCES",
    "EVENTS",
    "SimulatedDisturbance",
    "SimulatedEvent",
    "read_disturbances",
    "read_events",
    "write_table",
]

EVENTS, DISTURBANCES = "events.csv", "disturbances.csv"


@dataclass(frozen=True)
class SimulatedEvent:
    """One expression of a long recording.

    Attributes
    ----------
    participant, recording : str
        As in :class:`countenance.core.Recording`.
    onset, apex, offset : int
        First frame off the baseline, first frame at the highest intensity, first frame back; from 0, inclusive.
    kind : ExpressionKind
        By duration in seconds.
    action_units : str
        As coders write them, for example ``4+7``.
    emotion : str
        Category.
    displacement : float
        Of the skin that moves most, at the apex, % of the inter-ocular distance.
    """

    participant: str
    recording: str
    onset: int
    apex: int
    offset: int
    kind: ExpressionKind
    action_units: str
    emotion: str
    displacement: float

    @property
    def interval(self) -> Interval:
        """Onset to offset."""
        return Interval(self.onset, self.offset)


@dataclass(frozen=True)
class SimulatedDisturbance:
    """Something of a long recording that is no expression.

    Attributes
    ----------
    participant, recording : str
        As in :class:`countenance.core.Recording`.
    onset, offset : int
        First and last frame, from 0.
    reason : str
        ``"blink"``, ``"gaze"``, ``"head motion"`` or ``"speech"``.
    """

    participant: str
    recording: str
    onset: int
    offset: int
    reason: str

    @property
    def interval(self) -> Interval:
        """Onset to offset."""
        return Interval(self.onset, self.offset)


Row = TypeVar("Row", SimulatedEvent, SimulatedDisturbance)


def read_events(root: str | Path) -> list[SimulatedEvent]:
    """Every event of a release of long recordings, by recording and time.

    Parameters
    ----------
    root : str or Path
        Folder that :func:`simulate_long_release` has written.

    Raises
    ------
    DatabaseError
        If there is no such table, or a row cannot be read.
    """
    return _read(Path(root) / EVENTS, SimulatedEvent, _event)


def read_disturbances(root: str | Path) -> list[SimulatedDisturbance]:
    """Every blink, plain gaze shift, head turn and bout of speech of a release, by recording and time.

    Parameters
    ----------
    root : str or Path

    Raises
    ------
    DatabaseError
        If there is no such table, or a row cannot be read.
    """
    return _read(Path(root) / DISTURBANCES, SimulatedDisturbance, _disturbance)


def write_table(path: Path, kind: type[Row], rows: Iterable[Row]) -> None:
    """Write a table, whole or not at all."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_columns(kind))
    writer.writerows(astuple(row) for row in rows)
    write_atomically(path, text.getvalue())


def _columns(kind: type[Row]) -> list[str]:
    return [column.name for column in fields(kind)]


def _read(path: Path, kind: type[Row], parse: Callable[[list[str]], Row]) -> list[Row]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise DatabaseError(
            f"{path} cannot be read ({error}); give a folder that simulate_long_release has written."
        ) from error
    columns = _columns(kind)
    header, *lines = list(csv.reader(io.StringIO(text))) or [[]]
    if header != columns:
        raise DatabaseError(f"{path} has the columns {', '.join(header)}; expected {', '.join(columns)}.")
    rows = []
    for number, cells in enumerate(lines, start=2):
        try:
            if len(cells) != len(columns):
                raise InputError(f"expected {len(columns)} cells, found {len(cells)}")
            rows.append(parse(cells))
            rows[-1].interval  # noqa: B018 (raises where the offset lies before the onset)
        except ValueError as error:
            raise DatabaseError(f"{path}, row {number}: {error}; simulate the release again.") from error
    return rows


def _event(cells: list[str]) -> SimulatedEvent:
    participant, recording, onset, apex, offset, kind, action_units, emotion, size = cells
    event = SimulatedEvent(
        participant,
        recording,
        int(onset),
        int(apex),
        int(offset),
        ExpressionKind(kind),
        action_units,
        emotion,
        float(size),
    )
    if event.apex not in event.interval:
        raise InputError(f"apex {apex} lies outside of onset {onset} to offset {offset}")
    return event


def _disturbance(cells: list[str]) -> SimulatedDisturbance:
    participant, recording, onset, offset, reason = cells
    return SimulatedDisturbance(participant, recording, int(onset), int(offset), reason)
