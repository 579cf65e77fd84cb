"""A study of nobody real, in SQLite and in PostgreSQL."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from countenance.store.records import Film, Medium, Participant
from countenance.study.people import ITEMS, add_account, add_consent, add_consent_text, add_participant
from countenance.study.project import Study

from ...conftest import Copied


@pytest.fixture
def study(copied: Copied, tmp_path: Path) -> Study:
    """Two coders, an arbiter, and two participants who agreed to everything, with one recording each."""
    return copied(build_study, tmp_path)


def build_study(folder: Path, database: str) -> Study:
    """What :func:`study` copies."""
    made = Study.create(folder / "study", "Smiles", database=database, synthetic=True)
    with made.writing("admin") as writer:
        for name, role in (
            ("anna", "coder"),
            ("ben", "coder"),
            ("cleo", "arbiter"),
            ("dora", "experimenter"),
        ):
            add_account(writer, name, [role])
        text = add_consent_text(writer, "Consent", "I agree.")
        for number in (1, 2):
            who = add_participant(writer, name=f"Secret Name {number}", contact=f"secret{number}@example.org")
            add_consent(writer, who, text, dict.fromkeys(ITEMS, True))
            _recorded(made, writer, who, number)
    return made


def _recorded(study: Study, writer, who: Participant, number: int) -> Film:
    kept = study.media.add_bytes(f"the film of participant {number}".encode(), ".mp4")
    medium = writer.add(Medium(digest=kept.digest, size=kept.size, suffix=kept.suffix, name=f"{number}.mp4"))
    return writer.add(
        Film(name=f"film{number}", participant=who.id, medium=medium.id, fps=Fraction(30), n_frames=300)
    )
