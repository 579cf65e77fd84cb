"""Spotting by main directional maximal difference (MDMD), as published for MEGC 2020 and corrected.

For the frame i, F(i) says how much further the face has moved from frame i - k to i than from i - k to i + k
(:mod:`countenance.spotting.main_direction`): it is large in the midst of a movement that comes and goes within 2k
frames. The contrast C(i) = F(i) - (F(i - k + 1) + F(i + k - 1)) / 2 is compared with the threshold
mean C + p (max C - mean C) of the whole recording, once with a small k for micro-expressions and once with a large
one for macro-expressions.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countenance.core.contracts import Excluded, Remark, Spotted, SpotterEvent, Trace
from countenance.core.errors import InputError
from countenance.core.expressions import ExpressionKind
from countenance.core.frames import Frame
from countenance.core.intervals import FrameRate, Interval
from countenance.features import FlowMethod, dense_flow
from countenance.spotting.contrast import candidate, contrast, merged, runs, threshold, without_overlaps
from countenance.spotting.first_face import FirstFace
from countenance.spotting.main_direction import Variant, main_directional_difference

__all__ = ["MDMD", "halved"]

_SMALLEST_K = 2  # with k = 1 every contrast is 0
_KINDS = (ExpressionKind.MICRO, ExpressionKind.MACRO)

Difference = Callable[[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]], float]


@dataclass(frozen=True, slots=True)
class MDMD:
    """Finds expressions by main directional maximal difference.

    Times are turned into frames at the nominal rate and rounded; the defaults give the published numbers of frames
    at 30 and at 200 frames per second: k = 12 and 39, or 80 and 260; micro-expressions of 7 to 16, or 47 to 105.

    Parameters
    ----------
    variant : {"corrected", "megc2020"}
        ``"megc2020"`` has what is wrong in the official program too: the directions of
        :func:`countenance.spotting.main_direction.directions`; no contrast for the last 4k - 1 frames; k halved in
        recordings of fewer than 6k frames; candidates of both passes side by side, however they overlap, those of
        the second pass without a longest duration; kinds by pass. ``"corrected"`` leaves out only the 2k - 1 frames
        at either end for which C is not defined, halves k in recordings in which no frame at all would have one,
        joins runs with short gaps, takes kinds by duration, and of overlapping candidates the surest.
    micro_k, macro_k : float
        Distance k of the frames compared, in seconds, in the pass for each kind.
    p : float
        Place of the threshold between mean (0) and maximum (1) of the contrast.
    shortest, longest_micro : float
        Duration of a run that is a micro-expression, first and last frame counted, in seconds. The upper limit is
        that of ``"megc2020"``; otherwise 500 ms from onset to offset.
    gap : float
        Longest time between two runs that are joined, in seconds; not with ``"megc2020"``.
    size : int
        Side of the square that the face is scaled to, in px.
    blocks : int
        Blocks along either side.
    flow : {"dis-medium", "dis-fast", "farneback"}
        Optical flow, see :func:`countenance.features.dense_flow`.

    Raises
    ------
    InputError
        If a parameter is out of range.

    Notes
    -----
    The threshold needs the whole recording: expressions and curves come when the stream has ended. Until then
    2k + 1 small pictures are held, and one number for every frame and pass.

    References
    ----------
    Y. He, S.-J. Wang, J. Li and M. H. Yap, "Spotting Macro- and Micro-expression Intervals in Long Video
    Sequences", FG 2020, doi:10.48550/arXiv.1912.11985; S.-J. Wang et al., Neurocomputing 230, 2017,
    doi:10.1016/j.neucom.2016.12.034.

    Examples
    --------
    >>> MDMD().curve_names
    ('micro contrast', 'macro contrast')
    """

    variant: Variant = "corrected"
    micro_k: float = 0.4
    macro_k: float = 1.3
    p: float = 0.01
    shortest: float = 0.235
    longest_micro: float = 0.525
    gap: float = 0.07
    size: int = 227
    blocks: int = 6
    flow: FlowMethod = "dis-medium"

    def __post_init__(self) -> None:
        durations = (self.micro_k, self.macro_k, self.shortest, self.longest_micro)
        if not all(0 < seconds < np.inf for seconds in durations) or not 0 <= self.gap < np.inf:
            raise InputError(
                f"MDMD's times are {(*durations, self.gap)} seconds: give positive, finite ones (gap: from 0)."
            )
        if not 0 <= self.p < 1:
            raise InputError(f"MDMD's threshold p is {self.p}: give a number from 0 and below 1.")
        if self.blocks < 1 or self.size < max(32, self.blocks):
            raise InputError(
                f"A face of {self.size} px cannot be cut into {self.blocks} x {self.blocks} blocks here: give at "
                "least 32 px and one block."
            )
        blank = np.zeros((self.size, self.size), np.uint8)
        main_directional_difference(
            dense_flow(blank, blank, self.flow), np.zeros((self.size, self.size, 2)), variant=self.variant
        )

    @property
    def curve_names(self) -> tuple[str, ...]:
        """The contrast C of both passes; NaN where it is not defined."""
        return tuple(f"{kind} contrast" for kind in _KINDS)

    @property
    def curve_unit(self) -> str:
        """Pixels of the square that the face is scaled to."""
        return f"px on a face of {self.size} px"

    def spot(
        self, frames: Iterable[Frame], fps: FrameRate, *, trace: Trace | None = None
    ) -> Iterator[SpotterEvent]:
        """Yield what is found, at the end of the stream; see :class:`countenance.core.contracts.Spotter`."""
        passes = [
            _Pass(_frames(k, fps), self.variant, self._difference) for k in (self.micro_k, self.macro_k)
        ]
        place = FirstFace(self.size)
        held: deque[NDArray[np.uint8]] = deque(maxlen=1 + 2 * max(one.ks[0] for one in passes))
        n_frames = n_before = 0
        for frame in frames:
            n_frames += 1
            face = place.cut(frame)
            if face is None:
                n_before += 1
                continue
            held.append(face)
            for one in passes:
                one.update(held)
        held.clear()
        curves = [np.concatenate([np.full(n_before, np.nan), one.contrast()]) for one in passes]
        if trace is not None:
            for index, values in enumerate(np.stack(curves, axis=1).astype(np.float32)):
                trace(index, values)
        if n_before:
            yield Excluded(Interval(0, n_before - 1), "no face")
        if n_before < n_frames:
            yield from _remarks(passes, place.n_faces, n_before)
            levels = [one.threshold(self.p) for one in passes]
            yield from self._found(curves, levels, fps)

    def _difference(
        self, before: NDArray[np.uint8], frame: NDArray[np.uint8], after: NDArray[np.uint8]
    ) -> float:
        until, beyond = dense_flow(before, frame, self.flow), dense_flow(before, after, self.flow)
        return main_directional_difference(until, beyond, blocks=self.blocks, variant=self.variant)

    def _found(
        self, curves: list[NDArray[np.float64]], levels: list[float], fps: FrameRate
    ) -> Iterator[Spotted | Excluded]:
        standing_out = [runs(curve > level) for curve, level in zip(curves, levels, strict=True)]
        if self.variant == "megc2020":
            yield from self._as_published(curves, standing_out, fps)
            return
        shortest = _frames(self.shortest, fps)
        found = []
        for kind, curve, intervals in zip(_KINDS, curves, standing_out, strict=True):
            for interval in merged(intervals, int(self.gap * float(fps))):
                kind_by_duration = ExpressionKind.of(interval, fps)
                if kind_by_duration is kind and interval.n_frames >= shortest:
                    found.append(candidate(curve, interval).spotted(kind))
                elif kind_by_duration is None and kind is ExpressionKind.MACRO:
                    yield Excluded(interval, "too long")
        yield from without_overlaps(found)

    def _as_published(
        self, curves: list[NDArray[np.float64]], standing_out: list[list[Interval]], fps: FrameRate
    ) -> Iterator[Spotted]:
        shortest, longest = _frames(self.shortest, fps), _frames(self.longest_micro, fps)
        found = []
        for kind, curve, intervals in zip(_KINDS, curves, standing_out, strict=True):
            for interval in intervals:
                is_micro = shortest <= interval.n_frames <= longest
                if is_micro if kind is ExpressionKind.MICRO else interval.n_frames > longest:
                    found.append(candidate(curve, interval).spotted(kind))
        yield from sorted(found, key=lambda one: one.interval)


def halved(k: int, n_frames: int) -> int:
    """The k that the official program uses for a recording: halved until 6k frames are no more than there are.

    That program never sets k back, so that each recording shorter than 6k frames changes what is found in all that
    come after it. A spotter here keeps nothing from one stream to the next; to repeat a run of the official
    program, go through the recordings in its order and give each its own k.

    Parameters
    ----------
    k : int
        In frames, before the recording.
    n_frames : int
        Length of the recording.

    Raises
    ------
    InputError
        If the recording has fewer than 6 frames, with which the official program never ends.

    Examples
    --------
    The second recording is long enough for k = 80, and yet gets what the first has left:

    >>> k = halved(80, 400)
    >>> k, halved(k, 6000)
    (40, 40)
    """
    if n_frames < 6:
        raise InputError(f"A recording of {n_frames} frames is too short for any k: it needs at least 6.")
    while n_frames < 6 * k:
        k = _half(k)
    return k


class _Pass:
    """F of one k for a stream of faces; also of its halves, until the stream is long enough for k itself."""

    def __init__(self, k: int, variant: Variant, difference: Difference) -> None:
        self.k = k
        self.n_faces = 0
        self.ks = [max(k, _SMALLEST_K)]
        while self.ks[-1] > _SMALLEST_K:
            self.ks.append(max(_half(self.ks[-1]), _SMALLEST_K))
        self._differences: dict[int, list[float]] = {k: [] for k in self.ks}
        self._variant, self._difference = variant, difference

    def update(self, held: deque[NDArray[np.uint8]]) -> None:
        """Take the newest of the faces, which looks back to the one 2k before."""
        self.n_faces += 1
        del self.ks[1 + next((n for n, k in enumerate(self.ks) if self._suffices(k)), len(self.ks) - 1) :]
        for k in self.ks:
            if self.n_faces > 2 * k:
                self._differences[k].append(self._difference(held[-1 - 2 * k], held[-1 - k], held[-1]))

    @property
    def used_k(self) -> int | None:
        """The largest k for which the stream is long enough; None where it is too short for any."""
        return self.ks[-1] if self._suffices(self.ks[-1]) else None

    def contrast(self) -> NDArray[np.float64]:
        """C of every face of the stream, NaN where it is not defined."""
        curve = np.full(self.n_faces, np.nan)
        k = self.used_k
        if k is not None:
            unknown = np.full(k, np.nan)
            differences = np.concatenate([unknown, self._differences[k], unknown])
            curve[self._defined(k)] = contrast(differences, k - 1)[self._defined(k)]
        return curve

    def threshold(self, p: float) -> float:
        """Mean C + p (max C - mean C); NaN, which no C exceeds, where none is defined or one is not a number."""
        return float("nan") if self.stands_still else threshold(self.contrast(), p)

    @property
    def stands_still(self) -> bool:
        """Whether some C is not a number although it is defined, for want of any movement."""
        k = self.used_k
        return k is not None and bool(np.isnan(self.contrast()[self._defined(k)]).any())

    def _defined(self, k: int) -> slice:
        left_out = 4 * k - 1 if self._variant == "megc2020" else 2 * k - 1
        return slice(2 * k - 1, self.n_faces - left_out)

    def _suffices(self, k: int) -> bool:
        return self.n_faces >= (6 * k if self._variant == "megc2020" else 4 * k - 1)


def _remarks(passes: list[_Pass], n_faces: int, first: int) -> Iterator[Remark]:
    if n_faces > 1:
        yield Remark(f"Frame {first} shows {n_faces} faces: the largest one's place was watched.")
    for kind, one in zip(_KINDS, passes, strict=True):
        if one.used_k is None:
            yield Remark(f"{one.n_faces} frames with a face are too few for MDMD to find {kind}-expressions.")
        elif one.used_k != one.k:
            yield Remark(
                f"{one.n_faces} frames with a face are too few for the k of {one.k} frames: {kind}-expressions "
                f"were looked for with k = {one.used_k}."
            )
        if one.stands_still:
            yield Remark(
                "A part of the face did not move at all between two frames, for which the official program has no "
                f"number and so finds no {kind}-expression in the whole recording."
            )


def _half(k: int) -> int:
    return (k + 1) // 2


def _frames(seconds: float, fps: FrameRate) -> int:
    return max(1, int(seconds * float(fps) + 0.5))
