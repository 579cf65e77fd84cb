"""The report of a measured video: the face with its points and regions, what moved when, and the tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from countenance.core.cache import write_atomically
from countenance.face import draw_landmarks, draw_regions, regions36
from countenance.measurement import REGION_NAMES, Measurement
from countenance.reports.measurement_figures import motion_figure
from countenance.reports.page import face_window, figure_png, figure_svg, picture_uri, write_page

__all__ = ["draw_face", "write_measurement_report"]

_FACE_SIDE = 720


def draw_face(frame: NDArray[np.uint8], landmarks: NDArray[np.float64]) -> NDArray[np.uint8]:
    """The face, enlarged, with its 68 landmarks on the left and its 36 regions on the right.

    Parameters
    ----------
    frame : ndarray of shape (H, W, 3), uint8
        RGB.
    landmarks : ndarray of shape (68, 2)

    Returns
    -------
    ndarray of shape (720, w, 3), uint8
    """
    rows, columns = face_window(landmarks, frame.shape)
    face = frame[rows, columns]
    scale = _FACE_SIDE / face.shape[0]
    large = cv2.resize(face, (round(face.shape[1] * scale), _FACE_SIDE), interpolation=cv2.INTER_CUBIC)
    picture = np.asarray(large, dtype=np.uint8)
    # A pixel's centre lies at whole coordinates, so enlarging moves it by half a new and half an old pixel.
    points = (landmarks - (columns.start, rows.start) + 0.5) * scale - 0.5
    return np.hstack([draw_landmarks(picture, points), draw_regions(picture, regions36(points))])


def write_measurement_report(
    measured: Measurement, name: str, folder: Path, picture: NDArray[np.uint8] | None
) -> None:
    """Write ``report.html``, ``motion.png`` and, where there is a face, ``face.png``.

    Parameters
    ----------
    measured : Measurement
    name : str
        Of the video.
    folder : Path
    picture : ndarray of shape (H, W, 3), uint8, or None
        The face as :func:`draw_face` draws it.
    """
    figure = motion_figure(measured)
    figure_png(figure, folder / "motion.png")
    if picture is not None:
        write_atomically(folder / "face.png", cv2.imencode(".png", picture[..., ::-1])[1].tobytes())
    write_page(
        folder / "report.html",
        "measurement.html",
        name=name,
        facts=_facts(measured),
        picture=None if picture is None else picture_uri(picture),
        figure=figure_svg(figure, "Motion of the areas of the face, head pose and proxies over time"),
        fastest=_fastest(measured),
    )


def _facts(measured: Measurement) -> dict[str, Any]:
    statuses, counts = np.unique(measured.status, return_counts=True)
    return {
        "frames": len(measured),
        "seconds": float(measured.time[-1]) if len(measured) and np.isfinite(measured.time[-1]) else None,
        "with_face": int(measured.has_face.sum()),
        "several": int((measured.n_faces > 1).sum()),
        "statuses": dict(zip(statuses.tolist(), counts.tolist(), strict=True)),
    }


def _fastest(measured: Measurement, n: int = 8) -> list[dict[str, Any]]:
    """The regions whose own motion was fastest, with the frame of their highest speed."""
    speed = np.nan_to_num(measured.speed, nan=-1.0)
    peaks = speed.argmax(0)
    order = np.argsort(-speed.max(0))[:n]
    return [
        {
            "region": REGION_NAMES[i].replace("_", " "),
            "speed": 100 * float(speed[peaks[i], i]),
            "frame": int(peaks[i]),
            "time": float(measured.time[peaks[i]]),
        }
        for i in order
        if speed[peaks[i], i] > 0
    ]
