"""Predictions of every fold put together before anything is scored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.errors import InputError
from countenance.recognition import polynomial_svm

__all__ = ["Fold", "checked_folds", "pooled", "predict_majority", "predict_out_of_fold"]

Fold = tuple[NDArray[np.intp], NDArray[np.intp]]
"""Indices of the training and of the test samples."""


def predict_out_of_fold(kernel: NDArray[np.float64], y: ArrayLike, folds: Iterable[Fold]) -> NDArray[Any]:
    """Predict every sample by the paper's SVM, fitted on the other folds.

    Parameters
    ----------
    kernel : ndarray of shape (n, n)
        Of all pairs of samples. It holds nothing learned, so computing it once for all folds leaks nothing.
    y : array of shape (n,)
    folds : iterable of Fold
        Each sample is tested at most once.

    Returns
    -------
    ndarray of shape (n,)
        Predicted labels. A fold whose training samples are all of one class predicts that class.

    Raises
    ------
    InputError
        If a sample is in training and test at once, or is never or twice tested.
    """
    return pooled(np.asarray(y), folds, lambda train, test, labels: _fold_svm(kernel, train, test, labels))


def _fold_svm(
    kernel: NDArray[np.float64], train: NDArray[np.intp], test: NDArray[np.intp], labels: NDArray[Any]
) -> NDArray[Any]:
    if len(np.unique(labels)) == 1:
        return np.repeat(labels[:1], len(test))
    machine = polynomial_svm(precomputed=True).fit(kernel[np.ix_(train, train)], labels)
    predicted: NDArray[Any] = machine.predict(kernel[np.ix_(test, train)])
    return predicted


def predict_majority(y: ArrayLike, folds: Iterable[Fold]) -> NDArray[Any]:
    """Predict the most frequent class of each fold's training samples, the first in order among equals."""

    def majority(_: NDArray[np.intp], test: NDArray[np.intp], labels: NDArray[Any]) -> NDArray[Any]:
        classes, counts = np.unique(labels, return_counts=True)
        return np.repeat(classes[np.argmax(counts)], len(test))

    return pooled(np.asarray(y), folds, majority)


def pooled(
    y: NDArray[Any],
    folds: Iterable[Fold],
    predict: Callable[[NDArray[np.intp], NDArray[np.intp], NDArray[Any]], NDArray[Any]],
) -> NDArray[Any]:
    """Predictions of all folds in the order of the samples.

    Parameters
    ----------
    y : ndarray of shape (n,)
    folds : iterable of Fold
    predict : callable
        Given training indices, test indices and training labels, names a label for each test sample.

    Raises
    ------
    InputError
        As :func:`checked_folds`.
    """
    predicted = np.empty_like(y)
    for train, test in checked_folds(folds, len(y)):
        predicted[test] = predict(train, test, y[train])
    return predicted


def checked_folds(folds: Iterable[Fold], n: int) -> Iterator[Fold]:
    """The folds one by one, checked for testing every sample once and on a model that has not seen it.

    Parameters
    ----------
    folds : iterable of Fold
        Not held, so that the training positions of many folds need not fit into memory.
    n : int
        Number of samples.

    Yields
    ------
    Fold

    Raises
    ------
    InputError
        If a sample is in training and test at once, or, after the last fold, is never or twice tested.
    """
    tested = np.zeros(n, dtype=int)
    for given in folds:
        train, test = (np.asarray(positions, dtype=np.intp) for positions in given)
        held_out = np.zeros(n, dtype=bool)
        held_out[test] = True
        if held_out[train].any():
            raise InputError(f"samples {np.intersect1d(train, test)} are in training and test at once")
        tested += np.bincount(test, minlength=n)
        yield train, test
    if not np.all(tested == 1):
        raise InputError(f"samples {np.flatnonzero(tested != 1)} are not tested exactly once")
