"""Camera, bounded queue, spotter: threads that never hold each other up."""

from __future__ import annotations

import threading
import time
from array import array
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countenance.app.web.live.advice import Advice
from countenance.app.web.live.counters import LastSecond, Sight
from countenance.app.web.live.hub import Hub
from countenance.app.web.live.pictures import RecentPictures, jpeg
from countenance.app.web.live.queues import NewestQueue
from countenance.app.web.live.recorder import Recorder
from countenance.core.contracts import (
    Excluded,
    Remark,
    Spotted,
    Spotter,
    SpotterEvent,
    Suspected,
    curve_unit_of,
)
from countenance.core.errors import CountenanceError, MethodError, VideoError
from countenance.core.frames import Frame
from countenance.core.intervals import Interval
from countenance.core.threads import one_thread_each
from countenance.spotting import Spotting
from countenance.video.live import LiveFrames

__all__ = ["Session", "State"]

_WIDTH = 640
_PICTURES_PER_SECOND = 30
_STATUS_EVERY = 0.25
_QUEUE_SECONDS = Fraction(1, 4)
_PICTURE_SECONDS = 12.0


class State(StrEnum):
    """How a session is."""

    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"
    """The file is over, or the session was stopped."""
    LOST = "lost"
    """The camera failed or disappeared."""
    FAILED = "failed"
    """The spotter crashed, or taking frames did."""


@dataclass(slots=True)
class _Log:
    """What is known of every frame that the spotter saw, by the spotter's index."""

    times: array[float]
    arrivals: array[float]
    places: array[int]
    """Index among the frames that were taken from the camera."""


