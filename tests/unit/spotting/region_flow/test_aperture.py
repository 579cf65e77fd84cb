"""What moves while the mouth is open is one movement; what moves beside it is not touched."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from countenance.spotting.region_flow.aperture import mouth_aperture, openings, while_open
from countenance.spotting.region_flow.curves import Curves
from countenance.spotting.region_flow.excursions import find_excursions
from countenance.spotting.region_flow.fusion import Candidate, fuse

from .planted import FPS, bump, curves

N = 300


def opened(*spans: tuple[int, int], height: float = 0.2) -> np.ndarray:
    aperture = np.full(N, 0.01)
    for first, last in spans:
        aperture[first : last + 1] = height
    return aperture


def found(moving: Curves) -> list[Candidate]:
    return sorted(
        fuse(find_excursions(moving, np.full(len(moving.rest), 0.005)), moving), key=lambda c: c.onset
    )


def two_pulses() -> Curves:
    jaw = bump(N, 60, 85, 0.05) + bump(N, 95, 120, 0.05)
    return curves(chin=jaw, lower_lip_left=jaw)


def test_the_aperture_is_the_lips_distance_over_that_of_the_eyes():
    points = np.zeros((478, 3))
    points[[33, 263], 0] = 100, 300
    points[[13, 14], 1] = 200, 250
    assert mouth_aperture(SimpleNamespace(points=points)) == pytest.approx(0.25)


def test_a_mouth_that_never_moves_or_was_never_seen_is_closed():
    assert openings(np.zeros(0)) == openings(np.full(50, 0.3)) == openings(opened()) == []


def test_pulses_while_the_mouth_is_open_are_one_from_parting_to_meeting():
    moving = two_pulses()
    assert len(found(moving)) == 2
    ((whole, goes_on),) = while_open(found(moving), opened((58, 124)), moving)
    assert (whole.onset, whole.offset, goes_on) == (58, 124, False)
    assert whole.height > 0.5


def test_pulses_between_which_it_closes_stay_two():
    moving = two_pulses()
    assert len(while_open(found(moving), opened((60, 86), (94, 121)), moving)) == 2


def test_what_the_opening_says_already_stays_as_it_is():
    moving = curves(chin=bump(N, 60, 100, 0.05))
    (one,) = found(moving)
    assert while_open([one], opened((one.onset - 1, one.offset + 1)), moving) == [(one, False)]


def test_the_brows_and_what_has_no_opening_are_not_touched():
    moving = curves(
        brow_inner_left=bump(N, 60, 90, 0.05),
        brow_inner_right=bump(N, 60, 90, 0.05),
        chin=bump(N, 200, 240, 0.05),
    )
    before = found(moving)
    assert len(before) == 2
    assert while_open(before, opened((50, 110)), moving) == [(one, False) for one in before]


def test_a_mouth_that_stays_open_for_too_long_joins_nothing():
    moving = two_pulses()
    before = found(moving)
    assert while_open(before, opened((55, 55 + int(4.6 * FPS))), moving) == [(one, False) for one in before]


def test_that_the_mouth_is_still_open_is_said():
    moving = curves(chin=bump(N, 250, 285, 0.05))
    ((_, goes_on),) = while_open(found(moving), opened((250, N - 1)), moving)
    assert goes_on
