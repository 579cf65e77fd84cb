"""The file that says that a release is simulated and from which parameters, and what else a folder may hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from countenance.core import InputError
from countenance.core.cache import write_atomically
from countenance.databases.casme2sq.layout import SIMULATION_NOTE
from countenance.databases.simulated.lock import sole_writer

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = [
    "LOCK",
    "STATEMENT",
    "UNFINISHED",
    "complete",
    "header",
    "identity_of",
    "is_complete",
    "read_note",
    "write_json",
]

UNFINISHED = "SIMULATED.unfinished.json"
LOCK = ".SIMULATED.lock"
STATEMENT = (
    "These recordings are simulated: every picture was rendered by the program countenance from parameters. "
    "They show no real person, are not part of CAS(ME)2 and say nothing about how people express emotions."
)


def identity_of(sample: DataclassInstance, **version: int) -> dict[str, Any]:
    """What tells a release from every other: the renderer's version and all parameters, in JSON's types.

    >>> from countenance.databases.simulated.difficulty import Difficulty
    >>> list(identity_of(Difficulty(), version=1))
    ['version', 'parameters']
    """
    # Through JSON and back, so that tuples compare with what a file holds.
    return {**version, "parameters": json.loads(json.dumps(asdict(sample)))}


def header(layout: str, fps: float, size: tuple[int, int], identity: Mapping[str, Any]) -> dict[str, Any]:
    """What every note begins with.

    Parameters
    ----------
    layout : str
        What the folders look like.
    fps : float
        Frames per second.
    size : tuple of int
        Width and height of the frames, pixels.
    identity : mapping
        As for :func:`is_complete`.
    """
    return {
        "simulated": True,
        "statement": STATEMENT,
        "layout": layout,
        "frames_per_second": fps,
        "frame_size": list(size),
        **identity,
    }


def complete(root: Path, identity: Mapping[str, Any], write: Callable[[], None]) -> None:
    """Have a release written, or what is missing of it, by one process at a time.

    Parameters
    ----------
    root : Path
    identity : mapping
        As for :func:`is_complete`.
    write : callable
        Writes the release; not called where it is there.

    Raises
    ------
    InputError
        If the folder holds something else, or another run is writing to it.
    """
    if is_complete(root, identity):
        return
    root.mkdir(parents=True, exist_ok=True)
    with sole_writer(root / LOCK):
        # Asked again, because another run may have completed it since.
        if not is_complete(root, identity):
            write()


def is_complete(root: Path, identity: Mapping[str, Any]) -> bool:
    """Whether the release is there already.

    Parameters
    ----------
    root : Path
    identity : mapping
        What the note must say under these keys: version and parameters, in JSON's types.

    Raises
    ------
    InputError
        If the folder holds something else.
    """
    if not root.exists():
        return False
    if not root.is_dir():
        raise InputError(f"{root} is a file: name a new or empty folder for the simulated release.")
    for name in (SIMULATION_NOTE, UNFINISHED):
        if (root / name).is_file():
            found = read_note(root / name)
            if {key: found.get(key) for key in identity} != identity:
                raise InputError(
                    f"{root} holds a simulated release with other parameters (see {name}): "
                    "name a new or empty folder, or call it with those parameters."
                )
            return name == SIMULATION_NOTE
    # A run killed at its beginning leaves hidden files of its own.
    if not all(path.name.startswith(f".{Path(SIMULATION_NOTE).stem}.") for path in root.iterdir()):
        raise InputError(f"{root} holds other files: name a new or empty folder for the simulated release.")
    return False


def read_note(path: Path) -> dict[str, Any]:
    """Read one of the notes.

    Raises
    ------
    InputError
        If it is no JSON object.
    """
    try:
        note = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        note, reason = None, str(error)
    else:
        reason = "expected a JSON object"
    if not isinstance(note, dict):
        raise InputError(
            f"{path} is damaged ({reason}): delete {path.parent} and simulate the release again, or name a new "
            "folder."
        )
    return note


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a note, whole or not at all."""
    write_atomically(path, json.dumps(content, indent=1) + "\n")
