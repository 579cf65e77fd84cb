from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.recognition.deep import augmentation


def _maps(torch, n=5, seed=0):
    return torch.randn(n, 28, 28, 3, generator=torch.Generator().manual_seed(seed))


def test_mirror_by_hand(torch):
    maps = torch.zeros(1, 28, 28, 3)
    maps[0, 10, 2] = torch.tensor([1.0, 2.0, 3.0])
    found = augmentation.mirrored(maps)
    assert found[0, 10, 25].tolist() == [-1.0, 2.0, 3.0]
    assert found.abs().sum() == 6


def test_mirror_turns_back_and_leaves_its_argument(torch):
    maps = _maps(torch)
    before = maps.clone()
    assert torch.equal(augmentation.mirrored(augmentation.mirrored(maps)), before)
    assert torch.equal(maps, before)


def test_about_half_of_the_maps_are_mirrored(torch):
    maps = _maps(torch, 400)
    found = augmentation.randomly_mirrored(maps, torch.Generator().manual_seed(0))
    same = (found == maps).flatten(1).all(1)
    turned = (found == augmentation.mirrored(maps)).flatten(1).all(1)
    assert (same ^ turned).all()
    assert 160 < same.sum() < 240


@given(st.integers(-13, 13), st.integers(-13, 13))
@settings(max_examples=25, deadline=None)
def test_shift_is_a_copy_into_zeros(down, right):
    torch = pytest.importorskip("torch")
    maps = _maps(torch, 2)
    wanted = np.zeros((28, 28, 3), dtype=np.float32)
    for row in range(28):
        for column in range(28):
            if 0 <= row - down < 28 and 0 <= column - right < 28:
                wanted[row, column] = maps[1, row - down, column - right]
    offsets = torch.tensor([0, down]), torch.tensor([0, right])
    found = augmentation.shifted(maps, *offsets)
    assert torch.equal(found[0], maps[0])
    assert np.array_equal(found[1].numpy(), wanted)


def test_random_shifts_reach_every_offset_and_none_beyond(torch):
    maps = torch.zeros(600, 28, 28, 3)
    maps[:, 14, 14] = 1
    found = augmentation.randomly_shifted(maps, 2, torch.Generator().manual_seed(0))
    places = set(map(tuple, found[..., 0].nonzero()[:, 1:].tolist()))
    assert places == {(14 + y, 14 + x) for y in range(-2, 3) for x in range(-2, 3)}


def test_mixture_keeps_most_of_each_sample(torch):
    partner, share = augmentation.mixture(300, torch.Generator().manual_seed(0))
    assert sorted(partner.tolist()) == list(range(300))
    assert share.min() >= 0.5
    assert share.max() <= 1
    assert share.mean().item() == pytest.approx(0.75, abs=0.02)


def test_mixed_by_hand(torch):
    values = torch.tensor([[0.0, 10.0], [4.0, 0.0]])
    found = augmentation.mixed(values, torch.tensor([1, 1]), torch.tensor([0.75, 0.5]))
    assert found.tolist() == [[1.0, 7.5], [4.0, 0.0]]
