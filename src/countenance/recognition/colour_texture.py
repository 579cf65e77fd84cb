"""The dynamic texture of every component of colour clips, region by region."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from countenance.face import MEAN_FACE
from countenance.features import CodeMapping, LBPTOPSettings, region_histograms
from countenance.recognition.facs_regions import FACS_REGIONS, facs_labels
from countenance.recognition.independent_colour import check_colour_clips

__all__ = ["ColourTexture"]


class ColourTexture(TransformerMixin, BaseEstimator):
    """LBP-TOP of 16 FACS regions of aligned faces, in each component of a colour space.

    It learns nothing, so `fit` may be left out. The regions are those of the mean face onto which
    `countenance.recognition.faces.aligned_face` lays every face, hence the same for every clip.

    Parameters
    ----------
    radii : tuple of int
        Rx and Ry in px and Rt in frames.
    points : {4, 8}
        Neighbours P on each plane.
    mapping : {"basic", "uniform"}
        All codes, or the uniform patterns u2.

    Examples
    --------
    >>> import numpy as np
    >>> clips = np.random.default_rng(0).integers(0, 256, (2, 5, 64, 64, 3), dtype=np.uint8)
    >>> ColourTexture(radii=(1, 1, 1), points=4).transform(clips).shape == (2, 3 * 16 * 3 * 15)
    True
    """

    def __init__(
        self, radii: tuple[int, int, int] = (1, 1, 3), points: int = 8, mapping: CodeMapping = "uniform"
    ) -> None:
        self.radii = radii
        self.points = points
        self.mapping = mapping

    def fit(self, X: ArrayLike, y: object = None) -> Self:  # noqa: ARG002 (scikit-learn's signature)
        """Check the parameters.

        Raises
        ------
        InputError
            If a parameter is unknown.
        """
        self._setting()
        return self

    def transform(self, X: ArrayLike) -> NDArray[np.float32]:
        """Describe every clip.

        Parameters
        ----------
        X : array_like of shape (n, T, H, W, C), uint8
            Components of aligned faces, as from
            `countenance.recognition.independent_colour.TensorIndependentColour`.

        Returns
        -------
        ndarray of shape (n, C * 16 * 3 * bins), float32
            Component by component; in each the regions, in each of these the planes XY, XT, YT.

        Raises
        ------
        InputError
            If the clips have another type or shape or are too small for the radii.
        """
        clips, setting = check_colour_clips(X, n_channels=0), self._setting()
        height, width = clips.shape[2:4]
        labels = facs_labels(MEAN_FACE * (width, height) - 0.5, (height, width))
        rows = [
            [
                region_histograms(
                    np.ascontiguousarray(component), labels, [setting], n_regions=len(FACS_REGIONS)
                )
                for component in np.moveaxis(clip, -1, 0)
            ]
            for clip in clips
        ]
        return np.array(
            [[histograms[setting].ravel() for histograms in row] for row in rows], np.float32
        ).reshape(len(rows), -1)

    def _setting(self) -> LBPTOPSettings:
        return LBPTOPSettings(*self.radii, self.points, self.mapping)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        tags.input_tags.two_d_array = False
        tags.no_validation = True
        return tags
