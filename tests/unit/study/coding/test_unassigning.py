"""A recording is taken from a coder only while nothing was marked."""

from __future__ import annotations

import pytest

from countenance.core import Coding, InputError
from countenance.store.records import Assignment, Film
from countenance.study.coding import add_coding, assign, submit, unassign
from countenance.study.project import Study


def test_what_nobody_has_begun_is_taken_back(study: Study):
    with study.writing("admin") as writer:
        assign(writer, ["anna", "ben"], list(writer.find(Film)))
        unassign(writer, "anna", "film1")
        assert writer.count(Assignment) == 3
        with pytest.raises(InputError, match="film1 is not assigned to anna"):
            unassign(writer, "anna", "film1")
        again = assign(writer, ["anna"], list(writer.find(Film)))
        assert len(again) == 1
    assert study.verify().faults == ()


def test_what_was_marked_or_submitted_stays(study: Study):
    with study.writing("admin") as writer:
        assign(writer, ["anna"], list(writer.find(Film)))
        add_coding(writer, "anna", "film1", Coding(1, 2, 3))
        with pytest.raises(InputError, match="film1 stays with anna, who has marked 1 movement in it"):
            unassign(writer, "anna", "film1")
        submit(writer, "anna", "film2")
        with pytest.raises(InputError, match="who has submitted it"):
            unassign(writer, "anna", "film2")
        assert writer.count(Assignment) == 2
