"""``countenance spot --database``: every spotter on every recording, once, and what is told of it."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from countenance.core import InputError
from countenance.evaluation.spotting import SpottingScores, count_visible
from countenance.spotting import SpottingMethod

from .planted import METHOD, RUNS, Planted
from .studio import Studio

BLIND = SpottingMethod("blind", "Sees nothing", "Nobody, Nowhere", "", (), lambda: Planted(least=1000.0))
METHODS = {"planted": METHOD, "blind": BLIND}


def method(name: str) -> SpottingMethod:
    if name not in METHODS:
        raise InputError(f"there is no spotter {name!r}")
    return METHODS[name]


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """The database that every NAME=ROOT means, and two planted methods."""
    RUNS.clear()
    made = Studio(tmp_path / "studio")
    for module in ("countenance.app.comparing", "countenance.app.spotting", "countenance.spotting"):
        monkeypatch.setattr(f"{module}.spotting_method", method)
    monkeypatch.setattr("countenance.spotting.registry.names", lambda: sorted(METHODS))
    monkeypatch.setattr("countenance.app.cli.compare_spotters.open_each", lambda *_, **__: [made])
    return made


def content(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.usefixtures("studio")
def test_every_spotter_sees_every_recording_and_all_is_counted(cli: Callable, tmp_path: Path):
    out = tmp_path / "out"
    outcome = cli("spot", "--database", "studio=x", "--method", "all", "--out", out, "--jobs", 1)
    assert outcome.code == 0, outcome.err
    [board] = content(out / "comparison.json")["databases"]
    assert (board["recordings"], board["participants"], board["labels"]) == (3, 2, 4)
    best, blind = board["methods"]
    assert (best["name"], blind["name"]) == ("planted", "blind")
    # Found: both of s1, the first of s2; a false alarm in the neutral film of 30 frames at 25 per second.
    counts = {name: best["scores"]["all"][name] for name in ("tp", "fp", "fn")}
    assert counts == {"tp": 3, "fp": 1, "fn": 1}
    assert best["scores"]["macro"]["f1"] == pytest.approx(2 / 3)
    assert best["neutral"]["false_alarms_per_minute"] == pytest.approx(60 / 1.2)
    # The one that was missed is not visible.
    assert best["visible"]["all"]["f1"] == pytest.approx(6 / 7)
    recall = [(at["displacement"], at["recall"]) for at in best["recall_by_intensity"]["all"]]
    assert recall == [(1.0, 0.0), (2.0, 1.0), (3.0, 1.0)]
    assert best["timing"]["all"]["onset"]["mean_absolute"] == 0
    assert (blind["scores"]["all"]["f1"], blind["neutral"]["false_alarms_per_minute"]) == (0, 0)
    assert board["published"] == []
    assert any("say nothing about people" in remark for remark in board["remarks"])
    assert "simulated: says nothing about people" in outcome.out
    assert "Ranges: 95% participant bootstrap." in outcome.err
    assert "Visible events: those that move the skin by 1.5% of" in outcome.err


def test_ranges_are_explained_only_where_there_are_some(
    studio: Studio, cli: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    films = [film for film in studio.recordings() if film.participant == "s1"]
    clips = [clip for clip in studio.clips() if clip.participant == "s1"]
    monkeypatch.setattr(studio, "recordings", lambda: films)
    monkeypatch.setattr(studio, "clips", lambda: clips)
    outcome = cli("spot", "--database", "x=x", "--method", "planted", "--out", tmp_path / "out", "--jobs", 1)
    assert outcome.code == 0
    assert "Ranges:" not in outcome.err
    assert "Blind: whatever the kind. FA: false alarms on neutral faces." in outcome.err


@pytest.mark.usefixtures("studio")
def test_what_is_written_for_each_method_can_be_scored_again(cli: Callable, tmp_path: Path):
    out = tmp_path / "out"
    cli("spot", "--database", "studio=x", "--method", "planted", "--out", out, "--jobs", 1)
    scores = SpottingScores.load(out / "studio/planted/spotting-scores.json")
    assert scores.counts["all"].tp == 3
    with (out / "studio/planted/predictions.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [(row["recording"], row["onset"], row["offset"]) for row in rows][:2] == [
        ("studio/s1/a", "10", "19"),
        ("studio/s1/a", "40", "59"),
    ]
    with (out / "comparison.csv").open() as file:
        table = list(csv.DictReader(file))
    assert {(row["rule"], row["group"]) for row in table} == {
        (rule, group)
        for rule in ("all events", "visible")
        for group in ("macro", "micro", "all", "class_blind")
    }
    faint = [one for one in scores.truth.labels if one.recording == "studio/s2/b" and one.kind == "macro"]
    again = count_visible(scores.truth, faint, scores.predictions)
    assert {row["group"]: int(row["fp"]) for row in table if row["rule"] == "visible"} == {
        group: counts.fp for group, counts in again.items()
    }


@pytest.mark.usefixtures("studio")
def test_the_report_keeps_measured_and_published_apart(cli: Callable, tmp_path: Path):
    out = tmp_path / "out"
    cli("spot", "--database", "studio=x", "--method", "all", "--out", out, "--jobs", 1)
    page = (out / "report.html").read_text(encoding="utf-8")
    measured, published = page.split("<h2>Published figures for Studio</h2>")
    assert "Simulated: says nothing about people" in measured
    assert "Recall against intensity" in measured
    assert "counts neither as a miss nor, if it is found, as a false alarm" in measured
    assert "There are none" in published
    assert "<script" not in page


def test_published_figures_stand_below_for_a_database_that_has_some(
    studio: Studio, cli: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(studio, "info", replace(studio.info, name="casme2sq", synthetic=False), raising=False)
    outcome = cli("spot", "--database", "x=x", "--method", "planted", "--out", tmp_path / "out", "--jobs", 1)
    assert "not measured here" in outcome.out
    assert "Visible events" not in outcome.err
    assert outcome.out.index("planted") < outcome.out.index("SpotFormer")
    [board] = content(tmp_path / "out/comparison.json")["databases"]
    assert board["published"][0]["f1"] == {"macro": 0.5061, "micro": 0.2817, "all": 0.4841}
    assert board["methods"][0]["visible"] == {}  # nobody knows how far real skin has moved
    assert not any("nothing about people" in remark for remark in board["remarks"])


@pytest.mark.usefixtures("studio")
def test_what_is_finished_is_not_done_again(cli: Callable, tmp_path: Path):
    words = ("spot", "--database", "studio=x", "--method", "planted", "--out", tmp_path / "out", "--jobs", 1)
    first = cli(*words)
    assert len(RUNS) == 3
    again = cli(*words)
    assert (again.out, len(RUNS)) == (first.out, 3)
    assert "3 finished by an earlier run" in again.err
    (tmp_path / "out/studio/planted/recordings/s2/b/spotting.json").unlink()
    cli(*words)
    assert len(RUNS) == 4
    cli(*words, "--set", "least=90")
    assert len(RUNS) == 7
    assert "finished by an earlier run" not in cli(*words, "--set", "least=90", "--again").err
    assert len(RUNS) == 10


def test_a_recording_that_cannot_be_read_is_left_out_for_all_with_its_labels(
    studio: Studio, cli: Callable, tmp_path: Path
):
    (studio.root / "s2/b.mp4").write_bytes(b"torn")
    outcome = cli("spot", "--database", "studio=x", "--method", "all", "--out", tmp_path / "out", "--jobs", 1)
    assert outcome.code == 2
    assert outcome.err.count("b.mp4") == 1
    assert "1 recording could not be read, and so left out, with 2 labels." in outcome.err
    [board] = content(tmp_path / "out/comparison.json")["databases"]
    assert (board["recordings"], board["labels"]) == (2, 2)
    folders = (tmp_path / "out/studio/planted/recordings").glob("*/*")
    assert sorted(folder.name for folder in folders) == ["a", "neutral"]
    assert not (tmp_path / "out/studio/planted/recordings/s2").exists()
    (studio.root / "s2/b.mp4").unlink()
    outcome = cli(
        "spot", "--database", "studio=x", "--method", "planted", "--out", tmp_path / "out", "--jobs", 1
    )
    assert (outcome.code, "is gone; copy it again" in outcome.err) == (2, True)


@pytest.mark.usefixtures("studio")
def test_a_folder_that_cannot_be_written_is_told_before_any_work(cli: Callable, locked: Path):
    outcome = cli("spot", "--database", "studio=x", "--out", locked)
    assert (outcome.code, outcome.out, outcome.err.count("\n"), RUNS) == (2, "", 1, [])
    assert f"{locked}: Permission denied" in outcome.err


@pytest.mark.usefixtures("studio")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--database", "studio=x"), "give --out"),
        (("--database", "studio=x", "film.mp4", "--out", "o"), "cannot be combined with VIDEO"),
        (("--database", "studio=x", "--face", "left", "--out", "o"), "cannot be combined with --face"),
        (("--database", "studio=x", "--format", "eaf", "--out", "o"), "--format eaf prints one recording"),
        (("--database", "studio=x", "--iou", "0", "--out", "o"), "--iou is 0"),
        (
            ("--database", "studio=x", "--method", "all", "--set", "least=3", "--out", "o"),
            "--set belongs to one",
        ),
        (("--database", "studio=x", "--method", "guess", "--out", "o"), "no spotter 'guess'"),
        (("film.mp4", "--method", "all"), "several methods are compared on a database"),
        (
            ("film.mp4", "--method", "planted", "--method", "blind"),
            "several methods are compared on a database",
        ),
        (("film.mp4", "--corrections", "c.csv"), "--corrections concerns a database"),
        ((), "there is nothing to spot in"),
    ],
)
def test_what_contradicts_itself_is_refused(cli: Callable, words: tuple[str, ...], said: str):
    outcome = cli("spot", *words)
    assert (outcome.code, outcome.out) == (2, "")
    assert said in outcome.err
    assert RUNS == []
