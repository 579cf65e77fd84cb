"""Seeds among an estimator's parameters, and what draws without one."""

from __future__ import annotations

from typing import Any

from sklearn.ensemble import BaseEnsemble

from countenance.evaluation.naming import estimator_text

__all__ = ["seeds_of", "unseeded_remarks"]

_NAMES = {"random_state", "seed"}

_DRAWS_WHEN: dict[str, tuple[str, tuple[Any, ...]]] = {
    "SVC": ("probability", (True,)),
    "NuSVC": ("probability", (True,)),
    "LinearSVC": ("dual", (True, "auto")),
    "LogisticRegression": ("solver", ("sag", "saga", "liblinear")),
    "LogisticRegressionCV": ("solver", ("sag", "saga", "liblinear")),
    "RidgeClassifier": ("solver", ("sag", "saga")),
    "DummyClassifier": ("strategy", ("uniform", "stratified")),
    "PCA": ("svd_solver", ("auto", "arpack", "randomized")),
}
"""Estimators of scikit-learn that have ``random_state`` but, as it documents, use it under these settings alone."""


def seeds_of(estimator: Any) -> dict[str, Any]:
    """Every seed among the parameters; a generator is told as it prints itself.

    >>> from sklearn.ensemble import RandomForestClassifier
    >>> seeds_of(RandomForestClassifier(random_state=7))
    {'random_state': 7}
    """
    return {
        name: value if value is None or isinstance(value, int) else estimator_text(value)
        for name, value in sorted(estimator.get_params(deep=True).items())
        if name.rpartition("__")[2] in _NAMES
    }


def unseeded_remarks(estimator: Any) -> list[str]:
    """A sentence for each part that draws, or may draw, without a seed.

    A part that has a seed among its parameters is taken to draw, unless it is known to need none as it is set. An
    ensemble gives its own seed to its parts.

    Parameters
    ----------
    estimator : estimator

    Examples
    --------
    >>> from sklearn.ensemble import RandomForestClassifier
    >>> from sklearn.svm import SVC
    >>> unseeded_remarks(RandomForestClassifier())
    ['draws without a seed (random_state is None): another run may differ']
    >>> unseeded_remarks(SVC()), unseeded_remarks(RandomForestClassifier(random_state=0))
    ([], [])
    """
    parts = {"": estimator, **estimator.get_params(deep=True)}
    return [
        f"draws without a seed ({name} is None): another run may differ"
        for name, seed in seeds_of(estimator).items()
        if seed is None and _draws(parts.get(_owner(name))) and not _is_seeded_from_above(_owner(name), parts)
    ]


def _owner(name: str) -> str:
    """The name of the part that has this parameter; the estimator itself is ``""``."""
    return name.rpartition("__")[0]


def _draws(part: Any) -> bool:
    name, settings = _DRAWS_WHEN.get(type(part).__name__, ("", ()))
    return not name or getattr(part, name, None) in settings


def _is_seeded_from_above(name: str, parts: dict[str, Any]) -> bool:
    while name:
        name = _owner(name)
        above = parts.get(name)
        if isinstance(above, BaseEnsemble) and getattr(above, "random_state", None) is not None:
            return True
    return False
