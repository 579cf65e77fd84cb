"""Whatever is changed behind the store's back is found, and named."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from countenance.store import MediaFolder, Store, clean, verify
from countenance.store.records import Medium, Participant

from .test_store import coded


def kept(store: Store, media: MediaFolder, content: bytes = b"film") -> Medium:
    file = media.add_bytes(content, ".mp4")
    with store.writing("me") as writer:
        return writer.add(Medium(digest=file.digest, size=file.size, suffix=file.suffix, name="face.mp4"))


def behind_the_back(store: Store, sentence: str) -> None:
    with store.engine.begin() as connection:
        if store.engine.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER IF EXISTS audit_no_update")
            connection.exec_driver_sql("DROP TRIGGER IF EXISTS audit_no_delete")
        else:
            connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER ALL")
        connection.execute(text(sentence))


def test_a_study_in_use_is_whole(store: Store, media: MediaFolder):
    kept(store, media)
    _, mark = coded(store)
    with store.writing("anna") as writer:
        writer.change(writer.change(mark, onset=4), onset=5)
    found = verify(store, media)
    assert (found.faults, found.remarks, found.files) == ((), (), 1)
    assert found.rows == 6
    assert found.entries == 8
    with store.reading() as reader:
        assert found.head == reader.head()[1]


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("UPDATE mark SET onset = 7", "the coding .* was changed without the log"),
        ("UPDATE participant SET number = 7", "the participant .* was changed without the log"),
        ("DELETE FROM mark", "the row .* of the table mark is missing"),
        (
            "UPDATE history SET content = '{}'",
            "version 1 of the row .* of the table mark was changed afterwards",
        ),
        ("DELETE FROM history", "version 1 of the row .* of the table mark is missing in its history"),
        ("UPDATE history SET content = 'x'", "version 1 of the row .* was changed afterwards"),
        ("UPDATE audit SET actor = 'eve' WHERE sequence = 2", "entry 2 of the log was changed"),
        ("DELETE FROM audit WHERE sequence = 2", "the log goes on with entry 3 where entry 2 is due"),
    ],
)
def test_what_was_changed_behind_the_back_is_found(
    store: Store, media: MediaFolder, sentence: str, fault: str
):
    coded(store)
    behind_the_back(store, sentence)
    faults = verify(store, media).faults
    assert any(re.match(fault, one) for one in faults), faults


def test_a_row_that_was_put_in_behind_the_back_is_found(store: Store, media: MediaFolder):
    coded(store)
    behind_the_back(
        store,
        "INSERT INTO participant (id, version, salt, pseudonym, number, facts) VALUES ('x', 1, '', 'q', 9, '{}')",
    )
    assert verify(store, media).faults == ("the participant x was changed without the log",)


def test_entries_cut_off_the_end_are_found_by_who_noted_the_head(store: Store, media: MediaFolder):
    coded(store)
    with store.reading() as reader:
        head = reader.head()[1]
    assert verify(store, media, known_head=head).faults == ()
    behind_the_back(store, "DELETE FROM mark")
    behind_the_back(store, "DELETE FROM audit WHERE sequence = 5")
    assert any("entries were cut off its end" in one for one in verify(store, media, known_head=head).faults)


def test_files_are_held_against_their_names(store: Store, media: MediaFolder):
    medium, other = kept(store, media), kept(store, media, b"other")
    media.path(medium.digest).write_bytes(b"changed")
    media.path(other.digest).unlink()
    media.add_bytes(b"of nobody")
    found = verify(store, media)
    assert sorted(found.faults) == sorted(
        f"the file {digest} is missing or was changed; restore it from a backup"
        for digest in (medium.digest, other.digest)
    )
    (remark,) = found.remarks
    assert re.match(
        r"the file \w\w/\w{64} in .* belongs to nothing: 'countenance study verify STUDY --clean'", remark
    )


def test_an_empty_study_is_whole(store: Store, media: MediaFolder):
    found = verify(store, media)
    assert (found.faults, found.rows, found.entries) == ((), 0, 0)
    with store.reading() as reader:
        assert reader.count(Participant) == 0


def test_an_earlier_version_that_was_taken_out_of_the_history_is_found(store: Store, media: MediaFolder):
    _, mark = coded(store)
    with store.writing("anna") as writer:
        writer.change(mark, onset=4)
    behind_the_back(store, "DELETE FROM history WHERE version = 1")
    assert verify(store, media).faults == (
        f"version 1 of the row {mark.id} of the table mark is missing in its history",
    )


def test_what_belongs_to_nothing_is_removed_when_it_is_old(store: Store, media: MediaFolder, tmp_path: Path):
    medium = kept(store, media)
    (tmp_path / "new.mp4").write_bytes(b"being taken in")
    old, new = media.add_bytes(b"old").digest, media.add(tmp_path / "new.mp4").digest
    cut = media.path(medium.digest).with_name(f".{medium.digest}.mp4.0123.part")
    cut.write_bytes(b"fi")
    taken = cut.with_name(f".{medium.digest}.mp4.4567.part")
    taken.write_bytes(b"fi")
    for path in (media.path(medium.digest), media.path(old), media.path(new), cut):
        os.utime(path, (time.time() - 3700,) * 2)
    media.add(tmp_path / "new.mp4")  # somebody takes in what has been lying there for long
    assert len(verify(store, media).remarks) == 4
    assert clean(store, media, "dora") == 2
    assert set(media.strays({medium.digest})) == {media.path(new), taken}
    assert clean(store, media, "dora") == 0
    assert verify(store, media).faults == ()
    with store.reading() as reader:
        assert [entry["note"] for entry in reader.log() if entry["action"] == "clean"] == [
            "2 files that belonged to nothing"
        ]
