"""A study for the pages: somebody for each role, participants with consent, and short films of numbered frames."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from itertools import accumulate, cycle
from pathlib import Path

from countenance.store.records import Account
from countenance.study.coding import assign
from countenance.study.people import (
    ITEMS,
    add_account,
    add_consent,
    add_consent_text,
    add_participant,
    set_password,
)
from countenance.study.project import Study
from countenance.study.recording import NewFilm, add_film, film_of

from .barcodes import write_barcodes

__all__ = ["PASSWORD", "PEOPLE", "account_id", "make_study"]

PEOPLE = {
    "ada": "admin",
    "rita": "rater",
    "anna": "coder",
    "ben": "coder",
    "cleo": "arbiter",
    "dora": "experimenter",
    "emil": "analyst",
}
PASSWORD = "correct horse battery"


def make_study(folder: Path, *, n_frames: int = 90) -> Study:
    """A new study with two films, ``even`` at 30 frames per second and ``uneven`` at a variable rate.

    Both are assigned to anna and ben; nobody has coded anything. Everybody's password is :data:`PASSWORD`. It is a
    copy of one that is built once in a process: ids and pseudonyms are the same in all of them.
    """
    shutil.copytree(_built(n_frames), folder, dirs_exist_ok=True)
    return Study.open(folder / "study")


@cache
def _built(n_frames: int) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="countenance-study-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with Study.create(folder / "study", "Smiles", synthetic=True) as study:
        _fill(study, folder, n_frames)
    return folder


def _fill(study: Study, folder: Path, n_frames: int) -> None:
    with study.writing("countenance") as writer:
        for name, role in PEOPLE.items():
            account = add_account(writer, name, [role])
            if name == "ada":  # hashing is slow on purpose
                set_password(writer, account, PASSWORD)
        hashed = next(one.password for one in writer.find(Account, name="ada"))
        for account in writer.find(Account):
            if account.password is None:
                writer.change(account, password=hashed)
        text = add_consent_text(writer, "Consent", "I agree.")
        people = [add_participant(writer, name=f"Secret {number}") for number in (1, 2)]
        for who in people:
            add_consent(writer, who, text, dict.fromkeys(ITEMS, True))
    steps = cycle([33, 20, 54, 40, 27])
    ticks = list(accumulate((next(steps) for _ in range(n_frames - 1)), initial=0))
    for name, who, times in (("even", people[0], None), ("uneven", people[1], ticks)):
        path = write_barcodes(folder / f"{name}.mp4", n_frames, ticks=times)
        add_film(study, path, NewFilm(participant=who.pseudonym, name=name))
    with study.writing("ada") as writer:
        assign(writer, ["anna", "ben"], [film_of(writer, name) for name in ("even", "uneven")])


def account_id(study: Study, name: str) -> str:
    """Id of an account."""
    with study.reading() as reader:
        found = reader.first(Account, name=name)
    assert found is not None
    return found.id
