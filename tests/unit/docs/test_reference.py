"""Tables of the reference agree with the code that they describe."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import openpyxl
import pytest

import countenance
from countenance.core import Category, Clip, Expression, ExpressionKind, Interval, Labels, Recording, Spotted
from countenance.databases.casme2sq import CASME2Squared
from countenance.databases.simulated import SAMPLE
from countenance.databases.simulated.script import plan
from countenance.evaluation import (
    PROTOCOLS,
    Baseline,
    Samples,
    chance_scores,
    results_dict,
    score_predictions,
)
from countenance.face import MEAN_FACE, PROXIES, regions, regions36
from countenance.features import TABLE5_SETTINGS, LBPTOPSettings
from countenance.spotting import Spotting, spotting_method
from countenance.spotting.files import Origin, Timeline, to_document
from countenance.spotting.region_names import areas

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"


def table(page: str, heading: str) -> list[list[str]]:
    """Rows of the first table whose header begins with the given cell."""
    text = (DOCS / page).read_text(encoding="utf-8")
    body = re.search(rf"^\| {re.escape(heading)} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", text, flags=re.MULTILINE)
    assert body is not None
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in body[1].splitlines()]


def ticked(text: str) -> set[str]:
    """Words in backticks, outside of code blocks."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    return set(re.findall(r"`([^`\n]+)`", prose))


def test_regions():
    expected = [
        [str(number), f"`{region.name}`", region.side, ", ".join(map(str, region.action_units))]
        for number, region in enumerate(regions36(MEAN_FACE), 1)
    ]
    assert table("reference/regions.md", "no.") == expected


def test_auxiliary_points():
    expected = [
        [name, start, end, *(f"{value:g}" for value in values)]
        for name, (start, end, *values) in regions._AUXILIARY.items()
    ]
    assert table("reference/regions.md", "point") == expected


def test_vertices():
    outlines = {**regions._PAIRED, **regions._MIDDLE}
    expected = [[f"`{name}`", ", ".join(keys)] for name, (keys, _) in outlines.items()]
    assert table("reference/regions.md", "region") == expected


def test_sizes_of_vectors():
    settings = [LBPTOPSettings(1, 1, 2, p, m) for p in (4, 8) for m in ("basic", "uniform")]
    bins, vectors = table("reference/lbp-top.md", "length")
    assert bins[1:] == [str(s.n_bins) for s in settings]
    assert vectors[1:] == [f"{36 * 3 * s.n_bins:,}" for s in settings]


@pytest.fixture
def results(tmp_path: Path) -> dict[str, object]:
    """Results of a run on four clips, one of them a wrong guess, and one row that was left out."""
    openpyxl.Workbook().save(tmp_path / "code_final.xlsx")
    (tmp_path / "rawpic").mkdir()
    labels = np.array(["negative", "positive", "negative", "positive"])
    clips = [
        Clip(
            Recording("casme2sq", participant, "film", Fraction(30)),
            f"anger1_{number}",
            Expression(Interval(0, 9), 4, ExpressionKind.MICRO, labels=Labels(category=Category(label))),
        )
        for number, (participant, label) in enumerate(zip(["s15", "s15", "s16", "s16"], labels, strict=True))
    ]
    samples = Samples(clips, labels, np.array([clip.group for clip in clips]))
    scores = score_predictions(labels, np.roll(labels, 1), samples.groups)
    database = CASME2Squared(tmp_path)
    return results_dict(
        Baseline(
            database=database,
            samples=samples,
            problems=list(database.validate()),
            interpolation="nearest",
            cells={TABLE5_SETTINGS[0]: {protocol.name: scores for protocol in PROTOCOLS}},
            references={p.name: {"majority": scores, "chance": chance_scores(labels)} for p in PROTOCOLS},
        )
    )


def test_results_have_the_fields_of_the_reference(results: dict[str, object]):
    rows = table("reference/results-json.md", "field")
    assert [row[0].strip("`") for row in rows] == list(results)


