"""A recogniser of onset-apex flow maps that has few choices to make and makes them beforehand."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold
from sklearn.svm import SVC
from sklearn.utils.validation import check_is_fitted

from countenance.core.errors import InputError
from countenance.recognition.flow_normalisation import mirrored, restore_flow
from countenance.recognition.flow_patterns import flow_patterns
from countenance.recognition.flow_samples import checked_labels, checked_maps

__all__ = ["FlowRecogniser"]

_Kernels = tuple[NDArray[np.float64], NDArray[np.float64]]

_FACTORS = (1.0, 1 / 3, 3.0)
_INNER_FOLDS = 5
_LEAST_PEOPLE = 2


class FlowRecogniser(ClassifierMixin, BaseEstimator):
    """Two support vector machines on directional flow patterns, each fitted on the maps and their mirror images.

    Zero and scales are restored in every sample (`flow_normalisation`), the patterns are vectors of length 1
    (`flow_patterns`), and one machine has the linear kernel while the other has the Gaussian one. Every
    sample is judged together with its mirror image, and classes weigh the same however rare they are. The
    constants fit vectors of length 1. Told who is seen, the recogniser chooses between the given costs, a third
    and three times as much on held-out training participants; nothing else is selected on data.

    Parameters
    ----------
    linear_cost : float
        Cost C of the linear machine.
    gaussian_cost : float
        Cost C of the Gaussian machine.
    gamma : float
        Of the Gaussian kernel exp(-gamma |x - y|^2), for vectors of length 1.
    restore : bool
        Whether zero and scales are restored. Leave it on for maps of which nothing is known.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
    patterns_ : ndarray of shape (2 n, d)
        Of the training maps and their mirror images.
    cost_factor_ : float
        By which both costs were multiplied; 1 where participants were not told.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> y = np.repeat(["down", "up"], 20)
    >>> X = rng.normal(0, 0.2, (40, 28, 28, 3))
    >>> X[:, 4:9, 4:24, 1] += np.where(y == "up", -1, 1)[:, None, None]
    >>> FlowRecogniser().fit(X[::2], y[::2]).score(X[1::2], y[1::2])
    1.0
    """

    def __init__(
        self,
        linear_cost: float = 0.3,
        gaussian_cost: float = 1.0,
        gamma: float = 1.0,
        *,
        restore: bool = True,
    ) -> None:
        self.linear_cost = linear_cost
        self.gaussian_cost = gaussian_cost
        self.gamma = gamma
        self.restore = restore

    def fit(self, X: ArrayLike, y: ArrayLike, groups: ArrayLike | None = None) -> Self:
        """Learn from flow maps.

        Parameters
        ----------
        X : array_like of shape (n, 28, 28, 3), float
            Horizontal flow, vertical flow (down is positive) and strain, from onset to apex.
        y : array_like of shape (n,)
        groups : array_like of shape (n,), optional
            Participants, for the choice of the costs; without them (or with one only) they stay as given.

        Returns
        -------
        FlowRecogniser
            The recogniser itself. With training samples of one class only, it always says that class.

        Raises
        ------
        InputError
            If maps, classes or participants cannot be used.
        """
        patterns, turned = self._patterns(X)
        labels = checked_labels(y, len(patterns))
        self.classes_ = np.unique(labels)
        self.patterns_ = np.concatenate([patterns, turned])
        self.machines_: list[SVC] = []
        self.cost_factor_ = 1.0
        if len(self.classes_) > 1:
            kernels = self._kernels(self.patterns_)
            self.cost_factor_ = self._best_factor(kernels, labels, groups)
            self.machines_ = self._machines(kernels, np.concatenate([labels, labels]), self.cost_factor_)
        return self

    def predict_proba(self, X: ArrayLike) -> NDArray[np.float64]:
        """Weight of every class, from 0 to 1.

        Parameters
        ----------
        X : array_like of shape (n, 28, 28, 3), float

        Returns
        -------
        ndarray of shape (n, n_classes), float64
            In the order of ``classes_``, each row with the sum 1: the softmax of the machines' mean decision. They
            rank classes and may be averaged with others; they are not calibrated frequencies.

        Raises
        ------
        InputError
            If the maps cannot be used.
        """
        check_is_fitted(self)
        sides = self._patterns(X)
        if sides[0].shape[1] != self.patterns_.shape[1]:
            raise InputError(
                f"flow maps of shape {np.shape(X)} differ in size from those learned from: expected the same grid"
            )
        if not self.machines_:
            return np.ones((len(sides[0]), 1))
        decisions = [
            _decision(machine, kernel)
            for side in sides
            for machine, kernel in zip(self.machines_, self._kernels(side), strict=True)
        ]
        return np.asarray(softmax(np.mean(decisions, axis=0), axis=1))

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The class of the greatest weight.

        Parameters
        ----------
        X : array_like of shape (n, 28, 28, 3), float

        Returns
        -------
        ndarray of shape (n,)
        """
        heaviest = self.predict_proba(X).argmax(axis=1)
        chosen: NDArray[Any] = self.classes_[heaviest]
        return chosen

    def _machines(self, kernels: _Kernels, labels: NDArray[Any], factor: float) -> list[SVC]:
        costs = (factor * self.linear_cost, factor * self.gaussian_cost)
        return [
            SVC(kernel="precomputed", C=cost, class_weight="balanced").fit(kernel, labels)
            for cost, kernel in zip(costs, kernels, strict=True)
        ]

    def _best_factor(self, kernels: _Kernels, labels: NDArray[Any], groups: ArrayLike | None) -> float:
        """The factor with the best UF1 for training participants held out; the first of equals."""
        people = np.arange(0) if groups is None else np.asarray(groups)
        if groups is not None and people.shape != labels.shape:
            raise InputError(f"groups must be one participant a sample: {labels.shape}, not {people.shape}")
        n_people = len(np.unique(people))
        if n_people < _LEAST_PEOPLE:
            return 1.0
        predicted = {factor: np.empty_like(labels) for factor in _FACTORS}
        folds = GroupKFold(min(_INNER_FOLDS, n_people))
        for train, test in folds.split(labels, labels, people):
            for factor, told in predicted.items():
                told[test] = self._told(kernels, labels, train, test, factor)
        scores = [
            f1_score(labels, told, labels=self.classes_, average="macro", zero_division=0)
            for told in predicted.values()
        ]
        return _FACTORS[int(np.argmax(scores))]

    def _told(
        self,
        kernels: _Kernels,
        labels: NDArray[Any],
        train: NDArray[np.intp],
        test: NDArray[np.intp],
        factor: float,
    ) -> NDArray[Any]:
        """What machines fitted on some training samples and their mirror images say about others."""
        n = len(labels)
        both, known = np.concatenate([train, train + n]), labels[train]
        classes = np.unique(known)
        if len(classes) == 1:
            return np.repeat(classes, len(test))
        parts = [kernel[:, both] for kernel in kernels]
        machines = self._machines((parts[0][both], parts[1][both]), np.concatenate([known, known]), factor)
        decisions = [
            _decision(machine, part[side])
            for side in (test, test + n)
            for machine, part in zip(machines, parts, strict=True)
        ]
        told: NDArray[Any] = classes[np.mean(decisions, axis=0).argmax(axis=1)]
        return told

    def _kernels(self, patterns: NDArray[np.float64]) -> _Kernels:
        """Linear and Gaussian kernel with every training pattern; both need the same products, computed once."""
        products = patterns @ self.patterns_.T
        squares = [np.einsum("ij,ij->i", rows, rows) for rows in (patterns, self.patterns_)]
        distances = np.maximum(squares[0][:, None] + squares[1] - 2 * products, 0)
        return products, np.exp(-self.gamma * distances)

    def _patterns(self, X: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Patterns of the maps and of their mirror images."""
        maps = restore_flow(X) if self.restore else checked_maps(X).astype(np.float64)
        return flow_patterns(maps), flow_patterns(mirrored(maps))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.three_d_array = True
        return tags


def _decision(machine: SVC, kernel: NDArray[np.float64]) -> NDArray[np.float64]:
    """Decision for every class, one column each, also where there are two."""
    found = np.asarray(machine.decision_function(kernel))
    return found if found.ndim == 2 else np.stack([-found, found], axis=1)
