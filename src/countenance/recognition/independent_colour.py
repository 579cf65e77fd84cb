"""Tensor independent colour space: the colours of the training clips as independent as a linear map can make them.

A colour clip is a fourth-order tensor (time, height, width, colour). Its unfolding along the fourth mode is a
matrix of three rows; pooled over the training clips it is whitened and made independent. The map is learned, so it
belongs into the fold; CIELab, CIELuv, RGB and grey, its comparisons, learn nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, Self, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from countenance.core.errors import InputError
from countenance.features.colour_spaces import ColourSpace, to_colour_space
from countenance.features.independent_components import IndependentComponents, independent_components

__all__ = ["ClipColourSpace", "TensorIndependentColour", "check_colour_clips"]

ClipColourSpace = Literal["tics", ColourSpace]

SHADES = (0.1, 99.9)
"""Percentiles of a component within one clip that become 0 and 255."""
EVERY = 7
"""Of so many voxels one is looked at to find the percentiles; no divisor of a customary width."""
SMALLEST_RANGE = 0.05
"""A component that varies less than this (in standard deviations of the training clips, or in units of L*, a*, b*,
u*, v*) is level: stretched, it would show rounding errors."""


class TensorIndependentColour(TransformerMixin, BaseEstimator):
    """Turn RGB clips into the components of another colour space, each as 8-bit grey levels.

    Parameters
    ----------
    space : {"tics", "grey", "rgb", "lab", "luv"}
        ``"tics"`` learns the independent components of the clips it is fitted on; the others are fixed
        (`countenance.features.colour_spaces.to_colour_space`).
    max_voxels : int
        At most so many voxels of the clips, drawn at random, from which ``"tics"`` learns.
    random_state : int
        Seed of the draw.

    Attributes
    ----------
    unmixing_, mixing_ : ndarray of shape (3, 3), float64
        RGB to components and back; only for ``"tics"``.
    mean_ : ndarray of shape (3,), float64
        The mean colour; only for ``"tics"``.

    Notes
    -----
    Every component of every clip is stretched on its own, its percentiles 0.1 and 99.9 to 0 and 255. Local binary
    patterns depend on the order of grey levels alone, so this decides how finely they are read and nothing else.
    RGB and grey keep their levels.

    References
    ----------
    S.-J. Wang, W.-J. Yan, X. Li, G. Zhao and X. Fu, "Micro-expression Recognition Using Dynamic Textures on Tensor
    Independent Color Space", ICPR 2014, doi:10.1109/ICPR.2014.800. S.-J. Wang et al., "Micro-Expression Recognition
    Using Color Spaces", IEEE TIP 24(12), 2015, doi:10.1109/TIP.2015.2496314.

    Examples
    --------
    >>> import numpy as np
    >>> clips = np.random.default_rng(0).integers(0, 256, (4, 5, 8, 8, 3), dtype=np.uint8)
    >>> TensorIndependentColour().fit_transform(clips).shape
    (4, 5, 8, 8, 3)
    >>> TensorIndependentColour(space="grey").fit_transform(clips).shape
    (4, 5, 8, 8, 1)
    """

    def __init__(
        self, space: ClipColourSpace = "tics", max_voxels: int = 200_000, random_state: int = 0
    ) -> None:
        self.space = space
        self.max_voxels = max_voxels
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: object = None) -> Self:  # noqa: ARG002 (scikit-learn's signature)
        """Learn the colour space of the training clips.

        Parameters
        ----------
        X : array_like of shape (n, T, H, W, 3), uint8
        y
            Not looked at.

        Raises
        ------
        InputError
            If the clips are no RGB clips, a parameter is unknown, or ``"tics"`` is to be learned from clips without
            colour.
        """
        clips = check_colour_clips(X)
        spaces = ("tics", *get_args(ColourSpace))
        if self.space not in spaces:
            raise InputError(f"The colour space {self.space!r} is unknown: give one of {', '.join(spaces)}.")
        if self.max_voxels < 4:
            raise InputError(f"max_voxels is {self.max_voxels!r}: three channels need at least 4 voxels.")
        self.n_channels_ = 1 if self.space == "grey" else 3
        if self.space == "tics":
            self.unmixing_, self.mean_, self.mixing_, self.n_iter_ = _learned(self._pooled(clips))
        return self

    def transform(self, X: ArrayLike) -> NDArray[np.uint8]:
        """Bring clips into the colour space.

        Parameters
        ----------
        X : array_like of shape (n, T, H, W, 3), uint8

        Returns
        -------
        ndarray of shape (n, T, H, W, C), uint8
            C = 1 for grey, otherwise 3.

        Raises
        ------
        InputError
            If the clips are no RGB clips.
        """
        check_is_fitted(self, "n_channels_")
        clips = check_colour_clips(X)
        if self.space == "rgb":
            return clips
        converted = np.empty((*clips.shape[:4], self.n_channels_), np.uint8)
        for clip, target in zip(clips, converted, strict=True):
            for number, values in enumerate(self._components(clip)):
                levels = np.rint(values).astype(np.uint8) if self.space == "grey" else _stretched(values)
                target[..., number] = levels.reshape(clip.shape[:3])
        return converted

    def _pooled(self, clips: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Columns of the unfolding along the fourth mode, as rows; all of them or a draw."""
        voxels = clips.reshape(-1, 3)
        if len(voxels) <= self.max_voxels:
            return voxels
        drawn = np.random.default_rng(self.random_state).integers(len(voxels), size=self.max_voxels)
        return voxels[np.sort(drawn)]

    def _components(self, clip: NDArray[np.uint8]) -> Iterator[NDArray[np.float32]]:
        """The components of all voxels, one after the other."""
        voxels = clip.reshape(-1, 3)
        if self.space == "tics":
            # The mean colour shifts a component as a whole, which stretching undoes.
            colours = voxels.astype(np.float32)
            yield from (colours @ axis for axis in self.unmixing_.astype(np.float32))
        else:
            yield from np.ascontiguousarray(to_colour_space(voxels, self.space).T)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = True
        tags.input_tags.two_d_array = False
        tags.no_validation = True
        return tags


def check_colour_clips(X: ArrayLike, n_channels: int = 3) -> NDArray[np.uint8]:
    """Clips of one size as one array.

    Parameters
    ----------
    X : array_like of shape (n, T, H, W, C), uint8
    n_channels : int
        C; 0 for any number.

    Raises
    ------
    InputError
        If it has another type or shape, or there is no clip.
    """
    clips = np.asarray(X)
    channels_fit = clips.ndim == 5 and n_channels in (0, clips.shape[4])
    if not channels_fit or clips.dtype != np.uint8 or clips.size == 0:
        wanted = n_channels or "channels"
        raise InputError(
            f"The clips are {clips.dtype} of shape {clips.shape}: expected at least one, uint8 of shape (clips, "
            f"frames, height, width, {wanted})."
        )
    return clips


def _learned(voxels: NDArray[np.uint8]) -> IndependentComponents:
    try:
        return independent_components(voxels)
    except InputError as error:
        raise InputError(
            f"The training clips have no independent colours: {error} For clips without colour choose the space "
            "'grey'."
        ) from error


def _stretched(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    low, high = (float(shade) for shade in np.percentile(values[::EVERY], SHADES))
    gain = 255 / max(high - low, SMALLEST_RANGE)
    # Truncated after one half was added: cheaper than rounding.
    levels: NDArray[np.uint8] = np.clip((values - low) * gain + 0.5, 0, 255).astype(np.uint8)
    return levels
