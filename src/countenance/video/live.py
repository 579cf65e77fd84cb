"""Frames that come by themselves, from a camera or from a file played as one.

Nobody can hold a camera back. A thread takes every picture as it comes and keeps the newest few; whoever is
slower than the camera misses the others, which are counted.
"""

from __future__ import annotations

import math
import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterator
from fractions import Fraction
from typing import Self

import numpy as np
from numpy.typing import NDArray

from countenance.core.errors import VideoError
from countenance.core.frames import Frame

__all__ = ["LiveFrames"]

Picture = tuple[NDArray[np.uint8], Fraction]
"""An upright picture in RGB and its time in seconds after the first."""


class LiveFrames(ABC):
    """Frames that come at their own pace.

    A frame's index counts what the source delivered, so that it leaves gaps where the reader was too slow. Pictures
    that a camera or its driver discarded before delivery are not numbered by any device that FFmpeg reads; they
    show in the frames' times.

    Parameters
    ----------
    name : str
        What messages call the source.
    fps : Fraction
        Nominal frames per second.
    size : tuple of int
        Width and height of the upright frames, in pixels.
    kept : int
        Frames that wait for a slow reader.
    patience : float or None
        Seconds without a picture after which the source counts as gone; None for ever.
    """

    def __init__(
        self, name: str, fps: Fraction, size: tuple[int, int], *, kept: int = 8, patience: float | None = 5.0
    ) -> None:
        self.name, self.fps, self.size = name, fps, size
        self._kept, self._patience = kept, patience
        self._waiting: deque[Frame] = deque()
        self._changed = threading.Condition()
        self._delivered = self._dropped = 0
        self._paused = self._closed = self._ended = False
        self._resumed = -math.inf
        self._error: VideoError | None = None
        self._thread: threading.Thread | None = None

    @abstractmethod
    def _pictures(self) -> Iterator[Picture]:
        """Pictures at the source's own pace; ends with it, or with a VideoError."""

    @property
    def n_delivered(self) -> int:
        """Frames that came so far, pauses left out."""
        return self._delivered

    @property
    def n_dropped(self) -> int:
        """Those of them that the reader was too slow for."""
        return self._dropped

    @property
    def paused(self) -> bool:
        """Whether pictures are neither kept nor counted at the moment."""
        return self._paused

    def frames(self) -> Iterator[Frame]:
        """Frames from now on, in RGB; for a single reader.

        Raises
        ------
        VideoError
            After the last frame, where the source fails, disappears or stays silent.
        """
        with self._changed:  # whoever closes meanwhile finds a thread that runs, or none
            if self._closed and self._thread is None:
                return
            if self._thread is None:
                thread = threading.Thread(target=self._capture, name=f"capture {self.name}", daemon=True)
                thread.start()
                self._thread = thread
        while True:
            with self._changed:
                heard = self._changed.wait_for(self._has_news, self._patience)
                if not self._waiting and not self._over() and self._may_be_silent():
                    continue
                if not self._waiting:
                    break
                frame = self._waiting.popleft()
            yield frame
        if self._error is not None and not self._closed:
            raise self._error
        if not heard:
            raise VideoError(
                f"{self.name} has delivered no picture for {self._patience:g} seconds: see whether it is connected"
            )

    def _may_be_silent(self) -> bool:
        """Whether pictures are not wanted, or have been for too short a time to miss them."""
        return self._paused or (
            self._patience is not None and time.monotonic() - self._resumed < self._patience
        )

    def pause(self) -> None:
        """Take no pictures until :meth:`resume`."""
        with self._changed:
            self._paused = True

    def resume(self) -> None:
        """Take pictures again."""
        with self._changed:
            self._paused = False
            self._resumed = time.monotonic()
            self._changed.notify_all()

    def close(self) -> None:
        """Let go of the source; what waits is still handed out."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread is not None and self._thread is not threading.current_thread():
            # A driver that hangs must not keep the program from ending.
            self._thread.join(self._patience)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _over(self) -> bool:
        return self._closed or self._ended

    def _has_news(self) -> bool:
        return bool(self._waiting) or self._over()

    def _capture(self) -> None:
        pictures = self._pictures()
        try:
            for image, time in pictures:
                if self._closed:
                    break
                if not self._paused:
                    self._deliver(image, time)
        except VideoError as error:
            self._error = error
        except Exception as error:  # a thread's exception would be lost, and the reader wait for ever
            self._error = VideoError(f"{self.name} failed: {error}")
            self._error.__cause__ = error
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def _deliver(self, image: NDArray[np.uint8], time: Fraction) -> None:
        with self._changed:
            if len(self._waiting) >= self._kept:
                self._waiting.popleft()
                self._dropped += 1
            self._waiting.append(Frame(self._delivered, time, image))
            self._delivered += 1
            self._changed.notify_all()
