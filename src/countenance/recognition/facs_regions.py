"""Sixteen regions of the face after the Facial Action Coding System, merged from the 36 regions of interest.

Wang et al. (2014, doi:10.1007/978-3-319-16178-5_23, and 2015, doi:10.1109/TIP.2015.2496314) describe faces by 16
regions that they draw after FACS. Their outlines were not at hand: these merge neighbours of
`countenance.face.regions36` in which the same action units show, six pairs and four regions on the midline, so
that together they cover exactly what the 36 cover.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.face import label_image, regions36

__all__ = ["FACS_REGIONS", "facs_labels"]

# name: (areas of the 36 regions, action units that show there)
_PAIRS: Final = {
    "inner_brow": (("forehead_inner", "brow_inner"), (1, 4)),
    "outer_brow": (("forehead_outer", "brow_middle", "brow_outer"), (1, 2, 4)),
    "eye": (("upper_lid", "lower_lid", "eye_corner"), (5, 6, 7, 43, 45)),
    "cheek": (("upper_cheek",), (6,)),
    "nose_wing": (("nose_side", "nasolabial"), (9, 10, 11, 12)),
    "mouth_corner": (("mouth_corner", "lower_cheek"), (12, 13, 14, 15, 20)),
}
_MIDDLE: Final = {
    "glabella": (("glabella", "nose_root"), (4, 9)),
    "upper_lip": (("upper_lip", "nose_base"), (10, 18, 22, 23, 24, 25, 38, 39)),
    "lower_lip": (("lower_lip",), (16, 18, 22, 23, 24, 25)),
    "chin": (("chin", "chin_side"), (15, 16, 17, 20, 26)),
}

FACS_REGIONS: Final[dict[str, tuple[int, ...]]] = {
    **{f"{name}_{side}": units for name, (_, units) in _PAIRS.items() for side in ("right", "left")},
    **{name: units for name, (_, units) in _MIDDLE.items()},
}
"""The 16 regions in the order of their labels 1 .. 16, each with the action units that show there."""


def facs_labels(landmarks: ArrayLike, shape: tuple[int, int]) -> NDArray[np.uint8]:
    """Which of the 16 regions each pixel belongs to.

    Parameters
    ----------
    landmarks : array_like of shape (68, 2)
        iBUG landmarks in px of the image.
    shape : tuple of int
        Height and width of the image.

    Returns
    -------
    ndarray of shape (H, W), uint8
        0 outside, i + 1 in the i-th of `FACS_REGIONS`.

    Raises
    ------
    InputError
        If the landmarks have another shape or show no face.

    Examples
    --------
    >>> from countenance.face import MEAN_FACE
    >>> labels = facs_labels(MEAN_FACE * 96 - 0.5, (96, 96))
    >>> int(labels.max()), list(FACS_REGIONS)[labels[85, 48] - 1]
    (16, 'chin')
    """
    regions = regions36(landmarks)
    numbers = np.array([0, *(_NUMBER[region.area, region.side] for region in regions)], np.uint8)
    merged: NDArray[np.uint8] = numbers[label_image(regions, shape)]
    return merged


def _numbered() -> dict[tuple[str, str], int]:
    """Label of every area and side of the 36 regions."""
    order = list(FACS_REGIONS)
    numbers = {
        (area, side): order.index(f"{name}_{side}") + 1
        for name, (areas, _) in _PAIRS.items()
        for side in ("right", "left")
        for area in areas
    }
    for name, (areas, _) in _MIDDLE.items():
        for side in ("right", "left", "middle"):
            numbers |= {(area, side): order.index(name) + 1 for area in areas}
    return numbers


_NUMBER: Final = _numbered()
