"""What findings depend on besides the film: every parameter of the spotter, and the code that it runs."""

from __future__ import annotations

import hashlib
import inspect
import json
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import countenance
from countenance.core.contracts import Spotter
from countenance.spotting.registry import SpottingMethod

__all__ = ["code_digest", "every_parameter"]

_FOLDERS = ("core", "video", "face", "features", "spotting")
"""Of this package, from which a spotter may import."""


def every_parameter(
    method: SpottingMethod, settings: Mapping[str, Any], spotter: Spotter | None = None
) -> dict[str, Any]:
    """All parameters of a spotter as JSON holds them, its own choices too, so that a changed one is noticed.

    Parameters
    ----------
    method : SpottingMethod
    settings : mapping
        Those that were set by hand.
    spotter : Spotter, optional
        Made with them; the fields of a dataclass are parameters too, and so are theirs.

    Examples
    --------
    >>> from countenance.spotting import spotting_method
    >>> every_parameter(spotting_method("region-flow"), {"least_score": 0.3})
    {'face': 'largest', 'least_score': 0.3}
    """
    signature = inspect.signature(method.spotter).parameters.values()
    chosen = {one.name: one.default for one in signature if one.default is not inspect.Parameter.empty}
    chosen |= settings
    if spotter is not None:
        chosen |= _fields(spotter)
    plain: dict[str, Any] = json.loads(json.dumps(chosen, default=_told))
    return plain


def _fields(value: Any) -> dict[str, Any]:
    if not is_dataclass(value):
        return {}
    return {field.name: getattr(value, field.name) for field in fields(value) if field.init}


def _told(value: Any) -> Any:
    """What JSON does not know: the fields of a dataclass; of anything else its type, for its text may differ."""
    return _fields(value) or f"{type(value).__module__}.{type(value).__qualname__}"


def code_digest(spotter: Spotter) -> str:
    """SHA-256 of the Python code that a spotter is made of: of this package, and of the one that it comes from.

    Two states of a program in development may bear one version number; this tells them apart.

    Parameters
    ----------
    spotter : Spotter
    """
    module = type(spotter).__module__
    own = _digest_of(tuple(Path(countenance.__file__).parent / folder for folder in _FOLDERS))
    package = module.partition(".")[0]
    if package == countenance.__name__:
        return own
    file = getattr(sys.modules.get(package), "__file__", None) or getattr(
        sys.modules.get(module), "__file__", ""
    )
    place = Path(file or "")
    other = _digest_of((place.parent if place.name == "__init__.py" else place,))
    return hashlib.sha256(f"{own} {other}".encode()).hexdigest()


@cache
def _digest_of(places: tuple[Path, ...]) -> str:
    """Of Python files, and of those in folders and below, with their names."""
    state = hashlib.sha256()
    for place in places:
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            if file.is_file():
                content = file.read_bytes()
                state.update(
                    f"{file.relative_to(place.parent).as_posix()} {len(content)} ".encode() + content
                )
    return state.hexdigest()
