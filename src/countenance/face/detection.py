"""Finding faces: MediaPipe's two BlazeFace detectors (Bazarevsky et al. 2019, arXiv:1907.05047).

The short-range model (128 px input) finds faces from about an eighth of the image's long side; it is asked
first. The full-range model (192 px input) finds smaller ones, and is asked only where the short-range model
found none, because on close faces it is the less exact of the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from countenance.face.images import Image, to_rgb
from countenance.face.weights import read_task_member, weight_file

__all__ = ["Detection", "FaceDetector"]

_LOGIT_LIMIT = 80.0
_SUPPRESS_IOU = 0.3


@dataclass(frozen=True, eq=False)
class Detection:
    """One detected face.

    Attributes
    ----------
    box : tuple of float
        Left, top, right and bottom edge in pixels; may reach over the image's border.
    keypoints : ndarray of shape (6, 2)
        The participant's right eye, left eye, nose tip, mouth centre, right ear and left ear, in pixels.
    score : float
        The detector's confidence, 0 to 1.
    """

    box: tuple[float, float, float, float]
    keypoints: npt.NDArray[np.float64]
    score: float

    @property
    def area(self) -> float:
        """Area of the box in square pixels."""
        left, top, right, bottom = self.box
        return (right - left) * (bottom - top)

    def iou(self, box: tuple[float, float, float, float]) -> float:
        """Intersection over union of this face's box with another box."""
        return float(_iou(np.array(self.box), np.array([box]))[0])


@dataclass(frozen=True)
class _Layout:
    """Input side and (stride, anchors per cell) of each output grid of one detector."""

    side: int
    grids: tuple[tuple[int, int], ...]

    def anchors(self) -> npt.NDArray[np.float64]:
        """Centres of the anchors in input pixels, shape (n, 2)."""
        centres = []
        for stride, per_cell in self.grids:
            axis = (np.arange(self.side // stride) + 0.5) * stride
            x, y = np.meshgrid(axis, axis)
            centres.append(np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), per_cell, axis=0))
        return np.concatenate(centres)


_SHORT_RANGE = _Layout(128, ((8, 2), (16, 6)))
_FULL_RANGE = _Layout(192, ((4, 1),))


class FaceDetector:
    """Finds the faces of one image. Not thread-safe: use one per worker.

    Parameters
    ----------
    min_score : float
        Detections below this confidence are left out.

    Raises
    ------
    SetupError
        If the model weights are not installed.
    """

    def __init__(self, min_score: float = 0.5) -> None:
        self.min_score = min_score
        self._short = _BlazeFace(read_task_member("face_detector.tflite"), _SHORT_RANGE)
        self._full: _BlazeFace | None = None

    def detect(self, image: npt.NDArray[np.generic]) -> list[Detection]:
        """Every face of an image, the largest first.

        Parameters
        ----------
        image : ndarray of shape (H, W) or (H, W, 3), uint8
            Grey or RGB.

        Raises
        ------
        InputError
            If the image has another shape or type.
        """
        rgb = to_rgb(image)
        found = self._short.detect(rgb, self.min_score)
        if not found:
            if self._full is None:
                model = weight_file("face_detection_full_range.tflite").read_bytes()
                self._full = _BlazeFace(model, _FULL_RANGE)
            found = self._full.detect(rgb, self.min_score)
        return sorted(found, key=lambda face: face.area, reverse=True)


class _BlazeFace:
    """One BlazeFace network with its anchors."""

    def __init__(self, model: bytes, layout: _Layout) -> None:
        self._net: Any = cv2.dnn.readNetFromTFLite(np.frombuffer(model, np.uint8))
        self._outputs = self._net.getUnconnectedOutLayersNames()
        self._side = layout.side
        self._anchors = layout.anchors()

    def detect(self, rgb: Image, min_score: float) -> list[Detection]:
        """Faces with at least that score, overlapping ones merged."""
        canvas, scale, shift = _letterbox(rgb, self._side)
        self._net.setInput(cv2.dnn.blobFromImage(canvas, 1 / 127.5, mean=(127.5, 127.5, 127.5)))
        outputs = {
            output.shape[-1]: output[0].astype(np.float64) for output in self._net.forward(self._outputs)
        }
        scores = 1 / (1 + np.exp(-np.clip(outputs[1][:, 0], -_LOGIT_LIMIT, _LOGIT_LIMIT)))
        kept = scores >= min_score
        # Columns: box centre, width, height, then six key points; relative to the anchor, in input pixels.
        values = outputs[16][kept].reshape(-1, 8, 2)
        values[:, [0, 2, 3, 4, 5, 6, 7]] += self._anchors[kept][:, None]
        centre, size = values[:, 0], values[:, 1]
        corners = np.stack([centre - size / 2, centre + size / 2], axis=1)
        points = (np.concatenate([corners, values[:, 2:]], axis=1) - shift) / scale - 0.5
        return _weighted_suppression(points, scores[kept])


def _letterbox(rgb: Image, side: int) -> tuple[Image, float, npt.NDArray[np.float64]]:
    """Fit an image into a black square; edge coordinates map by ``x * scale + shift``."""
    height, width = rgb.shape[:2]
    scale = side / max(height, width)
    new_width, new_height = max(1, round(width * scale)), max(1, round(height * scale))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    left, top = (side - new_width) // 2, (side - new_height) // 2
    canvas = np.zeros((side, side, 3), np.uint8)
    canvas[top : top + new_height, left : left + new_width] = cv2.resize(
        rgb, (new_width, new_height), interpolation=method
    )
    return canvas, scale, np.array([left, top], dtype=np.float64)


def _weighted_suppression(
    points: npt.NDArray[np.float64], scores: npt.NDArray[np.float64]
) -> list[Detection]:
    """Blend overlapping detections, weighted by score as MediaPipe does: steadier than the best alone."""
    order = np.argsort(-scores, kind="stable")
    points, scores = points[order], scores[order]
    found = []
    while len(points):
        boxes = points[:, :2].reshape(-1, 4)
        same = _iou(boxes[0], boxes) > _SUPPRESS_IOU
        same[0] = True
        blended = np.average(points[same], axis=0, weights=scores[same])
        left, top, right, bottom = (float(value) for value in blended[:2].ravel())
        found.append(Detection((left, top, right, bottom), blended[2:], float(scores[0])))
        points, scores = points[~same], scores[~same]
    return found


def _iou(box: npt.NDArray[np.float64], boxes: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    low = np.maximum(box[:2], boxes[:, :2])
    high = np.minimum(box[2:], boxes[:, 2:])
    shared = np.prod(np.clip(high - low, 0, None), axis=1)
    union = np.prod(box[2:] - box[:2]) + np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) - shared
    return np.asarray(shared / np.maximum(union, 1e-12), dtype=np.float64)