def test_parts_of_the_results_are_in_the_reference(results: dict[str, object]):
    text = (DOCS / "reference/results-json.md").read_text(encoding="utf-8")
    named = ticked(text)
    [cell] = results["cells"]
    scores = cell["results"]["leave-one-subject-out"]
    method = results["method"]
    assert results["dropped"]
    parts = (results["dropped"][0], method, method["classifier"], method["bootstrap"], cell, scores)
    for part in (*parts, cell["results"], scores["intervals"], results["references"]["leave-one-video-out"]):
        assert set(part) <= named
    assert results["labels"] == ["negative", "positive"]


def test_the_tables_of_a_measured_video_are_described():
    text = (DOCS / "howto/measure-a-video.md").read_text(encoding="utf-8")
    assert {"frame", "time_s", "status", "n_faces", "yaw_deg", "pitch_deg", "roll_deg", "x_cm"} <= ticked(
        text
    )
    assert f"for {len(PROXIES)} action units" in text
    assert f"AU12_{PROXIES[12]}_right" in ticked(text)


def test_layers_of_the_architecture_are_those_that_are_enforced():
    contract = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    layers = re.search(r"layers = \[(.*?)\]", contract, flags=re.DOTALL)
    assert layers is not None
    enforced = [
        set(re.findall(r"countenance\.(\w+)", line)) for line in layers[1].splitlines() if line.strip()
    ]
    described = [{name.strip("/") for name in ticked(row[1])} for row in table("architecture.md", "layer")]
    assert described == enforced


@pytest.mark.parametrize("row", [0, 1])
def test_sizes_of_the_simulated_sample(row: int):
    written = table("howto/simulate.md", "participants")[row][:4]
    participants = int(written[0].split()[0])
    expressions = round(participants * SAMPLE.expressions / SAMPLE.participants)
    scripts = plan(participants, expressions, SAMPLE.seed, SAMPLE.difficulty)
    recordings = [recording for script in scripts for recording in script.recordings]
    n_frames = sum(recording.n_frames for recording in recordings)
    assert written[1:4] == [f"{n:,}" for n in (expressions, len(recordings), n_frames)]
    assert ("(default)" in written[0]) == (participants == SAMPLE.participants)


def test_citation():
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    top = dict(re.findall(r"^([\w-]+): *(.*)$", text, flags=re.MULTILINE))
    assert {"cff-version", "message", "title", "authors", "license", "references"} <= set(top)
    assert top["cff-version"] == "1.2.0"
    assert top["version"] == countenance.__version__
    assert '  - name: "The countenance developers"' in text
    assert "    doi: 10.1007/978-3-319-39513-5_5" in text


def test_the_changelog_has_this_version_with_the_date_of_the_citation():
    date = re.search(r"^date-released: (\S+)$", (ROOT / "CITATION.cff").read_text(), flags=re.MULTILINE)
    assert date is not None
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{countenance.__version__}] - {date[1]}\n" in changes


def test_the_fields_of_a_spotting_document_are_described():
    found = Spotted(Interval(2, 4), 3, ExpressionKind.MICRO, 0.5)
    spotting = Spotting("film", 30.0, 9, (found,), (), (), np.empty((9, 0), np.float32))
    document = to_document(spotting, Timeline.of(None, 9, 30.0), Origin("film.mp4", ""))
    page = (DOCS / "reference/spotting-json.md").read_text(encoding="utf-8")
    described = {
        name for row in re.findall(r"^\| (`.+?`) \|", page, flags=re.MULTILINE) for name in row.split(", ")
    }
    for field in (*document, *document["expressions"][0]):
        assert f"`{field}`" in described, field


def test_names_of_regions_become_the_words_of_the_reference():
    for names, words in table("reference/spotting-json.md", "JSON, CSV"):
        assert areas(names.replace("`", "").split(", ")) == [words]
    curves = spotting_method("region-flow").spotter().curve_names
    assert set(curves) <= {region.name for region in regions36(MEAN_FACE)}
    assert "names of 24 of the" in (DOCS / "reference/spotting-json.md").read_text(encoding="utf-8")
    assert len(curves) == 24
