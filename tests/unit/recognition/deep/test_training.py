"""The learning rate and the loss by hand, and a fit of convex problems against scikit-learn's."""

from __future__ import annotations

from dataclasses import replace
from math import log

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from countenance.recognition.deep import Network
from countenance.recognition.deep.layers import Dense, Flatten
from countenance.recognition.deep.training import Recipe, _loss, probabilities, train

RECIPE = Recipe(
    epochs=1,
    batch_size=64,
    learning_rate=0.5,
    weight_decay=0.0,
    decay="cosine",
    label_smoothing=0.0,
    mirror=False,
    shift=0,
    mixup=False,
)


def test_learning_rate_falls_to_zero_or_stays():
    assert [RECIPE.rate(share) for share in (0, 0.5, 1)] == pytest.approx([0.5, 0.25, 0])
    assert replace(RECIPE, decay="none").rate(0.9) == 0.5


class _Fixed:
    """A network whose scores are the logarithms of given probabilities."""

    def __init__(self, torch, given):
        self.given = torch.tensor(given).log()

    def scores(self, _maps, _arrays, _generator):
        return self.given


def test_loss_is_the_weighted_mean_of_cross_entropies(torch):
    network = _Fixed(torch, [[0.5, 0.5], [0.2, 0.8]])
    targets = torch.tensor([[3.0, 0.0], [0.0, 1.0]])
    found = _loss(network, {}, torch.zeros(2, 28, 28, 3), targets, RECIPE, None)
    assert found.item() == pytest.approx(-(3 * log(0.5) + log(0.8)) / 4)


def test_smoothed_labels_move_a_share_to_every_class(torch):
    network = _Fixed(torch, [[0.2, 0.8]])
    recipe = replace(RECIPE, label_smoothing=0.1)
    found = _loss(network, {}, torch.zeros(1, 28, 28, 3), torch.tensor([[0.0, 2.0]]), recipe, None)
    assert found.item() == pytest.approx(-(0.95 * log(0.8) + 0.05 * log(0.2)))


def test_a_single_dense_layer_becomes_a_logistic_regression(torch):
    """Without hidden layers the minimum is known: that of a logistic regression on overlapping classes."""
    rng = np.random.default_rng(0)
    direction = rng.normal(0, 1, (28, 28, 3)) / 48
    size = rng.normal(0, 1.5, 300)
    y = (size + rng.logistic(0, 0.7, 300) > 0).astype(int)
    maps = (size[:, None, None, None] * direction).astype(np.float32)
    recipe = replace(RECIPE, epochs=150, batch_size=300, learning_rate=0.003)
    network = Network(Flatten(), Dense(2))
    device = torch.device("cpu")
    fitted = train(network, maps, np.eye(2, dtype=np.float32)[y], recipe, 0, device)
    found = probabilities(network, fitted, maps, mirror=False, device=device)[:, 1]
    wanted = LogisticRegression(C=np.inf).fit(size[:, None], y).predict_proba(size[:, None])[:, 1]
    assert np.abs(found - wanted).max() < 0.03
