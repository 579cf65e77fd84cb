"""478 landmarks of a face: MediaPipe's face mesh model on a crop that is rotated upright.

Kartynnik et al. 2019, arXiv:1907.06724. The crop comes from the detected eyes first and from the landmarks
themselves afterwards; repeating that settles it. Nothing is smoothed over time, so that landmarks do not lag
behind a movement of a few frames.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from countenance.face.detection import Detection, FaceDetector
from countenance.face.images import Image, to_rgb
from countenance.face.mapping import landmarks68_from_mesh
from countenance.face.networks import landmark_network
from countenance.face.weights import read_task_member

__all__ = ["FaceMesh", "LandmarkDetector"]

_SIDE = 256
_MARGIN = 1.5
_RIGHT_EYE, _LEFT_EYE = 33, 263  # outer corners


@dataclass(frozen=True, eq=False)
class FaceMesh:
    """The landmarks of one face in one image.

    Attributes
    ----------
    points : ndarray of shape (478, 3)
        x and y in pixels (0, 0 is the centre of the top left pixel), z in about the same unit, smaller
        towards the camera. Points 468 to 477 are the irises.
    presence : float
        The model's confidence that the crop shows a face, 0 to 1.
    """

    points: npt.NDArray[np.float64]
    presence: float

    @property
    def landmarks68(self) -> npt.NDArray[np.float64]:
        """The 68 iBUG landmarks, shape (68, 2), in pixels."""
        return landmarks68_from_mesh(self.points)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the landmarks, in pixels."""
        left, top = self.points[:, :2].min(axis=0)
        right, bottom = self.points[:, :2].max(axis=0)
        return float(left), float(top), float(right), float(bottom)


@dataclass(frozen=True)
class _Crop:
    """An upright square around a face: centre and side in pixels, angle of the eye line in radians."""

    centre: tuple[float, float]
    side: float
    angle: float

    @classmethod
    def around(cls, points: npt.NDArray[np.float64], right: npt.ArrayLike, left: npt.ArrayLike) -> _Crop:
        """The square with a margin around ``points``, upright for the eye line from ``right`` to ``left``."""
        dx, dy = np.subtract(left, right)
        angle = float(np.arctan2(dy, dx))
        turn = _rotation(angle)
        upright = points @ turn
        low, high = upright.min(axis=0), upright.max(axis=0)
        x, y = (low + high) / 2 @ turn.T
        return cls((float(x), float(y)), float((high - low).max()) * _MARGIN, angle)

    @classmethod
    def of_detection(cls, face: Detection) -> _Crop:
        """The square round a detected face, turned by the line between its eyes."""
        left, top, right, bottom = face.box
        dx, dy = face.keypoints[1] - face.keypoints[0]
        centre = ((left + right) / 2, (top + bottom) / 2)
        return cls(centre, max(right - left, bottom - top) * _MARGIN, float(np.arctan2(dy, dx)))

    @classmethod
    def of_mesh(cls, points: npt.NDArray[np.float64]) -> _Crop:
        return cls.around(points[:, :2], points[_RIGHT_EYE, :2], points[_LEFT_EYE, :2])

    def distance(self, other: _Crop) -> float:
        """How far another crop lies apart in place, size or angle, as a share of this one's side."""
        shift = np.hypot(self.centre[0] - other.centre[0], self.centre[1] - other.centre[1])
        turn = (other.angle - self.angle + np.pi) % (2 * np.pi) - np.pi
        return float(max(shift / self.side, abs(other.side / self.side - 1) / 2, abs(turn) / 2))

    def to_image(self) -> npt.NDArray[np.float64]:
        """Affine matrix of shape (2, 3) from crop pixels to image pixels."""
        linear = _rotation(self.angle) * (self.side / _SIDE)
        offset = np.array(self.centre) - linear @ np.full(2, _SIDE / 2)
        return np.hstack([linear, offset[:, None]])


