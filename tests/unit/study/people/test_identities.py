"""Who participants are is looked at for a reason, and what the study asks of them is written line by line."""

from __future__ import annotations

import pytest

from countenance.core import InputError
from countenance.core.errors import ConflictError
from countenance.store.records import Participant
from countenance.study.people import (
    add_participant,
    change_facts,
    facts_from,
    keep_identity,
    look_up_identity,
)
from countenance.study.project import Study


def test_a_look_is_in_the_log(study: Study):
    with study.writing("dora") as writer:
        who = writer.first(Participant, number=1)
        found = look_up_identity(writer, who.pseudonym)
        (entry,) = writer.last_entries(1)
    assert found.name == "Secret Name 1"
    assert (entry["actor"], entry["action"]) == ("dora", "look")
    assert who.pseudonym in entry["note"]
    assert "Secret" not in str(entry)


def test_an_identity_is_kept_later_and_changed_by_one_at_a_time(study: Study):
    with study.writing("dora") as writer:
        pseudonym = add_participant(writer).pseudonym
        assert look_up_identity(writer, pseudonym) is None
        kept = keep_identity(writer, pseudonym, name="Late")
        keep_identity(writer, pseudonym, name="Late", payment="paid", version=kept.version)
        with pytest.raises(ConflictError):
            keep_identity(writer, pseudonym, name="Later", version=kept.version)
        assert look_up_identity(writer, pseudonym).payment == "paid"
        with pytest.raises(InputError, match="there is no participant 'p0'"):
            look_up_identity(writer, "p0")


def test_facts_are_changed_by_one_at_a_time(study: Study):
    with study.writing("dora") as writer:
        who = writer.first(Participant, number=1)
        assert change_facts(writer, who, {"age": 22}, version=who.version).facts == {"age": 22}
        with pytest.raises(ConflictError):
            change_facts(writer, writer.first(Participant, number=1), {}, version=who.version)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("", {}),
        ("age=22\r\n\r\n height = 1.7 ", {"age": 22, "height": 1.7}),
        ("code = 007\nsimulated = True", {"code": 7, "simulated": True}),
        ("id = 12345678901234567890", {"id": "12345678901234567890"}),
        ("x = nan\ny = inf\nz = 1e999", {"x": "nan", "y": "inf", "z": "1e999"}),
        ("formula = a = b", {"formula": "a = b"}),
    ],
)
def test_facts_are_lines(text: str, facts: dict[str, object]):
    assert facts_from(text) == facts


@pytest.mark.parametrize("text", ["age", "= 22", "age = 1\nage = 2", "a\0 = 1"])
def test_lines_that_are_no_facts_are_refused(text: str):
    with pytest.raises(InputError):
        facts_from(text)
