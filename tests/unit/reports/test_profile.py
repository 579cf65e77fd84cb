"""Figures and page of a profile: what is drawn where, and input that is awkward to draw."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from skimage.color import rgb2lab

from countenance.core import (
    Category,
    Clip,
    Expression,
    ExpressionKind,
    InputError,
    Interval,
    Labels,
    Recording,
    parse_action_units,
)
from countenance.databases import Profile, profile
from countenance.databases.label_schemes import label_scheme
from countenance.reports import write_profile_report
from countenance.reports.page import PALETTE
from countenance.reports.profile_figures import (
    action_units_figure,
    categories_figure,
    durations_figure,
    participants_figure,
)

from ..databases.in_memory import InMemory

MACRO, MICRO = ExpressionKind.MACRO, ExpressionKind.MICRO


def clip(
    participant: str, number: int, kind: ExpressionKind, milliseconds: int, units: str, word: str
) -> Clip:
    film = Recording("generic", participant, f"film{number}", Fraction(1000))
    labels = Labels(category=Category.POSITIVE, published=word)
    expression = Expression(Interval(0, milliseconds), None, kind, parse_action_units(units), labels)
    return Clip(film, f"c{number}", expression)


def profiled(*clips: Clip, scheme: str = "four") -> Profile:
    return profile(InMemory("generic", clips), scheme=label_scheme(scheme))


@pytest.fixture
def found() -> Profile:
    return profiled(
        clip("p1", 1, MICRO, 500, "12", "joy"),
        clip("p2", 2, MICRO, 499, "4", "joy"),
        clip("p1", 3, MACRO, 501, "12", "joy"),
        clip("p2", 4, MACRO, 1500, "6+12", "joy"),
    )


def test_half_a_second_is_drawn_on_the_left_of_the_limit(found: Profile):
    [axes] = durations_figure([found]).axes
    bars = [(bar.get_x(), bar.get_x() + bar.get_width(), bar.get_height()) for bar in axes.patches]
    holding = {round(left): height for left, right, height in bars if height}
    assert sum(holding.values()) == 4
    assert holding[400] == 2  # 499 and 500 ms, up to the limit
    assert holding[500] == 1  # 501 ms
    assert [500.0, 500.0] in [list(line.get_xdata()) for line in axes.lines]


def test_means_are_written(found: Profile):
    [axes] = durations_figure([found]).axes
    texts = {text.get_text() for text in axes.texts}
    assert {"500 ms", "500 ± 1 ms", "1000 ± 706 ms"} <= texts


def test_bars_of_categories_are_shares_with_numbers(found: Profile):
    [axes] = categories_figure([found]).axes
    assert [text.get_text() for text in axes.texts] == ["2", "0", "0", "0"] * 2
    assert max(bar.get_width() for bar in axes.patches) == 100


def test_action_units_are_compared_in_the_order_of_the_manual(found: Profile):
    shares, differences = action_units_figure([found]).axes
    assert [label.get_text().split()[-1] for label in shares.get_yticklabels()] == ["4", "6", "12"]
    drawn = [line.get_xdata()[0] for line in differences.lines if line.get_marker() == "s"]
    assert drawn == pytest.approx([50, -50, -50])
    assert action_units_figure([profiled(clip("p1", 1, MICRO, 300, "", "joy"))]) is None


def test_databases_side_by_side_share_their_action_units(found: Profile):
    other = profiled(clip("p1", 1, MICRO, 300, "1", "fear"))
    figure = action_units_figure([found, replace(other, title="Other")])
    assert len(figure.axes) == 4
    rows = [label.get_text().split()[-1] for label in figure.axes[0].get_yticklabels()]
    assert rows == ["1", "4", "6", "12"]


def test_participants_come_with_the_busiest_first():
    clips = [clip(who, n, MICRO, 300, "4", "joy") for n, who in enumerate(["p1", "p2", "p2", "p3", "p2"])]
    [axes] = participants_figure([profiled(*clips)]).axes
    assert [label.get_text() for label in axes.get_xticklabels()] == ["p2", "p1", "p3"]
    assert [bar.get_height() for bar in axes.patches] == [3, 1, 1]


@pytest.mark.parametrize("word", ["$\\frac$", "<b>joy</b>", "a_b^{c}", "%d", "{{ word }}", "x" * 300])
def test_words_of_label_files_are_drawn_as_they_are(word: str, tmp_path: Path):
    odd = profiled(
        clip(f"p${word[:5]}$", 1, MICRO, 300, "4", word),
        clip("p2", 2, MACRO, 700, "4", word),
        scheme="original",
    )
    path = tmp_path / "profile.html"
    write_profile_report([replace(odd, title=word)], path)
    page = path.read_text(encoding="utf-8")
    assert "<b>joy</b>" not in page
    [axes] = categories_figure([odd]).axes
    drawn = axes.get_yticklabels()[0].get_text()
    assert word.casefold().startswith(drawn.removesuffix("…"))
    assert len(drawn) == min(len(word), 24)


def test_profiles_under_different_schemes_are_not_set_side_by_side(found: Profile, tmp_path: Path):
    with pytest.raises(InputError, match="different label schemes"):
        write_profile_report([found, replace(found, labels="three")], tmp_path / "profile.html")
    with pytest.raises(InputError, match="at least one database"):
        write_profile_report([], tmp_path / "profile.html")
    assert list(tmp_path.iterdir()) == []


def test_the_two_kinds_differ_in_lightness_and_not_in_hue_alone():
    macro, micro = (rgb2lab(np.array(to_rgb(PALETTE[kind])))[0] for kind in (MACRO, MICRO))
    assert abs(macro - micro) > 20


def page_of(profiles: list[Profile], path: Path) -> str:
    write_profile_report(profiles, path)
    return path.read_text(encoding="utf-8")


def test_columns_that_no_database_fills_are_left_out(found: Profile, tmp_path: Path):
    own = page_of([found], tmp_path / "own.html")
    published = page_of([found, replace(found, database="samm", title="SAMM")], tmp_path / "both.html")
    for heading in ("Emotions", "Elicitation", "Tagging"):
        assert f'<th scope="col">{heading}</th>' not in own
        assert f'<th scope="col">{heading}</th>' in published


def test_the_papers_tables_are_named_where_it_is_concerned(found: Profile, tmp_path: Path):
    assert "Qu et al. 2016" not in page_of([found], tmp_path / "own.html")
    own = page_of([found], tmp_path / "own.html")
    assert "CAS(ME)" not in own
    assert "Published numbers: none." in own
    paper = page_of([found, replace(found, database="casme2sq", title="CAS(ME)2")], tmp_path / "both.html")
    for table in ("After Table 1", "After Table 2", "After Table 4", "Table 1 to 4: Qu et al. 2016."):
        assert table in paper


@pytest.mark.parametrize(
    ("title", "banner"),
    [("Simulated faces", "Simulated faces."), ("Rendered", "Rendered: simulated faces.")],
)
def test_simulated_faces_are_said_once(found: Profile, title: str, banner: str, tmp_path: Path):
    page = page_of([replace(found, title=title, synthetic=True)], tmp_path / "page.html")
    assert f"<strong>{banner}</strong>" in page
