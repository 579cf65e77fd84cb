from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from countenance.core.errors import InputError
from countenance.spotting import Spotting
from countenance.spotting.files import (
    EXCLUDED_COLUMNS,
    EXPRESSION_COLUMNS,
    Document,
    Timeline,
    excluded_rows,
    expression_rows,
    read_curves,
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


def test_curves_are_read_back(spotting: Spotting, timeline: Timeline, tmp_path: Path):
    write_curves(spotting, timeline, tmp_path / "curves.csv.gz")
    starts, names, curves = read_curves(tmp_path / "curves.csv.gz")
    assert starts.tolist() == timeline.starts.tolist()
    assert names == spotting.curve_names
    assert np.array_equal(curves, spotting.curves, equal_nan=True)
    assert curves.dtype == np.float32


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"frame,time_s\n0,0.0\n",
        gzip.compress(b"frame,time_s,brow\n0,0.0,1\n1,0.25,2\n")[:-12],
        gzip.compress(b""),
        gzip.compress(b"frame,time_s,brow\n0,0.0,high\n"),
        gzip.compress(b"frame,time_s,brow\n1,0.0,0.5\n"),
        gzip.compress(b"frame\n0\n"),
        gzip.compress(b"time_s,frame\n0.0,0\n"),
    ],
    ids=["gone", "not packed", "torn", "empty", "text", "not from 0", "no times", "other order"],
)
def test_what_holds_no_curves_is_told(content: bytes | None, tmp_path: Path):
    path = tmp_path / "curves.csv.gz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=r"curves\.csv\.gz .*expected what 'countenance spot' writes"):
        read_curves(path)
