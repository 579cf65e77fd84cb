from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegressionCV
from sklearn.model_selection import KFold
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC

from countenance.core import (
    Category,
    Clip,
    DatabaseInfo,
    Expression,
    ExpressionKind,
    Interval,
    Labels,
    Problem,
)
from countenance.core.clips import Recording
from countenance.core.errors import DatabaseError, InputError
from countenance.evaluation import (
    GroupedKFold,
    LeaveOneDatabaseOut,
    LeaveOneVideoOut,
    parse_parameters,
    run_evaluation,
)
from countenance.evaluation.parameters import parts_of
from countenance.recognition.describing import ClipDescriber
from countenance.recognition.methods import Method


class Studio:
    """Clips of four people: negative ones are dark, positive ones bright; one is surprised, one unlabelled."""

    info: ClassVar[DatabaseInfo] = DatabaseInfo(
        "studio", "Studio", "Nobody 2020", "", "free", "here", 30.0, synthetic=True
    )
    corrections = ("s1/c0: offset 9 is read as 10",)

    def __init__(self, clips: list[Clip]) -> None:
        self.root, self._clips = Path("studio"), clips

    def clips(self):
        return self._clips

    def recordings(self):
        return [clip.recording for clip in self._clips]

    def n_frames(self, recording):  # noqa: ARG002
        return 100

    def frames(self, clip, *, colour="grey"):  # noqa: ARG002
        if clip.name == "torn":
            raise InputError("img003.jpg cannot be decoded")
        level = 40 if clip.expression.labels.category is Category.NEGATIVE else 180
        random = np.random.default_rng([ord(letter) for letter in clip.key])
        return random.normal(level, 5, (10, 8, 8)).astype(np.uint8)

    def source(self, clip):
        return "labels.csv", self._clips.index(clip) + 2

    def validate(self, *, deep=False):  # noqa: ARG002
        return [Problem("labels.csv", 99, "s9/lost", "its offset is 0", "enter it")]


class Mean(ClipDescriber):
    """Mean brightness, scaled."""

    def __init__(self, scale: float = 1.0) -> None:
        self.scale = scale

    def describe(self, frames, *, apex=None):  # noqa: ARG002
        return np.array([frames.mean() * self.scale, frames[0].std()])


METHOD = Method(
    name="brightness",
    title="Brightness + SVM",
    citation="Nobody: On brightness, 2020",
    doi="10.0/0",
    free_choices=("Everything.",),
    describer=Mean(),
    classifier=lambda: make_pipeline(SVC(kernel="linear")),
)


def clip(person: int, number: int, category: Category | None, onset: int = 0, name: str = "") -> Clip:
    film = Recording("studio", f"s{person}", f"film{person}{number if not onset else number - 1}", 30)
    kind = ExpressionKind.MICRO if number % 2 else ExpressionKind.MACRO
    apex = onset + 4 if person else None
    shown = Expression(Interval(onset, onset + 9), apex, kind, labels=Labels(category=category))
    return Clip(film, name or f"c{number}", shown)


@pytest.fixture
def studio() -> Studio:
    clips = [
        clip(person, number, Category.NEGATIVE if number < 2 else Category.POSITIVE)
        for person in range(4)
        for number in range(4)
    ]
    return Studio([*clips, clip(1, 7, None), clip(2, 5, Category.NEGATIVE, name="torn")])


def test_a_run_says_how_it_came_about(studio: Studio):
    result = run_evaluation(studio, METHOD, scheme="three")
    assert result.uf1 == 1.0
    assert result.n == 16
    assert result.ids[0] == "studio/s0/film00/c0"
    setting = result.setting
    assert setting["databases"] == [{"name": "studio", "title": "Studio", "synthetic": True, "n": 16}]
    assert setting["method"]["name"] == "brightness"
    assert setting["method"]["free_choices"] == ["Everything."]
    assert setting["method"]["parameters"] == {}
    assert setting["scheme"]["name"] == "three"
    assert setting["kind"] == "all"
    assert setting["corrections"] == ["s1/c0: offset 9 is read as 10"]
    assert setting["n_dropped"] == 2
    assert {problem["clip"] for problem in setting["dropped"]} == {"s9/lost", "s2/torn"}
    assert "img003.jpg cannot be decoded" in str(setting["dropped"])
    [outside] = setting["outside_scheme"]
    assert outside["clip"] == "studio/s1/c7"
    assert "has no category" in outside["reason"]
    assert setting["n_apex_estimated"] == 4
    assert setting["composition"] == []
    assert result.synthetic
    page = Path(__file__).parents[3] / "docs/reference/evaluation-json.md"
    parts = page.read_text(encoding="utf-8").partition("| part |")[2]
    assert re.findall(r"^\| `(\w+)`", parts, flags=re.MULTILINE) == list(setting)


def test_only_expressions_of_a_kind(studio: Studio):
    result = run_evaluation(studio, METHOD, kind="micro")
    assert result.n == 8
    assert result.setting["kind"] == "micro"
    assert all(name.endswith(("c1", "c3")) for name in result.ids)


def test_parameters_reach_describer_and_classifier_and_are_named(studio: Studio):
    result = run_evaluation(studio, METHOD, parameters={"scale": 1e-9, "svc__C": 1e-9})
    assert result.uf1 < 0.5
    assert result.setting["method"]["parameters"] == {"scale": "1e-09", "svc__C": "1e-09"}
    assert "Mean(scale=1e-09)" in result.setting["method"]["describer"]
    assert METHOD.describer.scale == 1.0
    assert parts_of(METHOD, {"classify__svc__C": 3.0}).classifier.get_params()["svc__C"] == 3.0
    with pytest.raises(InputError, match=r"brightness has no parameter 'size'; it has scale, svc__C, "):
        run_evaluation(studio, METHOD, parameters={"size": 3})


