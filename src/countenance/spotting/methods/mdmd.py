"""Main directional maximal difference analysis (Wang et al. 2017; He et al. 2020), corrected and as published."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from countenance.spotting.mdmd import MDMD
from countenance.spotting.registry import SpottingMethod

__all__ = ["MEGC2020_METHOD", "METHOD"]

_SHARED_CHOICES = (
    "The optical flow is dense inverse search; the official program's is robust local optical flow (RLOF).",
    (
        "The face's place comes from the landmarks of a face mesh in the first frame with a face, once; the "
        "official program takes dlib's, and looks for the chin a second time."
    ),
    "A face larger than 227 px is shrunk by area, the official program's by linear interpolation.",
    "k and the limits of length are seconds, rounded to frames: at 30 and 200 fps, the published frames.",
    "The apex is the frame with the highest contrast in the run; the paper gives none.",
    "The score is the highest p at which the apex would still be found; it is not calibrated.",
)

METHOD = SpottingMethod(
    name="mdmd",
    title="MDMD, corrected",
    citation=(
        "Y. He, S.-J. Wang, J. Li, M. H. Yap: Spotting Macro- and Micro-expression Intervals in Long Video "
        "Sequences. FG 2020."
    ),
    doi="10.48550/arXiv.1912.11985",
    free_choices=(
        *_SHARED_CHOICES,
        "Directions are the four quarters of atan2(v, u), of which the official atan(u / v) tells only two.",
        "The contrast is taken wherever it is defined; the official program leaves out 2k more frames at the end.",
        (
            "k is halved only where no frame of the recording would have a contrast, and for that recording alone; "
            "the official program halves it below 6k frames, and for all recordings after it."
        ),
        "Runs with at most 70 ms between them are joined; on simulated recordings it hardly mattered.",
        (
            "Kinds go by duration; runs of 4 s and more are told as too long; of overlapping candidates the surest "
            "stays."
        ),
    ),
    spotter=MDMD,
)
"""What the paper describes, without the errors of its program."""

MEGC2020_METHOD = replace(
    METHOD,
    name="mdmd-megc2020",
    title="MDMD, as in MEGC 2020",
    free_choices=(
        *_SHARED_CHOICES,
        (
            "What the official program carries from one recording to the next is not carried: the halved k "
            "(countenance.spotting.mdmd.halved gives it), and flags beyond the end that a longer recording left."
        ),
    ),
    spotter=partial(MDMD, variant="megc2020"),
)
"""The baseline of MEGC 2020 with what is wrong in its program."""
