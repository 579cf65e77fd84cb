"""When each frame of a recording was shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Timeline"]


@dataclass(frozen=True, eq=False)
class Timeline:
    """Presentation times of a recording's frames.

    Parameters
    ----------
    starts : ndarray of shape (n_frames,), float64
        Seconds after the first frame at which each is shown, strictly increasing.
    fps : float
        Nominal frames per second, for how long a single frame is shown.

    Examples
    --------
    >>> uneven = Timeline(np.array([0.0, 0.5, 0.6]), 10)
    >>> uneven.start(1), round(uneven.end(1), 6), round(uneven.end(2), 6)
    (0.5, 0.6, 0.7)
    """

    starts: NDArray[np.float64]
    fps: float

    @classmethod
    def of(cls, times: Sequence[float] | None, n_frames: int, fps: float) -> Timeline:
        """From the times that frames had; evenly spaced where a source records none.

        >>> Timeline.of(None, 3, 4.0).starts.tolist()
        [0.0, 0.25, 0.5]
        """
        if times is None:
            return cls(np.arange(n_frames) / fps, fps)
        return cls(np.asarray(times, dtype=np.float64), fps)

    def start(self, frame: int) -> float:
        """Seconds at which a frame appears."""
        return float(self.starts[frame])

    def end(self, frame: int) -> float:
        """Seconds at which a frame gives way to the next; the last one stays as long as the one before it."""
        if frame + 1 < len(self.starts):
            return float(self.starts[frame + 1])
        step = self.starts[-1] - self.starts[-2] if len(self.starts) > 1 else 1 / self.fps
        return float(self.starts[frame] + step)
