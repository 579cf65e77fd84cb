"""Which settings a flow network can be trained with."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.utils import check_random_state
from sklearn.utils.class_weight import compute_sample_weight

from countenance.core.errors import InputError

__all__ = ["check_settings", "sample_weights", "seeds"]

_COUNTS = {"epochs": 1, "batch_size": 2, "n_networks": 1, "threads": 1, "shift": 0}
_SWITCHES = ("mirror", "mixup")
_DECAYS = ("cosine", "none")


def check_settings(settings: Any) -> None:
    """Check the attributes of a classifier that are numbers or one of a few words.

    Raises
    ------
    InputError
        If one cannot be used; the message names it and says what was expected.
    """
    for name, least in _COUNTS.items():
        value = getattr(settings, name)
        if not _is(value, Integral) or value < least:
            raise InputError(f"{name} is {value!r}: expected a whole number of at least {least}")
    for name in _SWITCHES:
        if not isinstance(getattr(settings, name), bool):
            raise InputError(f"{name} is {getattr(settings, name)!r}: expected True or False")
    if settings.shift > 13:
        raise InputError(f"shift is {settings.shift}: expected at most 13 px, less than half a map")
    if settings.decay not in _DECAYS:
        raise InputError(f"decay is {settings.decay!r}: expected one of {', '.join(_DECAYS)}")
    if settings.normalisation is not None and not callable(settings.normalisation):
        raise InputError(f"normalisation is {settings.normalisation!r}: expected a callable or None")
    _within("learning_rate", settings.learning_rate, above=0.0)
    _within("weight_decay", settings.weight_decay)
    _within("label_smoothing", settings.label_smoothing, below=1.0)


def sample_weights(class_weight: Any, labels: NDArray[Any]) -> NDArray[np.float32]:
    """How much each sample counts.

    Parameters
    ----------
    class_weight : {"balanced"}, dict or None
        A dictionary gives weights of classes; those that it does not name weigh 1.
    labels : ndarray of shape (n,)

    Returns
    -------
    ndarray of shape (n,), float32

    Raises
    ------
    InputError
        If the weights cannot be used.

    Examples
    --------
    >>> sample_weights("balanced", np.array(["a", "a", "b", "b", "b", "b"])).tolist()
    [1.5, 1.5, 0.75, 0.75, 0.75, 0.75]
    """
    if isinstance(class_weight, dict):
        _check_weights(class_weight, labels)
    elif class_weight not in {"balanced", None}:
        raise InputError(f"class_weight is {class_weight!r}: expected 'balanced', a weight a class, or None")
    weights: NDArray[np.float32] = compute_sample_weight(class_weight, labels).astype(np.float32)
    return weights


def _check_weights(class_weight: dict[Any, float], labels: NDArray[Any]) -> None:
    classes = set(labels.tolist())
    for name, weight in class_weight.items():
        if name not in classes:
            raise InputError(f"class_weight names {name!r}, which no sample is of")
        if not _is(weight, Real) or not 0 < weight < float("inf"):
            raise InputError(f"class_weight gives {name!r} the weight {weight!r}: expected a number above 0")


def seeds(random_state: Any, n: int) -> list[int]:
    """A seed for each of ``n`` networks.

    Raises
    ------
    InputError
        If the state is none that scikit-learn takes.
    """
    try:
        state = check_random_state(random_state)
    except ValueError as error:
        raise InputError(f"random_state is {random_state!r}: expected a whole number or None") from error
    return [int(seed) for seed in state.randint(2**31 - 1, size=n)]


def _is(value: object, kind: type) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)


def _within(name: str, value: Any, *, above: float | None = None, below: float = float("inf")) -> None:
    if not _is(value, Real) or not (value > above if above is not None else value >= 0) or not value < below:
        bounds = "a number above 0" if above is not None else "a number of at least 0"
        upper = "" if below == float("inf") else f" and below {below:g}"
        raise InputError(f"{name} is {value!r}: expected {bounds}{upper}")
