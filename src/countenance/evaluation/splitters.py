"""Who is held out: scikit-learn splitters with the field's protocols, spelled out.

"LOSO" and "LOVO" alone are never names here: the first has been read as leave-one-session-out, and the second
means one expression clip in the CAS(ME)2 paper but one recording elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import LeaveOneGroupOut, LeaveOneOut

__all__ = ["LeaveOneSubjectOut", "LeaveOneVideoOut"]


class LeaveOneSubjectOut(LeaveOneGroupOut):
    """Each participant is the test set once; nobody is in training and test at the same time.

    ``split(X, y, groups)`` takes each sample's participant as its group, ``Clip.group`` for instance.

    Examples
    --------
    >>> [test.tolist() for _, test in LeaveOneSubjectOut().split([[0], [1], [2]], groups=["s15", "s16", "s15"])]
    [[0, 2], [1]]
    """

    name = "leave-one-subject-out"
    title = "Leave one subject out"


class LeaveOneVideoOut(LeaveOneOut):
    """Each clip is the test set once, while other clips of the same participant are in training.

    This is the protocol of the CAS(ME)2 paper. It measures recognition of known people and is therefore
    reported only beside :class:`LeaveOneSubjectOut`.

    Examples
    --------
    >>> [test.tolist() for _, test in LeaveOneVideoOut().split([[0], [1], [2]])]
    [[0], [1], [2]]
    """

    name = "leave-one-video-out"
    title = "Leave one video out"

    def split(
        self, X: Any, y: Any = None, groups: Any = None
    ) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
        """Yield training and test indices; participants play no part, so ``groups`` is not looked at."""
        del groups
        yield from super().split(X, y)

    def get_n_splits(self, X: Any, y: Any = None, groups: Any = None) -> int:
        """Count the folds: one a clip."""
        del groups
        return int(super().get_n_splits(X, y))
