"""Selection inside the training set: on whole participants, or not at all."""

from __future__ import annotations

import inspect
import warnings
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection._search import BaseSearchCV

from countenance.core.errors import InputError

__all__ = ["checked_estimator"]

_FOLDS_LOOKED_AT = 20
"""A splitter may make thousands; one that mixes participants does so in its first."""


def checked_estimator(estimator: Any, y: NDArray[Any], groups: NDArray[np.str_]) -> Any:
    """The estimator, once it is certain that it can be cloned and selects nothing across participants.

    Parameters
    ----------
    estimator : estimator
    y, groups : ndarray of shape (n,)
        Labels and participants, on which the folds of a parameter search are tried.

    Raises
    ------
    InputError
        If it is no scikit-learn classifier, or a part of it would choose something on inner folds that mix
        participants: a parameter search, an estimator that cross-validates by itself, or early stopping.
    """
    if isinstance(estimator, type) or not all(hasattr(estimator, name) for name in ("fit", "get_params")):
        raise _no_estimator(estimator)
    for part in (estimator, *estimator.get_params(deep=True).values()):
        if isinstance(part, BaseSearchCV):
            _check_search(part, y, groups)
        elif hasattr(part, "get_params") and not isinstance(part, type):
            _check_own_folds(part)
    if not hasattr(estimator, "predict"):
        raise _no_estimator(estimator)
    return estimator


def _no_estimator(estimator: Any) -> InputError:
    return InputError(
        f"{estimator!r} is no scikit-learn estimator: an object with fit, predict and get_params was expected"
    )


def _check_search(search: BaseSearchCV, y: NDArray[Any], groups: NDArray[np.str_]) -> None:
    name = type(search).__name__
    try:
        mixes = not hasattr(search.cv, "split") or _mixes(search.cv, y, groups)
    except ValueError as error:
        raise InputError(f"the folds of {name} cannot divide the participants: {error}") from error
    if mixes:
        raise InputError(
            f"{name} would choose its parameters on folds that mix participants: use "
            "countenance.recognition.GroupedSearch, or give it cv=LeaveOneGroupOut() or cv=GroupKFold(5)"
        )


def _mixes(cv: Any, y: NDArray[Any], groups: NDArray[np.str_]) -> bool:
    # Samples often lie participant by participant, where blocks of them would pass for groups.
    order = np.random.default_rng(0).permutation(len(y))
    people = groups[order]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The groups parameter is ignored")
        folds = islice(cv.split(np.zeros((len(y), 1)), y[order], people), _FOLDS_LOOKED_AT)
        return any(np.isin(people[train], people[test]).any() for train, test in folds)


def _check_own_folds(part: Any) -> None:
    parameters, name = part.get_params(deep=False), type(part).__name__
    told = hasattr(part, "fit") and "groups" in inspect.signature(part.fit).parameters
    if "cv" in parameters and not told:
        raise InputError(
            f"{name} would learn on inner folds that mix participants, for it cannot be told who is seen: choose "
            "parameters with countenance.recognition.GroupedSearch"
        )
    if parameters.get("early_stopping") is True and not told:
        raise InputError(
            f"{name} would stop early by samples drawn at random, which mix participants: set "
            "early_stopping=False and a number of iterations"
        )
