"""STSTNet and OFF-ApexNet as methods: from clips to classes."""

from __future__ import annotations

import numpy as np
import pytest

from countenance.recognition.describers.flow_maps import OnsetApexFlow
from countenance.recognition.methods import method

NAMES = ["off-apexnet", "ststnet"]


@pytest.mark.parametrize("name", NAMES)
def test_is_registered_with_its_paper(name):
    found = method(name)
    assert found.name == name
    assert found.doi.startswith("10.1")
    assert found.extra == "deep"
    assert isinstance(found.describer, OnsetApexFlow)
    assert any("reimplementation" in choice for choice in found.free_choices)
    assert any(choice.startswith(("100 epochs", "50 epochs")) for choice in found.free_choices)


@pytest.mark.parametrize("name", NAMES)
def test_from_clips_to_classes(name):
    pytest.importorskip("torch", reason="PyTorch is not installed: the flow networks are not tested")
    rng = np.random.default_rng(0)
    still = rng.integers(0, 256, (8, 1, 60, 60), dtype=np.uint8).repeat(3, axis=1)
    moved = still.copy()
    moved[:, 1:, 2:] = still[:, 1:, :-2]
    estimator = method(name).estimator()
    estimator.set_params(describe__crop="whole", classify__epochs=12)
    y = ["still"] * 8 + ["moved"] * 8
    estimator.fit([*still, *moved], y)
    assert estimator.named_steps["classify"].network == name
    assert np.mean(estimator.predict([*still, *moved]) == y) > 0.9
