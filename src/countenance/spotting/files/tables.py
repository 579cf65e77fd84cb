"""Documents as rows: expressions, what is no expression, and the curves behind both."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from countenance.core.cache import atomic_file
from countenance.core.errors import InputError
from countenance.spotting.files.documents import Document
from countenance.spotting.files.timeline import Timeline
from countenance.spotting.recordings import Spotting

__all__ = [
    "EXCLUDED_COLUMNS",
    "EXPRESSION_COLUMNS",
    "excluded_rows",
    "expression_rows",
    "read_curves",
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

_FRAME, _TIME = "frame", "time_s"


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
    table.insert(0, _TIME, timeline.starts.round(6))
    table.insert(0, _FRAME, range(len(table)))
    # Without a time of writing, equal curves are equal files.
    with atomic_file(path) as file, gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
        table.to_csv(cast(Any, packed), index=False, float_format="%.6g", lineterminator="\n")


def read_curves(path: Path) -> tuple[NDArray[np.float64], tuple[str, ...], NDArray[np.float32]]:
    """Read back what :func:`write_curves` has written.

    Returns
    -------
    starts : ndarray of shape (n_frames,), float64
        Seconds after the first frame at which each is shown.
    names : tuple of str
    curves : ndarray of shape (n_frames, len(names)), float32
        To six digits.

    Raises
    ------
    InputError
        If the file is no such table, or not all of one.
    """
    try:
        table = pd.read_csv(path, compression="gzip")
        first, second, *names = table.columns
        starts, curves = table[_TIME].to_numpy(np.float64), table[names].to_numpy(np.float32)
        whole = (first, second) == (_FRAME, _TIME) and table[_FRAME].tolist() == list(range(len(table)))
    except (OSError, EOFError, zlib.error, ValueError, LookupError) as error:
        raise InputError(
            f"{path} cannot be read ({error}): expected what 'countenance spot' writes"
        ) from error
    if not whole:
        raise InputError(f"{path} holds no curves: expected what 'countenance spot' writes")
    return starts, tuple(map(str, names)), curves
