"""Labels of a TextGrid, where an interval without a text is no annotation."""

from __future__ import annotations

import re

__all__ = ["read_label", "written_label"]

_NONE = re.compile(r"\(+none\)")


def written_label(text: str) -> str:
    """A text as a label; an empty one is told apart from no annotation.

    >>> written_label(""), written_label("blink"), written_label("(none)")
    ('(none)', 'blink', '((none)')
    """
    if not text:
        return "(none)"
    return f"({text}" if _NONE.fullmatch(text) else text


def read_label(label: str) -> str:
    """The inverse.

    >>> read_label("(none)"), read_label("blink"), read_label("((none)")
    ('', 'blink', '(none)')
    """
    if label == "(none)":
        return ""
    return label[1:] if _NONE.fullmatch(label) else label
