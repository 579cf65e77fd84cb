"""Threads that decode on from where somebody looks, so that the next frame is there before it is asked for.

Seeking costs; going on does not. A decoder that stands at a frame serves every later one nearby. Who goes backwards
is served from the keyframe before on, and everything decoded on the way is kept for his next steps. Who jumps is
served by a decoder that has nothing left to do: its file is open already.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Condition, Thread

from countenance.core.errors import InputError, VideoError
from countenance.study.viewing.kept_films import KeptFilm
from countenance.study.viewing.picture_cache import PictureCache
from countenance.video import Frame, FrameReader, to_jpeg

__all__ = ["Decoders", "frame_name"]

_QUALITY = 95
_AHEAD = 60
"""Frames that are made before anybody asks for them."""
_REACH = 4
"""Frames that a decoder passes over rather than that another one is opened, which takes as long as a few frames."""
_NEAR = 8
"""Frames by which requests that travel together may come in another order."""
_BACK = 250
"""Longest way from a keyframe on that is kept whole when somebody goes backwards."""
_BACK_LONG = 120
"""Frames kept where that way is longer."""
_MOST = 6
_LONGEST = 60.0
"""Seconds that somebody waits for a frame, and keeps one of the server's threads."""
_HEAD_START = 0.02
"""Seconds that a picture has to reach who waits for it before what may be wanted next takes the processor."""
_QUIET = 2.0
"""Seconds after which a decoder that nobody asks may go elsewhere in its film."""
_IDLE = 20.0
"""Seconds after which a decoder is closed."""


def frame_name(index: int) -> str:
    """Name of a frame's picture in the cache."""
    return f"{index:06d}"


@dataclass(eq=False)
class _Run:
    """A decoder under way in a file that it keeps open."""

    film: KeptFilm
    position: int = 0
    wanted: int = 0
    target: int = 0
    goes_ahead: bool = True
    frames: Iterator[Frame] | None = None
    """From its position on; None where it has still to go there."""
    used: float = field(default_factory=time.monotonic)
    closed: bool = False

    def send(self, start: int, wanted: int, *, goes_ahead: bool) -> None:
        """Have it begin at a frame, to come to one at or after it."""
        self.used = time.monotonic()
        self.position, self.wanted, self.target = start, wanted, wanted + 1
        self.goes_ahead, self.frames = goes_ahead, None

    def serves(self, film: KeptFilm, index: int) -> bool:
        """Whether a frame is soonest had from here; who goes backwards waits for all that is made on the way."""
        reach = max(self.position + _REACH, self.wanted, 0 if self.goes_ahead else self.target - 1)
        return not self.closed and self.film.digest == film.digest and self.position <= index <= reach


@dataclass(eq=False)
class _Request:
    """Somebody waits for a frame."""

    film: KeptFilm
    index: int
    picture: bytes | None = None
    error: str = ""

    @property
    def is_answered(self) -> bool:
        return self.picture is not None or bool(self.error)

    def asks_for(self, digest: str, index: int) -> bool:
        """Whether it is for a picture, and is not answered yet."""
        return self.index == index and self.film.digest == digest and not self.is_answered


