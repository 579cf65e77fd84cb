"""Backups in the study's folder, and what becomes of them when somebody withdraws."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta

import pytest

from countenance.core import InputError
from countenance.core.errors import StoreError
from countenance.store.records import Medium, Participant
from countenance.study.backups import (
    backup_named,
    list_backups,
    make_backup,
    remove_backup,
    remove_backups_until,
    remove_unfinished_backups,
)
from countenance.study.people import withdraw
from countenance.study.project import Study


def test_a_backup_is_listed_and_restored(study: Study, tmp_path):
    told: list[tuple[str, int, int]] = []
    first, held = make_backup(study, "admin", progress=lambda *step: told.append(step))
    second, _ = make_backup(study, "admin")
    assert list_backups(study) == [second, first]
    assert held.files == 2
    assert told[-1] == ("copying files", 2, 2)
    restored, again = Study.restore(first.path, tmp_path / "again")
    with restored:
        assert again.head == held.head
        assert restored.verify().faults == ()
    assert study.verify().remarks == ()


def test_only_backups_have_names(study: Study):
    made, _ = make_backup(study, "admin")
    assert backup_named(study, made.path.name) == made
    for name in ("", "../study.json", "study.json", made.path.name + ".part"):
        with pytest.raises(InputError, match="no backup of that name"):
            backup_named(study, name)
    remove_backup(study, made.path.name, "admin")
    assert list_backups(study) == []
    with study.reading() as reader:
        assert [entry["action"] for entry in reader.last_entries(2)] == ["delete backup", "backup"]


def test_a_backup_that_fails_leaves_nothing(study: Study):
    with study.reading() as reader:
        study.media.remove(next(reader.find(Medium)).digest)
    with pytest.raises(StoreError, match="is missing"):
        make_backup(study, "admin")
    assert list((study.folder / "backups").iterdir()) == []


def test_those_that_may_hold_who_withdraws_go(study: Study):
    old, _ = make_backup(study, "admin")
    with study.reading() as reader:
        pseudonym = reader.first(Participant, number=1).pseudonym
    withdraw(study, pseudonym, "admin")
    assert not old.path.exists()
    new, _ = make_backup(study, "admin")
    assert b"Secret Name 1" not in new.path.read_bytes()
    with study.reading() as reader:
        other = reader.first(Participant, number=2).pseudonym
    assert remove_backups_until(study, new.begun_at - timedelta(microseconds=1)) == 0
    withdraw(study, other, "admin")
    assert list_backups(study) == []
    assert remove_backups_until(study, datetime.now(UTC)) == 0


def test_a_clock_that_was_set_back_saves_no_backup(study: Study):
    made, _ = make_backup(study, "admin")
    ahead = made.path.rename(made.path.with_name("backup-29990101T000000000000Z.tar"))
    assert [one.path for one in list_backups(study)] == [ahead]
    with study.reading() as reader:
        pseudonym = reader.first(Participant, number=1).pseudonym
    withdraw(study, pseudonym, "admin")
    assert not ahead.exists()


def test_what_a_kill_left_of_a_backup_goes_and_one_under_way_stays(study: Study):
    made, _ = make_backup(study, "admin")
    dead, growing = (made.path.with_name(f".{made.path.name}.{n}.part") for n in "12")
    for path in (dead, growing):
        path.write_bytes(b"face")
    os.utime(dead, (time.time() - 7200,) * 2)
    os.utime(made.path, (time.time() - 7200,) * 2)
    assert remove_unfinished_backups(study) == 1
    assert sorted(made.path.parent.iterdir()) == [growing, made.path]
