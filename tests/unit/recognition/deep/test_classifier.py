from __future__ import annotations

import pickle

import numpy as np
import pytest
from sklearn.base import clone, is_classifier
from sklearn.exceptions import NotFittedError
from sklearn.metrics import recall_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from countenance.recognition.deep import NETWORKS, FlowNetworkClassifier

pytestmark = pytest.mark.usefixtures("torch")

QUICK = {"epochs": 2, "random_state": 0}


def _mirrored(X):
    turned = X[:, :, ::-1].copy()
    turned[..., 0] *= -1
    return turned


def _centred(X):
    return X - np.median(X, axis=(1, 2), keepdims=True)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("ststnet", {"epochs": 25, "weight_decay": 0.0}),
        ("off-apexnet", {"epochs": 15, "learning_rate": 5e-4, "weight_decay": 0.0}),
        ("compact", {"epochs": 20}),
    ],
)
def test_learns_a_movement_that_new_participants_show(planted, name, settings):
    X, y, groups = planted
    seen = groups < 8
    settings = {**settings, "normalisation": _centred, "random_state": 0}
    model = FlowNetworkClassifier(name, **settings).fit(X[seen], y[seen])
    assert model.score(X[~seen], y[~seen]) > 0.8
    shuffled = np.random.default_rng(0).permutation(y[seen])
    chance = clone(model).fit(X[seen], shuffled).score(X[~seen], y[~seen])
    assert chance < 0.6


def test_two_fits_are_equal_and_leave_the_global_state(torch, planted):
    X, y, _ = planted
    settings = {**QUICK, "n_networks": 2, "shift": 1, "mixup": True, "label_smoothing": 0.1}
    torch.manual_seed(1)
    before, threads = torch.get_rng_state(), torch.get_num_threads()
    first = FlowNetworkClassifier(**settings).fit(X, y).predict_proba(X)
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.get_num_threads() == threads
    torch.manual_seed(2)
    np.random.seed(3)  # noqa: NPY002 (the global state is what must not matter)
    with torch.inference_mode():
        second = FlowNetworkClassifier(**settings).fit(X, y).predict_proba(X)
    assert np.array_equal(first, second)
    other = FlowNetworkClassifier(**settings | {"random_state": 1}).fit(X, y).predict_proba(X)
    assert not np.allclose(first, other)


def test_threads_are_restored_after_an_error(torch, planted, monkeypatch):
    X, y, _ = planted
    before = torch.get_num_threads()

    def broken(*_args):
        raise ZeroDivisionError

    monkeypatch.setattr("countenance.recognition.deep.classifier.train", broken)
    with pytest.raises(ZeroDivisionError):
        FlowNetworkClassifier(threads=before + 1, **QUICK).fit(X, y)
    assert torch.get_num_threads() == before


def test_members_of_an_ensemble_differ_and_are_averaged(planted):
    X, y, _ = planted
    model = FlowNetworkClassifier(n_networks=3, **QUICK).fit(X, y)
    together = model.predict_proba(X)
    alone = []
    for fitted in list(model.networks_):
        model.networks_ = [fitted]
        alone.append(model.predict_proba(X))
    assert np.abs(alone[0] - alone[1]).max() > 0.01
    assert together == pytest.approx(np.mean(alone, axis=0))


def test_a_face_and_its_mirror_image_are_judged_alike(planted):
    X, y, _ = planted
    one_sided = X.copy()
    one_sided[:, :, :14, 0] += 1
    model = FlowNetworkClassifier(**QUICK).fit(one_sided, y)
    assert model.predict_proba(_mirrored(one_sided)) == pytest.approx(model.predict_proba(one_sided))
    model = FlowNetworkClassifier(mirror=False, **QUICK).fit(one_sided, y)
    assert np.abs(model.predict_proba(_mirrored(one_sided)) - model.predict_proba(one_sided)).max() > 0.01


