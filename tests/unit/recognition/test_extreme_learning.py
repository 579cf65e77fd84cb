from __future__ import annotations

import numpy as np
import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from countenance.core.errors import InputError
from countenance.recognition.extreme_learning import ExtremeLearningMachine


@pytest.fixture(scope="module")
def rings() -> tuple[np.ndarray, np.ndarray]:
    """Three rings around each other, which no linear classifier tells apart."""
    rng = np.random.default_rng(0)
    y = np.arange(240) % 3
    angle, radius = rng.uniform(0, 2 * np.pi, 240), y + 0.5 + rng.uniform(-0.2, 0.2, 240)
    return radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1), np.array(["in", "mid", "out"])[
        y
    ]


@parametrize_with_checks(
    [ExtremeLearningMachine(n_hidden=60), ExtremeLearningMachine(n_hidden=60, alpha=0.1)]
)
def test_it_is_a_scikit_learn_classifier(estimator, check):
    check(estimator)


@pytest.mark.parametrize("alpha", [0.0, 1e-6])
def test_what_no_line_separates_is_learned(rings, alpha):
    X, y = rings
    model = ExtremeLearningMachine(n_hidden=80, alpha=alpha).fit(X[:180], y[:180])
    assert (model.predict(X[180:]) == y[180:]).mean() > 0.95


def hidden_layer(model: ExtremeLearningMachine, X: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-(X @ model.input_weights_ + model.biases_)))


def test_output_weights_are_the_pseudo_inverse_times_the_targets(rings):
    X, y = rings
    model = ExtremeLearningMachine(n_hidden=20).fit(X, y)
    targets = np.where(y[:, None] == model.classes_, 1.0, -1.0)
    np.testing.assert_allclose(
        model.output_weights_, np.linalg.pinv(hidden_layer(model, X)) @ targets, rtol=1e-4, atol=1e-6
    )
    np.testing.assert_allclose(
        model.decision_function(X), hidden_layer(model, X) @ model.output_weights_, atol=1e-9
    )


@pytest.mark.parametrize("n_hidden", [15, 400])
def test_ridge_is_its_normal_equation_with_few_and_with_many_units(rings, n_hidden):
    X, y = rings
    model = ExtremeLearningMachine(n_hidden=n_hidden, alpha=0.5).fit(X, y)
    H, targets = hidden_layer(model, X), np.where(y[:, None] == model.classes_, 1.0, -1.0)
    gap = (H.T @ H + 0.5 * np.eye(n_hidden)) @ model.output_weights_ - H.T @ targets
    assert np.abs(gap).max() < 1e-8


def test_as_many_units_as_samples_meet_every_target():
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(30, 10)), rng.integers(0, 2, 30)
    model = ExtremeLearningMachine(n_hidden=100).fit(X, y)
    np.testing.assert_allclose(model.decision_function(X), np.where(y == 1, 2, -2), atol=1e-6)


def test_the_seed_decides_the_hidden_layer(rings):
    X, y = rings
    first, again, other = (ExtremeLearningMachine(20, random_state=seed).fit(X, y) for seed in (3, 3, 4))
    assert np.array_equal(first.decision_function(X), again.decision_function(X))
    assert not np.array_equal(first.input_weights_, other.input_weights_)
    assert np.abs(first.input_weights_).max() <= 1 / np.sqrt(2)


@pytest.mark.parametrize("parameters", [{"n_hidden": 0}, {"alpha": -1.0}])
def test_parameters_out_of_range_are_refused(rings, parameters):
    with pytest.raises(InputError, match="at least 1 hidden unit"):
        ExtremeLearningMachine(**parameters).fit(*rings)


def test_one_class_is_refused():
    with pytest.raises(InputError, match="1 class"):
        ExtremeLearningMachine().fit(np.zeros((3, 2)), [1, 1, 1])
