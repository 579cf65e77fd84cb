"""Databases, recognisers and other parts are found through entry points, the built-in ones too."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from countenance.core.errors import InputError

__all__ = ["load_plugin", "plugin_names"]


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
    """
    try:
        point = _found(group)[name]
    except KeyError:
        raise InputError(
            f"{name!r} is not registered; known names: {', '.join(plugin_names(group))}"
        ) from None
    return point.load()
