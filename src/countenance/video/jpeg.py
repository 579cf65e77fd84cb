"""Whether a JPEG image is sound, told from its entropy-coded data.

Decoders conceal damage: libjpeg prints a warning and hands out a picture that is shifted or smeared from the
damaged place on. FFmpeg's decoder, even in its strict mode, lets more pass than libjpeg warns about. So the data
of sequential JPEGs, which is what cameras and databases use, are walked through code by code without computing
pixels (ITU-T T.81, https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annexes B and F).

JPEG has no checksum. Damage that leaves valid codes, as many blocks as the picture has and values that a picture
can have goes unnoticed; usually it changes a single block or the brightness behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import av
import numpy as np
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext
from numpy.typing import NDArray

from countenance.core.kernels import compiled

__all__ = ["jpeg_is_sound"]

_SEQUENTIAL, _PROGRESSIVE = (0xC0, 0xC1), 0xC2
_TABLES = (0xC4, 0xC8, 0xCC)
_HUFFMAN, _END, _SCAN, _QUANTISERS, _RESTART_INTERVAL = 0xC4, 0xD9, 0xDA, 0xDB, 0xDD

_MARKER = re.compile(rb"\xff+([^\x00\xff])")
# Begin with a fixed byte, for which the search is ten times as fast; bytes of 255 may stand before any marker.
_END_OF_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_RESTART = re.compile(rb"\xff([\xd0-\xd7])")

# Some cameras fill the end of the data up with one or two bytes, at which libjpeg warns too.
_FILLING = 2

_BLOCK_END, _INVALID = 128, 65
_LONGEST_BLOCK = 256


class _UnsoundError(Exception):
    """The file contradicts itself."""


def jpeg_is_sound(data: bytes) -> bool:
    """Whether nothing in a JPEG file contradicts itself.

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    bool
        False where the file is cut off, a code does not exist, a block has too many coefficients, the average of
        a block is brighter or darker than a pixel can be, or more or fewer blocks are stored than the picture
        has. Progressive JPEGs are left to FFmpeg's strict decoder, which notices less. Arithmetic coding and
        lossless JPEG are not examined.

    Examples
    --------
    >>> import cv2, numpy as np
    >>> noise = np.random.default_rng(0).integers(0, 256, (64, 64), dtype=np.uint8)
    >>> data = cv2.imencode(".jpg", noise)[1].tobytes()
    >>> jpeg_is_sound(data), jpeg_is_sound(data[:-40] + bytes(40))
    (True, False)
    """
    try:
        return _examine(data)
    except (_UnsoundError, LookupError, ValueError, ZeroDivisionError):
        # Damaged headers name tables and components that are not there, or sizes of zero.
        return False


def _examine(data: bytes) -> bool:
    picture = _Picture()
    n_scans = 0
    kind = None
    for marker, segment, coded in _segments(data):
        if 0xC0 <= marker <= 0xCF and marker not in _TABLES:
            kind = marker
        picture.read(marker, segment)
        if marker == _SCAN:
            n_scans += 1
            if kind in _SEQUENTIAL:
                picture.check_scan(segment, coded)
    return n_scans > 0 and kind is not None and (kind != _PROGRESSIVE or _ffmpeg_accepts(data))


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Marker, content and, behind the header of a scan, coded data of each segment before the end marker."""
    if not data.startswith(b"\xff\xd8"):
        raise _UnsoundError
    place = 2
    while True:
        found = _MARKER.match(data, place)
        if found is None:
            raise _UnsoundError
        marker = found[1][0]
        if marker == _END:
            return
        length = int.from_bytes(data[found.end() : found.end() + 2], "big")
        place = found.end() + max(length, 2)
        segment, coded = data[found.end() + 2 : place], b""
        if marker == _SCAN:
            end = _END_OF_SCAN.search(data, place)
            if end is None:
                raise _UnsoundError
            coded, place = data[place : end.start()], end.start()
        yield marker, segment, coded


