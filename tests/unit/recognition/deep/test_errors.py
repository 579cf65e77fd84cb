"""What cannot be used is refused in one sentence, before anything is trained."""

from __future__ import annotations

import numpy as np
import pytest

from countenance.core.errors import InputError
from countenance.recognition.deep import FlowNetworkClassifier

pytestmark = pytest.mark.usefixtures("torch")

MAPS = np.zeros((4, 28, 28, 3), dtype=np.float32)
QUICK = {"epochs": 1, "random_state": 0}
CLASSES = ["a", "b", "a", "b"]


@pytest.mark.parametrize(
    ("X", "message"),
    [
        (np.zeros((4, 28, 28)), r"flow maps of shape \(4, 28, 28\): expected \(n, 28, 28, 3\)"),
        (np.zeros((4, 3, 28, 28)), r"shape \(4, 3, 28, 28\)"),
        (np.zeros((0, 28, 28, 3)), r"shape \(0, 28, 28, 3\).* n of at least 1"),
        ([np.zeros((28, 28, 3)), np.zeros((14, 14, 3))], r"the flow maps differ in shape"),
        (np.full((4, 28, 28, 3), "x"), r"flow maps of type <U1: expected numbers"),
        (np.full((4, 28, 28, 3), 1j), r"type complex128: expected numbers"),
    ],
)
def test_maps_of_another_kind(X, message):
    with pytest.raises(InputError, match=message):
        FlowNetworkClassifier().fit(X, CLASSES)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e39])
def test_a_value_that_is_no_number_is_named(value):
    X = MAPS.astype(float)
    X[2, 3, 4, 1] = X[3, 0, 0, 0] = value
    with pytest.raises(
        InputError, match=r"^flow map 2 holds a value that is no finite number in single precision \(2 of 4"
    ):
        FlowNetworkClassifier().fit(X, CLASSES)


def test_a_normalisation_that_breaks_maps_is_named():
    model = FlowNetworkClassifier(normalisation=lambda X: X * np.nan)
    with pytest.raises(InputError, match=r"^after normalisation flow map 0 holds"):
        model.fit(MAPS, CLASSES)


def test_prediction_checks_its_maps(planted):
    X, y, _ = planted
    model = FlowNetworkClassifier(**QUICK).fit(X[:20], y[:20])
    with pytest.raises(InputError, match=r"flow maps of shape \(1, 28, 28\)"):
        model.predict(X[:1, ..., 0])


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (["a", "b"], r"classes of shape \(2,\) for 4 flow maps: expected one class a map"),
        (None, r"classes of shape \(\) for 4 flow maps"),
        ([0.5, 1, 0, 1], r"the classes are not whole numbers"),
        ([np.nan, 1, 0, 1], r"the classes are not whole numbers"),
        ([None, "b", "a", "b"], r"class 0 is None"),
        (np.array(["a", 1, "a", 1], object), r"some classes are names and some are numbers"),
    ],
)
def test_classes_that_cannot_be_learnt(y, message):
    with pytest.raises(InputError, match=message):
        FlowNetworkClassifier().fit(MAPS, y)


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        ("network", "vgg", "'vgg' is no flow network"),
        ("epochs", 0, "epochs is 0: expected a whole number of at least 1"),
        ("epochs", 2.5, "epochs is 2.5"),
        ("epochs", True, "epochs is True"),
        ("batch_size", 1, "batch_size is 1: expected a whole number of at least 2"),
        ("n_networks", 0, "n_networks is 0"),
        ("threads", -1, "threads is -1"),
        ("shift", -1, "shift is -1"),
        ("shift", 14, "shift is 14: expected at most 13 px"),
        ("mirror", 1, "mirror is 1: expected True or False"),
        ("decay", "step", "decay is 'step': expected one of cosine, none"),
        ("learning_rate", 0, "learning_rate is 0: expected a number above 0"),
        ("learning_rate", float("nan"), "learning_rate is nan"),
        ("weight_decay", -0.1, "weight_decay is -0.1: expected a number of at least 0"),
        ("label_smoothing", 1.0, "label_smoothing is 1.0: expected a number of at least 0 and below 1"),
        ("class_weight", "even", "class_weight is 'even': expected 'balanced'"),
        ("class_weight", {"c": 2}, "class_weight names 'c', which no sample is of"),
        ("class_weight", {"a": -2}, "class_weight gives 'a' the weight -2"),
        ("random_state", "x", "random_state is 'x'"),
        ("device", "meta", "device 'meta' cannot be used here"),
        ("device", "abacus", "device 'abacus' cannot be used here"),
        ("normalisation", 3, "normalisation is 3: expected a callable or None"),
    ],
)
def test_settings_that_cannot_be_used(setting, value, message):
    with pytest.raises(InputError, match=message):
        FlowNetworkClassifier(**{setting: value}).fit(MAPS, CLASSES)


def test_training_that_diverges_is_no_model(planted):
    X, y, _ = planted
    with pytest.raises(InputError, match=r"training left the range of numbers: lower learning_rate"):
        FlowNetworkClassifier(**QUICK).fit(X * 1e30, y)
