"""How far the choice of an epoch on the test participant alone lifts a coin flip.

Several public implementations keep, for every held-out participant, the epoch with the best accuracy on that
participant. Here the "network" guesses in the classes' own proportions, so that all it gains is due to the
choice. The second part shows what averaging F1 per participant does to a predictor that knows one word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.errors import InputError
from countenance.evaluation.metrics import confusion_matrix, scores_of_confusion, uf1

__all__ = [
    "MEASURED_UF1",
    "SelectionBias",
    "mean_uf1_per_participant",
    "simulate_best_epoch",
]

MEASURED_UF1 = {1: 0.331, 10: 0.586, 100: 0.744, 800: 0.823}
"""Epochs to UF1, measured on the real label set of the MEGC2019 composite."""


@dataclass(frozen=True, slots=True)
class SelectionBias:
    """What guessing reaches once the best of several guesses is kept for each participant.

    Parameters
    ----------
    epochs : int
        Guesses to choose from.
    accuracy, uf1, uar : float
        Of pooled predictions; means over the repetitions.
    uf1_sd : float
        Standard deviation of UF1 over the repetitions.
    """

    epochs: int
    accuracy: float
    uf1: float
    uar: float
    uf1_sd: float


def simulate_best_epoch(
    y: ArrayLike,
    groups: ArrayLike,
    epochs: Sequence[int] = tuple(MEASURED_UF1),
    *,
    priors: Mapping[str, float] | None = None,
    repeats: int = 20,
    seed: int = 0,
) -> list[SelectionBias]:
    """Guess every sample, and keep for each participant the guess with the best accuracy on them.

    Parameters
    ----------
    y, groups : array of shape (n,)
        Labels and participants.
    epochs : sequence of int
        How many guesses there are to choose from; one after the other.
    priors : mapping, optional
        Label to the probability with which it is guessed; the labels' own proportions unless given.
    repeats : int
        Repetitions to average over.
    seed : int

    Returns
    -------
    list of SelectionBias
        One for each number of epochs.

    Raises
    ------
    InputError
        If the lists differ in length, a number is not positive, or the priors are none.

    Examples
    --------
    With enough tries every participant of one sample is guessed right:

    >>> once, often = simulate_best_epoch(["sad", "glad"] * 20, range(40), [1, 200])
    >>> 0.35 < once.uf1 < 0.65, often.uf1
    (True, 1.0)
    """
    truth, people = np.asarray(y), np.asarray(groups)
    if truth.ndim != 1 or truth.shape != people.shape or not truth.size:
        raise InputError(
            f"labels and participants must be two lists of one length, not {truth.shape} and {people.shape}"
        )
    if min(epochs, default=0) < 1 or repeats < 1:
        raise InputError("epochs and repeats must be whole numbers of at least 1")
    classes, codes = np.unique(truth, return_inverse=True)
    weights = _weights(classes, codes, priors)
    random = np.random.default_rng(seed)
    members = [np.flatnonzero(people == person) for person in np.unique(people)]
    found = []
    for number in epochs:
        matrices = [_chosen(codes, members, number, weights, random) for _ in range(repeats)]
        scores = scores_of_confusion(np.stack(matrices))
        means = {name: float(values.mean()) for name, values in scores.items()}
        found.append(SelectionBias(int(number), uf1_sd=float(scores["uf1"].std()), **means))
    return found


def mean_uf1_per_participant(y_true: ArrayLike, y_pred: ArrayLike, groups: ArrayLike) -> float:
    """The mean of each participant's own UF1, which is not the UF1 of the pooled predictions.

    Parameters
    ----------
    y_true, y_pred, groups : array of shape (n,)

    Examples
    --------
    A predictor that knows one word has UF1 1/3, but a perfect score on everybody who shows nothing else:

    >>> y, people = ["sad", "sad", "glad", "glad"], ["s15", "s15", "s16", "s16"]
    >>> mean_uf1_per_participant(y, ["sad"] * 4, people), round(uf1(y, ["sad"] * 4), 3)
    (0.5, 0.333)
    """
    true, predicted, people = np.asarray(y_true), np.asarray(y_pred), np.asarray(groups)
    return float(np.mean([uf1(true[people == who], predicted[people == who]) for who in np.unique(people)]))


def _weights(
    classes: NDArray[np.generic], codes: NDArray[np.intp], priors: Mapping[str, float] | None
) -> NDArray[np.float64]:
    if priors is None:
        weights = np.bincount(codes).astype(np.float64)
    else:
        unknown = sorted(set(priors) - set(map(str, classes.tolist())))
        if unknown:
            raise InputError(f"priors: {unknown[0]!r} is none of the labels {classes.tolist()}")
        weights = np.array([priors.get(str(label), 0.0) for label in classes.tolist()])
    if not np.isfinite(weights).all() or (weights < 0).any() or weights.sum() <= 0:
        raise InputError("priors must be numbers of at least 0, and not all 0")
    shares: NDArray[np.float64] = weights / weights.sum()
    return shares


def _chosen(
    codes: NDArray[np.intp],
    members: list[NDArray[np.intp]],
    epochs: int,
    weights: NDArray[np.float64],
    random: np.random.Generator,
) -> NDArray[np.int64]:
    """Confusion matrix of the guesses that were kept."""
    kept = np.empty_like(codes)
    for samples in members:
        guesses = random.choice(len(weights), (epochs, len(samples)), p=weights)
        # Among equally good epochs the first is kept, as a loop that asks for a better one keeps it.
        kept[samples] = guesses[np.argmax((guesses == codes[samples]).sum(1))]
    return confusion_matrix(codes, kept, range(len(weights)))
