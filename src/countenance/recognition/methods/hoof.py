"""Histograms of oriented optical flow over a clip (Chaudhry et al. 2009)."""

from __future__ import annotations

import numpy as np
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.svm import SVC

from countenance.recognition.describers.optical_flow import HOOF
from countenance.recognition.methods.registry import Method

__all__ = ["METHOD"]


def _classifier() -> Pipeline:
    # The scalar product of roots is the sum over all histograms of their Bhattacharyya kernel.
    return make_pipeline(FunctionTransformer(np.sqrt), SVC(kernel="linear", C=1.0))


METHOD = Method(
    name="hoof",
    title="HOOF + SVM",
    citation=(
        "R. Chaudhry, A. Ravichandran, G. Hager, R. Vidal: Histograms of Oriented Optical Flow and "
        "Binet-Cauchy Kernels on Nonlinear Dynamical Systems for the Recognition of Human Actions. CVPR 2009."
    ),
    doi="10.1109/CVPR.2009.5206821",
    free_choices=(
        (
            "The paper is about actions of the whole body and has one histogram of 30 bins a frame; here each of "
            "4 x 4 blocks of the aligned face (128 x 128 px) has one, because the parts of a face move apart."
        ),
        "Clips are resampled to 11 frames, so that 10 histograms follow one another at fixed places.",
        (
            "The paper compares the series as outputs of dynamical systems; here histograms of the same place and "
            "time are compared by the Bhattacharyya kernel, summed, in a support vector machine with C = 1."
        ),
        "The optical flow is dense inverse search.",
    ),
    describer=HOOF(),
    classifier=_classifier,
)
"""HOOF series, with the Bhattacharyya kernel."""
