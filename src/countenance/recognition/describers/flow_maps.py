"""Onset-apex flow maps of a clip's face."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from countenance.features.flow_maps import flow_map
from countenance.features.optical_flow import FlowMethod
from countenance.recognition.apex import check_apex, estimate_apex
from countenance.recognition.describing import ClipDescriber
from countenance.recognition.faces import FaceCrop, aligned_face, check_frames, face_mask

__all__ = ["OnsetApexFlow", "onset_and_apex"]


class OnsetApexFlow(ClipDescriber):
    """What moved from the onset to the apex, on a small grid over the aligned face.

    Parameters
    ----------
    size : int
        Cells along each side of the map.
    face_size : int
        Side in px of the aligned face in which the flow is computed; the unit of the flow is its px.
    crop : {"landmarks", "whole"}
        Whether the face is found or the frames are faces already (`countenance.recognition.faces.aligned_face`).
    method : {"dis-medium", "dis-fast", "farneback"}
        Optical flow.

    See Also
    --------
    countenance.features.flow_maps.flow_map : The map of two frames.
    countenance.recognition.apex.estimate_apex : Takes the place of an apex that is not coded.

    Examples
    --------
    >>> import numpy as np
    >>> clip = np.random.default_rng(0).integers(0, 256, (3, 140, 140), dtype=np.uint8)
    >>> OnsetApexFlow(crop="whole").describe(clip, apex=1).shape
    (28, 28, 3)
    """

    def __init__(
        self,
        size: int = 28,
        face_size: int = 140,
        crop: FaceCrop = "landmarks",
        method: FlowMethod = "dis-medium",
    ) -> None:
        self.size = size
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
            Counted from the onset; estimated unless given. A coded apex in frame 0 gives a map of zeros.

        Returns
        -------
        ndarray of shape (size, size, 3), float32
            u, v in px of the aligned face, and strain.

        Raises
        ------
        InputError
            If the clip shows no face, is too short, or has no such apex.
        """
        onset, peak = onset_and_apex(frames, apex, self.face_size, self.crop)
        return flow_map(onset, peak, self.size, self.method)


def onset_and_apex(
    frames: NDArray[Any], apex: int | None, face_size: int, crop: FaceCrop = "landmarks"
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The aligned face of a clip at its onset and at its apex, which is estimated where it is not given.

    Parameters
    ----------
    frames : ndarray of shape (T, H, W), uint8
    apex : int or None
    face_size : int
        Side of the aligned face in px.
    crop : {"landmarks", "whole"}

    Returns
    -------
    onset, apex : ndarray of shape (face_size, face_size), uint8

    Raises
    ------
    InputError
        If the clip shows no face, is too short, or has no such apex.
    """
    checked = check_frames(frames, at_least=2, colour="grey")
    check_apex(apex, len(checked))
    # Only the two frames are warped where the apex is known: a macro-expression has a hundred.
    needed = checked if apex is None else checked[[0, apex]]
    faces = aligned_face(needed, face_size, crop=crop)
    if apex is not None:
        return faces[0], faces[1]
    where = face_mask(face_size) if crop == "landmarks" else None
    return faces[0], faces[estimate_apex(faces, where)]
