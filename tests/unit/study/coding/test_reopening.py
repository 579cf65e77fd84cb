"""What was submitted too early is opened again, unless an arbiter has settled something in it."""

from __future__ import annotations

import pytest

from countenance.core import Coding, InputError
from countenance.store.records import Film
from countenance.study.arbitration import AutomaticPolicy
from countenance.study.coding import (
    add_coding,
    assign,
    assignments_of,
    reopen,
    submit,
    submitted_passes,
    visible_passes,
)
from countenance.study.project import Study
from countenance.study.settlement import decide_automatically

CODERS = ("anna", "ben")


@pytest.fixture
def submitted(study: Study) -> Study:
    """Both coders have marked one movement in film1 and submitted it."""
    with study.writing("admin") as writer:
        assign(writer, CODERS, list(writer.find(Film, name="film1")))
        for coder in CODERS:
            add_coding(writer, coder, "film1", Coding(1, 2, 3))
            submit(writer, coder, "film1")
    return study


def test_a_coder_goes_on_and_others_no_longer_see_it(submitted: Study):
    with submitted.writing("ada") as writer:
        reopen(writer, "anna", "film1", " the last minute was missing ")
    with submitted.writing("anna") as writer:
        assert [one.coder for one in submitted_passes(writer)] == ["ben"]
        assert [one.coder for one in visible_passes(writer, "anna")] == ["anna"]
        assert [one.film.name for one in assignments_of(writer, "anna")] == ["film1"]
        (entry,) = [one for one in writer.last_entries(9) if one["action"] == "reopen"]
        assert (entry["actor"], entry["note"]) == ("ada", "film1 for anna: the last minute was missing")
        add_coding(writer, "anna", "film1", Coding(11, 12, 13))
        submit(writer, "anna", "film1")
        assert len(next(one for one in submitted_passes(writer) if one.coder == "anna").codings) == 2
    assert submitted.verify().faults == ()


def test_what_was_not_submitted_and_what_has_no_reason(submitted: Study):
    with submitted.writing("ada") as writer:
        with pytest.raises(InputError, match="say why it is reopened"):
            reopen(writer, "anna", "film1", "  ")
        reopen(writer, "anna", "film1", "a slip")
        with pytest.raises(InputError, match="anna has not submitted film1: there is nothing to reopen"):
            reopen(writer, "anna", "film1", "a slip")


def test_what_was_settled_stays(submitted: Study):
    with submitted.writing("cleo") as writer:
        assert len(decide_automatically(writer, "cleo", AutomaticPolicy(frames=2))) == 1
    with (
        submitted.writing("ada") as writer,
        pytest.raises(InputError, match="an arbiter has settled movements"),
    ):
        reopen(writer, "anna", "film1", "a slip")
