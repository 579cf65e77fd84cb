"""How much a face changes from frame to frame, computed once for each recording, while nobody waits.

The mean absolute difference of neighbouring frames within the window of the face, in grey levels: a turn of the
head is in it as well as an expression. It shows where to look, and measures nothing. An encoder draws the picture
anew at each keyframe, which looks like a movement of everything: there the curve has the mean of its neighbours.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Set as AbstractSet
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock

import cv2
import numpy as np
from numpy.typing import NDArray

from countenance.core.cache import write_atomically
from countenance.core.errors import InputError
from countenance.study.project import Study
from countenance.study.viewing.face_windows import face_window
from countenance.study.viewing.kept_films import KeptFilm

__all__ = ["MotionCurve", "MotionCurves", "Unready"]

_FILE = "motion-2.npy"
_SIDE = 160
"""Pixels to which the longer side of the window is made smaller, which takes the camera's noise away."""

MotionCurve = NDArray[np.float32]
"""One value for each frame, in grey levels; 0 for the first one."""


@dataclass(frozen=True, slots=True)
class Unready:
    """A curve that is being computed; `share` of it is done."""

    share: float


class MotionCurves:
    """Curves of a study's recordings.

    Parameters
    ----------
    study : Study
    """

    def __init__(self, study: Study) -> None:
        self._study = study
        self._work = ThreadPoolExecutor(1, thread_name_prefix="motion")
        self._under_way: dict[str, tuple[Future[MotionCurve], list[float]]] = {}
        self._lock = Lock()
        self._ending = Event()

    def of(self, film: KeptFilm) -> MotionCurve | Unready:
        """The curve of a recording; how far it is where it is not there yet.

        Raises
        ------
        InputError
            If the recording cannot be read.
        """
        with self._lock:
            under_way = self._under_way.get(film.digest)
            if under_way is None:
                if (kept := self._kept(film)) is not None:
                    return kept
                share = [0.0]
                under_way = self._work.submit(self._compute, film, share), share
                self._under_way[film.digest] = under_way
            future, share = under_way
            if not future.done():
                return Unready(share[0])
            del self._under_way[film.digest]
        return future.result()

    def close(self) -> None:
        """Give up what is under way."""
        self._ending.set()
        self._work.shutdown(wait=True, cancel_futures=True)

    def _path(self, film: KeptFilm) -> Path:
        return self._study.cache(film.digest) / _FILE

    def _kept(self, film: KeptFilm) -> MotionCurve | None:
        with suppress(OSError, ValueError):
            curve: MotionCurve = np.load(self._path(film), allow_pickle=False)
            if curve.shape == (film.n_frames,) and curve.dtype == np.float32:
                return curve
        return None

    def _compute(self, film: KeptFilm, share: list[float]) -> MotionCurve:
        curve = np.zeros(film.n_frames, np.float32)
        before: NDArray[np.float32] | None = None
        window = None
        for frame in film.source.frames(0, film.n_frames):
            if self._ending.is_set():
                raise InputError("the server is about to end")
            window = window or face_window(frame.image)
            now = _small(frame.image[window])
            if before is not None:
                curve[frame.index] = np.abs(now - before).mean()
            before = now
            share[0] = (frame.index + 1) / film.n_frames
        curve = _without_keyframes(curve, {one.index for one in film.source.timetable.keyframes})
        self._keep(film, curve)
        return curve

    def _keep(self, film: KeptFilm, curve: MotionCurve) -> None:
        content = io.BytesIO()
        np.save(content, curve)
        if film.exists():  # whoever withdraws takes the file away first, and the cache then
            with suppress(OSError):
                write_atomically(self._path(film), content.getvalue())
        if not film.exists():
            shutil.rmtree(self._study.cache(film.digest), ignore_errors=True)


def _without_keyframes(curve: MotionCurve, keyframes: AbstractSet[int]) -> MotionCurve:
    """The curve with the mean of its neighbours at each keyframe that stands alone.

    >>> _without_keyframes(np.array([0, 1, 9, 3, 4], np.float32), {0, 2}).tolist()
    [0.0, 1.0, 2.0, 3.0, 4.0]
    """
    smoothed = curve.copy()
    for index in keyframes:
        if 1 < index < len(curve) - 1 and not {index - 1, index + 1} & keyframes:
            smoothed[index] = (curve[index - 1] + curve[index + 1]) / 2
    return smoothed


def _small(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    scale = min(1.0, _SIDE / max(grey.shape))
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    return cv2.resize(grey, size, interpolation=cv2.INTER_AREA).astype(np.float32)
