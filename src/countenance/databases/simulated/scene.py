"""One person in front of a wall: from a state of the face to a linear picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from countenance.databases.simulated.camera import Camera
from countenance.databases.simulated.folds import FOLDED, FOLDS, fold_map
from countenance.databases.simulated.lighting import Lighting, illuminate
from countenance.databases.simulated.rasteriser import darken, rasterise, shade
from countenance.databases.simulated.rig import AT_REST, Intensities, Pose, Rig

__all__ = ["FaceState", "Scene"]


@dataclass(frozen=True)
class FaceState:
    """What changes from frame to frame.

    Attributes
    ----------
    intensities : mapping
        See `rig.Intensities`.
    gaze : tuple of float
        Radians to the image's right and up.
    pose : Pose
    """

    intensities: Intensities = field(default_factory=dict)
    gaze: tuple[float, float] = (0.0, 0.0)
    pose: Pose = AT_REST


class Scene:
    """A renderer for one person; keeps what does not change between frames.

    Parameters
    ----------
    rig : Rig
    texture : ndarray of shape (H, W, 3)
        As `skin.bake` returns it.
    camera : Camera
    lighting : Lighting
    wall : tuple of float
        Linear RGB of the background.
    fold_gain, age : float
        Depth of the folds that move, and of those at rest.
    """

    def __init__(
        self,
        rig: Rig,
        texture: NDArray[np.float32],
        camera: Camera,
        lighting: Lighting,
        wall: tuple[float, float, float],
        fold_gain: float,
        age: float,
    ) -> None:
        self._rig, self._camera, self._lighting = rig, camera, lighting
        self._texture, self._bare = texture.copy(), texture[FOLDED].copy()
        self._fold_gain, self._age = fold_gain, age
        self._wall = _paint_wall(wall, camera.size)
        self._depths: NDArray[np.float64] | None = None
        self._turning = np.flatnonzero(rig.head > 0)
        rest = self.vertices(FaceState())
        projected = camera.project(rest)
        self._rest = self._extent(projected)
        self._still = self._draw(FaceState(), rest, projected, (0, 0, *camera.size))

    def vertices(self, state: FaceState) -> NDArray[np.float64]:
        """Vertices in centimetres, shape (V, 3)."""
        return self._rig.vertices(state.intensities, state.gaze, state.pose)

    def render(self, state: FaceState) -> NDArray[np.float32]:
        """Linear RGB picture of the camera's size, shape (H, W, 3)."""
        vertices = self.vertices(state)
        projected = self._camera.project(vertices)
        left, top, right, bottom = box = self._box(projected)
        image = self._still.copy()
        image[top:bottom, left:right] = self._draw(state, vertices, projected, box)
        return image

    def _extent(self, projected: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Lowest and highest column and row of what turns with the head."""
        columns, rows = projected[self._turning, 0], projected[self._turning, 1]
        return np.array([columns.min(), rows.min()]), np.array([columns.max(), rows.max()])

    def _box(self, projected: NDArray[np.float64]) -> tuple[int, int, int, int]:
        """What the head covers at rest and in this pose, with a margin: left, top, right, bottom."""
        lowest, highest = self._extent(projected)
        low = np.minimum(lowest, self._rest[0]) - 3
        high = np.maximum(highest, self._rest[1]) + 4
        left, top = np.maximum(low, 0).astype(int)
        right, bottom = np.minimum(high, self._camera.size).astype(int)
        return int(left), int(top), int(right), int(bottom)

    def _draw(
        self,
        state: FaceState,
        vertices: NDArray[np.float64],
        projected: NDArray[np.float64],
        box: tuple[int, int, int, int],
    ) -> NDArray[np.float32]:
        """The person before the wall, within the box."""
        left, top, right, bottom = box
        lamp = self._lighting
        light = illuminate(
            vertices,
            self._rig.normals(vertices),
            self._rig.occlusion,
            self._rig.gloss,
            lamp.directions(),
            np.array([lamp.key_power, lamp.fill_power, lamp.ambient]),
            np.array([1 + lamp.warmth, 1.0, 1 - lamp.warmth]),
            self._camera.distance,
        )
        triangles = self._rig.triangles
        rows, columns = 2 * (bottom - top), 2 * (right - left)
        hit = np.empty((rows, columns), dtype=np.int32)
        weights = np.empty((rows, columns, 2), dtype=np.float32)
        samples = np.ascontiguousarray((projected[:, :2] - [left, top]) * 2)
        rasterise(samples, np.ascontiguousarray(projected[:, 2]), triangles, rows, columns, hit, weights)
        self._fold(state.intensities)
        crop = self._wall[top:bottom, left:right].copy()
        shade(hit, weights, triangles, self._rig.texels, light, self._texture, crop)
        return crop

    def _fold(self, intensities: Mapping[tuple[int, str], float]) -> None:
        """Draw the folds into the texture, unless they are the last frame's."""
        depths = self._fold_depths(intensities)
        if self._depths is None or not np.array_equal(depths, self._depths):
            darken(self._bare, fold_map(depths), self._texture[FOLDED])
            self._depths = depths

    def _fold_depths(self, intensities: Mapping[tuple[int, str], float]) -> NDArray[np.float64]:
        depths = np.zeros((2, len(FOLDS)))
        for row, side in enumerate("RL"):
            for column, fold in enumerate(FOLDS):
                moved = sum(g * max(intensities.get((au, side), 0.0), 0.0) for au, g in fold.drivers.items())
                depths[row, column] = min(self._age * fold.rest + self._fold_gain * moved, 0.75)
        return depths


def _paint_wall(colour: tuple[float, float, float], size: tuple[int, int]) -> NDArray[np.float32]:
    width, height = size
    row = np.linspace(1.06, 0.9, height)[:, None]
    column = 1 - 0.1 * np.linspace(-1, 1, width)[None] ** 2
    plaster = np.random.default_rng(7).standard_normal((height, width)).astype(np.float32)
    plaster = 0.25 * cv2.GaussianBlur(plaster, (0, 0), 2.0) * 0.3
    shade_ = row * column + plaster
    return np.asarray(shade_[..., None] * np.asarray(colour), dtype=np.float32)
