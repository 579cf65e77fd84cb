"""What a stopped run finds again, and what it must not."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from countenance.evaluation import GroupedKFold, cross_validate


def scaled() -> object:
    return make_pipeline(StandardScaler(), LogisticRegression())


def test_a_stopped_run_continues_and_another_estimator_does_not_answer_for_it(table, tmp_path: Path):
    arguments = (table.X, table.y, table.groups, GroupedKFold(3))
    first = cross_validate(scaled(), *arguments, cache=tmp_path)
    kept = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.npz")}
    assert len(kept) == 3
    again = cross_validate(scaled(), *arguments, cache=tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.npz")} == kept
    assert again.predicted.tolist() == first.predicted.tolist()
    assert np.array_equal(again.probabilities, first.probabilities)
    other = make_pipeline(StandardScaler(), LogisticRegression(C=1e-4))
    assert cross_validate(other, *arguments, cache=tmp_path).predicted.tolist() != first.predicted.tolist()
    moved = table.X.copy()
    moved[0] += 0.5  # one sample: its own fold tests it, the others train on it
    cross_validate(scaled(), moved, table.y, table.groups, GroupedKFold(3), cache=tmp_path)
    assert len(list(tmp_path.rglob("*.npz"))) == 9


def test_code_that_lies_in_no_file_is_always_fitted_and_changed_functions_are_too(table, tmp_path: Path):
    class Typed(GaussianNB):
        pass

    arguments = (table.X, table.y, table.groups, GroupedKFold(3))
    Typed.__module__, Typed.__qualname__ = "__main__", "Typed"  # as in a notebook
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules["__main__"], "Typed", Typed, raising=False)
        patch.delattr(sys.modules["__main__"], "__file__", raising=False)
        cross_validate(Typed(), *arguments, cache=tmp_path)
    assert not list(tmp_path.rglob("*.npz"))
    code = tmp_path / "steps_of_mine.py"
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(tmp_path))
        for n, factor in enumerate((1.0, -1.0), 1):
            code.write_text(f"def scale(X):\n    return X * {factor}\n")
            function = importlib.import_module("steps_of_mine").scale
            estimator = make_pipeline(FunctionTransformer(function), LogisticRegression())
            cross_validate(estimator, *arguments, cache=tmp_path / "kept", repeat_first_fold=False)
            assert len(list(tmp_path.rglob("*.npz"))) == 3 * n
            sys.modules.pop("steps_of_mine")


def test_the_same_numbers_of_another_type_are_fitted_again(table, tmp_path: Path):
    whole = np.round(table.X * 100)
    for X in (whole, whole.astype(np.float32)):
        cross_validate(GaussianNB(), X, table.y, table.groups, GroupedKFold(3), cache=tmp_path)
    assert len(list(tmp_path.rglob("*.npz"))) == 6
