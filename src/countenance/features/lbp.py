"""Local binary patterns of single pictures: the XY plane of LBP-TOP."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.errors import InputError
from countenance.features._lbp_planes import ANGLES, Block, Neighbours
from countenance.features.region_labels import check_every_region, checked_labels
from countenance.features.settings import CodeMapping, LBPTOPSettings, bins_of_eight

__all__ = ["lbp_histograms"]


def lbp_histograms(
    image: ArrayLike, labels: ArrayLike, *, radius: int = 1, points: int = 8, mapping: CodeMapping = "uniform"
) -> NDArray[np.float64]:
    """Describe every region of one picture by the histogram of its local binary patterns.

    Parameters
    ----------
    image : array_like of shape (H, W), uint8
        Grey.
    labels : array_like of shape (H, W), integer
        Region of every pixel, 1 .. R; 0 belongs to none.
    radius : int
        Distance of the neighbours in px; as wide an edge of the picture carries no code.
    points : {4, 8}
        Neighbours, each the pixel nearest to its place on the circle.
    mapping : {"basic", "uniform"}
        See :class:`countenance.features.LBPTOPSettings`.

    Returns
    -------
    ndarray of shape (R, bins), float64
        Each row has the sum 1.

    Raises
    ------
    InputError
        If image or labels have another type or shape, a setting is unknown, or a region has no pixel with a code.

    References
    ----------
    T. Ojala, M. Pietikäinen and T. Mäenpää, "Multiresolution Gray-Scale and Rotation Invariant Texture
    Classification with Local Binary Patterns", IEEE TPAMI 24(7), 2002, doi:10.1109/TPAMI.2002.1017623.

    Examples
    --------
    Of the four neighbours, 0 to the right, 1 above, 2 to the left and 3 below, only the one below is darker:

    >>> picture = np.array([[9, 9, 9], [9, 9, 9], [9, 0, 9]], np.uint8)
    >>> lbp_histograms(picture, np.ones((3, 3), int), points=4, mapping="basic").argmax(axis=1)
    array([7])
    """
    picture = np.asarray(image)
    if picture.ndim != 2 or picture.dtype != np.uint8:
        raise InputError(
            f"The picture is {picture.dtype} of shape {picture.shape}: LBP expects a grey one, uint8 of shape "
            "(height, width)."
        )
    setting = LBPTOPSettings(radius, radius, 1, points, mapping)
    regions, n_regions = checked_labels(labels, picture.shape)
    inner = regions[radius : picture.shape[0] - radius, radius : picture.shape[1] - radius]
    check_every_region(np.bincount(inner.ravel(), minlength=n_regions + 1)[1:])
    block = Block.around_regions(picture[None], regions, n_regions, radius)
    x = Neighbours(block.x, radius * np.cos(ANGLES))
    y = Neighbours(block.y, -(radius * np.sin(ANGLES)))
    counts = block.count(radius, [(0, 1)], x, y, bilinear=False)[0].astype(np.float64)
    folded: NDArray[np.float64] = counts @ np.eye(setting.n_bins)[bins_of_eight(points, mapping)]
    folded /= folded.sum(axis=1, keepdims=True)
    return folded
