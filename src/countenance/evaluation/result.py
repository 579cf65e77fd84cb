"""The outcome of a cross-validation: pooled predictions by sample, and every score that follows from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from countenance.evaluation.arrays import manifest_of
from countenance.evaluation.result_files import load_result, result_dict, save_result
from countenance.evaluation.scores import (
    ClassScores,
    Scores,
    chance_scores,
    class_scores,
    score_predictions,
)

__all__ = ["TINY", "Result"]

TINY = 10
"""Fewer participants than this estimate nothing about people."""


@dataclass(frozen=True, eq=False, repr=False)
class Result:
    """Pooled out-of-fold predictions, keyed by sample, with all that is needed to trust them.

    Scores are always those of the pooled predictions; a mean of scores per fold is nowhere.

    Parameters
    ----------
    protocol : str
        Name of the splitter.
    shares_participants : bool
        Whether people were tested who had been trained on; then ``beside`` holds the same estimator's result
        when each participant is held out.
    ids : tuple of str
    groups : ndarray of shape (n,), str
        Participants.
    databases : ndarray of shape (n,), str, or None
    spans : tuple of (int, int) or None, or None
        Onset and offset of each sample in its recording.
    truth, predicted : ndarray of shape (n,)
    majority : ndarray of shape (n,)
        The most frequent label of each fold's training samples.
    fold : ndarray of shape (n,), int
        In which fold each sample was tested.
    classes : ndarray of shape (c,)
        Every label, sorted.
    probabilities : ndarray of shape (n, c), float64, or None
        In the order of ``classes``, where the estimator tells them.
    estimator : str
        The estimator as scikit-learn prints it.
    seeds : dict
        ``"bootstrap"``, and every seed among the estimator's parameters; one that is None is no seed.
    versions : dict
        Packages and their versions.
    remarks : tuple of str
        What was left out of training, and what else a reader should know.
    repeatable : bool or None
        Whether the first fold, run again after all others, gave the same labels, and the same probabilities or
        decision values where the estimator tells them. False means chance without a seed, or an estimator that
        remembers earlier folds; None that it was not tried. True is no proof: a remark names what draws without
        a seed.
    setting : dict
        Database, method, label scheme and so on, as :func:`~countenance.evaluation.run_evaluation` fills it in.
    beside : Result or None
        Leave one subject out, where the protocol shares participants.
    """

    protocol: str
    shares_participants: bool
    ids: tuple[str, ...]
    groups: NDArray[np.str_]
    databases: NDArray[np.str_] | None
    spans: tuple[tuple[int, int] | None, ...] | None
    truth: NDArray[Any]
    predicted: NDArray[Any]
    majority: NDArray[Any]
    fold: NDArray[np.intp]
    classes: NDArray[Any]
    probabilities: NDArray[np.float64] | None
    estimator: str
    seeds: dict[str, Any]
    versions: dict[str, str]
    remarks: tuple[str, ...] = ()
    repeatable: bool | None = None
    setting: dict[str, Any] = field(default_factory=dict)
    beside: Result | None = None

    def __repr__(self) -> str:
        return f"<Result: {self.protocol}, n = {self.n}, UF1 {self.uf1:.3f}>"

    @property
    def n(self) -> int:
        """Samples."""
        return len(self.ids)

    @cached_property
    def participants(self) -> int:
        """Participants."""
        return len(np.unique(self.groups))

    @property
    def n_folds(self) -> int:
        """Folds."""
        return int(self.fold.max()) + 1

    @property
    def synthetic(self) -> bool:
        """Whether a simulated database took part: such a figure says nothing about people."""
        return any(database.get("synthetic", False) for database in self.setting.get("databases", ()))

    @property
    def tiny(self) -> bool:
        """Whether there are too few participants to estimate anything about others."""
        return self.participants < TINY

    @cached_property
    def manifest(self) -> str:
        """SHA-256 of the samples' names, frames and labels: equal for two results on the same samples."""
        return manifest_of(self.ids, self.truth.tolist(), self.spans)

    @cached_property
    def scores(self) -> Scores:
        """Scores of all samples, with participant bootstrap intervals."""
        return score_predictions(self.truth, self.predicted, self.groups, seed=self.seeds["bootstrap"])

    @property
    def accuracy(self) -> float:
        """Share of right predictions."""
        return self.scores.accuracy

    @property
    def uf1(self) -> float:
        """Unweighted F1 of the pooled predictions."""
        return self.scores.uf1

    @property
    def uar(self) -> float:
        """Unweighted average recall of the pooled predictions."""
        return self.scores.uar

    @cached_property
    def by_database(self) -> dict[str, Scores]:
        """Scores of each database's samples; empty where databases were not told."""
        if self.databases is None:
            return {}
        rows = {name: self.databases == name for name in np.unique(self.databases).tolist()}
        seed = self.seeds["bootstrap"]
        return {
            name: score_predictions(self.truth[its], self.predicted[its], self.groups[its], seed=seed)
            for name, its in rows.items()
        }

    @cached_property
    def by_class(self) -> list[ClassScores]:
        """Precision, recall and F1 of each class."""
        return class_scores(self.scores)

    @cached_property
    def references(self) -> dict[str, Scores]:
        """Scores of ``"majority"`` and ``"chance"`` on the same samples."""
        return {
            "majority": score_predictions(self.truth, self.majority),
            "chance": chance_scores(self.truth),
        }

    def to_dict(self) -> dict[str, Any]:
        """As the file holds it, all plain values; see the reference page ``evaluation-json``."""
        return result_dict(self)

    def save(self, path: str | Path) -> None:
        """Write the result as JSON, whole or not at all."""
        save_result(self, Path(path))

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a result from its file.

        Raises
        ------
        InputError
            If there is none, it is damaged, or was changed after it was written.
        """
        return load_result(Path(path), cls)
