"""The 36 regions of interest: polygons over the parts of the face that action units move.

The published baseline of CAS(ME)2 uses 36 regions from 68 landmarks without printing their coordinates,
like MDMO (Liu et al. 2016, doi:10.1109/TAFFC.2015.2485205) before it. These are a reimplementation of that
idea: 16 pairs and 4 regions on the midline, bounded by landmarks and by auxiliary points between landmarks.
Offsets from a landmark are fractions of the distance between the outer eye corners (*D* below), along and
across the eye line, so that the regions turn, move and scale with the face. Choices made here:

- Brow regions reach 0.06 D above the brow, the forehead regions 0.22 D above that.
- The eyeball belongs to no region (gaze is no action unit). Lids are taken as open by at least 0.02 D.
- Upper and lower lip meet half way between the lips, so that both follow a mouth that opens.
- Neighbours share their vertices, so that regions cannot overlap unless the landmarks themselves fold over.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from countenance.core.errors import InputError
from countenance.core.kernels import compiled
from countenance.face.images import check_landmarks
from countenance.face.mapping import MIRROR_68

__all__ = ["FaceSide", "Region", "label_image", "regions36"]

FaceSide = Literal["right", "left", "middle"]
_Points = dict[str, npt.NDArray[np.float64]]

# name: (from, to, share of the way, offset upwards, offset outwards); offsets in D. Numbers are
# landmarks of the participant's right half (the image's left); the left half uses their mirror images.
_AUXILIARY: dict[str, tuple[str, str, float, float, float]] = {
    "brow mid": ("21", "22", 0.5, 0, 0),
    "top mid": ("brow mid", "brow mid", 0, 0.06, 0),
    "top 21": ("21", "21", 0, 0.06, 0),
    "top 20": ("20", "20", 0, 0.06, 0),
    "top 19": ("19", "19", 0, 0.06, 0),
    "top 18": ("18", "18", 0, 0.06, 0),
    "top 17": ("17", "17", 0, 0.06, 0),
    "side 17": ("17", "17", 0, 0, 0.04),
    "hair mid": ("brow mid", "brow mid", 0, 0.28, 0),
    "hair 20": ("20", "20", 0, 0.28, 0),
    "hair 19": ("19", "19", 0, 0.26, 0),
    "hair 18": ("18", "18", 0, 0.24, 0),
    "hair 17": ("17", "17", 0, 0.16, 0),
    "under 21": ("21", "39", 0.4, 0, 0),
    "under 20": ("20", "38", 0.5, 0, 0),
    "under 19": ("19", "37", 0.5, 0, 0),
    "under 18": ("18", "36", 0.5, 0, 0),
    "under 17": ("17", "36", 0.4, 0, 0),
    "canthus": ("39", "28", 0.2, 0, 0),
    "orbit 39": ("39", "31", 0.2, 0, 0),
    "orbit 40": ("40", "31", 0.25, 0, 0),
    "orbit 41": ("41", "48", 0.17, 0, 0),
    "orbit 36": ("36", "3", 0.14, 0, 0),
    "temple top": ("17", "0", 0.35, 0, 0),
    "temple": ("36", "0", 0.7, 0, 0),
    "cheekbone": ("orbit 36", "1", 0.6, 0, 0),
    "wing": ("31", "31", 0, 0.08, 0.06),
    "nostril": ("31", "31", 0, -0.04, 0.04),
    "ear": ("1", "2", 0.5, 0, 0),
    "cheek out": ("ear", "wing", 0.15, 0, 0),
    "cheek in": ("wing", "cheek out", 0.35, 0, 0),
    "lips 62": ("62", "66", 0.5, 0, 0),
    "lips 61": ("61", "67", 0.5, 0, 0),
    "lips 60": ("60", "lips 61", 0.3, 0, 0),
    "smile up": ("48", "cheek in", 0.35, 0, 0),
    "smile out": ("48", "3", 0.3, 0, 0),
    "smile down": ("48", "5", 0.3, 0, 0),
    "jaw 2": ("2", "48", 0.12, 0, 0),
    "jaw 3": ("3", "48", 0.12, 0, 0),
    "jaw 4": ("4", "48", 0.12, 0, 0),
    "jaw 5": ("5", "59", 0.12, 0, 0),
    "jaw 6": ("6", "59", 0.12, 0, 0),
    "jaw 7": ("7", "58", 0.12, 0, 0),
    "jaw 8": ("8", "57", 0.12, 0, 0),
    "sulcus 59": ("59", "6", 0.25, 0, 0),
    "sulcus 58": ("58", "7", 0.22, 0, 0),
    "sulcus 57": ("57", "8", 0.2, 0, 0),
}

_LID_GAP = 0.02

# name: (vertices in order round the region, action units that show there)
_PAIRED: dict[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "forehead_inner": (("hair mid", "hair 20", "top 20", "top 21", "top mid"), (1,)),
    "forehead_outer": (
        ("hair 20", "hair 19", "hair 18", "hair 17", "top 17", "top 18", "top 19", "top 20"),
        (2,),
    ),
    "brow_inner": (("top 21", "top 20", "under 20", "under 21"), (1, 4)),
    "brow_middle": (("top 20", "top 19", "under 19", "under 20"), (1, 2, 4)),
    "brow_outer": (("top 19", "top 18", "top 17", "side 17", "under 17", "under 18", "under 19"), (2, 4)),
    "upper_lid": (
        ("under 21", "under 20", "under 19", "under 18", "36", "lid 37", "lid 38", "39", "canthus"),
        (5, 7, 43, 45),
    ),
    "lower_lid": (
        ("39", "lid 40", "lid 41", "36", "orbit 36", "orbit 41", "orbit 40", "orbit 39", "canthus"),
        (6, 7),
    ),
    "eye_corner": (("under 18", "under 17", "temple top", "temple", "cheekbone", "orbit 36", "36"), (6,)),
    "upper_cheek": (
        ("orbit 39", "orbit 40", "orbit 41", "orbit 36", "cheekbone", "cheek out", "cheek in", "wing"),
        (6,),
    ),
    "nose_side": (("canthus", "28", "29", "30", "wing", "orbit 39"), (9,)),
    "nasolabial": (("wing", "cheek in", "smile up", "49", "nostril"), (9, 10, 11, 12)),
    "lower_cheek": (
        ("cheek in", "cheek out", "jaw 2", "jaw 3", "jaw 4", "smile down", "smile out", "smile up"),
        (12, 13, 14, 20),
    ),
    "upper_lip": (("nostril", "32", "33", "lips 62", "lips 61", "lips 60", "49"), (10, 18, 22, 23, 24, 25)),
    "mouth_corner": (("lips 60", "49", "smile up", "smile out", "smile down", "59"), (12, 14, 15, 20)),
    "lower_lip": (
        ("lips 62", "lips 61", "lips 60", "59", "sulcus 59", "sulcus 58", "sulcus 57"),
        (16, 18, 22, 23, 24, 25),
    ),
    "chin_side": (
        ("59", "smile down", "jaw 4", "jaw 5", "jaw 6", "jaw 7", "sulcus 58", "sulcus 59"),
        (15, 16, 17, 20, 26),
    ),
}

# Right half of the outline, from its upper to its lower point on the midline.
_MIDDLE: dict[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "glabella": (("top mid", "top 21", "under 21", "27"), (4,)),
    "nose_root": (("27", "under 21", "canthus", "28"), (4, 9)),
    "nose_base": (("30", "wing", "nostril", "32", "33"), (38, 39)),
    "chin": (("sulcus 57", "sulcus 58", "jaw 7", "jaw 8"), (17, 26)),
}


@dataclass(frozen=True, eq=False)
class Region:
    """One region of interest.

    Attributes
    ----------
    area : str
        What lies there, without the side, such as ``"brow_inner"``.
    side : {"right", "left", "middle"}
        The participant's side.
    polygon : ndarray of shape (k, 2)
        Vertices x, y in pixels, in order, not repeated.
    action_units : tuple of int
        The action units of FACS whose movement shows there.
    """

    area: str
    side: FaceSide
    polygon: npt.NDArray[np.float64]
    action_units: tuple[int, ...]

    @property
    def name(self) -> str:
        """Area with its side, such as ``"brow_inner_right"``; the midline's regions have the area alone."""
        return self.area if self.side == "middle" else f"{self.area}_{self.side}"


