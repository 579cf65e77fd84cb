"""LBP-TOP in tensor independent colour space (Wang et al. 2014, 2015), and in the spaces beside it."""

from __future__ import annotations

import numpy as np
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

from countenance.recognition.colour_texture import ColourTexture
from countenance.recognition.describers.aligned_clips import AlignedColourClip
from countenance.recognition.independent_colour import ClipColourSpace, TensorIndependentColour
from countenance.recognition.methods.registry import Method
from countenance.recognition.svm import polynomial_svm

__all__ = ["METHOD", "colour_texture_classifier"]


def colour_texture_classifier(space: ClipColourSpace = "tics") -> Pipeline:
    """The part that follows the description, unfitted: ``fit(X, y)`` with X of shape (n, T, H, W, 3), uint8.

    Parameters
    ----------
    space : {"tics", "grey", "rgb", "lab", "luv"}
        Colour space of the textures.

    Returns
    -------
    sklearn.pipeline.Pipeline
        Steps ``colour``, ``texture``, ``root`` and ``classify``.
    """
    return Pipeline(
        [
            ("colour", TensorIndependentColour(space)),
            ("texture", ColourTexture()),
            ("root", FunctionTransformer(np.sqrt)),
            ("classify", polynomial_svm()),
        ]
    )


METHOD = Method(
    name="tics",
    title="TICS + LBP-TOP",
    citation=(
        "S.-J. Wang, W.-J. Yan, X. Li, G. Zhao, C.-G. Zhou, X. Fu, M. Yang, J. Tao: Micro-Expression Recognition "
        "Using Color Spaces. IEEE Transactions on Image Processing 24(12), 2015; first at ICPR 2014, "
        "doi:10.1109/ICPR.2014.800."
    ),
    doi="10.1109/TIP.2015.2496314",
    free_choices=(
        "The text was not at hand: this is a reimplementation from the abstract and from descriptions by others.",
        "Clips are 32 frames of 96 x 96 px: the face is aligned by its first frame, time is interpolated linearly.",
        (
            "The colours of up to 200,000 voxels, drawn from the training clips with seed 0, are "
            "whitened by the inverse square root of their covariance and turned by symmetric FastICA "
            "with the contrast log cosh."
        ),
        "Each component of each clip is stretched to 8 bits between its percentiles 0.1 and 99.9.",
        "The 16 regions merge the 36 regions of interest of the mean face.",
        "LBP-TOP has Rx = Ry = 1, Rt = 3, P = 8, uniform patterns and no interpolation.",
        (
            "The square root of every bin goes into the support vector machine of the CAS(ME)2 baseline, "
            "(0.1 x.y + 1)^4 with C = 1: without the root the kernel of so many small bins is level."
        ),
    ),
    describer=AlignedColourClip(size=96, n_frames=32),
    classifier=colour_texture_classifier,
)
"""Textures of the independent components of the training clips' colours."""
