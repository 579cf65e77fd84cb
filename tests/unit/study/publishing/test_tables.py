"""Tables as CSV and Parquet, and what Frictionless and Croissant say of them."""

from __future__ import annotations

import csv
import json
import warnings
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.core import InputError
from countenance.store.records import Film, Participant
from countenance.study.publishing import publish
from countenance.study.publishing.cells import guarded, write_csv
from countenance.study.publishing.datapackage import check_package

from .conftest import AT, SECRET, NewStudy, label

NAMES = {"participants", "recordings", "shown_clips", "expressions", "codings", "self_reports"}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def croissant(path: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what libraries below it deprecate is not ours
        import mlcroissant

        return mlcroissant.Dataset(jsonld=str(path))


@pytest.fixture
def out(new: NewStudy, tmp_path: Path) -> Path:
    publish(new(), "tables", tmp_path / "out", "researchers", "emil", at=AT)
    return tmp_path / "out"


def test_an_expression_as_a_row(out: Path):
    smile, frown = rows(out / "expressions.csv")
    assert {name: smile[name] for name in list(smile)[3:13]} == {
        "onset": "10.5", "apex": "", "offset": "22.5", "onset_frame": "11", "apex_frame": "",
        "offset_frame": "23", "onset_s": "0.35", "offset_s": "0.75", "kind": "micro", "category": "positive",
    }  # fmt: skip
    assert (frown["category"], frown["automatic_category"], frown["override_reason"]) == (
        "other", "negative", SECRET,
    )  # fmt: skip
    assert (smile["region"], smile["action_units"], frown["self_report"]) == (
        "lower", "L6B+12", f"'=feeling {SECRET}",
    )  # fmt: skip


def test_parquet_holds_the_same_and_texts_as_they_are(out: Path):
    assert {path.stem for path in out.glob("*.parquet")} == NAMES
    for name in NAMES:
        table = pq.read_table(out / f"{name}.parquet")
        written = rows(out / f"{name}.csv")
        header = (out / f"{name}.csv").read_text(encoding="utf-8").split("\n", 1)[0]
        assert table.column_names == header.split(",")
        assert table.num_rows == len(written)
    report, _ = pq.read_table(out / "self_reports.parquet").to_pylist()
    assert report["text"] == "@" + SECRET
    assert rows(out / "self_reports.csv")[0]["text"] == "'@" + SECRET
    [film] = pq.read_table(out / "recordings.parquet").to_pylist()
    assert (film["stimulus"], film["fps"], film["variable_rate"]) == ("=cmd|film ü", 30.0, False)


def test_frictionless_finds_them_valid(out: Path):
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    assert {one["name"] for one in package["resources"]} == NAMES
    check_package(out / "datapackage.json")


def test_frictionless_would_find_a_row_without_its_recording(out: Path):
    path = out / "expressions.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",film0,", ",film9,"), encoding="utf-8")
    with pytest.raises(InputError, match="the tables would contradict their description"):
        check_package(out / "datapackage.json")


@pytest.mark.parametrize("profile", ["tables", "casme", "deidentified"])
def test_croissant_finds_it_valid_and_reads_the_records(new: NewStudy, tmp_path: Path, profile: str):
    publish(new(), profile, tmp_path / "out", "researchers", "emil")
    data = croissant(tmp_path / "out/croissant.json")
    assert data.metadata.ctx.issues.errors == set()
    found = list(data.records("expressions"))
    assert [one["expressions/kind"] for one in found] == [b"micro", b"macro"]
    assert found[0]["expressions/onset"] == 10.5
    described = json.loads((tmp_path / "out/croissant.json").read_text(encoding="utf-8"))
    assert described["conformsTo"][0] == "http://mlcommons.org/croissant/1.1"
    assert described["rai:annotationsPerItem"] == "2"
    names = {one["@id"] for one in described["distribution"]}
    assert {f"{name}.csv" for name in NAMES} <= names
    assert data.metadata.annotations_per_item == "2"


def test_times_are_told_where_the_rate_varies(new: NewStudy, tmp_path: Path):
    study = new(consents=("public",))
    times = [Fraction(frame * frame, 300) for frame in range(60)]
    with study.writing("admin") as writer:
        writer.change(writer.first(Film), times=tuple(map(str, times)))
        label(writer)
    publish(study, "tables", tmp_path / "out", "public", "emil")
    written = pq.read_table(tmp_path / "out/frame_times.parquet").to_pylist()
    assert [row["time_s"] for row in written] == pytest.approx([float(time) for time in times])
    assert rows(tmp_path / "out/recordings.csv")[0]["variable_rate"] == "true"
    between = float(times[10] + times[11]) / 2
    smile, *_ = rows(tmp_path / "out/expressions.csv")
    assert float(smile["onset_s"]) == pytest.approx(between)
    assert smile["kind"] == "macro"  # 12 frames are micro at 30 frames per second, and take 1.3 s here


def test_facts_keep_their_types(new: NewStudy, tmp_path: Path):
    study = new(consents=("public", "public"))
    with study.writing("admin") as writer:
        first, second = writer.find(Participant, order="number")
        writer.change(first, facts={"age": 20, "height": 1.5, "left": True, "number": [1, 2], "odd": 1})
        writer.change(second, facts={"height": 2, "odd": "one"})
    publish(study, "tables", tmp_path / "out", "public", "emil")
    written = {row["age"]: row for row in pq.read_table(tmp_path / "out/participants.parquet").to_pylist()}
    own = {name: written[20][name] for name in ("height", "left", "fact_number", "odd")}
    assert own == {"height": 1.5, "left": True, "fact_number": "[1, 2]", "odd": "1"}
    assert (written[None]["height"], written[None]["left"], written[None]["odd"]) == (2.0, None, "one")


@given(st.text())
def test_no_text_is_taken_for_a_formula(text: str):
    cell = guarded(text)
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))
    assert not set(cell) & set("\t\r\n\x00")


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])))
def test_a_guarded_text_can_be_had_again(text: str):
    assert guarded(text).removeprefix("'") == text


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=4))
def test_cells_come_back(tmp_path_factory: pytest.TempPathFactory, texts: list[str]):
    path = tmp_path_factory.mktemp("cells") / "one.csv"
    write_csv(path, ["text"], [[text] for text in texts])
    with path.open(encoding="utf-8", newline="") as file:
        assert [row[0] if row else "" for row in csv.reader(file)][1:] == [guarded(text) for text in texts]
