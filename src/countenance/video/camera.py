"""Cameras, read with FFmpeg's device layers.

PyAV and not OpenCV, because FFmpeg hands on the driver's timestamps and says why a device cannot be opened or
stopped; OpenCV says only that there is no picture.
"""

from __future__ import annotations

import errno
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError, InvalidDataError

from countenance.core.errors import InputError, VideoError
from countenance.video.live import LiveFrames, Picture
from countenance.video.pictures import PictureConverter
from countenance.video.playing import PlayedFile

__all__ = ["Camera", "open_camera"]

_PREFIX = "camera:"
_LAYERS = {"linux": "v4l2", "darwin": "avfoundation", "win32": "dshow"}
_LONGEST_DISAGREEMENT = 1
"""Seconds by which a step of the device's clock may differ from this computer's and be believed."""


class Camera(LiveFrames):
    """A camera as frames that come at their own pace.

    Times are the driver's timestamps, in seconds after the first frame; where a driver gives none, or its clock
    stands still, runs backwards or jumps, this computer's monotonic clock at arrival fills in.

    Parameters
    ----------
    device : int or str
        Number of the camera from 0, its device file or its name, as the operating system has it.
    fps : float, optional
        Frames per second to ask for; the camera's own choice unless given. What it grants is `fps`.
    size : tuple of int, optional
        Width and height to ask for.

    Raises
    ------
    VideoError
        If the camera is not there, is in use, may not be used or does not offer what is asked for.
    """

    def __init__(
        self, device: int | str = 0, fps: float | None = None, size: tuple[int, int] | None = None
    ) -> None:
        place = _place(device)
        self._container = _opened(place, _wishes(fps, size))
        stream = next(iter(self._container.streams.video), None)
        rate = None if stream is None else stream.average_rate or stream.guessed_rate
        if stream is None or not rate:
            self._container.close()
            raise VideoError(
                f"camera {place} does not say how many frames per second it delivers: name another"
            )
        context = stream.codec_context
        super().__init__(f"camera {place}", Fraction(rate), (context.width, context.height))

    def _pictures(self) -> Iterator[Picture]:
        clock, convert = _Clock(), PictureConverter("rgb")
        with self._container as container:
            for frame in self._decoded(container):
                stamp = None if frame.pts is None or frame.time_base is None else frame.pts * frame.time_base
                at = clock.tick(stamp, Fraction(time.monotonic_ns(), 10**9))
                yield convert(frame), at

    def _decoded(self, container: InputContainer) -> Iterator[av.VideoFrame]:
        while not self._closed:
            try:
                yield from container.decode(video=0)
            except BlockingIOError:  # AVFoundation has no picture yet
                time.sleep(0.001)
            except InvalidDataError:  # cameras send a broken JPEG now and then, most of them as the first
                self._lose()
            except (FFmpegError, OSError) as error:
                raise VideoError(
                    f"{self.name} has disappeared ({error.strerror}): connect it again"
                ) from error
            else:
                raise VideoError(f"{self.name} has ended its stream: connect it again")

    def _lose(self) -> None:
        with self._changed:
            self._delivered += 1
            self._dropped += 1

    def close(self) -> None:
        """Let go of the camera; what waits is still handed out."""
        super().close()
        if self._thread is None:
            self._container.close()


@dataclass(slots=True)
class _Clock:
    """Seconds after the first picture, from two clocks of which the first is better and the second is sound.

    >>> clock = _Clock()
    >>> [float(clock.tick(Fraction(stamp, 100), Fraction(now, 100))) for stamp, now in [(7, 0), (10, 4), (10, 6)]]
    [0.0, 0.03, 0.05]
    """

    _at: Fraction = Fraction(-1)
    _stamp: Fraction | None = None
    _now: Fraction = Fraction(0)

    def tick(self, stamp: Fraction | None, now: Fraction) -> Fraction:
        """Time of the next picture, from its stamp and from when it came, both in seconds."""
        step = now - self._now
        if stamp is not None and self._stamp is not None:
            told = stamp - self._stamp
            if told > 0 and abs(told - step) <= _LONGEST_DISAGREEMENT:
                step = told
        self._at = Fraction(0) if self._at < 0 else self._at + max(step, Fraction(1, 10**6))
        self._stamp, self._now = stamp, now
        return self._at


