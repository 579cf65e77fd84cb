"""How far an event moves the skin."""

from __future__ import annotations

import numpy as np
import pytest

from countenance.core import InputError
from countenance.databases.simulated import Person
from countenance.databases.simulated.long.displacement import displacement, gain_for, inter_ocular


def test_inter_ocular_distance_lies_between_the_middles_of_the_eyes():
    points = np.zeros((468, 2))
    points[33], points[133], points[362], points[263] = (10, 50), (30, 50), (70, 50), (90, 50)
    assert inter_ocular(points) == pytest.approx(80 - 20)


def test_displacement_is_the_farthest_vertex_in_the_picture(person: Person):
    neutral, smile = person.project(), person.project({"12": 0.4})
    farthest = max(np.hypot(*(b - a)) for a, b in zip(neutral, smile, strict=True))
    eyes = [(neutral[a] + neutral[b]) / 2 for a, b in ((33, 133), (362, 263))]
    assert displacement(person, {"12": 0.4}) == pytest.approx(100 * farthest / np.hypot(*(eyes[1] - eyes[0])))


@pytest.mark.parametrize("wanted", [0.25, 1.5, 8.0])
@pytest.mark.parametrize("units", [{"12": 1.0}, {"L1": 1.0, "L2": 0.7}])
def test_gain_gives_the_wanted_displacement(person: Person, wanted: float, units: dict[str, float]):
    gain = gain_for(person, units, wanted)
    moved = displacement(person, {unit: gain * share for unit, share in units.items()})
    assert moved == pytest.approx(wanted, abs=1e-3)


def test_what_cannot_be_reached_is_refused(person: Person):
    with pytest.raises(InputError, match=r"Action units 7 cannot move the skin by 8 %"):
        gain_for(person, {"7": 1.0}, 8.0)


def test_camera_of_another_size_sees_the_same_displacement(person: Person):
    """Relative to the eyes' distance nothing changes when all is half as large."""
    from dataclasses import replace

    small = replace(person, camera=person.camera.resized((320, 240)))
    np.testing.assert_allclose(small.project() + 0.5, (person.project() + 0.5) / 2)
    assert displacement(small, {"9": 0.5}) == pytest.approx(displacement(person, {"9": 0.5}))
