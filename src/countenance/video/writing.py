"""Write frames to a video file."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain, count
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.error import FFmpegError
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream
from numpy.typing import NDArray

from countenance.core.errors import VideoError

__all__ = ["write_video"]

# Seconds per tick of a variable rate. Divides evenly into milliseconds and the usual rates, and is the
# finest such clock that MPEG-4 allows (16 bits).
_CLOCK = Fraction(1, 60_000)
_GROWING = {"flush_packets": "1", "cluster_time_limit": "1000"}
"""What is written every second, and at once, is there when the program is killed."""


def write_video(
    path: Path | str,
    images: Iterable[NDArray[np.uint8]],
    fps: Fraction | int,
    *,
    times: Iterable[Fraction] | None = None,
    codec: str | None = None,
    crf: int = 18,
    keyframe_interval: int | None = None,
    preset: str | None = None,
    repeatable: bool = False,
    growing: bool = False,
) -> None:
    """Encode frames; the file appears under its name only when it is complete, unless it is to grow there.

    Parameters
    ----------
    path : Path or str
        Result; its suffix chooses the container, for example ``.mp4``. An existing file is replaced.
    images : iterable of ndarray of uint8, shape (H, W, 3) or (H, W)
        RGB or grey, of one size with even width and height; consumed one at a time.
    fps : Fraction or int
        Frames per second; with `times` only the nominal rate.
    times : iterable of Fraction, optional
        Presentation time of each frame in seconds, increasing, for a variable rate.
    codec : str, optional
        FFmpeg encoder; by default H.264 where FFmpeg has libx264, else MPEG-4.
    crf : int
        Constant rate factor of libx264: 0 is lossless, 51 the smallest file.
    keyframe_interval : int, optional
        Most frames from one keyframe to the next; a short interval makes seeking quick and the file
        large. By default the encoder decides.
    preset : str, optional
        How much work libx264 puts into a small file, from ``ultrafast`` to ``veryslow``; by default its
        own choice, ``medium``. Other encoders know none.
    repeatable : bool
        Whether equal frames must give equal files on every processor: libx264 is then told to do without
        what gives other bits on another one.
    growing : bool
        Whether the file is written under its own name, second by second, so that it can be read while it grows
        and after the program was killed: for Matroska, which needs no end.

    Raises
    ------
    VideoError
        If there are no frames, they differ in size, the times do not increase, or FFmpeg cannot write
        the file.

    Notes
    -----
    Pictures are stored as limited-range YUV 4:2:0 with the matrix of ITU-R BT.601, and marked so.
    """
    path = Path(path)
    # Others may write the same file at the same time; FFmpeg goes by the suffix.
    partial = path if growing else path.with_name(f".{path.stem}.{uuid.uuid4().hex}{path.suffix}")
    fps = Fraction(fps)
    clock = 1 / fps if times is None else _CLOCK
    ticks = count() if times is None else (round(time / clock) for time in times)
    try:
        encoder, options = _encoder(codec, crf, keyframe_interval, preset, repeatable=repeatable)
        settings = _GROWING if growing else _container_options(partial)
        _encode(partial, _frames(images, ticks, clock), fps, encoder, options, settings)
        if not growing:
            partial.replace(path)
    except (FFmpegError, OSError, ValueError) as error:
        raise VideoError(f"{path} cannot be written: {error}") from error
    finally:
        if not growing:
            partial.unlink(missing_ok=True)


def _encoder(
    codec: str | None, crf: int, keyframe_interval: int | None, preset: str | None, *, repeatable: bool
) -> tuple[str, dict[str, str]]:
    codec = codec or ("libx264" if "libx264" in av.codecs_available else "mpeg4")
    options: dict[str, str] = {}
    if codec == "libx264":
        options["crf"] = str(crf)
        if preset is not None:
            options["preset"] = preset
        if repeatable:
            options["x264-params"] = "cpu-independent=1"
    elif codec == "mpeg4":
        options |= {"qmin": "2", "qmax": "3"}  # the default of 200 kbit/s shows blocks
    if keyframe_interval is not None:
        options["g"] = str(keyframe_interval)
    return codec, options


def _encode(
    partial: Path,
    frames: Iterator[av.VideoFrame],
    fps: Fraction,
    codec: str,
    options: dict[str, str],
    settings: dict[str, str],
) -> None:
    first = next(frames, None)
    if first is None:
        raise ValueError("there are no frames")
    with av.open(partial, "w", options=settings) as container:
        stream = cast(VideoStream, container.add_stream(codec, rate=fps))
        _configure(stream, first, options)
        for frame in chain([first], frames):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _container_options(path: Path) -> dict[str, str]:
    # The index in front lets players start before the whole file has arrived.
    return {"movflags": "faststart"} if path.suffix.lower() in {".mp4", ".mov"} else {}


def _configure(stream: VideoStream, frame: av.VideoFrame, options: dict[str, str]) -> None:
    context = stream.codec_context
    context.height, context.width = frame.height, frame.width
    context.pix_fmt = "yuv420p"
    context.time_base = cast(Fraction, frame.time_base)
    context.color_range = ColorRange.MPEG
    context.colorspace = Colorspace.ITU601
    context.options = options


def _frames(
    images: Iterable[NDArray[np.uint8]], ticks: Iterable[int], clock: Fraction
) -> Iterator[av.VideoFrame]:
    """Pair images with their times."""
    remaining = iter(ticks)
    shape: tuple[int, ...] | None = None
    last: int | None = None
    for index, image in enumerate(images):
        shape = _checked_shape(index, image, shape)
        tick = next(remaining, None)
        if tick is None:
            raise ValueError(f"there is no time for frame {index}")
        if last is not None and tick <= last:
            raise ValueError(f"frame {index} is not later than the frame before it")
        last = tick
        yield _video_frame(image, tick, clock)


def _checked_shape(index: int, image: NDArray[np.uint8], first: tuple[int, ...] | None) -> tuple[int, ...]:
    if first is not None and image.shape != first:
        raise ValueError(f"frame {index} has shape {image.shape}, frame 0 has {first}")
    if image.shape[0] % 2 or image.shape[1] % 2:
        raise ValueError(f"width and height must be even, the frames are {image.shape[1]} x {image.shape[0]}")
    return image.shape


def _video_frame(image: NDArray[np.uint8], tick: int, clock: Fraction) -> av.VideoFrame:
    source = av.VideoFrame.from_ndarray(
        np.ascontiguousarray(image), format="gray" if image.ndim == 2 else "rgb24"
    )
    frame = source.reformat(
        format="yuv420p", dst_colorspace=Colorspace.ITU601, dst_color_range=ColorRange.MPEG
    )
    frame.pts, frame.time_base = tick, clock
    return frame
