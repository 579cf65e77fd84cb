"""The spotter behind its contract."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from countenance.core import Excluded, Frame, InputError, Interval, Spotted
from countenance.spotting import spotting_method
from countenance.spotting.region_flow import CHANNEL_NAMES, RegionFlowSpotter
from countenance.testing import check_spotter
from countenance.testing.spotters import _simulated


def stream(images: np.ndarray, start: int = 0) -> list[Frame]:
    return [Frame(start + n, None, image) for n, image in enumerate(images)]


def test_it_does_what_every_spotter_must():
    check_spotter(RegionFlowSpotter)


def test_it_is_registered_with_its_parameters():
    spotter = spotting_method("region-flow").spotter(face="left", least_score=0.7)
    assert (spotter.face, spotter.least_score) == ("left", 0.7)
    assert spotter.curve_names == CHANNEL_NAMES


@pytest.mark.parametrize("least_score", [-0.1, 1.1, float("nan")])
def test_a_least_score_that_is_none_is_refused(least_score: float):
    with pytest.raises(InputError, match="is no score: give a number from 0 to 1"):
        RegionFlowSpotter(least_score=least_score)


def test_faces_rates_and_orders_that_are_none_are_refused():
    images = _simulated()[:3]
    with pytest.raises(InputError, match="face 'biggest' is no choice"):
        RegionFlowSpotter(face="biggest")
    with pytest.raises(InputError, match="is no frame rate: expected a positive number"):
        list(RegionFlowSpotter().spot(stream(images), 0))
    with pytest.raises(InputError, match="expected frames in order"):
        list(RegionFlowSpotter().spot(stream(images)[::-1], 30))


def test_curves_are_unknown_without_a_face_and_show_the_movement_with_one():
    smile = _simulated()
    blank = np.full_like(smile[:20], 127)
    curves: list[np.ndarray] = []
    found = list(
        RegionFlowSpotter(least_score=0).spot(
            stream(np.concatenate([blank, smile, blank])), 30, trace=lambda _, values: curves.append(values)
        )
    )
    seen = np.array(curves)
    assert seen.shape == (len(smile) + 40, len(CHANNEL_NAMES))
    assert np.isnan(seen[:20]).all()
    assert np.isnan(seen[-10:]).all()
    corner = seen[:, CHANNEL_NAMES.index("mouth_corner_right")]
    assert corner[20 + 34] > 3 * np.nanmax(corner[20 : 20 + 24])
    assert [(e.interval.onset < 20) for e in found if isinstance(e, Excluded) and e.reason == "no face"] == [
        True,
        False,
    ]
    assert all(e.interval.onset >= 20 for e in found if isinstance(e, Spotted))


@pytest.mark.parametrize("kept", [20, 21])
def test_what_lies_behind_a_gap_begins_anew(kept: int):
    """The smile's beginning is missing: what follows is not measured against the face before it."""
    smile = _simulated()
    images = np.concatenate([smile[:kept], smile[34:]])
    times = [Fraction(n if n < kept else n + 60, 30) for n in range(len(images))]
    curves: list[np.ndarray] = []
    frames = [Frame(n, time, image) for n, (time, image) in enumerate(zip(times, images, strict=True))]
    found = list(RegionFlowSpotter(least_score=0).spot(frames, 30, trace=lambda _, row: curves.append(row)))
    gaps = [e.interval for e in found if isinstance(e, Excluded) and e.reason == "gap in the recording"]
    assert gaps == [Interval(kept - 1, kept)]
    assert np.abs(curves[kept]).max() == 0
    assert not any(isinstance(e, Spotted) and e.interval.onset < kept <= e.interval.offset for e in found)
