"""Large arrays of a run in files, where the workers are processes of this machine that can map them."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from countenance.evaluation.arrays import ExtraSamples, SampleArrays
from countenance.evaluation.folds import FoldRun
from countenance.evaluation.mapped import MappedFile

__all__ = ["spilled"]

_LARGE = 4 << 20
"""Bytes from which writing a file once is quicker than sending the array with every fold."""

_Arrays = TypeVar("_Arrays", SampleArrays, ExtraSamples)


@contextmanager
def spilled(run: FoldRun, executor: Executor | None) -> Iterator[FoldRun]:
    """The same run, its large arrays in temporary files if the executor is a pool of processes.

    Such a pool would be sent them anew with every fold. Workers elsewhere may not see this machine's files, and
    threads need none.

    Raises
    ------
    OSError
        If a file cannot be written; it names the folder.
    """
    if not isinstance(executor, ProcessPoolExecutor):
        yield run
        return
    # A worker that was killed may leave a file in use, which some systems then refuse to remove.
    with tempfile.TemporaryDirectory(prefix="countenance-", ignore_cleanup_errors=True) as folder:
        samples = _in_files(run.samples, Path(folder, "samples"))
        extra = None if run.extra is None else _in_files(run.extra, Path(folder, "extra"))
        yield replace(run, samples=samples, extra=extra)


def _in_files(arrays: _Arrays, folder: Path) -> _Arrays:
    files: dict[str, Any] = {}
    for field in fields(arrays):
        value = getattr(arrays, field.name)
        if _is_large(value) and MappedFile.of(value) is value:
            files[field.name] = _written(value, folder / f"{field.name}.npy")
    return replace(arrays, **files)


def _is_large(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.nbytes >= _LARGE and not value.dtype.hasobject


def _written(array: NDArray[Any], path: Path) -> NDArray[Any]:
    try:
        path.parent.mkdir(exist_ok=True)
        np.save(path, array, allow_pickle=False)
    except OSError as error:
        # NumPy does not say why it wrote less than it should: the disk is full.
        why, place = error.strerror or os.strerror(errno.ENOSPC), path.parent.parent.parent
        raise OSError(error.errno or errno.ENOSPC, why, str(place)) from error
    mapped: NDArray[Any] = np.load(path, mmap_mode="r")
    return mapped
