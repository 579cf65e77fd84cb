"""Whole aligned clips at a small, fixed size: for methods that learn their features from the training clips."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from countenance.features import interpolate_frames
from countenance.recognition.describing import ClipDescriber
from countenance.recognition.faces import FaceCrop, aligned_face, check_frames

__all__ = ["AlignedColourClip", "AlignedGreyClip"]


class _AlignedClip(ClipDescriber):
    def __init__(self, size: int, n_frames: int, crop: FaceCrop) -> None:
        self.size = size
        self.n_frames = n_frames
        self.crop = crop

    def describe(self, frames: NDArray[np.uint8], *, apex: int | None = None) -> NDArray[Any]:  # noqa: ARG002
        """Align a clip and bring it to the fixed length.

        Parameters
        ----------
        frames : ndarray of shape (T, H, W) or (T, H, W, 3), uint8
            From onset to offset, grey or RGB as ``colour`` says.
        apex : int, optional
            Not looked at.

        Returns
        -------
        ndarray of shape (n_frames, size, size) or (n_frames, size, size, 3), uint8

        Raises
        ------
        InputError
            If the clip shows no face, is of the other colour, or a parameter is out of range.
        """
        checked = check_frames(frames, colour=self.colour)
        return interpolate_frames(aligned_face(checked, self.size, crop=self.crop), self.n_frames)


class AlignedGreyClip(_AlignedClip):
    """A clip as a third-order tensor: grey, aligned by its first frame, interpolated linearly in time.

    Parameters
    ----------
    size : int
        Side in px.
    n_frames : int
        Length.
    crop : {"landmarks", "whole"}
        Whether the face is found or the frames are faces already (`countenance.recognition.faces.aligned_face`).

    Examples
    --------
    >>> import numpy as np
    >>> clip = np.zeros((9, 80, 80), np.uint8)
    >>> AlignedGreyClip(crop="whole").describe(clip).shape
    (64, 64, 64)
    """

    def __init__(self, size: int = 64, n_frames: int = 64, crop: FaceCrop = "landmarks") -> None:
        super().__init__(size, n_frames, crop)


class AlignedColourClip(_AlignedClip):
    """A clip as a fourth-order tensor: RGB, aligned by its first frame, interpolated linearly in time.

    Parameters
    ----------
    size : int
        Side in px.
    n_frames : int
        Length.
    crop : {"landmarks", "whole"}
        Whether the face is found or the frames are faces already (`countenance.recognition.faces.aligned_face`).

    Examples
    --------
    >>> import numpy as np
    >>> clip = np.zeros((9, 80, 80, 3), np.uint8)
    >>> AlignedColourClip(crop="whole").describe(clip).shape
    (32, 96, 96, 3)
    """

    colour: ClassVar[Literal["grey", "rgb"]] = "rgb"

    def __init__(self, size: int = 96, n_frames: int = 32, crop: FaceCrop = "landmarks") -> None:
        super().__init__(size, n_frames, crop)
