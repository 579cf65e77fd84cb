"""Estimators and their parameters as results and commands name them."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["estimator_text", "plain_parameters"]

_WORKINGS = {
    "estimators",
    "memory",
    "steps",
    "transform_input",
    "transformer_list",
    "transformers",
    "verbose",
}


def estimator_text(estimator: Any) -> str:
    """An estimator as scikit-learn prints it, on one line and the same in every process.

    >>> from sklearn.preprocessing import FunctionTransformer
    >>> estimator_text(FunctionTransformer(estimator_text))
    'FunctionTransformer(func=<function estimator_text>)'
    """
    return re.sub(r" at 0x[0-9a-fA-F]+(?=>)", "", " ".join(str(estimator).split()))


def plain_parameters(estimator: Any) -> dict[str, Any]:
    """Parameters that can be set one by one: no whole estimators, and none of the workings of a pipeline.

    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.dummy import DummyClassifier
    >>> plain_parameters(make_pipeline(DummyClassifier()))["dummyclassifier__strategy"]
    'prior'
    """
    given = estimator.get_params(deep=True).items()
    return {
        name: getattr(value, "__name__", value)
        for name, value in given
        if not hasattr(value, "get_params") and name.rpartition("__")[2] not in _WORKINGS
    }
