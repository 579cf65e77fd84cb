"""Frames of a video file from any place, upright, while the file stays open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
from numpy.typing import NDArray

from countenance.core.errors import VideoError
from countenance.video.decoder import DamageError, Decoding
from countenance.video.pictures import PictureConverter
from countenance.video.sources import Colour, Frame
from countenance.video.timetable import Timetable

__all__ = ["FrameReader"]


class FrameReader:
    """Reads a video file from one place after another.

    Opening a file takes milliseconds, more the longer it is; so does making ready to convert its pictures.

    Parameters
    ----------
    path : Path
    timetable : Timetable
        Of that file.
    colour : {"rgb", "grey"}
    threads : int
        Of the decoder.
    """

    def __init__(self, path: Path, timetable: Timetable, colour: Colour, threads: int) -> None:
        self._path, self._timetable = path, timetable
        self._decoding = Decoding(path, threads)
        self._convert = PictureConverter(colour)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._decoding.close()

    def frames(self, wanted: range) -> Iterator[Frame]:
        """Frames in order of presentation, one in memory at a time; ends the iterator that was made before.

        Parameters
        ----------
        wanted : range
            Indices, one after the other, of which the file has all.

        Yields
        ------
        Frame

        Raises
        ------
        VideoError
            After the last sound frame, where the file is damaged or changes the size of its pictures.
        """
        decoded = self._decoded(wanted.start)
        shape: tuple[int, ...] | None = None
        for index in wanted:
            frame = next(decoded, None)
            if frame is None:
                raise VideoError(
                    f"{self._path} is damaged: frame {index} cannot be decoded; copy or export it again"
                )
            image = self._converted(frame)
            if shape is not None and image.shape != shape:
                raise VideoError(f"{self._path}: frame {index} differs in size from the frames before it")
            shape = image.shape
            yield Frame(index, self._timetable.time(index), image)

    def _converted(self, frame: av.VideoFrame) -> NDArray[np.uint8]:
        try:
            return self._convert(frame)
        except VideoError as error:
            raise VideoError(f"{self._path}: {error}") from error

    def _decoded(self, start: int) -> Iterator[av.VideoFrame]:
        """Pictures from index `start` on, up to the first one missing."""
        keyframe = self._timetable.keyframe_before(start)
        # A seek may land after the frame, or on a keyframe that needs pictures before it. Then the next
        # landing place is tried, at last the beginning of the file.
        for tick in (*(keyframe.ticks if keyframe else ()), None):
            due = start
            try:
                for index, frame in self._numbered(tick):
                    if index > due:
                        break
                    if index == due:
                        yield frame
                        due += 1
            except DamageError:
                # The caller sees that the frame due is missing, and names it.
                self._decoding.close()
            if due > start:
                return

    def _numbered(self, tick: int | None) -> Iterator[tuple[int, av.VideoFrame]]:
        """Pictures with their index, from a keyframe's tick or the beginning."""
        for place, frame in enumerate(self._decoding.frames(tick)):
            index = place if self._timetable.counted else self._index_of(frame)
            if index is not None:
                yield index, frame

    def _index_of(self, frame: av.VideoFrame) -> int | None:
        return None if frame.pts is None else self._timetable.index_of(frame.pts)
