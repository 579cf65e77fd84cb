"""``countenance score`` as users meet it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from countenance.evaluation.spotting import SpottingScores

from ..databases.builders import Release, macro, micro

LABELS = """participant,video,onset,apex,offset,kind,emotion
P1,a,10,20,39,macro,positive
P1,a,60,64,69,micro,negative
P2,b,11,21,0,macro,positive
P2,b,100,,110,excluded,
P3,neutral,,,,,
"""
PREDICTIONS = """recording,onset,apex,offset,kind,score,emotion
a,12,20,40,macro,0.9,positive
b,11,20,22,macro,0.4,negative
neutral,5,6,9,micro,0.2,negative
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    predictions, labels = tmp_path / "predictions.csv", tmp_path / "labels.csv"
    predictions.write_text(PREDICTIONS, encoding="utf-8")
    labels.write_text(LABELS, encoding="utf-8")
    return predictions, labels


def test_table_says_what_a_reader_must_know(cli, files):
    shown = cli("score", *files, "--by", "participant", "--legacy", "strs-metric", "--fps", "30")
    assert shown.code == 0
    lines = shown.out.splitlines()
    overall = next(line for line in lines if line.startswith(" all "))
    assert overall.split()[1:] == ["3", "3", "2", "1", "1", "0.667", "0.667", "0.667"]
    assert next(line for line in lines if line.startswith(" P3 ")).split() == [
        "P3",
        "0",
        "0",
        "1",
        "0",
        *["0.000"] * 3,
    ]
    assert "as strs-metric: Participants without predictions" in shown.out
    assert "Average precision: macro 1.000, micro 0.000, all 0.667" in shown.out
    assert "Spot-then-recognise (STRS): macro" in shown.out
    assert "Labels whose offset was not coded: 1; offset_zero = apex" in shown.out
    assert "labels.csv: 1 rows are excluded" in shown.out
    assert "Brackets are 95% participant bootstrap intervals." in shown.out
    assert shown.out.endswith("3 labels and 3 predictions in 3 recordings.\n")


@pytest.mark.parametrize("seconds", [True, False])
def test_frame_errors_fit_a_terminal_of_80_columns(cli, files, seconds: bool):
    lines = cli("score", *files, *["--fps", "30"] * seconds, columns=80).out.splitlines()
    heading = next(line for line in lines if "±0" in line)
    shares = [f"±{distance}" for distance in (0, 1, 2, 3, 5)]
    assert heading.split() == ["hits", "mean", "bias", *["mean,", "s"] * seconds, *shares]
    onset = next(line for line in lines if line.startswith(" onset "))
    assert onset.split() == ["onset", "2", "1.00", "1.00", *["0.033"] * seconds, *["0.50"] * 2, *["1.00"] * 3]


def test_json_is_the_file(cli, files, tmp_path: Path):
    shown = cli("score", *files, "--format", "json", "--out", tmp_path / "run", "--legacy", "greedy")
    content = json.loads(shown.out)
    saved = json.loads((tmp_path / "run" / "spotting-scores.json").read_text(encoding="utf-8"))
    del saved["sha256"]
    assert content == saved
    assert content["scores"]["all"]["tp"] == 2
    assert SpottingScores.load(tmp_path / "run" / "spotting-scores.json").counts["all"].tp == 2


def test_csv_has_a_row_for_every_group_and_recording(cli, files):
    shown = cli("score", *files, "--format", "csv", "--by", "recording", "--legacy", "greedy")
    rows = list(csv.DictReader(io.StringIO(shown.out)))
    assert [(row["name"], row["legacy"], row["group"]) for row in rows] == [
        *(("", "", group) for group in ("macro", "micro", "all", "class_blind")),
        *(("", "greedy", group) for group in ("macro", "micro", "all", "class_blind")),
        *((name, "", group) for name in "ab" for group in ("macro", "micro", "all", "class_blind")),
        *(("neutral", "", group) for group in ("macro", "micro", "all", "class_blind")),
    ]
    assert rows[2]["f1"] == str(2 / 3)
    assert rows[-1]["recall"] == ""


@pytest.mark.parametrize(
    ("options", "counts"),
    [
        ((), (2, 1, 1)),
        (("--offset-zero", "drop"), (1, 2, 1)),
        (("--offset-zero", "keep"), (1, 2, 2)),
        (("--offset-zero", "mirror"), (2, 1, 1)),  # 11-31 and 11-22 share 12 of 21 frames
        (("--offset-zero", "apex+20"), (1, 2, 2)),
        (("--offset-zero", "mirror", "--iou", "0.6"), (1, 2, 2)),
    ],
)
def test_options_reach_the_scores(cli, files, options, counts):
    content = json.loads(cli("score", *files, "--format", "json", *options).out)
    assert tuple(content["scores"]["all"][name] for name in ("tp", "fp", "fn")) == counts


def test_release_of_a_database_as_labels(cli, tmp_path: Path):
    rows = [micro("anger1_1"), macro("anger1_2", onset=11, apex=21, offset=0)]
    root = Release(tmp_path / "release", rows).write()
    predictions = tmp_path / "predictions.csv"
    predictions.write_text(
        "recording,onset,offset\n15_0401angercrash,5,14\n15_0401angercrash,11,21\n", encoding="utf-8"
    )
    shown = cli("score", predictions, f"casme2sq={root}", "--first-frame", "1", "--format", "json")
    assert shown.code == 0, shown.err
    scores = json.loads(shown.out)["scores"]
    assert scores["class_blind"]["tp"] == 2
    # Kinds of predictions follow from the frame rate of the database: 333 ms are micro, whatever the label says.
    assert (scores["all"]["tp"], scores["micro"]["fp"], scores["macro"]["fn"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("--legacy", "best"),
            "'best' is no legacy way of counting; known: megc2020-mdmd, strs-metric, greedy",
        ),
        (("--iou", "0"), "--iou is 0"),
        (("--fps", "0"), "--fps is 0.0, a positive number was expected"),
        (("--fps", "nan"), "--fps is nan, a positive number was expected"),
        (("--first-frame", "50"), "labels.csv, row 2: onset is 10, but frames count from 50"),
    ],
)
def test_bad_options_give_one_sentence(cli, files, words, sentence):
    shown = cli("score", *files, *words)
    assert shown.code == 2
    assert sentence in shown.err
    assert shown.err.count("\n") == 1
    assert shown.out == ""


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        ("{folder}/none.csv", "none.csv"),
        ("{folder}", "does not say which database it is"),
        ("nothing={folder}", "'nothing' is not registered"),
        ("casme2sq={folder}", "holds no workbook of labels"),
    ],
)
def test_labels_that_are_not_there_give_one_sentence(cli, files, tmp_path: Path, labels: str, sentence: str):
    shown = cli("score", files[0], labels.format(folder=tmp_path))
    assert shown.code == 2
    assert sentence in shown.err
    assert shown.err.count("\n") == 1
