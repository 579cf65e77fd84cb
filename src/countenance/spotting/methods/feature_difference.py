"""Appearance-based feature difference analysis (Moilanen et al. 2014)."""

from __future__ import annotations

from countenance.spotting.feature_difference import FeatureDifference
from countenance.spotting.registry import SpottingMethod

__all__ = ["METHOD"]

METHOD = SpottingMethod(
    name="feature-difference",
    title="LBP feature difference",
    citation=(
        "A. Moilanen, G. Zhao, M. Pietikäinen: Spotting Rapid Facial Movements from Videos Using "
        "Appearance-Based Feature Difference Analysis. ICPR 2014."
    ),
    doi="10.1109/ICPR.2014.303",
    free_choices=(
        "A reimplementation from memory of the paper and from what later work says of it: no program was at hand.",
        (
            "The face is registered in every frame by eye corners and nose bridge of a face mesh, by a "
            "similarity; the paper follows three points and turns the picture."
        ),
        "6 x 6 blocks from just above the brows to the chin, uniform LBP with P = 8 and R = 3, nearest pixels.",
        "The distances of the 12 of 36 blocks that differ most are averaged.",
        (
            "k is 0.16 s; the paper's is half the length of a micro-expression, 4 frames at 25 and 10 at 60 frames "
            "per second."
        ),
        "A second pass with k = 1.3 s finds macro-expressions; the paper looks for rapid movements only.",
        (
            "The paper marks peaks; here a candidate is the run of positive contrast around one, of at least 100 "
            "ms, and belongs to the pass of its kind by duration. Of overlapping candidates the surest stays."
        ),
        "tau = 0.2; the paper varies it.",
        "The score is the highest tau at which the apex would still be found; it is not calibrated.",
    ),
    spotter=FeatureDifference,
)
"""LBP histograms of blocks against those before and after."""
