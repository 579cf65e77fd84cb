"""A study begins in an empty place, opens again, and comes back from a backup."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from countenance.core import InputError
from countenance.core.errors import StoreError
from countenance.store.records import Participant
from countenance.study.project import Study, migrate_study

from ...conftest import NewUrl


def test_a_study_opens_again_as_it_was(study: Study):
    facts = study.facts()
    assert (facts.name, facts.synthetic) == ("Smiles", True)
    study.close()
    with Study.open(study.folder) as again, again.reading() as reader:
        assert again.facts() == facts
        assert reader.count(Participant) == 2


def test_nothing_is_begun_over_something(study: Study, tmp_path: Path):
    with pytest.raises(StoreError, match="holds other files: name a new or empty folder"):
        Study.create(study.folder, "Again")
    with pytest.raises(InputError, match="a study needs a name"):
        Study.create(tmp_path / "new", "  ")
    assert not (tmp_path / "new").exists()


def test_where_there_is_no_study_one_is_told_how_it_begins(tmp_path: Path):
    with pytest.raises(StoreError, match="holds no study: one begins with 'countenance study init'"):
        Study.open(tmp_path)
    (tmp_path / "study.json").write_text("{")
    with pytest.raises(StoreError, match=r"study.json is damaged"):
        Study.open(tmp_path)
    (tmp_path / "study.json").write_text(json.dumps({"format": "countenance-study", "version": 9}))
    with pytest.raises(StoreError, match="of another countenance"):
        Study.open(tmp_path)


def test_a_study_comes_back_from_a_backup_and_is_whole(study: Study, new_url: NewUrl, tmp_path: Path):
    study.back_up(tmp_path / "study.tar")
    url = new_url()
    database = url if url.startswith("postgresql") else ""
    again, held = Study.restore(tmp_path / "study.tar", tmp_path / "again", database=database)
    with again:
        assert again.facts() == study.facts()
        assert held.files == 2
        assert again.verify().faults == ()
        assert again.verify(known_head=held.head).faults == ()


def test_a_restore_that_fails_leaves_nothing(tmp_path: Path):
    (tmp_path / "no.tar").write_bytes(b"no archive")
    with pytest.raises(StoreError, match="is no backup of a study"):
        Study.restore(tmp_path / "no.tar", tmp_path / "again")
    assert not (tmp_path / "again").exists()
    with pytest.raises(StoreError, match="is not there: name the file of a backup"):
        Study.restore(tmp_path / "nowhere.tar", tmp_path / "again")


def test_a_study_of_this_version_needs_no_migration(study: Study):
    assert migrate_study(study.folder) == ("0001", None)


def test_a_good_backup_goes_where_a_damaged_one_was_refused(study: Study, new_url: NewUrl, tmp_path: Path):
    study.back_up(tmp_path / "good.tar")
    content = (tmp_path / "good.tar").read_bytes()
    (tmp_path / "bad.tar").write_bytes(content.replace(b"Secret Name 1", b"Secret Name 9"))
    url = new_url()
    database = url if url.startswith("postgresql") else ""
    with pytest.raises(StoreError, match="is damaged"):
        Study.restore(tmp_path / "bad.tar", tmp_path / "again", database=database)
    assert not (tmp_path / "again").exists()
    again, _ = Study.restore(tmp_path / "good.tar", tmp_path / "again", database=database)
    with again:
        assert again.verify().faults == ()
    with pytest.raises(StoreError, match=r"is not empty|holds other files"):
        Study.restore(tmp_path / "good.tar", tmp_path / ("more" if database else "again"), database=database)


def test_a_beginning_that_fails_leaves_nothing(tmp_path: Path):
    with pytest.raises(StoreError, match="is no address of a database"):
        Study.create(tmp_path / "new", "Smiles", database="nonsense")
    assert not (tmp_path / "new").exists()


def test_only_its_owner_reads_the_address_of_a_database(study: Study):
    note = study.folder / "study.json"
    secret = "database" in json.loads(note.read_text())
    assert secret == (study.store.engine.dialect.name == "postgresql")
    assert (note.stat().st_mode & 0o077 == 0) == secret


@pytest.mark.parametrize("name", ["what?", "100%25", "a#b"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str):
    Study.create(tmp_path / name, "Smiles").close()
    with Study.open(tmp_path / name) as study:
        assert study.facts().name == "Smiles"
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name / "study.sqlite").is_file()
