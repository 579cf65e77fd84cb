"""Spatio-temporal gradients of twelve regions of the face."""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from countenance.face import MEAN_FACE, regions36
from countenance.features.gradients import gradient_histograms
from countenance.features.interpolation import interpolate_frames
from countenance.recognition.describing import ClipDescriber
from countenance.recognition.faces import aligned_regions, check_frames

__all__ = ["TWELVE_REGIONS", "Gradients3D"]

_PAIRS: Final = {
    "brow": ("brow_inner", "brow_middle", "brow_outer"),
    "eye": ("upper_lid", "lower_lid", "eye_corner"),
    "cheek": ("upper_cheek", "nasolabial", "lower_cheek"),
    "mouth_corner": ("mouth_corner",),
}
_MIDDLE: Final = {
    "glabella": ("glabella", "nose_root"),
    "nose": ("nose_side", "nose_base"),
    "mouth": ("upper_lip", "lower_lip"),
    "chin": ("chin_side", "chin"),
}

TWELVE_REGIONS: Final = (
    *(f"{name}_{side}" for name in _PAIRS for side in ("right", "left")),
    *_MIDDLE,
)
"""The twelve regions, merged from the 36 regions of interest; the forehead, often under hair, is in none."""


class Gradients3D(ClipDescriber):
    """Histograms of the orientation of the spatio-temporal gradient in twelve regions of the aligned face.

    Parameters
    ----------
    n_frames : int
        Length to which the clip is resampled linearly, at least 2.
    parts : int
        Equal parts of the clip, each with its own histograms: with three, about the rise, the climax and the
        fading of an expression.
    bins : tuple of int
        Orientations on the planes XY, XT and YT.
    smoothing : float
        Standard deviation of a Gaussian in px, before the gradient; 0 for none.
    face_size : int
        Side of the aligned face in px.
    """

    def __init__(
        self,
        n_frames: int = 15,
        parts: int = 3,
        bins: tuple[int, int, int] = (8, 12, 12),
        smoothing: float = 1.0,
        face_size: int = 128,
    ) -> None:
        self.n_frames = n_frames
        self.parts = parts
        self.bins = bins
        self.smoothing = smoothing
        self.face_size = face_size

    def describe(self, frames: NDArray[np.uint8], *, apex: int | None = None) -> NDArray[Any]:  # noqa: ARG002
        """Describe one clip.

        Parameters
        ----------
        frames : ndarray of shape (T, H, W), uint8
            Grey, from onset to offset, at least 2.
        apex : int, optional
            Not looked at.

        Returns
        -------
        ndarray of shape (12 * parts * sum(bins),), float32

        Raises
        ------
        InputError
            If the clip shows no face, or is too short.
        """
        checked = check_frames(frames, at_least=2, colour=self.colour)
        faces, labels, _ = aligned_regions(checked, self.face_size)
        smooth = faces.astype(np.float32)
        if self.smoothing > 0:
            smooth = np.stack([cv2.GaussianBlur(face, (0, 0), self.smoothing) for face in smooth])
        volume = interpolate_frames(smooth, self.n_frames)
        described = gradient_histograms(
            volume, _TWELVE_OF_36[labels], len(TWELVE_REGIONS), parts=self.parts, bins=self.bins
        )
        return described.astype(np.float32).ravel()


def _twelve_of_36() -> NDArray[np.intp]:
    """Number of the region of twelve for each label of the 36, 0 for outside; shape (37,)."""
    merged = {area: name for names in (_PAIRS, _MIDDLE) for name, areas in names.items() for area in areas}
    numbers = [0]
    for region in regions36(MEAN_FACE):
        name = merged.get(region.area)
        sided = f"{name}_{region.side}" if name in _PAIRS else name
        numbers.append(TWELVE_REGIONS.index(sided) + 1 if sided is not None else 0)
    return np.array(numbers)


_TWELVE_OF_36: Final = _twelve_of_36()
