"""From action units, gaze and pose to the vertices of one person's face.

All positions are in centimetres; x to the image's right, y up, z towards the camera.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from countenance.databases.simulated.action_unit_fields import (
    JAW_HINGE,
    JAW_OPENING,
    action_unit_field,
    jaw_share,
)
from countenance.databases.simulated.action_unit_recipes import ACTION_UNITS
from countenance.databases.simulated.anatomy import FACE_OVAL, eye_contour, mirror
from countenance.databases.simulated.bust import coarse_bust
from countenance.databases.simulated.chart import fine_bust, patch_texels, vertex_texels
from countenance.databases.simulated.painting import hair_cover
from countenance.databases.simulated.parts import EYE_RADIUS, Part, ear, eyeball, highlight, long_hair, teeth
from countenance.databases.simulated.rasteriser import accumulate_normals
from countenance.databases.simulated.shape import neutral_bust
from countenance.databases.simulated.skin_light import skin_light

__all__ = ["AT_REST", "Intensities", "Pose", "Rig"]

Intensities = Mapping[tuple[int, str], float]
"""Intensity 0..1 of each (action unit, side), side being "L" or "R"; jaw actions 26 and 27 take side ""."""

_PIVOT = np.array([0.0, -8.0, -5.5])
"""Where the head turns on the neck."""

_LID_THICKNESS = 0.06
_BLINK = 45


@dataclass(frozen=True)
class Pose:
    """Rigid movement of the head: radians about the neck, and centimetres.

    Positive pitch looks down, positive yaw turns to the image's right, positive roll tilts to the image's left.
    """

    pitch: float = 0.0
    yaw: float = 0.0
    roll: float = 0.0
    x: float = 0.0
    y: float = 0.0
    z: float = 0.0

    def rotation(self) -> NDArray[np.float64]:
        """The rotation matrix, shape (3, 3)."""
        (cp, sp), (cy, sy), (cr, sr) = ((np.cos(a), np.sin(a)) for a in (self.pitch, self.yaw, self.roll))
        about_x = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
        about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
        about_z = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
        return np.asarray(about_z @ about_y @ about_x)


AT_REST = Pose()


@dataclass
class Rig:
    """One person's movable mesh: skin first, then eyeballs, highlights, teeth, ears and long hair.

    Parameters
    ----------
    rest : ndarray of shape (V, 3)
        The coarse mesh as `shape.head_shape` returns it.
    long : bool
        Whether the hair falls to the shoulders and covers the ears.
    hairline, hair_volume : float
        Shift of the hairline and thickness of the hair, centimetres.
    """

    rest: NDArray[np.float64]
    long: bool
    hairline: float
    hair_volume: float
    triangles: NDArray[np.int32] = field(init=False)
    texels: NDArray[np.float32] = field(init=False)
    occlusion: NDArray[np.float64] = field(init=False)
    gloss: NDArray[np.float64] = field(init=False)
    head: NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        fine = fine_bust()
        self._matrix: sparse.csr_array = fine.matrix
        self._n_skin = fine.matrix.shape[0]
        self._ring = np.asarray(fine.matrix @ coarse_bust().ring)
        self._eyes = [_eye_position(self.rest, side) for side in "RL"]
        self._lid_gap = {side: _lid_gap(self.rest, side) / _lid_gap(neutral_bust(), side) for side in "RL"}
        self._hair = self._hair_offset()
        self._near_eye = [self._lid_region(centre) for centre in self._eyes]
        self._assemble(fine.triangles)

    def vertices(
        self, intensities: Intensities, gaze: tuple[float, float], pose: Pose
    ) -> NDArray[np.float64]:
        """All vertices, shape (V, 3).

        Parameters
        ----------
        intensities : mapping
            See `Intensities`.
        gaze : tuple of float
            Radians to the image's right and up.
        pose : Pose
        """
        coarse, jaw = self._deform(intensities)
        skin = self._matrix @ coarse + self._hair
        for centre, near in zip(self._eyes, self._near_eye, strict=True):
            skin[near] = _outside(skin[near], centre, EYE_RADIUS + _LID_THICKNESS)
        parts = [skin, *self._placed_parts(gaze, jaw)]
        return self._move(np.concatenate(parts), pose)

    def normals(self, vertices: NDArray[np.float64]) -> NDArray[np.float64]:
        """Unit normals of all vertices, shape (V, 3)."""
        return accumulate_normals(vertices, self.triangles)

    def _deform(self, intensities: Intensities) -> tuple[NDArray[np.float64], float]:
        coarse = self.rest.copy()
        for (number, side), intensity in intensities.items():
            if number in ACTION_UNITS and intensity:
                reach = self._lid_gap[side] if number == _BLINK else 1.0
                coarse += intensity * reach * action_unit_field(number, side)
        jaw = JAW_OPENING * (intensities.get((26, ""), 0.0) + 2 * intensities.get((27, ""), 0.0))
        return _open_jaw(coarse, jaw * jaw_share()), jaw

    def _placed_parts(self, gaze: tuple[float, float], jaw: float) -> list[NDArray[np.float64]]:
        lower = teeth(upper=False).vertices
        turn = Pose(pitch=-gaze[1], yaw=gaze[0]).rotation()
        out = [
            teeth(upper=True).vertices + self._teeth_shift,
            _open_jaw(lower, np.full(len(lower), jaw)) + self._teeth_shift,
        ]
        out += [eyeball().vertices @ turn.T + centre for centre in self._eyes]
        # The lamp's reflection stays between eye and lamp while the eye turns.
        out += [0.085 * highlight().vertices + centre + _GLINT * (EYE_RADIUS + 0.02) for centre in self._eyes]
        out += [ear(left=side == "L").vertices * [self._ear_scale, 1, 1] for side in self._ears()]
        return [*out, long_hair().vertices * [self._ear_scale, 1, 1]] if self.long else out

    def _ears(self) -> str:
        return "" if self.long else "RL"

    def _move(self, vertices: NDArray[np.float64], pose: Pose) -> NDArray[np.float64]:
        moved = (vertices - _PIVOT) @ pose.rotation().T + _PIVOT + [pose.x, pose.y, pose.z]
        return np.asarray(vertices + self.head[:, None] * (moved - vertices))

    def _assemble(self, skin_triangles: NDArray[np.int64]) -> None:
        parts: list[Part] = [
            teeth(upper=True),
            teeth(upper=False),
            eyeball(),
            eyeball(),
            highlight(),
            highlight(),
        ]
        parts += [ear(left=side == "L") for side in self._ears()]
        parts += [long_hair()] if self.long else []
        self._teeth_shift = (self.rest[[13, 14]] - neutral_bust()[[13, 14]]).mean(axis=0)
        temples = [FACE_OVAL[7], FACE_OVAL[29]]
        self._ear_scale = float(
            np.abs(self.rest[temples, 0]).mean() / np.abs(neutral_bust()[temples, 0]).mean()
        )
        starts = np.cumsum([self._n_skin, *(len(p.vertices) for p in parts)])
        triangles = [skin_triangles, *(p.triangles + n for p, n in zip(parts, starts[:-1], strict=True))]
        self.triangles = np.concatenate(triangles).astype(np.int32)
        texels = [vertex_texels(), *(patch_texels(p.uv, p.patch) for p in parts)]
        self.texels = np.concatenate(texels).astype(np.float32)
        occlusion, gloss = skin_light()
        under_hair = np.clip(1 - 0.9 * np.linalg.norm(self._hair, axis=1), 0, 1)
        self.occlusion = np.concatenate([occlusion, *(p.occlusion for p in parts)])
        self.gloss = np.concatenate(
            [gloss * under_hair, *(np.full(len(p.vertices), _GLOSS[p.patch]) for p in parts)]
        )
        share = np.clip((8.5 - self._ring) / 4.5, 0, 1)
        self.head = np.concatenate(
            [share * share * (3 - 2 * share), np.ones(len(self.texels) - self._n_skin)]
        )

    def _lid_region(self, centre: NDArray[np.float64]) -> NDArray[np.intp]:
        rest = self._matrix @ self.rest
        near = np.linalg.norm((rest - centre)[:, :2], axis=1) < EYE_RADIUS
        return np.flatnonzero(near & (rest[:, 2] > centre[2] + 0.2) & (self._ring > -1.4))

    def _hair_offset(self) -> NDArray[np.float64]:
        """Thickness of the hair along the surface's normal, shape (V, 3)."""
        rest = np.asarray(self._matrix @ neutral_bust())
        cover = np.clip(hair_cover(rest, self.hairline) / 2.2, 0, 1)
        cover *= (self._ring > -0.01) & (self._ring < 8.5)
        crown = np.clip((rest[:, 1] + 6) / 14, 0.12, 1)
        thickness = self.hair_volume * cover * cover * (3 - 2 * cover) * crown
        wave = 1 + 0.12 * np.sin(1.3 * rest[:, 0] + 0.9 * rest[:, 2]) * np.sin(1.1 * rest[:, 1] + 2)
        normals = accumulate_normals(rest, fine_bust().triangles.astype(np.int32))
        return np.asarray(normals * (thickness * wave)[:, None])


