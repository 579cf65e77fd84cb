"""Small studies with real videos, settled and labelled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from countenance.core import Coding, format_action_units, parse_action_units
from countenance.store.records import (
    Decision,
    Film,
    Label,
    Mark,
    Medium,
    Report,
    Stimulus,
)
from countenance.study.coding import assign, submit
from countenance.study.people import ITEMS, Role, add_account, add_consent, add_consent_text, add_participant
from countenance.study.project import Study
from countenance.video import write_video

from ....conftest import NewUrl

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
N_FRAMES = 60
SECRET = "Ωsecret words"
"""Stands wherever somebody may write what he likes."""


def make_video(path: Path, seed: int, n_frames: int = N_FRAMES) -> Path:
    """Noise that moves: pictures of different frames and people differ."""
    rng = np.random.default_rng(seed)
    ground = rng.integers(0, 255, (48, 64, 3), dtype=np.uint8)
    write_video(path, (np.roll(ground, frame, axis=1) for frame in range(n_frames)), 30, keyframe_interval=10)
    return path


def agreed(upto: str) -> dict[str, bool]:
    """Yes to every item up to one, in the order of release levels, and no to all others."""
    order = ["record", "laboratory", "researchers", "public"]
    return {item: item in order[: order.index(upto) + 1] for item in ITEMS}


def new_study(
    url: str, folder: Path, *, synthetic: bool = False, consents: tuple[str, ...] = ("public", "laboratory")
) -> Study:
    """A study with a participant, film, codings, decisions and labels for each consent."""
    study = Study.create(
        folder / "study",
        "Smiles & Frowns",
        database=url if url.startswith("postgresql") else "",
        synthetic=synthetic,
    )
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
                    stimulus=stimulus.id if number % 2 == 0 else None,
                )
            )
            _coded(writer, film)
            writer.add(
                Report(film=film.id, onset=8, offset=20, emotion="disgust", intensity=5, text="@" + SECRET)
            )
    return study


def _coded(writer: Any, film: Film) -> None:
    """Two movements of both coders: a smile with half-frames and no apex, and a blink."""
    assignments = assign(writer, ["anna", "ben"], [film])
    marks = [
        [
            writer.add(
                _mark(one.id, Coding(10 + k, None, 22 + k, parse_action_units("L6B+12"), lower=SECRET))
            ),
            writer.add(_mark(one.id, Coding(40, 42, 58, parse_action_units("4"), note=f"=1+1 {SECRET}"))),
            writer.add(_mark(one.id, Coding(30, 31, 33, excluded=f"blink {SECRET}"))),
        ]
        for k, one in enumerate(assignments)
    ]
    for name in ("anna", "ben"):
        submit(writer, name, film.name)
    smile = _settled("21/2", None, "45/2", 11, None, 23, "L6B+12")
    frown = _settled("40", "42", "58", 40, 42, 58, "4")
    for k, (settled, labels) in enumerate(
        (
            (smile, _labels("micro", "positive")),
            (frown, _labels("macro", "negative")),
            (_settled("30", "31", "33", 30, 31, 33, ""), None),
        )
    ):
        decision = writer.add(
            Decision(
                film=film.id,
                first=marks[0][k].id,
                second=marks[1][k].id,
                action="mean",
                arbiter="cleo",
                reason=SECRET,
                settled=settled,
            )
        )
        writer.add(
            Label(decision=decision.id, labels=labels, override="other" if k == 1 else None, reason=SECRET)
            if labels
            else Label(decision=decision.id, labels=_labels(None, None), excluded="blink")
        )


def _mark(assignment: str, coding: Coding) -> Mark:
    return Mark(
        assignment=assignment,
        onset=coding.onset,
        apex=coding.apex,
        offset=coding.offset,
        action_units=format_action_units(coding.action_units),
        upper=coding.upper,
        lower=coding.lower,
        excluded=coding.excluded,
        note=coding.note,
    )


def _settled(*frames: Any) -> dict[str, Any]:
    names = (
        "onset",
        "apex",
        "offset",
        "onset_frame",
        "apex_frame",
        "offset_frame",
        "action_units",
    )
    return {
        **dict(zip(names, frames, strict=True)),
        "upper": None,
        "lower": "",
        "excluded": None,
        "policy": "",
    }


def _labels(kind: str | None, category: str | None) -> dict[str, Any]:
    return {
        "kind": kind,
        "category": category,
        "from_action_units": "happiness" if category == "positive" else None,
        "from_stimulus": "disgust",
        "self_report": f"=feeling {SECRET}",
        "rule": "AU6 + AU12",
        "reason": SECRET,
        "duration_policy": "offset - onset",
    }


NewStudy = Callable[..., Study]


@pytest.fixture
def new(new_url: NewUrl, tmp_path: Path) -> Iterator[NewStudy]:
    """Makes studies, in SQLite and in PostgreSQL."""
    made: list[Study] = []

    def make(**how: Any) -> Study:
        folder = tmp_path / f"made{len(made)}"
        folder.mkdir()
        made.append(new_study(new_url(), folder, **how))
        return made[-1]

    yield make
    for study in made:
        study.close()
