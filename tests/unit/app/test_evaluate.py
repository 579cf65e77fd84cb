from __future__ import annotations

import csv
import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

from countenance.evaluation import LeaveOneVideoOut, Result, cross_validate


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of two classifiers on plain arrays, the first under leave one video out too."""
    folder = tmp_path_factory.mktemp("runs")
    random = np.random.default_rng(0)
    y = np.tile(["sad", "glad", "glad"], 12)
    X = random.normal(size=(36, 3)) + (y == "sad")[:, None]
    people = np.repeat([f"lab:{i}" for i in range(12)], 3)
    for name, estimator in (("regression", LogisticRegression()), ("bayes", GaussianNB())):
        cross_validate(estimator, X, y, people).save(folder / name / "evaluation.json")
    cross_validate(GaussianNB(), X, y, people, LeaveOneVideoOut()).save(folder / "known" / "evaluation.json")
    few = cross_validate(GaussianNB(), X[:30], y[:30], people[:30])
    few.save(folder / "elsewhere.json")
    return folder


def test_a_method_on_a_release(cli, simulated: Path, tmp_path: Path):
    words = (
        "evaluate",
        "--database",
        f"simulated={simulated}",
        "--method",
        "hoof",
        "--jobs",
        "1",
        "--labels",
        "four",
    )
    outcome = cli(*words, "--out", tmp_path / "run", "--protocol", "leave-one-video-out")
    assert outcome.code == 0, outcome.err
    assert "leave-one-video-out: 6 samples of 3 participants; participants are shared" in " ".join(
        outcome.out.split()
    )
    assert "leave-one-subject-out: 6 samples of 3 participants" in outcome.out
    for words_of_it in ("HOOF", "majority class", "chance", "precision", "Simulated faces", "Tiny sample"):
        assert words_of_it in outcome.out
    result = Result.load(tmp_path / "run" / "evaluation.json")
    assert result.n == 6
    assert result.setting["method"]["name"] == "hoof"
    assert result.setting["databases"][0]["name"] == "simulated"
    assert result.beside is not None
    shown = cli("results", "show", tmp_path / "run")
    assert shown.out in outcome.out
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "run" / "cache").rglob("*.npz")}
    again = cli(*words, "--out", tmp_path / "run", "--protocol", "leave-one-video-out")
    assert again.out == outcome.out
    assert {path: path.stat().st_mtime_ns for path in kept} == kept


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--method", "mdmoo"), "'mdmoo' is not registered; known names: "),
        (
            ("--method", "hoof", "--protocol", "loso"),
            "'loso' is no protocol; known protocols: leave-one-subject-out",
        ),
        (("--method", "hoof", "--labels", "seven"), "there is no label scheme 'seven'"),
        (("--method", "hoof", "--set", "size=3"), "the method hoof has no parameter 'size'; it has "),
        (("--method", "hoof", "--set", "size"), "'size' sets no parameter: write NAME=VALUE"),
        (("--method", "hoof", "--selection", "none.csv"), "none.csv cannot be read"),
    ],
)
def test_what_was_mistyped_is_told_in_one_sentence(
    cli, simulated: Path, tmp_path: Path, monkeypatch, words, sentence
):
    monkeypatch.chdir(tmp_path)
    outcome = cli("evaluate", "--database", f"simulated={simulated}", "--out", "run", "-j", 1, *words)
    assert outcome.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
    assert outcome.code == 2
    assert sentence in outcome.err
    assert outcome.out == ""


def test_too_few_clips_are_told_before_any_is_described(cli, simulated: Path, tmp_path: Path):
    words = ("--method", "hoof", "--labels", "megc2019", "--out", tmp_path)
    outcome = cli("evaluate", "--database", f"simulated={simulated}", *words, "-j", 1)
    assert outcome.code == 2
    assert "the 0 usable clips are of too few participants (0, at least 2 are needed)" in outcome.err
    assert "describing" not in outcome.err


def test_a_release_without_its_name_is_refused(cli, simulated: Path, tmp_path: Path):
    outcome = cli("evaluate", "--database", simulated, "--method", "hoof", "--out", tmp_path / "run")
    assert outcome.code == 2
    assert "write NAME=ROOT" in outcome.err


def test_results_are_shown_for_programs(cli, runs: Path):
    rows = json.loads(cli("results", "show", runs / "known", "--format", "json").out)
    assert [(row["protocol"], row["row"]) for row in rows] == [
        (protocol, row)
        for protocol in ("leave-one-video-out", "leave-one-subject-out")
        for row in ("method", "majority", "chance")
    ]
    loaded = Result.load(runs / "known" / "evaluation.json")
    assert rows[0]["uf1"] == loaded.uf1
    assert [rows[0]["uf1_low"], rows[0]["uf1_high"]] == list(loaded.scores.intervals["uf1"])
    assert rows[1]["uf1_low"] is None
    table = list(csv.DictReader(io.StringIO(cli("results", "show", runs / "bayes", "-f", "csv").out)))
    assert len(table) == 3


def test_two_results_are_compared(cli, runs: Path):
    outcome = cli("results", "compare", runs / "bayes", runs / "regression")
    assert outcome.code == 0
    assert "B - A on 36 samples of 12 participants" in outcome.out
    assert "all exchanges" in outcome.out
    assert f"A: GaussianNB() ({runs / 'bayes'})\n" in outcome.out
    assert f"B: LogisticRegression() ({runs / 'regression'})\n" in outcome.out
    protocols = cli("results", "compare", runs / "bayes", runs / "known")
    assert "note: they differ in protocol (A: leave-one-subject-out; B: leave-one-video-out)" in protocols.out
    found = json.loads(cli("results", "compare", runs / "bayes", runs / "known", "--format", "json").out)
    assert found["differences"][0]["score"] == "uf1"
    refused = cli("results", "compare", runs / "bayes", runs / "elsewhere.json")
    assert refused.code == 2
    assert "30 agree in name, participant and label, but A has 36 and B has 30" in refused.err
    common = cli("results", "compare", runs / "bayes", runs / "elsewhere.json", "--common")
    assert common.code == 0
    assert "Left out: 6 samples of A alone and 0 of B alone." in common.out
    assert "Tiny sample" not in outcome.out


def test_comparisons_and_rows_say_what_keeps_them_from_meaning_anything(cli, runs: Path, tmp_path: Path):
    loaded = Result.load(runs / "bayes" / "evaluation.json")
    replace(loaded, setting={"databases": [{"name": "x", "synthetic": True}]}).save(tmp_path / "x.json")
    assert (
        "Simulated faces: these figures say"
        in cli("results", "compare", tmp_path / "x.json", runs / "bayes").out
    )
    rows = json.loads(cli("results", "show", tmp_path / "x.json", "-f", "json").out)
    assert [(row["synthetic"], row["tiny"]) for row in rows] == [(True, False)] * 3


def test_a_folder_in_place_of_a_page_is_told(cli, runs: Path, tmp_path: Path):
    outcome = cli("results", "leaderboard", runs, "--out", tmp_path)
    assert outcome.code == 2
    assert outcome.err == f"error: {tmp_path} is a folder where a file is needed: name a file in it.\n"


def test_results_are_ranked_on_a_page(cli, runs: Path, tmp_path: Path):
    outcome = cli("results", "leaderboard", runs, runs / "bayes", "--out", tmp_path / "page.html")
    assert outcome.code == 0
    assert outcome.out.startswith("3 results. Page: ")
    assert (tmp_path / "page.html").read_text(encoding="utf-8").count('class="card board"') == 2
    empty = cli("results", "leaderboard", tmp_path, "--out", tmp_path / "other.html")
    assert empty.code == 2
    assert "holds no evaluation.json" in empty.err


def test_a_damaged_result_is_left_out_of_a_page_and_named(cli, runs: Path, tmp_path: Path):
    text = (runs / "bayes" / "evaluation.json").read_text(encoding="utf-8")
    tampered = tmp_path / "evaluation.json"
    tampered.write_text(text.replace('"n": 36', '"n": 37'), encoding="utf-8")
    words = ("results", "leaderboard", runs, tmp_path, "--out", tmp_path / "page.html")
    outcome = cli(*words)
    assert outcome.code == 2
    assert f"left out: {tampered} was changed after it was written" in outcome.err
    assert outcome.out.startswith("3 results, 1 left out. Page: ")
    assert "3 results, ranked" in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert cli(*words, "--skip-invalid").code == 0
    alone = cli("results", "leaderboard", tampered, "--out", tmp_path / "none.html", "--skip-invalid")
    assert (alone.code, (tmp_path / "none.html").exists()) == (2, False)
    mistyped = cli("results", "leaderboard", runs, tmp_path / "rnu", "--out", tmp_path / "none.html")
    assert mistyped.code == 2
    assert "rnu does not exist" in mistyped.err


def test_selection_on_test_participants_is_simulated(cli, runs: Path):
    rows = json.loads(
        cli("results", "simulate-selection", "--epochs", 1, "--epochs", 10, "--repeats", 3, "-f", "json").out
    )
    assert [row["epochs"] for row in rows] == [1, 10]
    assert rows[1]["uf1"] == pytest.approx(rows[1]["uf1_on_real_labels"], abs=0.05)
    own = cli("results", "simulate-selection", runs / "bayes", "--epochs", 5, "--repeats", 2)
    assert own.code == 0
    assert "evaluation.json" in own.out or "bayes" in own.out
    assert "uf1 on real labels" not in own.out


def test_a_damaged_result_is_told(cli, tmp_path: Path):
    (tmp_path / "evaluation.json").write_text("{", encoding="utf-8")
    outcome = cli("results", "show", tmp_path)
    assert outcome.code == 2
    assert "evaluation.json cannot be read (it is no whole JSON file)" in outcome.err
    (tmp_path / "evaluation.json").write_text("[" * 100_000, encoding="utf-8")
    assert "cannot be read (it is no whole JSON file)" in cli("results", "show", tmp_path).err


def test_a_method_is_described_with_paper_and_free_choices(cli):
    shown = cli("methods", "info", "hoof")
    assert shown.code == 0
    [facts] = json.loads(cli("methods", "info", "hoof", "--format", "json").out)
    assert facts["name"] == "hoof"
    assert facts["citation"]
    assert len(facts["free_choices"]) > 0
    [line] = csv.DictReader(io.StringIO(cli("methods", "info", "hoof", "--format", "csv").out))
    assert line["name"] == "hoof"


def test_methods_are_listed(cli):
    rows = json.loads(cli("methods", "list", "--format", "json").out)
    assert {"region-lbp-top", "hoof", "mdmo"} <= {row["name"] for row in rows}
    assert all(row["title"] for row in rows)
    dois = [row["doi"] for row in rows if row["doi"]]
    assert dois
    assert dois == [
        row["doi"]
        for row in csv.DictReader(io.StringIO(cli("methods", "list", "-f", "csv").out))
        if row["doi"]
    ]
    # Nothing is broken over two lines: a row for each method, and the frame and the head.
    assert len(cli("methods", "list").out.splitlines()) == len(rows) + 4


def test_a_method_that_lacks_its_extra_is_described_all_the_same(cli, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    [facts] = json.loads(cli("methods", "info", "ststnet", "--format", "json").out)
    assert facts["extra"] == "deep"
    assert "deep" in facts["classifier"]
    assert "countenance[deep]" in cli("methods", "info", "ststnet").out