class Session:
    """Lets a spotter watch a camera.

    One thread takes frames from the camera, shows and records them and hands them to a short queue; another runs
    the spotter. A spotter that is slower than the camera misses frames, which are counted. It sees its frames
    numbered without gaps, with the times at which they were taken.

    Parameters
    ----------
    camera : LiveFrames
    spotter : Spotter
    hub : Hub
        Is told everything.
    recorder : Recorder, optional
        Records every frame that is taken, also those that the spotter misses.
    face : str
        Which of several faces the small pictures show, see :class:`RecentPictures`.
    """

    def __init__(
        self,
        camera: LiveFrames,
        spotter: Spotter,
        hub: Hub,
        recorder: Recorder | None = None,
        face: str = "largest",
    ) -> None:
        self.hub = hub
        self.problem: VideoError | None = None
        self.failure: CountenanceError | None = None
        self._camera, self._spotter, self._recorder = camera, spotter, recorder
        self._queue = NewestQueue[tuple[int, float, Frame]](max(3, round(camera.fps * _QUEUE_SECONDS)))
        self._log = _Log(array("d"), array("d"), array("q"))
        self._recent = RecentPictures(_PICTURE_SECONDS, face)
        self._moments: list[list[bytes]] = []
        self._curves = array("f")
        self._found: list[Spotted | Excluded | Remark] = []
        self._delays: deque[float] = deque(maxlen=50)
        self._n_taken = self._n_unrecorded = 0
        self._taken, self._spotted = LastSecond(), LastSecond()
        self._sight = Sight()
        self._shown = self._told = 0.0
        self._last: Frame | None = None
        self._ended = False
        self._advice = Advice(camera.fps, bool(spotter.curve_names))
        self._over = threading.Event()
        self._telling = threading.Lock()
        self._pump = threading.Thread(target=self._take_all, name="live frames", daemon=True)
        self._watch = threading.Thread(target=self._spot_all, name="live spotter", daemon=True)

    @property
    def name(self) -> str:
        """What messages call the camera or film."""
        return self._camera.name

    @property
    def n_delivered(self) -> int:
        """Frames that came so far, those among them that were dropped."""
        return self._camera.n_delivered

    @property
    def _n_dropped(self) -> int:
        """Frames that came and that the spotter never sees."""
        return self._camera.n_dropped + self._queue.n_dropped + self._n_unrecorded

    @property
    def state(self) -> State:
        """How the session is now."""
        if self.failure is not None:
            return State.FAILED
        if self.problem is not None:
            return State.LOST
        if self._ended:
            return State.ENDED
        return State.PAUSED if self._camera.paused else State.RUNNING

    def start(self) -> None:
        """Begin to watch."""
        self._advise(self._advice.first())
        self._tell_status()
        self._watch.start()
        self._pump.start()

    def pause(self) -> None:
        """Neither show nor spot nor record anything until :meth:`resume`."""
        self._camera.pause()
        self._tell_status()

    def resume(self) -> None:
        """Go on after a pause."""
        self._camera.resume()
        self._tell_status()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the source is over and everything in it was spotted; whether it is."""
        return self._over.wait(seconds)

    def stop(self) -> None:
        """Let go of the camera, spot what waits, and end both threads."""
        self._camera.close()
        if self._watch.ident is not None:
            self._pump.join()
            self._watch.join()

    def moments(self, mark: int) -> list[bytes]:
        """Onset, apex and offset of a mark as JPEG files.

        Raises
        ------
        IndexError
            If there is no such mark.
        """
        return self._moments[mark]

    def spotting(self) -> Spotting:
        """Everything that was found, in frames as they were taken from the camera."""
        names = tuple(self._spotter.curve_names)
        curves = np.full((self._n_taken, len(names)), np.nan, np.float32)
        if names:
            rows = np.frombuffer(self._curves, np.float32).reshape(-1, len(names))
            curves[np.frombuffer(self._log.places, np.int64)[: len(rows)]] = rows
        found = [self._placed(event) for event in self._found]
        remarks = (self._dropped_remark(), *(event.text for event in found if isinstance(event, Remark)))
        return Spotting(
            recording=self._camera.name,
            fps=float(self._camera.fps),
            n_frames=self._n_taken,
            expressions=tuple(sorted((e for e in found if isinstance(e, Spotted)), key=lambda e: e.interval)),
            excluded=tuple(sorted((e for e in found if isinstance(e, Excluded)), key=lambda e: e.interval)),
            curve_names=names,
            curves=curves,
            remarks=tuple(text for text in remarks if text),
            damage=str(self.problem or self.failure or ""),
            curve_unit=curve_unit_of(self._spotter),
        )

    def _dropped_remark(self) -> str:
        missed = self._n_dropped
        if not missed:
            return ""
        return f"This machine was too slow for {missed} of {self.n_delivered} frames: the spotter did not see them."

    def _placed(self, event: Spotted | Excluded | Remark) -> Spotted | Excluded | Remark:
        if isinstance(event, Remark):
            return event
        interval = Interval(self._log.places[event.interval.onset], self._log.places[event.interval.offset])
        if isinstance(event, Spotted):
            return replace(event, interval=interval, apex=self._log.places[event.apex])
        return replace(event, interval=interval)

    def _take_all(self) -> None:
        self._guard(self._take_each, "taking frames failed")
        self._guard(self._show_last, "showing the last frame failed")
        self._queue.close()  # whoever learns that the session is over learns how
        self._camera.close()
        self._tell_status()

    def _guard(self, step: Callable[[], None], failed: str) -> None:
        """Do something of which every error is the session's failure, unless there is an earlier one."""
        try:
            step()
        except CountenanceError as error:  # what it was given cannot be used, which is no crash
            self.failure = self.failure or error
        except Exception as error:  # which a thread would lose, so that the film looked as if it were over
            crash = MethodError(f"{failed}: {type(error).__name__}: {error}")
            crash.__cause__ = error
            self.failure = self.failure or crash

    def _take_each(self) -> None:
        try:
            for frame in self._camera.frames():
                self._last = frame
                self._take(frame, time.monotonic())
        except VideoError as error:
            self.problem = error

    def _show_last(self) -> None:
        """Let whoever opens the page now see at least how it ended."""
        try:
            if self._last is not None:
                self._show(self._last)
        except Exception:
            if self.problem is None:  # which matters more
                raise

    def _show(self, frame: Frame) -> None:
        self.hub.picture(float(frame.time or 0), jpeg(frame.image, width=_WIDTH))

    def _take(self, frame: Frame, now: float) -> None:
        if self._recorder is not None and not self._recorder.offer(frame):
            self._n_unrecorded += 1  # what is not in the recording cannot be found in it either
            return
        self._queue.put((self._n_taken, now, frame))
        self._n_taken += 1
        self._taken.count(now)
        if self.hub.n_watchers and now - self._shown >= 0.9 / _PICTURES_PER_SECOND:
            self._shown = now
            self._show(frame)
        if now - self._told >= _STATUS_EVERY:
            self._tell_status()
            self._advise(self._advice.next(self._n_taken, self._log.times))

    def _spot_all(self) -> None:
        try:
            with one_thread_each():
                self._guard(self._spot_each, "the spotter failed")
            if self.failure is not None:
                self._camera.close()
        finally:
            self._ended = True
            self.hub.suspect([])
            self._over.set()
            self._tell_status()

    def _spot_each(self) -> None:
        for event in self._spotter.spot(self._feed(), self._camera.fps, trace=self._trace):
            self._tell(event)

    def _feed(self) -> Iterator[Frame]:
        for index, (place, arrival, frame) in enumerate(self._queue):
            at = frame.time or Fraction(0)
            self._log.times.append(float(at))
            self._log.arrivals.append(arrival)
            self._log.places.append(place)
            self._spotted.count(time.monotonic())
            self._recent.add(index, float(at), frame.image)
            yield Frame(index, at, frame.image)

    def _trace(self, index: int, values: NDArray[np.float32]) -> None:
        if self._recorder is not None:
            self._curves.extend(values.tolist())
        row = tuple(None if value != value else round(value, 5) for value in values.tolist())  # noqa: PLR0124
        self._advice.traced()
        before = self._sight.lost
        self._sight.take(self._log.times[index], row)
        self.hub.row(self._log.times[index], row)
        if self._sight.lost != before:
            self._tell_status()

    def _advise(self, remarks: Iterator[str]) -> None:
        for text in remarks:
            self._tell(Remark(text))

    def _tell(self, event: SpotterEvent) -> None:
        if isinstance(event, Suspected):
            self.hub.suspect([self._span(interval) for interval in event.intervals])
            return
        self._found.append(event)
        if isinstance(event, Remark):
            self.hub.keep({"type": "remark", "text": event.text})
        elif isinstance(event, Excluded):
            self.hub.keep({"type": "excluded", "reason": event.reason, **self._span(event.interval)})
        else:
            self.hub.keep(self._mark(event))

    def _mark(self, event: Spotted) -> dict[str, Any]:
        onset, offset = event.interval.onset, event.interval.offset
        self._moments.append(self._recent.faces((onset, event.apex, offset), event.apex))
        now, at = time.monotonic(), self._log.arrivals  # the pictures are part of the delay
        self._delays.append(now - at[offset])
        return {
            "type": "mark",
            "id": len(self._moments) - 1,
            "kind": str(event.kind),
            "apex": self._log.times[event.apex],
            "score": round(event.score, 3),
            "regions": event.regions,
            "action_units": [str(unit) for unit in event.action_units],
            "co_occurring": event.co_occurring,
            "pictures": len(self._moments[-1]),
            "from_apex": round(now - at[event.apex], 3),
            "from_offset": round(now - at[offset], 3),
            **self._span(event.interval),
        }

    def _span(self, interval: Interval) -> dict[str, float]:
        return {"onset": self._log.times[interval.onset], "offset": self._log.times[interval.offset]}

    def _tell_status(self) -> None:
        # Of two threads that tell at once, the one that looked first must not speak last.
        with self._telling:
            self._told = time.monotonic()
            dropped, recorder = self._n_dropped, self._recorder
            self.hub.status(
                {
                    "state": str(self.state),
                    "problem": str(self.failure or self.problem or (recorder.problem if recorder else "")),
                    "fps": self._taken.n(self._told),
                    "spotted_fps": self._spotted.n(self._told),
                    "face_lost": self._sight.lost and self.state is State.RUNNING,
                    "seen": len(self._log.times),
                    "dropped": dropped,
                    "dropped_share": round(dropped / max(1, self.n_delivered), 4),
                    "delay": round(median(self._delays), 3) if self._delays else None,
                    "recording": recorder is not None and not recorder.problem and not self._ended,
                }
            )
