from __future__ import annotations

import numpy as np
import pytest

from countenance.core.errors import InputError
from countenance.databases.megc2019 import MEGC2019_COUNTS, MEGC2019_PARTICIPANTS
from countenance.evaluation import (
    MEASURED_UF1,
    mean_uf1_per_participant,
    megc2019_like_labels,
    simulate_best_epoch,
    uf1,
)


def test_label_set_has_the_make_up_of_the_composite():
    y, groups, databases = megc2019_like_labels()
    for name, counts in MEGC2019_COUNTS.items():
        its = databases == name
        assert len(set(groups[its].tolist())) == MEGC2019_PARTICIPANTS[name]
        assert {label: int((y[its] == label).sum()) for label in counts} == dict(counts)
    assert (len(y), len(set(groups.tolist()))) == (442, 68)


@pytest.mark.parametrize("seed", [0, 1])
def test_measured_figures_are_reproduced_on_labels_like_the_real_ones(seed: int):
    y, groups, _ = megc2019_like_labels(seed)
    found = simulate_best_epoch(y, groups, repeats=8)
    assert {row.epochs: row.uf1 for row in found} == pytest.approx(MEASURED_UF1, abs=0.03)


def test_constant_predictor_pooled_and_averaged_by_participant():
    averaged = []
    for seed in range(12):
        y, groups, _ = megc2019_like_labels(seed)
        constant = np.repeat("negative", len(y))
        assert uf1(y, constant) == pytest.approx(0.241, abs=0.0005)
        averaged.append(mean_uf1_per_participant(y, constant, groups))
    assert np.mean(averaged) == pytest.approx(0.458, abs=0.01)


def test_one_epoch_is_guessing_and_nothing_else():
    y, groups = np.repeat(["a", "b"], [75, 25]), np.arange(100) % 10
    [row] = simulate_best_epoch(y, groups, [1], repeats=400)
    assert row.accuracy == pytest.approx(0.75**2 + 0.25**2, abs=0.02)
    assert row.uf1_sd > 0


def test_gain_of_single_sample_participants_is_known_exactly():
    """Of N guesses with probability p each, one is right with probability 1 - (1 - p)^N."""
    y = np.repeat(["a", "b"], 500)
    for epochs in (1, 2, 5):
        [row] = simulate_best_epoch(y, np.arange(1000), [epochs], repeats=6)
        assert row.accuracy == pytest.approx(1 - 0.5**epochs, abs=0.02)


def test_priors_decide_what_is_guessed():
    y, groups = ["a", "b"] * 50, list(range(100))
    [row] = simulate_best_epoch(y, groups, [50], priors={"a": 1.0}, repeats=1)
    assert row.accuracy == 0.5
    assert simulate_best_epoch(y, groups, [3], seed=4) == simulate_best_epoch(y, groups, [3], seed=4)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"groups": [1]}, "one length"),
        ({"epochs": [0]}, "at least 1"),
        ({"repeats": 0}, "at least 1"),
        ({"priors": {"c": 1.0}}, "'c' is none of the labels"),
        ({"priors": {"a": -1.0}}, "numbers of at least 0"),
        ({"priors": {}}, "not all 0"),
    ],
)
def test_unusable_input_is_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        simulate_best_epoch(**{"y": ["a", "b"], "groups": [1, 2], **arguments})
