"""Who withdraws is gone, byte by byte; what cannot be called back is named; everybody else stays."""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime

import pytest

from countenance.core import Coding, InputError
from countenance.core.errors import StoreError
from countenance.store import MediaFolder, Store, connections
from countenance.store.records import (
    Decision,
    Film,
    Label,
    Mark,
    Medium,
    Participant,
    Release,
    Report,
    Tombstone,
)
from countenance.study.coding import add_coding, assign, change_coding
from countenance.study.people import (
    add_participant,
    finish_withdrawals,
    participant,
    plan_withdrawal,
    withdraw,
)
from countenance.study.project import Study
from countenance.study.status import study_status


@pytest.fixture
def pseudonym(study: Study) -> str:
    """The first participant, with something in every table."""
    with study.writing("admin") as writer:
        who = writer.first(Participant, number=1)
        film = writer.first(Film, name="film1")
        assign(writer, ["anna", "ben"], list(writer.find(Film)))
        one = add_coding(writer, "anna", "film1", Coding(10, 14, 25, note="secret note 1"))
        change_coding(writer, "anna", "film1", Coding(11, 14, 25, note="secret note 1, changed", id=one.id))
        add_coding(writer, "anna", "film2", Coding(10, 14, 25, note="note of the other"))
        writer.add(Report(film=film.id, onset=9, offset=20, text="secret feeling 1"))
        decision = writer.add(
            Decision(
                film=film.id,
                first=one.id,
                second=None,
                action="coder1",
                arbiter="cleo",
                reason="secret reason 1",
            )
        )
        writer.add(Label(decision=decision.id, labels={"self_report": "secret label 1"}))
        writer.add(
            Release(
                profile="casme",
                made_at=datetime(2026, 1, 2, tzinfo=UTC),
                participants=(who.pseudonym,),
                manifest={},
            )
        )
        return who.pseudonym


def bytes_of(study: Study) -> bytes:
    """Everything that lies in the study's folder, and in its database if that lies elsewhere."""
    found = b"".join(path.read_bytes() for path in study.folder.rglob("*") if path.is_file())
    if study.store.engine.dialect.name != "sqlite":
        study.back_up(study.folder.parent / "all.tar")
        found += (study.folder.parent / "all.tar").read_bytes()
        (study.folder.parent / "all.tar").unlink()
    return found


def test_no_byte_is_left_and_everybody_else_is_whole(study: Study, pseudonym: str):
    before = bytes_of(study)
    secrets = (b"Secret Name 1", b"secret1@", b"secret note 1", b"secret feeling 1", b"secret reason 1",
               b"secret label 1", b"the film of participant 1")  # fmt: skip
    assert all(secret in before for secret in secrets)
    removed = withdraw(study, pseudonym, "admin")
    after = bytes_of(study)
    assert [secret for secret in secrets if secret in after] == []
    assert b"Secret Name 2" in after
    assert b"note of the other" in after
    assert b"the film of participant 2" in after
    assert removed.files[0].encode() not in after  # not even the name of the file
    assert study.verify().faults == ()
    assert study.verify().remarks == ()


def test_a_tombstone_tells_the_day_and_the_releases(study: Study, pseudonym: str):
    with study.reading() as reader:
        plan = plan_withdrawal(reader, pseudonym)
        assert reader.count(Participant) == 2  # nothing is changed
    assert plan.rows == {
        "label": 1, "decision": 1, "coding": 1, "assignment": 2, "self-report": 1, "recording": 1, "consent": 1,
        "identity": 1, "participant": 1, "file": 1,
    }  # fmt: skip
    (release,) = plan.releases
    assert release.startswith("casme of 2026-01-02")
    assert withdraw(study, pseudonym, "admin") == plan
    with study.reading() as reader:
        tombstone = reader.first(Tombstone, pseudonym=pseudonym)
        assert (tombstone.releases, tombstone.pending, tombstone.removed["coding"]) == (plan.releases, (), 1)
        assert (tombstone.number, tombstone.is_finished) == (1, True)
        with pytest.raises(InputError, match=f"participant {pseudonym} withdrew on 20"):
            participant(reader, pseudonym)
        assert reader.count(Mark) == 1


def test_a_file_that_another_needs_stays(study: Study, pseudonym: str):
    with study.writing("admin") as writer:
        first, second = (writer.first(Film, name=f"film{number}") for number in (1, 2))
        writer.change(second, medium=first.medium)
    plan = withdraw(study, pseudonym, "admin")
    assert plan.files == ()
    with study.reading() as reader:
        assert reader.count(Medium) == 2
    assert study.verify().faults == ()


def test_what_a_kill_left_of_the_files_goes_later(
    study: Study, pseudonym: str, monkeypatch: pytest.MonkeyPatch
):
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(type(study.media), "remove", killed)
        with pytest.raises(KeyboardInterrupt):
            withdraw(study, pseudonym, "admin")
    assert b"the film of participant 1" in bytes_of(study)
    assert [one.pseudonym for one in finish_withdrawals(study, "admin")] == [pseudonym]
    assert b"the film of participant 1" not in bytes_of(study)
    assert finish_withdrawals(study, "admin") == ()
    assert study.verify().faults == ()


def test_nobody_withdraws_twice_and_no_stranger(study: Study, pseudonym: str):
    withdraw(study, pseudonym, "admin")
    for name in (pseudonym, "nobody"):
        with pytest.raises(InputError, match=r"withdrew on|there is no participant"):
            withdraw(study, name, "admin")


