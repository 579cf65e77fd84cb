"""The tracker's reports where there is no face; real faces are in tests/integration."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from countenance.core.errors import InputError
from countenance.face import FaceTracker, TrackStatus, track


def test_frames_without_a_face_are_reported_not_raised() -> None:
    reports = list(track(np.full((4, 120, 160), 80, np.uint8)))
    assert [report.frame for report in reports] == [0, 1, 2, 3]
    assert {report.status for report in reports} == {TrackStatus.ABSENT}
    assert all(report.face is None and report.landmarks68 is None for report in reports)
    assert all(report.n_faces == 0 and not report.several for report in reports)


def test_no_frames_no_reports() -> None:
    assert list(track([])) == []


def test_an_endless_stream_is_read_lazily() -> None:
    numbers = itertools.count()
    frames = (np.full((64, 64), next(numbers) % 2, np.uint8) for _ in itertools.count())
    reports = track(frames)
    assert [next(reports).frame for _ in range(3)] == [0, 1, 2]
    assert next(numbers) == 3


def test_unusable_input_is_refused() -> None:
    with pytest.raises(InputError, match="look_every"):
        FaceTracker(look_every=0)
    with pytest.raises(InputError, match="RGB"):
        next(track([np.zeros((50, 50, 4), np.uint8)]))
