"""What a fold's predictions depend on, as one key under which they are kept."""

from __future__ import annotations

import inspect
import pickle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import clone

from countenance.core.cache import digest, digest_path

if TYPE_CHECKING:
    from countenance.evaluation.arrays import ExtraSamples, SampleArrays
    from countenance.evaluation.folds import FoldPlan, FoldRun

__all__ = ["fold_key"]


def fold_key(run: FoldRun, plan: FoldPlan) -> str | None:
    """Digest of all that decides a fold's predictions; None for an estimator that cannot be pickled."""
    try:
        settings = pickle.dumps(clone(run.estimator), protocol=5).hex()
    except (pickle.PicklingError, AttributeError, TypeError):
        return None
    samples = run.samples
    parts: list[Any] = [settings, _sources(run.estimator), run.versions, run.classes.tolist()]
    for where, positions in ((samples, plan.train), (run.extra, plan.extra)):
        if where is not None:
            content = [_content(where, i) for i in positions.tolist()]
            parts += [content, where.y[positions].tolist(), where.groups[positions].tolist()]
    return digest(*parts, [_content(samples, i) for i in plan.test.tolist()])


def _content(where: SampleArrays | ExtraSamples, position: int) -> str:
    """A sample's digest; that of a constant array is not kept with the others."""
    return str(where.contents[position]) or digest(np.asarray(where.X[position]))


def _sources(estimator: Any) -> list[str]:
    """Digests of the files that define the estimator's classes, so that changed code is fitted again."""
    parts = [estimator, *estimator.get_params(deep=True).values()]
    files: set[str] = set()
    for kind in {type(part) for part in parts if hasattr(part, "get_params")}:
        try:
            files.add(inspect.getfile(kind))
        except (TypeError, OSError):
            continue
    return sorted(digest_path(Path(file)) for file in files)
