"""What a spotting method is, and how it is found by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from countenance.core.contracts import Spotter
from countenance.core.plugins import load_plugin, plugin_names, unfit_plugin

__all__ = ["SpottingMethod", "names", "spotting_method"]

_GROUP = "countenance.spotters"


@dataclass(frozen=True, slots=True)
class SpottingMethod:
    """A way to find expressions in a stream.

    Parameters
    ----------
    name : str
        Registered name, for example ``"mdmd"``.
    title : str
        As a table of results calls it.
    citation, doi : str
        The paper; the DOI is empty where there is none.
    free_choices : tuple of str
        What the paper leaves open and how it is settled here, one sentence each.
    spotter : callable
        Makes the spotter; its keyword arguments are the method's parameters, all with defaults.
    """

    name: str
    title: str
    citation: str
    doi: str
    free_choices: tuple[str, ...]
    spotter: Callable[..., Spotter]


def names() -> list[str]:
    """Registered names, sorted."""
    return plugin_names(_GROUP)


def spotting_method(name: str) -> SpottingMethod:
    """Find a spotting method by its registered name.

    Raises
    ------
    InputError
        If none of that name is registered; the message lists what there is.
    SetupError
        If its plug-in cannot be used.
    """
    found = load_plugin(_GROUP, name)
    if not isinstance(found, SpottingMethod):
        raise unfit_plugin(
            _GROUP, name, "is no spotting method, which is a SpottingMethod of countenance.spotting"
        )
    if found.name != name:
        raise unfit_plugin(
            _GROUP, name, f"is a SpottingMethod of another name, {found.name!r}: expected {name!r}"
        )
    return found