def test_an_overlapping_clip_is_left_out_of_training_by_name(studio: Studio):
    studio._clips[1] = clip(0, 1, Category.NEGATIVE, onset=5)
    result = run_evaluation(studio, METHOD, LeaveOneVideoOut())
    films = "they share frames 5 to 9 of studio/s0/film00"
    names = ("studio/s0/film00/c1", "studio/s0/film00/c0")
    assert result.remarks == tuple(
        f"{left_out} is left out of training where {tested} is tested: {films}"
        for left_out, tested in (names, names[::-1])
    )
    assert result.beside.setting == result.setting


def test_too_little_is_told_with_what_cost_the_rest(studio: Studio):
    alone = Studio(studio.clips()[:4])
    with pytest.raises(
        DatabaseError, match=r"4 usable .* few participants \(1, .*; 1 were left out, .*offset is 0"
    ):
        run_evaluation(alone, METHOD)
    with pytest.raises(DatabaseError, match="0 usable clips"):
        run_evaluation(studio, METHOD, scheme="megc2019")
    with pytest.raises(InputError, match="there is no label scheme 'seven'"):
        run_evaluation(studio, METHOD, scheme="seven")


def test_a_second_run_describes_and_fits_nothing(studio: Studio, tmp_path: Path, monkeypatch):
    first = run_evaluation(studio, METHOD, cache=tmp_path)
    kept = set(tmp_path.rglob("*.npz"))
    monkeypatch.setattr(Mean, "describe", None)
    second = run_evaluation(studio, METHOD, cache=tmp_path)
    assert second.predicted.tolist() == first.predicted.tolist()
    assert set(tmp_path.rglob("*.npz")) == kept
    assert len(kept) == 16 + 4


@pytest.mark.parametrize(
    ("texts", "message"),
    [(["C"], "'C' sets no parameter"), (["=3"], "sets no parameter"), (["C=1", "C=2"], "'C' is set twice")],
)
def test_mistyped_parameters_are_told(texts, message):
    with pytest.raises(InputError, match=message):
        parse_parameters(texts)


@pytest.mark.parametrize(
    ("protocol", "message"),
    [
        (GroupedKFold(9), "grouped-k-fold cannot divide these samples: .*n_splits=9"),
        (LeaveOneDatabaseOut(), "leave-one-database-out cannot divide these samples"),
        (KFold(4, shuffle=True, random_state=0), "show the same participant"),
    ],
)
def test_a_protocol_that_cannot_be_is_told_before_clips_are_described(
    studio: Studio, monkeypatch, protocol, message
):
    monkeypatch.setattr(Mean, "describe", None)
    with pytest.raises(InputError, match=message):
        run_evaluation(studio, METHOD, protocol)


def of_two(clips: list[Clip], **other: str) -> Studio:
    """The same clips, those of every second participant as clips of another database."""
    films = {"s0": {}, "s2": {}, "s1": other, "s3": other}
    return Studio(
        [replace(clip, recording=replace(clip.recording, **films[clip.participant])) for clip in clips]
    )


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"database": "second", "people": "studio", "participant": "s0"}, r"participant \(studio:s0\)"),
        ({"database": "second", "people": "studio", "participant": "S0 "}, "differ only in blanks or case"),
    ],
)
def test_people_of_two_databases_are_refused_before_clips_are_described(
    studio: Studio, monkeypatch, other, message
):
    both = of_two(studio.clips(), **other)
    monkeypatch.setattr(Mean, "describe", None)
    with pytest.raises(InputError, match=message):
        run_evaluation(both, METHOD, LeaveOneDatabaseOut())


def test_databases_of_different_people_are_held_out(studio: Studio):
    assert (
        run_evaluation(of_two(studio.clips(), database="second"), METHOD, LeaveOneDatabaseOut()).n_folds == 2
    )


def test_a_selection_that_mixes_participants_is_refused_before_clips_are_described(
    studio: Studio, monkeypatch
):
    monkeypatch.setattr(Mean, "describe", None)
    with pytest.raises(
        InputError, match="LogisticRegressionCV would learn on inner folds that mix participants"
    ):
        run_evaluation(studio, replace(METHOD, classifier=LogisticRegressionCV))


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"svc__C": -1}, r"brightness cannot work with svc__C=-1: The 'C' parameter of SVC must be"),
        ({"svc__kernel": "cubic"}, r"brightness cannot work with svc__kernel=cubic: "),
        ({"scale": "half"}, r"brightness cannot describe a clip with scale=half: "),
    ],
)
def test_parameters_that_cannot_work_are_told_before_clips_are_described(studio: Studio, parameters, message):
    told = []
    with pytest.raises(InputError, match=message):
        run_evaluation(studio, METHOD, parameters=parameters, progress=lambda *step: told.append(step))
    assert told == []


def test_frames_that_nothing_can_describe_are_not_the_parameters_fault(studio: Studio):
    studio._clips.insert(0, clip(3, 9, Category.NEGATIVE, name="torn"))
    assert run_evaluation(studio, METHOD, parameters={"scale": 2.0}).n == 16


def test_a_method_of_plain_classifier_needs_no_pipeline():
    plain = replace(METHOD, classifier=SVC)
    assert parts_of(plain, {"C": 2}).classifier.C == 2
