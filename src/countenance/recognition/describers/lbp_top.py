"""LBP-TOP of a clip: over blocks of the aligned face, or over the 36 regions of interest."""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from countenance.core.errors import InputError
from countenance.features import CodeMapping, Interpolation, LBPTOPSettings
from countenance.features.blocks import block_lbp_top
from countenance.features.tim import temporal_interpolation_model
from countenance.recognition.clip_descriptors import N_FRAMES, clip_descriptors
from countenance.recognition.describing import ClipDescriber
from countenance.recognition.faces import FaceCrop, aligned_face, check_frames

__all__ = ["TIMLBPTOP", "RegionLBPTOP"]

_Repeats = Literal["drop", "refuse"]


class TIMLBPTOP(ClipDescriber):
    """Block-wise LBP-TOP of the aligned face, brought to a fixed length by the temporal interpolation model.

    Parameters
    ----------
    n_frames : int
        Frames that are synthesised.
    repeats : {"drop", "refuse"}
        What becomes of frames that are identical to the one before, as a recording has that was brought from one
        frame rate to another: the model has no inverse with them. ``"drop"`` leaves them out, so that what follows
        comes a little early; ``"refuse"`` refuses the clip.
    blocks : tuple of int
        Blocks along x, y and t.
    radii : tuple of int
        Rx and Ry in px of the aligned face, and Rt in synthesised frames.
    points : {4, 8}
    mapping : {"basic", "uniform"}
    interpolation : {"nearest", "bilinear"}
    face_size : int
        Side of the aligned face in px.
    crop : {"landmarks", "whole"}
        Whether the face is found or the frames are faces already.

    Examples
    --------
    >>> import numpy as np
    >>> clip = np.random.default_rng(0).integers(0, 256, (4, 90, 80), dtype=np.uint8)
    >>> TIMLBPTOP(crop="whole").describe(clip).shape  # 64 blocks, 3 planes, 59 bins
    (11328,)
    """

    def __init__(
        self,
        n_frames: int = 10,
        repeats: _Repeats = "drop",
        blocks: tuple[int, int, int] = (8, 8, 1),
        radii: tuple[int, int, int] = (1, 1, 2),
        points: int = 8,
        mapping: CodeMapping = "uniform",
        interpolation: Interpolation = "nearest",
        face_size: int = 128,
        crop: FaceCrop = "landmarks",
    ) -> None:
        self.n_frames = n_frames
        self.repeats = repeats
        self.blocks = blocks
        self.radii = radii
        self.points = points
        self.mapping = mapping
        self.interpolation = interpolation
        self.face_size = face_size
        self.crop = crop

    def describe(self, frames: NDArray[np.uint8], *, apex: int | None = None) -> NDArray[Any]:  # noqa: ARG002
        """Describe one clip.

        Parameters
        ----------
        frames : ndarray of shape (T, H, W), uint8
            Grey, from onset to offset, at least 2 that differ.
        apex : int, optional
            Not looked at.

        Returns
        -------
        ndarray of shape (blocks * 3 * bins,), float32

        Raises
        ------
        InputError
            If the clip shows no face, or its frames are too few or depend on one another linearly.
        """
        checked = check_frames(frames, at_least=2, colour=self.colour)
        faces = aligned_face(checked, self.face_size, crop=self.crop)
        if self.repeats not in get_args(_Repeats):
            raise InputError(f"repeats is {self.repeats!r}: give 'drop' or 'refuse'")
        if self.repeats == "drop":
            changes = (faces[1:] != faces[:-1]).any(axis=(1, 2))
            if not changes.any():
                raise InputError(
                    f"all {len(faces)} frames of the clip are equal: the temporal interpolation model expects at "
                    "least 2 that differ"
                )
            faces = faces[np.concatenate([[True], changes])]
        volume = temporal_interpolation_model(faces, self.n_frames)
        setting = LBPTOPSettings(*self.radii, self.points, self.mapping)
        described = block_lbp_top(volume, setting, self.blocks, self.interpolation)
        return described.astype(np.float32).ravel()


class RegionLBPTOP(ClipDescriber):
    """LBP-TOP of the 36 regions of interest, the baseline of CAS(ME)2 under one of its settings.

    Parameters
    ----------
    rx, ry : int
        Radii in px of the frames, which are not scaled.
    rt : int
        Radius in resampled frames.
    points : {4, 8}
    mapping : {"basic", "uniform"}
    interpolation : {"nearest", "bilinear"}
    n_frames : int
        Length to which the clip is resampled linearly.

    See Also
    --------
    countenance.recognition.clip_descriptors.clip_descriptors : Many settings of one clip at once.

    Examples
    --------
    >>> RegionLBPTOP()
    RegionLBPTOP()
    """

    def __init__(
        self,
        rx: int = 1,
        ry: int = 1,
        rt: int = 3,
        points: int = 4,
        mapping: CodeMapping = "uniform",
        interpolation: Interpolation = "nearest",
        n_frames: int = N_FRAMES,
    ) -> None:
        self.rx = rx
        self.ry = ry
        self.rt = rt
        self.points = points
        self.mapping = mapping
        self.interpolation = interpolation
        self.n_frames = n_frames

    def describe(self, frames: NDArray[np.uint8], *, apex: int | None = None) -> NDArray[Any]:  # noqa: ARG002
        """Describe one clip.

        Parameters
        ----------
        frames : ndarray of shape (T, H, W), uint8
            Grey, from onset to offset.
        apex : int, optional
            Not looked at.

        Returns
        -------
        ndarray of shape (36 * 3 * bins,), float32

        Raises
        ------
        InputError
            If the clip shows no face, or not all of it.
        """
        setting = LBPTOPSettings(self.rx, self.ry, self.rt, self.points, self.mapping)
        described = clip_descriptors(
            check_frames(frames, colour=self.colour),
            [setting],
            interpolation=self.interpolation,
            n_frames=self.n_frames,
        )
        return described[setting]
