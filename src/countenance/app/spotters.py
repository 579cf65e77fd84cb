"""A spotter with the parameters that somebody wants, tried before a long run begins."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from countenance.core.contracts import Spotter
from countenance.core.errors import CountenanceError, InputError
from countenance.spotting import SpottingMethod
from countenance.spotting.provenance import code_digest

__all__ = ["made_spotter", "settings_for"]


def settings_for(method: SpottingMethod, settings: Mapping[str, Any], face: str | None) -> dict[str, Any]:
    """Parameters with which a spotter is made, tried before a long run begins.

    Parameters
    ----------
    method : SpottingMethod
    settings : mapping
        Name to value.
    face : str or None
        Which of several faces.

    Raises
    ------
    InputError
        If the method has no such parameter, or refuses a value.
    """
    known = inspect.signature(method.spotter).parameters
    chosen = dict(settings)
    if face is not None:
        if "face" not in known:
            raise InputError(
                f"the method {method.name} watches the first face alone: it cannot be told another one"
            )
        if "face" in chosen:
            raise InputError("the face is given twice: as one of the parameters and by itself")
        chosen["face"] = face
    for name in chosen:
        if name not in known:
            raise InputError(
                f"the method {method.name} has no parameter {name!r}; it has {', '.join(known) or 'none'}"
            )
    made_spotter(method, chosen)
    return chosen


def made_spotter(method: SpottingMethod, settings: Mapping[str, Any]) -> Spotter:
    """The spotter with these parameters, whose code is read now: it may be edited before it has done its work.

    Raises
    ------
    InputError
        If it refuses a value.
    """
    try:
        spotter = method.spotter(**settings)
    except CountenanceError:
        raise
    except (TypeError, ValueError) as error:
        told = ", ".join(f"{name}={value}" for name, value in settings.items())
        raise InputError(f"the method {method.name} cannot work with {told}: {error}") from error
    code_digest(spotter)
    return spotter
