"""What is wrong with a request that cannot be read, in words for whoever typed an address or filled a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["misreading"]

_SHOWN = 60
"""Characters of what was given that are repeated."""

_EXPECTED: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "int_parsing": lambda _: "expected a whole number",
    "int_from_float": lambda _: "expected a whole number",
    "int_type": lambda _: "expected a whole number",
    "int_parsing_size": lambda _: "expected a smaller number",
    "float_parsing": lambda _: "expected a number",
    "float_type": lambda _: "expected a number",
    "finite_number": lambda _: "expected a finite number",
    "bool_parsing": lambda _: "expected true or false",
    "bool_type": lambda _: "expected true or false",
    "string_type": lambda _: "expected text",
    "list_type": lambda _: "expected a list",
    "dict_type": lambda _: "expected fields with names",
    "model_type": lambda _: "expected fields with names",
    "model_attributes_type": lambda _: "expected fields with names",
    "greater_than": lambda limits: f"expected more than {limits['gt']}",
    "greater_than_equal": lambda limits: f"expected at least {limits['ge']}",
    "less_than": lambda limits: f"expected less than {limits['lt']}",
    "less_than_equal": lambda limits: f"expected at most {limits['le']}",
    "enum": lambda limits: f"expected {limits['expected']}",
    "literal_error": lambda limits: f"expected {limits['expected']}",
}
"""By pydantic's types of errors: what was expected, from the limits that it names."""

_LONG: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "string_too_long": lambda limits: f"at most {limits['max_length']} characters",
    "string_too_short": lambda limits: f"at least {limits['min_length']} characters",
    "too_long": lambda limits: f"at most {limits['max_length']} of them",
    "too_short": lambda limits: f"at least {limits['min_length']} of them",
}
"""Where what was given is too long to be repeated, or too short to tell anything."""


_PLAIN: Mapping[str, str] = {
    "missing": "{field} is missing.",
    "json_invalid": "What was sent is no JSON.",
    "extra_forbidden": "{field} is not known here.",
    "string_pattern_mismatch": "{field}: this cannot be written there.",
}


def misreading(error: Mapping[str, Any]) -> str:
    """One of pydantic's errors in a sentence.

    Parameters
    ----------
    error : mapping
        As ``ValidationError.errors`` gives them: `type`, `loc`, `msg`, `input` and `ctx`.

    Examples
    --------
    >>> misreading({"type": "int_parsing", "loc": ("query", "tolerance"), "input": "abc", "msg": "..."})
    "tolerance: expected a whole number, got 'abc'."
    >>> misreading({"type": "missing", "loc": ("body", "seen"), "input": None, "msg": "..."})
    'seen is missing.'
    """
    kind, limits = error["type"], error.get("ctx", {})
    field = ".".join(str(part) for part in error["loc"][1:]) or f"the {error['loc'][0]}"
    if kind in _PLAIN:
        return _PLAIN[kind].format(field=field)
    if kind in _LONG:
        return f"{field}: expected {_LONG[kind](limits)}."
    if kind in _EXPECTED:
        return f"{field}: {_EXPECTED[kind](limits)}{_given(error['input'])}."
    return f"{field}: {error['msg']}."


def _given(value: object) -> str:
    """What was given, if it can be repeated."""
    if isinstance(value, str):
        return f", got {value[:_SHOWN]!r}{'…' if len(value) > _SHOWN else ''}"
    return f", got {value}" if isinstance(value, int | float) and not isinstance(value, bool) else ""
