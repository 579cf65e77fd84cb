"""The spotter itself: frames in, expressions and what is none out, as soon as they are certain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from countenance.core.ahead import made_ahead
from countenance.core.contracts import Remark, SpotterEvent, Trace
from countenance.core.errors import InputError
from countenance.core.frames import Frame
from countenance.core.intervals import FrameRate
from countenance.spotting.disturbances import GAP, DisturbanceWatch
from countenance.spotting.region_flow.aperture import mouth_aperture
from countenance.spotting.region_flow.channels import CHANNEL_NAMES
from countenance.spotting.region_flow.decision import Decisions, DecisionSettings
from countenance.spotting.region_flow.displacement import DisplacementSettings, RegionDisplacement
from countenance.spotting.watching import FaceObservation, FaceWatcher, check_face, grey_of

__all__ = ["RegionFlowSpotter"]


_AHEAD = 2
"""Frames whose landmarks are looked for, in a thread of their own, while the skin of those before is followed."""

_UNKNOWN = np.full(len(CHANNEL_NAMES), np.nan, np.float32)

_Watched = tuple[Frame, NDArray[np.uint8], FaceObservation | None]


@dataclass
class RegionFlowSpotter:
    """Training-free optical flow on the regions of a face.

    Parameters
    ----------
    face : str
        Which of several faces: ``"largest"``, ``"left"``, ``"right"`` or a number counted from the left, from 1.
    least_score : float
        Expressions of a lower score are not told, 0 to 1.
    displacement : DisplacementSettings
    decision : DecisionSettings

    Raises
    ------
    InputError
        If ``face`` is no choice or ``least_score`` no share.
    """

    face: str = "largest"
    least_score: float = 0.5
    displacement: DisplacementSettings = field(default_factory=DisplacementSettings)
    decision: DecisionSettings = field(default_factory=DecisionSettings)

    def __post_init__(self) -> None:
        check_face(self.face)
        if not 0 <= self.least_score <= 1:
            raise InputError(f"least_score {self.least_score} is no score: give a number from 0 to 1")

    @property
    def curve_names(self) -> tuple[str, ...]:
        """The parts of the face; values are displacements from rest in percent of the inter-ocular distance."""
        return CHANNEL_NAMES

    @property
    def curve_unit(self) -> str:
        """Of the values of each curve."""
        return "% of the inter-ocular distance"

    def spot(
        self, frames: Iterable[Frame], fps: FrameRate | Fraction, *, trace: Trace | None = None
    ) -> Iterator[SpotterEvent]:
        """Yield most expressions within 0.8 s of their end, suspicions before, and all else when it is certain.

        Parameters
        ----------
        frames : iterable of Frame
        fps : float or Fraction
        trace : callable, optional

        Yields
        ------
        Spotted, Excluded, Suspected or Remark

        Raises
        ------
        InputError
            If the frame rate is not positive, or frames are not in order.
        """
        if not fps > 0:
            raise InputError(f"{fps} frames per second is no frame rate: expected a positive number")
        stream = _Stream(self, float(fps), trace)
        for frame, grey, seen in made_ahead(stream.watched(frames), _AHEAD):
            yield from stream.take(frame, grey, seen)
        yield from stream.finish()


class _Stream:
    """What is remembered of one stream."""

    def __init__(self, spotter: RegionFlowSpotter, fps: float, trace: Trace | None) -> None:
        self._watcher = FaceWatcher(fps, spotter.face)
        self._displacement = RegionDisplacement(spotter.displacement)
        self._disturbances = DisturbanceWatch(fps)
        self._decisions = Decisions(fps, spotter.decision, spotter.least_score)
        self._trace = trace
        self._chosen = False
        self._last = -1

    def watched(self, frames: Iterable[Frame]) -> Iterator[_Watched]:
        """Frames with what the face's landmarks are, where they were looked for."""
        for frame in frames:
            grey = grey_of(frame)
            yield frame, grey, self._watcher.update(frame, grey)

    def take(
        self, frame: Frame, grey: NDArray[np.uint8], seen: FaceObservation | None
    ) -> Iterator[SpotterEvent]:
        """Take the next frame."""
        if seen is not None:
            yield from self._look(seen)
        time = self._watcher.time_of(frame)
        moved = self._displacement.update(grey, time)
        self._last = frame.index
        known = bool(np.isfinite(moved).all())
        if known:
            turn = self._displacement.turn
            yield from self._decisions.take(frame.index, time, moved, turn, self._disturbances)
        if self._trace is not None:
            self._trace(frame.index, _percent(self._decisions.away()) if known else _UNKNOWN)

    def _look(self, seen: FaceObservation) -> Iterator[SpotterEvent]:
        certain = self._disturbances.update(seen)
        self._decisions.exclude(certain)
        yield from certain
        if self._watcher.choice and not self._chosen:
            self._chosen = True
            yield Remark(self._watcher.choice)
        if seen.mesh is None or any(e.reason == GAP for e in certain):
            yield from self._decisions.interrupt()
            self._displacement.forget()
        if seen.mesh is not None:
            self._displacement.look(seen.mesh)
            self._decisions.look(seen.index, mouth_aperture(seen.mesh))

    def finish(self) -> Iterator[SpotterEvent]:
        """Tell what has ended with the last frame."""
        if self._last < 0:
            return
        certain = self._disturbances.finish(self._last)
        self._decisions.exclude(certain)
        yield from self._decisions.interrupt()
        yield from certain


def _percent(away: NDArray[np.float64]) -> NDArray[np.float32]:
    return np.asarray(100 * away, dtype=np.float32)
