"""Which of several faces is meant."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

__all__ = ["chosen_face"]


def chosen_face(across: Sequence[float], choice: str) -> int:
    """Position of the face that is meant.

    Parameters
    ----------
    across : sequence of float
        Where each face is from left to right, the largest face first; at least one.
    choice : str
        ``"largest"``, ``"left"``, ``"right"`` (of the picture), or a number counted from the left, from 1;
        beyond the last face it means that one.

    Examples
    --------
    >>> [chosen_face([50.0, 80.0, 10.0], choice) for choice in ("largest", "left", "right", "2", "9")]
    [0, 2, 1, 0, 1]
    """
    if choice == "largest":
        return 0
    from_left = np.argsort(across, kind="stable")
    place = {"left": 1, "right": len(across)}.get(choice) or int(choice)
    return int(from_left[min(place, len(across)) - 1])
