"""H.264 that is encoded already, put into MP4 as it is: no picture is touched, and every time is exact."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, cast

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.stream import VideoStream

from countenance.core.errors import CountenanceError, VideoError

__all__ = ["Chunk", "mux_chunks", "remux"]

_CLOCK = Fraction(1, 1_000_000)
_OPTIONS = {"movflags": "faststart", "video_track_timescale": str(_CLOCK.denominator)}
_LONGEST_US = 2**53
_LAST_US = 33_333
"""How long the last frame is shown, which nobody knows."""

_ROUNDING_US = 1000
"""Matroska counts milliseconds, so that two frames may seem to come at once."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """An encoded frame.

    Parameters
    ----------
    us : int
        When it is shown, in microseconds on any clock.
    is_key : bool
        Whether decoding can begin with it.
    content : bytes
        H.264 as Annex B of ITU-T H.264 writes it; a keyframe brings its parameter sets along.
    """

    us: int
    is_key: bool
    content: bytes


def mux_chunks(path: Path, chunks: Iterable[Chunk]) -> int:
    """Write encoded frames into an MP4 file.

    Parameters
    ----------
    path : Path
        Result; an existing file is replaced.
    chunks : iterable of Chunk
        In order of presentation, which must be that of decoding; consumed one at a time.

    Returns
    -------
    int
        Number of frames.

    Raises
    ------
    VideoError
        If there are none, the first is no keyframe, times do not increase, or they are no H.264.
    """
    remaining = iter(chunks)
    first = next(remaining, None)
    if first is None:
        raise VideoError(f"{path.name} has no frame")
    if not first.is_key:
        raise VideoError(f"{path.name} does not begin with a keyframe")
    try:
        with av.open(io.BytesIO(first.content), "r", format="h264") as sample:
            return _write(path, _video(sample, path), _timed(path, chain([first], remaining)))
    except CountenanceError:
        raise
    except (FFmpegError, OSError, ValueError) as error:
        raise VideoError(f"{path.name} cannot be made of these frames: {error}") from error


def remux(source: Path, path: Path) -> int:
    """Put the H.264 of another container into MP4; a container that was cut off is read as far as it goes.

    Returns
    -------
    int
        Number of frames.

    Raises
    ------
    VideoError
        If there is no H.264 in it, or it cannot be read.
    """
    try:
        with av.open(source) as container:
            template = _video(container, path)
            return _write(path, template, _rebased(path, container, template))
    except CountenanceError:
        raise
    except (FFmpegError, OSError, ValueError) as error:
        raise VideoError(f"{path.name} cannot be made of what was recorded: {error}") from error


def _video(container: InputContainer, path: Path) -> VideoStream:
    if not container.streams.video:
        raise VideoError(f"{path.name}: there is no video in what was recorded")
    found = container.streams.video[0]
    context = found.codec_context
    if context.name != "h264":
        raise VideoError(f"{path.name}: {context.name} cannot be kept, H.264 was expected")
    if context.extradata is None or not found.width:
        raise VideoError(f"{path.name}: the first frame holds no H.264 with its parameter sets")
    return found


def _write(path: Path, template: VideoStream, packets: Iterator[tuple[int, Packet[Any]]]) -> int:
    """Write packets, each with its microsecond, under the result's name when all are there."""
    n = 0
    with av.open(path, "w", format="mp4", options=_OPTIONS) as target:
        stream = target.add_stream_from_template(template, opaque=True)
        stream.time_base = _CLOCK
        for (us, packet), following in _with_next(packets):
            packet.stream = stream
            packet.time_base = _CLOCK
            packet.pts = packet.dts = us
            packet.duration = _LAST_US if following is None else following - us
            target.mux_one(packet)
            n += 1
    if not n:
        raise VideoError(f"{path.name} has no frame")
    return n


def _with_next(
    packets: Iterator[tuple[int, Packet[Any]]],
) -> Iterator[tuple[tuple[int, Packet[Any]], int | None]]:
    """Each with the time of its successor."""
    for one, other in pairwise(chain(packets, [None])):
        assert one is not None
        yield one, None if other is None else other[0]


def _timed(path: Path, chunks: Iterable[Chunk]) -> Iterator[tuple[int, Packet[Any]]]:
    origin = last = None
    for index, chunk in enumerate(chunks):
        origin = chunk.us if origin is None else origin
        if last is not None and chunk.us <= last:
            raise VideoError(f"{path.name}: frame {index} is not later than the frame before it")
        if chunk.us - origin > _LONGEST_US:
            raise VideoError(
                f"{path.name}: frame {index} comes {(chunk.us - origin) / 1e6:.0f} s after the first"
            )
        last = chunk.us
        packet: Packet[Any] = Packet(chunk.content)
        packet.is_keyframe = chunk.is_key
        yield chunk.us - origin, packet


def _rebased(path: Path, container: InputContainer, stream: VideoStream) -> Iterator[tuple[int, Packet[Any]]]:
    base = cast(Fraction, stream.time_base)
    origin = last = None
    for packet in _readable(container, stream):
        if packet.pts is None:
            continue
        us = round(packet.pts * base / _CLOCK)
        origin = us if origin is None else origin
        if last is not None and us <= last:
            if last - us > _ROUNDING_US:
                raise VideoError(f"{path.name}: frames are not in the order in which they are shown")
            us = last + 1
        last = us
        yield us - origin, packet


def _readable(container: InputContainer, stream: VideoStream) -> Iterator[Packet[Any]]:
    """Packets before the place where the container was cut off."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except (StopIteration, FFmpegError):
            return
        if packet.is_corrupt:
            return
        yield packet
