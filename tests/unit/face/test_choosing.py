"""Which of several faces is meant."""

from __future__ import annotations

import pytest

from countenance.face import chosen_face

ACROSS = [50.0, 0.0, 80.0]


@pytest.mark.parametrize(
    ("choice", "position"),
    [("largest", 0), ("left", 1), ("right", 2), ("1", 1), ("2", 0), ("3", 2), ("9", 2)],
)
def test_which_of_several_faces(choice: str, position: int):
    assert chosen_face(ACROSS, choice) == position


@pytest.mark.parametrize("choice", ["largest", "left", "right", "1", "2"])
def test_one_face_is_always_meant(choice: str):
    assert chosen_face([7.0], choice) == 0
