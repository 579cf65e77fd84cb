"""A face watched frame by frame: what every later step of a spotter looks at.

Landmarks are looked for at a steady rate in *seconds*, however many frames a second there are: faces do not turn
faster at 200 frames a second, and what moves between two looks is measured by optical flow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from countenance.core.errors import InputError
from countenance.core.frames import Frame
from countenance.core.intervals import FrameRate
from countenance.face import FaceMesh, FaceTracker, LandmarkDetector, TrackStatus, chosen_face

__all__ = ["FaceChoice", "FaceObservation", "FaceWatcher", "check_face", "grey_of"]

FaceChoice = str
"""Which of several faces: ``"largest"``, ``"left"``, ``"right"`` (of the picture), or its number from the left,
from 1."""

_LOOKS_PER_SECOND = 16.0
_LAG = 0.01
"""How far the crop of a face may be off, as a share of its side: landmarks that are a third of a percent of the
inter-ocular distance behind still show where the skin is, which is followed by other means."""
_OUTER_CORNERS, _LEAST_PIXELS = (33, 263), 40
"""Of the eyes, and how far apart they are in a face in which a movement of 2% is nearly a pixel."""


@dataclass(frozen=True, slots=True, eq=False)
class FaceObservation:
    """A frame whose landmarks were looked for; between two of them lie frames that were not.

    Parameters
    ----------
    index : int
        Number of the frame, from 0.
    time : float
        Seconds after the first frame, strictly increasing.
    status : TrackStatus
    n_faces : int
        Faces seen at the detector's last look.
    mesh : FaceMesh or None
        478 landmarks in pixels of the frame; None without a face.
    grey : ndarray of shape (H, W), uint8
        The frame; not to be kept.
    step : float
        Seconds since the frame before, whether that was looked at or not; 0 for the first.
    """

    index: int
    time: float
    status: TrackStatus
    n_faces: int
    mesh: FaceMesh | None
    grey: NDArray[np.uint8]
    step: float = 0.0


class FaceWatcher:
    """Looks for one face in some of the frames of a stream.

    Parameters
    ----------
    fps : float or Fraction
        Nominal frames per second.
    face : str
        Which face to follow where there are several, see :data:`FaceChoice`.

    Attributes
    ----------
    choice : str
        Which of several faces was followed and from when on, in a sentence, and in another that it is too small;
        empty while there is one that is large enough, and no other was wanted.

    Raises
    ------
    InputError
        If ``face`` is no choice.
    SetupError
        If the model weights are not installed.
    """

    def __init__(self, fps: FrameRate, face: FaceChoice = "largest") -> None:
        check_face(face)
        self.choice = ""
        self._face = face
        self._fps = float(fps)
        # Half a frame less than that many frames, so that times that are rounded somewhere count alike.
        self._pause = (max(1, round(self._fps / _LOOKS_PER_SECOND)) - 0.5) / self._fps
        self._tracker = FaceTracker(LandmarkDetector(lag=_LAG), look_every=max(1, round(_LOOKS_PER_SECOND)))
        self._time = self._looked = -np.inf
        self._followed = False

    def time_of(self, frame: Frame) -> float:
        """Seconds at which a frame was shown; its place at the nominal rate where the recording does not tell."""
        return frame.index / self._fps if frame.time is None else float(frame.time)

    def update(self, frame: Frame, grey: NDArray[np.uint8]) -> FaceObservation | None:
        """Look at a frame, if it is this one's turn: after any gap in time it is.

        Parameters
        ----------
        frame : Frame
        grey : ndarray of shape (H, W), uint8
            Its picture without colour.

        Raises
        ------
        InputError
            If frames are not given in order.
        """
        time = self.time_of(frame)
        if not time > self._time:
            raise InputError(
                f"frame {frame.index} is not later than the frame before it: expected frames in order"
            )
        step, self._time = time - self._time, time
        if time - self._looked < self._pause:
            return None
        self._looked = time
        if not self._followed:
            self._choose(frame)
        tracked = self._tracker.update(frame.image)
        if tracked.face is not None and not self._followed:
            self._followed = True
            several = tracked.several or self._number > 1
            which = self._sentence(frame, tracked.face, tracked.n_faces) if several else ""
            self.choice = " ".join(filter(None, (which, _size_remark(tracked.face))))
        return FaceObservation(
            frame.index,
            time,
            tracked.status,
            tracked.n_faces,
            tracked.face,
            grey,
            step if np.isfinite(step) else 0.0,
        )

    def _choose(self, frame: Frame) -> None:
        """Point the tracker at the wanted face; it takes the largest of itself."""
        if self._face == "largest":
            return
        boxes = self._boxes(frame)
        if boxes:
            box = boxes[chosen_face(_centres(boxes), self._face)]
            state = self._tracker.state()
            self._tracker.resume({**state, "box": np.array(box, dtype=np.float64)})

    def _boxes(self, frame: Frame) -> list[NDArray[np.float64]]:
        """Of all faces in a frame, the largest first."""
        return [np.asarray(found.box) for found in self._tracker.detector.faces.detect(frame.image)]

    @property
    def _number(self) -> int:
        """That of the wanted face, 0 where none is given."""
        return int(self._face) if self._face.isdecimal() else 0

    def _sentence(self, frame: Frame, face: FaceMesh, n_faces: int) -> str:
        x = float(face.points[:, 0].mean())
        centres = sorted(_centres(self._boxes(frame)))
        place = 1 + int(np.argmin(np.abs(np.array(centres) - x))) if centres else 1
        wanted = f"{self._face!r}"
        if self._number > max(1, len(centres)):
            wanted = f"number {self._face} was wanted, but there is none"
        if n_faces == 1:
            return f"One face is seen in frame {frame.index}: it was followed ({wanted})."
        return (
            f"{n_faces} faces are seen in frame {frame.index}: number {place} from the left was followed "
            f"({wanted}); choose another with --face N."
        )


def _centres(boxes: Sequence[NDArray[np.float64]]) -> list[float]:
    """Where faces are, across the picture."""
    return [float(box[0] + box[2]) / 2 for box in boxes]


def _size_remark(face: FaceMesh) -> str:
    """What must be said of a face that is too small; nothing of others."""
    pixels = float(np.linalg.norm(np.subtract(*face.points[list(_OUTER_CORNERS)])))
    if pixels >= _LEAST_PIXELS:
        return ""
    return (
        f"The face is about {pixels:.0f} px between the outer corners of the eyes: below {_LEAST_PIXELS} px most "
        "micro-expressions are movements of less than a pixel, and what is found is not reliable."
    )


def check_face(face: FaceChoice) -> None:
    """Refuse what is no choice of a face.

    Raises
    ------
    InputError
        With those that there are.
    """
    if face not in {"largest", "left", "right"} and not (face.isdecimal() and int(face) > 0):
        raise InputError(
            f"face {face!r} is no choice: give largest, left, right or a number counted from the left, from 1"
        )


def grey_of(frame: Frame) -> NDArray[np.uint8]:
    """The frame's picture without colour."""
    if frame.image.ndim == 2:
        return frame.image
    return np.asarray(cv2.cvtColor(frame.image, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
