"""Small studies with real videos, settled and labelled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from countenance.core import Category, Coding, CodingPass, parse_action_units
from countenance.store import Writer
from countenance.store.records import Film, Label, Medium, Participant, Report, Stimulus
from countenance.study import arbitration
from countenance.study.arbitration import Action
from countenance.study.coding import assign, import_pass, submit
from countenance.study.people import ITEMS, Role, add_account, add_consent, add_consent_text, add_participant
from countenance.study.project import Study
from countenance.study.settlement import decide, label_all, open_items, override_category
from countenance.video import write_video

from ....conftest import Copied

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
N_FRAMES = 60
SECRET = "ωsecret words"
"""Stands wherever somebody may write what he likes."""


def make_video(path: Path, seed: int) -> Path:
    """Noise that moves: pictures of different frames and people differ."""
    path.write_bytes(_noise(seed))
    return path


@cache
def _noise(seed: int) -> bytes:
    ground = np.random.default_rng(seed).integers(0, 255, (48, 64, 3), dtype=np.uint8)
    frames = (np.roll(ground, frame, axis=1) for frame in range(N_FRAMES))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "noise.mp4"
        write_video(path, frames, 30, keyframe_interval=10)
        return path.read_bytes()


def agreed(upto: str) -> dict[str, bool]:
    """Yes to every item up to one, in the order of release levels, and no to all others."""
    order = ["record", "laboratory", "researchers", "public"]
    return {item: item in order[: order.index(upto) + 1] for item in ITEMS}


def build_study(
    folder: Path,
    database: str,
    *,
    synthetic: bool = False,
    consents: tuple[str, ...] = ("public", "laboratory"),
) -> Study:
    """A study with a participant, film, codings, decisions and labels for each consent."""
    study = Study.create(folder / "study", "Smiles & Frowns", database=database, synthetic=synthetic)
    with study.writing("admin") as writer:
        for name, role in (
            ("anna", Role.CODER),
            ("ben", Role.CODER),
            ("cleo", Role.ARBITER),
            ("emil", Role.ANALYST),
        ):
            add_account(writer, name, [role])
        stimulus = writer.add(
            Stimulus(name="=cmd|film ü", digest="ab" * 32, seconds=2.0, emotion="disgust", chosen=True)
        )
        text = add_consent_text(writer, "Consent", "I agree.")
        for number, upto in enumerate(consents):
            who = add_participant(
                writer, facts={"age": 20 + number, "gender": "female", "hobby": SECRET}, name="Secret Name"
            )
            add_consent(writer, who, text, agreed(upto))
            add_film(study, writer, who, folder, number, ["anna", "ben"], stimulus)
        label(writer)
    return study


def add_film(
    study: Study,
    writer: Writer,
    who: Participant,
    folder: Path,
    number: int,
    coders: list[str],
    stimulus: Stimulus | None = None,
) -> None:
    """A film with reports that two coders have coded and an arbiter settled; every second one has a stimulus."""
    kept = study.media.add(make_video(folder / f"{number}.mp4", seed=number))
    medium = writer.add(
        Medium(digest=kept.digest, size=kept.size, suffix=".mp4", name=f"secret {number}.mp4")
    )
    film = writer.add(
        Film(
            name=f"film{number}",
            participant=who.id,
            medium=medium.id,
            fps=Fraction(30),
            n_frames=N_FRAMES,
            stimulus=stimulus.id if stimulus is not None and number % 2 == 0 else None,
        )
    )
    _coded(writer, film, coders)
    writer.add(Report(film=film.id, onset=8, offset=20, emotion="disgust", intensity=5, text="@" + SECRET))
    writer.add(Report(film=film.id, onset=38, offset=58, emotion=f"=feeling {SECRET}"))


def _coded(writer: Writer, film: Film, coders: list[str]) -> None:
    """Three movements of both coders: a smile with half-frames and no apex, a frown, and a blink."""
    assign(writer, coders, [film])
    for place, coder in enumerate(coders):
        smile = Coding(10 + place, None, 22 + place, parse_action_units("L6B+12"), lower=SECRET)
        frown = Coding(40, 42, 58, parse_action_units("4+7"), note=f"=1+1 {SECRET}")
        blink = Coding(30, 31, 33, excluded=f"blink {SECRET}")
        import_pass(writer, CodingPass(film.name, coder, (smile, frown, blink)))
        submit(writer, coder, film.name)
    for item in open_items(writer, film.name):
        decide(writer, "cleo", item, arbitration.Decision(Action.MEAN, "cleo", SECRET))


def label(writer: Writer) -> None:
    """Label everything; every frown is filed under other by hand."""
    label_all(writer, "cleo")
    for one in writer.find(Label, excluded=None):
        if one.labels["category"] == "negative":
            override_category(writer, "cleo", one.decision, Category.OTHER, SECRET)


NewStudy = Callable[..., Study]


@pytest.fixture
def new(copied: Copied, tmp_path: Path) -> NewStudy:
    """Makes studies, in SQLite and in PostgreSQL: copies of one where they are asked for alike."""
    numbers = count()

    def make(**how: bool | tuple[str, ...]) -> Study:
        return copied(build_study, tmp_path / f"made{next(numbers)}", **how)

    return make