def regions36(landmarks: npt.ArrayLike) -> tuple[Region, ...]:
    """The 36 regions of interest of a face.

    Parameters
    ----------
    landmarks : array-like of shape (68, 2)
        iBUG landmarks in pixels.

    Returns
    -------
    tuple of Region
        Always the same 36 in the same order: the pairs (right, left) from the forehead down, then the
        midline.

    Raises
    ------
    InputError
        If the landmarks have another shape, are not finite, or both eyes lie in one point.

    Examples
    --------
    >>> from countenance.face.registration import MEAN_FACE
    >>> regions = regions36(MEAN_FACE * 256)
    >>> len(regions), regions[0].name, regions[-1].name
    (36, 'forehead_inner_right', 'chin')
    """
    points = check_landmarks(landmarks)
    eye_line = points[45] - points[36]
    if not eye_line.any():
        raise InputError(
            "The outer eye corners (landmarks 36 and 45) coincide: these landmarks show no face."
        )
    up = np.array([eye_line[1], -eye_line[0]])
    halves: dict[FaceSide, _Points] = {
        "right": _half(points, up, -eye_line),
        "left": _half(points[list(MIRROR_68)], up, eye_line),
    }
    paired = [
        Region(name, side, np.array([half[key] for key in keys]), units)
        for name, (keys, units) in _PAIRED.items()
        for side, half in halves.items()
    ]
    return (*paired, *(_middle(name, halves) for name in _MIDDLE))


