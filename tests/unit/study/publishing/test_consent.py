"""Every file of every release is looked through for whom consent does not cover, and for names of people."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from countenance.store.records import Film, Medium, Participant, Release
from countenance.study.publishing import Options, Profile, publish

from .conftest import SECRET, NewStudy

NEVER = ("Secret Name", "secret 0", "secret 1")
"""Identities, and names of files as they came."""

ACCOUNTS = ("anna", "ben", "cleo", "emil")
"""So short that compressed pictures may hold them by chance."""


def middle(film: Path) -> bytes:
    """Some of a film that no other film has."""
    content = film.read_bytes()
    return content[len(content) // 2 :][:64]


def readable(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file with its bytes, and what is packed in it."""
    for path in sorted(folder.rglob("*")):
        yield str(path.relative_to(folder)), str(path.relative_to(folder)).encode()
        if path.is_file():
            yield path.name, path.read_bytes()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                yield from ((name, book.read(name)) for name in book.namelist())
        if path.suffix == ".parquet":
            yield path.name, str(pq.read_table(path).to_pylist()).encode()


def options() -> Options:
    return Options(
        pictures=True,
        window=lambda _: (slice(0, 40), slice(4, 60)),
        features=lambda path: [{"size": path.stat().st_size}],
    )


@pytest.mark.parametrize("profile", list(Profile))
def test_nothing_of_the_uncovered_is_written(new: NewStudy, tmp_path: Path, profile: Profile):
    study = new()
    made = publish(study, profile, tmp_path / "out", "researchers", "emil", options=options())
    with study.reading() as reader:
        hidden = reader.first(Film, name="film1")
        who = reader.get(Participant, hidden.participant)
        film = study.media.path(reader.get(Medium, hidden.medium).digest)
        shown = reader.get(Participant, reader.first(Film, name="film0").participant)
        [release] = reader.find(Release)
    forbidden = [*NEVER, who.pseudonym, "film1", film.stem, hidden.id, who.id]
    picked = middle(film)
    for name, content in readable(tmp_path / "out"):
        assert not [word for word in forbidden if word.encode() in content], name
        assert picked not in content, name
        assert name.endswith((".mp4", ".jpg")) or not [one for one in ACCOUNTS if one.encode() in content], (
            name
        )
    assert any(shown.pseudonym.encode() in content for _, content in readable(tmp_path / "out"))
    assert release.participants == (shown.pseudonym,)
    assert who.pseudonym not in str(release.manifest)
    assert [one.participant for one in made.left_out] == [who.pseudonym]


def test_the_walk_would_find_what_is_there(new: NewStudy, tmp_path: Path):
    study = new(consents=("public", "public"))
    publish(study, "casme", tmp_path / "out", "public", "emil", options=options())
    with study.reading() as reader:
        media = [study.media.path(one.digest) for one in reader.find(Medium)]
    files = list(readable(tmp_path / "out"))
    for film in media:
        assert any(middle(film) in content for _, content in files)
    assert any(name.endswith(".xml") and b"secret words" in content for name, content in files)


def test_the_deidentified_have_no_words_of_anybody_and_no_pictures(new: NewStudy, tmp_path: Path):
    study = new()
    publish(study, "deidentified", tmp_path / "out", "researchers", "emil", options=options())
    with study.reading() as reader:
        digest = reader.get(Medium, reader.first(Film, name="film0").medium).digest
    for name, content in readable(tmp_path / "out"):
        assert not [
            word for word in (SECRET, "secret words", "hobby", "film0", digest) if word.encode() in content
        ], name
    suffixes = {path.suffix for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert suffixes == {".csv", ".parquet", ".json", ".md", ""}
    assert "never anonymous" in (tmp_path / "out/README.md").read_text(encoding="utf-8")
