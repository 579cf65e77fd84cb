"""Whatever the cells of a label table hold: never a traceback, never a silently wrong row.

The oracle reads a row literally: a clip must be exactly what its cells say, and a row without a clip must have a
sentence that says why.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countenance.core import DatabaseError
from countenance.databases.corrections import CorrectionBook, read_corrections
from countenance.databases.releases import TabularDatabase
from countenance.databases.releases.contents import Contents, Labelled, read_contents
from countenance.databases.tables import Column, LabelRow, find_table

from .trees import CASME2_TREE, TREES, Tree

WILD = [
    "/", "-", "-1", " 046 ", "46.0", "0", "00", "4+7", "1,2", "R12C", "NULL", "nan", "N/A", "=A1", "EP02_01f",
    "006_1_2", "sub01", "S13", "micro", "Macro", "Others", "disgust ", "14or23", "\N{FULLWIDTH DIGIT ONE}", "²",
    "1e3", "+5", "5_0",
]  # fmt: skip
arbitrary = (
    st.none()
    | st.booleans()
    | st.integers(-5, 130)
    | st.integers()
    | st.floats()
    | st.integers(-10, 260).map(lambda number: number / 2)
    | st.text(max_size=12)
    | st.sampled_from(WILD)
    | st.dates().map(lambda day: datetime(day.year, day.month, day.day))  # noqa: DTZ001 (as spreadsheets keep it)
)


def sound_cells(tree: Tree) -> list[dict[str, object]]:
    """The tree's own rows by field."""
    titles = {column.field: tree.title(column.field) for column in tree.database.columns}
    return [{field: row.get(title) for field, title in titles.items()} for row in tree.rows]


@st.composite
def tables(draw: st.DrawFn, tree: Tree) -> list[tuple[dict[str, object], bool]]:
    """Rows by field, sound ones and ones with some other cells, and whether each was left as it is."""
    rows = []
    for _ in range(draw(st.integers(1, 4))):
        cells = dict(draw(st.sampled_from(sound_cells(tree))))
        changed = draw(st.dictionaries(st.sampled_from(sorted(cells)), arbitrary, max_size=3))
        rows.append(({**cells, **changed}, not changed))
    return rows


@pytest.fixture(scope="module", params=TREES, ids=lambda tree: tree.name)
def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Tree, TabularDatabase]:
    tree: Tree = request.param
    return tree, tree.write(tmp_path_factory.mktemp(tree.name))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_clips_are_what_a_literal_reading_of_their_rows_gives(
    opened: tuple[Tree, TabularDatabase], data: st.DataObject
):
    tree, database = opened
    drawn = data.draw(tables(tree))
    rows = [LabelRow("labels", number, cells, {}) for number, (cells, _) in enumerate(drawn, 2)]
    contents = read_contents(rows, database, database._footage, CorrectionBook())
    check(tree, rows, contents)
    for row, (_, untouched) in zip(rows, drawn, strict=True):
        reasons = [
            problem.message for problem in contents.problems if problem.fatal and problem.row == row.number
        ]
        assert not untouched or all("name the same clip" in reason for reason in reasons)


def check(tree: Tree, rows: list[LabelRow], contents: Contents) -> None:
    used = {labelled.row.number: labelled for labelled in contents.clips.values()}
    told = {problem.row for problem in contents.problems}
    for row in rows:
        labelled = used.get(row.number)
        if labelled is None:
            assert row.number in told
        else:
            check_literally(tree, row.cells, labelled)
            named = {problem.row for problem in contents.problems if problem.clip == labelled.name}
            assert all(other.cells == row.cells for other in rows if other.number in named)
    for problem in contents.problems:
        assert "\n" not in str(problem)
        assert problem.row in {row.number for row in rows}
        assert not (problem.fatal and problem.row in used)


def number(cell: object) -> int:
    """A whole number as anybody reads it."""
    assert not isinstance(cell, bool)
    assert float(str(cell)).is_integer()
    return int(float(str(cell)))


def one_line(cell: object) -> str:
    return " ".join(str(cell).split())


