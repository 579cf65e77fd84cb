"""What a browser's encoder makes of numbered frames, and how it travels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import av

from countenance.study.recording.spooling import HEADER
from countenance.video.muxing import Chunk

from .barcodes import barcode

__all__ = ["encoded", "packed"]


def encoded(us: Sequence[int], *, size: tuple[int, int] = (320, 240)) -> list[Chunk]:
    """Frames numbered from 0, shown at these microseconds; every tenth is a keyframe."""
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height = size
    encoder.pix_fmt = "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, 1_000_000), Fraction(30)
    encoder.options = {"bf": "0", "g": "10", "tune": "zerolatency", "preset": "ultrafast"}
    packets = []
    for number, moment in enumerate(us):
        frame = av.VideoFrame.from_ndarray(barcode(number, size), format="gray")
        frame.pts, frame.time_base = moment, encoder.time_base
        packets += encoder.encode(frame)
    packets += encoder.encode(None)
    return [Chunk(packet.pts, packet.is_keyframe, bytes(packet)) for packet in packets]


def packed(chunks: Iterable[Chunk]) -> bytes:
    """Chunks as they travel."""
    return b"".join(HEADER.pack(one.us, len(one.content), one.is_key) + one.content for one in chunks)
