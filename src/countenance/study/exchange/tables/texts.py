"""Texts in the cells of a table.

A spreadsheet takes a text that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, and a table has words for
"nothing" and, among exclusions, for yes and no. A text that could be taken for one of these is written behind an
apostrophe, and the apostrophe is taken away again.
"""

from __future__ import annotations

from countenance.databases.tables import is_empty, text_of

__all__ = ["NO", "YES", "read_text", "written_text"]

YES = {"yes", "y", "true", "1", "x", "excluded"}
NO = {"no", "n", "false", "0"}
_FORMULA = tuple("=+-@\t\n'")


def written_text(text: str) -> str:
    """A text as the value of a cell.

    >>> [written_text(text) for text in ("faint", "=1+1", "-", "'s", "yes")]
    ['faint', "'=1+1", "'-", "''s", "'yes"]
    """
    return f"'{text}" if _mistakable(text) else text


def read_text(value: object) -> str | None:
    """The text of a cell; None where it stands for nothing.

    >>> [read_text(value) for value in ("'=1+1", " 'tis ", "-", "'", 12.0)]
    ['=1+1', "'tis", None, '', '12']
    """
    text = value.strip() if isinstance(value, str) else text_of(value)
    if text is None or is_empty(text):
        return None
    return text[1:] if text.startswith("'") and _mistakable(text[1:]) else text


def _mistakable(text: str) -> bool:
    return text.startswith(_FORMULA) or is_empty(text) or text.casefold() in YES | NO
