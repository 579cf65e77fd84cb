"""What can be restored, sample by sample, of flow maps whose channels were stretched each to its full range.

Flow maps in circulation are often 8-bit pictures: each channel of each sample was stretched from its own minimum
to its own maximum. That loses where zero was, how u compares with v, and how strong the movement was. Two of the
three leave traces. Most of a face is still while an expression moves a part of it, so the median of a flow
channel is its zero. And the strain is made of the derivatives of u and v, so that the ratio u : v which explains
it best can be solved for. The strength is gone, and is made equal for all samples.

Every sample is restored on its own: nothing is learned, and nothing can leak.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import gaussian_filter

from countenance.recognition.flow_samples import checked_maps

__all__ = ["mirrored", "restore_flow"]

_RATIOS = np.geomspace(1 / 4, 4, 49)
"""Ratios of the scales of u and v that are tried; none beyond is believed."""

_SMOOTHING = 0.7
"""Standard deviation in cells with which maps are smoothed before they are differentiated: 8 bits are coarse."""
_TINY = 1e-12


def restore_flow(X: ArrayLike) -> NDArray[np.float64]:
    """Restore zero, the ratio u : v and a common scale in every sample.

    Parameters
    ----------
    X : array_like of shape (n, H, W, 3), float
        Horizontal flow u, vertical flow v and strain, in any units; each channel may have been stretched.

    Returns
    -------
    ndarray of shape (n, H, W, 3), float64
        u and v with median 0 and together of root mean square 1; strain from 0 on, of root mean square 1. A
        channel without any movement stays 0.

    Raises
    ------
    InputError
        If the maps have another shape or hold a number that is not finite.

    Notes
    -----
    The ratio of u and v is the one, of 49 from 1/4 to 4, for which the strain that follows from the flow
    correlates best with the strain that is given. It is raised to the power of the squared correlation, so that a
    strain which says nothing about the flow changes nothing.

    Examples
    --------
    >>> y, x = np.mgrid[-1:1:28j, -1:1:28j]
    >>> bump = np.exp(-8 * (x**2 + y**2))
    >>> stretched = np.stack([bump, 0.2 + 0.6 * bump, bump], axis=-1)[None]
    >>> restored = restore_flow(stretched)
    >>> float(abs(np.median(restored[0, ..., 1])).round(3)), float((restored[..., :2] ** 2).mean().round(3))
    (0.0, 1.0)
    """
    maps = checked_maps(X).astype(np.float64)
    maps[..., :2] -= np.median(maps[..., :2], axis=(1, 2), keepdims=True)
    maps[..., 2] -= maps[..., 2].min(axis=(1, 2), keepdims=True)
    root = np.sqrt(_ratio(maps))[:, None, None]
    maps[..., 0] *= root
    maps[..., 1] /= root
    for channels in (slice(0, 2), slice(2, 3)):
        scale = np.sqrt((maps[..., channels] ** 2).mean(axis=(1, 2, 3), keepdims=True))
        maps[..., channels] /= np.where(scale > _TINY, scale, 1.0)
    return maps


def mirrored(X: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same movements on the other side of the face: left and right change places, and u its sign.

    Parameters
    ----------
    X : ndarray of shape (n, H, W, 3)
        Maps in which 0 is no movement, as from :func:`restore_flow`.
    """
    turned = X[:, :, ::-1].copy()
    turned[..., 0] *= -1
    return turned


def _ratio(maps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scale of u over that of v in every sample, as far as the strain can tell."""
    smooth = gaussian_filter(maps, (0, _SMOOTHING, _SMOOTHING, 0))
    (u_y, u_x), (v_y, v_x) = (np.gradient(smooth[..., channel], axis=(1, 2)) for channel in (0, 1))
    agreement = np.stack(
        [
            _correlation(np.sqrt((r * u_x) ** 2 + v_y**2 + (r * u_y + v_x) ** 2 / 2), smooth[..., 2])
            for r in _RATIOS
        ]
    )
    best = agreement.argmax(axis=0)
    believed = np.maximum(agreement.max(axis=0), 0.0) ** 2
    return np.asarray(_RATIOS[best] ** believed)


def _correlation(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Correlation of two maps, sample by sample; 0 where one of them is constant."""
    a = a - a.mean(axis=(1, 2), keepdims=True)
    b = b - b.mean(axis=(1, 2), keepdims=True)
    size = np.sqrt((a**2).sum(axis=(1, 2)) * (b**2).sum(axis=(1, 2)))
    return np.asarray((a * b).sum(axis=(1, 2)) / np.where(size > _TINY, size, np.inf))
