"""Action units move the face as the Facial Action Coding System says, on the right side of it."""

from __future__ import annotations

import numpy as np
import pytest

from countenance.core import ActionUnitError
from countenance.databases.simulated import Person
from countenance.databases.simulated.action_unit_fields import action_unit_field, jaw_share
from countenance.databases.simulated.action_unit_recipes import ACTION_UNITS
from countenance.databases.simulated.anatomy import INTER_OCULAR, mirror
from countenance.databases.simulated.bust import coarse_bust

# Vertices of the participant's right side, which is the image's left; mirror() gives the left side.
INNER_BROW, OUTER_BROW = 107, 70
UPPER_LID, LOWER_LID = 159, 145
CORNER, UPPER_LIP, LOWER_LIP, CHIN = 61, 0, 17, 199
CHEEK, WING = 50, 129
OUT, IN, UP, DOWN = "out", "in", "up", "down"

DIRECTIONS = [
    (1, INNER_BROW, UP),
    (2, OUTER_BROW, UP),
    (4, INNER_BROW, DOWN),
    (4, INNER_BROW, IN),
    (5, UPPER_LID, UP),
    (6, CHEEK, UP),
    (6, LOWER_LID, UP),
    (7, LOWER_LID, UP),
    (7, UPPER_LID, DOWN),
    (9, WING, UP),
    (9, INNER_BROW, DOWN),
    (10, UPPER_LIP, UP),
    (12, CORNER, UP),
    (12, CORNER, OUT),
    (14, CORNER, OUT),
    (15, CORNER, DOWN),
    (16, LOWER_LIP, DOWN),
    (17, CHIN, UP),
    (17, LOWER_LIP, UP),
    (18, CORNER, IN),
    (20, CORNER, OUT),
    (23, UPPER_LIP, DOWN),
    (23, LOWER_LIP, UP),
    (24, UPPER_LIP, DOWN),
    (24, LOWER_LIP, UP),
    (25, LOWER_LIP, DOWN),
    (26, LOWER_LIP, DOWN),
    (26, CHIN, DOWN),
    (45, UPPER_LID, DOWN),
]


def movement(person: Person, unit: str) -> np.ndarray:
    """Displacement in the image, inter-ocular distances; y points down."""
    rest = person.project()
    eyes = rest[[33, 133]].mean(axis=0), rest[[263, 362]].mean(axis=0)
    return (person.project({unit: 1.0}) - rest) / np.linalg.norm(eyes[1] - eyes[0])


@pytest.mark.parametrize(("unit", "vertex", "direction"), DIRECTIONS)
def test_direction_on_both_sides(person: Person, unit: int, vertex: int, direction: str):
    moved = movement(person, str(unit))
    for side, v in ((-1, vertex), (1, mirror()[vertex])):
        outwards, up = side * moved[v, 0], -moved[v, 1]
        value = {OUT: outwards, IN: -outwards, UP: up, DOWN: -up}[direction]
        assert value > 0.008


@pytest.mark.parametrize(
    ("unit", "vertex"), [(1, 107), (2, 70), (4, 107), (12, 61), (14, 61), (15, 61), (45, 159)]
)
def test_left_is_the_participants_left_and_the_images_right(person: Person, unit: int, vertex: int):
    left, right = (np.linalg.norm(movement(person, f"{side}{unit}"), axis=1) for side in "LR")
    other = mirror()[vertex]
    assert person.project()[other, 0] > person.project()[vertex, 0]
    assert left[other] > 4 * left[vertex]
    assert right[vertex] > 4 * right[other]


def test_inner_and_outer_brow_raise_apart(person: Person):
    inner, outer = movement(person, "1"), movement(person, "2")
    assert -inner[INNER_BROW, 1] > 3 * -inner[OUTER_BROW, 1]
    assert -outer[OUTER_BROW, 1] > 3 * -outer[INNER_BROW, 1]


def test_lips_part_in_a_smile_only_with_unit_25(person: Person):
    def gap(units: dict[str, float]) -> float:
        points = person.project(units)
        return float(points[14, 1] - points[13, 1])

    assert abs(gap({"12": 1.0}) - gap({})) < 1.0
    assert gap({"12": 1.0, "25": 1.0}) - gap({}) > 3.0


def test_blink_closes_the_eye(person: Person):
    rest, closed = person.project(), person.project(blink=1.0)
    for upper, lower in ((159, 145), (386, 374)):
        assert rest[lower, 1] - rest[upper, 1] > 5
        assert closed[lower, 1] - closed[upper, 1] < 0.3 * (rest[lower, 1] - rest[upper, 1])


@pytest.mark.parametrize("unit", [n for n in ACTION_UNITS if n != 45])
def test_field_is_local_smooth_and_of_the_documented_size(unit: int):
    field = action_unit_field(unit, "R")
    peak = np.linalg.norm(field, axis=1).max() / INTER_OCULAR
    assert 0.02 < peak < 0.16
    # Hairline, ears, neck and shoulders stay.
    still = (coarse_bust().ring >= 1) | np.isin(np.arange(len(field)), [10, 127, 356, 234, 454])
    assert np.linalg.norm(field[still], axis=1).max() / INTER_OCULAR < 0.03


def test_left_field_mirrors_the_right_one():
    left, right = action_unit_field(12, "L")[:468], action_unit_field(12, "R")[:468]
    np.testing.assert_allclose(left, right[list(mirror())] * [-1, 1, 1])


def test_jaw_turns_the_chin_and_leaves_the_upper_face():
    share = jaw_share()
    assert share[152] > 0.95
    assert share[17] > 0.95
    assert share[[0, 4, 33, 70, 10]].max() < 0.02
    assert 0.2 < share[61] < 0.8


def test_intensity_scales_and_nothing_moves_without_units(person: Person):
    rest = person.project()
    np.testing.assert_array_equal(person.project({"12": 0.0}), rest)
    half, full = (np.abs(person.project({"12": a}) - rest).max() for a in (0.5, 1.0))
    assert half == pytest.approx(full / 2, rel=0.05)


@pytest.mark.parametrize("text", ["3", "X12", "twelve", ""])
def test_unknown_units_are_named(person: Person, text: str):
    with pytest.raises(ActionUnitError, match="has no action unit"):
        person.project({text: 1.0})
