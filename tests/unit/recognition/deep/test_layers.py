from __future__ import annotations

import pytest

from countenance.recognition.deep import layers


def test_dropout_leaves_out_its_share_and_keeps_the_mean(torch):
    ones = torch.ones(50, 16, 10, 10)
    dropped = layers.Dropout(0.25).apply(ones, {}, torch.Generator().manual_seed(0))
    assert dropped.unique().tolist() == pytest.approx([0, 1 / 0.75])
    assert (dropped == 0).float().mean().item() == pytest.approx(0.25, abs=0.01)
    assert dropped.mean().item() == pytest.approx(1, abs=0.02)


def test_dropout_of_whole_maps(torch):
    ones = torch.ones(50, 16, 3, 3)
    dropped = layers.Dropout(0.5, whole_maps=True).apply(ones, {}, torch.Generator().manual_seed(0))
    assert torch.equal(dropped, dropped[:, :, :1, :1].expand_as(dropped))
    assert 0.4 < (dropped == 0).float().mean().item() < 0.6


def test_dropout_in_use_changes_nothing(torch):
    x = torch.arange(6.0).reshape(2, 3)
    assert torch.equal(layers.Dropout(0.5).apply(x, {}), x)


def test_batch_normalisation_by_hand(torch):
    layer = layers.BatchNormalisation()
    generator = torch.Generator()
    arrays = layer.first((2, 1, 1), generator)
    x = torch.tensor([[1.0, 5.0], [3.0, 5.0]]).reshape(2, 2, 1, 1)
    found = layer.apply(x, arrays, generator).flatten(1)
    assert found.flatten().tolist() == pytest.approx([-1, 0, 1, 0], abs=1e-4)
    # A tenth of the batch's mean, and of its unbiased variance, enters the running ones.
    assert arrays["mean"].tolist() == pytest.approx([0.2, 0.5])
    assert arrays["variance"].tolist() == pytest.approx([0.9 + 0.2, 0.9])


def test_average_pool_by_hand(torch):
    x = torch.arange(16.0).reshape(1, 1, 4, 4)
    assert layers.AveragePool(2).apply(x, {}).tolist() == [[[[2.5, 4.5], [10.5, 12.5]]]]
    assert layers.AveragePool(2).output((1, 5, 4)) == (1, 2, 2)


def test_first_values_fill_their_range_and_follow_the_generator(torch):
    layer = layers.Dense(50)
    drawn = [layer.first((100,), torch.Generator().manual_seed(seed))["weight"] for seed in (0, 0, 1)]
    assert torch.equal(drawn[0], drawn[1])
    assert not torch.equal(drawn[0], drawn[2])
    assert 0.099 < drawn[0].abs().max().item() <= 0.1
