"""A study: a folder with its database, its files, and a note of where both are.

::

    my-study/
      study.json      name, version of this layout, and the address of the database if it is PostgreSQL
      study.sqlite    the database, unless it is PostgreSQL
      media/          recordings, stimuli and times of frames, each under its SHA-256
      captures/       what a camera has recorded in a session that is not over, by session
      backups/        backups that were made from the pages
      cache/          what can be made again of a recording, by the SHA-256 of its file
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from countenance.core.cache import write_atomically
from countenance.core.errors import InputError, StoreError
from countenance.core.executors import Progress, ignore_progress
from countenance.store import (
    BackedUp,
    MediaFolder,
    Reader,
    Store,
    Verified,
    Writer,
    back_up,
    clean,
    migrate,
    restore,
    verify,
)
from countenance.store.records import Medium, SessionRow, StudyFacts, Tombstone

__all__ = ["Study", "migrate_study"]

_NOTE, _DATABASE, _MEDIA = "study.json", "study.sqlite", "media"
_CAPTURES, _CACHE = "captures", "cache"
_FORMAT, _VERSION = "countenance-study", 1
_OWN_ONLY, _AS_OTHERS = 0o600, 0o666
"""Permissions of the note, the latter less what the user's mask takes."""


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """An open study; to be closed, or used in a ``with`` statement.

    Parameters
    ----------
    folder : Path
    store : Store
    media : MediaFolder

    Examples
    --------
    >>> import tempfile
    >>> with Study.create(Path(tempfile.mkdtemp()) / "smiles", "Smiles") as study:
    ...     study.facts().name, study.verify().faults
    ('Smiles', ())
    """

    folder: Path
    store: Store
    media: MediaFolder

    @classmethod
    def create(cls, folder: Path, name: str, *, database: str = "", synthetic: bool = False) -> Self:
        """Begin a study.

        Parameters
        ----------
        folder : Path
            New or empty.
        name : str
        database : str
            Address of an empty PostgreSQL database; a file in the folder unless given.
        synthetic : bool
            Whether nobody real takes part, which everything that comes of it must say.

        Raises
        ------
        StoreError
            If there is something in the folder or the database already.
        """
        if not name.strip():
            raise InputError("a study needs a name")
        with _new(folder, Store.create, database) as store:
            with store.writing("countenance", "the study begins") as writer:
                writer.add(StudyFacts(name=name.strip(), created_at=datetime.now(UTC), synthetic=synthetic))
            _write_note(folder, database)
        return cls(folder, store, MediaFolder(folder / _MEDIA))

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open a study.

        Raises
        ------
        StoreError
            If there is none, or one of another version.
        """
        return cls(folder, Store.open(_address(folder)), MediaFolder(folder / _MEDIA))

    @classmethod
    def restore(
        cls, backup: Path, folder: Path, *, database: str = "", progress: Progress = ignore_progress
    ) -> tuple[Self, BackedUp]:
        """Make a study from a backup, in a new folder; nothing is left there if that fails.

        Raises
        ------
        StoreError
            If the file is no backup or is damaged, or there is something in the folder or the database already.
        """
        if not backup.is_file():
            raise StoreError(f"{backup} is not there: name the file of a backup")
        media = MediaFolder(folder / _MEDIA)
        with _new(folder, Store.unmade, database) as store:
            held = restore(backup, store, media, progress=progress)
            with store.writing("countenance") as writer:
                writer.note("restore", f"from a backup whose log ends with {held.head}")
            _write_note(folder, database)
        return cls(folder, store, media), held

    def close(self) -> None:
        """Close the database."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """One view of the study, in which nothing changes."""
        with self.store.reading() as reader:
            yield reader

    @contextmanager
    def writing(self, actor: str, note: str = "") -> Iterator[Writer]:
        """Change the study: all that is written within, or nothing.

        Parameters
        ----------
        actor : str
            Who, for the log.
        note : str
            Why.
        """
        with self.store.writing(actor, note) as writer:
            yield writer

    def facts(self) -> StudyFacts:
        """The study's name, beginning and settings.

        Raises
        ------
        StoreError
            If the database holds no study.
        """
        with self.reading() as reader:
            found = reader.first(StudyFacts)
        if found is None:
            raise StoreError(f"{self.folder} holds no study that was begun: restore a backup, or begin anew")
        return found

    def captures(self, session: str) -> Path:
        """Folder for what the camera records in a session, until it is a recording of the study."""
        return self.folder / _CAPTURES / session

    def cache(self, digest: str) -> Path:
        """Folder for what can be made again of a file, as pictures of single frames."""
        return self.folder / _CACHE / digest

    def clear_traces(self) -> None:
        """Remove captures of sessions and caches of files that the study no longer has."""
        # Looked at first: what is begun meanwhile has its row already, and stays.
        there = [*(self.folder / _CAPTURES).glob("*"), *(self.folder / _CACHE).glob("*")]
        with self.reading() as reader:
            needed = {one.id for one in reader.find(SessionRow)} | {one.digest for one in reader.find(Medium)}
        for path in there:
            if path.name not in needed:
                shutil.rmtree(path)

    def verify(self, *, known_head: str = "", progress: Progress = ignore_progress) -> Verified:
        """Look at everything: the log, every row and every file."""
        found = verify(self.store, self.media, known_head=known_head, progress=progress)
        return replace(found, remarks=(*self._unfinished(), *found.remarks))

    def clean(self, actor: str) -> int:
        """Remove files that belong to nothing and are older than an hour; their number."""
        return clean(self.store, self.media, actor)

    def _unfinished(self) -> Iterator[str]:
        with self.reading() as reader:
            for one in reader.find(Tombstone, order="withdrawn_at"):
                if not one.is_finished:
                    yield (
                        f"{one.pseudonym} withdrew on {one.withdrawn_at:%Y-%m-%d}, and bytes may be left: run "
                        "'countenance study withdraw STUDY --finish'"
                    )

    def back_up(self, target: Path, *, progress: Progress = ignore_progress) -> BackedUp:
        """Write the study into one file.

        Raises
        ------
        StoreError
            If that file is there already, or a file of the study is missing.
        """
        return back_up(self.store, self.media, target, progress=progress)


def migrate_study(folder: Path) -> tuple[str, Path | None]:
    """Bring the database of a study to the version of this program.

    Returns
    -------
    before : str
        Version until now.
    copy : Path or None
        Where the database as it was is kept.

    Raises
    ------
    StoreError
        If there is none, or one of a later version.
    """
    return migrate(_address(folder))


@contextmanager
def _new(folder: Path, make: Callable[[str | Path], Store], database: str) -> Iterator[Store]:
    """A folder and a database for a new study; the folder is left as it was if anything within fails."""
    was_there, store = folder.is_dir(), None
    if was_there and any(folder.iterdir()):
        raise StoreError(f"{folder} holds other files: name a new or empty folder for the study")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        store = make(database or folder / _DATABASE)
        yield store
    except BaseException:
        if store is not None:
            store.close()
        _clear(folder, keep=was_there)
        raise


def _write_note(folder: Path, database: str) -> None:
    note = {"format": _FORMAT, "version": _VERSION, **({"database": database} if database else {})}
    # The address of a database may hold a password.
    mode = _OWN_ONLY if database else _AS_OTHERS
    write_atomically(folder / _NOTE, json.dumps(note, indent=1) + "\n", mode=mode)


def _address(folder: Path) -> str | Path:
    note = folder / _NOTE
    if not note.is_file():
        raise StoreError(f"{folder} holds no study: one begins with 'countenance study init'")
    try:
        content = json.loads(note.read_text(encoding="utf-8"))
        written = content["format"], content["version"]
    except (ValueError, KeyError, TypeError):
        raise StoreError(f"{note} is damaged: restore a backup") from None
    if written != (_FORMAT, _VERSION):
        raise StoreError(
            f"{note} is of another countenance ({written[0]}, version {written[1]}): install that"
        )
    return str(content["database"]) if content.get("database") else folder / _DATABASE


def _clear(folder: Path, *, keep: bool) -> None:
    """Remove what a failed beginning has left."""
    for path in [folder / _NOTE, *folder.glob(f"{_DATABASE}*")]:
        path.unlink(missing_ok=True)
    shutil.rmtree(folder / _MEDIA, ignore_errors=True)
    if not keep:
        folder.rmdir()
