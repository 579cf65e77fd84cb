"""Predictions and labels of any tool, as it wrote them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from countenance.core import InputError, Interval
from countenance.evaluation.spotting import (
    Counts,
    Policies,
    PredictedInterval,
    ScoredRecording,
    Truth,
    predictions_of_table,
    read_tables,
    score_spotting,
    truth_of_table,
)

from .marks import MACRO, MICRO

LABELS = "recording,onset,apex,offset,kind\na,10,20,39,macro\na,60,64,69,micro-expression\nb,5,,20,Macro\n"


def write(folder: Path, text: str, name: str = "labels.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


def test_labels_of_a_plain_table(tmp_path: Path):
    truth = truth_of_table(write(tmp_path, LABELS))
    assert [(one.recording, one.interval, one.apex, one.kind) for one in truth.labels] == [
        ("a", Interval(10, 39), 20, MACRO),
        ("a", Interval(60, 69), 64, MICRO),
        ("b", Interval(5, 20), None, MACRO),
    ]
    assert truth.recordings == (ScoredRecording("a"), ScoredRecording("b"))
    assert truth.policies["offset_zero"]["choice"] == "apex"
    assert truth.remarks == ()


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Video;Onset Frame;OFFSET;Score;participant\nfilm;10;39;0,75;P1\n", "utf-8-sig"),
        ("video\tstart\tend\tconfidence\tSubject\nfilm\t10.0\t39.0\t0.75\tP1\n", "utf-16"),
        ("# made by a tool,,\nFilm,Onset,Offset,score,participant\nfilm,010,039,7.5e-1,P1\n", "utf-8"),
    ],
)
def test_odd_headers_separators_and_marks(tmp_path: Path, text: str, encoding: str):
    path = write(tmp_path, text, "p.tsv" if "\t" in text else "p.csv", encoding)
    found, remarks = predictions_of_table(path, Truth.of([], [ScoredRecording("film", "P1")]))
    assert found == [PredictedInterval("film", Interval(10, 39), score=0.75)]
    assert remarks == []


def test_workbook(tmp_path: Path):
    book = openpyxl.Workbook()
    for row in (("recording", "onset", "offset"), ("film", 10, 39.0)):
        book.active.append(row)
    book.save(tmp_path / "p.xlsx")
    assert predictions_of_table(tmp_path / "p.xlsx", Truth.of([]))[0][0].interval == Interval(10, 39)


def test_frames_that_count_from_1(tmp_path: Path):
    text = (
        "recording,onset,apex,offset,kind\na,1,5,10,macro\na,0,5,10,macro\na,11,20,0,macro\na,31,0,40,macro\n"
    )
    truth = truth_of_table(write(tmp_path, text), first_frame=1)
    assert [(one.interval, one.apex) for one in truth.labels] == [
        (Interval(0, 9), 4),
        (Interval(0, 9), 4),
        (Interval(10, 19), 19),
        (Interval(30, 39), None),
    ]
    assert {name: policy["labels"] for name, policy in truth.policies.items()} == {
        "offset_zero": 1,
        "onset_zero": 2,
        "overlong": 0,
    }
    dropped = truth_of_table(tmp_path / "labels.csv", first_frame=1, policies=Policies("drop", "drop"))
    assert [one.interval for one in dropped.labels] == [Interval(30, 39)]
    assert len(dropped.recordings) == 1


def test_offset_zero_or_empty_in_frames_that_count_from_0(tmp_path: Path):
    text = "recording,onset,apex,offset\na,10,20,0\na,10,20,\na,0,0,0\n"
    truth = truth_of_table(write(tmp_path, text))
    assert [one.interval for one in truth.labels] == [Interval(10, 20), Interval(10, 20), Interval(0, 0)]
    assert truth.policies["offset_zero"]["labels"] == 2
    assert any("Labels whose offset was not coded: 2; offset_zero = apex" in one for one in truth.remarks)


def test_excluded_and_long_rows(tmp_path: Path):
    text = "video,onset,offset,kind\na,0,9,macro\na,20,29,excluded\nb,5,300,excluded\na,40,200,long\n"
    path = write(tmp_path, text)
    truth = truth_of_table(path)
    assert [(one.interval.onset, one.kind) for one in truth.labels] == [(0, MACRO), (40, MACRO)]
    assert [one.name for one in truth.recordings] == ["a", "b"]
    assert "labels.csv: 2 rows are excluded from the expressions and do not count." in truth.remarks
    strict = Policies(overlong="drop")
    assert len(truth_of_table(path, policies=strict).labels) == 1
    found, remarks = predictions_of_table(path, truth)
    assert [one.kind for one in found] == [MACRO, MACRO]
    assert any("1 predictions are called long; overlong = macro" in one for one in remarks)
    assert len(predictions_of_table(path, truth, policies=strict)[0]) == 1


def test_row_that_names_a_recording_alone(tmp_path: Path):
    truth = truth_of_table(write(tmp_path, "recording,onset,offset\nneutral,,\na,0,9\n"))
    assert [one.name for one in truth.recordings] == ["neutral", "a"]
    assert len(truth.labels) == 1


def test_kind_follows_from_the_duration_where_the_rate_is_known(tmp_path: Path):
    labels = write(tmp_path, "recording,onset,offset,fps\na,0,15,30\na,20,36,\nb,0,100,200\n")
    truth = truth_of_table(labels)
    assert [one.kind for one in truth.labels] == [MICRO, MACRO, MICRO]
    assert {one.name: one.fps for one in truth.recordings} == {"a": 30, "b": 200}
    predictions = write(tmp_path, "recording,onset,offset\nb,0,100\nb,0,101\nb,0,900\n", "p.csv")
    assert [one.kind for one in predictions_of_table(predictions, truth)[0]] == [MICRO, MACRO, MACRO]
    plain = write(tmp_path, "recording,onset,offset\na,0,15\n", "plain.csv")
    assert truth_of_table(plain).labels[0].kind is None
    assert truth_of_table(plain, fps=Fraction(30)).labels[0].kind is MICRO


def test_recordings_are_told_apart_by_participant(tmp_path: Path):
    labels = write(tmp_path, "participant,recording,onset,offset\nP1,film,0,9\nP2,film,50,59\nP2,other,0,9\n")
    with_people = write(tmp_path, "recording,subject,onset,offset\nfilm,P2,50,59\nother,,0,9\n", "p.csv")
    truth, found, _ = read_tables(with_people, labels)
    assert [(one.name, one.participant) for one in truth.recordings] == [
        ("P1/film", "P1"),
        ("P2/film", "P2"),
        ("other", "P2"),
    ]
    assert [one.recording for one in found] == ["P2/film", "other"]
    assert score_spotting(truth, found).counts["class_blind"] == Counts(2, 0, 1)
    without = write(tmp_path, "recording,onset,offset\nfilm,50,59\n", "without.csv")
    with pytest.raises(
        InputError, match=r"without\.csv, row 2: film may be any of P1/film, P2/film; add columns"
    ):
        read_tables(without, labels)


def test_recordings_of_one_file_alone_count(tmp_path: Path):
    predictions = write(tmp_path, "recording,onset,offset,kind\na,10,39,macro\nstrange,0,9,macro\n", "p.csv")
    truth, found, _ = read_tables(predictions, write(tmp_path, LABELS))
    scores = score_spotting(truth, found)
    assert scores.counts["all"] == Counts(1, 1, 2)
    assert any("(strange) count as false alarms" in one for one in scores.remarks)
    assert any("(b) count as misses" in one for one in scores.remarks)


def test_recording_of_a_database_is_known_by_its_own_name():
    film = ScoredRecording("casme2sq/s15/15_0101anger", "casme2sq:s15", "casme2sq", Fraction(30))
    twin = ScoredRecording("casme2sq/s16/15_0101anger", "casme2sq:s16", "casme2sq", Fraction(30))
    from countenance.evaluation.spotting.recording_names import RecordingNames, Written

    names = RecordingNames.known([film, twin])
    cells = None
    assert names.find(Written(film.name), cells) == film.name  # type: ignore[arg-type]
    assert names.find(Written("15_0101anger", "s16"), cells) == twin.name  # type: ignore[arg-type]
    assert names.find(Written("15_0101anger", "casme2sq:s15"), cells) == film.name  # type: ignore[arg-type]
    assert names.find(Written("15_0101anger", "s15", "samm"), cells) == "samm/s15/15_0101anger"  # type: ignore[arg-type]


def test_the_ending_of_a_video_file_does_not_count(tmp_path: Path):
    labels = write(
        tmp_path, "recording,onset,offset,kind\nv1.2,1,9,macro\nfilm.MP4,1,9,macro\nsame,1,9,macro\n"
    )
    text = "recording,onset,offset,kind\nv1.2,1,9,macro\nfilm,1,9,macro\nsame.mov,1,9,macro\n"
    truth, found, _ = read_tables(write(tmp_path, text, "p.csv"), labels)
    assert [one.recording for one in found] == ["v1.2", "film.MP4", "same"]
    assert score_spotting(truth, found).counts["all"] == Counts(3, 0, 0)


def test_tool_that_found_nothing_is_scored(tmp_path: Path):
    predictions = write(tmp_path, "recording,onset,offset\n", "p.csv")
    truth, found, _ = read_tables(predictions, write(tmp_path, LABELS))
    assert score_spotting(truth, found).counts["class_blind"] == Counts(0, 0, 3)


BAD = "recording,onset,apex,offset,kind,score,fps\na,1,2,9,macro,0.5,30\n"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("a,9,,3,macro,,", "onset 9 is after offset 3"),
        ("a,x,,9,macro,,", "onset is 'x', a frame number was expected; correct column B (onset)"),
        ("a,-3,,9,macro,,", "onset is '-3', a frame number was expected"),
        ("a,1.5,,9,macro,,", "onset is '1.5', a frame number was expected"),
        ("a,,,9,macro,,", "onset is empty, a frame number was expected"),
        ("a,1,50,9,macro,,", "apex '50' lies outside of onset to offset"),
        (",1,2,9,macro,,", "the recording is empty, a name was expected"),
        ("a,1,2,9,blink,,", "kind is 'blink', expected macro, micro, long or excluded"),
        ("a,1,2,9,macro,,zero", "fps is 'zero', a number was expected"),
        ("a,1,2,9,macro,,-5", "frames per second are '-5', a positive number was expected"),
        ("a,1,2,9,macro,,25", "a has 30 frames per second above and 25 here"),
    ],
)
def test_row_that_cannot_be_used_is_named(tmp_path: Path, row: str, message: str):
    path = write(tmp_path, BAD + row + "\n")
    with pytest.raises(InputError) as refused:
        truth_of_table(path)
    assert str(refused.value).startswith(f"{path}, row 3: ")
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("a,9,,3,macro,,", "onset 9 is after offset 3"),
        ("a,9,,,macro,,", "offset is empty, a frame number was expected"),
        ("a,1,50,9,macro,,", "apex '50' lies outside of onset to offset"),
        ("a,1,2,9,macro,nan?,", "score is 'nan?', a number was expected"),
        ("a,1,2,9,macro,inf,", "score is 'inf', a number was expected"),
        ("a,0,2,9,macro,,", "onset is 0, but frames count from 1"),
    ],
)
def test_prediction_that_cannot_be_used_is_named(tmp_path: Path, row: str, message: str):
    path = write(tmp_path, BAD + row + "\n")
    with pytest.raises(InputError) as refused:
        predictions_of_table(path, Truth.of([]), first_frame=1)
    assert str(refused.value).startswith(f"{path}, row 3: ")
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("recording,start\na,3\n", "lacks offset); give a table with these columns"),
        ("", "labels.csv: "),
        ("recording,onset,offset\n", "no row of labels follows it"),
        ("recording,onset,onset,offset\na,1,2,3\n", "more than one column onset"),
    ],
)
def test_table_that_cannot_be_used_is_named(tmp_path: Path, text: str, message: str):
    path = write(tmp_path, text)
    with pytest.raises(InputError) as refused:
        truth_of_table(path)
    assert str(path) in str(refused.value)
    assert message in str(refused.value)


def test_missing_file_is_named(tmp_path: Path):
    with pytest.raises(InputError, match=r"none\.csv"):
        truth_of_table(tmp_path / "none.csv")
    with pytest.raises(InputError, match=r"none\.csv"):
        predictions_of_table(tmp_path / "none.csv", Truth.of([]))


@pytest.mark.shared
def test_two_coders_agree_as_their_description_says(shared: Path):
    coding = shared / "data" / "coding"
    truth, found, _ = read_tables(coding / "coder2.csv", coding / "coder1.csv")
    scores = score_spotting(truth, found)
    assert scores.counts["all"] == Counts(27, 1, 0)
    errors = scores.timing["all"]
    rounded = [round(errors[which].mean_absolute, 1) for which in ("onset", "apex", "offset")]
    assert rounded == [2.7, 3.2, 2.6]
