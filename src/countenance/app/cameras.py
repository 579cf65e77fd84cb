"""Spotting before a camera: until somebody says stop, and with pictures of what was found although none is kept."""

from __future__ import annotations

import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from countenance.app.spotting import SpottedFilm, SpottingTask, origin_of, problem_of, spot_source
from countenance.core.contracts import Remark, Spotted, Spotter, SpotterEvent, Trace, curve_unit_of
from countenance.core.errors import VideoError
from countenance.core.frames import Frame
from countenance.core.intervals import FrameRate
from countenance.spotting import spotting_method
from countenance.video import Colour, from_jpeg, to_jpeg
from countenance.video.camera import open_camera
from countenance.video.live import LiveFrames

__all__ = ["WatchedFrames", "spot_camera"]

_REMEMBERED = 12.0
"""Seconds of frames that are held, compressed: the longest expression, and the time until it is certain."""
_JPEG_QUALITY = 90


def spot_camera(task: SpottingTask, seconds: float | None = None) -> SpottedFilm:
    """Spot before a camera until Ctrl-C, or for some seconds; then write what was found.

    Parameters
    ----------
    task : SpottingTask
        Its path names the camera, for example ``camera:0``.
    seconds : float, optional

    Returns
    -------
    SpottedFilm
        With a problem if the camera disappeared.

    Raises
    ------
    VideoError
        If it cannot be opened, or shows nothing.
    InputError, MethodError
        As :func:`~countenance.app.spotting.spot_film`.
    """
    method = spotting_method(task.method)
    origin = origin_of(str(task.path), "", method, task.settings)
    with open_camera(str(task.path)) as camera:
        watched = WatchedFrames(camera, seconds)
        remembering = replace(
            method, spotter=lambda **settings: _Remembering(method.spotter(**settings), watched)
        )
        with _stopped_by_hand(watched):
            document = spot_source(watched, task, remembering, origin)
    return SpottedFilm(document, problem_of(document, task.path))


@contextmanager
def _stopped_by_hand(watched: WatchedFrames) -> Iterator[None]:
    """Let the first Ctrl-C end the watching and the second one end the program."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)

    def stop(*_: object) -> None:
        """End the watching, and have the next Ctrl-C do what it did before."""
        watched.stop()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class WatchedFrames:
    """A camera's frames as a source: numbered without gaps, ended on demand, the latest ones held.

    Frames that the spotter was too slow for leave a gap in the times, not in the numbers.

    Parameters
    ----------
    camera : LiveFrames
    seconds : float, optional
        Of watching.

    Attributes
    ----------
    n_dropped : int
        Frames that the spotter was too slow for.
    """

    def __init__(self, camera: LiveFrames, seconds: float | None = None) -> None:
        self._camera, self._seconds = camera, seconds
        self._stopped = threading.Event()
        self._latest: deque[tuple[int, bytes]] = deque(maxlen=max(1, round(_REMEMBERED * float(camera.fps))))
        self._kept: dict[int, bytes] = {}
        self.path: Path | None = None
        self.name = camera.name
        self.fps: Fraction | None = camera.fps
        self.size = camera.size
        self.n_frames = 0

    @property
    def n_dropped(self) -> int:
        """Frames that were missed so far."""
        return self._camera.n_dropped

    def timestamps(self) -> None:
        """Unknown before they come."""

    def stop(self) -> None:
        """End after the frame that is being looked at."""
        self._stopped.set()

    def frames(self, start: int = 0, stop: int | None = None, colour: Colour = "rgb") -> Iterator[Frame]:
        """Frames as they come; with ``stop`` those of a past stretch that were kept.

        Raises
        ------
        VideoError
            While iterating: after the last frame, where the camera disappears.
        """
        del colour  # a camera gives RGB
        return self._live() if stop is None else self._past(range(start, stop))

    def _live(self) -> Iterator[Frame]:
        for frame in self._camera.frames():
            ended = self._seconds is not None and frame.time is not None and frame.time >= self._seconds
            if ended or self._stopped.is_set():
                return
            numbered = Frame(self.n_frames, frame.time, frame.image)
            self.n_frames += 1
            self._latest.append((numbered.index, to_jpeg(frame.image, quality=_JPEG_QUALITY)))
            yield numbered

    def keep(self, indices: Iterable[int]) -> None:
        """Hold frames for good, if they are still there."""
        wanted = set(indices)
        latest = self._latest.copy()  # a spotter may take frames in a thread of its own meanwhile
        self._kept |= {index: packed for index, packed in latest if index in wanted}

    def _past(self, wanted: range) -> Iterator[Frame]:
        kept = [index for index in wanted if index in self._kept]
        if not kept or (kept[0], kept[-1]) != (wanted[0], wanted[-1]):
            raise VideoError(f"{self.name}: frames {wanted[0]} to {wanted[-1]} are no longer there")
        for index in kept:
            yield Frame(index, None, from_jpeg(self._kept[index]))


class _Remembering:
    """A spotter that has the pictures of what it finds kept, as long as they are there."""

    def __init__(self, spotter: Spotter, watched: WatchedFrames) -> None:
        self._spotter, self._watched = spotter, watched

    @property
    def curve_names(self) -> tuple[str, ...]:
        """Those of the spotter."""
        return self._spotter.curve_names

    @property
    def curve_unit(self) -> str:
        """That of the spotter."""
        return curve_unit_of(self._spotter)

    def spot(
        self, frames: Iterable[Frame], fps: FrameRate, *, trace: Trace | None = None
    ) -> Iterator[SpotterEvent]:
        """Spot as the spotter does, and remark on frames that came while it was busy."""
        for event in self._spotter.spot(frames, fps, trace=trace):
            if isinstance(event, Spotted):
                self._watched.keep((event.interval.onset, event.apex, event.interval.offset))
            yield event
        if self._watched.n_dropped:
            yield Remark(
                f"{self._watched.n_dropped} frames came while the spotter was busy and were not looked at: "
                "expressions in those gaps may be missing."
            )
