"""What cannot be opened or written to is told in a sentence, and loses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from countenance.core.errors import StoreError
from countenance.store import MediaFolder, Store, connections, migrate, verify
from countenance.store.records import Participant

from ...conftest import NewUrl
from .test_store import somebody

WRITER = """
import sys
from countenance.store import Store
from countenance.store.records import Participant
store = Store.open(sys.argv[1])
for number in range(int(sys.argv[2]), 10**6):
    with store.writing("writer") as writer:
        writer.add(Participant(pseudonym=f"p{number}", number=number))
    print(number, flush=True)
"""


def acknowledged(url: str, first: int, seconds: float) -> int:
    """Let a process write and kill it; the last number that it said to have written."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, url, str(first)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    last = int(process.stdout.readline())
    time.sleep(seconds)
    os.kill(process.pid, signal.SIGKILL)
    rest = process.stdout.read().split()
    process.wait()
    process.stdout.close()
    return int(rest[-1]) if rest else last


def test_a_process_killed_at_any_point_leaves_a_store_that_opens_and_verifies(
    new_url: NewUrl, tmp_path: Path
):
    url = new_url()
    Store.create(url).close()
    first = 0
    for seconds in (0.0, 0.013, 0.05, 0.11):
        last = acknowledged(url, first, seconds)
        store = Store.open(url)
        with store.reading() as reader:
            numbers = [one.number for one in reader.find(Participant, order="number")]
        assert numbers[: last + 1] == list(range(last + 1))
        assert len(numbers) <= last + 2  # the one under way may have been saved, and not been said
        assert verify(store, MediaFolder(tmp_path / "media")).faults == ()
        store.close()
        first = len(numbers)


def test_a_full_disk_is_told_and_what_was_saved_before_is_kept(tmp_path: Path):
    store = Store.create(f"sqlite:///{tmp_path}/study.sqlite")
    with store.writing("me") as writer:
        writer.add(somebody(1))

    def fill() -> None:
        with store.writing("me") as writer:
            writer._connection.exec_driver_sql("PRAGMA max_page_count = 1")
            for number in range(2, 5000):
                writer.add(somebody(number))

    with pytest.raises(StoreError, match="the disk is full, and nothing of this step was saved"):
        fill()
    store.close()
    again = Store.open(f"sqlite:///{tmp_path}/study.sqlite")
    with again.reading() as reader:
        assert [one.number for one in reader.find(Participant)] == [1]
    assert verify(again, MediaFolder(tmp_path / "media")).faults == ()
    again.close()


def test_there_is_no_study_where_there_is_nothing(new_url: NewUrl, tmp_path: Path):
    with pytest.raises(StoreError, match="a study begins with 'countenance study init'"):
        Store.open(new_url())
    (tmp_path / "text.sqlite").write_text("not a database" * 100)
    with pytest.raises(StoreError, match="it is no SQLite database; restore a backup"):
        Store.open(f"sqlite:///{tmp_path}/text.sqlite")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("nonsense", "'nonsense' is no address of a database"),
        ("me:secret@host", r"'\*\*\*@host' is no address of a database"),
        ("postgresql://me:se@secret@host:x/study", r"'postgresql://\*\*\*@host:x/study' is no address"),
        ("nonsense?password=secret", r"'nonsense\?password=\*\*\*' is no address"),
        ("mysql://host/study?password=secret&a=b", "is neither SQLite nor PostgreSQL"),
        ("mysql://me@host/study", "mysql://me@host/study is neither SQLite nor PostgreSQL"),
        ("postgresql://me:secret@127.0.0.1:1/study", r"postgresql\+psycopg://me:\*\*\*@127.0.0.1:1/study: "),
    ],
)
def test_addresses_that_lead_nowhere_are_told_without_the_password(url: str, sentence: str):
    with pytest.raises(StoreError, match=sentence) as told:
        Store.open(url)
    assert "secret" not in str(told.value)


def test_tables_are_not_made_over_others(store: Store):
    with pytest.raises(StoreError, match="holds tables already"):
        Store.create(store.engine.url.render_as_string(hide_password=False))


def test_a_study_of_another_version_says_what_to_do(store: Store):
    url = store.engine.url.render_as_string(hide_password=False)
    for revision, sentence in (("0000", "run 'countenance study migrate'"), ("0999", "install it")):
        with store.engine.begin() as connection:
            connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))
        with pytest.raises(StoreError, match=sentence):
            Store.open(url)
    with pytest.raises(StoreError, match="can be brought to tables 0001: it has 0999"):
        migrate(url)


def test_a_study_of_this_version_needs_no_migration(store: Store):
    assert migrate(store.engine.url.render_as_string(hide_password=False)) == ("0001", None)


@pytest.fixture
def hurried(new_url: NewUrl, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A study in which nobody waits for longer than a second."""
    monkeypatch.setattr(connections, "_PATIENCE_SECONDS", 1)
    made = Store.create(new_url())
    yield made
    made.close()


def test_who_waits_too_long_for_another_writer_is_told(hurried: Store):
    with (
        hurried.writing("slow"),
        pytest.raises(StoreError, match="another program has been writing for"),
        hurried.writing("me") as writer,
    ):
        writer.add(somebody(1))
    with hurried.writing("me") as writer:  # and nothing is left of the wait
        writer.add(somebody(1))


def test_bytes_that_another_program_still_reads_are_told(hurried: Store):
    with hurried.writing("me") as writer:
        one = writer.add(somebody(1))
    with hurried.reading() as reader:
        assert reader.count(Participant) == 1
        with hurried.writing("me") as writer:
            writer.remove(one)
        with pytest.raises(StoreError, match="what was removed is still in its files: close them, then run"):
            hurried.scrub()
    hurried.scrub()


def test_tables_that_another_program_holds_do_not_keep_one_waiting_for_ever(hurried: Store):
    if hurried.engine.dialect.name == "sqlite":
        pytest.skip("of PostgreSQL")
    with hurried.engine.connect() as other:
        other.execute(text("LOCK TABLE participant IN ACCESS SHARE MODE"))
        with pytest.raises(StoreError, match=r"still in its files|another program has been writing for"):
            hurried.scrub()
    with hurried.engine.connect() as connection:
        assert connection.execute(text("SHOW lock_timeout")).scalar() == "0"


def test_what_is_deleted_is_overwritten_at_once(tmp_path: Path):
    store = Store.create(tmp_path / "study.sqlite")
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1
    store.close()


@pytest.mark.parametrize("name", ["what?", "100%25", "a#b", "x?mode=ro"])
def test_a_file_may_have_any_name(tmp_path: Path, name: str):
    file = tmp_path / name / "study.sqlite"
    file.parent.mkdir()
    Store.create(file).close()
    assert file.is_file()
    Store.open(file).close()
    assert migrate(file) == ("0001", None)
    assert [path.name for path in tmp_path.iterdir()] == [name]
