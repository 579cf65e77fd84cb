"""Everything besides a clip that decides its description, as a digest under which it may be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator

from countenance.core.cache import digest
from countenance.core.errors import InputError
from countenance.face import MEAN_FACE, WEIGHTS, regions36
from countenance.recognition.describing import ClipDescriber

__all__ = ["describer_recipe"]

_RECIPE = 3
"""Counted up when code that describers share changes the description of one and the same clip."""


def describer_recipe(describer: ClipDescriber) -> str:
    """Digest of a describer, its parameters, and the models and regions that are installed with it.

    Parameters
    ----------
    describer : ClipDescriber
        Its parameters may be plain values, arrays, paths, dataclasses, scikit-learn estimators, and sequences and
        mappings of these.

    Raises
    ------
    InputError
        If a parameter is none of these, so that a change of it would not be noticed.

    Examples
    --------
    >>> class Mean(ClipDescriber):
    ...     def __init__(self, axis=0):
    ...         self.axis = axis
    ...     def describe(self, frames, *, apex=None):
    ...         return frames.mean(axis=self.axis)
    >>> describer_recipe(Mean()) == describer_recipe(Mean(axis=0)) != describer_recipe(Mean(axis=1))
    True
    """
    return digest(_RECIPE, _installed(), describer.version, _plain(describer, type(describer).__name__))


@lru_cache(maxsize=1)
def _installed() -> str:
    return digest([weights.sha256 for weights in WEIGHTS], *(r.polygon for r in regions36(MEAN_FACE)))


def _plain(value: Any, name: str) -> Any:
    """A parameter as JSON can hold it, nothing of it lost."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple | range):
        return [_plain(inner, f"{name}[{place}]") for place, inner in enumerate(value)]
    if isinstance(value, Mapping):
        items = sorted(value.items(), key=lambda item: str(item[0]))
        return [{"mapping": _plain(item, f"{name}[{item[0]!r}]")} for item in items]
    return {_kind(value): _content(value, name)}


def _content(value: Any, name: str) -> Any:
    """What is in a value that JSON does not know."""
    if isinstance(value, np.ndarray):
        return digest(value)
    if isinstance(value, np.generic | Path | Enum):
        return repr(value)
    if isinstance(value, BaseEstimator):
        own = value.get_params(deep=False)
    elif is_dataclass(value) and not isinstance(value, type):
        own = {field.name: getattr(value, field.name) for field in fields(value)}
    else:
        raise InputError(
            f"{name} is a {type(value).__name__}, of which no digest can be taken for the cache; give a "
            "plain value or an array, or run without a cache"
        )
    return {key: _plain(inner, f"{name}.{key}") for key, inner in own.items()}


def _kind(value: object) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}"
