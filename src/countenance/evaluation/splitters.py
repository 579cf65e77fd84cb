"""Who is held out: scikit-learn splitters with the field's protocols, spelled out.

"LOSO" and "LOVO" alone are never names here: the first has been read as leave-one-session-out, and the second
means one expression clip in the CAS(ME)2 paper but one recording elsewhere.

Besides ``split`` a splitter here says ``name`` (for command lines and results), ``title``, and, where that
is so, ``shares_participants`` or ``holds_out_databases``; a splitter of one's own may say the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.model_selection import GroupKFold, LeaveOneGroupOut, LeaveOneOut

from countenance.core.contracts import Splitter
from countenance.core.errors import InputError

__all__ = [
    "SPLITTERS",
    "GroupedKFold",
    "LeaveOneDatabaseOut",
    "LeaveOneSubjectOut",
    "LeaveOneVideoOut",
    "splitter",
]


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
    shares_participants = True

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


class LeaveOneDatabaseOut(LeaveOneGroupOut):
    """Each database is the test set once, for a method that has never seen its camera, light or people.

    ``split(X, y, groups)`` takes each sample's database as its group, or a group ``"database:participant"``, of
    which it reads what stands before the colon. Databases that filmed the same people (``Recording.people``)
    must not be divided: :func:`~countenance.evaluation.cross_validate` refuses that as a leak.

    Examples
    --------
    >>> folds = LeaveOneDatabaseOut().split([[0], [1], [2]], groups=["samm:006", "casme2:sub01", "samm:007"])
    >>> [test.tolist() for _, test in folds]
    [[1], [0, 2]]
    """

    name = "leave-one-database-out"
    title = "Leave one database out"
    holds_out_databases = True

    def split(
        self, X: Any, y: Any = None, groups: Any = None
    ) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
        """Yield training and test indices, database by database in alphabetical order."""
        databases = None if groups is None else _databases(groups)
        if databases is not None and len(set(databases)) == 1:
            raise InputError(f"all of them are of {databases[0]}; open the release of another database too")
        yield from super().split(X, y, databases)

    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int:
        """Count the folds: one a database."""
        return int(super().get_n_splits(X, y, None if groups is None else _databases(groups)))


def _databases(groups: ArrayLike) -> NDArray[np.str_]:
    return np.array([str(group).partition(":")[0] for group in np.asarray(groups).tolist()], dtype=np.str_)


class GroupedKFold(GroupKFold):
    """Participants dealt into a few folds of about equal size: quicker than one fold for each of them.

    Parameters
    ----------
    n_splits : int
        Number of folds; no more than there are participants.

    Examples
    --------
    >>> folds = GroupedKFold(2).split([[0], [1], [2]], groups=["s15", "s16", "s15"])
    >>> [test.tolist() for _, test in folds]
    [[0, 2], [1]]
    """

    name = "grouped-k-fold"
    title = "Grouped k-fold by participant"

    def __init__(self, n_splits: int = 5) -> None:
        super().__init__(n_splits)


SPLITTERS: dict[str, type[Splitter]] = {
    kind.name: kind for kind in (LeaveOneSubjectOut, LeaveOneVideoOut, LeaveOneDatabaseOut, GroupedKFold)
}
"""Protocols by the names that the command line and results call them by."""


def splitter(name: str, **parameters: Any) -> Splitter:
    """A protocol by its name.

    Parameters
    ----------
    name : str
        One of :data:`SPLITTERS`.
    **parameters
        What the splitter takes, for example ``n_splits=10``.

    Raises
    ------
    InputError
        If there is none of that name; the message lists what there is.

    Examples
    --------
    >>> splitter("grouped-k-fold", n_splits=3).get_n_splits()
    3
    """
    try:
        kind = SPLITTERS[name]
    except KeyError:
        raise InputError(f"{name!r} is no protocol; known protocols: {', '.join(SPLITTERS)}") from None
    return kind(**parameters)
