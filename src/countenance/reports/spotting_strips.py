"""The face at onset, apex and offset of a spotted expression, with the regions that moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from countenance.core.contracts import Spotted
from countenance.core.errors import VideoError
from countenance.face import FaceMesh, LandmarkDetector, chosen_face, draw_regions, regions36
from countenance.reports.page import face_window
from countenance.spotting.region_names import names_part
from countenance.video import FrameSource

__all__ = ["Strip", "draw_strip", "most_certain", "strips"]

_HEIGHT = 300


@dataclass(frozen=True, eq=False)
class Strip:
    """Three pictures of one expression.

    Parameters
    ----------
    pictures : tuple of three ndarray of shape (300, W, 3), uint8
        RGB, of onset, apex and offset.
    marked : bool
        Whether regions are drawn.
    """

    pictures: tuple[NDArray[np.uint8], ...]
    marked: bool


def most_certain(expressions: Sequence[Spotted], n: int) -> list[int]:
    """Positions of the expressions with the highest scores, in order of time."""
    order = sorted(range(len(expressions)), key=lambda i: -expressions[i].score)
    return sorted(order[:n])


def strips(
    source: FrameSource, expressions: Sequence[Spotted], n: int, face: str = "largest"
) -> dict[int, Strip]:
    """Strips of the most certain expressions, by position; one whose frames cannot be read again has none.

    Parameters
    ----------
    source : FrameSource
        That the expressions were spotted in.
    expressions : sequence of Spotted
    n : int
        How many at most.
    face : str
        Which of several faces was watched: ``"largest"``, ``"left"``, ``"right"`` or its number from the left.
    """
    detector = LandmarkDetector()
    drawn = {}
    for position in most_certain(expressions, n):
        found = expressions[position]
        wanted = (found.interval.onset, found.apex, found.interval.offset)
        try:
            frames = _read(source, wanted)
        except VideoError:
            continue
        drawn[position] = draw_strip(frames, found.regions, detector, face)
    return drawn


def _read(source: FrameSource, wanted: Sequence[int]) -> list[NDArray[np.uint8]]:
    """One pass from the first to the last, because each start from the middle decodes from a keyframe on."""
    held = {
        frame.index: frame.image
        for frame in source.frames(wanted[0], wanted[-1] + 1)
        if frame.index in wanted
    }
    return [held[index] for index in wanted]


def draw_strip(
    frames: Sequence[NDArray[np.uint8]],
    moved: Sequence[str],
    detector: LandmarkDetector,
    face: str = "largest",
) -> Strip:
    """Cut three frames to the face and draw the regions that moved.

    Parameters
    ----------
    frames : sequence of three ndarray of shape (H, W, 3), uint8
        RGB, of onset, apex and offset.
    moved : sequence of str
        Names of regions of :func:`countenance.face.regions36`, or of several by the words that they share, such
        as ``lid_left``; others are not drawn.
    detector : LandmarkDetector
    face : str
        As for :func:`strips`.

    Returns
    -------
    Strip
        Of whole frames, where the apex shows no face.
    """
    meshes = detector.meshes(frames[1])
    if not meshes:
        return Strip(tuple(_sized(frame) for frame in frames), marked=False)
    apex = meshes[chosen_face([float(mesh.points[:, 0].mean()) for mesh in meshes], face)]
    # From the apex to the frames beside it the face is where it was, so that another one cannot take its place.
    followed = [detector.update(frames[0], apex), apex, detector.update(frames[2], apex)]
    window = face_window(apex.landmarks68, frames[1].shape)
    drawn = [
        _drawn(frame, mesh, window, moved, i == 1)
        for i, (frame, mesh) in enumerate(zip(frames, followed, strict=True))
    ]
    return Strip(tuple(picture for picture, _ in drawn), marked=any(marked for _, marked in drawn))


def _drawn(
    frame: NDArray[np.uint8],
    mesh: FaceMesh | None,
    window: tuple[slice, slice],
    moved: Sequence[str],
    fill: bool,
) -> tuple[NDArray[np.uint8], bool]:
    rows, columns = window
    picture = _sized(frame[rows, columns])
    if mesh is None:
        return picture, False
    scale = _HEIGHT / (rows.stop - rows.start)
    # A pixel's centre lies at whole coordinates, so scaling moves it by half a new and half an old pixel.
    points = (mesh.landmarks68 - (columns.start, rows.start) + 0.5) * scale - 0.5
    regions = [r for r in regions36(points) if any(names_part(name, r.name) for name in moved)]
    return (draw_regions(picture, regions, opacity=0.3 if fill else 0.0) if regions else picture), bool(
        regions
    )


def _sized(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    scale = _HEIGHT / picture.shape[0]
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(
        cv2.resize(picture, (round(picture.shape[1] * scale), _HEIGHT), interpolation=method), np.uint8
    )
