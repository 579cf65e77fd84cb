"""A recogniser of onset-apex flow maps that has few choices to make and makes them beforehand."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.svm import SVC
from sklearn.utils.validation import check_is_fitted

from countenance.core.errors import InputError
from countenance.recognition.flow_normalisation import mirrored, restore_flow
from countenance.recognition.flow_patterns import flow_patterns
from countenance.recognition.flow_samples import checked_labels, checked_maps

__all__ = ["FlowRecogniser"]


class FlowRecogniser(ClassifierMixin, BaseEstimator):
    """Two support vector machines on directional flow patterns, each fitted on the maps and their mirror images.

    Zero and scales are restored in every sample (`flow_normalisation`), the patterns are vectors of length 1
    (`flow_patterns`), and one machine has the linear kernel while the other has the Gaussian one. Every
    sample is judged together with its mirror image, and classes weigh the same however rare they are. Nothing is
    selected on data: the constants fit vectors of length 1 and were chosen on simulated movements.

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

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Learn from flow maps.

        Parameters
        ----------
        X : array_like of shape (n, 28, 28, 3), float
            Horizontal flow, vertical flow (down is positive) and strain, from onset to apex.
        y : array_like of shape (n,)

        Returns
        -------
        FlowRecogniser
            The recogniser itself. With training samples of one class only, it always says that class.

        Raises
        ------
        InputError
            If maps or classes cannot be used.
        """
        patterns, turned = self._patterns(X)
        labels = checked_labels(y, len(patterns))
        self.classes_ = np.unique(labels)
        self.patterns_ = np.concatenate([patterns, turned])
        self.machines_: list[SVC] = []
        if len(self.classes_) > 1:
            twice = np.concatenate([labels, labels])
            costs = (self.linear_cost, self.gaussian_cost)
            self.machines_ = [
                SVC(kernel="precomputed", C=cost, class_weight="balanced").fit(kernel, twice)
                for cost, kernel in zip(costs, self._kernels(self.patterns_), strict=True)
            ]
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

    def _kernels(self, patterns: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
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
