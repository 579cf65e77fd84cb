"""What is written is there whole or not at all, never over somebody else's change, and in the log."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event, text

from countenance.core.errors import ConflictError, InputError, StoreError
from countenance.store import Store
from countenance.store.records import (
    RECORDS,
    Account,
    Assignment,
    Film,
    Identity,
    Mark,
    Participant,
    StudyFacts,
)
from countenance.store.schema import METADATA, from_values, to_values


def somebody(number: int = 1) -> Participant:
    return Participant(pseudonym=f"p{number}", number=number, facts={"age": 22, "name": "Zoë"})


def coded(store: Store) -> tuple[Assignment, Mark]:
    """A recording that a coder marks one movement in."""
    with store.writing("anna") as writer:
        person, coder = writer.add(somebody()), writer.add(Account(name="anna", roles=("coder",)))
        film = writer.add(
            Film(name="p1_1", participant=person.id, medium=None, fps=Fraction(30000, 1001), n_frames=90)
        )
        assignment = writer.add(Assignment(film=film.id, coder=coder.id, place=1))
        return assignment, writer.add(Mark(assignment=assignment.id, onset=3, note="ä'; DROP TABLE mark; --"))


def test_tables_are_those_of_the_records(store: Store):
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_a_record_comes_back_as_it_was_written(store: Store):
    _, mark = coded(store)
    with store.reading() as reader:
        assert reader.get(Mark, mark.id) == mark
        film = reader.first(Film, name="p1_1")
        assert film is not None
        assert film.fps == Fraction(30000, 1001)
        assert reader.first(Participant, number=1).facts == {"age": 22, "name": "Zoë"}


def test_every_class_of_records_has_a_column_for_each_field():
    moment = datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)
    facts = StudyFacts(name="study", created_at=moment, settings={"a": [1, None]})
    assert from_values(StudyFacts, to_values(facts)) == facts
    assert {record.table for record in RECORDS} | {"audit", "history"} == set(METADATA.tables)


def test_records_are_found_by_value_and_sorted(store: Store):
    with store.writing("me") as writer:
        for number in (3, 1, 2):
            writer.add(somebody(number))
    with store.reading() as reader:
        assert [one.number for one in reader.find(Participant, order="number")] == [1, 2, 3]
        assert [one.number for one in reader.find(Participant, number=[1, 3], order="number")] == [1, 3]
        assert reader.count(Participant) == 3
        assert reader.first(Participant, pseudonym="p9") is None
        with pytest.raises(InputError, match="a participant has no colour"):
            reader.first(Participant, colour="red")
        with pytest.raises(StoreError, match="there is no participant p9"):
            reader.get(Participant, "p9")


def test_not_more_is_read_than_is_asked_for(store: Store):
    with store.writing("me") as writer:
        for number in range(3):
            writer.add(somebody(number))
    said: list[tuple[str, int]] = []

    def hear(*told: Any) -> None:
        said.append((told[2], told[4].execution_options.get("yield_per")))

    event.listen(store.engine, "before_cursor_execute", hear)
    with store.reading() as reader:
        assert reader.first(Participant) is not None
        assert "LIMIT" in said[-1][0]
        first, *_ = found = reader.find(Participant, order="number")
        assert (first.number, said[-1][1]) == (0, 1000)
        assert [*found] == []
        pairs = [(a.number, b.number) for a in reader.find(Participant) for b in reader.find(Participant)]
        assert len(set(pairs)) == 9  # one may look for more while one goes through
        assert next(reader.find(Participant, order="number")).number == 0  # or stop half-way
        assert next(reader.log())["sequence"] == 1
        assert reader.count(Participant) == 3


def test_records_may_be_changed_while_one_goes_through_them(store: Store):
    with store.writing("me") as writer:
        for number in range(1, 200):
            writer.add(somebody(number))
        seen = 0
        for one in writer.find(Participant):
            writer.change(one, facts={"seen": True})
            writer.add(somebody(1000 + one.number))
            seen += 1
        assert seen == 199
        assert writer.count(Participant) == 398


def test_records_are_counted_by_value(store: Store):
    assignment, _ = coded(store)
    with store.writing("anna") as writer:
        writer.add(Mark(assignment=assignment.id, onset=9, upper="anger"))
        assert writer.tally(Mark, "assignment") == {assignment.id: 2}
        assert writer.tally(Mark, "upper") == {"anger": 1}  # one of them has none
        assert writer.tally(StudyFacts, "name") == {}


def test_a_change_raises_the_version_and_every_content_is_kept(store: Store):
    _, mark = coded(store)
    with store.writing("anna") as writer:
        changed = writer.change(mark, onset=4, offset=9)
    assert (changed.version, changed.onset, mark.onset) == (2, 4, 3)
    with store.reading() as reader:
        assert [(who, one.version, one.onset) for _, who, one in reader.history(changed)] == [
            ("anna", 1, 3),
            ("anna", 2, 4),
        ]


def test_nobody_overwrites_what_he_has_not_seen(store: Store):
    _, mark = coded(store)
    with store.writing("anna") as writer:
        writer.change(mark, onset=4)
    with (
        store.writing("ben") as writer,
        pytest.raises(ConflictError, match="the coding was changed by anna at 20"),
    ):
        writer.change(mark, onset=5)
    with store.writing("ben") as writer, pytest.raises(ConflictError, match="the coding was changed"):
        writer.remove(mark)
    with store.reading() as reader:
        assert reader.get(Mark, mark.id).onset == 4


def test_what_was_removed_cannot_be_changed_and_leaves_no_content(store: Store):
    _, mark = coded(store)
    with store.writing("anna") as writer:
        writer.remove(mark)
    with store.writing("anna") as writer, pytest.raises(ConflictError, match="was removed by anna"):
        writer.change(mark, onset=5)
    with store.reading() as reader:
        assert reader.count(Mark) == 0
        assert reader.history(mark) == []


def test_what_may_not_be_there_twice_is_refused(store: Store):
    with store.writing("me") as writer:
        person = writer.add(somebody(1))
        with pytest.raises(InputError, match="there is already a participant with this pseudonym"):
            writer.add(replace(somebody(2), pseudonym="p1"))
        other = writer.add(somebody(2))
        with pytest.raises(InputError, match="there is already a participant with this number"):
            writer.change(other, number=1)
        assert writer.change(person, facts={}).number == 1  # its own number is no other's


def test_what_refers_to_nothing_is_refused(store: Store):
    with (
        store.writing("me") as writer,
        pytest.raises(InputError, match="an identity refers to the participant nobody"),
    ):
        writer.add(Identity(participant="nobody", name="x"))


def test_a_step_that_fails_leaves_nothing(store: Store):
    def fail() -> None:
        with store.writing("me") as writer:
            writer.add(somebody(1))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    with store.reading() as reader:
        assert reader.count(Participant) == 0
        assert reader.head()[0] == 0


def test_writers_at_once_lose_nothing_and_the_log_has_no_gap(store: Store):
    def work(who: int) -> None:
        for number in range(20):
            with store.writing(f"writer {who}") as writer:
                writer.add(somebody(100 * who + number))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    with store.reading() as reader:
        assert reader.count(Participant) == 80
        assert [entry["sequence"] for entry in reader.log()] == list(range(1, 81))


def test_a_reader_sees_one_state_while_others_write(store: Store):
    with store.reading() as reader:
        before = reader.count(Participant)
        with store.writing("me") as writer:
            writer.add(somebody(1))
        assert reader.count(Participant) == before == 0


@pytest.mark.parametrize("sentence", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
def test_the_log_cannot_be_changed(store: Store, sentence: str):
    coded(store)
    with pytest.raises(Exception, match="append-only"), store.engine.begin() as connection:
        connection.execute(text(sentence))


def test_the_log_can_be_read_while_one_writes(store: Store):
    with store.writing("me") as writer:
        writer.add(somebody(1))
        assert [entry["sequence"] for entry in writer.log()] == [1]
        writer.add(somebody(2))
        assert writer.head()[0] == 2


def test_what_is_no_change_of_a_record_is_logged_too(store: Store):
    with store.writing("me") as writer:
        writer.note("export", "table of codings")
    with store.reading() as reader:
        (entry,) = reader.log()
    assert (entry["action"], entry["note"], entry["digest"]) == ("export", "table of codings", "")
