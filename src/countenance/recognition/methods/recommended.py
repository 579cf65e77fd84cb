"""The recommended recogniser of clips, with and without networks."""

from __future__ import annotations

from functools import partial

from countenance.recognition.deep.backend import pytorch
from countenance.recognition.describers.flow_maps import OnsetApexFlow
from countenance.recognition.methods.registry import Method
from countenance.recognition.recommended import recommended

__all__ = ["DEEP_METHOD", "METHOD"]

_CHOICES = (
    "The flow is dense inverse search between onset and apex on the aligned face, averaged over 28 x 28 cells.",
    (
        "Zero is the median of each flow channel, the ratio of u and v is the one that explains the strain "
        "best, and every map is brought to one strength (restore_flow)."
    ),
    (
        "Means of 2 x 2 cells, 4 directions of 2 x 2 cells and 8 directions of 4 x 4 cells weigh the same "
        "(flow_patterns)."
    ),
    (
        "A linear and a Gaussian support vector machine (C = 0.3 and 1, gamma = 1, for vectors of length 1) "
        "decide together."
    ),
    "Each map is learned and judged together with its mirror image; classes weigh the same.",
    "Of both costs as given, a third and three times as much, held-out training participants choose.",
    "The other constants were chosen on simulated movements; no database took part.",
)


def _deep_classifier() -> object:
    pytorch()  # Fails now, not after hours of describing clips.
    return recommended("flow", deep=True)


METHOD = Method(
    name="recommended",
    title="Recommended",
    citation="This project; of no paper",
    doi="",
    free_choices=_CHOICES,
    describer=OnsetApexFlow(),
    classifier=partial(recommended, "flow"),
)

DEEP_METHOD = Method(
    name="recommended-deep",
    title="Recommended, deep",
    citation="This project; of no paper",
    doi="",
    free_choices=(
        *_CHOICES,
        "Small convolutional networks of different seeds vote with the same weight as the machines.",
    ),
    describer=OnsetApexFlow(),
    classifier=_deep_classifier,
    extra="deep",
)
