import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold
from sklearn.svm import SVC

from countenance.core import InputError
from countenance.recognition import recommended
from countenance.recognition.flow_patterns import cell_means, directional_cells, flow_patterns
from countenance.recognition.flow_recogniser import FlowRecogniser
from countenance.recognition.recommended import FlowVote


def planted(n: int, seed: int, *, noise: float = 0.5, counts: tuple[float, ...] = (0.6, 0.25, 0.15)):
    """Synthetic maps: brows down (0), mouth corners up and out (1), brows up (2), one side often weaker."""
    rng = np.random.default_rng(seed)
    y = rng.choice(3, n, p=counts)
    row, column = np.mgrid[-1:1:28j, -1:1:28j]
    maps = rng.normal(0, noise, (n, 28, 28, 3))
    for sample, kind in enumerate(y):
        for side in (-1, 1):
            strength, height = rng.uniform(0.3, 1.2), 0.45 if kind == 1 else -0.5
            shift = rng.normal(0, 0.05, 2)
            spot = strength * np.exp(
                -((column - side * 0.4 - shift[0]) ** 2 + (row - height - shift[1]) ** 2) / 0.05
            )
            maps[sample, ..., 0] += side * spot * (kind == 1)
            maps[sample, ..., 1] += spot * (1 if kind == 0 else -1)
            maps[sample, ..., 2] += spot
    low, high = maps.min(axis=(1, 2), keepdims=True), maps.max(axis=(1, 2), keepdims=True)
    return (maps - low) / (high - low), y


def test_directions_by_hand():
    maps = np.zeros((1, 2, 2, 3))
    maps[0, 0, 0] = [3, -4, 1]
    found = directional_cells(maps, 2, 4)
    assert found.tolist() == [[0.75, 0, 0, 1, 0.25]]  # right 3, up 4, strain 1, over four cells


def test_directions_match_a_literal_loop():
    maps = np.random.default_rng(0).normal(size=(2, 8, 8, 3))
    expected = []
    for m in maps:
        for i in range(0, 8, 4):
            for j in range(0, 8, 4):
                for d in range(8):
                    angle = 2 * np.pi * d / 8
                    along = [
                        max(m[y, x, 0] * np.cos(angle) + m[y, x, 1] * np.sin(angle), 0)
                        for y in range(i, i + 4)
                        for x in range(j, j + 4)
                    ]
                    expected.append(np.mean(along))
                expected.append(m[i : i + 4, j : j + 4, 2].mean())
    assert directional_cells(maps, 4, 8).ravel() == pytest.approx(expected)


def test_patterns_have_length_one_and_cells_must_fill():
    maps = np.random.default_rng(0).normal(size=(3, 28, 28, 3))
    assert flow_patterns(maps).shape == (3, 2009)
    assert np.linalg.norm(flow_patterns(maps), axis=1) == pytest.approx(1)
    assert not flow_patterns(np.zeros((1, 28, 28, 3))).any()
    with pytest.raises(InputError, match="cannot be cut"):
        cell_means(maps, 3)


def test_planted_movements_are_found_better_than_by_a_linear_machine_on_the_maps():
    X, y = planted(240, 0, noise=1.0)
    Xt, yt = planted(300, 1, noise=1.0)
    found = f1_score(yt, FlowRecogniser().fit(X, y).predict(Xt), average="macro")
    plain = SVC(kernel="linear", C=0.01, class_weight="balanced").fit(X.reshape(240, -1), y)
    assert found > 0.9
    assert found > f1_score(yt, plain.predict(Xt.reshape(300, -1)), average="macro") + 0.02


def test_probabilities_agree_with_predictions_and_the_mirror_image_with_the_original():
    X, y = planted(60, 0)
    model = FlowRecogniser().fit(X, y)
    shares = model.predict_proba(X)
    assert shares.shape == (60, 3)
    assert shares.sum(1) == pytest.approx(1)
    assert np.array_equal(model.classes_[shares.argmax(1)], model.predict(X))
    turned = X[:, :, ::-1] * [-1, 1, 1] + [1, 0, 0]
    assert model.predict_proba(turned) == pytest.approx(shares, abs=1e-6)


def test_words_two_classes_and_one():
    X, y = planted(60, 0)
    words = np.array(["negative", "positive", "surprise"])[y]
    two = words != "surprise"
    model = FlowRecogniser().fit(X[two], words[two])
    assert model.predict_proba(X).shape == (60, 2)
    assert (model.predict(X[two]) == words[two]).mean() > 0.9
    alone = FlowRecogniser().fit(X[y == 1], words[y == 1])
    assert set(alone.predict(X)) == {"positive"}
    assert alone.predict_proba(X[:2]).tolist() == [[1.0], [1.0]]


def test_it_is_a_scikit_learn_estimator():
    X, y = planted(40, 0)
    with pytest.raises(NotFittedError):
        FlowRecogniser().predict(X)
    model = clone(FlowRecogniser(gamma=2.0)).fit(X, y)
    assert model.get_params() == {"linear_cost": 0.3, "gaussian_cost": 1.0, "gamma": 2.0, "restore": True}
    assert np.array_equal(pickle.loads(pickle.dumps(model)).predict_proba(X), model.predict_proba(X))
    assert np.array_equal(clone(model).fit(X, y).predict_proba(X), model.predict_proba(X))


