"""Expressions as they are published, with everything that led to them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from countenance.core import Category, ExpressionKind, InputError, Interval
from countenance.study.labelling import (
    Kept,
    LabelledExpression,
    Override,
    SelfReport,
    label_selection,
    select,
)

from .builders import FILM, movement


def labelled(*arguments, override: Override | None = None, **more) -> LabelledExpression:
    one = movement("smile", *arguments, **more)
    [found] = label_selection(select([one]), {} if override is None else {one.key: override})
    return found


def test_whole_frames_become_a_clip_as_they_are():
    expression = labelled(10, 40, "6+12", stimulus="happiness", report=SelfReport("happiness"))
    clip = expression.to_clip()
    assert (clip.key, clip.recording) == ("study/p01/film/smile", FILM)
    assert clip.expression.interval == Interval(10, 40)
    assert clip.expression.kind is ExpressionKind.MACRO
    assert clip.expression.labels.category is Category.POSITIVE
    assert (clip.expression.labels.from_stimulus, clip.expression.labels.self_report) == (
        "happiness",
        "happiness",
    )
    assert expression.remarks == ()


def test_half_frames_are_rounded_up_and_said():
    expression = labelled(10.5, 40.5)
    assert expression.to_expression().interval == Interval(11, 41)
    assert expression.remarks == (
        "frames 10.5, 40.5 are means of two coders and were rounded half up to 11, 41",
    )


@pytest.mark.parametrize(
    ("onset", "offset", "whole"),
    [(10.5, 26, "micro"), (10, 129.5, "too long")],  # 15.5 frames become 15, and 119.5 become 120
)
def test_the_kind_is_that_of_exact_frames(onset: float, offset: float, whole: str):
    expression = labelled(onset, offset)
    assert expression.to_expression().kind is ExpressionKind.MACRO
    assert expression.remarks[1:] == (f"by exact frames it is macro, by rounded frames it would be {whole}",)


def test_an_override_reaches_the_expression_and_the_automatic_category_is_kept():
    expression = labelled(override=Override(Category.OTHER, "he chews", "Li"))
    assert expression.to_expression().labels.category is Category.OTHER
    assert expression.labelling.automatic is Category.POSITIVE
    assert "he chews" in expression.labels.reason


def test_an_override_for_nothing_that_was_kept_is_refused():
    with pytest.raises(
        InputError, match="study/p01/film/frown is filed by hand, and is none of the movements"
    ):
        label_selection(
            select([movement("smile")]), {"study/p01/film/frown": Override(Category.OTHER, "no", "Li")}
        )


def test_what_has_no_offset_cannot_be_labelled_past_the_selection():
    selection = select([movement("smile")])
    open_ended = Kept(movement("smile", offset=None), selection.kept[0].duration)
    with pytest.raises(InputError, match="has no kind or no offset, and cannot become an expression"):
        label_selection(replace(selection, kept=(open_ended,)))


def test_json_tells_the_whole_story():
    content = labelled(10.5, 40.5, "4+6+7+12").to_dict()
    assert json.loads(json.dumps(content)) == content
    assert (content["clip"], content["kind"], content["fps"]) == ("smile", "macro", "30")
    assert (content["duration_frames"], content["duration_ms"]) == (30.0, 1000.0)
    assert content["duration_policy"] == "onset-to-offset"
    assert content["labels"]["questions"] == [
        "AU6 + AU12 (happiness) decides, but AU4 + AU7 (disgust) is there too"
    ]
    assert (content["coding"]["onset"], content["coding"]["onset_frame"]) == (10.5, 11)
    assert content["coding"]["arbiter"] == "arbiter"
