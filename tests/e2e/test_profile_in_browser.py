"""The profile of databases as a reader meets it: one release, several side by side, on paper and on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from countenance import databases
from countenance.databases import Profile
from countenance.reports import write_profile_report

from ..unit.databases.builders import Release, macro, micro
from ..unit.databases.in_memory import InMemory, clip


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    """A tiny release in the layout of CAS(ME)2: grey squares, and labels of two participants."""
    rows = [micro(units="4"), micro("anger1_2", onset=20, apex=25, offset=35, units="4+7", emotion="others")]
    rows += [macro("happy1_1", 2, units="6+12", emotion="positive"), micro("happy1_2", 2, units="12")]
    rows += [macro("anger1_3", units="4"), macro("happy1_3", 2, offset=0)]
    recordings = {"s15/15_0401crash": 40, "s16/16_0502smiles": 60}
    root = Release(tmp_path_factory.mktemp("real"), rows, recordings).write()
    return databases.profile(databases.open("casme2sq", root))


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    """Grey squares again, marked as a simulated release is."""
    root = Release(tmp_path_factory.mktemp("simulated")).write()
    (root / "SIMULATED.json").write_text("{}", encoding="utf-8")
    return databases.profile(databases.open("simulated", root))


@pytest.fixture(scope="module")
def micro_only() -> Profile:
    """Micro-expressions without action units, as in SMIC."""
    return databases.profile(InMemory("smic_hs", [clip("smic_hs", f"s{n}", f"c{n}") for n in range(3)]))


@pytest.fixture(scope="module")
def alone(real: Profile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("alone") / "profile.html"
    write_profile_report([real], path, infos=[databases.info("casme2sq")])
    return path


@pytest.fixture(scope="module")
def beside(real, simulated, micro_only, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("beside") / "profile.html"
    write_profile_report([real, simulated, micro_only], path)
    return path


def cells(page: Page, heading: str) -> list[list[str]]:
    """Text of the rows of the first table below a heading."""
    table = page.locator(
        f"h2:text-is('{heading}') ~ div.card table, h2:text-is('{heading}') ~ details table"
    ).first
    return [
        [cell.inner_text() for cell in row.locator("th, td").all()] for row in table.locator("tbody tr").all()
    ]


def test_numbers_of_one_release_stand_beside_the_published_ones(page: Page, alone: Path, real: Profile):
    page.goto(alone.as_uri())
    [overview] = cells(page, "Overview")
    assert overview[:5] == ["CAS(ME)2", "2 (250 or 300)", "3 (53 or 57)", "2 (22)", "2 (87 or 98)"]
    durations = cells(page, "Durations")
    assert durations[0][1:4] == ["macro", "2 (250)", "1000.0 (1305.87)"]
    assert durations[1][1:4] == ["micro", "3 (53)", f"{real.kinds[1].mean_ms:.1f} (418.82)"]
    categories = {row[0]: row[1:] for row in cells(page, "Categories")}
    assert categories["positive"] == ["1 (87)", "0 (6)"]
    assert categories["other"] == ["0 (55)", "1 (19)"]


def test_action_units_agreement_and_what_was_left_out_are_told(page: Page, alone: Path):
    page.goto(alone.as_uri())
    text = page.locator("main").inner_text()
    rows = {row[0]: row for row in cells(page, "Action units in macro- and micro-expressions")}
    assert rows["4"][1:4] == ["brow lowerer", "1 (50.0%)", "2 (66.7%)"]
    assert rows["4"][4].startswith("+17 [")
    assert "0.82" in text
    assert "Only 2 macro-expressions of 2 participants" in text
    page.locator("summary", has_text="1 expression").click()
    assert "offset is 0" in page.locator("main").inner_text()
    assert page.locator("h2:text-is('How this was made') ~ ul li").all_inner_texts() == [
        databases.info("casme2sq").citation
    ]


def test_databases_are_columns(page: Page, beside: Path):
    page.goto(beside.as_uri())
    groups = page.locator("th.group").all_inner_texts()
    assert groups == ["CAS(ME)2", "Simulated faces", "SMIC_HS"]
    text = page.locator("main").inner_text()
    assert "Simulated faces. Its figures show" in text
    assert "SMIC_HS. No action units are coded." in text
    assert [row[0] for row in cells(page, "Overview")] == groups
    assert "unknown" in text


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_runs_off_the_page(page: Page, beside: Path, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(beside.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_paper_nothing_is_folded_away_or_cut_off(page: Page, beside: Path):
    page.set_viewport_size({"width": 720, "height": 1000})  # A4 between its margins
    page.goto(beside.as_uri())
    page.emulate_media(media="print")
    for table in page.locator("table").all():
        assert table.is_visible()
        assert table.evaluate("table => table.scrollWidth <= table.parentElement.clientWidth")


def test_figures_say_what_they_show(page: Page, beside: Path):
    page.goto(beside.as_uri())
    figures = page.locator("svg.figure")
    assert figures.count() == 4
    for figure in figures.all():
        assert figure.get_attribute("aria-label")
        assert figure.bounding_box()["height"] > 100


def test_no_figure_rests_on_hue_alone(page: Page, beside: Path):
    page.goto(beside.as_uri())
    assert page.locator("svg.figure pattern").count() > 0  # micro-expressions are hatched


def test_no_figure_without_action_units(page: Page, micro_only: Profile, tmp_path: Path):
    path = tmp_path / "profile.html"
    write_profile_report([micro_only], path)
    page.goto(path.as_uri())
    assert page.locator("svg.figure").count() == 3
    assert page.locator("h2", has_text="Action units").count() == 0
