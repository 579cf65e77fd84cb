"""Spotting by feature difference: the face's texture against that shortly before and shortly after.

For the frame i, F(i) is the chi-square distance between the LBP histograms of the frame and the mean of those k
frames before and after it, of the blocks that changed most. It is large in the midst of a movement that comes and
goes within 2k frames. The contrast C(i) = F(i) - (F(i - k) + F(i + k)) / 2 is compared with the threshold
mean C + tau (max C - mean C).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.contracts import Excluded, Remark, Spotted, SpotterEvent, Trace
from countenance.core.errors import InputError
from countenance.core.expressions import ExpressionKind
from countenance.core.frames import Frame
from countenance.core.intervals import FrameRate
from countenance.face import MEAN_FACE, FaceTracker, register
from countenance.features import block_labels
from countenance.features.lbp import lbp_histograms
from countenance.spotting.contrast import candidate, contrast, runs, threshold, without_overlaps

__all__ = ["FeatureDifference", "chi_square", "feature_difference"]

_KINDS = (ExpressionKind.MICRO, ExpressionKind.MACRO)
_LEFT, _TOP = MEAN_FACE.min(axis=0) - (0, 0.06)  # the forehead just above the brows belongs to the face
_RIGHT, _BOTTOM = MEAN_FACE.max(axis=0)


def chi_square(one: ArrayLike, other: ArrayLike) -> NDArray[np.float64]:
    """Chi-square distance of histograms, the sum of (a - b)^2 / (a + b) over the bins that are not empty in both.

    Parameters
    ----------
    one, other : array_like of shape (..., bins)
        Not negative.

    Returns
    -------
    ndarray of shape (...), float64
        0 for equal histograms; 2 for histograms of the sum 1 that share no bin.

    Examples
    --------
    >>> chi_square([0.5, 0.5, 0.0], [0.5, 0.25, 0.25]).round(4).item()
    0.3333
    """
    a, b = np.asarray(one, np.float64), np.asarray(other, np.float64)
    total = a + b
    parts = np.divide((a - b) ** 2, total, out=np.zeros_like(total), where=total > 0)
    return np.asarray(parts.sum(axis=-1))


def feature_difference(before: ArrayLike, frame: ArrayLike, after: ArrayLike) -> float:
    """F of a frame: mean chi-square distance of the third of the blocks that differ most.

    Parameters
    ----------
    before, frame, after : array_like of shape (blocks, bins)
        Histograms k frames before, of the frame, and k frames after; the frame is compared with the others' mean.

    Examples
    --------
    One of three blocks changes, and only that one counts:

    >>> still, moved = np.array([[1.0, 0], [1, 0], [1, 0]]), np.array([[1.0, 0], [1, 0], [0, 1]])
    >>> feature_difference(still, moved, still)
    2.0
    """
    distances = chi_square(frame, (np.asarray(before, np.float64) + np.asarray(after, np.float64)) / 2)
    return float(np.sort(distances)[::-1][: max(1, round(len(distances) / 3))].mean())


@dataclass(frozen=True, slots=True)
class FeatureDifference:
    """Finds expressions by the difference of LBP histograms.

    Parameters
    ----------
    micro_k, macro_k : float
        Distance k of the frames compared, in seconds, in the pass for each kind.
    tau : float
        Place of the threshold between mean (0) and maximum (1) of the contrast.
    shortest : float
        Shortest duration of a candidate from onset to offset, in seconds.
    size : int
        Side of the square onto which faces are registered, in px; the face takes up about 0.8 of it.
    blocks : int
        Blocks along either side.
    radius : int
        Of the LBP, in px.

    Raises
    ------
    InputError
        If a parameter is out of range.

    Notes
    -----
    The threshold needs the whole recording: expressions and curves come when the stream has ended. Until then the
    histograms of 2k + 1 frames are held, and one number for every frame and pass.

    References
    ----------
    A. Moilanen, G. Zhao and M. Pietikäinen, "Spotting Rapid Facial Movements from Videos Using Appearance-Based
    Feature Difference Analysis", ICPR 2014, doi:10.1109/ICPR.2014.303.

    Examples
    --------
    >>> FeatureDifference().curve_names
    ('micro contrast', 'macro contrast')
    """

    micro_k: float = 0.16
    macro_k: float = 1.3
    tau: float = 0.2
    shortest: float = 0.1
    size: int = 192
    blocks: int = 6
    radius: int = 3

    def __post_init__(self) -> None:
        durations = (self.micro_k, self.macro_k, self.shortest)
        if not all(0 < seconds < np.inf for seconds in durations):
            raise InputError(
                f"The times of the feature difference are {durations} s: give positive, finite ones."
            )
        if not 0 <= self.tau < 1:
            raise InputError(f"The threshold tau is {self.tau}: give a number from 0 and below 1.")
        lbp_histograms(np.zeros(self._labels().shape, np.uint8), self._labels(), radius=self.radius)

    @property
    def curve_names(self) -> tuple[str, ...]:
        """The contrast C of both passes; NaN where it is not defined."""
        return tuple(f"{kind} contrast" for kind in _KINDS)

    @property
    def curve_unit(self) -> str:
        """What is measured; it has no unit."""
        return "chi-square distance"

    def spot(
        self, frames: Iterable[Frame], fps: FrameRate, *, trace: Trace | None = None
    ) -> Iterator[SpotterEvent]:
        """Yield what is found, at the end of the stream; see :class:`countenance.core.contracts.Spotter`."""
        ks = [max(1, int(seconds * float(fps) + 0.5)) for seconds in (self.micro_k, self.macro_k)]
        tracker, labels = FaceTracker(), self._labels()
        held: deque[NDArray[np.float64] | None] = deque(maxlen=2 * max(ks) + 1)
        differences: tuple[list[float], list[float]] = ([], [])
        faceless: list[bool] = []
        most_faces = (0, 0)
        for frame in frames:
            tracked = tracker.update(frame.image)
            most_faces = max(most_faces, (tracked.n_faces, -frame.index))
            landmarks = tracked.landmarks68
            faceless.append(landmarks is None)
            held.append(None if landmarks is None else self._histograms(frame.image, landmarks, labels))
            for k, values in zip(ks, differences, strict=True):
                if len(faceless) > 2 * k:
                    values.append(_difference(held[-1 - 2 * k], held[-1 - k], held[-1]))
        held.clear()
        curves = [
            contrast(_padded(values, k, len(faceless)), k) for k, values in zip(ks, differences, strict=True)
        ]
        if trace is not None:
            for index, numbers in enumerate(np.stack(curves, axis=1).astype(np.float32)):
                trace(index, numbers)
        if most_faces[0] > 1:
            yield Remark(
                f"Frame {-most_faces[1]} shows {most_faces[0]} faces: the one that was the largest when it was "
                "found was followed."
            )
        yield from (Excluded(interval, "no face") for interval in runs(faceless))
        yield from self._found(curves, fps)

    def _histograms(
        self, image: NDArray[np.uint8], landmarks: NDArray[np.float64], labels: NDArray[np.int32]
    ) -> NDArray[np.float64]:
        grey = image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
        face, _ = register(grey, landmarks, self.size)
        rows, columns = self._place()
        return lbp_histograms(face[rows, columns], labels, radius=self.radius)

    def _labels(self) -> NDArray[np.int32]:
        rows, columns = self._place()
        shape = (rows.stop - rows.start, columns.stop - columns.start)
        return block_labels(shape, self.blocks, self.blocks, border=self.radius)

    def _place(self) -> tuple[slice, slice]:
        """Rows and columns of the registered picture that the face takes up."""
        left, top, right, bottom = (int(edge * self.size) for edge in (_LEFT, _TOP, _RIGHT, _BOTTOM))
        return slice(top, bottom), slice(left, right)

    def _found(self, curves: list[NDArray[np.float64]], fps: FrameRate) -> Iterator[Spotted]:
        found = []
        for kind, curve in zip(_KINDS, curves, strict=True):
            level = threshold(curve, self.tau)
            for interval in runs(curve > 0):
                if (
                    interval.n_frames - 1 < self.shortest * float(fps)
                    or ExpressionKind.of(interval, fps) is not kind
                ):
                    continue
                if curve[interval.onset : interval.offset + 1].max() > level:
                    found.append(candidate(curve, interval).spotted(kind))
        yield from without_overlaps(found)


def _difference(
    before: NDArray[np.float64] | None, frame: NDArray[np.float64] | None, after: NDArray[np.float64] | None
) -> float:
    """F, or NaN where one of the frames shows no face."""
    if before is None or frame is None or after is None:
        return float("nan")
    return feature_difference(before, frame, after)


def _padded(values: list[float], k: int, n_frames: int) -> NDArray[np.float64]:
    padded = np.full(n_frames, np.nan)
    padded[k : k + len(values)] = values
    return padded