class LandmarkDetector:
    """Finds faces and their 478 landmarks. Not thread-safe: use one per worker.

    Parameters
    ----------
    min_score : float
        Smallest confidence of the face detector.
    min_presence : float
        Smallest confidence of the landmark model; below it there is no face.
    iterations : int
        How often the crop of a newly detected face is refined from its own landmarks.
    lag : float
        Share of the crop's side by which it may be off before it is cut again (see :meth:`update`).

    Raises
    ------
    SetupError
        If the model weights are not installed.
    """

    def __init__(
        self, min_score: float = 0.5, min_presence: float = 0.5, iterations: int = 4, lag: float = 0.002
    ) -> None:
        self.min_presence = min_presence
        self.iterations = iterations
        self.lag = lag
        self.faces = FaceDetector(min_score)
        self._net = landmark_network(read_task_member("face_landmarks_detector.tflite"))

    def mesh(self, image: npt.NDArray[np.generic]) -> FaceMesh | None:
        """Landmarks of the largest face of an image, or None where there is no face.

        Parameters
        ----------
        image : ndarray of shape (H, W) or (H, W, 3), uint8
            Grey or RGB.

        Raises
        ------
        InputError
            If the image has another shape or type.
        """
        return next(iter(self.meshes(image, limit=1)), None)

    def meshes(self, image: npt.NDArray[np.generic], limit: int | None = None) -> list[FaceMesh]:
        """Landmarks of every face of an image (at most ``limit``), the largest first."""
        rgb = to_rgb(image)
        found: list[FaceMesh] = []
        for face in self.faces.detect(rgb):
            mesh = self.refine(rgb, face)
            if mesh is not None:
                found.append(mesh)
            if len(found) == limit:
                break
        return found

    def refine(self, image: npt.NDArray[np.generic], face: Detection) -> FaceMesh | None:
        """Landmarks of a detected face, or None where the landmark model sees none."""
        rgb = to_rgb(image)
        crop = _Crop.of_detection(face)
        mesh = self._run(rgb, crop)
        for _ in range(self.iterations - 1):
            if mesh.presence < self.min_presence:
                return None
            mesh = self._run(rgb, _Crop.of_mesh(mesh.points))
        return mesh if mesh.presence >= self.min_presence else None

    def update(self, image: npt.NDArray[np.generic], previous: FaceMesh) -> FaceMesh | None:
        """Landmarks of a face in the next frame, cropped where it was before; None where it is gone.

        Where the crop turns out to be off by more than ``lag`` of its side (0.2% are half a pixel), it is run
        again: landmarks from a crop that lags behind lag with it, by about a seventh of the way.
        """
        rgb = to_rgb(image)
        crop = _Crop.of_mesh(previous.points)
        mesh = self._run(rgb, crop)
        moved = _Crop.of_mesh(mesh.points)
        if mesh.presence >= self.min_presence and crop.distance(moved) > self.lag:
            mesh = self._run(rgb, moved)
        return mesh if mesh.presence >= self.min_presence else None

    def _run(self, rgb: Image, crop: _Crop) -> FaceMesh:
        to_image = crop.to_image()
        raw, logit = self._net(_cut(rgb, to_image))
        points = np.empty_like(raw)
        points[:, :2] = raw[:, :2] @ to_image[:, :2].T + to_image[:, 2]
        points[:, 2] = raw[:, 2] * (crop.side / _SIDE)
        return FaceMesh(points, float(1 / (1 + np.exp(-np.clip(logit, -80, 80)))))


def _rotation(angle: float) -> npt.NDArray[np.float64]:
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array([[cos, -sin], [sin, cos]])


def _cut(rgb: Image, to_image: npt.NDArray[np.float64]) -> Image:
    """The crop's pixels; a face twice as large or more is shrunk by area first, against aliasing."""
    scale = float(np.hypot(to_image[0, 0], to_image[1, 0]))
    matrix = to_image
    if scale >= 2:
        height, width = (max(1, round(side / scale)) for side in rgb.shape[:2])
        factors = np.array([[width / rgb.shape[1]], [height / rgb.shape[0]]])
        rgb = np.asarray(cv2.resize(rgb, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)
        matrix = to_image * factors
        matrix[:, 2:] += (factors - 1) / 2
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    crop = cv2.warpAffine(rgb, matrix, (_SIDE, _SIDE), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(crop, dtype=np.uint8)
