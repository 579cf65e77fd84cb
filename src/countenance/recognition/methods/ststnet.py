"""STSTNet: a shallow network of three streams on an onset-apex flow map."""

from __future__ import annotations

from countenance.recognition.deep import FlowNetworkClassifier
from countenance.recognition.deep.backend import pytorch
from countenance.recognition.describers.flow_maps import OnsetApexFlow
from countenance.recognition.flow_normalisation import restore_flow
from countenance.recognition.methods.registry import Method

__all__ = ["METHOD"]


def _classifier() -> FlowNetworkClassifier:
    pytorch()  # Fails now, not after hours of describing clips.
    return FlowNetworkClassifier(
        "ststnet",
        epochs=100,
        batch_size=64,
        learning_rate=2e-3,
        weight_decay=0.0,
        decay="none",
        mirror=False,
        class_weight=None,
        normalisation=restore_flow,
        random_state=0,
    )


METHOD = Method(
    name="ststnet",
    title="STSTNet (onset-apex flow)",
    citation="Liong, Gan, See, Khor, Huang: Shallow triple stream three-dimensional CNN (STSTNet) for "
    "micro-expression recognition. FG 2019",
    doi="10.1109/FG.2019.8756567",
    free_choices=(
        "A reimplementation: three convolutions of 3, 5 and 8 filters, pooling, one dense layer.",
        "The flow is dense inverse search between onset and apex.",
        (
            "Each map is brought to a root mean square of 1 and a median of 0 (restore_flow); the authors stretch "
            "each channel to the range of a picture."
        ),
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
    classifier=_classifier,
    extra="deep",
)
