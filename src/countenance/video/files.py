"""Video files: every frame by its index, upright, with its presentation time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from countenance.core.errors import VideoError
from countenance.video.damage import missing_end
from countenance.video.decoder import DamageError, opened, sound_frames
from countenance.video.reading import FrameReader
from countenance.video.sources import Colour, Frame, resolve_range
from countenance.video.timetable import Timetable, counted_timetable, read_timetable

__all__ = ["VideoFile"]


@dataclass(frozen=True)
class VideoFile:
    """A video file, read with FFmpeg.

    The frame index is the place of a frame in order of presentation, known from the packets' timestamps
    (`timestamps`) before anything is decoded. Reading from the middle seeks to the keyframe before and
    decodes on from there. Pictures are turned upright as the file's display matrix says. Non-square
    pixels stay as they are stored.

    A container whose timestamps cannot number the frames (raw H.264, AVI with reordered frames, VP8) is
    decoded once to count them and always read from its beginning. Damage never becomes a frame: reading
    ends with an error there. A file that is cut off is recognised beforehand by most containers; see
    `damage` for the exceptions.

    Parameters
    ----------
    path : Path or str
        The file.
    threads : int
        Threads of the decoder. One by default: a second one shortens the wall time by 20 to 30% and
        costs a fifth more computing, while several clips at a time, one process each, use all cores.

    Raises
    ------
    VideoError
        When opened: if the path is no file or holds no video.
    """

    path: Path
    threads: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", Path(self.path))
        if not self.path.is_file():
            raise VideoError(f"{self.path} {_what_else(self.path)}, expected a video file")
        with opened(self.path, self.threads):
            pass

    @property
    def name(self) -> str:
        """The path, for messages."""
        return str(self.path)

    @cached_property
    def size(self) -> tuple[int, int]:
        """Width and height of the upright frames, in pixels."""
        first = next(self.frames(0, 1, "grey"))
        return first.image.shape[1], first.image.shape[0]

    @property
    def n_frames(self) -> int:
        """Number of frames that can be read; in a damaged file those before the damage."""
        return len(self.timetable)

    @property
    def damage(self) -> str | None:
        """Why the file ends after frame `n_frames` - 1 although it announces more; None where it does not.

        A clause, such as "its header announces 84120 bytes and it has 40000" or "what follows is incomplete".
        Known without decoding anything, except in files that are decoded to count their frames. A file
        that lost the index at its end cannot be opened at all.

        Not seen are: damage inside the pictures' data, which only decoding brings to light (see `frames`);
        a cut between two packets in files that record neither the number nor the duration of their frames,
        which are raw H.264, MPEG transport streams and VP8 in WebM; and one in an MKV of which a single
        frame is left.

        Raises
        ------
        VideoError
            If no frame is left that can be decoded.
        """
        return self.timetable.damage

    @cached_property
    def fps(self) -> Fraction | None:
        """Frames per second: the container's figure if the rate is constant, else the average.

        Never used to compute an index.
        """
        measured = self.timetable.average_rate
        with opened(self.path, self.threads) as (_, stream):
            stated = stream.average_rate or stream.guessed_rate
        if measured is None or stated is None or self.is_variable_rate:
            return measured or stated
        return stated if abs(stated / measured - 1) < 0.01 else measured

    @property
    def is_variable_rate(self) -> bool:
        """Whether the distance of frames varies by more than the timestamps' rounding."""
        return self.timetable.is_variable_rate

    def timestamps(self) -> tuple[Fraction, ...]:
        """Presentation time of each frame in seconds after the first."""
        return tuple(self.timetable.time(index) for index in range(self.n_frames))

    @cached_property
    def timetable(self) -> Timetable:
        """Presentation times as stored, read once."""
        with opened(self.path, self.threads) as (container, stream):
            table = read_timetable(container, stream)
        table = self._count() if table is None else table
        if len(table) == 0:
            raise VideoError(f"{self.path} holds no frame that can be decoded; copy or export it again")
        return table

    def frames(self, start: int = 0, stop: int | None = None, colour: Colour = "rgb") -> Iterator[Frame]:
        """Frames `start` up to, not including, `stop`, one in memory at a time.

        Parameters
        ----------
        start : int
            First index.
        stop : int or None
            Index after the last; None means to the end.
        colour : {"rgb", "grey"}
            See `countenance.video.pictures.PictureConverter` for what grey is.

        Returns
        -------
        iterator of Frame
            In order of presentation.

        Raises
        ------
        VideoError
            At once for a range outside the file or an unknown colour; while iterating, after the last
            sound frame, where the file is damaged, cut short or changes the size of its pictures.
        """
        wanted = resolve_range(self.name, self.n_frames, start, stop, colour)
        return self._read(wanted, colour, to_the_end=stop is None)

    def kept_open(self, colour: Colour = "rgb") -> FrameReader:
        """A reader that goes from one place to another without opening the file each time; to be closed.

        Parameters
        ----------
        colour : {"rgb", "grey"}
        """
        return FrameReader(self.path, self.timetable, colour, self.threads)

    def _read(self, wanted: range, colour: Colour, *, to_the_end: bool) -> Iterator[Frame]:
        with self.kept_open(colour) as reader:
            yield from reader.frames(wanted)
        if to_the_end and self.damage is not None:
            raise VideoError(
                f"{self.path} is damaged or cut short after frame {self.n_frames - 1}: {self.damage}; "
                "copy or export it again"
            )

    def _count(self) -> Timetable:
        """Number the frames by decoding them all."""
        ticks: list[int | None] = []
        damage: str | None = None
        with opened(self.path, self.threads) as (container, stream):
            try:
                ticks.extend(f.pts for f in sound_frames(container, stream))
            except DamageError:
                damage = "what follows is incomplete"
            damage = missing_end(container, stream, [tick for tick in ticks if tick is not None]) or damage
            return counted_timetable(stream, ticks, damage)


def _what_else(path: Path) -> str:
    if path.is_dir():
        return "is a folder"
    return "is a device, pipe or socket" if path.exists() else "does not exist"
