"""Robust PCA and local spatiotemporal directional features (Wang et al. 2014)."""

from __future__ import annotations

import numpy as np
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

from countenance.recognition.describers.sparse_motion import SparseMotionTexture
from countenance.recognition.methods.registry import Method
from countenance.recognition.svm import polynomial_svm

__all__ = ["METHOD", "directional_classifier"]


def directional_classifier() -> Pipeline:
    """The learned part, unfitted: ``fit(X, y)`` with X of shape (n, 16 * 3 * 256).

    Returns
    -------
    sklearn.pipeline.Pipeline
        Steps ``root`` and ``classify``.
    """
    return Pipeline([("root", FunctionTransformer(np.sqrt)), ("classify", polynomial_svm())])


METHOD = Method(
    name="robust-pca-lstd",
    title="Robust PCA + LSTD",
    citation=(
        "S.-J. Wang, W.-J. Yan, G. Zhao, X. Fu, C.-G. Zhou: Micro-Expression Recognition Using Robust Principal "
        "Component Analysis and Local Spatiotemporal Directional Features. ECCV 2014 Workshops, 2015."
    ),
    doi="10.1007/978-3-319-16178-5_23",
    free_choices=(
        "The text was not at hand: this is a reimplementation from the abstract and from descriptions by others.",
        (
            "Clips are 32 frames of 96 x 96 px: the face is aligned by its first frame, time is "
            "interpolated linearly before the separation."
        ),
        "lambda = 1 / sqrt(max(pixels, frames)); the separation stops at a relative residual of 1e-7.",
        (
            "A code has two bits for each of four lines through the voxel, as in direction-coded "
            "local binary patterns, on each of the planes XY, XT and YT, with all radii 1; codes are "
            "not decorrelated."
        ),
        "The 16 regions merge the 36 regions of interest, drawn from the landmarks of the first frame.",
        (
            "The square root of every bin goes into the support vector machine of the CAS(ME)2 baseline, "
            "(0.1 x.y + 1)^4 with C = 1: without the root the kernel of so many small bins is level."
        ),
    ),
    describer=SparseMotionTexture(size=96, n_frames=32),
    classifier=directional_classifier,
)
"""Textures of the sparse part of a clip."""
