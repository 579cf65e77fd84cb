"""What every method must do, whoever wrote it."""

from __future__ import annotations

import pickle
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, clone
from sklearn.exceptions import NotFittedError
from sklearn.utils import get_tags
from sklearn.utils.validation import check_is_fitted, has_fit_parameter

from countenance.core.errors import InputError
from countenance.databases.simulated import Person
from countenance.recognition import ClipDescriber, Method
from countenance.recognition.recipes import describer_recipe
from countenance.testing.rules import require

__all__ = ["check_method"]

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_INTENSITIES = (0.0, 0.4, 1.0, 0.7, 0.3)
_APEX = 2
_PEOPLE = 4


def check_method(
    method: Method,
    *,
    clips: Sequence[NDArray[np.uint8]] | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> None:
    """Check a method against the contract; write it into a plug-in's tests as it stands.

    Parameters
    ----------
    method : Method
        Best as ``countenance.recognition.methods.method(name)`` finds it, so that its entry point is tried too.
    clips : sequence of ndarray of shape (T, H, W, 3), uint8, optional
        RGB clips that the method can describe: at least two of different length and size, of three frames or more.
        A simulated smile and simulated raised brows of one person unless given.
    parameters : mapping, optional
        Parameters of the describer to check it with, for example a coarser grid that takes less time.

    Raises
    ------
    AssertionError
        With what was expected, at the first rule that does not hold.
    SetupError
        If the method needs an optional dependency that is not installed.
    """
    require(isinstance(method, Method), f"{type(method).__name__} is no Method of countenance.recognition")
    _check_facts(method)
    _check_describer(method.describer)
    describer = clone(method.describer).set_params(**(parameters or {}))
    _check_recipe(describer)
    described = _check_descriptions(describer, _as_wanted(describer, clips or _simulated()))
    _check_classifier(method, described)


def _check_facts(method: Method) -> None:
    named = isinstance(method.name, str) and _NAME.fullmatch(method.name)
    require(
        bool(named),
        f"the name {method.name!r} is not of small letters, digits and single hyphens between them",
    )
    for fact in ("title", "citation"):
        value = getattr(method, fact)
        require(isinstance(value, str) and bool(value.strip()), f"{fact} is empty")
    for fact in ("doi", "extra"):
        require(isinstance(getattr(method, fact), str), f"{fact} is no text: give '' where there is none")
    require(
        method.doi.startswith("10.") or not method.doi, f"the DOI {method.doi!r} does not begin with '10.'"
    )
    choices = method.free_choices
    told = isinstance(choices, tuple) and all(isinstance(one, str) and one.strip() for one in choices)
    require(told, f"free_choices is {choices!r}: expected a tuple of sentences")


def _check_describer(describer: ClipDescriber) -> None:
    require(
        isinstance(describer, ClipDescriber),
        f"the describer, a {type(describer).__name__}, is no ClipDescriber",
    )
    require(describer.colour in {"grey", "rgb"}, f"colour is {describer.colour!r}: expected 'grey' or 'rgb'")
    counted = isinstance(describer.version, int) and describer.version >= 1
    require(counted, f"version is {describer.version!r}: expected a whole number from 1")
    _trying("the describer cannot be cloned", lambda: clone(describer))
    own = set(vars(describer)) - set(describer.get_params(deep=False))
    require(
        not own,
        f"the describer holds {', '.join(sorted(own))} beside the parameters of __init__, which no cache can tell",
    )


def _check_recipe(describer: ClipDescriber) -> None:
    recipe = _trying("the cache cannot tell the describer", lambda: describer_recipe(describer))
    for name in describer.get_params(deep=False):
        changed = clone(describer).set_params(**{name: f"other than {name} was"})
        told = describer_recipe(changed) != recipe
        require(told, f"a change of the parameter {name} does not change what descriptions are kept under")


def _check_descriptions(describer: ClipDescriber, clips: Sequence[NDArray[np.uint8]]) -> list[NDArray[Any]]:
    """Descriptions of the clips, the same in either order, from a copy, and by ``transform``."""
    recipe = describer_recipe(describer)
    copy = _trying("the describer cannot be pickled", lambda: pickle.loads(pickle.dumps(describer)))
    described = [_description(describer, frames) for frames in clips]
    for frames, known in reversed(list(zip(clips, described, strict=True))):
        again = _description(copy, frames)
        same = np.array_equal(again, known)
        require(same, "a clip is described otherwise after another clip, in a copy or a second time")
    described.append(_description(describer, clips[0], apex=_APEX))
    kinds = {(one.shape, one.dtype) for one in described}
    require(
        len(kinds) == 1,
        "descriptions depend on the clip's length, size or apex in shape or type: "
        + ", ".join(sorted(f"{dtype} of shape {shape}" for shape, dtype in kinds)),
    )
    require(
        np.array_equal(describer.transform(clips[:1])[0], described[0]), "transform and describe disagree"
    )
    require(describer_recipe(describer) == recipe, "describing a clip changes the describer's parameters")
    return described[:-1]


def _description(
    describer: ClipDescriber, frames: NDArray[np.uint8], *, apex: int | None = None
) -> NDArray[Any]:
    given = frames.copy()
    described = np.array(describer.describe(given, apex=apex))
    require(np.array_equal(given, frames), "describing a clip changes its frames")
    require(described.dtype.kind in "biuf", f"a description is of type {described.dtype}: expected numbers")
    require(described.size > 0, f"a description of shape {described.shape} is empty")
    require(bool(np.isfinite(described).all()), "a description holds numbers that are not finite")
    return described


def _check_classifier(method: Method, described: Sequence[NDArray[Any]]) -> None:
    first, second = method.classifier(), method.classifier()
    parts = {id(part) for part in _parts(first)}
    shared = [type(part).__name__ for part in _parts(second) if id(part) in parts]
    require(
        not shared, f"classifier() does not make everything anew: {', '.join(shared)} is handed out twice"
    )
    for member in ("fit", "predict", "get_params"):
        lacking = f"the classifier, a {type(first).__name__}, lacks {member}"
        require(callable(getattr(first, member, None)), lacking)
    require(not _fitted(first), "classifier() hands out a fitted estimator")
    unfitted = _trying("the classifier cannot be cloned", lambda: clone(first))
    X = np.stack([*described] * _PEOPLE)
    y = np.array([f"class {number}" for number in range(len(described))] * _PEOPLE)
    people = np.repeat([f"person {number}" for number in range(_PEOPLE)], len(described))
    groups = {"groups": people} if has_fit_parameter(unfitted, "groups") else {}
    fitted = unfitted.fit(X, y, **groups)
    predicted = np.asarray(fitted.predict(X))
    require(predicted.shape == y.shape, f"predict gives shape {predicted.shape} for {len(y)} samples")
    unknown = set(predicted.tolist()) - set(y.tolist())
    require(not unknown, f"predict gives {sorted(map(str, unknown))}, of which it was taught nothing")
    require(not _fitted(method.classifier()), "classifier() remembers what another one was fitted on")


def _parts(estimator: Any) -> list[Any]:
    """An estimator with those inside it."""
    held = estimator.get_params(deep=True).values() if hasattr(estimator, "get_params") else ()
    return [estimator, *(part for part in held if hasattr(part, "get_params") and not isinstance(part, type))]


def _fitted(estimator: Any) -> bool:
    if not isinstance(estimator, BaseEstimator):
        return False
    try:
        check_is_fitted(estimator)
    except NotFittedError:
        return False
    return bool(get_tags(estimator).requires_fit)


def _trying(fault: str, call: Any) -> Any:
    try:
        return call()
    except (InputError, RuntimeError, TypeError, AttributeError, pickle.PicklingError) as error:
        raise AssertionError(f"{fault}: {error}") from error


def _as_wanted(describer: ClipDescriber, clips: Sequence[NDArray[np.uint8]]) -> list[NDArray[np.uint8]]:
    if describer.colour == "rgb":
        return list(clips)
    return [np.stack([cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in frames]) for frames in clips]


@lru_cache(maxsize=1)
def _simulated() -> tuple[NDArray[np.uint8], ...]:
    """A smile, and raised brows in fewer and smaller frames."""
    person = Person.from_seed(4)
    smile = np.stack([person.render({"6": level, "12": level}) for level in _INTENSITIES])
    brows = [person.render({"1": level, "2": level}) for level in _INTENSITIES[1:4]]
    smaller = [cv2.resize(frame, (480, 360), interpolation=cv2.INTER_AREA) for frame in brows]
    return smile, np.stack(smaller).astype(np.uint8)