def test_restoring_can_be_left_out():
    X, y = planted(40, 0)
    centred = X - np.median(X, axis=(1, 2), keepdims=True)
    assert FlowRecogniser(restore=False).fit(centred, y).predict(centred).shape == (40,)


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        ([0] * 9, r"classes of shape \(9,\) for 10 flow maps"),
        (None, r"classes of shape \(\) for 10 flow maps"),
        ([[0]] * 10, r"classes of shape \(10, 1\)"),
        ([0.5] * 10, "the classes are not whole numbers"),
        ([np.nan, 1.0] * 5, "the classes are not whole numbers"),
        ([None] * 10, "class 0 is None"),
        (np.array(["a", 1] * 5, object), "some classes are names and some are numbers"),
    ],
)
def test_labels_that_cannot_be_learnt(labels, sentence):
    with pytest.raises(InputError, match=sentence):
        FlowRecogniser().fit(planted(10, 0)[0], labels)


def test_maps_of_another_grid_than_those_learned_from_are_refused():
    X, y = planted(10, 0)
    with pytest.raises(InputError, match=r"\(10, 24, 24, 3\) differ in size from those learned from"):
        FlowRecogniser().fit(X, y).predict(X[:, 2:-2, 2:-2])


def test_recommendations():
    assert isinstance(recommended("flow"), FlowRecogniser)
    assert list(recommended("clips").named_steps) == ["describe", "classify"]
    with pytest.raises(InputError, match="known: flow, clips"):
        recommended("music")


def test_the_deep_recommendation_learns_and_gives_probabilities():
    pytest.importorskip("torch", reason="the extra deep is not installed")
    X, y = planted(60, 0)
    model = recommended("flow", deep=True)
    model.set_params(networks__epochs=3, networks__n_networks=1)
    shares = model.fit(X, y).predict_proba(X)
    assert shares.shape == (60, 3)
    assert shares.sum(1) == pytest.approx(1)
    assert (model.predict(X) == y).mean() > 0.7


@pytest.mark.parametrize(
    ("spoilt", "sentence"),
    [
        (np.nan, "the classes are not whole numbers"),
        (0.5, "the classes are not whole numbers"),
        (None, r"class 3 is None: expected a name or a whole number"),
    ],
)
@pytest.mark.parametrize("deep", [False, True])
def test_classes_that_are_none_are_refused_by_both_recommendations(deep, spoilt, sentence):
    X, y = planted(10, 0)
    labels = y.tolist()
    labels[3] = spoilt
    with pytest.raises(InputError, match=sentence):
        recommended("flow", deep=deep).fit(X, labels)
    if spoilt is not None:
        with pytest.raises(InputError, match="class 3 is"):
            recommended("flow", deep=deep).fit(X, np.array(labels, dtype=object))
    with pytest.raises(InputError, match=r"classes of shape .* for 10 flow maps"):
        recommended("flow", deep=deep).fit(X, labels[1:])


def test_the_deep_recommendation_with_words_two_classes_and_one():
    pytest.importorskip("torch", reason="the extra deep is not installed")
    X, y = planted(60, 0)
    words = np.array(["negative", "positive", "surprise"])[y]
    quick = {"networks__epochs": 3, "networks__n_networks": 1}
    model = recommended("flow", deep=True).set_params(**quick)
    shares = clone(model).fit(X, y).predict_proba(X)
    named = clone(model).fit(X, words)
    assert np.array_equal(pickle.loads(pickle.dumps(named)).predict_proba(X), shares)
    assert np.array_equal(named.classes_[shares.argmax(1)], named.predict(X))
    two = words != "surprise"
    assert set(clone(model).fit(X[two], words[two]).predict(X)) == {"negative", "positive"}
    alone = clone(model).fit(X[y == 1], words[y == 1])
    assert alone.predict(X[:1]).tolist() == ["positive"]
    assert alone.predict_proba(X[:2]).tolist() == [[1.0], [1.0]]


@pytest.mark.parametrize("costs", [(3e-3, 3e-3), (30.0, 100.0)])
def test_costs_are_those_that_do_best_on_training_participants_held_out(costs: tuple[float, float]):
    X, y = planted(90, 3, noise=1.5)
    people = np.arange(90) % 9
    model = FlowRecogniser(*costs).fit(X, y, groups=people)
    scores = {}
    for factor in (1.0, 1 / 3, 3.0):
        candidate, told = FlowRecogniser(factor * costs[0], factor * costs[1]), np.empty_like(y)
        for train, test in GroupKFold(5).split(X, y, people):
            told[test] = candidate.fit(X[train], y[train]).predict(X[test])
        scores[factor] = f1_score(y, told, average="macro")
    assert model.cost_factor_ == max(scores, key=scores.__getitem__)
    by_hand = FlowRecogniser(model.cost_factor_ * costs[0], model.cost_factor_ * costs[1]).fit(X, y)
    assert model.predict_proba(X) == pytest.approx(by_hand.predict_proba(X))
    assert FlowRecogniser(*costs).fit(X, y).cost_factor_ == 1.0


def test_costs_stay_with_one_participant_and_participants_must_be_told_for_every_sample():
    X, y = planted(30, 4)
    assert FlowRecogniser().fit(X, y, groups=["s1"] * 30).cost_factor_ == 1.0
    with pytest.raises(InputError, match="one participant a sample"):
        FlowRecogniser().fit(X, y, groups=["s1", "s2"])


def test_inner_folds_with_one_class_only_say_that_class():
    X, y = planted(20, 5)
    people = np.where(y == y[0], "s1", "s2")
    assert FlowRecogniser().fit(X, y, groups=people).cost_factor_ in {1.0, 3.0, 1 / 3}


def test_vote_tells_the_participants_to_the_kernel_machines():
    X, y = planted(60, 6)
    people = np.arange(60) % 6
    vote = FlowVote([("kernels", FlowRecogniser(1e-3, 1e-3))], voting="soft").fit(X, y, groups=people)
    alone = FlowRecogniser(1e-3, 1e-3).fit(X, y, groups=people)
    assert alone.cost_factor_ != 1.0
    assert vote.predict_proba(X) == pytest.approx(alone.predict_proba(X))
