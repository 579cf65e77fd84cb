"""OFF-ApexNet: two streams on the horizontal and the vertical flow from onset to apex."""

from __future__ import annotations

from functools import partial

from countenance.recognition.describers.flow_maps import OnsetApexFlow
from countenance.recognition.methods.flow_network import RESTORED, published_network
from countenance.recognition.methods.registry import Method

__all__ = ["METHOD"]


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
        RESTORED,
        "The apex is the coded one where there is one, and estimated otherwise.",
        "Every layer but the last is rectified, and a dropout of 0.5 follows both wide layers.",
        "50 epochs of Adam at a rate of 0.0005 in batches of 64, fixed in advance.",
        "Neither balance of the classes nor augmentation.",
    ),
    describer=OnsetApexFlow(),
    classifier=partial(published_network, "off-apexnet", epochs=50, learning_rate=5e-4),
    extra="deep",
)
