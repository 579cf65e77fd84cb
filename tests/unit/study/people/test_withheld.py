"""Recordings of somebody who agrees to nothing any longer."""

from __future__ import annotations

import pytest

from countenance.core import Coding, CodingPass, parse_action_units
from countenance.core.errors import InputError
from countenance.store.records import Film, Participant
from countenance.study.arbitration import AutomaticPolicy
from countenance.study.coding import assign, assignments_of, import_pass, submit, submitted_passes
from countenance.study.coding.assigning import codable_films
from countenance.study.coding.editing import tasks_of
from countenance.study.overview import ActionKind, overview
from countenance.study.people import (
    ITEMS,
    add_consent,
    add_participant,
    agrees_to_nothing,
    consent_text,
    take_back_consent,
    withheld_films,
)
from countenance.study.settlement import decide_automatically, label_all
from countenance.study.status import study_status

AGREED = dict.fromkeys(ITEMS, True)


@pytest.fixture
def gone(study) -> Film:
    """The recording of the first of two participants, who has taken back everything; anna was to code both."""
    with study.writing("admin") as writer:
        films = list(writer.find(Film, order="name"))
        assign(writer, ["anna"], films)
        take_back_consent(writer, writer.get(Participant, films[0].participant))
    return films[0]


def test_it_is_withheld_until_something_is_agreed_to_again(study, gone):
    with study.writing("admin") as writer:
        assert withheld_films(writer) == {gone.id}
        who = writer.get(Participant, gone.participant)
        add_consent(writer, who, consent_text(writer), AGREED)
        assert withheld_films(writer) == frozenset()


def test_nobody_codes_it(study, gone):
    with study.writing("admin") as writer:
        (other,) = codable_films(writer)
        assert [one.film.id for one in assignments_of(writer, "anna")] == [other.id]
        (task,) = tasks_of(writer, "anna")
        assert (task.film.id, task.of) == (other.id, 2)
        with pytest.raises(InputError, match="film1 is given to nobody: its participant withdrew"):
            assign(writer, ["ben"], [other, gone])
        assign(writer, ["ben"], [other])


@pytest.mark.usefixtures("gone")
def test_home_asks_nobody_to_work_on_it(study):
    with study.writing("admin") as writer:
        kinds = {one.kind: one.sentence for one in overview(writer).actions}
        assert kinds[ActionKind.CODE] == "1 recording to code."
        assert ActionKind.ASSIGN in kinds
        assign(writer, ["ben"], codable_films(writer))
        assert ActionKind.ASSIGN not in {one.kind for one in overview(writer).actions}


def test_who_withdraws_without_having_agreed_to_anything_agrees_to_nothing(study):
    with study.writing("admin") as writer:
        who = add_participant(writer, name="Somebody New")
        assert not agrees_to_nothing(writer, who.id)
        taken = take_back_consent(writer, who)
        assert taken is not None
        assert set(taken.items.values()) == {False}
        assert agrees_to_nothing(writer, who.id)
        assert take_back_consent(writer, who) is None


def test_counts_are_without_it(study, gone):
    with study.writing("admin") as writer:
        seen = [Coding(5, 7, 9, parse_action_units("12"))]
        assign(writer, ["anna", "ben"], codable_films(writer))
        add_consent(writer, writer.get(Participant, gone.participant), consent_text(writer), AGREED)
        assign(writer, ["ben"], [gone])
        for coder in ("anna", "ben"):
            import_pass(writer, CodingPass(gone.name, coder, seen))
            submit(writer, coder, gone.name)
        settled = decide_automatically(writer, "cleo", AutomaticPolicy.identical_only())
        label_all(writer, "cleo")
    assert settled
    names = ("recordings", "assignments to be coded", "movements settled", "expressions")
    with study.writing("admin") as writer:
        assert [study_status(writer).counts[one] for one in names] == [2, 2, 1, 1]
        assert ActionKind.PUBLISH in {one.kind for one in overview(writer).actions}
        take_back_consent(writer, writer.get(Participant, gone.participant))
        status, found = study_status(writer), overview(writer)
        assert [status.counts[one] for one in names] == [1, 2, 0, 0]
        assert status.counts["recordings withheld"] == 1
        assert {one.kind for one in found.actions}.isdisjoint({ActionKind.PUBLISH, ActionKind.LABEL})
        assert {one.name: one.done for one in found.stages}["Coded"] == 0
        assert submitted_passes(writer) == []
