"""The tables of what is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from countenance.core import DatabaseError, ExpressionKind, Interval
from countenance.databases.simulated import (
    SimulatedDisturbance,
    SimulatedEvent,
    read_disturbances,
    read_events,
)
from countenance.databases.simulated.long.truth import write_table

HEADER = "participant,recording,onset,apex,offset,kind,action_units,emotion,displacement"


def test_events_by_hand(tmp_path: Path):
    (tmp_path / "events.csv").write_text(f"{HEADER}\ns15,15_0401x,3,5,9,micro,L4+7,negative,1.5\n")
    (event,) = read_events(tmp_path)
    assert event == SimulatedEvent("s15", "15_0401x", 3, 5, 9, ExpressionKind.MICRO, "L4+7", "negative", 1.5)
    assert event.interval == Interval(3, 9)


def test_tables_are_read_as_written(tmp_path: Path):
    events = [SimulatedEvent("s15", "a", 1, 2, 30, ExpressionKind.MACRO, "12", "positive", 0.25)]
    disturbances = [SimulatedDisturbance("s15", "a", 4, 9, "head motion")]
    write_table(tmp_path / "events.csv", SimulatedEvent, events)
    write_table(tmp_path / "disturbances.csv", SimulatedDisturbance, disturbances)
    assert (read_events(tmp_path), read_disturbances(tmp_path)) == (events, disturbances)
    assert (tmp_path / "disturbances.csv").read_text() == (
        "participant,recording,onset,offset,reason\ns15,a,4,9,head motion\n"
    )


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("s15,a,3,5,9,micro,4,negative", "expected 9 cells, found 8"),
        ("s15,a,3,5,nine,micro,4,negative,1", "nine"),
        ("s15,a,3,5,9,mini,4,negative,1", "mini"),
        ("s15,a,3,12,9,micro,4,negative,1", "apex 12 lies outside of onset 3 to offset 9"),
        ("s15,a,9,5,3,micro,4,negative,1", "onset 9"),
        ("s15,a,3,5,9,micro,4,negative,much", "much"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, row: str, reason: str):
    (tmp_path / "events.csv").write_text(f"{HEADER}\ns15,a,1,2,3,micro,4,other,1\n{row}\n")
    with pytest.raises(DatabaseError, match=rf"events\.csv, row 3: .*{reason}"):
        read_events(tmp_path)


def test_a_missing_or_foreign_table_is_named(tmp_path: Path):
    with pytest.raises(DatabaseError, match=r"events\.csv cannot be read"):
        read_events(tmp_path)
    (tmp_path / "disturbances.csv").write_text("a,b\n")
    with pytest.raises(DatabaseError, match=r"has the columns a, b; expected participant, recording"):
        read_disturbances(tmp_path)
    (tmp_path / "events.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DatabaseError, match=r"events\.csv cannot be read"):
        read_events(tmp_path)
