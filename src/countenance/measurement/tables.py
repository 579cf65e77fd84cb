"""Measurements as CSV files, one row a frame."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from countenance.core.cache import write_atomically
from countenance.face import PROXIES
from countenance.measurement.motion import REGION_LABELS
from countenance.measurement.series import PROXY_UNITS, Measurement

__all__ = ["to_frames", "write_tables"]

_POSE = ("yaw_deg", "pitch_deg", "roll_deg", "x_cm", "y_cm", "z_cm")


def to_frames(measured: Measurement) -> dict[str, pd.DataFrame]:
    """Measurements as data frames.

    Returns
    -------
    dict
        ``"landmarks"`` (x0, y0 to x67, y67 in px), ``"pose"`` (degrees, cm), ``"proxies"`` (AU1_right ... 0 to 1)
        and ``"motion"`` (for each region speed, then x and y of the velocity, in distances of the outer eye
        corners per second). Each begins with frame (from 0), time in seconds, status and number of faces.
    """
    velocity = measured.motion / np.diff(measured.time, prepend=np.nan)[:, None, None]
    columns = {
        "landmarks": ([f"{axis}{i}" for i in range(68) for axis in "xy"], measured.landmarks),
        "pose": (list(_POSE), measured.pose),
        "proxies": (
            [f"AU{unit}_{PROXIES[unit]}_{side}" for unit in PROXY_UNITS for side in ("right", "left")],
            measured.proxies,
        ),
        "motion": (
            [f"{region}_{what}" for region in REGION_LABELS for what in ("speed", "x", "y")],
            np.concatenate([measured.speed[..., None], velocity], axis=2),
        ),
    }
    return {
        name: pd.concat(
            [_index(measured), pd.DataFrame(values.reshape(len(measured), -1), columns=names)], axis=1
        )
        for name, (names, values) in columns.items()
    }


def _index(measured: Measurement) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "frame": np.arange(len(measured)),
            "time_s": measured.time,
            "status": measured.status,
            "n_faces": measured.n_faces,
        }
    )


def write_tables(measured: Measurement, folder: Path) -> list[Path]:
    """Write ``landmarks.csv``, ``pose.csv``, ``proxies.csv`` and ``motion.csv``; empty cells where no face was."""
    paths = []
    for name, frame in to_frames(measured).items():
        path = folder / f"{name}.csv"
        write_atomically(path, frame.to_csv(index=False, float_format="%.5g", lineterminator="\n"))
        paths.append(path)
    return paths
