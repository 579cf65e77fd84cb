"""TextGrids of Praat."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from praatio import textgrid

from countenance.core import Coding, CodingPass, parse_action_units
from countenance.study.exchange import CodingFileError, ConstantRate, read_codings, write_codings

RATE = ConstantRate(Fraction(25), 100)
PASS = CodingPass(
    "film",
    "Änne",
    (
        Coding(10, 12, 20, parse_action_units("1+R2C"), upper="surprise", note='says "item [2]:"'),
        Coding(15, None, 30, upper="", lower="anger"),
        Coding(50, 52, 60, excluded="blink"),
    ),
)


def test_praatio_reads_what_is_written(tmp_path: Path):
    write_codings(tmp_path / "film.TextGrid", [CodingPass("film", "A", PASS.codings[1:])], times=RATE)
    grid = textgrid.openTextgrid(str(tmp_path / "film.TextGrid"), includeEmptyIntervals=False)
    assert grid.tierNames == (
        "expression@A",
        "expression apex@A",
        "expression upper emotion@A",
        "expression lower emotion@A",
        "expression frames@A",
        "excluded@A",
        "excluded apex@A",
        "excluded frames@A",
    )
    assert [tuple(one) for one in grid.getTier("excluded@A").entries] == [(2.0, 2.44, "blink")]
    assert [tuple(one) for one in grid.getTier("excluded apex@A").entries] == [(2.08, "apex")]
    assert [tuple(one) for one in grid.getTier("expression upper emotion@A").entries] == [
        (0.6, 1.24, "(none)")
    ]
    assert grid.maxTimestamp == 4


def test_intervals_fill_the_time_and_overlap_lies_on_another_tier(tmp_path: Path):
    write_codings(tmp_path / "film.TextGrid", [PASS], times=RATE)
    text = (tmp_path / "film.TextGrid").read_text(encoding="utf-8")
    assert text.startswith('File type = "ooTextFile"\nObject class = "TextGrid"\n')
    assert 'name = "expression 2 frames@Änne"' in text
    assert text.count('text = "expression" ') == 2
    # Before, the expression, and after it.
    tier = text.split('name = "expression@Änne"')[1].split("item [")[0]
    assert "intervals: size = 3" in tier


def test_it_comes_back(tmp_path: Path):
    write_codings(tmp_path / "film.TextGrid", [PASS, CodingPass("film", "Bob")], times=RATE)
    read, remarks = read_codings(tmp_path / "film.TextGrid", times=RATE)
    assert [(one.recording, one.coder, one.codings) for one in read] == [
        ("film", "Änne", PASS.codings),
        ("film", "Bob", ()),
    ]
    assert remarks == []


SHORT = '''File type = "ooTextFile"
Object class = "TextGrid"

0
4
<exists>
2
"IntervalTier"
"Mimik"
0
4
3
0
0.4
""
0.4
0.8
"12 ""wide"""
0.8
4
""
"TextTier"
"Höhe"
0
4
1
0.5
"x"
'''
TIERS = {"expression": "Mimik", "note": "Mimik", "apex": "Höhe"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_the_short_form_of_other_people_comes_in(tmp_path: Path, encoding: str):
    path = tmp_path / "film.textgrid"
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    path.write_bytes(mark + SHORT.encode(encoding))
    read, remarks = read_codings(path, times=RATE, coder="A", tiers=TIERS)
    assert read[0].codings == (Coding(10, 12, 19, note='12 "wide"'),)
    assert remarks == []


def test_a_point_outside_of_every_expression_is_told(tmp_path: Path):
    path = tmp_path / "film.TextGrid"
    path.write_text(SHORT.replace("\n0.5\n", "\n0.9\n"), encoding="utf-8")
    with pytest.raises(CodingFileError, match=r"tier 'Höhe': 'x' at 0.900 s belongs to no annotation"):
        read_codings(path, times=RATE, coder="A", tiers=TIERS)


def test_an_interval_without_length_is_told(tmp_path: Path):
    path = tmp_path / "film.TextGrid"
    path.write_text(SHORT.replace("0.4\n0.8\n", "0.8\n0.8\n"), encoding="utf-8")
    with pytest.raises(
        CodingFileError, match=r"""tier 'Mimik': the interval '12 "wide"' does not end after it begins"""
    ):
        read_codings(path, times=RATE, coder="A", tiers=TIERS)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "it is no TextGrid, or is damaged after line 1"),
        (SHORT[:60].encode(), "damaged after line"),
        (SHORT[: SHORT.index('"TextTier"')].encode(), "damaged after line 21"),
        (SHORT.replace("TextTier", "PitchTier").encode(), "damaged after line 22"),
        (SHORT.replace("<exists>\n2", "<exists>\n2.5").encode(), "damaged after line"),
        (SHORT.replace("0.5", "0.5.5").encode(), "damaged after line"),
        (SHORT.encode("latin-1"), "is no UTF-8 text"),
        (b"\xff\xfe\x00", "is no UTF-16 text"),
    ],
)
def test_what_is_no_textgrid_is_told(tmp_path: Path, content: bytes, told: str):
    path = tmp_path / "film.TextGrid"
    path.write_bytes(content)
    with pytest.raises(CodingFileError) as caught:
        read_codings(path, times=RATE)
    assert told in str(caught.value)
