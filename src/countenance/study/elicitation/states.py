"""The states of a session, and which events may happen in which of them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from countenance.study.elicitation.events import EventKind

__all__ = ["LIFELONG", "NOTES", "TRANSITIONS", "State"]


class State(StrEnum):
    """Where a session is."""

    CONSENT = "consent"
    CAMERA_CHECK = "camera check"
    INSTRUCTIONS = "instructions"
    COMPREHENSION = "comprehension check"
    BASELINE = "baseline"
    READY = "ready"
    PLAY = "play"
    REST = "rest"
    REVIEW = "review"
    DEBRIEF = "debrief"
    PAYMENT = "payment"
    DONE = "done"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"


TRANSITIONS: Mapping[tuple[State, EventKind], State] = MappingProxyType(
    {
        (State.CONSENT, EventKind.CONSENT_GIVEN): State.CAMERA_CHECK,
        (State.CAMERA_CHECK, EventKind.CAMERA_OK): State.INSTRUCTIONS,
        (State.INSTRUCTIONS, EventKind.INSTRUCTIONS_READ): State.COMPREHENSION,
        (State.COMPREHENSION, EventKind.COMPREHENSION_FAILED): State.INSTRUCTIONS,
        (State.COMPREHENSION, EventKind.COMPREHENSION_PASSED): State.BASELINE,
        (State.BASELINE, EventKind.BASELINE_ONSET): State.BASELINE,
        (State.BASELINE, EventKind.BASELINE_OFFSET): State.READY,
        (State.BASELINE, EventKind.INTERRUPTED): State.BASELINE,
        (State.READY, EventKind.CLIP_ONSET): State.PLAY,
        (State.PLAY, EventKind.CLIP_OFFSET): State.REST,
        (State.PLAY, EventKind.INTERRUPTED): State.READY,
        (State.REST, EventKind.REST_OVER): State.READY,
        (State.REVIEW, EventKind.REVIEW_DONE): State.DEBRIEF,
        (State.DEBRIEF, EventKind.DEBRIEF_READ): State.PAYMENT,
        (State.PAYMENT, EventKind.PAID): State.DONE,
        (State.STOPPED, EventKind.DEBRIEF_BEGUN): State.DEBRIEF,
        (State.WITHDRAWN, EventKind.DEBRIEF_BEGUN): State.DEBRIEF,
    }
    | {
        (state, EventKind.RESUMED): State.READY if state is State.PLAY else state
        for state in State
        if state is not State.DONE
    }
)
"""Where an event leads. A session is resumed where it was, but a clip that was on is shown from its beginning.

After the rest that follows the last clip comes the review, which the session knows. Whoever stops or withdraws is
still debriefed and paid."""

LIFELONG: Mapping[EventKind, tuple[State, frozenset[State]]] = MappingProxyType(
    {
        EventKind.STOPPED: (State.STOPPED, frozenset({State.STOPPED, State.WITHDRAWN, State.DONE})),
        EventKind.WITHDRAWN: (State.WITHDRAWN, frozenset({State.WITHDRAWN})),
    }
)
"""Events that are possible everywhere but in a few states: where they lead, and these states. Consent can be
withdrawn when everything is done, too."""

NOTES = frozenset(
    {
        EventKind.SYNC,
        EventKind.ANSWER,
        EventKind.SELF_REPORT,
        EventKind.FOCUS_LOST,
        EventKind.FOCUS_REGAINED,
        EventKind.FULL_SCREEN_LEFT,
        EventKind.FULL_SCREEN_ENTERED,
        EventKind.STALL,
        EventKind.CAMERA_GAP,
        EventKind.NOTE,
    }
)
"""Events that leave the state as it is, and may come in any."""
