"""Into which class a coding falls, in the respects in which coders are compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countenance.core import Coding, CodingPass, DurationPolicy, ExpressionKind
from countenance.study.agreement.passes import events_of

__all__ = [
    "CLASSIFICATIONS",
    "EXCLUDED",
    "EXPRESSING",
    "LONG",
    "NEUTRAL",
    "NOTHING_READ",
    "ClassMatrix",
    "class_of",
    "classes_of",
]

CLASSIFICATIONS = ("expressing", "kind", "emotion", "upper", "lower")
"""Whether there is an expression; its kind by duration; its emotion, and that of either half of the face."""
NEUTRAL, EXPRESSING, EXCLUDED, LONG, NOTHING_READ = (
    "neutral",
    "expressing",
    "excluded",
    "long",
    "no emotion",
)


def class_of(
    coding: Coding,
    classification: str,
    fps: Fraction | None = None,
    policy: DurationPolicy = DurationPolicy.ONSET_TO_OFFSET,
) -> str | None:
    """Class of a coding; None where it has none.

    That is so for the kind where offset or frame rate are not known, and for half of the face where that half
    takes no part.

    Parameters
    ----------
    coding : Coding
    classification : str
        One of :data:`CLASSIFICATIONS`.
    fps : Fraction or None
        Frames per second, for the kind.
    policy : DurationPolicy
        How frames become seconds, for the kind.

    Examples
    --------
    >>> brow = Coding(0, 5, 20, upper="surprise")
    >>> [class_of(brow, name, Fraction(30)) for name in CLASSIFICATIONS]
    ['expressing', 'macro', 'surprise', 'surprise', None]
    >>> class_of(Coding(0, 2, 4, excluded="blink"), "emotion"), class_of(Coding(0, 2, 150), "kind", Fraction(30))
    ('excluded', 'long')
    """
    if coding.excluded is not None:
        return EXCLUDED
    if classification == "expressing":
        return EXPRESSING
    if classification == "kind":
        if coding.interval is None or fps is None:
            return None
        kind = ExpressionKind.of(coding.interval, fps, policy)
        return LONG if kind is None else kind.value
    if classification == "emotion":
        return coding.emotion or NOTHING_READ
    read = coding.upper if classification == "upper" else coding.lower
    return None if read is None else read or NOTHING_READ


def classes_of(
    passes: Iterable[CodingPass], *, excluded: bool, policy: DurationPolicy
) -> Mapping[str, tuple[str, ...]]:
    """Every class that occurs among the events of passes, sorted, by classification; neutral comes first."""
    found: dict[str, set[str]] = {name: set() for name in CLASSIFICATIONS}
    for one in passes:
        for coding in events_of(one, excluded=excluded):
            for name in CLASSIFICATIONS:
                found[name].add(class_of(coding, name, one.fps, policy) or NEUTRAL)
    return {name: (NEUTRAL, *sorted(classes - {NEUTRAL})) for name, classes in found.items()}


@dataclass(frozen=True, eq=False)
class ClassMatrix:
    """Counts by the classes of two coders.

    Parameters
    ----------
    classes : tuple of str
        Those that occur.
    counts : ndarray of shape (classes, classes), int64
        First coder by row, second by column.
    """

    classes: tuple[str, ...]
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, classes: Sequence[str], counts: NDArray[Any]) -> ClassMatrix:
        """Leave out classes that neither coder uses.

        >>> kept = ClassMatrix.of(["a", "b", "c"], np.array([[3, 0, 1], [0, 0, 0], [0, 0, 2]]))
        >>> kept.to_dict()
        {'classes': ['a', 'c'], 'counts': [[3, 1], [0, 2]]}
        """
        used = np.flatnonzero(counts.sum(axis=0) + counts.sum(axis=1))
        return cls(tuple(classes[int(i)] for i in used), counts[np.ix_(used, used)].astype(np.int64))

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {"classes": list(self.classes), "counts": self.counts.tolist()}
