"""What is written in the layout of CAS(ME)2 is read back by its reader."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from countenance.core import Category, Clip, DatabaseError, ExpressionKind, InputError, Interval
from countenance.databases.casme2sq import CASME2Squared
from countenance.databases.simulated import SimulatedDatabase
from countenance.store.records import Decision, Film, Label, Medium
from countenance.study.people import ReleaseLevel
from countenance.study.publishing import Options, gather, publish
from countenance.video import open_frames, read_clip

from .conftest import SECRET, NewStudy

WINDOW = (slice(4, 40), slice(8, 60))


def by_onset(database: CASME2Squared) -> list[Clip]:
    return sorted(database.clips(), key=lambda clip: (clip.participant, clip.expression.interval.onset))


def test_labels_come_back(new: NewStudy, tmp_path: Path):
    study = new(consents=("public", "public"))
    content = gather(study, ReleaseLevel.PUBLIC)
    publish(study, "casme", tmp_path / "out", "public", "emil")
    database = CASME2Squared(tmp_path / "out")
    assert [str(problem) for problem in database.validate(deep=True) if problem.fatal] == []
    clips = by_onset(database)
    numbers = {one.pseudonym: f"s{one.number}" for one in content.participants}
    expressions = sorted(content.expressions, key=lambda one: (numbers[one.recording.participant], one.onset))
    written = [one.to_expression() for one in expressions]
    assert [clip.participant for clip in clips] == [numbers[one.recording.participant] for one in expressions]
    for clip, expected in zip(clips, written, strict=True):
        read = clip.expression
        assert (read.interval, read.apex, read.kind, read.action_units, read.labels.category) == (
            expected.interval, expected.apex, expected.kind, expected.action_units, expected.labels.category,
        )  # fmt: skip
    assert [clip.expression.labels.self_report for clip in clips] == ["disgust", f"'=feeling {SECRET}"] * 2
    assert [clip.expression.interval for clip in clips[:2]] == [Interval(11, 23), Interval(40, 58)]
    assert {clip.expression.labels.from_stimulus for clip in clips} == {"disgust", "recording"}
    assert [clip.expression.labels.category for clip in clips[:2]] == [Category.POSITIVE, Category.OTHER]
    assert [clip.expression.kind for clip in clips[:2]] == [ExpressionKind.MICRO, ExpressionKind.MACRO]


def test_frames_come_back_from_video_picture_and_crop(new: NewStudy, tmp_path: Path):
    study = new(consents=("public",))
    options = Options(pictures=True, window=lambda _: WINDOW)
    publish(study, "casme", tmp_path / "out", "public", "emil", options=options)
    with study.reading() as reader:
        film = study.media.path(reader.get(Medium, reader.first(Film).medium).digest)
    seen = read_clip(open_frames(film), Interval(11, 23), "rgb")
    for folder, window, tolerance in (
        ("rawvideo", (slice(None), slice(None)), 0),
        ("rawpic", (slice(None), slice(None)), 12),
        ("cropped", WINDOW, 12),
    ):
        database = CASME2Squared(tmp_path / "out", folder)
        frames = database.frames(by_onset(database)[0], colour="rgb")
        expected = seen[:, window[0], window[1]]
        assert frames.shape == expected.shape
        assert np.abs(frames.astype(int) - expected).mean() <= tolerance, folder


def test_the_workbook_is_laid_out_as_the_release(new: NewStudy, tmp_path: Path):
    publish(new(consents=("public",)), "casme", tmp_path / "out", "public", "emil")
    book = openpyxl.load_workbook(tmp_path / "out/CAS(ME)^2code_final.xlsx")
    rows = {sheet.title: [tuple(row) for row in sheet.values] for sheet in book}
    assert rows == {
        "CASFEcode_final": [
            (1, "disgust1_1", 12, 0, 24, "L6B+12", "positive", "micro-expression", "disgust"),
            (1, "disgust1_2", 41, 43, 59, "4+7", "others", "macro-expression", f"'=feeling {SECRET}"),
        ],
        "naming rule1": [(1, "s1", 1)],
        "naming rule2": [("0001", "disgust1")],
    }


def test_a_second_take_of_a_film_has_a_name_of_its_own(new: NewStudy, tmp_path: Path):
    study = new(consents=("public",))
    with study.writing("admin") as writer:
        first = writer.first(Film)
        writer.add(
            Film(
                name="film0 again", participant=first.participant, medium=first.medium, fps=first.fps,
                n_frames=60, stimulus=first.stimulus, take=2,
            )
        )  # fmt: skip
    publish(study, "casme", tmp_path / "out", "public", "emil")
    database = CASME2Squared(tmp_path / "out")
    assert [one.name for one in database.recordings()] == ["1_0001disgust1", "1_0002disgust2"]


def test_a_synthetic_study_is_read_as_one(new: NewStudy, tmp_path: Path):
    publish(new(synthetic=True, consents=("public",)), "casme", tmp_path / "out", "public", "emil")
    assert len(SimulatedDatabase(tmp_path / "out").clips()) == 2
    with pytest.raises(DatabaseError, match="simulated"):
        CASME2Squared(tmp_path / "out")


def test_readme_tells_what_was_rounded(new: NewStudy, tmp_path: Path):
    publish(new(consents=("public",)), "casme", tmp_path / "out", "public", "emil")
    text = (tmp_path / "out/README.md").read_text(encoding="utf-8")
    assert "Expressions\n  with such a frame: 1." in text
    assert "| 0001 | disgust1 | '=cmd\\|film ü | disgust |" in text
    assert "30 frames per second" not in text


@pytest.mark.parametrize("options", [Options(), Options(pictures=True, window=lambda _: WINDOW)])
def test_paths_in_the_readme_are_there(new: NewStudy, tmp_path: Path, options: Options):
    study = new(consents=("laboratory", "public"))  # what is published has no stimulus, and so another name
    publish(study, "casme", tmp_path / "out", "public", "emil", options=options)
    text = (tmp_path / "out/README.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:rawvideo|rawpic|cropped)/[^`]*)`", text)
    assert len(named) == (3 if options.pictures else 1)
    assert [path for path in named if not (tmp_path / "out" / path).is_file()] == []


def test_another_rate_is_named(new: NewStudy, tmp_path: Path):
    study = new(consents=("public",))
    with study.writing("admin") as writer:
        writer.change(writer.first(Film), fps=25)
    publish(study, "casme", tmp_path / "out", "public", "emil")
    assert "here recordings have 25:" in (tmp_path / "out/README.md").read_text(encoding="utf-8")


@pytest.fixture
def no_label_is_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if labelling had given what a test writes by hand."""
    monkeypatch.setattr("countenance.study.publishing.releasing.stale_labels", lambda _: [])


