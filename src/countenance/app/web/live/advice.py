"""What somebody before the camera must know of it or of the method, each told once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

from countenance.spotting.recordings import resolution_remarks

__all__ = ["Advice"]

_SILENT_SECONDS = 10.0
_RATE_FRAMES = 20
"""Frames from whose distance the rate that really arrives is read."""
_LOW_SECONDS = 5.0
"""For which a rate must stay low before it is told of: cameras begin slowly, and a remark stays."""


class Advice:
    """Remarks that nobody but the session can make.

    Parameters
    ----------
    fps : Fraction
        Nominal frames per second.
    traces : bool
        Whether the spotter has curves to tell.
    """

    def __init__(self, fps: Fraction, traces: bool) -> None:
        self._fps, self._silent = fps, traces
        self._resolved = True
        self._n_rated = 0
        self._low_seconds: float | None = None

    def first(self) -> Iterator[str]:
        """What is known before the first frame."""
        yield from self._resolution(float(self._fps))

    def traced(self) -> None:
        """Take note that the spotter tells its curves."""
        self._silent = False

    def next(self, n_taken: int, times: Sequence[float]) -> Iterator[str]:
        """What has become known since.

        Parameters
        ----------
        n_taken : int
            Frames that came so far.
        times : sequence of float
            Seconds of the frames that were spotted.
        """
        if self._silent and n_taken > _SILENT_SECONDS * self._fps:
            self._silent = False
            yield (
                f"The method has told nothing for {_SILENT_SECONDS:g} seconds: it may look at everything only at "
                "the end."
            )
        rate = self._rate(times)
        if rate is not None:
            yield from self._resolution(rate)

    def _rate(self, times: Sequence[float]) -> float | None:
        """Frames per second that arrive, once they have been too few for long enough."""
        n_new, self._n_rated = len(times) - self._n_rated, len(times)
        steps = np.diff(times[-_RATE_FRAMES:])
        if len(steps) < _RATE_FRAMES - 1:
            return None
        rate = 1 / max(1e-6, float(np.median(steps)))
        if not resolution_remarks(round(rate, 1)):
            self._low_seconds = None
        elif self._low_seconds is None:
            self._low_seconds = 0.0
        else:
            self._low_seconds += n_new / rate  # a pause is no time at a low rate
        return rate if self._low_seconds is not None and self._low_seconds >= _LOW_SECONDS else None

    def _resolution(self, fps: float) -> Iterator[str]:
        if self._resolved and (remarks := resolution_remarks(round(fps, 1))):
            self._resolved = False
            yield from remarks
