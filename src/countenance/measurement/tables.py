"""Measurements as CSV files, one row a frame."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from countenance.core.cache import atomic_file
from countenance.face import PROXIES
from countenance.measurement.motion import REGION_NAMES
from countenance.measurement.series import PROXY_UNITS, Measurement

__all__ = ["to_frame", "write_tables"]

_Columns = tuple[list[str], NDArray[np.float64]]


def to_frame(measured: Measurement, name: str) -> pd.DataFrame:
    """One of the tables, a row a frame.

    Parameters
    ----------
    measured : Measurement
    name : {"landmarks", "pose", "proxies", "motion"}
        Points x0, y0 to x67, y67 in px; degrees and cm; AU1_right ... from 0 to 1; for each region speed, then x
        and y of the velocity, in distances of the outer eye corners per second. Every table begins with frame
        (from 0), time in seconds, status, number of faces and the confidence that there is one.
    """
    columns, values = _CONTENTS[name](measured)
    index = {
        "frame": np.arange(len(measured)),
        "time_s": measured.time,
        "status": measured.status,
        "n_faces": measured.n_faces,
        "presence": measured.presence,
    }
    return pd.concat(
        [pd.DataFrame(index), pd.DataFrame(values.reshape(len(measured), -1), columns=columns)], axis=1
    )


def _landmarks(measured: Measurement) -> _Columns:
    return [f"{axis}{i}" for i in range(68) for axis in "xy"], measured.landmarks


def _pose(measured: Measurement) -> _Columns:
    return ["yaw_deg", "pitch_deg", "roll_deg", "x_cm", "y_cm", "z_cm"], measured.pose


def _proxies(measured: Measurement) -> _Columns:
    sides = ("right", "left")
    return [f"AU{unit}_{PROXIES[unit]}_{side}" for unit in PROXY_UNITS for side in sides], measured.proxies


def _motion(measured: Measurement) -> _Columns:
    velocity = measured.motion / np.diff(measured.time, prepend=np.nan)[:, None, None]
    names = [f"{region}_{what}" for region in REGION_NAMES for what in ("speed", "x", "y")]
    return names, np.concatenate([measured.speed[..., None], velocity], axis=2)


_CONTENTS: dict[str, Callable[[Measurement], _Columns]] = {
    "landmarks": _landmarks,
    "pose": _pose,
    "proxies": _proxies,
    "motion": _motion,
}


def write_tables(measured: Measurement, folder: Path) -> list[Path]:
    """Write ``landmarks.csv``, ``pose.csv``, ``proxies.csv`` and ``motion.csv``; empty cells where no face was."""
    paths = []
    for name in _CONTENTS:
        path = folder / f"{name}.csv"
        table = to_frame(measured, name)
        with atomic_file(path) as file:
            table.to_csv(file, index=False, float_format="%.5g", lineterminator="\n")
        paths.append(path)
    return paths
