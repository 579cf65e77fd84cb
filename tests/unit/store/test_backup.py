"""A backup holds everything, goes into either database, and is refused when it is damaged."""

from __future__ import annotations

import hashlib
import io
import tarfile
from pathlib import Path

import pytest
from sqlalchemy import inspect

from countenance.core.errors import StoreError
from countenance.store import MediaFolder, Store, back_up, restore, verify
from countenance.store.records import Mark, Medium

from ...conftest import NewUrl
from .test_store import coded
from .test_verification import kept


@pytest.fixture
def saved(store: Store, media: MediaFolder, tmp_path: Path) -> Path:
    kept(store, media)
    coded(store)
    back_up(store, media, tmp_path / "study.tar")
    return tmp_path / "study.tar"


def test_a_restored_study_is_the_same_and_whole(
    saved: Path, store: Store, media: MediaFolder, new_url: NewUrl, tmp_path: Path
):
    again, files = Store.create(new_url()), MediaFolder(tmp_path / "again")
    told = restore(saved, again, files)
    assert (told.rows, told.files) == (13, 1)
    before, after = verify(store, media), verify(again, files)
    assert after == before
    assert after.faults == ()
    with again.writing("anna") as writer:  # and goes on
        writer.change(next(writer.find(Mark)), onset=9)
    assert verify(again, files).faults == ()
    again.close()


def test_a_backup_of_one_database_goes_into_the_other(saved: Path, tmp_path: Path):
    plain = Store.create(f"sqlite:///{tmp_path}/plain.sqlite")
    restore(saved, plain, MediaFolder(tmp_path / "again"))
    assert verify(plain, MediaFolder(tmp_path / "again")).faults == ()
    plain.close()


def test_nothing_is_restored_over_a_study_and_no_backup_overwrites_a_file(
    saved: Path, store: Store, media: MediaFolder
):
    with pytest.raises(StoreError, match="the study to restore into is not empty"):
        restore(saved, store, media)
    with pytest.raises(StoreError, match="is there already: name a new file"):
        back_up(store, media, saved)


def test_a_study_whose_file_is_missing_is_not_backed_up(store: Store, media: MediaFolder, tmp_path: Path):
    media.path(kept(store, media).digest).unlink()
    with pytest.raises(StoreError, match="'countenance study verify' lists all"):
        back_up(store, media, tmp_path / "study.tar")
    assert not (tmp_path / "study.tar").exists()


def rewritten(source: Path, name: str, change) -> Path:
    """The archive with one member changed."""
    target = source.with_name("changed.tar")
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old.getmembers():
            content = old.extractfile(member).read()
            content = change(content) if member.name.startswith(name) else content
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return target


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("tables/mark", r"^\S+ is damaged: its tables/mark.jsonl was changed$"),
        ("media/", r"^\S+ is damaged: its file \w+ is not what its name says$"),
        ("manifest", r"^\S+ is no backup of a study, or is damaged"),
    ],
)
def test_a_changed_backup_is_refused_and_leaves_an_empty_study(
    saved: Path, new_url: NewUrl, tmp_path: Path, name: str, sentence: str
):
    changed = rewritten(saved, name, lambda content: content.replace(b'"', b"", 1) + b"x")
    again = Store.create(new_url())
    with pytest.raises(StoreError, match=sentence):
        restore(changed, again, MediaFolder(tmp_path / "again"))
    with again.reading() as reader:
        assert reader.count(Medium) == 0
    again.close()


def extended(source: Path, name: str, content: bytes) -> Path:
    """The archive with one member more."""
    with tarfile.open(source, "a") as archive:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return source


EVIL = hashlib.sha256(b"evil").hexdigest()


@pytest.mark.parametrize(
    "name", [f"media/{EVIL}.x/../../../evil.txt", f"media/{EVIL}.mp4", "media/../../evil.txt", "media/x"]
)
def test_no_file_of_a_backup_goes_elsewhere(saved: Path, new_url: NewUrl, tmp_path: Path, name: str):
    again, media = Store.unmade(new_url()), MediaFolder(tmp_path / "deep" / "again")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(StoreError, match=r"is damaged: its file media/.* belongs to nothing"):
        restore(extended(saved, name, b"evil"), again, media)
    assert [path for path in tmp_path.rglob("*") if path.suffix in (".txt", ".mp4", ".part")] == [
        path for path in before if path.suffix in (".txt", ".mp4", ".part")
    ]
    again.close()


def test_a_row_that_names_a_place_elsewhere_is_refused(store: Store, tmp_path: Path):
    with store.writing("me") as writer:
        writer.add(Medium(digest=EVIL, size=4, suffix=".x/../../evil.txt", name="evil"))
    with pytest.raises(StoreError, match="is no suffix of a file"):
        back_up(store, MediaFolder(tmp_path / "media"), tmp_path / "study.tar")


def test_a_backup_without_one_of_its_files_is_refused_and_leaves_nothing(
    store: Store, media: MediaFolder, new_url: NewUrl, tmp_path: Path
):
    kept(store, media, b"one")
    lost = kept(store, media, b"two")
    back_up(store, media, tmp_path / "study.tar")
    with tarfile.open(tmp_path / "study.tar") as old, tarfile.open(tmp_path / "less.tar", "w") as new:
        for member in old.getmembers():
            if lost.digest not in member.name:
                new.addfile(member, old.extractfile(member))
    again, files = Store.unmade(new_url()), MediaFolder(tmp_path / "again")
    with pytest.raises(StoreError, match=rf"^\S+ is damaged: its file media/{lost.digest}.mp4 is missing$"):
        restore(tmp_path / "less.tar", again, files)
    assert list(files.files()) == []
    with again.engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    restore(tmp_path / "study.tar", again, files)  # the same database takes a good one
    assert verify(again, files).faults == ()
    again.close()


@pytest.mark.parametrize("share", [0, 0.2, 0.5, 0.95])
def test_a_backup_that_was_cut_short_is_refused(saved: Path, new_url: NewUrl, tmp_path: Path, share: float):
    content = saved.read_bytes().rstrip(b"\0")
    saved.write_bytes(content[: int(share * len(content))])
    again = Store.create(new_url())
    with pytest.raises(StoreError, match="is no backup of a study, or is damaged"):
        restore(saved, again, MediaFolder(tmp_path / "again"))
    with again.reading() as reader:
        assert reader.head()[0] == 0
    again.close()


def test_a_backup_of_another_version_says_what_to_do(saved: Path, new_url: NewUrl, tmp_path: Path):
    changed = rewritten(saved, "manifest", lambda content: content.replace(b'"0001"', b'"0900"'))
    again = Store.create(new_url())
    with pytest.raises(StoreError, match="restore it with the countenance that made it"):
        restore(changed, again, MediaFolder(tmp_path / "again"))
    again.close()
