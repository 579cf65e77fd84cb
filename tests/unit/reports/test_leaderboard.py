from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

from countenance.core.errors import InputError
from countenance.evaluation import PUBLISHED, LeaveOneVideoOut, Result, cross_validate
from countenance.reports import write_leaderboard

RANDOM = np.random.default_rng(0)
Y = np.tile(["sad", "glad", "glad"], 12)
X = RANDOM.normal(size=(36, 3)) + (Y == "sad")[:, None]
PEOPLE = np.repeat([f"lab:{i}" for i in range(12)], 3)


def named(result: Result, title: str, **setting: object) -> Result:
    method = {"name": title, "title": title, "citation": "", "parameters": {}}
    return replace(result, setting={"method": method, **setting})


@pytest.fixture(scope="module")
def plain() -> Result:
    return cross_validate(LogisticRegression(), X, Y, PEOPLE)


@pytest.fixture(scope="module")
def guesses() -> Result:
    return cross_validate(DummyClassifier(strategy="uniform", random_state=0), X, Y, PEOPLE)


def page(results: list[Result], path: Path) -> str:
    write_leaderboard(results, path / "page.html")
    return (path / "page.html").read_text(encoding="utf-8")


def test_comparable_results_are_ranked_together_and_others_apart(
    plain: Result, guesses: Result, tmp_path: Path
):
    known = cross_validate(GaussianNB(), X, Y, PEOPLE, LeaveOneVideoOut())
    relabelled = cross_validate(GaussianNB(), X, np.roll(Y, 1), PEOPLE)
    corrected = named(plain, "corrected", corrections=[{"clip": "s1/c1"}])
    text = page(
        [named(guesses, "guesses"), named(plain, "regression"), known, relabelled, corrected], tmp_path
    )
    boards = text.split('class="card board"')[1:]
    assert len(boards) == 4
    [together] = [board for board in boards if ">regression<" in board]
    assert ">guesses<" in together
    assert plain.uf1 > guesses.uf1
    assert together.index(">regression<") < together.index(">guesses<")
    [shared] = [board for board in boards if "UF1 on strangers" in board]
    assert f"{known.uf1:.3f}" in shared
    assert f"{known.beside.uf1:.3f}" in shared


def test_chance_and_published_figures_stand_apart(plain: Result, tmp_path: Path):
    text = page([plain], tmp_path)
    board, _, published = text.partition("Published figures for the MEGC2019 composite")
    assert f"{plain.references['chance'].uf1:.3f}" in board
    for row in PUBLISHED:
        assert f"{row.uf1:.4f}" in published
        assert f"{row.uf1:.4f}" not in board
    assert "None of\nthe boards above is on these samples" in published
    assert ">nan" not in text


def test_simulated_and_tiny_samples_are_called_so(plain: Result, tmp_path: Path):
    simulated = replace(
        plain, setting={"databases": [{"name": "s", "title": "S", "synthetic": True, "n": 36}]}
    )
    text = page([simulated], tmp_path)
    assert "Simulated faces." in text
    assert '<span class="tag warn">simulated faces</span>' in text
    assert "tiny sample" not in text
    its = np.isin(PEOPLE, ["lab:0", "lab:1", "lab:2"])
    tiny = page([cross_validate(GaussianNB(), X[its], Y[its], PEOPLE[its])], tmp_path)
    assert '<span class="tag warn">tiny sample</span>' in tiny
    assert "Simulated faces" not in tiny


def test_names_cannot_break_the_page(plain: Result, tmp_path: Path):
    text = page([named(plain, "<script>alert(1)</script>")], tmp_path)
    assert "<script>alert" not in text
    assert len(re.findall(r"<script>", text)) == 1


def test_what_qualifies_a_result_is_told(plain: Result, tmp_path: Path):
    told = named(plain, "m", n_dropped=3, corrections=["x"], n_apex_estimated=2)
    text = page([replace(told, repeatable=False)], tmp_path)
    assert "3 left out, 1 corrected, 2 without a coded apex, not repeatable" in text


def test_a_result_given_twice_has_one_row_and_ties_share_a_rank(
    plain: Result, guesses: Result, tmp_path: Path
):
    best, tied, last = named(plain, "best"), named(plain, "tied"), named(guesses, "last")
    results = [last, best, tied, replace(best)]
    assert write_leaderboard(results, tmp_path / "page.html") == 3
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "3 results, ranked" in text
    assert re.findall(r'<td class="rank">(\d+)</td>', text) == ["1", "1", "3"]
    assert text.count(">best<") == 1


def test_nothing_to_rank(tmp_path: Path):
    with pytest.raises(InputError, match="nothing to rank"):
        write_leaderboard([], tmp_path / "page.html")
