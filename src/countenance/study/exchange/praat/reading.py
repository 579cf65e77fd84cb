"""TextGrids of Praat, long and short.

A TextGrid is a sequence of numbers, texts in quotation marks and flags; whatever else stands in it is for people,
and in the short form nothing else does. It is read as that, and not through praatio, which takes a label that holds
``item [`` for the next tier, and leaves doubled quotation marks of points as they are.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

from countenance.study.exchange.praat.labels import read_label
from countenance.study.exchange.problems import CodingFileError, Findings
from countenance.study.exchange.tiers import Annotation, Tier

__all__ = ["read_textgrid"]

_TOKEN = re.compile(
    r'"(?P<text>(?:[^"]|"")*)"|(?<!\S)(?P<flag><\w+>)|(?<!\S)(?P<number>-?\d[\d.]*(?:[eE][-+]?\d+)?)(?!\S)'
)
_HEAD = (("ooTextFile", "ooTextFile short"), ("TextGrid",))
_REMEDY = "give a TextGrid that Praat opens, saved as text in UTF-8"


def read_textgrid(path: Path, findings: Findings, recording: str | None = None) -> tuple[str, list[Tier]]:
    """The recording that a TextGrid is about, and all of its tiers.

    Parameters
    ----------
    path : Path
    findings : Findings
        What is told.
    recording : str, optional
        Its name; that of the file otherwise.

    Returns
    -------
    recording : str
    tiers : list of Tier

    Raises
    ------
    CodingFileError
        If the file is no TextGrid.
    """
    tokens = _Tokens(_text(path, findings), findings)
    for expected in _HEAD:
        if tokens.text() not in expected:
            raise tokens.damaged()
    tokens.number()
    tokens.number()
    tokens.flag()
    return recording or path.stem, [_tier(tokens) for _ in range(tokens.count())]


def _text(path: Path, findings: Findings) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise findings.fail(
            f"it cannot be read ({error.strerror})", "check the name and the rights"
        ) from error
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise findings.fail(
            f"byte {error.start + 1} is no {'UTF-16' if wide else 'UTF-8'} text", _REMEDY
        ) from error


class _Tokens:
    """What a TextGrid consists of, one after the other."""

    def __init__(self, text: str, findings: Findings) -> None:
        self._found: Iterator[re.Match[str]] = _TOKEN.finditer(text)
        self._findings = findings
        self._text = text
        self._last = 0

    def damaged(self) -> CodingFileError:
        """The error for a file that is no TextGrid, or ends too early."""
        line = self._text.count("\n", 0, self._last) + 1
        return self._findings.fail(f"it is no TextGrid, or is damaged after line {line}", _REMEDY)

    def text(self) -> str:
        return self._next("text").replace('""', '"')

    def flag(self) -> str:
        return self._next("flag")

    def number(self) -> Fraction:
        try:
            return Fraction(Decimal(self._next("number")))
        except InvalidOperation:
            raise self.damaged() from None

    def count(self) -> int:
        number = self.number()
        if number.denominator != 1 or number < 0:
            raise self.damaged()
        return int(number)

    def _next(self, kind: str) -> str:
        match = next(self._found, None)
        if match is None or match[kind] is None:
            raise self.damaged()
        self._last = match.end()
        return match[kind]


def _tier(tokens: _Tokens) -> Tier:
    kind = tokens.text()
    if kind not in {"IntervalTier", "TextTier"}:
        raise tokens.damaged()
    name = tokens.text()
    tokens.number()
    tokens.number()
    marks = [_mark(tokens, kind) for _ in range(tokens.count())]
    # An interval without a text is what lies between two annotations.
    return Tier(name, tuple(mark for mark in marks if mark is not None))


def _mark(tokens: _Tokens, kind: str) -> Annotation | None:
    start = 1000 * tokens.number()
    end = 1000 * tokens.number() if kind == "IntervalTier" else start
    label = tokens.text().strip()
    if kind == "IntervalTier" and not label:
        return None
    trouble = (
        f"the interval {label!r} does not end after it begins"
        if kind == "IntervalTier" and end <= start
        else ""
    )
    return Annotation(read_label(label), start, end, trouble=trouble)
