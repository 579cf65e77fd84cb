"""Extreme learning machine: a random hidden layer, and output weights by least squares."""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import lstsq, solve
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from countenance.core.errors import InputError

__all__ = ["ExtremeLearningMachine"]


class ExtremeLearningMachine(ClassifierMixin, BaseEstimator):
    """A neural network with one hidden layer whose hidden weights are drawn and never trained.

    The hidden layer H = sigmoid(X A + b) is random; the output weights are beta = H^+ T, the least-squares solution
    of smallest norm for targets T of +1 for a sample's class and -1 for the others.

    Parameters
    ----------
    n_hidden : int
        Hidden units.
    alpha : float
        Ridge: above 0 the output weights are (H'H + alpha I)^-1 H'T instead.
    random_state : int, RandomState or None
        Where the hidden weights come from: uniform in [-1, 1], those of the inputs divided by the square root of
        the number of inputs, so that many inputs do not saturate the sigmoid.

    Attributes
    ----------
    classes_ : ndarray
        The labels.
    input_weights_ : ndarray of shape (d, n_hidden), float64
    biases_ : ndarray of shape (n_hidden,), float64
    output_weights_ : ndarray of shape (n_hidden, classes), float64

    References
    ----------
    G.-B. Huang, Q.-Y. Zhu and C.-K. Siew, "Extreme Learning Machine: Theory and Applications", Neurocomputing
    70(1-3), 2006, doi:10.1016/j.neucom.2005.12.126.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    >>> exclusive_or = np.array(["equal", "differ", "differ", "equal"])
    >>> ExtremeLearningMachine(n_hidden=20).fit(X, exclusive_or).predict(X).tolist()
    ['equal', 'differ', 'differ', 'equal']
    """

    def __init__(
        self, n_hidden: int = 1000, alpha: float = 0.0, random_state: int | np.random.RandomState | None = 0
    ) -> None:
        self.n_hidden = n_hidden
        self.alpha = alpha
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Draw the hidden layer and solve for the output weights.

        Parameters
        ----------
        X : array_like of shape (n, d)
            Features of about unit scale.
        y : array_like of shape (n,)
            Labels, of at least two classes.

        Raises
        ------
        InputError
            If a parameter is out of range or there is one class only.
        ValueError
            If X and y are not of the shapes above.
        """
        if self.n_hidden < 1 or self.alpha < 0:
            raise InputError(
                f"n_hidden is {self.n_hidden!r} and alpha {self.alpha!r}: give at least 1 hidden unit and a "
                "ridge of 0 or more."
            )
        features, labels = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(labels)
        self.classes_, codes = np.unique(labels, return_inverse=True)
        if len(self.classes_) < 2:
            raise InputError("The labels hold 1 class: a classifier needs at least two classes.")
        random = check_random_state(self.random_state)
        n_features = features.shape[1]
        self.input_weights_ = random.uniform(-1, 1, (n_features, self.n_hidden)) / np.sqrt(n_features)
        self.biases_ = random.uniform(-1, 1, self.n_hidden)
        targets = 2.0 * np.eye(len(self.classes_))[codes] - 1
        self.output_weights_ = self._output_weights(self._hidden(features), targets)
        return self

    def decision_function(self, X: ArrayLike) -> NDArray[np.float64]:
        """Return the output of every class; for two classes the second's output less the first's.

        Parameters
        ----------
        X : array_like of shape (n, d)

        Returns
        -------
        ndarray of shape (n, classes) or (n,), float64
        """
        check_is_fitted(self)
        features = validate_data(self, X, dtype=np.float64, reset=False)
        outputs: NDArray[np.float64] = self._hidden(features) @ self.output_weights_
        return outputs[:, 1] - outputs[:, 0] if len(self.classes_) == 2 else outputs

    def predict(self, X: ArrayLike) -> NDArray[np.generic]:
        """Return the class with the largest output.

        Parameters
        ----------
        X : array_like of shape (n, d)

        Returns
        -------
        ndarray of shape (n,)
        """
        outputs = self.decision_function(X)
        winners = (outputs > 0).astype(int) if outputs.ndim == 1 else outputs.argmax(axis=1)
        labels: NDArray[np.generic] = self.classes_[winners]
        return labels

    def _hidden(self, X: NDArray[np.float64]) -> NDArray[np.float64]:
        layer: NDArray[np.float64] = expit(X @ self.input_weights_ + self.biases_)
        return layer

    def _output_weights(
        self, hidden: NDArray[np.float64], targets: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        weights: NDArray[np.float64]
        if self.alpha == 0:
            weights = lstsq(hidden, targets)[0]
        elif len(hidden) < self.n_hidden:
            gram = hidden @ hidden.T + self.alpha * np.eye(len(hidden))
            weights = hidden.T @ solve(gram, targets, assume_a="pos")
        else:
            gram = hidden.T @ hidden + self.alpha * np.eye(self.n_hidden)
            weights = solve(gram, hidden.T @ targets, assume_a="pos")
        return weights
