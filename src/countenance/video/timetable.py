"""The presentation times of a video's frames: which index a decoded picture has, and when it is shown.

A container stores packets in the order of decoding, each with the tick at which its picture is
presented. Sorted, these ticks number the frames; reading them decodes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

from countenance.core.errors import VideoError
from countenance.video.damage import missing_end

__all__ = ["Keyframe", "Timetable", "counted_timetable", "read_timetable"]


@dataclass(frozen=True, slots=True)
class Keyframe:
    """A frame where decoding can begin.

    Parameters
    ----------
    index : int
        Its position in order of presentation.
    ticks : tuple of int
        Times to seek to, the most direct first. Containers differ in whether they seek by time of
        presentation or of decoding, so both are kept.
    """

    index: int
    ticks: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Timetable:
    """Presentation times of all frames.

    Parameters
    ----------
    ticks : ndarray of int64, shape (T,)
        Presentation times in units of `time_base`, strictly increasing.
    time_base : Fraction
        Seconds per tick.
    keyframes : tuple of Keyframe
        In order of presentation; empty where frames can only be counted from the beginning.
    damage : str or None
        Why frames that the file announces are missing at its end.
    counted : bool
        Whether the container's own times could not be used, so that a decoded picture's index is its
        place in the sequence.
    """

    ticks: NDArray[np.int64]
    time_base: Fraction
    keyframes: tuple[Keyframe, ...] = ()
    damage: str | None = None
    counted: bool = False

    def __len__(self) -> int:
        return len(self.ticks)

    def time(self, index: int) -> Fraction:
        """Seconds from the first frame to frame `index`.

        >>> Timetable(np.array([512, 1024, 1700]), Fraction(1, 15360)).time(2)
        Fraction(99, 1280)
        """
        return int(self.ticks[index] - self.ticks[0]) * self.time_base

    def index_of(self, tick: int) -> int | None:
        """Index of the frame presented at `tick`, None where there is none.

        >>> table = Timetable(np.array([0, 5, 9]), Fraction(1, 30))
        >>> table.index_of(9), table.index_of(6)
        (2, None)
        """
        index = int(np.searchsorted(self.ticks, tick))
        return index if index < len(self) and int(self.ticks[index]) == tick else None

    def keyframe_before(self, index: int) -> Keyframe | None:
        """Last keyframe at or before `index`, None where decoding must begin with the first frame."""
        earlier = [keyframe for keyframe in self.keyframes if 0 < keyframe.index <= index]
        return max(earlier, key=lambda keyframe: keyframe.index, default=None)

    @property
    def average_rate(self) -> Fraction | None:
        """Intervals between frames per second of presentation; None for fewer than two frames."""
        return None if len(self) < 2 else (len(self) - 1) / self.time(-1)

    @property
    def is_variable_rate(self) -> bool:
        """Whether frames leave the even grid by more than the rounding of the timestamps explains.

        Rounding to ticks moves a frame by less than one. Where a tick is coarse against the distance of
        frames, a tenth of that distance is allowed, so that a dropped frame is still noticed.

        >>> Timetable(np.array([0, 33, 67, 100]), Fraction(1, 1000)).is_variable_rate
        False
        >>> Timetable(np.array([0, 1, 3, 4]), Fraction(1, 25)).is_variable_rate
        True
        """
        if len(self) < 3:
            return False
        grid = np.linspace(self.ticks[0], self.ticks[-1], len(self))
        step = (self.ticks[-1] - self.ticks[0]) / (len(self) - 1)
        return bool(np.abs(self.ticks - grid).max() > min(1.0, step / 10))


def counted_timetable(stream: VideoStream, ticks: list[int | None], damage: str | None) -> Timetable:
    """Times of frames that were counted by decoding.

    Parameters
    ----------
    stream : VideoStream
        Where they come from.
    ticks : list of int or None
        The decoder's timestamp of each frame, in the order in which it gave them out.
    damage : str or None
        See `Timetable`.

    Returns
    -------
    Timetable
        The decoder's times where each is later than the one before, otherwise an even grid at the
        stream's nominal rate.

    Raises
    ------
    VideoError
        If the stream has neither times nor a rate.
    """
    known = [tick for tick in ticks if tick is not None]
    if len(known) == len(ticks) and stream.time_base and all(a < b for a, b in pairwise(known)):
        return Timetable(np.array(known, dtype=np.int64), stream.time_base, damage=damage, counted=True)
    rate = stream.average_rate or stream.guessed_rate
    if not rate:
        raise VideoError(f"{stream.container.name} states neither times nor a frame rate; convert it to MP4")
    return Timetable(np.arange(len(ticks), dtype=np.int64), 1 / rate, damage=damage, counted=True)


class _Packet(NamedTuple):
    """A packet's times, without its data."""

    pts: int | None
    dts: int | None
    is_keyframe: bool
    is_discard: bool
    is_corrupt: bool


