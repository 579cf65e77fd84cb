"""A patch of texture whose middle moves as told, and a stand-in for the search for a face."""

from __future__ import annotations

from typing import ClassVar

import cv2
import numpy as np
from numpy.typing import NDArray

from countenance.core import Frame

SIDE = 96


def textured_clip(
    displacements: NDArray[np.float64], direction: tuple[float, float] = (1, 0)
) -> NDArray[np.uint8]:
    """Frames of shape (T, SIDE, SIDE) in which the middle is that many px from its place, in a direction (x, y)."""
    rng = np.random.default_rng(5)
    texture = cv2.GaussianBlur(rng.normal(0, 1, (SIDE, SIDE)), (0, 0), 2)
    texture = 128 + 110 * texture / np.abs(texture).max()
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    reach = np.exp(-((x - SIDE / 2) ** 2 + (y - SIDE / 2) ** 2) / (2 * (SIDE / 6) ** 2))
    frames = []
    for moved in displacements:
        at = [axis - np.float32(moved * part) * reach for axis, part in zip((x, y), direction, strict=True)]
        frame = cv2.remap(texture, at[0].astype(np.float32), at[1].astype(np.float32), cv2.INTER_CUBIC)
        frames.append(frame + rng.normal(0, 0.7, frame.shape))
    return np.clip(np.round(frames), 0, 255).astype(np.uint8)


def bump(n_frames: int, onset: int, offset: int, height: float) -> NDArray[np.float64]:
    """A movement that leaves zero after the onset and is back at the offset; highest in the middle."""
    phase = np.clip((np.arange(n_frames) - onset) / (offset - onset), 0, 1)
    return height * np.sin(np.pi * phase) ** 2


class WholeFrame:
    """Takes whole RGB frames for the face; the first ``faceless`` ones show none."""

    n_faces: int = 1
    faceless: ClassVar[int] = 0

    def __init__(self, size: int) -> None:
        self.size = size

    def cut(self, frame: Frame) -> NDArray[np.uint8] | None:
        return None if frame.index < self.faceless else frame.image[..., 0].copy()
