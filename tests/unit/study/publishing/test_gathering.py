"""What may be published: nothing beyond consent, nothing unsubmitted, nobody's name."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from unittest.mock import Mock

import pytest

from countenance.core import Category, ExpressionKind, InputError, Interval
from countenance.store import Reader
from countenance.store.records import Assignment, ConsentText, Decision, Film, Label, Participant
from countenance.study.people import (
    ITEMS,
    ReleaseLevel,
    add_consent,
    add_participant,
    consent_of,
    film_level,
    may_print,
)
from countenance.study.people.consent import latest_consents
from countenance.study.publishing import ReleaseContent, gather

from .conftest import NewStudy

RESEARCHERS = ReleaseLevel.RESEARCHERS


def test_consent_decides(new: NewStudy):
    study = new(consents=("public", "laboratory", "researchers", "record"))
    by_level = {
        level: [one.name for one in gather(study, level).recordings] for level in list(ReleaseLevel)[1:]
    }
    assert {level: sorted(names) for level, names in by_level.items()} == {
        "laboratory": ["film0", "film1", "film2"],
        "researchers": ["film0", "film2"],
        "public": ["film0"],
    }


def test_what_is_left_out_is_listed_with_the_reason(new: NewStudy):
    content = gather(new(), RESEARCHERS)
    assert [(one.recording, one.reason) for one in content.left_out] == [
        ("film1", "it may go to laboratory, not to researchers")
    ]


def test_a_recording_may_be_held_back(new: NewStudy):
    study = new(consents=("public", "public"))
    with study.writing("admin") as writer:
        writer.change(writer.first(Film, name="film0"), level="laboratory")
    assert [one.name for one in gather(study, RESEARCHERS).recordings] == ["film1"]


def test_nothing_left_and_no_level_are_refused(new: NewStudy):
    study = new(consents=("laboratory",))
    with pytest.raises(InputError, match="no recording of Smiles & Frowns may go to public"):
        gather(study, ReleaseLevel.PUBLIC)
    with pytest.raises(InputError, match="not none"):
        gather(study, ReleaseLevel.NONE)


def test_an_expression_with_everything(new: NewStudy):
    smile, frown = gather(new(), RESEARCHERS).expressions
    assert (smile.onset, smile.apex, smile.offset) == (Fraction(21, 2), None, Fraction(45, 2))
    assert (smile.interval, smile.apex_frame, smile.kind) == (Interval(11, 23), None, ExpressionKind.MICRO)
    assert (smile.category, smile.automatic_category) == (Category.POSITIVE, Category.POSITIVE)
    assert (frown.category, frown.automatic_category) == (Category.OTHER, Category.NEGATIVE)
    assert smile.override_reason == ""
    assert smile.recording.seconds(smile.onset) == pytest.approx(0.35)
    assert (smile.arbiter, smile.action) == ("arbiter_1", "mean")


def test_movements_that_are_no_expressions_are_counted(new: NewStudy):
    study = new()
    content = gather(study, RESEARCHERS)
    assert (len(content.expressions), content.n_no_expressions, content.n_unlabelled) == (2, 1, 0)
    with study.writing("admin") as writer:
        writer.remove(writer.first(Label, decision=content.expressions[0].id))
    again = gather(study, RESEARCHERS)
    assert (len(again.expressions), again.n_unlabelled) == (1, 1)


def test_codings_are_those_submitted_and_linked_to_what_came_of_them(new: NewStudy):
    study = new()
    content = gather(study, RESEARCHERS)
    linked = [(one.coder, one.coding.onset, one.expression is not None) for one in content.codings]
    assert sorted((onset, known) for _, onset, known in linked) == [
        (10, True), (11, True), (30, False), (30, False), (40, True), (40, True),
    ]  # fmt: skip
    assert content.coders == ("coder_1", "coder_2")
    with study.writing("admin") as writer:
        film = writer.first(Film, name="film0")
        writer.change(writer.first(Assignment, film=film.id), submitted_at=None)
    again = gather(study, RESEARCHERS)
    assert len(again.codings) == 3
    assert len(again.expressions[0].codings) == 1


def numbers(content: ReleaseContent) -> dict[str, int]:
    return {one.pseudonym: one.number for one in content.participants}


def test_numbers_say_nothing_about_who_came_when(new: NewStudy):
    study = new(consents=("public",) * 4)
    found = numbers(gather(study, RESEARCHERS))
    with study.reading() as reader:
        ids = sorted((one.id, one.pseudonym) for one in reader.find(Participant))
    assert found == {pseudonym: place for place, (_, pseudonym) in enumerate(ids, start=1)}
    assert numbers(gather(study, RESEARCHERS)) == found


def test_bulk_consents_say_what_single_ones_do(new: NewStudy):
    study = new(consents=("public", "laboratory", "researchers", "record", "public", "public", "public"))
    with study.writing("admin") as writer:
        text = writer.first(ConsentText)
        for name, items in (
            ("film4", {**dict.fromkeys(ITEMS, True), "public": False}),  # later consents take their place
            ("film5", {**dict.fromkeys(ITEMS, True), "record": False}),
        ):
            who = writer.get(Participant, writer.first(Film, name=name).participant)
            add_consent(writer, who, text, items)
        writer.change(writer.first(Film, name="film0"), level="researchers")
        held_back = writer.change(writer.first(Film, name="film1"), level="public")
        writer.add(
            Film(name="no consent", participant=add_participant(writer).id, medium=None, fps=30, n_frames=9)
        )
        assert film_level(writer, held_back) is ReleaseLevel.LABORATORY
    with study.reading() as reader:
        consents = latest_consents(reader)
        assert consents == {
            one.id: consent for one in reader.find(Participant) if (consent := consent_of(reader, one.id))
        }
        for level in list(ReleaseLevel)[1:]:
            content = gather(reader, level)
            single = {one.name: one for one in reader.find(Film) if film_level(reader, one).covers(level)}
            assert {one.name: one.may_print for one in content.recordings} == {
                name: may_print(reader, one) for name, one in single.items()
            }


def test_consents_are_read_at_once(new: NewStudy):
    counts = []
    for n in (1, 4):
        study = new(consents=("public",) * n)
        with study.reading() as reader:
            counts.append(_queries(reader))
    assert counts[0] == counts[1]


def _queries(reader: Reader) -> int:
    counted = Mock(wraps=reader)
    gather(counted, RESEARCHERS)
    return len(counted.method_calls)


def test_half_frames_lie_between_the_times_of_frames_of_a_variable_rate(new: NewStudy):
    content = gather(new(), RESEARCHERS)
    film = replace(content.recordings[0], times=tuple(map(str, [0, Fraction(1, 10), Fraction(1, 2)])))
    assert [film.seconds(Fraction(frame, 2)) for frame in range(5)] == pytest.approx([0, 0.05, 0.1, 0.3, 0.5])


@pytest.mark.parametrize(
    ("settled", "told"),
    [
        ({"offset": None}, "without offset"),
        ({"offset_frame": 60}, "offset 60 lies beyond the last frame, 59"),
    ],
)
def test_labels_that_contradict_themselves_are_named(new: NewStudy, settled: dict, told: str):
    study = new(consents=("public",))
    with study.writing("admin") as writer:
        decision = next(one for one in writer.find(Decision) if one.settled["onset"] == "40")
        writer.change(decision, settled={**decision.settled, **settled})
    with pytest.raises(InputError, match=f"film0, decision {decision.id}.*{told}"):
        gather(study, RESEARCHERS)
