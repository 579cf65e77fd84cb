"""The files of a spotted recording: written at once, or those that are missing later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from countenance.core.cache import write_atomically
from countenance.core.errors import InputError
from countenance.reports.spotting import MOST_SHOWN, strips, write_spotting_report
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
    to_eaf,
    write_curves,
    write_document,
)
from countenance.spotting.files.documents import excluded_of, expression_of
from countenance.video import FrameSource

__all__ = ["DOCUMENT", "complete_files", "write_files"]

DOCUMENT = "spotting.json"
"""File of a finished recording; it is written last, so that all others are there where it is."""

_CURVES = "curves.csv.gz"
_FOLLOWING = ("expressions.csv", "excluded.csv", "spotting.eaf", "report.html")
"""Files that follow from document, curves and film."""


def write_files(
    out: Path, spotting: Spotting, timeline: Timeline, document: Document, source: FrameSource, face: str
) -> None:
    """Write everything that is to be kept of a recording.

    Parameters
    ----------
    out : Path
        Folder of the recording.
    spotting : Spotting
    timeline : Timeline
    document : dict
        As :func:`countenance.spotting.files.to_document` makes it of these.
    source : FrameSource
        For pictures in the report.
    face : str
        Which of several faces was watched.
    """
    out.mkdir(parents=True, exist_ok=True)
    (out / DOCUMENT).unlink(missing_ok=True)
    write_curves(spotting, timeline, out / _CURVES)
    for write in _writers(out, spotting, timeline, document, source, face).values():
        write()
    write_document(document, out / DOCUMENT)


def complete_files(out: Path, document: Document, source: FrameSource, face: str) -> bool:
    """Write those files of a finished recording that are no longer there.

    Parameters
    ----------
    out : Path
        Folder of the recording.
    document : dict
        What it holds.
    source, face
        As for :func:`write_files`.

    Returns
    -------
    bool
        Whether all are there now; the curves cannot be had again without spotting, nor a report without them.
    """
    if (out / _CURVES).is_file() and not _missing(out):
        return True
    try:
        spotting, timeline = _spotted(document, out / _CURVES)
    except (InputError, LookupError, TypeError):
        return False
    writers = _writers(out, spotting, timeline, document, source, face)
    for name in _missing(out):
        writers[name]()
    return True


def _missing(out: Path) -> list[str]:
    return [name for name in _FOLLOWING if not (out / name).is_file()]


def _spotted(document: Document, curves: Path) -> tuple[Spotting, Timeline]:
    """What the spotter found, from what was written of it."""
    starts, names, values = read_curves(curves)
    if len(starts) != document["n_frames"]:
        raise InputError(f"{curves} has {len(starts)} frames, and its document {document['n_frames']}")
    spotting = Spotting(
        recording=document["recording"],
        fps=document["fps"],
        n_frames=document["n_frames"],
        expressions=tuple(map(expression_of, document["expressions"])),
        excluded=tuple(map(excluded_of, document["excluded"])),
        curve_names=names,
        curves=values,
        remarks=tuple(document["remarks"]),
        damage=document["damage"],
        curve_unit=document["curve_unit"],
    )
    return spotting, Timeline(starts, document["fps"])


def _writers(
    out: Path, spotting: Spotting, timeline: Timeline, document: Document, source: FrameSource, face: str
) -> Mapping[str, Callable[[], None]]:
    """How each of the files that follow is written."""
    expressions, excluded, eaf, page = (out / name for name in _FOLLOWING)

    def report() -> None:
        """With pictures of the most certain expressions."""
        pictures = strips(source, spotting.expressions, MOST_SHOWN, face)
        write_spotting_report(page, spotting, timeline, document, pictures)

    return {
        expressions.name: lambda: write_atomically(
            expressions, to_csv(expression_rows(document), EXPRESSION_COLUMNS)
        ),
        excluded.name: lambda: write_atomically(excluded, to_csv(excluded_rows(document), EXCLUDED_COLUMNS)),
        eaf.name: lambda: write_atomically(eaf, to_eaf(document, out)),
        page.name: report,
    }
