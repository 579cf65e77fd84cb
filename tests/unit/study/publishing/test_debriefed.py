"""Nothing is published of a session that is not over: its participant may still be told what it was about."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from countenance.core import InputError
from countenance.store import Writer
from countenance.store.records import Film, ProtocolVersion, SessionEvent, SessionRow
from countenance.study.elicitation import Event, EventKind, State
from countenance.study.people import ReleaseLevel
from countenance.study.project import Study
from countenance.study.publishing import gather, publish
from countenance.study.recording import kept_session

from .conftest import AT, NewStudy

TOLD = "the session is not over: the participant has not been debriefed"
PUBLIC = ReleaseLevel.PUBLIC
TO_THE_BASELINE = (
    EventKind.STARTED, EventKind.CONSENT_GIVEN, EventKind.CAMERA_OK, EventKind.INSTRUCTIONS_READ,
    EventKind.COMPREHENSION_PASSED, EventKind.BASELINE_ONSET, EventKind.BASELINE_OFFSET,
)  # fmt: skip
TO_THE_REVIEW = (*TO_THE_BASELINE, EventKind.CLIP_ONSET, EventKind.CLIP_OFFSET, EventKind.REST_OVER)
TO_THE_DEBRIEF = (*TO_THE_REVIEW, EventKind.REVIEW_DONE)
STOPPED = (*TO_THE_BASELINE, EventKind.STOPPED)


def held(writer: Writer, film: str, kinds: tuple[EventKind, ...], protocol: str = "") -> State:
    """Let a recording belong to a session that came so far; where it is then."""
    there = writer.first(Film, name=film)
    digest = protocol or film
    version = writer.add(ProtocolVersion(title=digest, digest=digest, content=""))
    row = writer.add(
        SessionRow(
            participant=there.participant, protocol=version.id, started_at=AT, order=("clip",), state=""
        )
    )
    given = {"participant": 1, "protocol": digest, "order": ["clip"]}
    for number, kind in enumerate(kinds):
        at = AT + timedelta(seconds=number)
        of_clip = ("clip", 1) if kind in {EventKind.CLIP_ONSET, EventKind.CLIP_OFFSET} else (None, None)
        data = given if kind is EventKind.STARTED else {}
        event = Event(number, 1000.0 * number, at, at, kind, *of_clip, data=data)
        writer.add(SessionEvent(session=row.id, sequence=number, content=event.to_json()))
    state = kept_session(writer, row.id).session.state
    writer.change(row, state=str(state))
    writer.change(there, session=row.id)
    return state


@pytest.fixture
def study(new: NewStudy) -> Study:
    """Two recordings that may go everywhere."""
    return new(consents=("public", "public"))


@pytest.mark.parametrize(
    ("kinds", "state", "is_over"),
    [
        (TO_THE_BASELINE, State.READY, False),
        (TO_THE_REVIEW, State.REVIEW, False),
        (TO_THE_DEBRIEF, State.DEBRIEF, False),
        ((*TO_THE_DEBRIEF, EventKind.DEBRIEF_READ), State.PAYMENT, True),
        ((*TO_THE_DEBRIEF, EventKind.DEBRIEF_READ, EventKind.PAID), State.DONE, True),
        (STOPPED, State.STOPPED, False),
        ((*STOPPED, EventKind.DEBRIEF_BEGUN), State.DEBRIEF, False),
        ((*STOPPED, EventKind.DEBRIEF_BEGUN, EventKind.DEBRIEF_READ), State.PAYMENT, True),
        ((*TO_THE_DEBRIEF, EventKind.DEBRIEF_READ, EventKind.STOPPED), State.STOPPED, True),
    ],
)
def test_a_recording_waits_for_the_debriefing(
    study: Study, kinds: tuple[EventKind, ...], state: State, is_over: bool
):
    with study.writing("admin") as writer:
        assert held(writer, "film0", kinds) is state
    content = gather(study, PUBLIC)
    published = {"film0", "film1"} if is_over else {"film1"}
    assert {one.name for one in content.recordings} == published
    assert {one.recording.name for one in content.expressions} == published
    assert [(one.recording, one.reason) for one in content.left_out] == ([] if is_over else [("film0", TOLD)])


@pytest.mark.parametrize(
    ("sessions", "is_told"),
    [
        ([TO_THE_REVIEW], False),
        ([(*TO_THE_DEBRIEF, EventKind.DEBRIEF_READ), TO_THE_REVIEW], True),
        ([], True),
    ],
)
def test_a_recording_without_a_session_waits_for_its_participant(
    study: Study, sessions: list[tuple[EventKind, ...]], is_told: bool
):
    with study.writing("admin") as writer:
        for number, kinds in enumerate(sessions):
            held(writer, "film0", kinds, protocol=f"protocol {number}")
        writer.change(writer.first(Film, name="film0"), session=None)
    published = {"film0", "film1"} if is_told else {"film1"}
    assert {one.name for one in gather(study, PUBLIC).recordings} == published


def test_consent_is_the_first_reason(new: NewStudy):
    study = new(consents=("public", "laboratory"))
    with study.writing("admin") as writer:
        held(writer, "film1", STOPPED)
    [left_out] = gather(study, PUBLIC).left_out
    assert left_out.reason == "it may go to laboratory, not to public"


def test_where_nothing_is_left_the_reason_is_told(study: Study, tmp_path: Path):
    with study.writing("admin") as writer:
        held(writer, "film0", STOPPED)
        held(writer, "film1", TO_THE_DEBRIEF)
    with pytest.raises(InputError, match=f"may go to public: of 2, 2 wait: {TOLD}"):
        publish(study, "tables", tmp_path / "out", "public", "emil")


def test_it_is_among_what_was_left_out_of_the_release(study: Study, tmp_path: Path):
    with study.writing("admin") as writer:
        held(writer, "film0", TO_THE_REVIEW)
    made = publish(study, "casme", tmp_path / "out", "public", "emil")
    assert [(one.recording, one.reason) for one in made.left_out] == [("film0", TOLD)]
    assert len(made.release.participants) == 1
    assert len(list((tmp_path / "out/rawvideo").rglob("*.mp4"))) == 1
