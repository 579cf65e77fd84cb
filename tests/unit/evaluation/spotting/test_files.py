"""Scores on disk."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from countenance.core import InputError, Interval
from countenance.core.cache import digest
from countenance.evaluation.spotting import (
    LabelledInterval,
    ScoredRecording,
    SpottingScores,
    Truth,
    score_spotting,
)
from countenance.evaluation.spotting.files import scores_dict

from .marks import MACRO, MICRO, found, label


@pytest.fixture
def scores() -> SpottingScores:
    films = [ScoredRecording("x", "A", "one", Fraction(30000, 1001)), ScoredRecording("y", "B", "two")]
    labels = (
        label(0, 9, MICRO, "x", apex=4, emotion="a"),
        label(20, 40, MACRO, "y", emotion="b"),
        LabelledInterval("y", None, MACRO, emotion="a"),
    )
    truth = Truth(
        tuple(films), labels, {"offset_zero": {"choice": "keep", "labels": 1}}, ("Something was odd.",)
    )
    predictions = [
        found(1, 9, MICRO, "x", apex=4, score=0.9, emotion="a"),
        found(60, 70, MACRO, "elsewhere", score=0.25, emotion="b"),
    ]
    return score_spotting(
        truth, predictions, iou=0.4, legacy=["greedy", "strs-metric"], seed=3, remarks=["Said."]
    )


def test_round_trip(scores: SpottingScores, tmp_path: Path):
    path = tmp_path / "scores.json"
    scores.save(path)
    again = SpottingScores.load(path)
    assert scores_dict(again) == scores_dict(scores)
    assert again.truth.labels == scores.truth.labels
    assert again.truth.recordings == scores.truth.recordings
    assert again.predictions == scores.predictions
    assert again.remarks[0] == "Something was odd."
    assert "Said." in again.remarks


def test_file_is_strict_json_with_counts_policies_and_versions(scores: SpottingScores, tmp_path: Path):
    scores.save(tmp_path / "scores.json")

    def refuse(word: str) -> None:
        raise AssertionError(word)

    content = json.loads((tmp_path / "scores.json").read_text(encoding="utf-8"), parse_constant=refuse)
    assert content["kind"] == "countenance-spotting-scores"
    assert content["policies"]["offset_zero"]["choice"] == "keep"
    assert content["scores"]["micro"]["tp"] == 1
    assert content["scores"]["all"]["f1"] == pytest.approx(2 / 5)
    assert content["versions"]["countenance"]
    assert content["labels"][2]["onset"] is None
    assert content["timing"]["macro"]["onset"]["mean_absolute"] is None


def edited(path: Path, change) -> None:
    """Change a file and put the digest right, as somebody who means it would."""
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["sha256"]
    change(content)
    path.write_text(json.dumps({**content, "sha256": digest(content)}), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda content: content["scores"]["all"].update(tp=2), "do not follow from its predictions"),
        (lambda content: content["predictions"].pop(), "do not follow from its predictions"),
        (lambda content: content.pop("labels"), "lacks parts"),
        (lambda content: content["labels"][0].update(onset=99), "lacks parts"),
        (lambda content: content.update(schema=2), "has the layout 2, but this version reads 1"),
        (lambda content: content.update(kind="other"), "holds no spotting scores"),
    ],
)
def test_changed_file_is_refused(scores: SpottingScores, tmp_path: Path, change, message: str):
    path = tmp_path / "scores.json"
    scores.save(path)
    edited(path, change)
    with pytest.raises(InputError, match=message):
        SpottingScores.load(path)


def test_digest_notices_a_change(scores: SpottingScores, tmp_path: Path):
    path = tmp_path / "scores.json"
    scores.save(path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Said.", "Sand."), encoding="utf-8")
    with pytest.raises(InputError, match="was changed after it was written"):
        SpottingScores.load(path)


@pytest.mark.parametrize("text", ["", "[1, 2]", '{"kind": 1}', "{"])
def test_other_files_are_refused(tmp_path: Path, text: str):
    path = tmp_path / "other.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"other\.json"):
        SpottingScores.load(path)
    with pytest.raises(InputError, match="does not exist"):
        SpottingScores.load(tmp_path / "none.json")


def test_label_without_an_end_stays_so(scores: SpottingScores, tmp_path: Path):
    path = tmp_path / "scores.json"
    replace(scores).save(path)
    assert SpottingScores.load(path).truth.labels[2].interval is None
    assert SpottingScores.load(path).truth.labels[0].interval == Interval(0, 9)
