"""Names for the vertices of the canonical face mesh.

Lists that name one side name the participant's right, which is the image's left (x < 0); `mirror` gives the
other side.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from countenance.face.canonical import canonical_mesh

__all__ = [
    "FACE_OVAL",
    "INNER_LIPS",
    "INTER_OCULAR",
    "LOWER_LID",
    "LOWER_LID_RING",
    "OUTER_LIPS",
    "UPPER_LID",
    "UPPER_LID_CREASE",
    "UPPER_LID_RING",
    "eye_contour",
    "mirror",
]

INTER_OCULAR = 6.3
"""Distance between the centres of the canonical mesh's eyes, centimetres: the unit of action-unit displacements."""

FACE_OVAL = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
"""The mesh's border, from the middle of the hairline over the participant's left side to the chin and back."""

OUTER_LIPS = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146)
INNER_LIPS = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95)
"""Both lip lines run from the right corner over the upper lip to the left corner and back over the lower lip."""

UPPER_LID = (246, 161, 160, 159, 158, 157, 173)
LOWER_LID = (7, 163, 144, 145, 153, 154, 155)
"""Lid margins of the right eye from the outer to the inner corner, without the corners 33 and 133."""

UPPER_LID_RING = (247, 30, 29, 27, 28, 56, 190)
UPPER_LID_CREASE = (113, 225, 224, 223, 222, 221, 189)
LOWER_LID_RING = (25, 110, 24, 23, 22, 26, 112)


def eye_contour() -> tuple[int, ...]:
    """The right eye's lid margin as a closed line: outer corner, upper lid, inner corner, lower lid."""
    return (33, *UPPER_LID, 133, *reversed(LOWER_LID))


@cache
def mirror() -> tuple[int, ...]:
    """For each of the 468 vertices the one on the other side of the face.

    Examples
    --------
    >>> mirror()[33], mirror()[61], mirror()[1]  # outer eye corner, mouth corner, nose tip
    (263, 291, 1)
    """
    vertices = canonical_mesh().vertices
    distance = np.linalg.norm((vertices * [-1, 1, 1])[:, None] - vertices[None], axis=2)
    return tuple(int(i) for i in distance.argmin(axis=1))
