"""The project's own spotter, as a registered method."""

from __future__ import annotations

from countenance.core.contracts import Spotter
from countenance.spotting.region_flow import RegionFlowSpotter
from countenance.spotting.registry import SpottingMethod

__all__ = ["METHOD"]


def _spotter(face: str = "largest", least_score: float = 0.5) -> Spotter:
    return RegionFlowSpotter(face=str(face), least_score=least_score)


METHOD = SpottingMethod(
    name="region-flow",
    title="Region flow (countenance)",
    citation="countenance: training-free optical flow on regions.",
    doi="",
    free_choices=(
        "Lucas-Kanade flow from frame to frame, held to a reference at rest, on a face of 224 px.",
        "Head motion (shift, turn, scaling, two turns in depth) is fitted to nose, eye corners, upper cheeks.",
        "Peaks by prominence in 24 regions, joined along the way in which the face moved; feet at the knees.",
        "The score is a logistic function of the evidence, fitted on simulated recordings and on no real video.",
    ),
    spotter=_spotter,
)
