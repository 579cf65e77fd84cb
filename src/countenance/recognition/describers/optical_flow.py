"""Optical flow of a whole clip or from its onset to its apex, as few numbers: MDMO, HOOF and Bi-WOOF."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from countenance.face.registration import fit_transform
from countenance.features.flow_histograms import bi_woof, hoof
from countenance.features.interpolation import interpolate_frames
from countenance.features.mdmo import mdmo
from countenance.features.optical_flow import FlowMethod, dense_flow
from countenance.recognition.clip_descriptors import N_REGIONS
from countenance.recognition.describers.flow_maps import onset_and_apex
from countenance.recognition.describing import ClipDescriber
from countenance.recognition.faces import FaceCrop, aligned_face, aligned_regions, check_frames

__all__ = ["HOOF", "MDMO", "BiWOOF"]

_RIGID: Final = (*range(17), *range(27, 36))
"""The landmarks of the face's contour and the nose, by which MDMO aligns frames."""
_SAMPLE = 5  # px; side of the square over which the flow at a landmark is averaged


class MDMO(ClipDescriber):
    """Main directional mean optical flow of the 36 regions of interest.

    Parameters
    ----------
    beta : float
        Weight of lengths against angles, 0 to 1.
    face_size : int
        Side of the aligned face in px.
    method : {"dis-medium", "dis-fast", "farneback"}
        Optical flow.

    See Also
    --------
    countenance.features.mdmo.mdmo : The descriptor of flows and regions.
    """

    def __init__(self, beta: float = 0.8, face_size: int = 128, method: FlowMethod = "dis-medium") -> None:
        self.beta = beta
        self.face_size = face_size
        self.method = method

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
        ndarray of shape (72,), float32
            36 lengths, then 36 angles, weighted.

        Raises
        ------
        InputError
            If the clip shows no face, or not all of it, or is too short.
        """
        checked = check_frames(frames, at_least=2, colour=self.colour)
        faces, labels, landmarks = aligned_regions(checked, self.face_size)
        flows = _steadied_flows(faces, landmarks[list(_RIGID)], self.method)
        return mdmo(flows, labels, N_REGIONS, beta=self.beta).astype(np.float32)


class HOOF(ClipDescriber):
    """Histograms of oriented optical flow from frame to frame, on a grid over the aligned face.

    Parameters
    ----------
    n_frames : int
        Length to which the clip is resampled linearly, at least 2; one fewer histograms follow one another.
    n_bins : int
        Bins of the angle to the horizontal.
    blocks : tuple of int
        Blocks along x and y.
    face_size : int
        Side of the aligned face in px.
    crop : {"landmarks", "whole"}
        Whether the face is found or the frames are faces already.
    method : {"dis-medium", "dis-fast", "farneback"}
        Optical flow.

    Examples
    --------
    >>> import numpy as np
    >>> clip = np.random.default_rng(0).integers(0, 256, (4, 90, 80), dtype=np.uint8)
    >>> HOOF(crop="whole").describe(clip).shape  # 10 steps, 16 blocks, 30 bins
    (4800,)
    """

    def __init__(
        self,
        n_frames: int = 11,
        n_bins: int = 30,
        blocks: tuple[int, int] = (4, 4),
        face_size: int = 128,
        crop: FaceCrop = "landmarks",
        method: FlowMethod = "dis-medium",
    ) -> None:
        self.n_frames = n_frames
        self.n_bins = n_bins
        self.blocks = blocks
        self.face_size = face_size
        self.crop = crop
        self.method = method

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
        ndarray of shape ((n_frames - 1) * blocks * n_bins,), float32
            Step by step; each histogram has the sum 1, or is zero where nothing moves.

        Raises
        ------
        InputError
            If the clip shows no face, or is too short.
        """
        checked = check_frames(frames, at_least=2, colour=self.colour)
        faces = aligned_face(checked, self.face_size, crop=self.crop)
        resampled = check_frames(interpolate_frames(faces, self.n_frames), at_least=2)
        steps = [
            hoof(dense_flow(before, after, self.method), self.n_bins, self.blocks)
            for before, after in pairwise(resampled)
        ]
        return np.stack(steps).astype(np.float32).ravel()


class BiWOOF(ClipDescriber):
    """Bi-weighted oriented optical flow of the aligned face from the onset to the apex.

    Parameters
    ----------
    n_bins : int
        Directions.
    blocks : tuple of int
        Blocks along x and y.
    face_size : int
        Side of the aligned face in px.
    crop : {"landmarks", "whole"}
        Whether the face is found or the frames are faces already.
    method : {"dis-medium", "dis-fast", "farneback"}
        Optical flow.

    See Also
    --------
    countenance.recognition.apex.estimate_apex : Takes the place of an apex that is not coded.
    """

    def __init__(
        self,
        n_bins: int = 8,
        blocks: tuple[int, int] = (8, 8),
        face_size: int = 128,
        crop: FaceCrop = "landmarks",
        method: FlowMethod = "dis-medium",
    ) -> None:
        self.n_bins = n_bins
        self.blocks = blocks
        self.face_size = face_size
        self.crop = crop
        self.method = method

    def describe(self, frames: NDArray[np.uint8], *, apex: int | None = None) -> NDArray[Any]:
        """Describe one clip.

        Parameters
        ----------
        frames : ndarray of shape (T, H, W), uint8
            Grey, from onset to offset, at least 2.
        apex : int, optional
            Counted from the onset; estimated unless given.

        Returns
        -------
        ndarray of shape (blocks * n_bins,), float32

        Raises
        ------
        InputError
            If the clip shows no face, is too short, or has no such apex.
        """
        onset, peak = onset_and_apex(frames, apex, self.face_size, self.crop)
        return (
            bi_woof(dense_flow(onset, peak, self.method), self.n_bins, self.blocks).astype(np.float32).ravel()
        )


def _steadied_flows(
    faces: NDArray[np.uint8], points: NDArray[np.float64], method: FlowMethod
) -> Iterator[NDArray[np.float32]]:
    """Flow from the first frame to each other one, after an affine transform has laid the points back."""
    first = faces[0]
    size = first.shape[::-1]
    for face in faces[1:]:
        # What a landmark and its surroundings do is seen well enough by the fastest flow.
        moved = points + _at(dense_flow(first, face, "dis-fast"), points)
        matrix = fit_transform(moved, points, "affine")
        steadied = cv2.warpAffine(face, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        yield dense_flow(first, np.asarray(steadied, np.uint8), method)


def _at(flow: NDArray[np.float32], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Flow around points of shape (n, 2), each averaged over a small square."""
    smooth = np.asarray(cv2.blur(flow, (_SAMPLE, _SAMPLE)))
    height, width = flow.shape[:2]
    x, y = np.clip(np.rint(points), 0, (width - 1, height - 1)).astype(np.intp).T
    return np.asarray(smooth[y, x], dtype=np.float64)
