"""Main directional mean optical flow (Liu et al. 2016)."""

from __future__ import annotations

from countenance.recognition.describers.optical_flow import MDMO
from countenance.recognition.methods.registry import Method
from countenance.recognition.svm import polynomial_svm

__all__ = ["METHOD"]

METHOD = Method(
    name="mdmo",
    title="MDMO + polynomial SVM",
    citation=(
        "Y.-J. Liu, J.-K. Zhang, W.-J. Yan, S.-J. Wang, G. Zhao, X. Fu: A Main Directional Mean Optical Flow "
        "Feature for Spontaneous Micro-Expression Recognition. IEEE Transactions on Affective Computing 7(4), "
        "2016."
    ),
    doi="10.1109/TAFFC.2015.2485205",
    free_choices=(
        "The 36 regions come from 68 landmarks of a face mesh; the paper draws its own from 66.",
        "The optical flow is dense inverse search on faces of 128 x 128 px; the paper's is another.",
        (
            "Frames are aligned by the affine transform that lays the flow at the contour and the nose back, by "
            "least squares."
        ),
        (
            "Vectors are averaged as vectors, over the pixels of the main direction and over the frames, not "
            "their lengths and angles."
        ),
        "beta = 0.8, and the kernel (0.1 x.y + 1)^4 with C = 1.",
    ),
    describer=MDMO(),
    classifier=polynomial_svm,
)
"""MDMO, with the polynomial support vector machine of the same group's CAS(ME)2 baseline."""
