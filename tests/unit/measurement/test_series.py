from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from countenance.measurement import PROXY_UNITS, REGION_NAMES, Measurement, write_tables


@pytest.fixture
def measured() -> Measurement:
    """Three frames, the middle one without a face."""
    series = Measurement.empty(3)
    series.time[:] = (0.0, 0.04, 0.10)
    for row in (0, 2):
        series.status[row] = "tracked"
        series.n_faces[row] = 1
        series.presence[row] = 0.9
        series.landmarks[row] = np.arange(136).reshape(68, 2)
        series.pose[row] = (1, 2, 3, 4, 5, 6)
        series.proxies[row] = 0.25
    series.motion[2] = (0.03, 0.04)
    return series


def test_speed_uses_the_time_that_passed(measured):
    assert np.isnan(measured.speed[:2]).all()
    assert measured.speed[2] == pytest.approx(np.full(36, 0.05 / 0.06))


def test_parts_join_and_cut(measured):
    twice = Measurement.joined([measured, measured])
    assert len(twice) == 6
    assert twice.has_face.tolist() == [True, False, True] * 2
    assert len(twice.first(4)) == 4
    again = Measurement.from_arrays(measured.to_arrays())
    assert np.array_equal(again.landmarks, measured.landmarks, equal_nan=True)


def test_tables_hold_every_frame_with_empty_cells_for_what_was_not_seen(measured, tmp_path):
    names = [path.name for path in write_tables(measured, tmp_path)]
    assert names == ["landmarks.csv", "pose.csv", "proxies.csv", "motion.csv"]
    landmarks = pd.read_csv(tmp_path / "landmarks.csv")
    assert landmarks["frame"].tolist() == [0, 1, 2]
    assert landmarks["status"].tolist() == ["tracked", "absent", "tracked"]
    assert landmarks["presence"].fillna(-1).tolist() == [0.9, -1, 0.9]
    assert landmarks.loc[0, "y67"] == 135
    assert landmarks.loc[1, "x0":"y67"].isna().all()
    motion = pd.read_csv(tmp_path / "motion.csv")
    assert motion.loc[2, "brow_inner_right_speed"] == pytest.approx(0.05 / 0.06, rel=1e-4)
    assert motion.loc[2, "brow_inner_right_y"] == pytest.approx(0.04 / 0.06, rel=1e-4)
    assert len(motion.columns) == 5 + 3 * len(REGION_NAMES)
    assert len(pd.read_csv(tmp_path / "proxies.csv").columns) == 5 + 2 * len(PROXY_UNITS)
