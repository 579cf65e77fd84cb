"""The parts of a coding as texts, as every format holds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from countenance.core.action_units import ActionUnit, format_action_units, parse_action_units
from countenance.core.codings import Coding
from countenance.core.errors import InputError
from countenance.study.exchange.problems import Findings

__all__ = ["FIELDS", "NO_REASON", "coding_of_fields", "fields_of", "in_order", "joined"]

FIELDS = ("action units", "upper emotion", "lower emotion", "confidence", "note", "id")
"""What a coding holds besides its frames and the reason of its exclusion."""
NO_REASON = "no reason given"
"""Why a coding is excluded where a file only says that it is."""


def fields_of(coding: Coding) -> Mapping[str, str]:
    """Texts of what a coding states; a field that is absent is None or empty in it.

    Examples
    --------
    >>> dict(fields_of(Coding(0, upper="", note="faint", action_units=parse_action_units("R12C"))))
    {'action units': 'R12C', 'upper emotion': '', 'note': 'faint'}
    """
    texts = {
        "action units": format_action_units(coding.action_units) or None,
        "upper emotion": coding.upper,
        "lower emotion": coding.lower,
        "confidence": None if coding.confidence is None else str(coding.confidence),
        "note": coding.note or None,
        "id": coding.id or None,
    }
    return MappingProxyType({field: text for field, text in texts.items() if text is not None})


def coding_of_fields(
    frames: tuple[int, int | None, int | None],
    excluded: str | None,
    fields: Mapping[str, str],
    where: str,
    findings: Findings,
) -> Coding | None:
    """A coding from its texts, or None where one of them cannot be used, which is then told.

    Parameters
    ----------
    frames : tuple of (int, int or None, int or None)
        Onset, apex and offset.
    excluded : str or None
        Why it is no expression.
    fields : mapping of str to str
        Some of :data:`FIELDS`; ``"emotion"`` is that of both halves of the face.
    where : str
        Where in the file it stands.
    findings : Findings
        What is told.
    """
    told = len(findings.problems)
    units: tuple[ActionUnit, ...] = ()
    confidence = None
    try:
        units = parse_action_units(fields.get("action units"))
    except InputError as error:
        findings.problem(f"{where}: {error}", "correct the action units")
    sure = fields.get("confidence", "").strip()
    if sure in {"1", "2", "3"}:
        confidence = int(sure)
    elif sure:
        findings.problem(
            f"{where}: confidence is {sure!r}, expected 1, 2 or 3", "correct it or leave it empty"
        )
    upper, lower = _halves(fields, where, findings)
    if len(findings.problems) > told:
        return None
    try:
        return Coding(
            *frames,
            action_units=units,
            upper=upper,
            lower=lower,
            excluded=excluded,
            confidence=confidence,
            note=fields.get("note", "").strip(),
            id=fields.get("id", "").strip(),
        )
    except InputError as error:
        findings.problem(f"{where}: {error}", "correct the times")
        return None


def _halves(fields: Mapping[str, str], where: str, findings: Findings) -> tuple[str | None, str | None]:
    halves = tuple(
        None if half not in fields else fields[half].strip() for half in ("upper emotion", "lower emotion")
    )
    if "emotion" not in fields:
        return halves[0], halves[1]
    if halves != (None, None):
        findings.problem(
            f"{where}: an emotion of the whole face and one of a half are given", "keep one of the two"
        )
        return halves[0], halves[1]
    upper, stroke, lower = fields["emotion"].strip().partition("/")
    return upper.strip(), lower.strip() if stroke else upper.strip()


def joined(field: str, texts: list[str]) -> str | None:
    """Several texts of one field as one; None where they contradict each other.

    Examples
    --------
    >>> joined("action units", ["4", "7"]), joined("note", ["a", "b"]), joined("confidence", ["1", "2"])
    ('4+7', 'a; b', None)
    """
    filled = [text for text in texts if text.strip()]
    if len(filled) <= 1:
        return filled[0] if filled else ""
    if field == "action units":
        return "+".join(filled)
    return "; ".join(filled) if field == "note" else None


def in_order(codings: Iterable[Coding]) -> tuple[Coding, ...]:
    """Codings by onset; where several begin together, in an order that does not depend on the format.

    Examples
    --------
    >>> [coding.offset for coding in in_order([Coding(5), Coding(3, None, 9), Coding(3, None, 4)])]
    [4, 9, None]
    """
    return tuple(sorted(codings, key=_order))


def _order(coding: Coding) -> tuple[object, ...]:
    frames = [-1 if frame is None else frame for frame in (coding.onset, coding.offset, coding.apex)]
    return *frames, coding.excluded is not None, coding.excluded or "", repr(coding)
