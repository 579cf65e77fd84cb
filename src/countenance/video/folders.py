"""Folders of numbered images, as most databases of micro-expressions deliver their frames."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from countenance.core.errors import VideoError
from countenance.video.jpeg import jpeg_is_sound
from countenance.video.png import png_is_sound
from countenance.video.sources import Colour, Frame, resolve_range

__all__ = ["ImageFolder"]

_SUFFIXES = frozenset({".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff"})
_HIGHEST_NUMBER = 10**9


@dataclass(frozen=True)
class ImageFolder:
    """A folder with one image per frame, in the order of the numbers in the file names.

    The last number in a name counts: ``img001.jpg``, ``reg_img46.jpg``, ``006_1_0001.jpg``, ``166.jpg``.
    Frame 0 is the file with the lowest number, whatever that is; `numbers` leads from index to number
    and `index_of` back, so that a label file's frame numbers find their files although some are missing.
    Hidden files and files of other types are left out.

    A damaged image is an error and not a frame, as far as its format lets damage be seen: PNG has checksums, JPEG
    contradicts itself unless the damage is small (see `countenance.video.jpeg`), BMP and TIFF show only that they
    are cut off.

    Parameters
    ----------
    path : Path or str
        The folder.
    fps : Fraction, int or None
        Frames per second at which the numbers count; without it frames have no time. A gap in the
        numbers is a gap in time.

    Raises
    ------
    VideoError
        When opened: if the path is no folder, holds no images, or its file names do not number them.
    """

    path: Path
    fps: Fraction | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", Path(self.path))
        object.__setattr__(self, "fps", None if self.fps is None else Fraction(self.fps))
        if self.fps is not None and self.fps <= 0:
            raise VideoError(f"{self.path}: {self.fps} frames per second is not a positive rate")
        if not self.path.is_dir():
            what = "is a file" if self.path.exists() else "does not exist"
            raise VideoError(f"{self.path} {what}, expected a folder of images")
        if not self._files:
            raise VideoError(
                f"{self.path} holds no frames; expected images such as img001.jpg, "
                "or films where a command takes several"
            )

    @cached_property
    def _files(self) -> dict[int, Path]:
        """File of each number, in rising order of numbers."""
        files: dict[int, Path] = {}
        for file in sorted(self.path.iterdir()):
            if file.suffix.lower() not in _SUFFIXES or file.name.startswith(".") or not file.is_file():
                continue
            number = _number(file)
            if number in files:
                raise VideoError(
                    f"{self.path}: {files[number].name} and {file.name} both count as frame {number}; "
                    "remove one"
                )
            files[number] = file
        return dict(sorted(files.items()))

    @property
    def name(self) -> str:
        """The path, for messages."""
        return str(self.path)

    @property
    def n_frames(self) -> int:
        """Number of images."""
        return len(self._files)

    @cached_property
    def size(self) -> tuple[int, int]:
        """Width and height of the first image, in pixels; the others must agree."""
        height, width = self._image(0, "grey").shape
        return width, height

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """The number in each file's name, by frame index."""
        return tuple(self._files)

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """Path of each image, by frame index."""
        return tuple(self._files.values())

    def index_of(self, number: int) -> int:
        """Frame index of the file with a number.

        Raises
        ------
        VideoError
            If no file has it.
        """
        try:
            return self._indices[number]
        except KeyError:
            raise VideoError(
                f"{self.path} has no frame numbered {number}; its numbers run from "
                f"{self.numbers[0]} to {self.numbers[-1]}"
            ) from None

    @cached_property
    def _indices(self) -> dict[int, int]:
        return {number: index for index, number in enumerate(self.numbers)}

    def missing(self) -> tuple[range, ...]:
        """Stretches of numbers between the lowest and the highest that no file has."""
        return tuple(range(a + 1, b) for a, b in pairwise(self.numbers) if b - a > 1)

    def timestamps(self) -> tuple[Fraction, ...] | None:
        """Time of each frame in seconds after the first, from its number; None without `fps`."""
        fps = self.fps
        return None if fps is None else tuple((number - self.numbers[0]) / fps for number in self.numbers)

    def frames(self, start: int = 0, stop: int | None = None, colour: Colour = "rgb") -> Iterator[Frame]:
        """Frames `start` up to, not including, `stop`; see `FrameSource.frames`.

        Grey is what the image's decoder gives: for JPEG the luma that is stored, for the others the
        weights of ITU-R BT.601.
        """
        wanted = resolve_range(self.name, self.n_frames, start, stop, colour)
        return self._read(wanted, colour)

    def _read(self, wanted: range, colour: Colour) -> Iterator[Frame]:
        times = self.timestamps()
        for index in wanted:
            image = self._image(index, colour)
            height, width = image.shape[:2]
            if index > 0 and (width, height) != self.size:
                raise VideoError(
                    f"{self.files[index]} (frame {index}) is {width} x {height} pixels, "
                    f"frame 0 is {self.size[0]} x {self.size[1]}; all frames must have one size"
                )
            yield Frame(index, times[index] if times else None, image)

    def _image(self, index: int, colour: Colour) -> NDArray[np.uint8]:
        file = self.files[index]
        try:
            image = _decoded(file, colour)
        except OSError as error:
            raise VideoError(
                f"{file} (frame {index}) cannot be read: {error.strerror}; check its permissions"
            ) from error
        except cv2.error as error:
            raise VideoError(
                f"{file} (frame {index}) is not an image that can be decoded ({error.err}); copy the folder again"
            ) from error
        if image is None:
            raise VideoError(f"{file} (frame {index}) is damaged or cut off; copy the folder again")
        return image


def _number(file: Path) -> int:
    found = re.findall(r"\d+", file.stem)
    if not found:
        raise VideoError(f"{file} has no frame number in its name; expected names such as img001.jpg")
    number = int(found[-1])
    if number > _HIGHEST_NUMBER:
        raise VideoError(
            f"{file} would be frame {number}; expected a number up to {_HIGHEST_NUMBER} that counts frames at "
            "the end of its name, as in img001.jpg"
        )
    return number


def _decoded(file: Path, colour: Colour) -> NDArray[np.uint8] | None:
    """Upright image, None where the file is damaged."""
    # Not cv2.imread: on some systems it cannot open paths with letters outside ASCII.
    data = file.read_bytes()
    if not _is_sound(data):
        return None
    flags = cv2.IMREAD_GRAYSCALE if colour == "grey" else cv2.IMREAD_COLOR_RGB
    image = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), flags)
    return None if image is None else np.asarray(image, dtype=np.uint8)


def _is_sound(data: bytes) -> bool:
    """Examine what the decoders behind OpenCV conceal, or print a line about and go on."""
    if data.startswith(b"\xff\xd8"):
        return jpeg_is_sound(data)
    if data.startswith(b"\x89PNG"):
        return png_is_sound(data)
    return len(data) > 0