def read_timetable(container: InputContainer, stream: VideoStream) -> Timetable | None:
    """Read the times of a stream's packets without decoding them.

    Parameters
    ----------
    container : InputContainer
        Open at its beginning; read to its end.
    stream : VideoStream
        Of that container.

    Returns
    -------
    Timetable or None
        None where the container's times do not say when frames are presented: no times at all (raw
        H.264), AVI with reordered frames (AVI stores times of decoding only), VP8 (some packets are
        never shown), or one time used twice.
    """
    if stream.codec_context.name == "vp8" or stream.time_base is None:
        return None
    stored = [
        _Packet(packet.pts, packet.dts, packet.is_keyframe, packet.is_discard, packet.is_corrupt)
        for packet in container.demux(stream)
        if packet.size
    ]
    damage = missing_end(container, stream, [packet.pts for packet in stored if packet.pts is not None])
    if damage is None and any(packet.is_corrupt for packet in stored):
        damage = "what follows is incomplete"
    shown = _shown(stored if damage is None else _before_damage(stored))
    ticks = [packet.pts for packet in shown if packet.pts is not None]
    reordered = any(packet.pts != packet.dts for packet in shown)
    if (
        len(ticks) < len(shown)
        or len(set(ticks)) < len(ticks)
        or (reordered and container.format.name == "avi")
    ):
        return None
    table = np.sort(np.array(ticks, dtype=np.int64))
    return Timetable(table, stream.time_base, _keyframes(table, shown), damage)


def _before_damage(stored: list[_Packet]) -> list[_Packet]:
    """Packets whose pictures come before the first missing one.

    Every missing packet is decoded after the last sound one, and no picture is presented before it is
    decoded. Pictures presented up to that time therefore form an unbroken sequence; a later one may
    have a missing neighbour before it, which would shift its index.
    """
    broken = next((i for i, packet in enumerate(stored) if packet.is_corrupt), len(stored))
    sound = stored[:broken]
    limit = max((packet.dts for packet in sound if packet.dts is not None), default=None)
    if limit is None:
        return []
    return [packet for packet in sound if packet.pts is None or packet.pts <= limit]


def _shown(packets: list[_Packet]) -> list[_Packet]:
    """Leave out what no player shows: edited-out packets and those that need a frame before the first."""
    first = next((i for i, packet in enumerate(packets) if packet.is_keyframe), len(packets))
    earliest = packets[first].pts if first < len(packets) else None
    return [
        packet
        for packet in packets[first:]
        if not packet.is_discard and (earliest is None or packet.pts is None or packet.pts >= earliest)
    ]


def _keyframes(ticks: NDArray[np.int64], packets: list[_Packet]) -> tuple[Keyframe, ...]:
    return tuple(
        Keyframe(
            int(np.searchsorted(ticks, packet.pts)),
            tuple(tick for tick in (packet.pts, packet.dts) if tick is not None),
        )
        for packet in packets
        if packet.is_keyframe and packet.pts is not None
    )
