"""The sparse part of a clip by robust principal component analysis, and its local spatiotemporal directions."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from countenance.face import MEAN_FACE
from countenance.features import interpolate_frames
from countenance.features.directional import directional_histograms
from countenance.features.robust_pca import robust_pca
from countenance.recognition.describing import ClipDescriber
from countenance.recognition.faces import FaceCrop, aligned_face, aligned_face_and_landmarks, check_frames
from countenance.recognition.facs_regions import FACS_REGIONS, facs_labels

__all__ = ["SparseMotionTexture", "sparse_motion"]


class SparseMotionTexture(ClipDescriber):
    """Directional codes of what moves locally and briefly, in 16 FACS regions.

    Parameters
    ----------
    size : int
        Side in px of the aligned face.
    n_frames : int
        Frames to which the clip is brought, linearly in time.
    radii : tuple of int
        Rx and Ry in px and Rt in frames of the codes.
    lam : float, optional
        Weight of the sparse part. Default: 1 / sqrt(max(pixels, frames)).
    crop : {"landmarks", "whole"}
        Whether the face is found or the frames are faces already (`countenance.recognition.faces.aligned_face`);
        then the regions are those of the mean face over the whole frame.

    See Also
    --------
    countenance.features.robust_pca.robust_pca : What separates the parts.
    countenance.features.directional.directional_histograms : The codes.
    countenance.recognition.facs_regions.FACS_REGIONS : The regions.

    Examples
    --------
    >>> import numpy as np
    >>> clip = np.random.default_rng(0).integers(0, 256, (4, 64, 64), dtype=np.uint8)
    >>> SparseMotionTexture(size=64, n_frames=8, crop="whole").describe(clip).shape == (16 * 3 * 256,)
    True
    """

    def __init__(
        self,
        size: int = 96,
        n_frames: int = 32,
        radii: tuple[int, int, int] = (1, 1, 1),
        lam: float | None = None,
        crop: FaceCrop = "landmarks",
    ) -> None:
        self.size = size
        self.n_frames = n_frames
        self.radii = radii
        self.lam = lam
        self.crop = crop

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
        ndarray of shape (16 * 3 * 256,), float32
            Region by region the planes XY, XT, YT, each a histogram with the sum 1.

        Raises
        ------
        InputError
            If the clip shows no face, a region lies outside of the picture, or a parameter is out of range.
        """
        checked = check_frames(frames, colour=self.colour)
        if self.crop == "landmarks":
            faces, landmarks = aligned_face_and_landmarks(checked, self.size)
        else:
            faces, landmarks = aligned_face(checked, self.size, crop=self.crop), MEAN_FACE * self.size - 0.5
        labels = facs_labels(landmarks, (self.size, self.size))
        sparse = sparse_motion(interpolate_frames(faces.astype(np.float32), self.n_frames), self.lam)
        return (
            directional_histograms(sparse, labels, self.radii, n_regions=len(FACS_REGIONS))
            .astype(np.float32)
            .ravel()
        )


def sparse_motion(clip: NDArray[Any], lam: float | None = None) -> NDArray[np.float32]:
    """The sparse part of a clip: what departs locally and for a short time from frames that resemble each other.

    Parameters
    ----------
    clip : ndarray of shape (T, H, W)
        Grey levels.
    lam : float, optional
        Weight of the sparse part. Default: 1 / sqrt(max(H * W, T)).

    Returns
    -------
    ndarray of shape (T, H, W), float32
        Signed, in grey levels; exactly 0 where nothing departs.

    Examples
    --------
    >>> import numpy as np
    >>> clip = np.tile(np.arange(100.0).reshape(10, 10), (12, 1, 1))
    >>> clip[5, 2, 3] += 50
    >>> np.argwhere(abs(sparse_motion(clip)) > 1e-3).tolist()
    [[5, 2, 3]]
    """
    sparse = robust_pca(clip.reshape(len(clip), -1).T, lam).sparse
    return sparse.T.reshape(clip.shape).astype(np.float32)
