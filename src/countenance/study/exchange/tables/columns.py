"""The columns of a table of codings, and the titles under which they are known."""

from __future__ import annotations

from dataclasses import replace

from countenance.databases.tables import Column

__all__ = ["COLUMNS", "TITLES", "columns"]

COLUMNS = (
    Column("recording", ("recording", "video", "film", "file", "filename")),
    Column("coder", ("coder", "rater", "annotator"), required=False),
    Column("participant", ("participant", "subject"), required=False),
    Column("onset", ("onset", "onset frame", "start frame")),
    Column("apex", ("apex", "apex frame", "peak frame"), required=False),
    Column("offset", ("offset", "offset frame", "end frame")),
    Column("kind", ("kind", "type"), required=False),
    Column("action units", ("action_units", "action unit", "aus", "au"), required=False),
    Column("region", ("region", "face region"), required=False),
    Column("emotion", ("emotion",), required=False),
    Column("upper emotion", ("upper", "upper emotion", "upper face"), required=False),
    Column("lower emotion", ("lower", "lower emotion", "lower face"), required=False),
    Column("excluded", ("excluded", "exclusion", "reason"), required=False),
    Column("confidence", ("confidence", "sure"), required=False),
    Column("note", ("note", "notes", "comment", "comments", "remark", "remarks"), required=False),
    Column("id", ("id",), required=False),
)
"""What a table may have; case, spaces and punctuation of titles do not count.

``start`` and ``end`` alone are not among the titles: in tables of other programs they are seconds.
"""
TITLES = tuple(column.names[0] for column in COLUMNS if column.field not in {"kind", "emotion"})
"""Titles of the columns that are written."""


def columns(recording: str | None) -> tuple[Column, ...]:
    """The columns; that of recordings may be missing where the caller names the one recording."""
    if recording is None:
        return COLUMNS
    return (replace(COLUMNS[0], required=False), *COLUMNS[1:])
