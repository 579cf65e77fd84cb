"""One face followed through a recording, with the state of every frame reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from countenance.core.errors import InputError
from countenance.face.detection import Detection
from countenance.face.images import Image, to_rgb
from countenance.face.mesh import FaceMesh, LandmarkDetector

__all__ = ["FaceTracker", "TrackStatus", "TrackedFace", "track"]


class TrackStatus(StrEnum):
    """How the face of a frame came about, or why there is none."""

    DETECTED = "detected"
    """Found by the face detector in this frame."""
    TRACKED = "tracked"
    """Found where it was in the frame before."""
    LOST = "lost"
    """No face here, but in an earlier frame."""
    ABSENT = "absent"
    """No face here and in no earlier frame."""


@dataclass(frozen=True, eq=False)
class TrackedFace:
    """What one frame of a recording shows.

    Attributes
    ----------
    frame : int
        Number of the frame, from 0.
    status : TrackStatus
        How the face was found, or that there is none.
    face : FaceMesh or None
        The followed face.
    n_faces : int
        How many faces the last look of the detector found (see :class:`FaceTracker`), at least 1 with a face.
    """

    frame: int
    status: TrackStatus
    face: FaceMesh | None
    n_faces: int

    @property
    def several(self) -> bool:
        """Whether the detector saw further faces besides the followed one."""
        return self.n_faces > 1

    @property
    def landmarks68(self) -> npt.NDArray[np.float64] | None:
        """The 68 landmarks of the followed face, shape (68, 2), or None."""
        return None if self.face is None else self.face.landmarks68


class FaceTracker:
    """Follows one face frame by frame; remembers the last face only.

    The largest face is taken first. While the landmark model stays sure, it is followed by its landmarks
    alone, so that a larger face that comes in does not take over. When it is lost, the detection that
    overlaps the last known place most is taken, else the largest. Landmarks are not smoothed.

    Parameters
    ----------
    detector : LandmarkDetector, optional
        By default a new one.
    look_every : int
        Frames between two looks of the face detector for further faces while one is followed.

    Raises
    ------
    SetupError
        If the model weights are not installed.
    InputError
        If ``look_every`` is not positive.
    """

    def __init__(self, detector: LandmarkDetector | None = None, look_every: int = 15) -> None:
        if look_every < 1:
            raise InputError(f"look_every must be at least 1 frame, not {look_every}.")
        self.detector = detector or LandmarkDetector()
        self.look_every = look_every
        self._frame = 0
        self._face: FaceMesh | None = None
        self._last_box: tuple[float, float, float, float] | None = None
        self._n_faces = 0

    def update(self, image: npt.NDArray[np.generic]) -> TrackedFace:
        """Take the next frame.

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
        status = TrackStatus.TRACKED
        face = None if self._face is None else self.detector.update(rgb, self._face)
        if face is None:
            status, face = self._redetect(rgb)
        elif self._frame % self.look_every == 0:
            self._n_faces = max(1, len(self.detector.faces.detect(rgb)))
        self._face = face
        if face is not None:
            self._last_box = face.box
        result = TrackedFace(self._frame, status, face, self._n_faces)
        self._frame += 1
        return result

    def state(self) -> dict[str, npt.NDArray[np.float64]]:
        """What is remembered, as arrays that can be stored and given to :meth:`resume`."""
        face = self._face
        return {
            "frame": np.array(float(self._frame)),
            "n_faces": np.array(float(self._n_faces)),
            "points": np.empty((0, 3)) if face is None else face.points,
            "presence": np.array(0.0 if face is None else face.presence),
            "box": np.array(self._last_box or (), dtype=np.float64),
        }

    def resume(self, state: Mapping[str, npt.NDArray[np.float64]]) -> None:
        """Go on from the state of another tracker as if this one had seen the same frames."""
        self._frame, self._n_faces = int(state["frame"]), int(state["n_faces"])
        points = np.asarray(state["points"], dtype=np.float64)
        self._face = FaceMesh(points, float(state["presence"])) if len(points) else None
        box = tuple(map(float, state["box"]))
        self._last_box = (box[0], box[1], box[2], box[3]) if box else None

    def _redetect(self, rgb: Image) -> tuple[TrackStatus, FaceMesh | None]:
        candidates = sorted(self.detector.faces.detect(rgb), key=self._overlap, reverse=True)
        meshes = (self.detector.refine(rgb, candidate) for candidate in candidates)
        face = next((mesh for mesh in meshes if mesh is not None), None)
        if face is not None:
            self._n_faces = len(candidates)
            return TrackStatus.DETECTED, face
        self._n_faces = 0
        return (TrackStatus.ABSENT if self._last_box is None else TrackStatus.LOST), None

    def _overlap(self, candidate: Detection) -> float:
        return 0.0 if self._last_box is None else candidate.iou(self._last_box)


def track(
    frames: Iterable[npt.NDArray[np.generic]], detector: LandmarkDetector | None = None, look_every: int = 15
) -> Iterator[TrackedFace]:
    """Follow one face through frames of any number; one report per frame, in order.

    Parameters
    ----------
    frames : iterable of ndarray of shape (H, W) or (H, W, 3), uint8
        Grey or RGB; read one at a time, none is kept.
    detector, look_every
        As for :class:`FaceTracker`.

    Yields
    ------
    TrackedFace
        Also for frames without a face: nothing is raised for those.

    Raises
    ------
    InputError
        If a frame has another shape or type.
    """
    tracker = FaceTracker(detector, look_every)
    for image in frames:
        yield tracker.update(image)
