from __future__ import annotations

import re
from pathlib import Path

from countenance.evaluation import TABLE_5, sample_sizes_of
from countenance.features import LBPTOPSettings


def test_table_has_48_cells_and_the_best_is_where_the_text_says():
    assert len(TABLE_5) == 48
    assert max(TABLE_5, key=TABLE_5.__getitem__) == LBPTOPSettings(1, 1, 3, 4, "uniform")
    assert max(TABLE_5.values()) == 75.66


def test_cells_are_those_of_the_paper(shared: Path):
    text = (shared / "paper" / "casme2-squared.txt").read_text(encoding="utf-8")
    table = text[text.index("Table 5. Performance") :]
    rows = re.findall(r"Rt = \d ([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+)", table)
    assert [float(figure) for row in rows for figure in row] == list(TABLE_5.values())


def test_each_cell_is_a_count_out_of_304_and_of_no_size_near_it():
    figures = list(TABLE_5.values())
    assert sample_sizes_of(figures, range(280, 340)) == [304]
    assert 303 not in sample_sizes_of([75.66], range(300, 310))


def test_any_size_fits_a_trivial_figure():
    assert sample_sizes_of([100.0, 0.0], range(1, 5)) == [1, 2, 3, 4]
    assert sample_sizes_of([50.0], range(1, 5)) == [2, 4]
