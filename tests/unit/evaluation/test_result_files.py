from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

from countenance.core.cache import digest
from countenance.core.errors import InputError
from countenance.evaluation import GroupedKFold, LeaveOneVideoOut, Result, cross_validate


@pytest.fixture(scope="module")
def result(table) -> Result:
    found = cross_validate(
        LogisticRegression(),
        table.X[:30],
        table.y[:30],
        table.groups[:30],
        LeaveOneVideoOut(),
        databases=table.databases[:30],
        recordings=[f"film{i}" for i in range(30)],
        intervals=[None, *((i, i + 9) for i in range(29))],
        ids=[f"clip {i} \N{GREEK SMALL LETTER ALPHA}" for i in range(30)],
    )
    return replace(
        found, setting={"scheme": {"name": "three"}, "databases": [{"name": "x", "synthetic": True}]}
    )


def test_round_trip(result: Result, tmp_path: Path):
    result.save(tmp_path / "run" / "evaluation.json")
    loaded = Result.load(tmp_path / "run" / "evaluation.json")
    assert loaded.to_dict() == result.to_dict()
    for name in ("groups", "databases", "truth", "predicted", "majority", "fold", "classes", "probabilities"):
        assert np.array_equal(getattr(loaded, name), getattr(result, name))
    assert loaded.ids == result.ids
    assert loaded.spans == result.spans
    assert loaded.scores == result.scores
    assert loaded.beside.uf1 == result.beside.uf1
    assert loaded.manifest == result.manifest
    assert loaded.synthetic
    assert loaded.tiny


def test_whole_numbers_as_labels_stay_numbers(tmp_path: Path):
    y = [0, 1] * 6
    X = np.random.default_rng(0).normal(size=(12, 2))
    found = cross_validate(SVC(), X, y, np.repeat([1, 2, 3], 4), GroupedKFold(3))
    found.save(tmp_path / "a.json")
    loaded = Result.load(tmp_path / "a.json")
    assert loaded.truth.tolist() == y
    assert loaded.probabilities is None
    assert loaded.databases is None
    assert loaded.to_dict() == found.to_dict()


def test_manifest_knows_samples_and_labels_but_not_predictions(result: Result):
    order = np.arange(30)[::-1]
    turned = replace(
        result,
        ids=tuple(result.ids[i] for i in order),
        spans=tuple(result.spans[i] for i in order),
        truth=result.truth[order],
    )
    assert turned.manifest == result.manifest
    assert replace(result, predicted=np.roll(result.predicted, 1)).manifest == result.manifest
    assert replace(result, truth=np.roll(result.truth, 1)).manifest != result.manifest
    assert replace(result, spans=None).manifest != result.manifest


def tampered(path: Path, change, *, sign: bool) -> None:
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["sha256"]
    signature = digest(content)
    change(content)
    content["sha256"] = digest(content) if sign else signature
    path.write_text(json.dumps(content), encoding="utf-8")


def set_score(content):
    content["scores"]["uf1"] = 0.99


def set_prediction(content):
    row = content["samples"][0]
    row["predicted"] = "positive" if row["truth"] != "positive" else "negative"


def drop_sample(content):
    del content["samples"][3]


def drop_column(content):
    for row in content["samples"]:
        del row["truth"]


def forget_setting(content):
    del content["setting"]


def empty(content):
    content["samples"] = []


@pytest.mark.parametrize("change", [set_score, set_prediction, drop_sample, forget_setting, empty])
def test_a_change_is_noticed(result: Result, tmp_path: Path, change):
    result.save(tmp_path / "a.json")
    tampered(tmp_path / "a.json", change, sign=False)
    with pytest.raises(
        InputError, match=r"a\.json was changed after it was written: run the evaluation again"
    ):
        Result.load(tmp_path / "a.json")


@pytest.mark.parametrize("change", [set_score, set_prediction, drop_sample])
def test_scores_that_do_not_follow_are_noticed_even_if_signed(result: Result, tmp_path: Path, change):
    result.save(tmp_path / "a.json")
    tampered(tmp_path / "a.json", change, sign=True)
    with pytest.raises(InputError, match="do not follow from its predictions"):
        Result.load(tmp_path / "a.json")


@pytest.mark.parametrize("change", [drop_column, forget_setting, empty])
def test_missing_parts_are_noticed_even_if_signed(result: Result, tmp_path: Path, change):
    result.save(tmp_path / "a.json")
    tampered(tmp_path / "a.json", change, sign=True)
    with pytest.raises(InputError, match="lacks parts of an evaluation"):
        Result.load(tmp_path / "a.json")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "it is no whole JSON file"),
        (b'{"kind": "countenance eval', "it is no whole JSON file"),
        (b"\xff\xfe\x00", "it is no whole JSON file"),
        (b"[1, 2]", "is no evaluation"),
        (b'{"schema": 1}', "is no evaluation"),
        (b'{"kind": "countenance-evaluation", "schema": 2}', "has the layout 2, but this version reads 1"),
    ],
)
def test_other_files_are_told_in_one_sentence(tmp_path: Path, text: bytes, message: str):
    (tmp_path / "a.json").write_bytes(text)
    with pytest.raises(InputError, match=message) as caught:
        Result.load(tmp_path / "a.json")
    assert "a.json" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_file(tmp_path: Path):
    with pytest.raises(InputError, match="does not exist"):
        Result.load(tmp_path / "a.json")
    with pytest.raises(InputError, match="cannot be read"):
        Result.load(tmp_path)