class Decoders:
    """Decoders of all recordings that somebody looks at.

    Parameters
    ----------
    cache : PictureCache
        Keeps what is decoded.
    """

    def __init__(self, cache: PictureCache) -> None:
        self._cache = cache
        self._runs: list[_Run] = []
        self._requests: list[_Request] = []
        self._changed = Condition()
        self._is_closed = False

    def picture(self, film: KeptFilm, index: int) -> bytes:
        """A frame as JPEG.

        Raises
        ------
        VideoError
            If it cannot be decoded.
        InputError
            If the decoders are closed meanwhile.
        """
        found = self._cache.get(film.digest, frame_name(index))
        if found is not None:
            self._look_ahead(film, index)
            return found
        return self._decoded(film, index)

    def preload(self, film: KeptFilm, first: int, last: int) -> None:
        """Begin to make the pictures of some frames, both ends included; returns at once."""
        missing = (i for i in range(first, last + 1) if not self._holds(film, i))
        with self._changed:
            if (index := next(missing, None)) is not None and not self._is_closed:
                run = self._run_for(film, index)
                if run is not None:
                    run.used = time.monotonic()
                    run.target = max(run.target, last + 1)
                    self._changed.notify_all()

    def keep(self, film: KeptFilm, name: str, picture: bytes) -> None:
        """Keep a picture of a recording, unless the recording is gone or the disk is full."""
        if not film.exists():
            return
        # A full disk makes looking slower, and need not end it.
        with suppress(OSError):
            self._cache.put(film.digest, name, picture)
        if not film.exists():  # it was taken away meanwhile, and its cache before this was written
            self._cache.drop(film.digest)

    def close(self) -> None:
        """End every thread; who still waits gets an error."""
        with self._changed:
            self._is_closed = True
            for run in self._runs:
                run.closed = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._runs, timeout=30)

    def _holds(self, film: KeptFilm, index: int) -> bool:
        return self._cache.holds(film.digest, frame_name(index))

    def _decoded(self, film: KeptFilm, index: int) -> bytes:
        request = _Request(film, index)
        end = time.monotonic() + _LONGEST
        with self._changed:
            # It may have been made since the caller looked.
            request.picture = self._cache.get(film.digest, frame_name(index))
            self._requests.append(request)
            self._changed.notify_all()  # a decoder that gives an earlier picture its head start goes on at once
            try:
                while not request.is_answered:
                    if self._is_closed:
                        raise InputError("the server is about to end")
                    left = end - time.monotonic()
                    if left <= 0:
                        raise InputError(f"frame {index} takes too long on this machine now: ask again later")
                    self._send_for(request)
                    self._changed.wait(left)
            finally:
                self._requests.remove(request)
                self._changed.notify_all()
        if request.picture is None:
            raise VideoError(request.error)
        return request.picture

    def _send_for(self, request: _Request) -> None:
        run = self._run_for(request.film, request.index)
        if run is None:
            return  # every decoder is busy; the first one that is not wakes us
        run.used = time.monotonic()
        ahead = min(request.index + 1 + (_AHEAD if run.goes_ahead else 0), run.film.n_frames)
        if ahead > run.target:
            run.target = ahead
            self._changed.notify_all()

    def _look_ahead(self, film: KeptFilm, index: int) -> None:
        """Let a decoder that is a little ahead go on."""
        with self._changed:
            for run in self._runs:
                if (
                    run.goes_ahead
                    and run.film.digest == film.digest
                    and index < run.position <= index + _AHEAD
                ):
                    run.used = time.monotonic()
                    target = min(index + 1 + _AHEAD, film.n_frames)
                    if target > run.target and not all(
                        self._holds(film, i) for i in range(run.position, target)
                    ):
                        run.target = target
                        self._changed.notify_all()

    def _run_for(self, film: KeptFilm, index: int) -> _Run | None:
        for run in self._runs:
            if run.serves(film, index):
                return run
        spare = self._spare(film)
        if spare is None:
            if sum(not run.closed for run in self._runs) >= _MOST and not self._end_one():
                return None
            spare = _Run(film)
            # It waits for the lock that is held here; one that cannot be started is none.
            Thread(target=self._work, args=(spare,), name="frames", daemon=True).start()
            self._runs.append(spare)
        start, goes_ahead = self._beginning(film, index)
        spare.send(start, index, goes_ahead=goes_ahead)
        self._changed.notify_all()
        return spare

    def _spare(self, film: KeptFilm) -> _Run | None:
        """A decoder of a recording that has made all it was to make, and that nobody has followed for a while."""
        since = time.monotonic() - _QUIET
        done = [
            run
            for run in self._runs
            if run.film.digest == film.digest
            and not run.closed
            and run.position >= run.target
            and run.used <= since
            and not self._awaited(run)
        ]
        return min(done, key=lambda run: run.used, default=None)

    def _beginning(self, film: KeptFilm, index: int) -> tuple[int, bool]:
        """Where a new decoder begins for a frame, and whether it may go on beyond it."""
        before = [i for i in range(max(0, index - _NEAR), index) if self._holds(film, i)]
        if before:
            return before[-1] + 1, True
        after = any(self._holds(film, i) for i in range(index + 1, index + 1 + _NEAR))
        if not after:
            return index, True
        keyframe = film.source.timetable.keyframe_before(index)
        first = 0 if keyframe is None else keyframe.index
        return (first if index - first <= _BACK else index - _BACK_LONG), False

    def _end_one(self) -> bool:
        """Let the decoder go that was of no use for longest; whether there was one nobody waits for."""
        idle = [run for run in self._runs if not run.closed and not self._awaited(run)]
        if idle:
            min(idle, key=lambda run: run.used).closed = True
            self._changed.notify_all()
        return bool(idle)

    def _awaited(self, run: _Run) -> bool:
        return any(not one.is_answered and run.serves(one.film, one.index) for one in self._requests)

    def _work(self, run: _Run) -> None:
        try:
            with run.film.source.kept_open() as reader:
                while self._may_go_on(run):
                    self._make(run, reader)
        except VideoError:
            self._fail(run)
        except BaseException:
            self._fail(run)
            raise
        finally:
            with self._changed:
                self._runs.remove(run)
                self._changed.notify_all()

    def _may_go_on(self, run: _Run) -> bool:
        """Wait for something to do; who waits for a frame goes before what nobody waits for."""

        def due() -> bool:
            if run.closed:
                return True
            others_wait = self._somebody_waits() and not self._awaited(run)
            return run.position < run.target and not others_wait

        with self._changed:
            run.closed = not self._changed.wait_for(due, timeout=_IDLE) or run.closed
            return not run.closed

    def _make(self, run: _Run, reader: FrameReader) -> None:
        """Decode one frame, keep it, and give it to who waits."""
        if run.frames is None:
            run.frames = reader.frames(range(run.position, run.film.n_frames))
        frame = next(run.frames)
        name, digest = frame_name(frame.index), run.film.digest
        is_kept = self._cache.holds(digest, name)
        picture = b""
        was_wanted = False
        if not is_kept or self._is_wanted(digest, frame.index):
            picture = to_jpeg(frame.image, quality=_QUALITY)
            was_wanted = self._give(digest, frame.index, picture)
        if not is_kept:
            self.keep(run.film, name, picture)
        with self._changed:
            run.position = frame.index + 1
            if picture:
                self._give(digest, frame.index, picture)  # to whoever came while it was being kept
            self._changed.notify_all()
            if was_wanted:
                # What comes next is made once this picture is on its way, and does not hold it up.
                self._changed.wait_for(lambda: run.closed or self._somebody_waits(), timeout=_HEAD_START)

    def _is_wanted(self, digest: str, index: int) -> bool:
        with self._changed:
            return any(one.asks_for(digest, index) for one in self._requests)

    def _give(self, digest: str, index: int, picture: bytes) -> bool:
        """Give a picture to who waits for it; whether somebody did."""
        with self._changed:
            waiting = [one for one in self._requests if one.asks_for(digest, index)]
            for one in waiting:
                one.picture = picture
            if waiting:
                self._changed.notify_all()
            return bool(waiting)

    def _somebody_waits(self) -> bool:
        return any(not one.is_answered for one in self._requests)

    def _fail(self, run: _Run) -> None:
        with self._changed:
            for one in self._requests:
                if not one.is_answered and run.serves(one.film, one.index):
                    one.error = (
                        f"frame {run.position} of this recording cannot be decoded, nor what follows it: "
                        "its file is damaged"
                    )
            run.closed = True
            self._changed.notify_all()
