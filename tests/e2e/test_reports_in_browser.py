"""The reports as a reader meets them: opened from disk in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import Page

from countenance import databases
from countenance.databases.simulated import Person
from countenance.evaluation import TABLE_5, run_baseline
from countenance.measurement import Measurement, measure_recording
from countenance.reports import draw_face, write_baseline_report, write_measurement_report
from countenance.video import FrameArray


@pytest.fixture(scope="module")
def baseline_report(simulated: Path, made_once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    def write(folder: Path) -> None:
        write_baseline_report(run_baseline(databases.open("simulated", simulated)), folder / "report.html")

    return made_once("baseline-report", write) / "report.html"


@pytest.fixture(scope="module")
def measurement_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("measured")
    person = Person.from_seed(3)
    levels = [*np.linspace(0, 1, 5), 1.0, *np.linspace(1, 0, 5)]
    frames = np.stack([person.render({"1": level, "2": level}) for level in levels])
    measured = Measurement.joined(list(measure_recording(FrameArray(frames, fps=30))))
    write_measurement_report(measured, "brow raise", folder, draw_face(frames[0], measured.landmarks[0]))
    return folder / "report.html"


def test_table_5_stands_in_the_papers_arrangement(page: Page, baseline_report: Path):
    page.goto(baseline_report.as_uri())
    table = page.locator("table.table5")
    cells = table.locator("td.cell")
    assert cells.count() == 48
    for cell, paper in zip(cells.all(), TABLE_5.values(), strict=True):
        video, subject, beside = (float(part) for part in cell.inner_text().split("/"))
        assert 0 <= video <= 100
        assert 0 <= subject <= 100
        assert beside == paper
    heads = [head.inner_text() for head in table.locator("thead tr:first-child th").all()]
    assert heads == ["Radii", "Rt", "Basic LBP", "Uniform pattern"]


def test_simulated_faces_are_called_simulated(page: Page, baseline_report: Path):
    page.goto(baseline_report.as_uri())
    assert "Simulated faces." in page.locator(".note").first.inner_text()
    pictures = page.locator(".strip img")
    assert pictures.count() in {4, 8}
    for picture in pictures.all():
        assert picture.evaluate("image => image.complete && image.naturalWidth") > 100


def test_both_protocols_and_the_sample_size_finding_are_told(page: Page, baseline_report: Path):
    page.goto(baseline_report.as_uri())
    text = page.locator("main").inner_text()
    assert "leave one video out" in text
    assert "leave one subject out" in text
    assert "304" in text


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_runs_off_the_page(page: Page, baseline_report: Path, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(baseline_report.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_figures_say_what_they_show(page: Page, baseline_report: Path):
    page.goto(baseline_report.as_uri())
    labels = [figure.get_attribute("aria-label") for figure in page.locator("svg.figure").all()]
    assert len(labels) == 3
    assert all(labels)


def test_measurement_names_the_regions_that_moved(page: Page, measurement_report: Path):
    page.goto(measurement_report.as_uri())
    fastest = page.locator("tbody tr td:first-child").first.inner_text()
    assert fastest.startswith(("forehead", "brow"))
    assert page.locator(".picture img").evaluate("image => image.naturalHeight") == 720
    picture = cv2.imread(str(measurement_report.parent / "face.png"))
    assert picture.shape[0] == 720
    assert (measurement_report.parent / "motion.png").stat().st_size > 10_000
