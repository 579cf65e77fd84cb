"""Only what may happen happens; what was interrupted is kept; and a session is the sum of its events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

import pytest

from countenance.core import InputError
from countenance.study.elicitation import Event, EventKind, Session, State, Take
from countenance.study.elicitation.states import LIFELONG, NOTES, TRANSITIONS

K = EventKind
TO_THE_CLIPS = (
    K.CONSENT_GIVEN,
    K.CAMERA_OK,
    K.INSTRUCTIONS_READ,
    K.COMPREHENSION_PASSED,
    K.BASELINE_ONSET,
    K.BASELINE_OFFSET,
)
A_CLIP = (K.CLIP_ONSET, K.CLIP_OFFSET, K.REST_OVER)
TO_THE_END = (K.REVIEW_DONE, K.DEBRIEF_READ, K.PAID)


@pytest.fixture
def run(event: Callable[..., Event], start: Callable[..., Event]) -> Callable[..., Session]:
    """A session after events of these kinds, each of the clip and take that the session is at."""

    def running(kinds: Sequence[EventKind]) -> Session:
        session = Session.replay([start()])
        for kind in kinds:
            session = session.apply(event(kind, session.next_sequence, clip=session.clip, take=session.take))
        return session

    return running


def test_a_session_from_beginning_to_end(run: Callable[..., Session]):
    session = run([*TO_THE_CLIPS, *A_CLIP, *A_CLIP, *TO_THE_END])
    assert session.state is State.DONE
    assert session.takes == (Take("teeth", 1, 0, 7000, 8000), Take("baby", 1, 0, 10000, 11000))
    assert session.completed == session.takes
    assert session.baseline_ms == (5000, 6000)
    assert (session.position, session.clip, session.ended, session.segment) == (2, None, "", 0)
    assert session.allowed - NOTES == {K.WITHDRAWN}


def test_states_on_the_way(run: Callable[..., Session]):
    kinds = [*TO_THE_CLIPS, *A_CLIP, *A_CLIP, *TO_THE_END]
    states = [run(kinds[:n]).state for n in range(len(kinds) + 1)]
    assert states == [
        State.CONSENT,
        State.CAMERA_CHECK,
        State.INSTRUCTIONS,
        State.COMPREHENSION,
        State.BASELINE,
        State.BASELINE,
        State.READY,
        State.PLAY,
        State.REST,
        State.READY,
        State.PLAY,
        State.REST,
        State.REVIEW,
        State.DEBRIEF,
        State.PAYMENT,
        State.DONE,
    ]


def test_who_did_not_understand_reads_again(run: Callable[..., Session]):
    session = run([*TO_THE_CLIPS[:3], K.COMPREHENSION_FAILED])
    assert session.state is State.INSTRUCTIONS
    assert run([*TO_THE_CLIPS[:3], K.COMPREHENSION_FAILED, *TO_THE_CLIPS[2:]]).state is State.READY


def test_an_interrupted_clip_is_kept_and_shown_again(run: Callable[..., Session]):
    session = run([*TO_THE_CLIPS, K.CLIP_ONSET, K.INTERRUPTED])
    assert (session.state, session.clip, session.take) == (State.READY, "teeth", 2)
    assert session.takes == (Take("teeth", 1, 0, 7000, interrupted="interrupted", interrupted_ms=8000),)
    after = run([*TO_THE_CLIPS, K.CLIP_ONSET, K.INTERRUPTED, *A_CLIP])
    assert [(take.number, take.is_complete) for take in after.takes] == [(1, False), (2, True)]
    assert (after.clip, after.take) == ("baby", 1)


def test_the_reason_of_an_interruption_is_kept(run: Callable[..., Session], event: Callable[..., Event]):
    session = run([*TO_THE_CLIPS, K.CLIP_ONSET])
    session = session.apply(event(K.INTERRUPTED, 8, data={"reason": "full screen left"}))
    assert session.takes[0].interrupted == "full screen left"


def test_a_session_is_resumed_at_the_boundary_of_a_clip(run: Callable[..., Session]):
    session = run([*TO_THE_CLIPS, *A_CLIP, K.CLIP_ONSET, K.RESUMED])
    assert (session.state, session.clip, session.take, session.segment) == (State.READY, "baby", 2, 1)
    assert [take.interrupted for take in session.takes] == ["", "resumed"]
    assert session.takes[1].interrupted_ms == 11000  # by the wall clock; that of the page began anew
    again = run([*TO_THE_CLIPS, *A_CLIP, K.CLIP_ONSET, K.RESUMED, K.CLIP_ONSET])
    assert again.takes[-1] == Take("baby", 2, 1, 12000)


def test_a_rest_goes_on_when_resumed(run: Callable[..., Session]):
    session = run([*TO_THE_CLIPS, *A_CLIP[:2], K.RESUMED])
    assert (session.state, session.clip, session.takes[0].is_complete) == (State.REST, "baby", True)


@pytest.mark.parametrize("kind", [K.INTERRUPTED, K.RESUMED])
def test_an_interrupted_baseline_begins_anew(run: Callable[..., Session], kind: EventKind):
    session = run([*TO_THE_CLIPS[:5], kind])
    assert session.state is State.BASELINE
    assert session.baseline_ms == (None, None)
    assert K.BASELINE_OFFSET not in session.allowed
    assert run([*TO_THE_CLIPS[:5], kind, *TO_THE_CLIPS[4:]]).baseline_ms == (7000, 8000)


WAY = [*TO_THE_CLIPS, *A_CLIP, *A_CLIP, *TO_THE_END]


@pytest.mark.parametrize("n", range(len(WAY) + 1))
def test_whoever_withdraws_can_do_so_anywhere(run: Callable[..., Session], n: int):
    session = run([*WAY[:n], K.WITHDRAWN])
    assert (session.state, session.ended) == (State.WITHDRAWN, "withdrawn")
    assert all(not take.is_complete for take in session.takes) or n > 7
    assert run([*WAY[:n], K.WITHDRAWN, K.DEBRIEF_BEGUN, K.DEBRIEF_READ, K.PAID]).ended == "withdrawn"


@pytest.mark.parametrize("n", range(len(WAY)))
def test_whoever_stops_can_do_so_until_the_end_and_is_paid(run: Callable[..., Session], n: int):
    session = run([*WAY[:n], K.STOPPED])
    assert (session.state, session.ended) == (State.STOPPED, "stopped")
    paid = run([*WAY[:n], K.STOPPED, K.DEBRIEF_BEGUN, K.DEBRIEF_READ, K.PAID])
    assert (paid.state, paid.ended) == (State.DONE, "stopped")
    assert run([*WAY[:n], K.STOPPED, K.WITHDRAWN]).ended == "withdrawn"


def test_who_stops_the_debriefing_after_withdrawing_has_withdrawn(run: Callable[..., Session]):
    session = run([K.WITHDRAWN, K.DEBRIEF_BEGUN, K.STOPPED])
    assert (session.state, session.ended) == (State.STOPPED, "withdrawn")


def test_a_clip_during_which_somebody_stopped_is_flagged(run: Callable[..., Session]):
    assert run([*WAY[:7], K.STOPPED]).takes == (
        Take("teeth", 1, 0, 7000, interrupted="stopped", interrupted_ms=8000),
    )


def test_nothing_but_the_allowed_transitions(run: Callable[..., Session], event: Callable[..., Event]):
    """Every state with every kind of event, against the tables that say what is possible."""
    seen = {}
    for n in range(len(WAY) + 1):
        session = run(WAY[:n])
        seen[session.state] = session
    seen[State.STOPPED], seen[State.WITHDRAWN] = run([K.STOPPED]), run([K.WITHDRAWN])
    assert set(seen) == set(State)
    for (state, session), kind in product(seen.items(), EventKind):
        possible = (
            kind in NOTES
            or (state, kind) in TRANSITIONS
            or (kind in LIFELONG and state not in LIFELONG[kind][1])
        )
        # The baseline seen last has begun, so that it cannot begin again.
        possible = possible and not (state is State.BASELINE and kind is K.BASELINE_ONSET)
        one = event(kind, session.next_sequence, clip=session.clip, take=session.take)
        assert (kind in session.allowed) == possible
        if possible:
            session.apply(one)
        else:
            with pytest.raises(InputError, match=f"is not possible in the state {state}, where these are: "):
                session.apply(one)


def test_a_refused_event_says_what_is_possible(run: Callable[..., Session], event: Callable[..., Event]):
    with pytest.raises(
        InputError,
        match=r"^event 1, clip onset, is not possible in the state consent, where these are: consent given, "
        r"resumed, stopped, withdrawn$",
    ):
        run([]).apply(event(K.CLIP_ONSET, 1))


@pytest.mark.parametrize(("clip", "take"), [("baby", 1), ("teeth", 2), (None, None)])
def test_an_event_of_another_clip_is_refused(
    run: Callable[..., Session], event: Callable[..., Event], clip: str | None, take: int | None
):
    with pytest.raises(
        InputError, match=f"is of clip {clip}, take {take}, and clip teeth, take 1 was expected"
    ):
        run(TO_THE_CLIPS).apply(event(K.CLIP_ONSET, 7, clip=clip, take=take))


def test_notes_change_nothing_but_the_number(run: Callable[..., Session], event: Callable[..., Event]):
    session = run(TO_THE_CLIPS)
    for kind in NOTES:
        noted = session.apply(event(kind, session.next_sequence))
        assert noted.next_sequence == session.next_sequence + 1
        session = noted
    assert (session.state, session.takes) == (State.READY, ())


def test_events_are_not_mixed_up(run: Callable[..., Session], event: Callable[..., Event]):
    with pytest.raises(InputError, match="event 2 comes after event 3: events are mixed up"):
        run(TO_THE_CLIPS[:3]).apply(event(K.NOTE, 2))


def test_frames_of_clips_are_kept(run: Callable[..., Session], event: Callable[..., Event]):
    session = run(TO_THE_CLIPS)
    session = session.apply(event(K.CLIP_ONSET, 7, clip="teeth", take=1, frame=210))
    session = session.apply(event(K.CLIP_OFFSET, 8, clip="teeth", take=1, frame=2220))
    assert (session.takes[0].onset_frame, session.takes[0].offset_frame) == (210, 2220)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"participant": 0}, "participant is 0, a number from 1 was expected"),
        ({"participant": True}, "participant is True, a number from 1 was expected"),
        ({"protocol": ""}, "protocol is '', its digest was expected"),
        ({"order": []}, r"order is \[\], the names of different clips were expected"),
        ({"order": ["a", "a"]}, r"order is \['a', 'a'\], the names of different clips were expected"),
        ({"order": "ab"}, "order is 'ab', the names of different clips were expected"),
        ({"order": [1]}, r"order is \[1\], the names of different clips were expected"),
    ],
)
def test_a_session_begins_with_who_and_what(
    event: Callable[..., Event], change: dict[str, object], sentence: str
):
    given = {"participant": 1, "protocol": "ab", "order": ["a"]}
    with pytest.raises(InputError, match=f"^event 0: {sentence}$"):
        Session.replay([event(K.STARTED, 0, data=given | change)])


def test_nothing_is_no_session(event: Callable[..., Event]):
    with pytest.raises(InputError, match="without an event there is no session"):
        Session.replay([])
    with pytest.raises(InputError, match="event 4 is note, and a session begins with started"):
        Session.replay([event(K.NOTE, 4)])
