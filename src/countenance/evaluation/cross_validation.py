"""Cross-validation that owns fit and predict, checks for leaks, and pools what it is told before it scores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.cache import ArrayCache
from countenance.core.contracts import Splitter
from countenance.core.errors import InputError
from countenance.core.executors import Progress, ignore_progress, run_all
from countenance.core.intervals import Interval
from countenance.core.parcels import Parcel
from countenance.evaluation.arrays import (
    ExtraSamples,
    SampleArrays,
    extra_samples,
    refuse_second_spellings,
    sample_arrays,
)
from countenance.evaluation.fold_keys import fold_key
from countenance.evaluation.folds import FoldPlan, FoldPredictions, FoldRun, run_fold
from countenance.evaluation.inner_selection import checked_estimator
from countenance.evaluation.leaks import LeakRules
from countenance.evaluation.naming import estimator_text
from countenance.evaluation.plans import checked_splitter, fold_plans, shares_participants, splitter_name
from countenance.evaluation.pooling import predict_majority
from countenance.evaluation.result import Result
from countenance.evaluation.seeds import seeds_of, unseeded_remarks
from countenance.evaluation.spilling import spilled
from countenance.evaluation.splitters import LeaveOneSubjectOut

__all__ = ["cross_validate"]


def cross_validate(
    estimator: Any,
    X: Any,
    y: ArrayLike,
    groups: ArrayLike,
    splitter: Splitter | None = None,
    *,
    ids: Sequence[str] | None = None,
    databases: ArrayLike | None = None,
    recordings: ArrayLike | None = None,
    intervals: Iterable[Interval | tuple[int, int] | None] | None = None,
    extra_training: tuple[Any, ArrayLike, ArrayLike] | None = None,
    overlaps: Literal["refuse", "drop"] = "refuse",
    duplicates: Literal["refuse", "allow"] = "refuse",
    repeat_first_fold: bool = True,
    cache: Path | None = None,
    executor: Executor | None = None,
    seed: int = 0,
    progress: Progress = ignore_progress,
) -> Result:
    """Evaluate an estimator so that it never sees what it is tested on.

    For every fold a clone of the estimator is fitted on training samples, then asked about the test samples,
    whose labels it is never given. Predictions of all folds are pooled, then scored once.

    Parameters
    ----------
    estimator : estimator
        A scikit-learn classifier. Seeds are its own business (``random_state``) and are recorded. If its
        ``fit``, or that of a pipeline's last step, takes ``groups``, it is given the training participants for
        an inner selection; a scikit-learn search that would mix them is refused.
    X : ndarray of shape (n, ...) or sequence of ndarray
        Samples of any shape, also memory-mapped, also clips of different lengths in a list.
    y : array of shape (n,)
        Labels: text or whole numbers.
    groups : array of shape (n,)
        Each sample's participant, best as ``"database:participant"``.
    splitter : Splitter, optional
        By default :class:`~countenance.evaluation.LeaveOneSubjectOut`. One that shares participants between
        training and test must say so (``shares_participants = True``); leave one subject out is then run too
        and lies in ``Result.beside``.
    ids : sequence of str, optional
        Names of the samples; by default their positions.
    databases : array of shape (n,), optional
        For a row of scores each, and for :class:`~countenance.evaluation.LeaveOneDatabaseOut`.
    recordings : array of shape (n,), optional
        The film that each sample was cut from, named uniquely over all participants.
    intervals : iterable of Interval or (onset, offset) or None, optional
        Frames of its recording that each sample shows, 0-based, offset inclusive.
    extra_training : tuple (X, y, groups), optional
        Samples that are trained on and never tested, such as augmentations. In every fold those of its tested
        participants are left out.
    overlaps : {"refuse", "drop"}
        For protocols that share participants: whether a training clip that overlaps a test clip is a leak, or is
        left out of that fold with a remark.
    duplicates : {"refuse", "allow"}
        Whether equal arrays in training and test are a leak. Allow them only for coarse features.
    repeat_first_fold : bool
        Run the first fold again at the end and compare labels and probabilities (or decision values), to notice
        estimators that remember earlier folds or draw by chance; see ``Result.repeatable``.
    cache : Path, optional
        Folder in which each fold's predictions are kept under a digest of its samples, the estimator, the
        files that define its classes and the versions, so that a run that was stopped continues. An estimator
        that cannot be pickled, or whose code lies in no file, is always fitted; nothing is kept of one that turns
        out not to be repeatable.
    executor : Executor, optional
        Where folds run; one at a time here unless given.
    seed : int
        Of the bootstrap.
    progress : callable

    Returns
    -------
    Result

    Raises
    ------
    LeakError
        If training and test samples of a fold share a participant, recording, frames or content.
    InputError
        If the arrays, the splitter or the estimator cannot be used.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> random = np.random.default_rng(0)
    >>> y = np.tile(["negative", "positive"], 20)
    >>> X = random.normal(size=(40, 3)) + (y == "positive")[:, None] * 4
    >>> people = np.repeat(["lab:1", "lab:2", "lab:3", "lab:4"], 10)
    >>> result = cross_validate(LogisticRegression(), X, y, people, LeaveOneSubjectOut())
    >>> result.n, result.n_folds, result.uf1 > 0.9, result.references["majority"].accuracy
    (40, 4, True, 0.5)
    """
    splitter = LeaveOneSubjectOut() if splitter is None else checked_splitter(splitter)
    _one_of("overlaps", overlaps, ("refuse", "drop"))
    _one_of("duplicates", duplicates, ("refuse", "allow"))
    samples = sample_arrays(
        X, y, groups, ids=ids, databases=databases, recordings=recordings, intervals=intervals
    )
    extra = None if extra_training is None else extra_samples(extra_training)
    refuse_second_spellings([*samples.groups.tolist(), *([] if extra is None else extra.groups.tolist())])
    checked = checked_estimator(estimator, samples.y, samples.groups)
    run = FoldRun(checked, samples, extra, _classes(samples, extra), cache)
    harness = partial(
        _evaluate,
        run,
        overlaps=overlaps,
        duplicates=duplicates,
        repeat=repeat_first_fold,
        executor=executor,
        seed=seed,
        progress=progress,
    )
    result = harness(splitter)
    return replace(result, beside=harness(LeaveOneSubjectOut())) if result.shares_participants else result


def _evaluate(
    run: FoldRun,
    splitter: Splitter,
    *,
    overlaps: Literal["refuse", "drop"],
    duplicates: Literal["refuse", "allow"],
    repeat: bool,
    executor: Executor | None,
    seed: int,
    progress: Progress,
) -> Result:
    samples = run.samples
    name, shares = splitter_name(splitter), shares_participants(splitter)
    plans, remarks = fold_plans(samples, run.extra, splitter, LeakRules(shares, overlaps, duplicates))
    remarks = [*unseeded_remarks(run.estimator), *remarks]
    if duplicates == "allow":
        remarks.append("equal arrays in training and test were allowed")
    with spilled(run, executor) as sent:
        outcomes, repeatable = _run_all(sent, plans, repeat, executor, f"folds, {name}", progress)
    if repeatable is False:
        remarks.append(
            "the first fold, run again, gave other labels, probabilities or decision values: give the estimator a "
            "seed, or see whether it remembers earlier folds"
        )
    predicted, fold = np.empty(len(samples.ids), dtype=np.intp), np.empty(len(samples.ids), dtype=np.intp)
    for number, (plan, outcome) in enumerate(zip(plans, outcomes, strict=True)):
        predicted[plan.test], fold[plan.test] = outcome.predicted, number
    spans, folds = samples.intervals, ((plan.train, plan.test) for plan in plans)
    return Result(
        protocol=name,
        shares_participants=shares,
        ids=samples.ids,
        groups=samples.groups,
        databases=samples.databases,
        spans=None if spans is None else tuple(None if s is None else (s.onset, s.offset) for s in spans),
        truth=samples.y,
        predicted=run.classes[predicted],
        majority=run.classes[predict_majority(np.searchsorted(run.classes, samples.y), folds)],
        fold=fold,
        classes=run.classes,
        probabilities=_pooled_probabilities(run, plans, outcomes),
        estimator=estimator_text(run.estimator),
        seeds={"bootstrap": seed, **seeds_of(run.estimator)},
        versions=run.versions,
        remarks=tuple(remarks),
        repeatable=repeatable,
    )


def _one_of(name: str, value: str, known: tuple[str, str]) -> None:
    if value not in known:
        raise InputError(f"{name} is {value!r}, where {known[0]!r} or {known[1]!r} was expected")


def _classes(samples: SampleArrays, extra: ExtraSamples | None) -> NDArray[Any]:
    if extra is None:
        return np.unique(samples.y)
    if {samples.y.dtype.kind, extra.y.dtype.kind} & {"U", "S"} and samples.y.dtype.kind != extra.y.dtype.kind:
        raise InputError(
            "the labels of extra training samples must be of the kind of the others: text or numbers"
        )
    return np.union1d(samples.y, extra.y)


def _run_all(
    run: FoldRun,
    plans: list[FoldPlan],
    repeat: bool,
    executor: Executor | None,
    stage: str,
    progress: Progress,
) -> tuple[list[FoldPredictions], bool | None]:
    outcomes: dict[int, FoldPredictions] = {}
    progress(stage, 0, len(plans))
    for done, (position, outcome) in enumerate(run_all(partial(run_fold, Parcel(run)), plans, executor), 1):
        outcomes[position] = outcome
        progress(stage, done, len(plans))
    again: bool | None = None
    if repeat:
        [(_, second)] = run_all(partial(run_fold, Parcel(replace(run, cache=None))), plans[:1], executor)
        again = outcomes[0].agrees_with(second)
        if not again and run.cache is not None:
            _forget(run, plans, ArrayCache(run.cache))
    return [outcomes[position] for position in range(len(plans))], again


def _forget(run: FoldRun, plans: list[FoldPlan], store: ArrayCache) -> None:
    """Keep nothing that the next run could take for the work of an estimator that remembers no earlier folds."""
    for plan in plans:
        key = fold_key(run, plan)
        if key is not None:
            store.path(key).unlink(missing_ok=True)


def _pooled_probabilities(
    run: FoldRun, plans: list[FoldPlan], outcomes: list[FoldPredictions]
) -> NDArray[np.float64] | None:
    pooled = np.zeros((len(run.samples.ids), len(run.classes)))
    for plan, outcome in zip(plans, outcomes, strict=True):
        if outcome.probabilities is None:
            return None
        pooled[plan.test] = outcome.probabilities
    return pooled
