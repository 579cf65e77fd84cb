"""STSTNet: a shallow network of three streams on an onset-apex flow map."""

from __future__ import annotations

from functools import partial

from countenance.recognition.describers.flow_maps import OnsetApexFlow
from countenance.recognition.methods.flow_network import RESTORED, published_network
from countenance.recognition.methods.registry import Method

__all__ = ["METHOD"]


METHOD = Method(
    name="ststnet",
    title="STSTNet (onset-apex flow)",
    citation="Liong, Gan, See, Khor, Huang: Shallow triple stream three-dimensional CNN (STSTNet) for "
    "micro-expression recognition. FG 2019",
    doi="10.1109/FG.2019.8756567",
    free_choices=(
        "A reimplementation: three convolutions of 3, 5 and 8 filters, pooling, one dense layer.",
        "The flow is dense inverse search between onset and apex.",
        RESTORED,
        (
            "Rectification, batch normalisation and a dropout of 0.5 follow the authors' program, not the "
            "paper; batch normalisation stands after the pooling, where it costs a ninth."
        ),
        (
            "100 epochs of Adam at a rate of 0.002 in batches of 64, set beforehand; the authors name 0.00005 for "
            "inputs of 0 to 255 and as many as 800 epochs in batches of 256."
        ),
        "Neither balance of the classes nor augmentation.",
    ),
    describer=OnsetApexFlow(),
    classifier=partial(published_network, "ststnet", epochs=100, learning_rate=2e-3),
    extra="deep",
)
