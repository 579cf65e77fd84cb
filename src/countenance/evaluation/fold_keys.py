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
    """Digest of all that decides a fold's predictions; None where the estimator or its code cannot be seen."""
    try:
        settings = pickle.dumps(clone(run.estimator), protocol=5).hex()
        sources = _sources(run.estimator)
    except (pickle.PicklingError, AttributeError, TypeError, OSError):
        return None
    samples = run.samples
    parts: list[Any] = [settings, sources, run.versions, run.classes.tolist()]
    for where, positions in ((samples, plan.train), (run.extra, plan.extra)):
        if where is not None:
            content = [_content(where, i) for i in positions.tolist()]
            parts += [content, where.y[positions].tolist(), where.groups[positions].tolist()]
    return digest(*parts, [_content(samples, i) for i in plan.test.tolist()])


def _content(where: SampleArrays | ExtraSamples, position: int) -> list[str]:
    """A sample's type and digest; that of a constant array is not kept with the others."""
    sample = np.asarray(where.X[position])
    return [sample.dtype.str, str(where.contents[position]) or digest(sample)]


def _sources(estimator: Any) -> list[str]:
    """Digests of the files that define the estimator's classes and functions: changed code is fitted again.

    Raises
    ------
    TypeError, OSError
        If one lies in no file, as in a notebook, so that a change of it would not be noticed.
    """
    parts = [estimator, *estimator.get_params(deep=True).values()]
    kinds = {part if inspect.isfunction(part) else type(part) for part in parts if _has_code(part)}
    return sorted({digest_path(Path(inspect.getfile(kind))) for kind in kinds})


def _has_code(part: Any) -> bool:
    return inspect.isfunction(part) or hasattr(part, "get_params")
