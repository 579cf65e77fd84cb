"""What a method is, and how it is found by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sklearn.base import clone
from sklearn.pipeline import Pipeline

from countenance.core.plugins import load_plugin, plugin_names, unfit_plugin
from countenance.recognition.describing import ClipDescriber

__all__ = ["Method", "method", "names"]

_GROUP = "countenance.methods"


@dataclass(frozen=True, slots=True)
class Method:
    """A published way from a clip to a label.

    Parameters
    ----------
    name : str
        Registered name, for example ``"mdmo"``.
    title : str
        As a table of results calls it.
    citation, doi : str
        The paper; the DOI is empty where there is none.
    free_choices : tuple of str
        What the paper leaves open and how it is settled here, one sentence each.
    describer : ClipDescriber
        The stateless part: one clip to one array. It is computed once for all folds.
    classifier : callable
        Makes the unfitted scikit-learn estimator that learns from these arrays, anew for every fold; its ``fit``
        may take ``groups`` (participants) for an inner selection.
    extra : str
        The optional dependency it needs, for example ``"deep"``; empty for none.
    """

    name: str
    title: str
    citation: str
    doi: str
    free_choices: tuple[str, ...]
    describer: ClipDescriber
    classifier: Callable[[], Any]
    extra: str = ""

    def estimator(self) -> Pipeline:
        """The whole method as one unfitted estimator over clips: ``fit(X, y)`` with X a list of frame arrays."""
        return Pipeline([("describe", clone(self.describer)), ("classify", self.classifier())])


def names() -> list[str]:
    """Registered names, sorted."""
    return plugin_names(_GROUP)


def method(name: str) -> Method:
    """Find a method by its registered name.

    Raises
    ------
    InputError
        If none of that name is registered; the message lists what there is.
    SetupError
        If it needs an optional dependency that is not installed, or its plug-in cannot be used.
    """
    found = load_plugin(_GROUP, name)
    if not isinstance(found, Method):
        raise unfit_plugin(_GROUP, name, "is no method, which is a Method of countenance.recognition.methods")
    if found.name != name:
        raise unfit_plugin(_GROUP, name, f"is a Method of another name, {found.name!r}: expected {name!r}")
    return found