def _ffmpeg_accepts(data: bytes) -> bool:
    decoder = VideoCodecContext.create("mjpeg", "r")
    decoder.thread_count = 1
    decoder.options = {"err_detect": "explode"}
    try:
        return len(decoder.decode(av.Packet(data))) == 1
    except FFmpegError:
        return False


@dataclass(frozen=True, slots=True)
class _Component:
    """One colour plane: blocks per unit of interleaving across and down, and its quantiser's number."""

    across: int
    down: int
    quantiser: int


@dataclass(slots=True)
class _Picture:
    """What the headers have said so far."""

    width: int = 0
    height: int = 0
    components: dict[int, _Component] = field(default_factory=dict)
    dc_steps: dict[int, int] = field(default_factory=dict)
    codes: dict[int, bytes] = field(default_factory=dict)
    restart_interval: int = 0

    def read(self, marker: int, segment: bytes) -> None:
        """Take what a header's segment says about the scans that follow."""
        if marker in _SEQUENTIAL:
            self.height, self.width = (int.from_bytes(segment[i : i + 2], "big") for i in (1, 3))
            for number, sampling, quantiser in _triples(segment[6:], segment[5]):
                self.components[number] = _Component(sampling >> 4, sampling & 15, quantiser)
        elif marker == _HUFFMAN:
            self.codes |= _huffman_codes(segment)
        elif marker == _QUANTISERS:
            self.dc_steps |= _dc_steps(segment)
        elif marker == _RESTART_INTERVAL:
            self.restart_interval = int.from_bytes(segment, "big")

    def check_scan(self, header: bytes, coded: bytes) -> None:
        """Walk through a scan's data; raises where they do not make up the picture."""
        chosen = [(self.components[header[i]], header[i + 1]) for i in range(1, 1 + 2 * header[0], 2)]
        n_units, blocks = self._interleaving([component for component, _ in chosen])
        dc = _dc_lookup(tuple(self.codes[tables >> 4] for _, tables in chosen))
        ac = _ac_lookup(tuple(self.codes[0x10 | tables & 15] for _, tables in chosen))
        steps = [self.dc_steps[component.quantiser] for component, _ in chosen]
        # The average of a block of 8-bit pixels, times 8, in steps; two steps allow for rounding.
        highest = np.array([1024 // step + 2 for step in steps])
        for n, stretch in self._stretches(coded, n_units):
            padded = np.frombuffer(stretch + bytes(_LONGEST_BLOCK), dtype=np.uint8)
            n_bits = _walk(padded, n, blocks, dc, ac, highest)
            if n_bits < 0 or len(stretch) - (n_bits + 7) // 8 > _FILLING:
                raise _UnsoundError

    def _interleaving(self, chosen: list[_Component]) -> tuple[int, NDArray[np.int64]]:
        """Number of units in a scan, and the component that each block of a unit belongs to."""
        across = 8 * max(component.across for component in self.components.values())
        down = 8 * max(component.down for component in self.components.values())
        blocks = [place for place, c in enumerate(chosen) for _ in range(c.across * c.down)]
        if len(chosen) == 1:
            # A plane on its own is not padded to whole units.
            across, down, blocks = across // chosen[0].across, down // chosen[0].down, [0]
        return -(-self.width // across) * -(-self.height // down), np.array(blocks)

    def _stretches(self, coded: bytes, n_units: int) -> Iterator[tuple[int, bytes]]:
        """Units and data between restart markers, without the zeros that keep data and markers apart."""
        interval = self.restart_interval or n_units
        starts = range(0, n_units, interval)
        data, *later = _RESTART.split(coded) if self.restart_interval else [coded]
        numbers, stretches = later[::2], [data, *later[1::2]]
        if len(stretches) != len(starts) or any(n[0] != 0xD0 + i % 8 for i, n in enumerate(numbers)):
            raise _UnsoundError
        for start, stretch in zip(starts, stretches, strict=True):
            yield min(interval, n_units - start), stretch.rstrip(b"\xff").replace(b"\xff\x00", b"\xff")


def _triples(content: bytes, n: int) -> Iterator[tuple[int, int, int]]:
    for i in range(0, 3 * n, 3):
        yield content[i], content[i + 1], content[i + 2]


def _dc_steps(segment: bytes) -> dict[int, int]:
    """First step of each quantiser in a segment."""
    steps, place = {}, 0
    while place < len(segment):
        n_bytes = 2 if segment[place] >> 4 else 1
        steps[segment[place] & 15] = int.from_bytes(segment[place + 1 : place + 1 + n_bytes], "big")
        place += 1 + 64 * n_bytes
    return steps


def _huffman_codes(segment: bytes) -> dict[int, bytes]:
    """Each table of a segment as stored: 16 counts, then the symbols; keyed by class and number."""
    codes, place = {}, 0
    while place < len(segment):
        end = place + 17 + sum(segment[place + 1 : place + 17])
        codes[segment[place]] = segment[place + 1 : end]
        place = end
    return codes


def _symbols(code: bytes) -> Iterator[tuple[slice, int, int]]:
    """For each symbol: the 16-bit words that begin with its code, the code's length, the symbol."""
    word, symbols = 0, iter(code[16:])
    for length in range(1, 17):
        step = 1 << (16 - length)
        for _ in range(code[length - 1]):
            yield slice(word, word + step), length, next(symbols, 0xFF)
            word += step


# The frames of a recording share their tables.
@lru_cache(maxsize=16)
def _dc_lookup(codes: tuple[bytes, ...]) -> NDArray[np.uint16]:
    """For each component and 16-bit word: length of the code times 256, plus the number of bits that follow."""
    table = np.zeros((len(codes), 1 << 16), dtype=np.uint16)
    for row, code in zip(table, codes, strict=True):
        for words, length, symbol in _symbols(code):
            row[words] = length << 8 | symbol if symbol <= 11 else 0
    return table


@lru_cache(maxsize=16)
def _ac_lookup(codes: tuple[bytes, ...]) -> NDArray[np.uint16]:
    """For each component and 16-bit word: bits to go on times 256, plus coefficients to go on."""
    table = np.full((len(codes), 1 << 16), _INVALID, dtype=np.uint16)
    for row, code in zip(table, codes, strict=True):
        for words, length, symbol in _symbols(code):
            run, n_bits = symbol >> 4, symbol & 15
            if 1 <= n_bits <= 10 or symbol == 0xF0:
                row[words] = (length + n_bits) << 8 | run + 1
            elif symbol == 0:
                row[words] = length << 8 | _BLOCK_END
    return table


@compiled()
def _word(data: NDArray[np.uint8], bit: np.int64) -> np.int64:
    """16 bits from a bit on."""
    i = bit >> 3
    three = np.int64(data[i]) << 16 | np.int64(data[i + 1]) << 8 | np.int64(data[i + 2])
    return (three >> (8 - (bit & 7))) & 0xFFFF


@compiled()
def _walk(
    data: NDArray[np.uint8],
    n_units: int,
    blocks: NDArray[np.int64],
    dc: NDArray[np.uint16],
    ac: NDArray[np.uint16],
    highest: NDArray[np.int64],
) -> int:
    """Number of bits that the units take up, -1 where the data contradict themselves.

    `data` end in as many bytes more as the longest block can have, so that only whole blocks need be checked.
    """
    n_bits = 8 * (len(data) - _LONGEST_BLOCK)
    average = np.zeros(len(highest), dtype=np.int64)
    bit = np.int64(0)
    for _ in range(n_units):
        for component in blocks:
            entry = np.int64(dc[component, _word(data, bit)])
            if entry == 0:
                return -1
            bit += entry >> 8
            size = entry & 255
            if size:
                value = _word(data, bit) >> (16 - size)
                average[component] += value if value >> (size - 1) else value - (1 << size) + 1
                if abs(average[component]) > highest[component]:
                    return -1
                bit += size
            place = np.int64(1)
            while place < 64:
                entry = np.int64(ac[component, _word(data, bit)])
                bit += entry >> 8
                place += entry & 255
            if bit > n_bits or 64 < place <= _BLOCK_END:
                return -1
    return int(bit)