@pytest.mark.usefixtures("no_label_is_stale")
def test_without_a_category_or_an_expression_there_is_no_release(new: NewStudy, tmp_path: Path):
    study = new(consents=("public",))
    with study.writing("admin") as writer:
        label = next(one for one in writer.find(Label) if one.labels["category"] == "positive")
        label = writer.change(label, labels={**label.labels, "category": None})
    with pytest.raises(InputError, match="film0, frame 11: an expression without a category"):
        publish(study, "casme", tmp_path / "out", "public", "emil")
    with study.writing("admin") as writer:
        for one in writer.find(Label):
            writer.remove(one)
    with pytest.raises(InputError, match="label the study first"):
        publish(study, "casme", tmp_path / "out", "public", "emil")


@pytest.mark.usefixtures("no_label_is_stale")
def test_a_video_that_is_damaged_missing_or_too_short_is_refused(new: NewStudy, tmp_path: Path):
    study = new(consents=("public",))
    with study.writing("admin") as writer:
        film = writer.first(Film)
        decision = next(one for one in writer.find(Label) if one.labels["kind"] == "macro")
        film = writer.change(film, n_frames=100)
        settled = writer.get(Decision, decision.decision)
        writer.change(settled, settled={**settled.settled, "offset": "90", "offset_frame": 90})
        path = study.media.path(writer.get(Medium, film.medium).digest)
    with pytest.raises(InputError, match=r"would not be readable.*offset 91 lies beyond frame 60"):
        publish(study, "casme", tmp_path / "out", "public", "emil")
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(InputError, match="the file of recording film0 is damaged"):
        publish(study, "casme", tmp_path / "out", "public", "emil")
    path.unlink()
    with pytest.raises(InputError, match="missing"):
        publish(study, "casme", tmp_path / "out", "public", "emil")
    with study.writing("admin") as writer:
        writer.change(film, medium=None)
    with pytest.raises(InputError, match="film0 has no file"):
        publish(study, "casme", tmp_path / "out", "public", "emil")
    assert not list(tmp_path.glob("*out*"))
