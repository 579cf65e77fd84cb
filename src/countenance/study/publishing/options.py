"""What a caller may choose about a release."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from countenance.core.executors import Progress, ignore_progress

__all__ = ["Features", "Options", "Window"]

Features = Callable[[Path], Iterable[Mapping[str, float | int | bool | None]]]
"""From a film to rows of numbers, for example of landmarks; one row for each frame, all with the same names."""

Window = Callable[[NDArray[np.uint8]], tuple[slice, slice]]
"""From a picture of shape (H, W, 3) to the rows and columns that show the face."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a caller may choose.

    Parameters
    ----------
    pictures : bool
        ``casme``: whether every frame is written as a picture, too (``rawpic``).
    window : callable, optional
        ``casme``: finds the face at the apex; with it expressions are cut out (``cropped``).
    features : callable, optional
        ``deidentified``: measures a film; with it a table for each recording is written.
    progress : callable
        Told how many recordings are done.
    """

    pictures: bool = False
    window: Window | None = None
    features: Features | None = None
    progress: Progress = ignore_progress
