"""Histograms of the spatio-temporal gradient in twelve regions (Polikovsky et al. 2009)."""

from __future__ import annotations

from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from countenance.recognition.describers.gradients import Gradients3D
from countenance.recognition.methods.registry import Method

__all__ = ["METHOD"]


def _classifier() -> Pipeline:
    return make_pipeline(StandardScaler(), SVC(kernel="linear", C=1.0))


METHOD = Method(
    name="gradients-3d",
    title="3-D gradient histograms + SVM",
    citation=(
        "S. Polikovsky, Y. Kameda, Y. Ohta: Facial micro-expressions recognition using high speed camera and "
        "3D-gradient descriptor. ICDP 2009."
    ),
    doi="10.1049/ic.2009.0244",
    free_choices=(
        (
            "The paper's 12 regions are cubes placed by hand on posed faces; these are 12 merged from the 36 "
            "regions of interest, without the forehead."
        ),
        (
            "The paper describes single frames and clusters them by k-means into the phases of an expression; "
            "here a clip is resampled to 15 frames, three equal parts stand for its phases, and a linear support "
            "vector machine (C = 1, columns standardised) tells emotions apart."
        ),
        "8 orientations on XY and 12 on XT and YT, weighted by the gradient's length on the plane.",
        "Faces of 128 x 128 px are smoothed by a Gaussian of 1 px.",
        "The paper's material has 200 frames a second; fewer make the temporal gradient coarser.",
    ),
    describer=Gradients3D(),
    classifier=_classifier,
)
"""Gradient histograms, with a linear support vector machine."""
