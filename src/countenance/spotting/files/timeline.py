"""When each frame of a recording was shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Timeline"]

_UNEVEN = 0.25
"""Share of the usual step by which another one differs where the rate is said to vary."""
_ROUNDING = 0.0015
"""Seconds by which steps may differ in files whose times are whole milliseconds."""


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

    def remarks(self) -> tuple[str, ...]:
        """What a reader must know about times that do not follow from frame numbers; nothing where they do.

        Examples
        --------
        >>> Timeline(np.arange(50) / 25, 25).remarks()
        ()
        >>> [remark] = Timeline(np.array([0, 0.04, 0.08, 0.32, 0.36]), 25).remarks()
        >>> remark.partition(":")[0]
        'The frame rate varies (frames lie 40 to 240 ms apart, most of them 40 ms)'
        """
        steps = np.diff(self.starts)
        if not len(steps):
            return ()
        usual = float(np.median(steps))
        varies = bool((np.abs(steps - usual) > max(_UNEVEN * usual, _ROUNDING)).any())
        off = float(np.abs(self.starts - np.arange(len(self.starts)) / self.fps).max())
        if not varies and off <= 1 / self.fps:
            return ()
        least, most = (f"{1000 * step:.4g}" for step in (steps.min(), steps.max()))
        apart = f"varies (frames lie {least} to {most} ms apart, most of them {1000 * usual:.4g} ms)"
        remark = (
            f"The frame rate {apart if varies else 'is not the nominal one'}: seconds come from the time stamps, "
            f"and a frame's number divided by {self.fps:.4g} frames per second would be up to {off:.2g} s off."
        )
        return (remark,)
