"""OFF-ApexNet: two streams on the horizontal and the vertical flow from onset to apex."""

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
        "off-apexnet",
        epochs=50,
        batch_size=64,
        learning_rate=5e-4,
        weight_decay=0.0,
        decay="none",
        mirror=False,
        class_weight=None,
        normalisation=restore_flow,
        random_state=0,
    )


METHOD = Method(
    name="off-apexnet",
    title="OFF-ApexNet (onset-apex flow)",
    citation="Gan, Liong, Yau, Huang, Tan: OFF-ApexNet on micro-expression recognition system. "
    "Signal Processing: Image Communication 74 (2019) 129-139",
    doi="10.1016/j.image.2019.02.005",
    free_choices=(
        (
            "A reimplementation from the description: a stream each for u and v of 6 and 16 filters of 5 x 5, each "
            "followed by pooling of 2 x 2, then two dense layers of 1024."
        ),
        "The flow is dense inverse search between onset and apex.",
        (
            "Each map is brought to a root mean square of 1 and a median of 0 (restore_flow); the authors stretch "
            "each channel to the range of a picture."
        ),
        "The apex is the coded one where there is one, and estimated otherwise.",
        "Every layer but the last is rectified, and a dropout of 0.5 follows both wide layers.",
        "50 epochs of Adam at a rate of 0.0005 in batches of 64, fixed in advance.",
        "Neither balance of the classes nor augmentation.",
    ),
    describer=OnsetApexFlow(),
    classifier=_classifier,
    extra="deep",
)
