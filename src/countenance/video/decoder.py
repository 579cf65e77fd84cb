"""FFmpeg's demuxer and decoder, with damage reported instead of concealed."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.stream import VideoStream

from countenance.core.errors import VideoError

__all__ = ["DamageError", "Decoding", "opened", "sound_frames"]

_SWEEP_EVERY = 8
_opened = count(1)
"""Files. A container and its streams hold one another, and a megabyte each, until garbage is collected, which the
few objects of a program that decodes bring about too seldom."""


class DamageError(Exception):
    """Decoding cannot go on; whoever knows the frame's index turns it into a `VideoError`."""


@contextmanager
def opened(path: Path, threads: int) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Open a file at its beginning.

    Parameters
    ----------
    path : Path
        Video file.
    threads : int
        Threads of the decoder.

    Yields
    ------
    container : InputContainer
        Closed on leaving.
    stream : VideoStream
        The first one that is no cover picture.

    Raises
    ------
    VideoError
        If FFmpeg cannot read the file or finds no video in it.
    """
    try:
        container = av.open(path)
    except (FFmpegError, OSError) as error:
        raise VideoError(f"{path} {_why_unreadable(path)}") from error
    try:
        yield container, _decoded(container, path, threads)
    finally:
        container.close()
        if next(_opened) % _SWEEP_EVERY == 0:
            gc.collect(1)


def _decoded(container: InputContainer, path: Path, threads: int) -> VideoStream:
    """The first stream that is no cover, made ready to be decoded."""
    stream = next((s for s in container.streams.video if not _is_cover(s)), None)
    if stream is None or stream.codec_context is None:
        raise VideoError(f"{path} holds no video that can be decoded; expected a file with a video stream")
    stream.thread_type = "NONE" if threads == 1 else "AUTO"
    stream.codec_context.thread_count = threads
    # By default decoders conceal damage: they repeat or invent parts of the picture, which later
    # reads as movement.
    stream.codec_context.options = {"err_detect": "explode"}
    return stream


def _is_cover(stream: VideoStream) -> bool:
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def sound_frames(container: InputContainer, stream: VideoStream) -> Iterator[av.VideoFrame]:
    """Decode from where the container stands.

    Parameters
    ----------
    container : InputContainer
        Open.
    stream : VideoStream
        Of that container.

    Yields
    ------
    av.VideoFrame
        In order of presentation.

    Raises
    ------
    DamageError
        At the first packet or picture that is incomplete or contradicts itself. Sound pictures that the
        decoder held back for reordering at that moment, two or three, are lost with it.
    """
    try:
        for packet in container.demux(stream):
            _refuse_damage(packet)
            # An empty packet with a time stands for a repeated picture; one without ends the stream.
            if packet.size or packet.dts is None:
                for frame in stream.decode(packet):
                    _refuse_damage(frame)
                    yield frame
    except FFmpegError as error:
        raise DamageError from error


class Decoding:
    """A file that is decoded from one place after another, and opened once.

    Parameters
    ----------
    path : Path
        Video file.
    threads : int
        Threads of the decoder.
    """

    def __init__(self, path: Path, threads: int) -> None:
        self._path, self._threads = path, threads
        self._open: tuple[InputContainer, VideoStream] | None = None
        self._kept = ExitStack()

    def frames(self, seek_to: int | None) -> Iterator[av.VideoFrame]:
        """Decode from a keyframe's tick on, or from the beginning where it is None.

        Raises
        ------
        VideoError
            If the file cannot be opened.
        DamageError
            At once if the tick cannot be found; then as `sound_frames`.
        """
        if seek_to is None:
            self.close()  # not every file can be wound back
        if self._open is None:
            self._open = self._kept.enter_context(opened(self._path, self._threads))
        container, stream = self._open
        if seek_to is not None:
            try:
                container.seek(seek_to, stream=stream)
            except FFmpegError as error:
                raise DamageError from error
        return sound_frames(container, stream)

    def close(self) -> None:
        """Close the file; it is opened anew where more is wanted."""
        self._open = None
        self._kept.close()


def _refuse_damage(item: Packet[VideoStream] | av.VideoFrame) -> None:
    if item.is_corrupt:
        raise DamageError


def _why_unreadable(path: Path) -> str:
    """Tell an MP4 or MOV whose index, which stands at its end, was cut off from what never was a video."""
    try:
        with path.open("rb") as file:
            head = file.read(12)
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if head[4:8] in {b"ftyp", b"moov", b"mdat", b"wide", b"free"}:
        return "was cut off before its index, so that not even its first frame can be found; copy it again"
    reason = "is not a video file that FFmpeg can read" if head else "is empty"
    return f"{reason}; expected for example MP4, MOV, MKV or AVI"