def test_balance_lets_a_rare_class_be_found(planted):
    X, y, groups = planted
    kept = (y == "still") | ((y == "raised") & (groups % 4 == 0))
    X, y = X[kept], y[kept]
    recall = {}
    for weight in ("balanced", None):
        model = FlowNetworkClassifier(class_weight=weight, epochs=6, random_state=0).fit(X, y)
        recall[weight] = recall_score(y, model.predict(X), labels=["raised"], average=None)[0]
    assert recall["balanced"] > recall[None]


def test_scikit_learn_contract(planted):
    X, y, _ = planted
    model = FlowNetworkClassifier(**QUICK)
    assert is_classifier(model)
    assert clone(model).get_params() == model.get_params()
    with pytest.raises(NotFittedError):
        model.predict(X)
    assert model.fit(X, y) is model
    assert model.classes_.tolist() == ["lowered", "raised", "still"]
    probabilities = model.predict_proba(X)
    assert probabilities.shape == (len(X), 3)
    assert probabilities.dtype == np.float64
    assert probabilities.sum(1) == pytest.approx(np.ones(len(X)))
    assert set(model.predict(X)) <= set(y)
    assert model.predict(X).tolist() == model.classes_[probabilities.argmax(1)].tolist()


def test_predictions_do_not_depend_on_the_other_samples(planted):
    X, y, _ = planted
    model = FlowNetworkClassifier(**QUICK).fit(X, y)
    assert model.predict_proba(X)[5] == pytest.approx(model.predict_proba(X[5:6])[0], abs=1e-6)


def test_one_class_is_always_said(planted):
    X, y, _ = planted
    model = FlowNetworkClassifier(**QUICK).fit(X[y == "raised"], y[y == "raised"])
    assert set(model.predict(X)) == {"raised"}
    assert model.predict_proba(X[:2]).tolist() == [[1.0], [1.0]]
    assert FlowNetworkClassifier(**QUICK).fit(X[:1], y[:1]).predict(X[1:2]) == y[:1]


def test_numbers_as_classes_in_a_pipeline(planted):
    X, y, _ = planted
    codes = np.where(y == "still", 7, 3)
    pipeline = make_pipeline(FunctionTransformer(_centred), FlowNetworkClassifier(**QUICK)).fit(X, codes)
    assert set(pipeline.predict(X)) <= {3, 7}


@pytest.mark.parametrize("name", sorted(NETWORKS))
def test_a_fitted_classifier_can_be_pickled(planted, name):
    X, y, _ = planted
    model = FlowNetworkClassifier(name, epochs=1, random_state=0, normalisation=_centred).fit(X[:40], y[:40])
    copy = pickle.loads(pickle.dumps(model))
    assert np.array_equal(copy.predict_proba(X), model.predict_proba(X))


def test_a_single_leftover_sample_is_no_batch_of_its_own(planted):
    X, y, _ = planted
    model = FlowNetworkClassifier(batch_size=32, **QUICK).fit(X[:33], y[:33])
    assert np.isfinite(model.predict_proba(X)).all()


def test_whole_number_maps_are_taken_as_numbers(planted):
    X, y, _ = planted
    coarse = (X * 20).round()
    model = FlowNetworkClassifier(**QUICK).fit(coarse.astype(np.int16), y)
    assert np.array_equal(
        model.predict_proba(coarse), FlowNetworkClassifier(**QUICK).fit(coarse, y).predict_proba(coarse)
    )


def test_many_maps_are_judged_in_parts(planted, monkeypatch):
    X, y, _ = planted
    model = FlowNetworkClassifier(**QUICK).fit(X, y)
    at_once = model.predict_proba(X)
    monkeypatch.setattr("countenance.recognition.deep.training._CHUNK", 50)
    assert model.predict_proba(X) == pytest.approx(at_once, abs=1e-6)


def test_arrays_that_must_not_be_written_are_read(planted):
    X, y, _ = planted
    model = FlowNetworkClassifier(**QUICK).fit(X, y)
    frozen = X.copy()
    frozen.setflags(write=False)
    for values in model.networks_[0].values():
        values.setflags(write=False)
    again = FlowNetworkClassifier(**QUICK).fit(frozen, y)
    assert np.array_equal(again.predict_proba(frozen), model.predict_proba(X))
