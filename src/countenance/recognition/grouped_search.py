"""Selection of parameters inside the training set, on folds that keep participants apart.

Parameters chosen on the people who are tested afterwards, or on folds that mix clips of one participant, look
better than they are. Here candidates are compared by the UF1 of pooled predictions for held-out training
participants. Few principled candidates are better than many: nested selection over hundreds of kernels has been
measured to score below one sensible recipe.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold, LeaveOneGroupOut, ParameterGrid
from sklearn.model_selection._search import BaseSearchCV
from sklearn.pipeline import Pipeline
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from countenance.core.errors import InputError
from countenance.recognition.indexing import take

__all__ = ["GroupedSearch", "group_argument"]


def group_argument(model: Any, groups: NDArray[Any]) -> dict[str, Any]:
    """Participants by the name under which an estimator's ``fit`` takes them, or nothing where it takes none.

    Parameters
    ----------
    model : estimator
        Of a pipeline the last step is asked.
    groups : ndarray of shape (n,)

    Examples
    --------
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.svm import SVC
    >>> group_argument(make_pipeline(GroupedSearch(SVC(), {"C": [1]})), np.array(["s15"]))
    {'groupedsearch__groups': array(['s15'], dtype='<U3')}
    >>> group_argument(SVC(), np.array(["s15"]))
    {}
    """
    if isinstance(model, Pipeline):
        name, last = model.steps[-1]
        return {f"{name}__{key}": value for key, value in group_argument(last, groups).items()}
    # A search takes groups among its further arguments, where no signature shows them.
    takes = isinstance(model, BaseSearchCV) or (
        hasattr(model, "fit") and "groups" in inspect.signature(model.fit).parameters
    )
    return {"groups": groups} if takes else {}


def _has_probabilities(search: GroupedSearch) -> bool:
    return hasattr(getattr(search, "best_estimator_", search.estimator), "predict_proba")


class GroupedSearch(ClassifierMixin, BaseEstimator):
    """A classifier that chooses among a few candidates by inner, grouped validation.

    Parameters
    ----------
    estimator : estimator
    grid : mapping or list of mapping
        Parameter to the values that are tried, as :class:`sklearn.model_selection.ParameterGrid` takes it.
    n_splits : int, optional
        Inner folds of whole participants; one participant at a time unless given.

    Attributes
    ----------
    best_params_ : dict
        The first candidate with the highest UF1.
    scores_ : list of float
        UF1 of each candidate, in the order of the grid.
    best_estimator_ : estimator
        Fitted on all training samples with ``best_params_``.
    classes_ : ndarray of shape (c,)

    Examples
    --------
    >>> from sklearn.neighbors import KNeighborsClassifier
    >>> X = np.array([[0.0], [4.0], [0.1], [4.1], [0.2], [4.2]])
    >>> y, people = ["sad", "glad"] * 3, [1, 1, 2, 2, 3, 3]
    >>> search = GroupedSearch(KNeighborsClassifier(), {"n_neighbors": [4, 1]}).fit(X, y, groups=people)
    >>> search.best_params_, search.predict([[0.3]]).tolist()
    ({'n_neighbors': 1}, ['sad'])
    >>> search.fit(X, y)
    Traceback (most recent call last):
    ...
    countenance.core.errors.InputError: GroupedSearch needs to know who is seen: fit(X, y, groups=participants)
    """

    def __init__(
        self,
        estimator: Any,
        grid: Mapping[str, Sequence[Any]] | Sequence[Mapping[str, Sequence[Any]]],
        n_splits: int | None = None,
    ) -> None:
        self.estimator = estimator
        self.grid = grid
        self.n_splits = n_splits

    def fit(self, X: Any, y: ArrayLike, groups: ArrayLike | None = None) -> Self:
        """Choose a candidate and fit it on everything.

        Parameters
        ----------
        X : ndarray of shape (n, ...) or sequence of ndarray
        y, groups : array of shape (n,)
            Labels and participants.

        Raises
        ------
        InputError
            If participants are not given, or there are too few of them to hold any out.
        """
        if groups is None:
            raise InputError("GroupedSearch needs to know who is seen: fit(X, y, groups=participants)")
        labels, people = np.asarray(y), np.asarray(groups)
        n_people = len(np.unique(people))
        if n_people < max(2, self.n_splits or 2):
            raise InputError(
                f"GroupedSearch is to hold out some of {n_people} training participants in "
                f"{self.n_splits or n_people} folds: at least {max(2, self.n_splits or 2)} are needed"
            )
        candidates = list(ParameterGrid(self.grid))
        self.classes_ = np.unique(labels)
        self.scores_ = [self._inner_uf1(candidate, X, labels, people) for candidate in candidates]
        self.best_params_ = candidates[int(np.argmax(self.scores_))]
        self.best_estimator_ = self._fitted(self.best_params_, X, labels, people)
        return self

    def predict(self, X: Any) -> NDArray[Any]:
        """Labels by the chosen candidate."""
        check_is_fitted(self)
        predicted: NDArray[Any] = self.best_estimator_.predict(X)
        return predicted

    @available_if(_has_probabilities)
    def predict_proba(self, X: Any) -> NDArray[np.float64]:
        """Probabilities by the chosen candidate, in the order of ``classes_``."""
        check_is_fitted(self)
        probabilities: NDArray[np.float64] = self.best_estimator_.predict_proba(X)
        return probabilities

    def _inner_uf1(self, candidate: dict[str, Any], X: Any, y: NDArray[Any], people: NDArray[Any]) -> float:
        folds = LeaveOneGroupOut() if self.n_splits is None else GroupKFold(self.n_splits)
        predicted = np.empty_like(y)
        for train, test in folds.split(np.zeros(len(y)), y, people):
            if len(np.unique(y[train])) == 1:
                predicted[test] = y[train[0]]
            else:
                model = self._fitted(candidate, take(X, train), y[train], people[train])
                predicted[test] = model.predict(take(X, test))
        return float(f1_score(y, predicted, labels=self.classes_, average="macro", zero_division=0))

    def _fitted(self, candidate: dict[str, Any], X: Any, y: NDArray[Any], people: NDArray[Any]) -> Any:
        model = clone(self.estimator).set_params(**candidate)
        return model.fit(X, y, **group_argument(model, people))
