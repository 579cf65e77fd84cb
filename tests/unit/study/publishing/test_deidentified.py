"""De-identified releases: numbers and known words alone."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from countenance.core import InputError
from countenance.store.records import Film
from countenance.study.people import ReleaseLevel
from countenance.study.publishing import Options, gather, publish
from countenance.study.publishing.deidentified import deidentified
from countenance.video import open_frames

from .conftest import NewStudy


def brightness(path: Path) -> Iterator[dict[str, float | None]]:
    for frame in open_frames(path).frames():
        yield {"frame": frame.index, "brightness": np.float32(frame.image.mean()), "gap": None}


def test_known_words_stay_and_others_go(new: NewStudy):
    content, films = deidentified(gather(new(), ReleaseLevel.RESEARCHERS))
    [who] = content.participants
    assert who.facts == {"age": 20, "gender": "female"}
    assert [one.name for one in content.recordings] == list(films) == [f"{who.pseudonym}_1"]
    assert {one.coding.excluded for one in content.codings} == {None, "blink"}
    assert {one.coding.lower for one in content.codings} == {None, ""}
    assert [one.emotion for one in content.self_reports] == ["disgust", None]
    assert {one.self_report for one in content.expressions} == {"disgust", None}
    assert {one.from_stimulus for one in content.expressions} == {"disgust"}


def test_measurements_are_written_for_each_recording(new: NewStudy, tmp_path: Path):
    study = new()
    publish(
        study, "deidentified", tmp_path / "out", "researchers", "emil", options=Options(features=brightness)
    )
    [path] = (tmp_path / "out/features").iterdir()
    table = pq.read_table(path)
    assert table.column_names == ["frame", "brightness", "gap"]
    assert table["frame"].to_pylist() == [float(frame) for frame in range(60)]
    assert table["gap"].null_count == 60
    with (tmp_path / "out/recordings.csv").open(encoding="utf-8", newline="") as file:
        [recording] = csv.DictReader(file)
    assert (path.stem, recording["sha256"]) == (recording["recording"], "")


def test_a_film_without_measurements_has_no_file(new: NewStudy, tmp_path: Path):
    options = Options(features=lambda _: [])
    publish(new(), "deidentified", tmp_path / "out", "researchers", "emil", options=options)
    assert list((tmp_path / "out/features").iterdir()) == []


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([{"x": 1.0}, {"x": "somebody"}], "row 1: x is no number"),
        ([{"x": 1.0}, {"y": 1.0}], "row 1: measurements have other names"),
    ],
)
def test_words_among_measurements_are_refused(new: NewStudy, tmp_path: Path, rows: list, told: str):
    with pytest.raises(InputError, match=told):
        publish(
            new(), "deidentified", tmp_path / "out", "researchers", "emil",
            options=Options(features=lambda _: rows),
        )  # fmt: skip


def test_a_recording_without_a_file_cannot_be_measured(new: NewStudy, tmp_path: Path):
    study = new(consents=("public",))
    with study.writing("admin") as writer:
        writer.change(writer.first(Film), medium=None)
    with pytest.raises(InputError, match="film0 has no file that could be measured"):
        publish(
            study, "deidentified", tmp_path / "out", "public", "emil", options=Options(features=brightness)
        )
    publish(study, "deidentified", tmp_path / "out", "public", "emil")