def check_literally(tree: Tree, cells: Mapping[str, object], labelled: Labelled) -> None:
    clip, shown = labelled.clip, labelled.clip.expression
    files = next(numbers for folder, numbers in tree.films.items() if folder.endswith(f"/{clip.recording.name}")
                 and (tree.database.first_file == 1 or clip.participant in folder))  # fmt: skip
    first = files[0] if tree.database.first_file is None else 1
    onset, offset = number(cells["onset"]), number(cells["offset"])
    assert (shown.interval.onset, shown.interval.offset) == (onset - first, offset - first)
    assert set(range(onset, offset + 1)) <= set(files)
    if shown.apex is None:
        assert str(cells["apex"]).strip().casefold() in {"none", "", "/", "-", "-1", "nan", "n/a", "null", "0", "00", "0.0", "-0.0", "\\", "na"}  # fmt: skip  # noqa: E501
    else:
        assert shown.apex == number(cells["apex"]) - first
    assert clip.name == one_line(cells["clip"])
    assert int(re.sub(r"\D", "", clip.participant)) == int(
        re.sub(r"\D", "", str(cells["participant"]).removesuffix(".0"))
    )
    read = {value for unit in shown.action_units for value in (unit.number, unit.alternative) if value}
    written = re.sub(r"\([^)]*\)", "", str(cells["action_units"] or "").removesuffix(".0"))
    assert read == {int(digits) for digits in re.findall(r"\d+", written)} - {0}
    if "emotion" in cells:
        assert shown.labels.published == one_line(cells["emotion"])
        assert shown.labels.category == tree.database.emotions[one_line(cells["emotion"]).casefold()]
    if "kind" in cells:
        assert str(cells["kind"]).strip().casefold().startswith(str(shown.kind))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(
        alphabet=st.sampled_from('1245678 ,;\t"\r\n/+EP0_fdisgust\N{BYTE ORDER MARK}\0ä'), max_size=200
    )
)
def test_any_text_below_a_header_is_read_or_refused(text: str, tmp_path: Path):
    if not (tmp_path / "CASME2_RAW_selected").exists():
        CASME2_TREE.write(tmp_path)
    header = ",".join(title or "" for title in CASME2_TREE.header)
    (tmp_path / "labels.csv").write_text(f"{header}\n{text}", encoding="utf-8", newline="")
    database = type("Other", (CASME2_TREE.database,), {"tables": ("labels.csv",)})(tmp_path)
    problems = database.validate()
    assert all("\n" not in str(problem) for problem in problems)
    if any(problem.fatal and problem.row is None for problem in problems):
        with pytest.raises(DatabaseError):
            database.clips()
    else:
        database.clips()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300) | st.binary(max_size=300).map(lambda data: b"PK\x03\x04" + data))
def test_any_bytes_are_a_table_or_one_sentence(data: bytes, tmp_path: Path):
    for suffix in (".csv", ".tsv", ".xlsx", ".xls"):
        path = tmp_path / f"labels{suffix}"
        path.write_bytes(data)
        with pytest.raises(DatabaseError) as refused:
            find_table(path, [Column("clip", ("Clip name",))])
        assert "\n" not in str(refused.value)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["sub01/EP02_01f", "1/EP02_01f", "sub02/x", ""]) | st.text(max_size=5),
            st.sampled_from(["onset", "offset", "apex", "emotion", "clip", "kind", "x"]),
            st.sampled_from(["46", "86", "59", "disgust", ""]) | st.text(max_size=5),
            st.sampled_from(["47", "85", "happiness", ""]) | st.text(max_size=5),
            st.sampled_from(["why", ""]),
        ),
        max_size=4,
    )
)
def test_any_corrections_are_all_applied_or_refused(rows: list[tuple[str, ...]], tmp_path: Path):
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    text = "\n".join(["clip,field,published,corrected,reason", *quoted])
    (tmp_path / "corrections.csv").write_text(text, encoding="utf-8", errors="replace", newline="")
    book = read_corrections(tmp_path / "corrections.csv")
    cells = {
        "participant": 1,
        "clip": "EP02_01f",
        "onset": 46,
        "apex": 59.0,
        "offset": "86",
        "emotion": "disgust",
    }
    corrected, used = book.correct(["sub01/EP02_01f", "1/EP02_01f"], cells)
    expected = dict(cells) | {correction.field: correction.corrected or None for correction in used}
    assert corrected == expected
    for correction in used:
        held = cells[correction.field]
        assert correction.published == ("59" if held == 59.0 else str(held))
    asked = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(used) + len(book.faults()) == len(asked) or not asked or book.unreadable
