"""The recognisers to begin with: made by principle and on simulated movements, their costs by inner validation."""

from __future__ import annotations

from typing import Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.ensemble import VotingClassifier
from sklearn.pipeline import Pipeline

from countenance.core.errors import InputError
from countenance.recognition.deep import FlowNetworkClassifier
from countenance.recognition.describers.flow_maps import OnsetApexFlow
from countenance.recognition.flow_normalisation import restore_flow
from countenance.recognition.flow_recogniser import FlowRecogniser
from countenance.recognition.flow_samples import checked_labels, checked_maps
from countenance.recognition.grouped_search import group_argument

__all__ = ["FlowVote", "recommended"]

_NETWORKS = 5
_SEED = 0


class FlowVote(VotingClassifier):
    """scikit-learn's vote among recognisers of flow maps, which takes the maps and classes that they take."""

    def fit(self, X: ArrayLike, y: ArrayLike, groups: ArrayLike | None = None, **fit_params: Any) -> Self:
        """Fit every recogniser.

        Parameters
        ----------
        X : array_like of shape (n, 28, 28, 3), float
        y : array_like of shape (n,)
            Names or whole numbers.
        groups : array_like of shape (n,), optional
            Participants, for recognisers that choose their costs on some of them.
        **fit_params
            As scikit-learn's vote takes them.

        Returns
        -------
        FlowVote
            The vote itself.

        Raises
        ------
        InputError
            If maps or classes cannot be used.
        """
        maps = checked_maps(X)
        labels = checked_labels(y, len(maps))
        super().fit(maps, labels, **fit_params)
        if groups is not None:  # which scikit-learn's vote does not hand on
            for model in self.estimators_:
                told = group_argument(model, np.asarray(groups))
                if told:
                    model.fit(maps, self.le_.transform(labels), **told)
        return self


def recommended(kind: Literal["flow", "clips"], *, deep: bool = False) -> Any:
    """An unfitted scikit-learn classifier with ``fit``, ``predict`` and ``predict_proba``.

    Parameters
    ----------
    kind : {"flow", "clips"}
        What it is given: ``"flow"`` for onset-apex flow maps, X of shape (n, 28, 28, 3), float, with the channels
        u, v (down is positive) and strain in any units, also stretched channel by channel; ``"clips"`` for a list
        of clips, each of shape (T, H, W), uint8, from onset to offset, in which a face is seen.
    deep : bool
        Whether an ensemble of small convolutional networks votes beside the kernel machines: minutes instead of
        seconds of training. It needs the extra ``deep``.

    Returns
    -------
    FlowRecogniser, FlowVote or Pipeline

    Raises
    ------
    InputError
        If the kind is unknown.
    SetupError
        When a deep one is fitted, if PyTorch is not installed.

    Examples
    --------
    >>> recommended("flow")
    FlowRecogniser()
    """
    if kind == "flow":
        return _deep() if deep else FlowRecogniser()
    if kind == "clips":
        return Pipeline([("describe", OnsetApexFlow()), ("classify", recommended("flow", deep=deep))])
    raise InputError(f"there is no recommendation for {kind!r}; known: flow, clips")


def _deep() -> FlowVote:
    networks = FlowNetworkClassifier(
        "compact",
        n_networks=_NETWORKS,
        normalisation=restore_flow,
        random_state=_SEED,
    )
    return FlowVote([("kernels", FlowRecogniser()), ("networks", networks)], voting="soft")
