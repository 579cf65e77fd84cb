"""Parameters of a method as a command line gives them."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from countenance.core.errors import InputError

__all__ = ["parse_parameters"]


def parse_parameters(texts: Sequence[str]) -> dict[str, Any]:
    """Read parameters as a command line gives them.

    Parameters
    ----------
    texts : sequence of str
        Each ``name=value``; a value that is no Python literal is text.

    Raises
    ------
    InputError
        If one is not of this form or is given twice.

    Examples
    --------
    >>> parse_parameters(["svc__C=10.0", "interpolation=bilinear", "blocks=(8, 8)"])
    {'svc__C': 10.0, 'interpolation': 'bilinear', 'blocks': (8, 8)}
    """
    found: dict[str, Any] = {}
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not name or not equals:
            raise InputError(f"{text!r} sets no parameter: write NAME=VALUE, for example svc__C=10")
        if name in found:
            raise InputError(f"the parameter {name!r} is set twice: give it once")
        try:
            found[name] = ast.literal_eval(value)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            found[name] = value
    return found
