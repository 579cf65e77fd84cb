"""Both forms of a table of ratings say the same, and what is wrong in them is named by row."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from countenance.core import InputError
from countenance.study.stimuli import Rating, Repeats, read_ratings

RATINGS = [
    Rating("r1", "teeth", ("disgust", "fear"), 7),
    Rating("r1", "baby_1", ("happiness",), 3),
    Rating("2", "teeth", ("disgust",), 4),
]
LONG = """Rater,Clip no.,Main emotion(s),Intensity
r1,teeth,Disgust; fear,7
r1,baby_1,happiness,3
2,teeth,disgust,4
"""
WIDE = """rater,age,teeth emotion,teeth intensity,baby_1_emotion,baby_1_intensity
r1,23,disgust/fear,7,happiness,3
2,24,disgust,4,,
"""


def write(folder: Path, text: str, name: str = "ratings.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("text", [LONG, WIDE], ids=["long", "wide"])
@pytest.mark.parametrize(("separator", "name"), [(",", "r.csv"), ("\t", "r.tsv")])
def test_text_in_both_forms(tmp_path: Path, text: str, separator: str, name: str):
    assert read_ratings(write(tmp_path, text.replace(",", separator), name)) == RATINGS


@pytest.mark.parametrize("text", [LONG, WIDE], ids=["long", "wide"])
def test_workbooks_in_both_forms(tmp_path: Path, text: str):
    book = Workbook()
    book.active.append(["Ratings of the spring"])
    book.active.append([])
    for line in text.splitlines():
        book.active.append([float(cell) if cell.isdecimal() else cell or None for cell in line.split(",")])
    book.save(tmp_path / "ratings.xlsx")
    assert read_ratings(tmp_path / "ratings.xlsx") == RATINGS


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("r3,teeth,anger,10", "row 5: rater r3, clip teeth: the intensity is 10, a whole number from 1 to 9"),
        ("r3,teeth,anger,strong", "row 5: rater r3, clip teeth: the intensity is 'strong', a whole number"),
        ("r3,teeth,anger,", "row 5: rater r3, clip teeth: the intensity is empty, a whole number"),
        ("r3,teeth,,5", "row 5: rater r3, clip teeth: the emotion is empty, a word was expected"),
        ("r3,teeth,fear;Fear,5", "row 5: rater r3, clip teeth: fear, fear names an emotion twice"),
        (",teeth,fear,5", r"row 5: column A \(Rater\) is empty, a name was expected"),
        ("r3,,fear,5", r"row 5: column B \(Clip no.\) is empty, a name was expected"),
        ("r1,teeth,fear,5", "rater r1 rated clip teeth twice, first disgust and fear with intensity 7"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, row: str, sentence: str):
    with pytest.raises(InputError, match=rf"^ratings\.csv(, |: ){sentence}"):
        read_ratings(write(tmp_path, LONG + row + "\n"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (WIDE + ",25,anger,3,,\n", "row 4: the rater is empty, a name was expected"),
        (WIDE + "r3,25,anger,,,\n", "row 4: rater r3, clip teeth: the intensity is empty"),
        (WIDE + "r3,25,,3,,\n", "row 4: rater r3, clip teeth: the emotion is empty"),
        ("rater,a emotion\nr1,anger\n", 'row 1: clip a has no column "a intensity"'),
        ("rater,a score\nr1,3\n", 'row 1: clip a has no column "a emotion"'),
        (
            "rater,a emotion,a emotions,a score\nr1,anger,fear,3\n",
            "row 1: the header has two columns for the emotion of clip a",
        ),
    ],
)
def test_a_wrong_wide_table_is_named(tmp_path: Path, text: str, sentence: str):
    with pytest.raises(InputError, match=rf"^ratings\.csv, {sentence}"):
        read_ratings(write(tmp_path, text))


def test_the_last_rating_may_count(tmp_path: Path):
    ratings = read_ratings(write(tmp_path, LONG + "r1,teeth,fear,5\n"), Repeats.LAST)
    assert ratings[0] == Rating("r1", "teeth", ("fear",), 5)
    assert len(ratings) == 3


def test_a_table_of_neither_form_says_what_is_expected(tmp_path: Path):
    with pytest.raises(
        InputError, match="holds no ratings: expected either the columns rater, clip, emotion and"
    ):
        read_ratings(write(tmp_path, "rater,clip\nr1,teeth\n"))


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(InputError, match=r"^none\.csv: it cannot be read \(No such file"):
        read_ratings(tmp_path / "none.csv")


def test_merged_cells_are_not_guessed(tmp_path: Path):
    book = Workbook()
    for row in (["rater", "clip", "emotion", "intensity"], ["r1", "a", "fear", 3], [None, "b", "fear", 3]):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.save(tmp_path / "ratings.xlsx")
    with pytest.raises(InputError, match=r"ratings\.xlsx, row 3: the cells A2:A3 are merged; split them"):
        read_ratings(tmp_path / "ratings.xlsx")
