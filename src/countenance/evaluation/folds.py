"""One fold: a fresh estimator is fitted on training samples, and asked about test samples without their labels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone

from countenance.core.cache import ArrayCache
from countenance.core.errors import InputError
from countenance.core.parcels import Parcel
from countenance.evaluation.arrays import ExtraSamples, SampleArrays
from countenance.evaluation.fold_keys import fold_key
from countenance.evaluation.mapped import MappedFile, mapped_again
from countenance.evaluation.positions import Positions
from countenance.evaluation.versions import versions
from countenance.recognition.grouped_search import group_argument
from countenance.recognition.indexing import take

__all__ = ["FoldPlan", "FoldPredictions", "FoldRun", "fit_on", "run_fold"]


@dataclass(frozen=True, slots=True)
class FoldPlan:
    """What a fold trains on and what it tests, as positions; small, because all folds are held at once.

    Parameters
    ----------
    trained : Positions
    test : ndarray of int
    added : Positions
        Among the extra training samples.
    """

    trained: Positions
    test: NDArray[np.intp]
    added: Positions

    @property
    def train(self) -> NDArray[np.intp]:
        """Positions of the training samples, made anew each time."""
        return self.trained.array()

    @property
    def extra(self) -> NDArray[np.intp]:
        """Positions among the extra training samples, made anew each time."""
        return self.added.array()


@dataclass(frozen=True, slots=True)
class FoldPredictions:
    """What a fold's estimator says about its test samples.

    Parameters
    ----------
    predicted : ndarray of shape (m,), int
        Positions among the classes.
    probabilities : ndarray of shape (m, c), float64, or None
        Where the estimator has ``predict_proba``; 0 for a class that it was not trained on.
    decisions : ndarray of shape (m,) or (m, k), float64, or None
        Values of ``decision_function``, where the estimator has that but no probabilities.
    """

    predicted: NDArray[np.intp]
    probabilities: NDArray[np.float64] | None
    decisions: NDArray[np.float64] | None = None

    def agrees_with(self, other: FoldPredictions) -> bool:
        """Whether both say the same, to within the rounding of numbers; what one of them lacks is not compared."""
        values = ((self.probabilities, other.probabilities), (self.decisions, other.decisions))
        return np.array_equal(self.predicted, other.predicted) and all(
            a is None or b is None or (a.shape == b.shape and np.allclose(a, b, equal_nan=True))
            for a, b in values
        )


@dataclass(frozen=True)
class FoldRun:
    """Everything that folds have in common, so that one of them is a small task.

    Parameters
    ----------
    estimator : estimator
        Never fitted itself.
    samples : SampleArrays
    extra : ExtraSamples or None
    classes : ndarray of shape (c,)
    cache : Path or None
    versions : dict
        Of packages, as the process sees them that began the run: a worker may have loaded fewer.
    """

    estimator: Any
    samples: SampleArrays
    extra: ExtraSamples | None
    classes: NDArray[Any]
    cache: Path | None
    versions: dict[str, str] = field(default_factory=versions)

    def __getstate__(self) -> dict[str, Any]:
        # A fold asks for nothing that only names samples, and it would be sent with every one.
        samples = replace(self.samples, ids=(), databases=None, recordings=None, intervals=None)
        return self.__dict__ | {
            "samples": _each(MappedFile.of, samples),
            "extra": _each(MappedFile.of, self.extra),
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        arrived = {name: _each(mapped_again, state[name]) for name in ("samples", "extra")}
        self.__dict__.update(state | arrived)


_Arrays = TypeVar("_Arrays", SampleArrays, ExtraSamples | None)


def _each(change: Callable[[Any], Any], arrays: _Arrays) -> _Arrays:
    if arrays is None:
        return arrays
    return replace(arrays, **{f.name: change(getattr(arrays, f.name)) for f in fields(arrays)})


def run_fold(parcel: Parcel[FoldRun], plan: FoldPlan) -> FoldPredictions:
    """Fit on a fold's training samples and predict its test samples, or take the predictions from the cache."""
    run = parcel.open()
    key = None if run.cache is None else fold_key(run, plan)
    if run.cache is None or key is None:
        return _fit_and_predict(run, plan)
    store = ArrayCache(run.cache)
    kept = store.get(key)
    if kept is not None:
        return FoldPredictions(kept["predicted"], kept.get("probabilities"), kept.get("decisions"))
    outcome = _fit_and_predict(run, plan)
    arrays = {name: getattr(outcome, name) for name in FoldPredictions.__slots__}
    store.put(key, {name: array for name, array in arrays.items() if array is not None})
    return outcome


