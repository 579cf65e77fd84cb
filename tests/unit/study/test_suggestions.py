"""Suggestions: who may see them, and which marks they agree with."""

from __future__ import annotations

import pytest

from countenance.core import Coding, CodingPass
from countenance.store.records import Account, Film
from countenance.study.coding import submit
from countenance.study.people import change_account
from countenance.study.settings import allow_suggestions
from countenance.study.suggestions import beside, manner_key, passes_beside, seen_by

from ...web_study import make_study


@pytest.fixture
def study(tmp_path):
    with make_study(tmp_path, n_frames=6) as made:
        yield made


def hidden(study, name):
    with study.reading() as reader:
        return {one.film.name: bool(one.hidden) for one in seen_by(reader, name)}


def test_a_coder_sees_what_he_has_submitted_and_nothing_else(study):
    assert hidden(study, "anna") == {"even": True, "uneven": True}
    with study.writing("anna") as writer:
        submit(writer, "anna", "even")
    assert hidden(study, "anna") == {"even": False, "uneven": True}
    assert hidden(study, "ben") == {"even": True, "uneven": True}
    assert hidden(study, "emil") == {"even": False, "uneven": False}


def test_a_further_role_opens_nothing_that_is_still_to_be_coded(study):
    with study.writing("ada") as writer:
        change_account(writer, "anna", roles=["coder", "admin", "analyst"])
    assert hidden(study, "anna") == {"even": True, "uneven": True}


def test_a_study_may_allow_it_earlier(study):
    with study.writing("ada") as writer:
        allow_suggestions(writer, True)
    assert hidden(study, "anna") == {"even": False, "uneven": False}


def test_names_are_kept_from_coders(study):
    with study.writing("anna") as writer:
        submit(writer, "anna", "even")
    with study.reading() as reader:
        titles = [one.title for one in seen_by(reader, "anna")]
    assert titles == ["Recording 1", "Recording 2"]


def test_who_codes_nothing_knows_of_nothing(study):
    with study.writing("ada") as writer:
        writer.add(Account(name="eve", roles=("coder",)))
    assert hidden(study, "eve") == {}


def test_coders_see_their_own_marks_alone(study):
    for name in ("anna", "ben"):
        with study.writing(name) as writer:
            submit(writer, name, "even")
    with study.reading() as reader:
        film = reader.first(Film, name="even")
        seen = {
            name: [one.coder for one in passes_beside(reader, name, film)] for name in ("anna", "ben", "emil")
        }
        other = reader.first(Film, name="uneven")
        assert passes_beside(reader, "anna", other) == []
    assert seen == {"anna": ["anna"], "ben": ["ben"], "emil": ["anna", "ben"]}


def test_the_same_movement_has_half_of_the_frames_in_common():
    document = {"expressions": [{"onset": 0, "offset": 9}, {"onset": 20, "offset": 29}]}
    marks = (
        Coding(5, None, 14),
        Coding(0, None, 19),
        Coding(21, None, 29),
        Coding(40),
        Coding(20, None, 29, excluded="blink"),
    )
    (found,) = beside(document, [CodingPass("film", "anna", marks)])
    assert [(one.onset, one.offset) for one in found.marks] == [(0, 19), (5, 14), (21, 29)]
    assert found.matches == {0: (0, 0.5), 1: (2, 0.9)}


def test_other_parameters_are_kept_apart():
    keys = {
        manner_key("mdmd", {}),
        manner_key("mdmd", {"k": 12}),
        manner_key("mdmd", {"k": "12"}),
        manner_key("a", {}),
    }
    assert len(keys) == 4
    assert manner_key("mdmd", {"a": 1, "b": 2}) == manner_key("mdmd", {"b": 2, "a": 1})
