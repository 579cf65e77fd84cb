"""A method with some of its parameters set: read, put in their place, and tried before a long run begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sklearn.base import clone

from countenance.core.clips import Clip
from countenance.core.contracts import Database
from countenance.core.errors import InputError
from countenance.core.parameters import parse_parameters
from countenance.evaluation.naming import plain_parameters
from countenance.recognition.describing import ClipDescriber
from countenance.recognition.methods import Method

__all__ = ["Parts", "check_parameters", "parse_parameters", "parts_of"]

_TRIED = 3
"""Clips that are tried at most: where the method's own choice fails too, it is not for the parameters."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A method ready to run.

    Parameters
    ----------
    describer : ClipDescriber
    classifier : estimator
        Unfitted.
    parameters : dict
        What was set to something else than the method's own choice, by its name.
    """

    describer: ClipDescriber
    classifier: Any
    parameters: dict[str, Any]


def parts_of(method: Method, parameters: Mapping[str, Any]) -> Parts:
    """A method's describer and classifier, with some parameters set.

    Parameters
    ----------
    method : Method
    parameters : mapping
        Name to value; a name that both have means the describer's, ``classify__NAME`` the classifier's.

    Raises
    ------
    InputError
        If neither has such a parameter; the message lists those that there are.
    """
    describer, classifier = clone(method.describer), method.classifier()
    for name, value in parameters.items():
        of = [part for part in (describer, classifier) if name in part.get_params(deep=True)]
        plain = name.removeprefix("classify__")
        if of:
            of[0].set_params(**{name: value})
        elif plain != name and plain in classifier.get_params(deep=True):
            classifier.set_params(**{plain: value})
        else:
            known = sorted({*describer.get_params(deep=True), *plain_parameters(classifier)})
            raise InputError(
                f"the method {method.name} has no parameter {name!r}; it has {', '.join(known) or 'none'}"
            )
    return Parts(describer, classifier, dict(parameters))


def check_parameters(method: Method, parts: Parts, database: Database, clips: Sequence[Clip]) -> None:
    """Refuse parameters under which the method's parts cannot work, before the time is spent on all clips.

    The classifier's are checked as scikit-learn declares them; the describer's on the first clip that the method's
    own choice can describe.

    Raises
    ------
    InputError
        If a parameter has a value that it cannot have.
    """
    if not parts.parameters:
        return
    told = ", ".join(f"{name}={value}" for name, value in parts.parameters.items())
    for part in (parts.classifier, *parts.classifier.get_params(deep=True).values()):
        if hasattr(part, "_parameter_constraints") and not isinstance(part, type):
            try:
                part._validate_params()  # noqa: SLF001 # in public it is asked for by fit alone
            except ValueError as error:
                raise InputError(f"the method {method.name} cannot work with {told}: {error}") from error
    if not set(parts.parameters) & set(parts.describer.get_params()):
        return
    for clip in clips[:_TRIED]:
        if (problem := _problem(parts.describer, database, clip)) is None:
            return
        if _problem(method.describer, database, clip) is None:
            raise InputError(f"the method {method.name} cannot describe a clip with {told}: {problem}")


def _problem(describer: ClipDescriber, database: Database, clip: Clip) -> Exception | None:
    shown = clip.expression
    apex = None if shown.apex is None else shown.apex - shown.interval.onset
    try:
        describer.describe(database.frames(clip, colour=describer.colour), apex=apex)
    except (ArithmeticError, InputError, LookupError, TypeError, ValueError) as error:
        return error
    return None
