"""The first half of a simulated study: stimuli with ratings, a protocol, and people who sit through sessions."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from countenance.core import Emotion
from countenance.databases.simulated.script import FILMS
from countenance.store import Writer
from countenance.store.records import Participant
from countenance.study.elicitation import Event, EventKind, Session
from countenance.study.people import ITEMS, add_account, add_consent, add_consent_text, add_participant
from countenance.study.project import Study
from countenance.study.recording import (
    add_protocol,
    add_stimulus,
    append_events,
    begin_session,
    choose_stimuli,
    import_ratings,
    write_protocol,
)
from countenance.study.stimuli import ChoiceRule
from countenance.video import write_video

__all__ = [
    "ADMIN",
    "ANALYST",
    "ARBITER",
    "CODERS",
    "EXPERIMENTER",
    "RATER",
    "STIMULUS_SECONDS",
    "add_more_people",
    "add_people",
    "hold_session",
    "prepare_stimuli",
]

ADMIN, RATER = "ada", "rita"
EXPERIMENTER, ARBITER, ANALYST, CODERS = "dora", "cleo", "emil", ("anna", "ben")
STIMULUS_SECONDS = 2
_RATERS = 20
_RATE = 10
_WORDS = {"disgust": Emotion.DISGUST, "anger": Emotion.ANGER, "happy": Emotion.HAPPINESS}
_BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
_STEP = 1_000.0
"""Milliseconds between two events."""
_CONSENT = """Simulated consent. Nobody signed this.

I take part in a study of facial expressions. I may stop at any time without giving a reason.
"""


def add_people(study: Study, participants: int) -> list[Participant]:
    """Those who work on the study, and participants who agreed to have their recordings given to researchers.

    The last one agreed to the laboratory alone, so that a release has somebody to leave out.
    """
    roles = {"coder": CODERS, "arbiter": (ARBITER,), "analyst": (ANALYST,), "experimenter": (EXPERIMENTER,)}
    dice = random.Random("people")
    with study.writing("simulation", "people of a simulated study") as writer:
        for role, names in roles.items():
            for name in names:
                add_account(writer, name, [role])
        text = add_consent_text(writer, "Simulated consent", _CONSENT)
        people = []
        for number in range(1, participants + 1):
            facts = {"age": dice.randrange(19, 28), "gender": dice.choice("fm"), "simulated": "yes"}
            who = add_participant(writer, facts=facts)
            agreed = {"record", "laboratory"}
            if number < max(2, participants):
                agreed |= {"researchers", "excerpts"}
            add_consent(writer, who, text, {item: item in agreed for item in ITEMS})
            people.append(who)
    return people


def add_more_people(study: Study) -> None:
    """An admin, and a rater who has rated nothing yet."""
    with study.writing("simulation", "people of a simulated study") as writer:
        add_account(writer, ADMIN, ["admin"])
        add_account(writer, RATER, ["rater"])


def prepare_stimuli(study: Study, scratch: Path, *, seed: int = 0) -> None:
    """Nine clips that show nothing but colours, rated by twenty raters, chosen by rule, in a protocol."""
    for place, film in enumerate(FILMS):
        path = scratch / f"{film.title}.mp4"
        write_video(path, _colours(place), _RATE, repeatable=True)
        add_stimulus(study, path)
    table, protocol = scratch / "ratings.csv", scratch / "protocol.toml"
    with table.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("rater", "clip", "emotion", "intensity"), *_ratings(seed)])
    with study.writing(EXPERIMENTER, "stimuli of a simulated study") as writer:
        import_ratings(writer, table)
        choose_stimuli(writer, ChoiceRule({"disgust": 2, "anger": 2, "happiness": 5}, min_selection=0.5))
        write_protocol(writer, protocol)
        add_protocol(writer, protocol)


def hold_session(writer: Writer, who: Participant) -> Session:
    """Let a participant sit through a whole session, event by event."""
    begun = begin_session(
        writer, who.pseudonym, monotonic_ms=0.0, wall_time=_BEGIN + timedelta(days=who.number)
    )
    session = begun.session
    events = []
    for event in _course(session, begun.row.started_at):
        session = session.apply(event)
        events.append(event)
    return append_events(writer, begun.row.id, events).session


def _course(session: Session, begin: datetime) -> Iterator[Event]:
    before = (
        EventKind.CONSENT_GIVEN, EventKind.CAMERA_OK, EventKind.INSTRUCTIONS_READ, EventKind.COMPREHENSION_PASSED,
        EventKind.BASELINE_ONSET, EventKind.BASELINE_OFFSET,
    )  # fmt: skip
    each = (EventKind.CLIP_ONSET, EventKind.CLIP_OFFSET, EventKind.REST_OVER)
    after = (EventKind.REVIEW_DONE, EventKind.DEBRIEF_READ, EventKind.PAID)
    steps: list[tuple[EventKind, str | None]] = [(kind, None) for kind in before]
    steps += [
        (kind, None if kind is EventKind.REST_OVER else clip) for clip in session.order for kind in each
    ]
    steps += [(kind, None) for kind in after]
    for sequence, (kind, clip) in enumerate(steps, session.next_sequence):
        at = sequence * _STEP
        now = begin + timedelta(milliseconds=at)
        yield Event(sequence, at, now, now, kind, clip, None if clip is None else 1)


def _ratings(seed: int) -> Iterator[Sequence[object]]:
    dice = random.Random(f"{seed}/ratings")
    for film in FILMS:
        main = _WORDS[film.name.rstrip("0123456789")]
        others = [emotion for emotion in Emotion if emotion is not main]
        for rater in range(1, _RATERS + 1):
            emotion = main if dice.random() < 0.85 else dice.choice(others)
            yield f"r{rater:02}", film.title, str(emotion), min(9, max(1, round(dice.gauss(4, 1.5))))


def _colours(place: int) -> Iterator[NDArray[np.uint8]]:
    for frame in range(STIMULUS_SECONDS * _RATE):
        picture = np.zeros((48, 64, 3), np.uint8)
        picture[..., place % 3] = 40 + 20 * place
        picture[:, : 3 * frame, (place + 1) % 3] = 200
        yield picture
