"""What a classifier of flow maps is given: maps that can be used, and as many classes."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.errors import InputError

__all__ = ["checked_labels", "checked_maps"]


def checked_maps(X: ArrayLike, when: str = "") -> NDArray[Any]:
    """Flow maps as an array of numbers that single precision can hold.

    Parameters
    ----------
    X : array_like of shape (n, H, W, 3)
        Channels u, v and strain; n at least 1, H and W at least 2.
    when : str
        Begins a message.

    Raises
    ------
    InputError
        If they are of another shape or type, or hold a number that is not finite.
    """
    try:
        maps = np.asarray(X)
    except ValueError as error:
        raise InputError(f"{when}the flow maps differ in shape: expected (28, 28, 3) each") from error
    if maps.dtype.kind not in "fiu":
        raise InputError(f"{when}flow maps of type {maps.dtype}: expected numbers")
    if maps.ndim != 4 or maps.shape[3] != 3 or len(maps) < 1 or min(maps.shape[1:3]) < 2:
        raise InputError(
            f"{when}flow maps of shape {maps.shape}: expected (n, 28, 28, 3) with n of at least 1 and the channels "
            "u, v, strain"
        )
    with np.errstate(over="ignore"):
        usable = np.isfinite(maps.astype(np.float32, copy=False)).all(axis=(1, 2, 3))
    if not usable.all():
        raise InputError(
            f"{when}flow map {np.flatnonzero(~usable)[0]} holds a value that is no finite number in single "
            f"precision ({np.count_nonzero(~usable)} of {len(maps)} maps do): describe that clip anew or leave it "
            "out"
        )
    return maps


def checked_labels(y: ArrayLike, n: int) -> NDArray[Any]:
    """The classes of ``n`` samples as an array.

    Parameters
    ----------
    y : array_like of shape (n,)
        Names or whole numbers.
    n : int

    Raises
    ------
    InputError
        If there is not one name or whole number a sample.
    """
    labels = np.asarray(y)
    if labels.shape != (n,):
        raise InputError(f"classes of shape {labels.shape} for {n} flow maps: expected one class a map")
    if labels.dtype.kind == "f" and not (np.isfinite(labels) & (labels == np.round(labels))).all():
        raise InputError("the classes are not whole numbers: expected names or whole numbers")
    unusable = [place for place, label in enumerate(labels.tolist()) if not _usable(label)]
    if unusable:
        raise InputError(f"class {unusable[0]} is {labels[unusable[0]]!r}: expected a name or a whole number")
    if len({isinstance(label, str) for label in labels.tolist()}) > 1:
        raise InputError("some classes are names and some are numbers: expected one or the other")
    return labels


def _usable(label: object) -> bool:
    return isinstance(label, str) or (isinstance(label, Real) and float(label).is_integer())
