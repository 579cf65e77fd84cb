"""Numbers in sentences."""

from __future__ import annotations

__all__ = ["counted"]


def counted(n: int, noun: str) -> str:
    """A number with its noun.

    Parameters
    ----------
    n : int
    noun : str
        Singular of a noun whose plural ends in s.

    Examples
    --------
    >>> counted(1, "clip"), counted(2, "clip")
    ('1 clip', '2 clips')
    """
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
