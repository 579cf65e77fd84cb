"""Temporal interpolation and block-wise LBP-TOP (Pfister et al. 2011)."""

from __future__ import annotations

from typing import Any, Literal

from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from countenance.recognition.describers.lbp_top import TIMLBPTOP
from countenance.recognition.kernels import MeanKernel
from countenance.recognition.methods.registry import Method

__all__ = ["METHOD", "multiple_kernels", "random_forest", "support_vector_machine"]


def support_vector_machine(kernel: Literal["linear", "rbf"] = "linear", cost: float = 1.0) -> Any:
    """A support vector machine over the histograms.

    Parameters
    ----------
    kernel : {"linear", "rbf"}
        For ``"rbf"`` the columns are brought to one scale first.
    cost : float
        C.

    Returns
    -------
    sklearn estimator
        Unfitted.
    """
    if kernel == "linear":
        return SVC(kernel="linear", C=cost)
    return make_pipeline(StandardScaler(), SVC(kernel="rbf", C=cost))


def multiple_kernels(
    names: tuple[str, ...] = ("intersection", "polynomial-2", "polynomial-6"), cost: float = 10.0
) -> SVC:
    """A support vector machine over the mean of several kernels.

    Parameters
    ----------
    names : tuple of str
        Of `countenance.recognition.kernels.KERNELS`.
    cost : float
        C. The kernels of histograms of one face all lie near 1, so that a larger cost than for plain histograms
        is needed to tell them apart.

    Returns
    -------
    sklearn.svm.SVC
        Unfitted.
    """
    return SVC(kernel=MeanKernel(names), C=cost)


def random_forest(n_trees: int = 300, seed: int = 0) -> RandomForestClassifier:
    """A random forest over the histograms.

    Parameters
    ----------
    n_trees, seed : int

    Returns
    -------
    sklearn.ensemble.RandomForestClassifier
        Unfitted; the same seed gives the same forest.
    """
    return RandomForestClassifier(n_estimators=n_trees, random_state=seed)


def _pipeline() -> Pipeline:
    return make_pipeline(support_vector_machine())


METHOD = Method(
    name="tim-lbp-top",
    title="TIM + block LBP-TOP + SVM",
    citation=(
        "T. Pfister, X. Li, G. Zhao, M. Pietikäinen: Recognising Spontaneous Facial Micro-Expressions. ICCV "
        "2011."
    ),
    doi="10.1109/ICCV.2011.6126401",
    free_choices=(
        (
            "The face is aligned by one similarity of the first frame's eye corners and nose bridge; the paper "
            "warps 68 points of an active shape model to a model face."
        ),
        "Every clip is brought to 10 frames, one of the paper's lengths, over faces of 128 x 128 px.",
        "Blocks are 8 x 8 x 1, radii 1, 1, 2, with 8 points and the uniform mapping.",
        (
            "The classifier is a linear support vector machine with C = 1; a radial kernel, a mean of kernels "
            "with equal weights (the paper learns them) and a random forest stand beside it in the method's "
            "module."
        ),
        (
            "Frames identical to the one before are dropped first, for the model has no inverse with them; a clip "
            "whose frames are linearly dependent otherwise is left out with its reason."
        ),
    ),
    describer=TIMLBPTOP(),
    classifier=_pipeline,
)
"""TIM + LBP-TOP, with a linear support vector machine."""