def fit_on(estimator: Any, X: Any, y: NDArray[Any], groups: NDArray[np.str_]) -> Any:
    """A clone of the estimator, fitted on these samples and no others.

    Parameters
    ----------
    estimator : estimator
        Stays as it is. If its ``fit`` (or that of a pipeline's last step) takes ``groups``, it is given the
        training participants, for an inner selection that keeps them apart.
    X : ndarray or list
    y, groups : ndarray of shape (n,)
    """
    model = clone(estimator)
    model.fit(X, y, **group_argument(model, groups))
    return model


def _fit_and_predict(run: FoldRun, plan: FoldPlan) -> FoldPredictions:
    samples, train, extra = run.samples, plan.train, plan.extra
    X, y, groups = take(samples.X, train), samples.y[train], samples.groups[train]
    if run.extra is not None and len(extra):
        X = _joined(X, take(run.extra.X, extra))
        y = np.concatenate([y, run.extra.y[extra]])
        groups = np.concatenate([groups, run.extra.groups[extra]])
    present = np.unique(y)
    if len(present) == 1:  # many classifiers refuse a single class, and it leaves no choice
        return _constant(run, present[0], len(plan.test))
    try:
        model = fit_on(run.estimator, X, y, groups)
        tested = take(samples.X, plan.test)
        predicted = _positions(model.predict(tested), run.classes, len(plan.test))
        probabilities = _probabilities(model, tested, run.classes) if _has_probabilities(model) else None
        decisions = _decisions(model, tested) if probabilities is None else None
    except Exception as error:
        error.add_note(f"in the fold that tests {_some(samples.groups[plan.test])}")
        raise
    return FoldPredictions(predicted, probabilities, decisions)


def _has_probabilities(model: Any) -> bool:
    return hasattr(model, "predict_proba") and hasattr(model, "classes_")


def _constant(run: FoldRun, label: Any, n: int) -> FoldPredictions:
    position = int(np.flatnonzero(run.classes == label)[0])
    probabilities = np.zeros((n, len(run.classes)))
    probabilities[:, position] = 1.0
    known = hasattr(run.estimator, "predict_proba")
    return FoldPredictions(np.full(n, position, dtype=np.intp), probabilities if known else None)


def _joined(X: Any, extra: Any) -> Any:
    if isinstance(X, np.ndarray) and isinstance(extra, np.ndarray):
        if X.shape[1:] != extra.shape[1:]:
            raise InputError(
                f"extra training samples are of shape {extra.shape[1:]}, but the samples of {X.shape[1:]}"
            )
        return np.concatenate([X, extra])
    return [*X, *extra]


def _positions(predicted: Any, classes: NDArray[Any], n: int) -> NDArray[np.intp]:
    labels = np.asarray(predicted)
    if labels.shape != (n,):
        raise InputError(
            f"the estimator predicts an array of shape {labels.shape} for {n} samples, not ({n},)"
        )
    position = {label: i for i, label in enumerate(classes.tolist())}
    unknown = next((label for label in labels.tolist() if label not in position), None)
    if unknown is not None:
        raise InputError(
            f"the estimator predicts {unknown!r}, which is none of the labels {classes.tolist()}"
        )
    return np.array([position[label] for label in labels.tolist()], dtype=np.intp)


def _probabilities(model: Any, X: Any, classes: NDArray[Any]) -> NDArray[np.float64]:
    told = np.asarray(model.predict_proba(X), dtype=np.float64)
    columns = _positions(model.classes_, classes, len(model.classes_))
    if told.shape != (len(X), len(columns)) or not np.isfinite(told).all():
        raise InputError(
            f"the estimator's predict_proba gives an array of shape {told.shape}, or values that are not finite, "
            f"where {len(X)} rows of {len(columns)} probabilities were expected"
        )
    probabilities = np.zeros((len(X), len(classes)))
    probabilities[:, columns] = told
    return probabilities


def _decisions(model: Any, X: Any) -> NDArray[np.float64] | None:
    told = model.decision_function(X) if hasattr(model, "decision_function") else None
    return None if told is None else np.asarray(told, dtype=np.float64)


def _some(groups: NDArray[np.str_]) -> str:
    names = np.unique(groups).tolist()
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
