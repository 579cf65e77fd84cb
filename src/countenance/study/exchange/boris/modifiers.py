"""Modifiers of BORIS: one text for each set, joined by strokes, in which some characters are not allowed.

The word ``None`` is BORIS's own for a set of which nothing was chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import unquote

__all__ = ["NUMBER", "join_modifiers", "split_modifiers", "written_modifier"]

NUMBER = "number"
"""The set by which two events of a pair, and an apex, are known to belong together."""
_EMPTY = "nothing read"
_FORBIDDEN = re.compile(r"[(|),`~%\n\t]|^None$|^nothing read$|^ | $")


def written_modifier(text: str | None) -> str:
    """A text as the value of a modifier: characters that BORIS forbids are written as in addresses of the web.

    Examples
    --------
    >>> written_modifier("R12C"), written_modifier("fear (weak)"), written_modifier(None), written_modifier("")
    ('R12C', 'fear %28weak%29', 'None', 'nothing read')
    """
    if text is None:
        return "None"
    return _FORBIDDEN.sub(_escaped, text) if text else _EMPTY


def _escaped(match: re.Match[str]) -> str:
    return f"%{ord(match[0][0]):02X}{match[0][1:]}"


def join_modifiers(sets: Sequence[str], texts: Mapping[str, str]) -> str:
    """The modifiers of an event.

    >>> join_modifiers(["number", "action units", "note"], {"number": "1", "action units": "1+2"})
    '1|1+2|None'
    """
    return "|".join(written_modifier(texts.get(name)) for name in sets)


def split_modifiers(sets: Sequence[str], written: object) -> dict[str, str]:
    """The inverse; sets of which nothing was chosen are absent.

    >>> split_modifiers(["number", "upper emotion", "note"], "1|nothing read|None")
    {'number': '1', 'upper emotion': ''}
    """
    values: Iterable[object] = written if isinstance(written, list) else str(written or "").split("|")
    chosen = zip(sets, map(str, values), strict=False)
    return {
        name: "" if value == _EMPTY else unquote(value, errors="strict") if "%" in value else value
        for name, value in chosen
        if value not in {"", "None"}
    }
