"""What findings depend on besides the film: every parameter of the spotter, and the code that it runs."""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import countenance
from countenance.core.contracts import Spotter
from countenance.spotting.parameter_values import dataclass_fields, exact_value
from countenance.spotting.registry import SpottingMethod

__all__ = ["code_digest", "every_parameter", "package_digest"]

_FOLDERS = ("core", "video", "face", "features", "spotting")
"""Of this package, from which a spotter may import."""


def every_parameter(
    method: SpottingMethod, settings: Mapping[str, Any], spotter: Spotter | None = None
) -> dict[str, Any]:
    """All parameters of a spotter as JSON holds them, its own choices too, so that a changed one is noticed.

    Two sets of them read alike only where they are alike, see
    :func:`~countenance.spotting.parameter_values.exact_value`.

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
        chosen |= dataclass_fields(spotter)
    return {name: exact_value(value) for name, value in chosen.items()}


def code_digest(spotter: Spotter) -> str:
    """SHA-256 of the Python code that a spotter is made of: of this package, and of the one that it comes from.

    Two states of a program in development may bear one version number; this tells them apart. The files are read
    once in the life of a process, so whoever asks first should do so when the spotter is first made: what somebody
    edits while it runs is not what it runs.

    Parameters
    ----------
    spotter : Spotter
    """
    module = type(spotter).__module__
    own = package_digest(*_FOLDERS)
    package = module.partition(".")[0]
    if package == countenance.__name__:
        return own
    file = getattr(sys.modules.get(package), "__file__", None) or getattr(
        sys.modules.get(module), "__file__", ""
    )
    place = Path(file or "")
    other = _digest_of((place.parent if place.name == "__init__.py" else place,))
    return hashlib.sha256(f"{own} {other}".encode()).hexdigest()


def package_digest(*parts: str) -> str:
    """SHA-256 of Python code of this package, read once in the life of a process.

    Parameters
    ----------
    *parts : str
        Folders and files in it.
    """
    return _digest_of(tuple(Path(countenance.__file__).parent / part for part in parts))


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