def label_image(regions: Sequence[Region], shape: tuple[int, ...]) -> npt.NDArray[np.uint8]:
    """Which region each pixel belongs to.

    A pixel belongs to the region that holds its centre; where landmarks fold over, the first region keeps it.

    Parameters
    ----------
    regions : sequence of Region
        At most 255.
    shape : tuple of int
        Height and width of the image; further entries are ignored.

    Returns
    -------
    ndarray of shape (H, W), uint8
        0 outside, i + 1 in ``regions[i]``.
    """
    labels = np.zeros(shape[:2], np.uint8)
    for number, region in enumerate(regions, start=1):
        _paint(labels, region.polygon, number)
    return labels


def _half(
    points: npt.NDArray[np.float64], up: npt.NDArray[np.float64], out: npt.NDArray[np.float64]
) -> _Points:
    """Landmarks and auxiliary points by name, seen from one side of the face."""
    named = {str(number): point for number, point in enumerate(points)}
    for name, (start, end, share, upwards, outwards) in _AUXILIARY.items():
        between = (1 - share) * named[start] + share * named[end]
        named[name] = between + upwards * up + outwards * out
    for upper, lower in (("37", "41"), ("38", "40")):
        opening = (named[upper] - named[lower]) @ up / (up @ up)
        shift = max(0.0, (_LID_GAP - opening) / 2) * up
        named[f"lid {upper}"], named[f"lid {lower}"] = named[upper] + shift, named[lower] - shift
    return named


def _middle(name: str, halves: dict[FaceSide, _Points]) -> Region:
    keys, units = _MIDDLE[name]
    right = [halves["right"][key] for key in keys]
    left = [halves["left"][key] for key in keys[-2:0:-1]]
    return Region(name, "middle", np.array(right + left), units)


@compiled()
def _paint(labels: npt.NDArray[np.uint8], polygon: npt.NDArray[np.float64], number: int) -> None:
    """Even-odd rule at pixel centres; edges are taken downwards, so that neighbours agree on a shared one."""
    height, width = labels.shape
    top = max(math.ceil(polygon[:, 1].min()), 0)
    bottom = min(math.ceil(polygon[:, 1].max()), height)
    flips = np.zeros(width + 1, np.bool_)
    for y in range(top, bottom):
        flips[:] = False
        for i in range(len(polygon)):
            x0, y0 = polygon[i]
            x1, y1 = polygon[(i + 1) % len(polygon)]
            if y0 > y1:
                x0, y0, x1, y1 = x1, y1, x0, y0
            if y0 <= y < y1:
                edge = math.ceil(x0 + (y - y0) * ((x1 - x0) / (y1 - y0)))
                flips[min(max(edge, 0), width)] ^= True
        inside = False
        for x in range(width):
            inside ^= flips[x]
            if inside and labels[y, x] == 0:
                labels[y, x] = number
