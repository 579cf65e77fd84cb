"""Documents as rows: expressions, what is no expression, and the curves behind both."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import pandas as pd

from countenance.core.cache import atomic_file
from countenance.spotting.files.documents import Document
from countenance.spotting.files.timeline import Timeline
from countenance.spotting.recordings import Spotting

__all__ = [
    "EXCLUDED_COLUMNS",
    "EXPRESSION_COLUMNS",
    "excluded_rows",
    "expression_rows",
    "to_csv",
    "write_curves",
]

EXPRESSION_COLUMNS = (
    "recording", "onset", "apex", "offset", "kind", "score", "onset_s", "apex_s", "offset_s", "regions",
    "action_units", "co_occurring",
)  # fmt: skip
"""Of a table of expressions; the first six are what a table of predictions needs."""

EXCLUDED_COLUMNS = ("recording", "onset", "offset", "reason", "onset_s", "offset_s")
"""Of a table of what is no expression."""


def expression_rows(document: Document) -> Iterator[dict[str, Any]]:
    """A row for each expression; several regions are joined by ``;``, several action units by ``+``."""
    for entry in document["expressions"]:
        row = {"recording": document["recording"], **entry}
        row["regions"] = ";".join(entry["regions"])
        row["action_units"] = "+".join(entry["action_units"])
        row["co_occurring"] = ";".join(entry["co_occurring"])
        yield {name: row[name] for name in EXPRESSION_COLUMNS}


def excluded_rows(document: Document) -> Iterator[dict[str, Any]]:
    """A row for each thing that is no expression."""
    for entry in document["excluded"]:
        row = {"recording": document["recording"], **entry}
        yield {name: row[name] for name in EXCLUDED_COLUMNS}


def to_csv(rows: Iterator[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Rows as the text of a CSV file with a header, also where there are none.

    Examples
    --------
    >>> print(to_csv(iter([{"onset": 3, "offset": 9}]), ("onset", "offset")), end="")
    onset,offset
    3,9
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_curves(spotting: Spotting, timeline: Timeline, path: Path) -> None:
    """Write the spotter's curves as a compressed CSV: frame, time in seconds, and a column for each curve.

    Parameters
    ----------
    spotting : Spotting
    timeline : Timeline
        Of its frames.
    path : Path
        Ends in ``.csv.gz``.
    """
    table = pd.DataFrame(spotting.curves, columns=pd.Index(spotting.curve_names))
    table.insert(0, "time_s", timeline.starts.round(6))
    table.insert(0, "frame", range(len(table)))
    # Without a time of writing, equal curves are equal files.
    with atomic_file(path) as file, gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
        table.to_csv(cast(Any, packed), index=False, float_format="%.6g", lineterminator="\n")