def named(study: Study, name: str) -> str:
    """Add a participant without a recording."""
    with study.writing("admin") as writer:
        return add_participant(writer, name=name).pseudonym


def test_no_byte_is_left_of_who_has_no_file(study: Study, monkeypatch: pytest.MonkeyPatch):
    pseudonym = named(study, "Secret Name 3")
    scrubs: list[Store] = []
    scrub = Store.scrub

    def counted(store: Store) -> None:
        scrubs.append(store)
        scrub(store)

    monkeypatch.setattr(Store, "scrub", counted)
    withdraw(study, pseudonym, "admin")
    assert scrubs == [study.store]
    assert b"Secret Name 3" not in bytes_of(study)


def test_a_withdrawal_that_a_reader_keeps_from_its_end_is_told_until_it_is_finished(
    study: Study, pseudonym: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(connections, "_PATIENCE_SECONDS", 1)
    with Study.open(study.folder) as hurried:
        with study.reading() as reader:
            assert reader.count(Participant) == 2
            with pytest.raises(
                StoreError, match="close them, then run 'countenance study withdraw STUDY --finish'"
            ):
                withdraw(hurried, pseudonym, "admin")
        with study.reading() as reader:
            told = study_status(reader).next_steps[0]
        assert told.startswith(
            "1 withdrawal not finished, bytes may be left: countenance study withdraw STUDY"
        )
        assert hurried.verify().remarks[0].startswith(f"{pseudonym} withdrew on 20")
        assert [one.pseudonym for one in finish_withdrawals(hurried, "admin")] == [pseudonym]
        assert hurried.verify().remarks == ()
    assert b"Secret Name 1" not in bytes_of(study)
    assert b"the film of participant 1" not in bytes_of(study)


def test_a_file_that_is_taken_in_meanwhile_stays(
    study: Study, pseudonym: str, monkeypatch: pytest.MonkeyPatch
):
    """Nobody can add the row of a file between the look at what is needed and the removal."""
    remove, locked = type(study.media).remove, []

    def while_another_writes(media: MediaFolder, digest: str) -> None:
        with pytest.raises(StoreError, match="another program has been writing"), other.writing("ben"):
            pass
        locked.append(digest)
        remove(media, digest)

    monkeypatch.setattr(connections, "_PATIENCE_SECONDS", 1)
    monkeypatch.setattr(type(study.media), "remove", while_another_writes)
    with Study.open(study.folder) as other:
        assert withdraw(study, pseudonym, "admin").files == tuple(locked)


def test_nobody_gets_the_number_of_who_withdrew(study: Study):
    with study.reading() as reader:
        last = reader.first(Participant, number=2)
    withdraw(study, last.pseudonym, "admin")
    with study.writing("admin") as writer:
        assert add_participant(writer).number == 3


def test_captures_and_caches_of_who_withdrew_go_too(study: Study, pseudonym: str):
    with study.reading() as reader:
        who = participant(reader, pseudonym)
        own, other = (
            reader.get(Medium, film.medium).digest
            for film in sorted(reader.find(Film), key=lambda film: film.participant != who.id)
        )
    traces = [study.cache(own), study.cache(other), study.captures("a session that is gone")]
    for folder in traces:
        folder.mkdir(parents=True)
        (folder / "face.jpg").write_bytes(b"face")
    withdraw(study, pseudonym, "admin")
    assert [folder.exists() for folder in traces] == [False, True, False]


def test_a_job_that_still_writes_holds_no_withdrawal_up(study: Study, pseudonym: str):
    """As a spotter does until it is stopped: a folder that is not empty yet cannot be removed."""
    with study.reading() as reader:
        who = participant(reader, pseudonym)
        own = reader.get(Medium, reader.first(Film, participant=who.id).medium).digest
    parts, told, ending = study.cache(own) / "spotting" / "parts", threading.Event(), threading.Event()

    def write() -> None:
        n = 0
        parts.mkdir(parents=True)
        while not ending.is_set():
            try:
                (parts / f"{n}.npz").write_bytes(b"face")
            except FileNotFoundError:  # its folder is gone
                return
            n += 1
            if n == 200:
                told.set()

    writing = threading.Thread(target=write)
    writing.start()
    threading.Timer(1.0, ending.set).start()
    assert told.wait(30)
    withdraw(study, pseudonym, "admin")
    writing.join()
    assert not study.cache(own).exists()


def test_a_recording_that_a_kill_left_without_a_row_goes(study: Study, pseudonym: str):
    old, fresh = (study.media.add_bytes(content, ".mp4").digest for content in (b"face", b"just now"))
    half = study.media.path(old).with_name(".half.mp4.part")
    half.write_bytes(b"half a face")
    for path in (study.media.path(old), half):
        os.utime(path, (time.time() - 120,) * 2)
    withdraw(study, pseudonym, "admin")
    assert (study.media.holds(old), half.exists(), study.media.holds(fresh)) == (False, False, True)
    assert study.verify().faults == ()


def test_an_upload_that_a_kill_left_goes(study: Study, pseudonym: str):
    left = study.folder / "uploads" / "left"
    left.mkdir(parents=True)
    (left / "face.mp4").write_bytes(b"face")
    withdraw(study, pseudonym, "admin")
    assert not left.exists()
