"""Measure a recording frame by frame; a long one continues where it was stopped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from countenance.core.cache import ArrayCache, digest, digest_path
from countenance.core.errors import FaceError, VideoError
from countenance.core.executors import Progress, ignore_progress
from countenance.face import (
    MEAN_FACE,
    WEIGHTS,
    BlendshapeModel,
    FaceMesh,
    FaceTracker,
    head_pose,
    regions36,
)
from countenance.measurement.motion import MOTION_RECIPE, RegionMotion
from countenance.measurement.series import Measurement
from countenance.video import Frame, FrameSource, read_frame

__all__ = ["measure_frames", "measure_recording"]

_CHUNK = 500
_RECIPE = 3
"""Counted up when code changes the measurements of one and the same video, so that no cache answers for it."""


class _Instruments:
    """Everything that looks at a frame, with what it remembers of the frames before."""

    def __init__(self) -> None:
        self.tracker = FaceTracker()
        self.shapes = BlendshapeModel()
        self.motion = RegionMotion()

    def measure(self, frame: Frame, into: Measurement, row: int) -> None:
        """Measure the next frame and enter it in a row."""
        tracked = self.tracker.update(frame.image)
        into.time[row] = np.nan if frame.time is None else float(frame.time)
        into.status[row], into.n_faces[row] = tracked.status, tracked.n_faces
        into.motion[row] = self.motion.update(_grey(frame), tracked.landmarks68)
        if tracked.face is not None:
            into.presence[row] = tracked.face.presence
            into.landmarks[row] = tracked.face.landmarks68
            into.pose[row] = _pose(tracked.face, frame.image.shape)
            into.proxies[row] = [(p.right, p.left) for p in self.shapes.proxies(tracked.face)]

    def state(self) -> dict[str, NDArray[Any]]:
        """What is remembered of the last frame, besides its picture and landmarks."""
        return {f"tracker_{name}": value for name, value in self.tracker.state().items()}

    def resume(self, state: Mapping[str, NDArray[Any]], part: Measurement, last: Frame) -> None:
        """Go on after the last frame of a part that was measured earlier."""
        prefix = "tracker_"
        self.tracker.resume({k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)})
        points = part.landmarks[-1] if part.has_face[-1] else None
        self.motion.update(_grey(last), points)


def _grey(frame: Frame) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(frame.image, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def _pose(face: FaceMesh, shape: tuple[int, ...]) -> list[float]:
    try:
        pose = head_pose(face.points, shape)
    except FaceError:
        return [np.nan] * 6
    return [pose.yaw, pose.pitch, pose.roll, *pose.translation.tolist()]


def measure_frames(frames: Iterable[Frame], chunk: int = _CHUNK) -> Iterator[Measurement]:
    """Measure RGB frames in chunks; one chunk is held at a time.

    Parameters
    ----------
    frames : iterable of Frame
        RGB, in order.
    chunk : int
        Frames a chunk.

    Yields
    ------
    Measurement
        The last one may be shorter. Where a frame cannot be read, what was measured before is yielded first.
    """
    return _chunks(frames, chunk, _Instruments())


def _chunks(frames: Iterable[Frame], chunk: int, instruments: _Instruments) -> Iterator[Measurement]:
    part, row = Measurement.empty(chunk), 0
    try:
        for frame in frames:
            instruments.measure(frame, part, row)
            row += 1
            if row == chunk:
                yield part
                part, row = Measurement.empty(chunk), 0
    except VideoError:
        if row:
            yield part.first(row)
        raise
    if row:
        yield part.first(row)


def measure_recording(
    source: FrameSource,
    *,
    cache: Path | None = None,
    chunk: int = _CHUNK,
    progress: Progress = ignore_progress,
) -> Iterator[Measurement]:
    """Measure a whole recording in chunks, taking from the cache those that an earlier run finished.

    Parameters
    ----------
    source : FrameSource
    cache : Path, optional
        Folder in which finished chunks are kept under a digest of the file and of the recipe. A run that
        continues gives exactly the figures of one that was never stopped.
    chunk : int
        Frames a chunk.
    progress : callable

    Yields
    ------
    Measurement

    Raises
    ------
    VideoError
        Where a frame cannot be read, after everything before it has been yielded.
    """
    store, identity = None, ""
    if cache is not None and source.path is not None:
        store = ArrayCache(cache)
        identity = digest(*_recipe(), chunk, str(source.fps), digest_path(source.path))
    instruments, done = _Instruments(), 0
    progress("measuring frames", done, source.n_frames)
    for entry in _finished(store, identity):
        part = Measurement.from_arrays(entry)
        done += len(part)
        progress("measuring frames", done, source.n_frames)
        yield part
    if done:
        instruments.resume(entry, part, read_frame(source, done - 1))
    rest: Measurement | None = None
    for part in _chunks(source.frames(done, colour="rgb"), chunk, instruments):
        if store and len(part) == chunk:
            store.put(digest(identity, done // chunk), {**part.to_arrays(), **instruments.state()})
        rest = part if len(part) < chunk else None
        done += len(part)
        progress("measuring frames", done, source.n_frames)
        yield part
    if store and rest is not None:  # not where damage ended it, which is to be told again
        store.put(digest(identity, done // chunk), {**rest.to_arrays(), **instruments.state()})


def _recipe() -> list[Any]:
    """Everything besides the video that decides a figure: models, regions, and this code's own version."""
    return [_RECIPE, [w.sha256 for w in WEIGHTS], MOTION_RECIPE, *(r.polygon for r in regions36(MEAN_FACE))]


def _finished(store: ArrayCache | None, identity: str) -> Iterator[dict[str, NDArray[Any]]]:
    for number in count():
        entry = None if store is None else store.get(digest(identity, number))
        if entry is None:
            return
        yield entry
