"""The paper's description of a clip: LBP-TOP histograms of 36 regions over 120 frames.

The regions are drawn from the 68 landmarks of the clip's first frame and stay where they are. Two properties
of the recipe are worth knowing: resampling every clip to 120 frames erases its duration, and it stretches a clip
of 4 frames 40-fold, so that a radius of 3 in time spans less than a tenth of an original frame.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from countenance.core.errors import FaceError
from countenance.face import label_image, landmarks68, regions36
from countenance.features import (
    TABLE5_SETTINGS,
    Interpolation,
    LBPTOPSettings,
    interpolate_frames,
    region_histograms,
)

__all__ = ["N_FRAMES", "N_REGIONS", "clip_descriptors", "crop_to_regions"]

N_FRAMES = 120
"""Frames to which the paper resamples every clip."""
N_REGIONS = 36


def clip_descriptors(
    frames: NDArray[np.uint8],
    settings: Sequence[LBPTOPSettings] = TABLE5_SETTINGS,
    *,
    interpolation: Interpolation = "nearest",
    n_frames: int = N_FRAMES,
) -> dict[LBPTOPSettings, NDArray[np.float32]]:
    """Describe a clip under every setting at once.

    Parameters
    ----------
    frames : ndarray of shape (T, H, W), uint8
        Grey frames from onset to offset.
    settings : sequence of LBPTOPSettings
        By default the 48 of Table 5.
    interpolation : {"nearest", "bilinear"}
        How neighbours between pixels are read.
    n_frames : int
        Length to which the clip is resampled.

    Returns
    -------
    dict
        Settings to vector of shape (36 * 3 * bins,), float32: region by region, XY, XT, YT.

    Raises
    ------
    FaceError
        If the first frame shows no face, or a region lies outside of the picture.
    """
    volume, labels = crop_to_regions(frames, margin=max(s.border for s in settings))
    resampled = interpolate_frames(volume, n_frames)
    histograms = region_histograms(
        resampled, labels, settings, n_regions=N_REGIONS, interpolation=interpolation
    )
    return {s: histograms[s].astype(np.float32).ravel() for s in settings}


def crop_to_regions(frames: NDArray[np.uint8], margin: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Cut a clip down to its 36 regions and a margin.

    Returns
    -------
    volume : ndarray of shape (T, h, w), uint8
    labels : ndarray of shape (h, w), uint8
        Region number 1 to 36 of every pixel, 0 outside.
    """
    regions = regions36(landmarks68(frames[0]))
    labels = label_image(regions, frames.shape[1:])
    inner = labels[margin : labels.shape[0] - margin, margin : labels.shape[1] - margin]
    missing = sorted(set(range(1, N_REGIONS + 1)) - set(np.unique(inner).tolist()))
    if missing:
        names = ", ".join(regions[number - 1].name for number in missing)
        raise FaceError(f"the face reaches beyond the picture in the first frame: nothing is seen of {names}")
    rows, columns = np.flatnonzero(labels.any(1)), np.flatnonzero(labels.any(0))
    y = slice(max(rows[0] - margin, 0), rows[-1] + margin + 1)
    x = slice(max(columns[0] - margin, 0), columns[-1] + margin + 1)
    return np.ascontiguousarray(frames[:, y, x]), np.ascontiguousarray(labels[y, x])
