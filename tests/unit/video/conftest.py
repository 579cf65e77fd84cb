"""Synthetic films whose every frame carries its number as a pattern of blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from countenance.video import write_video

BITS = 12
WIDTH, HEIGHT = 64, 48


def barcode(number: int) -> np.ndarray:
    """Grey picture (48, 64) of 4 x 3 blocks, dark and bright: `number` in binary."""
    bits = np.array([number >> bit & 1 for bit in range(BITS)]).reshape(3, 4)
    return np.where(bits, 200, 50).astype(np.uint8).repeat(16, 0).repeat(16, 1)


def number_in(image: np.ndarray) -> int:
    """What `barcode` wrote, read from the blocks' centres."""
    grey = image if image.ndim == 2 else image.mean(axis=2)
    bits = grey[8::16, 8::16].ravel() > 125
    return sum(1 << bit for bit in range(BITS) if bits[bit])


@pytest.fixture(scope="session")
def read_number() -> Callable[[np.ndarray], int]:
    return number_in


@pytest.fixture(scope="session")
def draw_number() -> Callable[[int], np.ndarray]:
    return barcode


@pytest.fixture
def film(tmp_path: Path) -> Callable[..., Path]:
    """Write a film of numbered frames and return its path; noise makes every frame's data long."""

    def write(
        name: str = "film.mp4", n_frames: int = 60, fps: int = 25, noise: int = 1, **options: Any
    ) -> Path:
        path = tmp_path / name
        rng = np.random.default_rng(0)
        images = (
            barcode(i) + rng.integers(0, noise, (HEIGHT, WIDTH), dtype=np.uint8) for i in range(n_frames)
        )
        write_video(path, images, fps, **options)
        return path

    return write


@pytest.fixture
def raw_film(tmp_path: Path) -> Callable[..., Path]:
    """Write a film straight through the encoder, for what `write_video` does not offer."""

    def write(
        name: str,
        options: dict[str, str],
        n_frames: int = 60,
        *,
        shift: int = 0,
        full_range: bool = False,
        pix_fmt: str = "yuv420p",
        codec: str = "libx264",
    ) -> Path:
        path = tmp_path / name
        with av.open(path, "w") as container:
            stream = container.add_stream(codec, rate=25, options=options)
            stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, pix_fmt
            stream.codec_context.color_range = 2 if full_range else 1
            for packet in _packets(stream, n_frames, full_range):
                ticks = round(Fraction(shift, 25) / packet.time_base)
                packet.pts, packet.dts = packet.pts - ticks, packet.dts - ticks
                container.mux(packet)
        return path

    return write


def _packets(stream: av.VideoStream, n_frames: int, full_range: bool) -> Iterator[av.Packet]:
    for index in range(n_frames):
        grey = av.VideoFrame.from_ndarray(barcode(index), format="gray")
        frame = grey.reformat(format=stream.pix_fmt, dst_color_range=2 if full_range else 1)
        frame.pts = index
        yield from stream.encode(frame)
    yield from stream.encode(None)
