"""Plain arrays as the harness takes them, checked once before anything is fitted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import index
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.cache import digest
from countenance.core.errors import InputError
from countenance.core.intervals import Interval

__all__ = [
    "ExtraSamples",
    "SampleArrays",
    "content_digests",
    "extra_samples",
    "manifest_of",
    "refuse_second_spellings",
    "sample_arrays",
]

_PIECE = 1 << 20
"""Numbers that are converted at a time, so that a long clip needs no memory for a copy."""


@dataclass(frozen=True, slots=True)
class SampleArrays:
    """Samples with everything that says where they come from.

    Parameters
    ----------
    X : ndarray of shape (n, ...) or sequence of ndarray
    y : ndarray of shape (n,)
    groups : ndarray of shape (n,), str
        Participants, for example ``Clip.group``.
    ids : tuple of str
        Names of the samples, each once.
    databases : ndarray of shape (n,), str, or None
    recordings : ndarray of shape (n,), str, or None
        Films from which the samples were cut.
    intervals : tuple of Interval or None, or None
        Frames of the recording that each sample shows.
    contents : ndarray of shape (n,), str
        Digest of each sample's content; empty for a constant array, which has none.
    """

    X: Any
    y: NDArray[Any]
    groups: NDArray[np.str_]
    ids: tuple[str, ...]
    databases: NDArray[np.str_] | None
    recordings: NDArray[np.str_] | None
    intervals: tuple[Interval | None, ...] | None
    contents: NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class ExtraSamples:
    """Samples that may be trained on and are never tested: augmentations, or another data set.

    Parameters
    ----------
    X, y, groups, contents
        As in :class:`SampleArrays`.
    """

    X: Any
    y: NDArray[Any]
    groups: NDArray[np.str_]
    contents: NDArray[np.str_]


def sample_arrays(
    X: Any,
    y: ArrayLike,
    groups: ArrayLike,
    *,
    ids: Sequence[str] | None = None,
    databases: ArrayLike | None = None,
    recordings: ArrayLike | None = None,
    intervals: Iterable[Interval | tuple[int, int] | None] | None = None,
) -> SampleArrays:
    """Check arrays and put them together.

    Raises
    ------
    InputError
        If lengths differ, a participant is missing, a name occurs twice, or there is nothing to tell apart.
    """
    n = _count(X)
    labels, people = _labels(y, n), _names(groups, n, "groups", "the participant")
    names = tuple(map(str, range(n) if ids is None else ids))
    _same_length(len(names), n, "ids")
    if len(set(names)) < n:
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(
            f"the sample id {twice!r} occurs more than once: give every sample a name of its own"
        )
    if intervals is not None and recordings is None:
        raise InputError("intervals say nothing without recordings: give the recording of each sample too")
    for what, values in (("participants", people), ("classes", labels)):
        if len(np.unique(values)) < 2:
            raise InputError(f"all {n} samples are of one of the {what}: at least 2 are needed to evaluate")
    return SampleArrays(
        X=X,
        y=labels,
        groups=people,
        ids=names,
        databases=None if databases is None else _names(databases, n, "databases", "the database"),
        recordings=None if recordings is None else _names(recordings, n, "recordings", "the recording"),
        intervals=None if intervals is None else _intervals(intervals, n),
        contents=content_digests(X),
    )


def extra_samples(given: tuple[Any, ArrayLike, ArrayLike]) -> ExtraSamples:
    """Check arrays ``(X, y, groups)`` of samples that are only trained on, and put them together.

    Raises
    ------
    InputError
        If they are not three, lengths differ or a participant is missing.
    """
    if not isinstance(given, tuple | list) or len(given) != 3:
        raise InputError("extra_training must be three: (X, y, groups)")
    X, y, groups = given
    n = _count(X)
    people = _names(groups, n, "groups of the extra training samples", "the participant")
    return ExtraSamples(X, _labels(y, n), people, content_digests(X))


def content_digests(X: Any) -> NDArray[np.str_]:
    """Digest of each sample's content, by which copies are recognised whatever type of number holds them.

    Examples
    --------
    >>> first, second, third, blank = content_digests([[1, 2], [1, 2], [2, 1], [0, 0]])
    >>> bool(first == second), bool(first == third), str(blank)
    (True, False, '')
    """
    return np.array([_content_digest(np.asarray(sample)) for sample in X], dtype=np.str_)


def manifest_of(
    ids: Sequence[str], labels: Sequence[Any], spans: Sequence[Sequence[int] | None] | None = None
) -> str:
    """SHA-256 of what was evaluated: every sample's name, frames where they are known, and label, sorted.

    Examples
    --------
    >>> manifest_of(["a", "b"], ["sad", "glad"]) == manifest_of(["b", "a"], ["glad", "sad"])
    True
    """
    known = [None] * len(ids) if spans is None else [None if s is None else list(s) for s in spans]
    rows = zip(ids, known, labels, strict=True)
    return digest(sorted(([name, span, label] for name, span, label in rows), key=lambda row: str(row[0])))


def refuse_second_spellings(people: Iterable[str]) -> None:
    """Refuse names of participants that differ only in blanks or case: nobody is to be in training under another.

    Raises
    ------
    InputError
        If two do.
    """
    spelled: dict[str, str] = {}
    for name in sorted(set(people)):
        other = spelled.setdefault(" ".join(name.split()).casefold(), name)
        if other != name:
            raise InputError(
                f"groups: {other!r} and {name!r} differ only in blanks or case: give each participant one name, so "
                "that nobody is in training and test under two"
            )


def _content_digest(sample: NDArray[Any]) -> str:
    if sample.dtype == object:
        raise InputError("a sample is no array of numbers: each X[i] must be one, of any shape")
    # A constant array, such as the flow of a still face, is no copy of another: it holds nothing to copy.
    if sample.size == 0 or (sample == sample.flat[0]).all():
        return ""
    if sample.dtype.kind not in "biuf":
        return digest(sample)
    state, numbers = hashlib.sha256(str(sample.shape).encode()), sample.reshape(-1)
    for start in range(0, len(numbers), _PIECE):
        # Adding 0 turns -0 into 0, which is equal to it.
        state.update((numbers[start : start + _PIECE].astype(np.float64) + 0.0).tobytes())
    return state.hexdigest()


def _count(X: Any) -> int:
    if hasattr(X, "toarray"):
        raise InputError("X is a sparse matrix: give a dense array, for example X.toarray()")
    if not isinstance(X, np.ndarray) and hasattr(X, "iloc"):
        raise InputError("X is a table: give its values as an array, for example X.to_numpy()")
    try:
        n = len(X)
    except TypeError:
        raise InputError(f"X must be an array or a list of arrays, not {type(X).__name__}") from None
    if n == 0:
        raise InputError("there is nothing to evaluate: X is empty")
    return n


def _labels(y: ArrayLike, n: int) -> NDArray[Any]:
    labels = np.asarray(y)
    if labels.ndim != 1:
        raise InputError(f"y must be one label a sample, not of shape {labels.shape}")
    _same_length(len(labels), n, "y")
    if labels.dtype == object:
        kinds = {type(label) for label in labels.tolist()}
        if len(kinds) > 1 or not issubclass(kinds.copy().pop(), str):
            raise InputError(
                "y holds something that is no label: labels must be all text or all whole numbers"
            )
        labels = labels.astype(np.str_)
    if labels.dtype.kind not in "USiub":
        raise InputError(f"y must hold labels (text or whole numbers), not {labels.dtype}")
    return labels


def _names(values: ArrayLike, n: int, what: str, meaning: str) -> NDArray[np.str_]:
    listed = np.asarray(values, dtype=object)
    if listed.ndim != 1:
        raise InputError(f"{what} must be one name a sample ({meaning}), not of shape {listed.shape}")
    _same_length(len(listed), n, what)
    for position, value in enumerate(listed.tolist()):
        # nan is the only value that differs from itself
        if value is None or value != value or str(value) in {"", "nan", "None"}:  # noqa: PLR0124
            raise InputError(f"{what}: sample {position} has none; {meaning} of every sample must be known")
    return np.array([str(value) for value in listed.tolist()], dtype=np.str_)


def _intervals(intervals: Iterable[Interval | tuple[int, int] | None], n: int) -> tuple[Interval | None, ...]:
    listed = tuple(_interval(given, position) for position, given in enumerate(intervals))
    _same_length(len(listed), n, "intervals")
    return listed


def _interval(given: Any, position: int) -> Interval | None:
    if given is None or isinstance(given, Interval):
        return given
    try:
        onset, offset = map(index, given)
    except (TypeError, ValueError):
        raise InputError(
            f"intervals: sample {position} has {given!r}, where onset and offset as whole numbers were expected"
        ) from None
    try:
        return Interval(onset, offset)
    except InputError as error:
        raise InputError(f"intervals: sample {position} has {given!r}: {error}") from None


def _same_length(length: int, n: int, what: str) -> None:
    if length != n:
        raise InputError(f"{what} and X must be of one length, not {length} and {n}")
