"""One person in front of a wall: from a state of the face to a linear picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from countenance.databases.simulated.camera import HEIGHT, WIDTH, Camera
from countenance.databases.simulated.folds import FOLD_SCALE, FOLDS, fold_map
from countenance.databases.simulated.lighting import Lighting, illuminate
from countenance.databases.simulated.rasteriser import rasterise, shade
from countenance.databases.simulated.rig import Intensities, Pose, Rig

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
    pose: Pose = Pose()


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
        self._rig, self._texture, self._camera, self._lighting = rig, texture, camera, lighting
        self._fold_gain, self._age = fold_gain, age
        self._wall = _paint_wall(wall)
        self._still = self._wall.copy()
        self._draw(self._still, FaceState(), (0, 0, WIDTH, HEIGHT), rig.triangles)

    def vertices(self, state: FaceState) -> NDArray[np.float64]:
        """Vertices in centimetres, shape (V, 3)."""
        return self._rig.vertices(state.intensities, state.gaze, state.pose)

    def render(self, state: FaceState) -> NDArray[np.float32]:
        """Linear RGB picture, shape (480, 640, 3)."""
        moving = self._rig.head > 0
        box = self._box(self._camera.project(self.vertices(state))[moving, :2])
        image = self._still.copy()
        left, top, right, bottom = box
        image[top:bottom, left:right] = self._wall[top:bottom, left:right]
        self._draw(image, state, box, self._rig.triangles)
        return image

    def _box(self, points: NDArray[np.float64]) -> tuple[int, int, int, int]:
        """The head at rest and in this pose, with a margin, within the picture."""
        low, high = points.min(axis=0), points.max(axis=0)
        rest = self._rest_box
        low, high = np.minimum(low, rest[:2]) - 3, np.maximum(high, rest[2:]) + 4
        left, top = np.maximum(low, 0).astype(int)
        right, bottom = np.minimum(high, [WIDTH, HEIGHT]).astype(int)
        return int(left), int(top), int(right), int(bottom)

    @property
    def _rest_box(self) -> NDArray[np.float64]:
        if not hasattr(self, "_rest_points"):
            points = self._camera.project(self.vertices(FaceState()))[self._rig.head > 0, :2]
            self._rest_points = np.concatenate([points.min(axis=0), points.max(axis=0)])
        return self._rest_points

    def _draw(
        self,
        image: NDArray[np.float32],
        state: FaceState,
        box: tuple[int, int, int, int],
        triangles: NDArray[np.int32],
    ) -> None:
        left, top, right, bottom = box
        vertices = self.vertices(state)
        projected = self._camera.project(vertices)
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
        rows, columns = 2 * (bottom - top), 2 * (right - left)
        hit = np.empty((rows, columns), dtype=np.int32)
        weights = np.empty((rows, columns, 2), dtype=np.float32)
        samples = np.ascontiguousarray((projected[:, :2] - [left, top]) * 2)
        rasterise(samples, np.ascontiguousarray(projected[:, 2]), triangles, rows, columns, hit, weights)
        folds = fold_map(self._fold_depths(state.intensities))
        crop = np.ascontiguousarray(image[top:bottom, left:right])
        shade(hit, weights, triangles, self._rig.texels, light, self._texture, folds, FOLD_SCALE, crop)
        image[top:bottom, left:right] = crop

    def _fold_depths(self, intensities: Mapping[tuple[int, str], float]) -> NDArray[np.float64]:
        depths = np.zeros((2, len(FOLDS)))
        for row, side in enumerate("RL"):
            for column, fold in enumerate(FOLDS):
                moved = sum(g * max(intensities.get((au, side), 0.0), 0.0) for au, g in fold.drivers.items())
                depths[row, column] = min(self._age * fold.rest + self._fold_gain * moved, 0.75)
        return depths


def _paint_wall(colour: tuple[float, float, float]) -> NDArray[np.float32]:
    row = np.linspace(1.06, 0.9, HEIGHT)[:, None]
    column = 1 - 0.1 * np.linspace(-1, 1, WIDTH)[None] ** 2
    plaster = np.random.default_rng(7).standard_normal((HEIGHT, WIDTH)).astype(np.float32)
    plaster = 0.25 * cv2.GaussianBlur(plaster, (0, 0), 2.0) * 0.3
    shade_ = row * column + plaster
    return (shade_[..., None] * np.asarray(colour)).astype(np.float32)