def _wishes(fps: float | None, size: tuple[int, int] | None) -> dict[str, str]:
    wishes = {} if fps is None else {"framerate": f"{fps:g}"}
    return wishes if size is None else wishes | {"video_size": f"{size[0]}x{size[1]}"}


def _place(device: int | str) -> str:
    """What FFmpeg's layer of this operating system calls the camera."""
    number = int(device) if isinstance(device, int) or device.isdecimal() else None
    if sys.platform == "win32":
        if number is not None:
            raise VideoError(
                f"Windows knows cameras by name: write {_PREFIX}NAME instead of {_PREFIX}{number}"
            )
        return f"video={device}"
    if number is None:
        return str(device)
    return f"/dev/video{number}" if sys.platform.startswith("linux") else str(number)


def _opened(place: str, wishes: Mapping[str, str]) -> InputContainer:
    layer = next((name for platform, name in _LAYERS.items() if sys.platform.startswith(platform)), "v4l2")
    try:
        return av.open(place, format=layer, options=dict(wishes))
    except (FFmpegError, OSError, ValueError) as error:
        raise VideoError(f"camera {place} {_why_not(error, wishes)}") from error


def _why_not(error: Exception, wishes: Mapping[str, str]) -> str:
    code = getattr(error, "errno", None)
    if code in {errno.ENOENT, errno.ENODEV, errno.ENXIO}:
        return f"is not there: connect it, or name another ({_cameras_there()})"
    if code == errno.EBUSY:
        return "is in use: close the program that uses it"
    if code in {errno.EACCES, errno.EPERM}:
        return "may not be used: allow this program to use it (on Linux, join the group 'video')"
    if wishes and (code == errno.EINVAL or isinstance(error, ValueError)):
        return f"does not offer {' and '.join(wishes.values())}: ask for less, or for nothing"
    return f"cannot be opened ({getattr(error, 'strerror', None) or error}): see whether another program can use it"


def _cameras_there() -> str:
    there = sorted(str(path) for path in Path("/dev").glob("video[0-9]*"))
    return f"this computer has {', '.join(there)}" if there else "this computer shows none"


def open_camera(
    source: str,
    *,
    fps: float | None = None,
    size: tuple[int, int] | None = None,
    speed: float = 1.0,
    loop: bool = False,
) -> LiveFrames:
    """Open a camera, or a file as one.

    Parameters
    ----------
    source : str
        ``"camera:0"``, ``"camera:/dev/video2"`` or ``"camera:NAME"``; anything else is a file to play.
    fps, size
        See :class:`Camera`.
    speed, loop
        See :class:`PlayedFile`.

    Raises
    ------
    VideoError
        If it cannot be opened.
    InputError
        If a file is asked for a rate or size of its own, or a camera to be played faster, slower or again.

    Examples
    --------
    >>> open_camera("camera:")
    Traceback (most recent call last):
    ...
    countenance.core.errors.VideoError: 'camera:' names no camera: write for example camera:0
    """
    if not source.startswith(_PREFIX):
        return _played(source, fps, size, speed, loop)
    device = source.removeprefix(_PREFIX)
    if not device:
        raise VideoError(f"{source!r} names no camera: write for example {_PREFIX}0")
    if speed != 1 or loop:
        raise InputError(
            f"{source} is a camera, which cannot be played faster, slower or again: leave that out"
        )
    return Camera(device, fps, size)


def _played(
    source: str, fps: float | None, size: tuple[int, int] | None, speed: float, loop: bool
) -> PlayedFile:
    if fps is not None or size is not None:
        raise InputError(
            f"{source} is a file, which is played at its own rate and size: leave out those asked for, "
            f"or name a camera, for example {_PREFIX}0"
        )
    if (source == "camera" or source.isdecimal()) and not Path(source).exists():
        meant = _PREFIX + (source if source.isdecimal() else "0")
        raise VideoError(f"{source} is neither a file nor a camera: for the camera write {meant}")
    return PlayedFile(source, speed, loop)
