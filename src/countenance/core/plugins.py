"""Databases, recognisers and other parts are found through entry points, the built-in ones too."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from countenance.core.errors import CountenanceError, InputError, SetupError

__all__ = ["load_plugin", "plugin_names", "unfit_plugin"]

_LONGEST_REASON = 200


@cache
def _found(group: str) -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=group)}


def plugin_names(group: str) -> list[str]:
    """Names registered under a group such as ``"countenance.databases"``, sorted.

    >>> "casme2sq" in plugin_names("countenance.databases")
    True
    """
    return sorted(_found(group))


def load_plugin(group: str, name: str) -> Any:
    """Import what is registered as ``name``.

    Raises
    ------
    InputError
        If nothing is; the message lists what there is.
    SetupError
        If it cannot be imported, whatever its code raises meanwhile.
    """
    try:
        point = _found(group)[name]
    except KeyError:
        raise InputError(
            f"{name!r} is not registered; known names: {', '.join(plugin_names(group))}"
        ) from None
    try:
        return point.load()
    except CountenanceError:
        raise
    except Exception as error:  # the module of a third party may fail in any way
        reason = " ".join(str(error).split())[:_LONGEST_REASON]
        fault = f"cannot be loaded ({': '.join(filter(None, (type(error).__name__, reason)))})"
        raise unfit_plugin(group, name, fault) from error


def unfit_plugin(group: str, name: str, fault: str) -> SetupError:
    """The error that says why a registered plug-in is of no use, as in ``"is no database"``."""
    point = _found(group)[name]
    package = point.dist.name if point.dist is not None else "its package"
    version = f" {point.dist.version}" if point.dist is not None else ""
    return SetupError(
        f"the plug-in {name} ({point.value} of {package}{version}) {fault}; repair or uninstall {package}"
    )
