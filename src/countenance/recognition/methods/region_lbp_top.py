"""LBP-TOP of 36 regions and a polynomial support vector machine: the baseline of CAS(ME)2."""

from __future__ import annotations

from countenance.recognition.describers.lbp_top import RegionLBPTOP
from countenance.recognition.methods.registry import Method
from countenance.recognition.svm import polynomial_svm

__all__ = ["METHOD"]

METHOD = Method(
    name="region-lbp-top",
    title="Region LBP-TOP + polynomial SVM",
    citation=(
        "F. Qu, S.-J. Wang, W.-J. Yan, X. Fu: CAS(ME)2: A Database of Spontaneous Macro-expressions and "
        "Micro-expressions. Human-Computer Interaction, 2016."
    ),
    doi="10.1007/978-3-319-39513-5_5",
    free_choices=(
        "The 36 regions are drawn after the paper's figure, whose coordinates are not printed.",
        "Landmarks come from a face mesh of 478 points; the paper's landmark program is another.",
        (
            "The setting is the best cell of the paper's Table 5, Rx = Ry = 1, Rt = 3, P = 4, uniform: it was "
            "chosen there on the test clips."
        ),
        "C = 1, LIBSVM's default, for the paper names none.",
    ),
    describer=RegionLBPTOP(),
    classifier=polynomial_svm,
)
"""The baseline under the best setting of Table 5."""
