"""Pictures of a study's recordings: frames, thumbnails and motion curves, made when they are asked for."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

import cv2
import numpy as np
from numpy.typing import NDArray

from countenance.core.errors import InputError
from countenance.store.records import Film
from countenance.study.project import Study
from countenance.study.viewing.decoders import Decoders
from countenance.study.viewing.face_windows import face_window
from countenance.study.viewing.kept_films import KeptFilm, kept_film
from countenance.study.viewing.motion_curves import MotionCurve, MotionCurves, Unready
from countenance.study.viewing.picture_cache import PictureCache
from countenance.video import from_jpeg, to_jpeg

__all__ = ["Pictures"]

_LIMIT = 2 << 30
_QUALITY = 85
_MOST_FILMS = 64


class Pictures:
    """Pictures of recordings; safe to be asked by several at once.

    Parameters
    ----------
    study : Study
    limit : int
        Bytes of pictures that are kept on disk for all recordings together.
    """

    def __init__(self, study: Study, limit: int = _LIMIT) -> None:
        self._study = study
        self._cache = PictureCache(study, limit)
        self._decoders = Decoders(self._cache)
        self._curves = MotionCurves(study)
        self._films: OrderedDict[str, KeptFilm] = OrderedDict()
        self._windows: dict[str, tuple[slice, slice]] = {}
        self._lock = Lock()

    def film(self, film: Film) -> KeptFilm:
        """A recording that can be looked at.

        Raises
        ------
        InputError
            If the study has no file of it, or one that cannot be read.
        """
        with self._lock:
            if film.id in self._films:
                self._films.move_to_end(film.id)
                return self._films[film.id]
        with self._study.reading() as reader:
            kept = kept_film(self._study, reader, film)
        with self._lock:
            self._films[film.id] = kept
            while len(self._films) > _MOST_FILMS:
                self._films.popitem(last=False)
        return kept

    def frame(self, film: KeptFilm, index: int) -> bytes:
        """A frame as JPEG.

        Raises
        ------
        InputError
            If there is no such frame, or it cannot be decoded.
        """
        if not 0 <= index < film.n_frames:
            raise InputError(f"there is no frame {index}: the last one is {film.n_frames - 1}")
        return self._decoders.picture(film, index)

    def preload(self, film: KeptFilm, first: int, last: int) -> None:
        """Begin to make the pictures of some frames, both ends included, before anybody asks; returns at once."""
        self._decoders.preload(film, max(0, first), min(last, film.n_frames - 1))

    def thumbnail(self, film: KeptFilm, index: int, width: int) -> bytes:
        """The face in a frame as a small JPEG of some width.

        The window is that of the first thumbnail of the recording, so that thumbnails of one movement can be laid
        over each other.

        Raises
        ------
        InputError
            As for :meth:`frame`.
        """
        name = f"{index:06d}-{width}"
        found = self._cache.get(film.digest, name)
        if found is not None:
            return found
        image = from_jpeg(self.frame(film, index))
        small = to_jpeg(_narrowed(image[self._window(film, image)], width), quality=_QUALITY)
        self._decoders.keep(film, name, small)
        return small

    def motion(self, film: KeptFilm) -> MotionCurve | Unready:
        """How much the face changes from frame to frame; how far the curve is where it is not there yet.

        Raises
        ------
        InputError
            If the recording cannot be read.
        """
        return self._curves.of(film)

    def close(self) -> None:
        """End what goes on."""
        self._curves.close()
        self._decoders.close()

    def _window(self, film: KeptFilm, image: NDArray[np.uint8]) -> tuple[slice, slice]:
        with self._lock:
            window = self._windows.get(film.digest)
        if window is None:
            window = face_window(image)
            with self._lock:
                self._windows[film.digest] = window
        return window


def _narrowed(image: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    height = max(1, round(image.shape[0] * width / image.shape[1]))
    return np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)
