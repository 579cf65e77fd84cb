"""What was measured, frame by frame, as arrays that can be cut and joined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from countenance.face import PROXIES
from countenance.measurement.motion import REGION_NAMES

__all__ = ["PROXY_UNITS", "Measurement"]

PROXY_UNITS: tuple[int, ...] = tuple(PROXIES)
"""Action units for which there is a blendshape proxy, in the order of every table."""


@dataclass(frozen=True, slots=True, eq=False)
class Measurement:
    """Measurements of T consecutive frames; NaN where no face was found.

    Parameters
    ----------
    time : ndarray of shape (T,)
        Seconds after the recording's first frame, from presentation timestamps; NaN where there are none.
    status : ndarray of shape (T,), str
        ``"detected"``, ``"tracked"``, ``"lost"`` or ``"absent"``.
    n_faces : ndarray of shape (T,), int
        Faces seen when the detector last looked.
    presence : ndarray of shape (T,)
        The landmark model's confidence that it sees a face, 0 to 1; it drops only when much of it is hidden.
    landmarks : ndarray of shape (T, 68, 2)
        x, y in pixels.
    pose : ndarray of shape (T, 6)
        Yaw, pitch, roll in degrees; x, y, z of the head in centimetres.
    proxies : ndarray of shape (T, 16, 2)
        Blendshape proxies of the action units ``PROXY_UNITS``; right and left, 0 to 1.
    motion : ndarray of shape (T, 36, 2)
        Own motion of the regions since the frame before, as a fraction of the distance of the outer eye corners.
    """

    time: NDArray[np.float64]
    status: NDArray[np.str_]
    n_faces: NDArray[np.int64]
    presence: NDArray[np.float64]
    landmarks: NDArray[np.float64]
    pose: NDArray[np.float64]
    proxies: NDArray[np.float64]
    motion: NDArray[np.float64]

    @classmethod
    def empty(cls, n_frames: int) -> Self:
        """Room for a number of frames, all of them without a face."""
        return cls(
            time=np.full(n_frames, np.nan),
            status=np.full(n_frames, "absent", dtype="<U8"),
            n_faces=np.zeros(n_frames, dtype=np.int64),
            presence=np.full(n_frames, np.nan),
            landmarks=np.full((n_frames, 68, 2), np.nan),
            pose=np.full((n_frames, 6), np.nan),
            proxies=np.full((n_frames, len(PROXY_UNITS), 2), np.nan),
            motion=np.full((n_frames, len(REGION_NAMES), 2), np.nan),
        )

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """One after the other."""
        names = [field.name for field in fields(cls)]
        return cls(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """The inverse of :meth:`to_arrays`."""
        return cls(**{field.name: arrays[field.name] for field in fields(cls)})

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Name to array."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def first(self, n_frames: int) -> Self:
        """The first frames alone."""
        return type(self)(**{name: array[:n_frames] for name, array in self.to_arrays().items()})

    def __len__(self) -> int:
        return len(self.time)

    @property
    def has_face(self) -> NDArray[np.bool_]:
        """Whether each frame shows the followed face; shape (T,)."""
        return np.isfinite(self.landmarks[:, 0, 0])

    @property
    def speed(self) -> NDArray[np.float64]:
        """Speed of each region's own motion, shape (T, 36), in distances of the outer eye corners per second."""
        seconds = np.diff(self.time, prepend=np.nan)
        seconds[~(seconds > 0)] = np.nan
        speed: NDArray[np.float64] = np.linalg.norm(self.motion, axis=2) / seconds[:, None]
        return speed