_GLOSS = {"teeth": 0.5, "eye": 0.25, "light": 0.0, "ear": 0.7, "hair": 0.35}
_GLINT = np.array([-0.2, 0.24, 0.95])


def _eye_position(rest: NDArray[np.float64], side: str) -> NDArray[np.float64]:
    contour = list(eye_contour())
    if side == "L":
        contour = [mirror()[v] for v in contour]
    outer, inner, upper, lower = (rest[contour[i]] for i in (0, 8, 4, 12))
    middle = (outer + inner) / 2
    return np.array([middle[0], 0.5 * (upper[1] + lower[1]), 0.5 * (upper[2] + lower[2]) - EYE_RADIUS - 0.02])


def _lid_gap(rest: NDArray[np.float64], side: str) -> float:
    """Height of the open eye: the way that the lid goes in a blink."""
    upper, lower = (v if side == "R" else mirror()[v] for v in (159, 145))
    return float(rest[upper, 1] - rest[lower, 1])


def _outside(points: NDArray[np.float64], centre: NDArray[np.float64], radius: float) -> NDArray[np.float64]:
    offset = points - centre
    distance = np.linalg.norm(offset, axis=1, keepdims=True)
    return np.asarray(centre + offset * np.maximum(distance, radius) / distance)


def _open_jaw(points: NDArray[np.float64], angle: NDArray[np.float64]) -> NDArray[np.float64]:
    y, z = points[:, 1] - JAW_HINGE[0], points[:, 2] - JAW_HINGE[1]
    c, s = np.cos(angle), np.sin(angle)
    return np.column_stack([points[:, 0], JAW_HINGE[0] + y * c - z * s, JAW_HINGE[1] + z * c + y * s])
