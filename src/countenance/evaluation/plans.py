"""What each fold trains on and tests, divided by a splitter and checked for leaks before anything is fitted."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.contracts import Splitter
from countenance.core.errors import InputError
from countenance.core.intervals import Interval
from countenance.evaluation.arrays import ExtraSamples, SampleArrays, refuse_second_spellings, sample_arrays
from countenance.evaluation.folds import FoldPlan
from countenance.evaluation.leaks import LeakCheck, LeakRules
from countenance.evaluation.pooling import checked_folds
from countenance.evaluation.positions import Positions

__all__ = ["check_protocol", "checked_splitter", "fold_plans", "shares_participants", "splitter_name"]


def checked_splitter(splitter: Any) -> Splitter:
    """The splitter, once it is certain that it is one.

    Raises
    ------
    InputError
        If it is something else, for example the name or the class of one.
    """
    if isinstance(splitter, type | str) or not hasattr(splitter, "split"):
        raise InputError(
            f"{splitter!r} is no splitter: give an object with a method split, for example LeaveOneSubjectOut()"
        )
    checked: Splitter = splitter
    return checked


def splitter_name(splitter: Splitter) -> str:
    """Its name, for results."""
    return str(getattr(splitter, "name", type(splitter).__name__))


def shares_participants(splitter: Splitter) -> bool:
    """Whether it says that it tests people whom it has trained on."""
    return bool(getattr(splitter, "shares_participants", False))


def fold_plans(
    samples: SampleArrays, extra: ExtraSamples | None, splitter: Splitter, rules: LeakRules
) -> tuple[list[FoldPlan], list[str]]:
    """A plan for each fold, and what was left out of training and why.

    Raises
    ------
    LeakError
        If training and test samples of a fold share what the rules refuse.
    InputError
        If the splitter cannot divide the samples, or leaves a fold nothing to train on.
    """
    check = LeakCheck(samples, rules, extra)
    plans, remarks = [], []
    n, n_extra = len(samples.ids), 0 if extra is None else len(extra.groups)
    for divided, test in _folds(samples, splitter):
        train, left_out = check.training((divided.array(), test))
        if not len(train):
            raise InputError(f"a fold that tests {samples.ids[test[0]]!r} has nothing to train on")
        added = Positions.of(check.extra_training(test), n_extra)
        plans.append(FoldPlan(Positions.of(train, n), test, added))
        remarks += left_out
    return plans, remarks


def check_protocol(
    y: ArrayLike,
    groups: ArrayLike,
    splitter: Splitter,
    *,
    ids: Sequence[str],
    databases: ArrayLike,
    recordings: ArrayLike,
    intervals: Iterable[Interval],
    overlaps: Literal["refuse", "drop"] = "refuse",
) -> None:
    """Refuse a protocol that cannot divide these samples or leaks, while nothing of their content is known.

    Parameters and exceptions are those of :func:`~countenance.evaluation.cross_validate`.
    """
    blank = np.zeros((len(ids), 1))
    samples = sample_arrays(
        blank, y, groups, ids=ids, databases=databases, recordings=recordings, intervals=intervals
    )
    refuse_second_spellings(samples.groups.tolist())
    fold_plans(samples, None, splitter, LeakRules(shares_participants(splitter), overlaps))


def _folds(samples: SampleArrays, splitter: Splitter) -> list[tuple[Positions, NDArray[np.intp]]]:
    """Training and test positions of each fold."""
    by = samples.groups
    if getattr(splitter, "holds_out_databases", False) and samples.databases is not None:
        by = samples.databases
    try:
        with warnings.catch_warnings():
            # A splitter that ignores participants is not to be warned of, but refused by the checks for leaks.
            warnings.filterwarnings("ignore", "The groups parameter is ignored")
            # It is given no content, so that it cannot choose folds by it.
            folds = checked_folds(splitter.split(np.zeros((len(by), 1)), samples.y, by), len(by))
            return [(Positions.of(train, len(by)), test) for train, test in folds]
    except ValueError as error:
        raise InputError(f"{splitter_name(splitter)} cannot divide these samples: {error}") from error
