"""How a rule that does not hold is said."""

from __future__ import annotations

__all__ = ["require"]


def require(condition: bool, message: str) -> None:
    """Go on where a rule holds.

    Parameters
    ----------
    condition : bool
    message : str
        What was found, or what was expected instead.

    Raises
    ------
    AssertionError
        If it does not hold; unlike ``assert`` also where Python is run with ``-O``.
    """
    if not condition:
        raise AssertionError(message)
