"""Recordings of somebody who agrees to nothing any longer."""

from __future__ import annotations

import pytest

from countenance.core.errors import InputError
from countenance.store.records import Film, Participant
from countenance.study.coding import assign, assignments_of
from countenance.study.coding.assigning import codable_films
from countenance.study.coding.editing import tasks_of
from countenance.study.overview import ActionKind, overview
from countenance.study.people import ITEMS, add_consent, consent_text, take_back_consent, withheld_films


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
        add_consent(writer, who, consent_text(writer), dict.fromkeys(ITEMS, True))
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
