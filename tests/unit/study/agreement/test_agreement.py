"""All agreement of all coders at once."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from countenance.core import Coding, DurationPolicy, InputError
from countenance.study.agreement import CLASSIFICATIONS, LANDMARKS, AgreementOptions, agreement

from .coders import coded, event

SMILE = event(10, 29, "6+12", "happiness", 20)
ANN, BOB = {"recording": "x", "participant": "Ann"}, {"recording": "y", "participant": "Bob"}
TWO = [coded("A", SMILE, **ANN), coded("B", SMILE, **ANN), coded("A", SMILE, **BOB), coded("B", **BOB)]


def test_everything_is_told_as_json():
    found = json.loads(json.dumps(agreement(TWO, seed=7).to_dict(), allow_nan=False))
    assert found["seed"] == 7
    assert found["options"] == AgreementOptions().to_dict()
    (pair,) = found["pairs"]
    assert (pair["first"], pair["second"], pair["recordings"], pair["participants"]) == (
        "A",
        "B",
        ["x", "y"],
        2,
    )
    assert pair["events"]["f1"]["value"] == pytest.approx(2 / 3)
    assert pair["events"]["f1"]["interval"] == [0, 1]
    assert set(pair["timing"]) == set(LANDMARKS)
    assert set(pair["frames"]) == set(found["alphas"]["frames"]) == set(CLASSIFICATIONS)
    assert set(pair["labels"]) == set(found["alphas"]["events"]) == {"emotion", "kind"}
    assert pair["remarks"] == found["remarks"] == []


def test_what_is_left_out_is_told():
    found = agreement(
        [
            *TWO,
            coded("A", recording="z"),
            coded("C", recording="w"),
            coded("A", Coding(40), SMILE, recording="v", fps=None),
            coded("B", recording="v", fps=None),
        ]
    )
    assert found.coded_once == (("w", "C"), ("z", "A"))
    assert found.unfinished == 1
    assert found.recordings == ("v", "x", "y")
    assert found.remarks == (
        "2 recordings coded by one coder only left out: w by C, z by A.",
        "1 coding without an offset left out.",
        "Coders without a recording in common are not compared: A and C, B and C.",
        "Participants are not known for every recording: there are no intervals.",
    )
    assert found.pairs[0].remarks == (
        "Participants are not known for every recording: there are no intervals.",
        "1 recording without a frame rate left out of seconds and kinds: v.",
    )


def test_three_coders_make_three_pairs():
    found = agreement([*TWO, coded("C", SMILE, **ANN)])
    assert [(pair.first, pair.second, len(pair.recordings)) for pair in found.pairs] == [
        ("A", "B", 2), ("A", "C", 1), ("B", "C", 1)
    ]  # fmt: skip
    assert "at least two participants" in found.pairs[1].remarks[0]


def test_without_frames_the_length_need_not_be_known():
    passes = [replace(one, n_frames=None) for one in TWO]
    with pytest.raises(InputError, match="x: its number of frames is not known"):
        agreement(passes)
    found = agreement(passes, options=AgreementOptions(frames=False))
    assert found.pairs[0].frames == found.alphas.frames == {}
    assert found.pairs[0].events.matched == 1


def test_two_coders_of_different_recordings_cannot_be_compared():
    with pytest.raises(InputError, match="no recording was coded by two coders"):
        agreement([coded("A", recording="x"), coded("B", recording="y")])
    with pytest.raises(InputError, match="no recording"):
        agreement([])


def test_the_policy_of_durations_changes_kinds():
    passes = [coded("A", event(0, 15)), coded("B", event(0, 15))]
    kinds = [
        agreement(passes, options=AgreementOptions(duration=policy)).pairs[0].labels["kind"].events.classes[0]
        for policy in (DurationPolicy.ONSET_TO_OFFSET, DurationPolicy.INCLUSIVE)
    ]
    assert kinds == ["micro", "macro"]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"iou": 1.5}, "iou"),
        ({"level": 1}, "level"),
        ({"tolerance": -1}, "tolerance"),
        ({"resamples": -1}, "resamples"),
    ],
)
def test_options_out_of_range_are_refused(changed: dict[str, float], named: str):
    with pytest.raises(InputError, match=named):
        AgreementOptions(**changed)
