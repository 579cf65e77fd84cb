"""Discriminant tensor subspace analysis and an extreme learning machine (Wang et al. 2014)."""

from __future__ import annotations

from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from countenance.recognition.describers.aligned_clips import AlignedGreyClip
from countenance.recognition.extreme_learning import ExtremeLearningMachine
from countenance.recognition.methods.registry import Method
from countenance.recognition.tensor_subspace import DiscriminantTensorSubspace

__all__ = ["METHOD", "dtsa_elm_classifier"]


def dtsa_elm_classifier() -> Pipeline:
    """The learned part, unfitted: ``fit(X, y)`` with X of shape (n, 64, 64, 64).

    Returns
    -------
    sklearn.pipeline.Pipeline
        Steps ``subspace``, ``scale`` and ``classify``.
    """
    return Pipeline(
        [
            ("subspace", DiscriminantTensorSubspace(n_components=10)),
            ("scale", StandardScaler()),
            ("classify", ExtremeLearningMachine(n_hidden=1000)),
        ]
    )


METHOD = Method(
    name="dtsa-elm",
    title="DTSA + ELM",
    citation=(
        "S.-J. Wang, H.-L. Chen, W.-J. Yan, Y.-H. Chen, X. Fu: Face Recognition and Micro-expression Recognition "
        "Based on Discriminant Tensor Subspace Analysis Plus Extreme Learning Machine. Neural Processing "
        "Letters 39, 2014."
    ),
    doi="10.1007/s11063-013-9288-7",
    free_choices=(
        "The text was not at hand: this is a reimplementation from the abstract and from descriptions by others.",
        "Clips are 64 x 64 x 64: the face is aligned by its first frame, time is interpolated linearly.",
        "Each mode keeps 10 directions, or 1000 features.",
        (
            "Each mode's projection comes from the generalised eigenproblem of the scatter between "
            "and within classes, and its columns are made orthonormal."
        ),
        "The scatter within classes is raised by 1% of the mean variance per cell in every direction.",
        "Modes take turns until no criterion changes by more than 0.1%, at most 10 rounds, from no projection on.",
        "Features are standardised on the training clips before the extreme learning machine.",
        (
            "1000 hidden units with a sigmoid, weights uniform in [-1, 1] divided by the square root "
            "of the number of features, drawn from seed 0, no ridge."
        ),
    ),
    describer=AlignedGreyClip(size=64, n_frames=64),
    classifier=dtsa_elm_classifier,
)
"""Clips as third-order tensors, projected mode by mode and told apart by a random network."""
