from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pandas as pd

from countenance.spotting import Spotting
from countenance.spotting.files import (
    EXCLUDED_COLUMNS,
    EXPRESSION_COLUMNS,
    Document,
    Timeline,
    excluded_rows,
    expression_rows,
    to_csv,
    write_curves,
)


def test_expressions_begin_with_the_columns_of_a_table_of_predictions(document: Document):
    text = to_csv(expression_rows(document), EXPRESSION_COLUMNS)
    assert text.splitlines()[:2] == [
        "recording,onset,apex,offset,kind,score,onset_s,apex_s,offset_s,regions,action_units,co_occurring",
        "smile,2,2,3,micro,0.1235,0.5,0.5,0.75,brow_inner_left;chin,L1+17,blink",
    ]


def test_what_is_no_expression_has_a_table_too(document: Document):
    rows = list(csv.DictReader(io.StringIO(to_csv(excluded_rows(document), EXCLUDED_COLUMNS))))
    assert rows == [
        {
            "recording": "smile",
            "onset": "0",
            "offset": "0",
            "reason": "blink",
            "onset_s": "0.0",
            "offset_s": "0.0",
        }
    ]


def test_curves_have_a_row_for_each_frame_and_equal_curves_are_equal_files(
    spotting: Spotting, timeline: Timeline, tmp_path: Path
):
    for name in ("one.csv.gz", "two.csv.gz"):
        write_curves(spotting, timeline, tmp_path / name)
    assert (tmp_path / "one.csv.gz").read_bytes() == (tmp_path / "two.csv.gz").read_bytes()
    with gzip.open(tmp_path / "one.csv.gz", "rt") as file:
        table = pd.read_csv(file)
    assert list(table) == ["frame", "time_s", "brow", "mouth"]
    assert table["time_s"].tolist() == timeline.starts.tolist()
    assert table["mouth"].isna().tolist() == [frame == 3 for frame in range(10)]
    assert table["brow"].tolist() == spotting.curves[:, 0].tolist()
