"""What becomes an expression, what does not, and that the counts add up."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from countenance.core import DurationPolicy, ExpressionKind, InputError
from countenance.study.labelling import ExclusionReason, Movement, SelfReport, select

from .builders import FILM, movement

REASON = ExclusionReason
CALM = SelfReport("swallowed", is_emotional=False)


@pytest.mark.parametrize(
    ("one", "reasons", "why"),
    [
        (movement("m", excluded="Head turn"), (REASON.HEAD,), "excluded as 'Head turn'"),
        (movement("m", excluded="rejected"), (REASON.REJECTED,), "excluded as 'rejected'"),
        (movement("m", offset=None), (REASON.NO_OFFSET,), "nobody determined an offset"),
        (movement("m", 0, 120), (REASON.TOO_LONG,), "it lasts 4 s, and 4 s is too long"),
        (movement("m", report=CALM), (REASON.NOT_EMOTIONAL,), "the participant felt nothing (swallowed)"),
        (
            movement("m", 0, 150, excluded="hand", report=SelfReport(is_emotional=False)),
            (REASON.HAND, REASON.TOO_LONG, REASON.NOT_EMOTIONAL),
            "excluded as 'hand'; it lasts 5 s, and 4 s is too long; the participant felt nothing",
        ),
    ],
)
def test_what_is_dropped_says_why(one: Movement, reasons: tuple[ExclusionReason, ...], why: str):
    selection = select([one])
    [dropped] = selection.dropped
    assert (dropped.reasons, dropped.reason, dropped.why) == (reasons, reasons[0], why)
    assert selection.kept == ()


@pytest.mark.parametrize("report", [None, SelfReport(), SelfReport("disgust")])
def test_what_is_kept_has_a_kind(report: SelfReport | None):
    selection = select([movement("m", 0, 15, report=report), movement("n", 0, 15.5, report=report)])
    assert [one.duration.kind for one in selection.kept] == [ExpressionKind.MICRO, ExpressionKind.MACRO]


def test_more_than_600_movements_become_303_as_in_the_paper():
    kept = [movement(f"macro{n}") for n in range(250)] + [movement(f"micro{n}", 10, 25) for n in range(53)]
    lost = [movement(f"blink{n}", excluded="blink") for n in range(200)]
    lost += [movement(f"long{n}", 0, 130) for n in range(60)] + [
        movement(f"calm{n}", report=CALM) for n in range(41)
    ]
    selection = select([*lost, *kept])
    assert str(selection) == (
        "604 movements -> 303 (250 macro, 53 micro); dropped: 200 blink, 60 too long, 41 not emotional"
    )
    assert selection.to_dict() == {
        "duration_policy": "onset-to-offset",
        "movements": 604,
        "kept": 303,
        "kept_by_kind": {"macro": 250, "micro": 53},
        "dropped": 301,
        "dropped_by_reason": {"blink": 200, "too long": 60, "not emotional": 41},
    }


def test_every_movement_is_kept_or_dropped_once():
    several = product((None, "blink"), (None, 40, 200), (None, CALM))
    movements = [
        movement(f"m{n}", offset=offset, excluded=excluded, report=report)
        for n, (excluded, offset, report) in enumerate(several)
    ]
    selection = select(movements)
    assert [one.movement.name for one in selection.kept] == ["m2"]
    assert sum(selection.dropped_by_reason().values()) == len(selection.dropped) == len(movements) - 1


def test_the_policy_decides_at_the_limit_and_is_recorded():
    at_the_limit = [movement("m", 10, 25)]
    whole, inclusive = select(at_the_limit), select(at_the_limit, DurationPolicy.INCLUSIVE)
    assert (whole.kept_by_kind(), inclusive.kept_by_kind()) == (
        {ExpressionKind.MACRO: 0, ExpressionKind.MICRO: 1},
        {ExpressionKind.MACRO: 1, ExpressionKind.MICRO: 0},
    )
    assert inclusive.to_dict()["duration_policy"] == "inclusive"
    assert str(select([])) == "0 movements -> 0 (0 macro, 0 micro); dropped: none"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("blink", REASON.BLINK),
        ("two blinks", REASON.BLINK),
        ("swallowing", REASON.SWALLOW),
        ("gaze down", REASON.GAZE),
        ("head turn (subject right)", REASON.HEAD),
        ("speech", REASON.SPEECH),
        ("hand at chin", REASON.HAND),
        ("no offset", REASON.NO_OFFSET),
        ("Too long", REASON.TOO_LONG),
        ("compression artefact (blocks), not a movement", REASON.OTHER),
        ("", REASON.OTHER),
    ],
)
def test_a_coder_s_words_are_read(text: str, reason: ExclusionReason):
    assert ExclusionReason.parse(text) is reason


def test_two_movements_of_one_name_are_refused():
    with pytest.raises(InputError, match="there are two movements study/p01/film/m; names must differ"):
        select([movement("m"), movement("m", 50, 80)])


def test_a_movement_has_a_name_and_is_of_its_recording():
    with pytest.raises(InputError, match="a movement of study/p01/film has no name"):
        movement(" ")
    with pytest.raises(InputError, match="m: the coding is of film, and the recording is other"):
        Movement("m", replace(FILM, name="other"), movement("m").coding)
