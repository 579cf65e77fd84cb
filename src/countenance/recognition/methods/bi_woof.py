"""Bi-weighted oriented optical flow from onset to apex (Liong et al. 2018)."""

from __future__ import annotations

from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.svm import SVC

from countenance.recognition.describers.optical_flow import BiWOOF
from countenance.recognition.methods.registry import Method

__all__ = ["METHOD"]


def _classifier() -> Pipeline:
    return make_pipeline(SVC(kernel="linear", C=10_000.0))


METHOD = Method(
    name="bi-woof",
    title="Bi-WOOF + linear SVM",
    citation=(
        "S.-T. Liong, J. See, K. Wong, R. C.-W. Phan: Less is more: Micro-expression recognition from video "
        "using apex frame. Signal Processing: Image Communication 62, 2018."
    ),
    doi="10.1016/j.image.2017.11.006",
    free_choices=(
        (
            "8 x 8 blocks without overlap; the authors' program has 5 x 5 that overlap by a pixel, and the paper "
            "varies them."
        ),
        "The optical flow is dense inverse search on faces of 128 x 128 px; the paper's is another.",
        (
            "An apex that is not coded is the frame furthest from the onset and the offset together; the paper "
            "spots it by divide and conquer over other features."
        ),
        "A linear support vector machine with C = 10000.",
    ),
    describer=BiWOOF(),
    classifier=_classifier,
)
"""Bi-WOOF, with a linear support vector machine."""
