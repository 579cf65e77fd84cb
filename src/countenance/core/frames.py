"""One picture of a recording, whatever it was read from."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

__all__ = ["Frame"]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture and its place in the recording.

    Parameters
    ----------
    index : int
        Position in order of presentation, from 0.
    time : Fraction or None
        Presentation time in seconds after the first frame; None where the source records no time.
    image : ndarray of uint8, shape (H, W, 3) or (H, W)
        Upright picture, in RGB order or grey.
    """

    index: int
    time: Fraction | None
    image: NDArray[np.uint8]
