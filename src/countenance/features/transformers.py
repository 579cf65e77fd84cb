"""Features as scikit-learn transformers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from countenance.core.errors import InputError
from countenance.features.lbp_top import lbp_top
from countenance.features.settings import CodeMapping, Interpolation, LBPTOPSettings

__all__ = ["LBPTOP"]


class LBPTOP(TransformerMixin, BaseEstimator):
    """Turn volumes into LBP-TOP feature vectors.

    It learns nothing, so `fit` may be left out.

    Parameters
    ----------
    radii : tuple of int
        Rx and Ry in px and Rt in frames.
    points : {4, 8}
        Neighbours P on each plane.
    mapping : {"basic", "uniform"}
        All codes, or the uniform patterns u2.
    interpolation : {"nearest", "bilinear"}
        How a neighbour between voxels gets its value.

    See Also
    --------
    countenance.features.lbp_top : The descriptor of one volume.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> clips = [rng.integers(0, 256, (n, 20, 20), dtype=np.uint8) for n in (9, 12, 30)]
    >>> LBPTOP(radii=(1, 1, 3), points=4).transform(clips).shape
    (3, 45)
    """

    def __init__(
        self,
        radii: tuple[int, int, int] = (1, 1, 3),
        points: int = 8,
        mapping: CodeMapping = "uniform",
        interpolation: Interpolation = "nearest",
    ) -> None:
        self.radii = radii
        self.points = points
        self.mapping = mapping
        self.interpolation = interpolation

    def fit(self, X: Iterable[ArrayLike], y: object = None) -> Self:  # noqa: ARG002 (scikit-learn's signature)
        """Check the parameters.

        Parameters
        ----------
        X, y
            Not looked at.

        Returns
        -------
        LBPTOP
            The transformer itself.

        Raises
        ------
        InputError
            If a parameter is unknown.
        """
        self._setting()
        return self

    def transform(self, X: Iterable[ArrayLike]) -> NDArray[np.float64]:
        """Describe every volume.

        Parameters
        ----------
        X : iterable of array_like of shape (T, H, W), uint8
            Volumes, each of its own size; or one array of shape (n, T, H, W).

        Returns
        -------
        ndarray of shape (n, 3 * bins), float64
            Histograms of the planes XY, XT and YT, one after the other.

        Raises
        ------
        InputError
            If there is no volume, or one of them cannot be described; the message says which.
        """
        rows = [self._describe(index, volume) for index, volume in enumerate(X)]
        if not rows:
            raise InputError("There is no volume to describe: expected at least one.")
        return np.stack(rows)

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:  # noqa: ARG002
        """Name the columns: plane and bin.

        Parameters
        ----------
        input_features
            Not looked at.

        Returns
        -------
        ndarray of shape (3 * bins,), str objects
        """
        n_bins = self._setting().n_bins
        return np.array([f"{plane}{bin_}" for plane in ("xy", "xt", "yt") for bin_ in range(n_bins)], object)

    def _setting(self) -> LBPTOPSettings:
        return LBPTOPSettings(*self.radii, self.points, self.mapping)

    def _describe(self, index: int, volume: ArrayLike) -> NDArray[np.float64]:
        try:
            return lbp_top(volume, self.radii, self.points, self.mapping, self.interpolation).ravel()
        except InputError as error:
            raise InputError(f"Volume {index}: {error}") from error

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        tags.input_tags.two_d_array = False
        tags.input_tags.three_d_array = True
        tags.no_validation = True
        return tags
