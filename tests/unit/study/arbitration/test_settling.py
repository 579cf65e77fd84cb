"""What becomes of a movement under every decision, and that the coders' own codings stay what they were."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from fractions import Fraction

import pytest

from countenance.core import Coding, CodingPass, InputError, Interval, IntervalError, parse_action_units
from countenance.study.arbitration import (
    Action,
    Decision,
    Disagreement,
    EmotionChoice,
    UnitChoice,
    find_disagreements,
    mean_frame,
    rounded,
    settle,
)

FIRST = Coding(10, 14, 25, parse_action_units("6+L12B"), upper="", lower="happiness")
SECOND = Coding(11, 15, 27, parse_action_units("R12C+25"), lower="surprise")


def item(first: Coding | None, second: Coding | None, n_frames: int | None = 90) -> Disagreement:
    a, b = ((one,) if one else () for one in (first, second))
    [found] = find_disagreements(CodingPass("film", "A", a, n_frames), CodingPass("film", "B", b, n_frames))
    return found


def decide(action: Action, **more) -> Decision:
    return Decision(action, "arbiter", **more)


def test_halves_are_rounded_up_and_never_to_the_even_neighbour():
    assert [rounded(mean_frame(10, second)) for second in (10, 11, 12, 13)] == [10, 11, 11, 12]


def test_the_mean_keeps_half_frames_and_the_rounded_frames_beside_them():
    agreed = settle(
        item(FIRST, SECOND),
        decide(Action.MEAN, action_units=UnitChoice.UNION, emotion=EmotionChoice.FIRST),
    )
    assert (agreed.onset, agreed.apex, agreed.offset) == (Fraction(21, 2), Fraction(29, 2), 26)
    assert (agreed.onset_frame, agreed.apex_frame, agreed.offset_frame) == (11, 15, 26)
    assert agreed.interval == Interval(11, 26)
    assert agreed.has_half_frames
    assert agreed.action_units == parse_action_units("6+12+25")
    assert (agreed.upper, agreed.lower) == ("", "happiness")
    assert [(source.coder, source.coding) for source in agreed.sources] == [("A", FIRST), ("B", SECOND)]


@pytest.mark.parametrize(
    ("choice", "units"),
    [
        (UnitChoice.FIRST, "6+L12B"),
        (UnitChoice.SECOND, "R12C+25"),
        (UnitChoice.UNION, "6+12+25"),
        (UnitChoice.INTERSECTION, "12"),
    ],
)
def test_action_units_are_taken_as_the_arbiter_says(choice: UnitChoice, units: str):
    for action in (Action.MEAN, Action.FIRST, Action.SECOND):
        agreed = settle(
            item(FIRST, SECOND), decide(action, action_units=choice, emotion=EmotionChoice.SECOND)
        )
        assert agreed.action_units == parse_action_units(units)
        assert (agreed.upper, agreed.lower) == (None, "surprise")


@pytest.mark.parametrize(("action", "coding"), [(Action.FIRST, FIRST), (Action.SECOND, SECOND)])
def test_a_coder_s_coding_is_taken_whole(action: Action, coding: Coding):
    agreed = settle(item(FIRST, SECOND), decide(action))
    assert (agreed.onset, agreed.apex, agreed.offset) == (coding.onset, coding.apex, coding.offset)
    assert (agreed.action_units, agreed.upper, agreed.lower) == (
        coding.action_units,
        coding.upper,
        coding.lower,
    )
    assert not agreed.has_half_frames


def test_an_edit_is_what_the_arbiter_codes():
    edited = Coding(12, 16, 30, parse_action_units("12"), lower="happiness")
    agreed = settle(item(FIRST, SECOND), decide(Action.EDIT, edited=edited, reason="the lips part later"))
    assert (agreed.interval, agreed.apex, agreed.reason) == (Interval(12, 30), 16, "the lips part later")
    assert [source.coding for source in agreed.sources] == [FIRST, SECOND]


def test_a_rejected_movement_is_kept_with_what_it_is():
    assert settle(item(FIRST, None), decide(Action.REJECT, reason="he speaks")).excluded == "rejected"
    agreed = settle(item(None, SECOND), decide(Action.REJECT, reason="he speaks", excluded="speech"))
    assert (agreed.excluded, agreed.onset, agreed.reason) == ("speech", 11, "he speaks")


def test_an_unknown_offset_stays_unknown_until_it_is_decided():
    open_ended = item(replace(FIRST, offset=None), replace(FIRST, offset=None))
    agreed = settle(open_ended, decide(Action.MEAN))
    assert (agreed.offset, agreed.offset_frame, agreed.interval, agreed.excluded) == (None, None, None, None)
    edited = replace(FIRST, offset=30)
    assert settle(open_ended, decide(Action.EDIT, edited=edited, reason="seen")).interval == Interval(10, 30)


@pytest.mark.parametrize(
    ("first", "second", "decision", "message"),
    [
        (None, SECOND, decide(Action.FIRST), r"A \(coder 1\) marked nothing here; reject the movement"),
        (FIRST, None, decide(Action.SECOND), r"B \(coder 2\) marked nothing here; reject the movement"),
        (FIRST, None, decide(Action.MEAN), r"only A \(coder 1\) marked something here, and nothing"),
        (
            FIRST,
            None,
            decide(Action.FIRST, action_units=UnitChoice.UNION),
            "nothing of two coders can be joined",
        ),
        (FIRST, replace(FIRST, excluded="blink"), decide(Action.MEAN), "there is no mean of them"),
        (FIRST, replace(FIRST, offset=None), decide(Action.MEAN), r"only A \(coder 1\) gives an offset"),
        (replace(FIRST, apex=None), FIRST, decide(Action.MEAN), r"only B \(coder 2\) gives an apex"),
        (
            FIRST,
            SECOND,
            decide(Action.MEAN),
            r"say whose action units: coder1 \(A\), coder2 \(B\), union, intersection",
        ),
        (
            FIRST,
            SECOND,
            decide(Action.MEAN, action_units=UnitChoice.UNION),
            r"say whose emotion: coder1 \(A\), coder2 \(B\)",
        ),
    ],
)
def test_a_decision_that_leaves_something_open_is_refused(first, second, decision: Decision, message: str):
    with pytest.raises(InputError, match=message):
        settle(item(first, second), decision)


def test_an_edit_beyond_the_recording_is_refused():
    late = decide(Action.EDIT, edited=Coding(80, 85, 90), reason="later")
    with pytest.raises(IntervalError, match="film: frame 90 of the edit is beyond the last frame, 89"):
        settle(item(FIRST, SECOND), late)
    assert settle(item(FIRST, SECOND, n_frames=None), late).offset == 90


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"action": Action.FIRST, "arbiter": " "}, "needs the name of its arbiter"),
        ({"action": Action.EDIT, "edited": FIRST}, "a decision to edit needs a reason"),
        ({"action": Action.REJECT, "reason": " "}, "a decision to reject needs a reason"),
        ({"action": Action.EDIT, "reason": "seen"}, "an edit, and nothing else, needs the coding"),
        ({"action": Action.MEAN, "edited": FIRST}, "an edit, and nothing else, needs the coding"),
        (
            {"action": Action.REJECT, "reason": "no", "action_units": UnitChoice.UNION},
            "a decision to reject takes neither action units nor emotion",
        ),
        ({"action": Action.FIRST, "excluded": "blink"}, "only a rejection says what the movement is"),
        (
            {"action": Action.REJECT, "reason": "no", "excluded": ""},
            "only a rejection says what the movement is",
        ),
    ],
)
def test_a_decision_names_its_arbiter_and_reason(fields, message: str):
    with pytest.raises(InputError, match=message):
        Decision(**{"arbiter": "arbiter", **fields})


@pytest.mark.parametrize("frames", [(20, 19, 30), (20, 25, 24), (-1, 3, 5), (Fraction(41, 2), 20, None)])
def test_frames_out_of_order_are_refused(frames):
    agreed = settle(item(FIRST, SECOND), decide(Action.FIRST))
    onset, apex, offset = (None if frame is None else Fraction(frame) for frame in frames)
    with pytest.raises(IntervalError, match=r"film: frames .* are not in the order onset, apex, offset"):
        replace(agreed, onset=onset, apex=apex, offset=offset)


def test_nothing_that_was_given_can_change():
    whole = item(FIRST, SECOND)
    agreed = settle(whole, decide(Action.FIRST))
    assert whole == item(FIRST, SECOND)
    assert (agreed.item.first, agreed.item.second) == (FIRST, SECOND)
    for thing, field in ((agreed, "onset"), (whole, "first"), (agreed.decision, "reason"), (FIRST, "onset")):
        with pytest.raises(FrozenInstanceError):
            setattr(thing, field, None)


def test_json_holds_exact_and_rounded_frames_and_who_decided():
    choice = decide(
        Action.MEAN, action_units=UnitChoice.INTERSECTION, emotion=EmotionChoice.FIRST, reason="blurred"
    )
    assert settle(item(FIRST, SECOND), choice).to_dict() == {
        "recording": "film",
        "onset": 10.5,
        "apex": 14.5,
        "offset": 26,
        "onset_frame": 11,
        "apex_frame": 15,
        "offset_frame": 26,
        "action_units": "12",
        "upper": "",
        "lower": "happiness",
        "excluded": None,
        "differences": ["action units differ", "emotion differs"],
        "action": "mean",
        "arbiter": "arbiter",
        "reason": "blurred",
        "policy": "",
        "coders": ["A", "B"],
    }
