"""Accounts do what their roles allow; consent decides how far a recording goes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from countenance.core import InputError
from countenance.store.records import Account, ConsentText, Film, Identity, Participant
from countenance.study.people import (
    ITEMS,
    ReleaseLevel,
    Role,
    account,
    add_account,
    add_consent,
    add_consent_text,
    add_participant,
    check_level,
    consent_of,
    consent_text,
    film_level,
    may_print,
    participant,
    require,
)
from countenance.study.project import Study


def test_an_account_does_what_its_roles_allow(study: Study):
    with study.writing("admin") as writer:
        add_account(writer, "eve", ["coder", "analyst", "coder"])
        assert require(writer, "eve", Role.ANALYST, Role.ADMIN).roles == ("coder", "analyst")
        with pytest.raises(InputError, match="eve is coder or analyst, and this is for arbiter"):
            require(writer, "eve", Role.ARBITER)
        with pytest.raises(
            InputError, match="there is no account 'nobody'; there are: anna, ben, cleo, dora, eve"
        ):
            account(writer, "nobody")
        writer.change(writer.first(Account, name="eve"), active=False)
        with pytest.raises(InputError, match="there is no account 'eve'"):
            account(writer, "eve")


@pytest.mark.parametrize(("roles", "told"), [(["king"], "king is no role"), ([], "an account needs a role")])
def test_a_role_that_is_none_is_refused(study: Study, roles: list[str], told: str):
    with study.writing("admin") as writer, pytest.raises(InputError, match=told):
        add_account(writer, "eve", roles)


def test_participants_are_numbered_and_their_names_lie_apart(study: Study):
    with study.writing("admin") as writer:
        third = add_participant(writer, facts={"age": 30})
        assert third.number == 3
        assert participant(writer, third.pseudonym) == third
        assert writer.count(Identity, participant=third.id) == 0
        first = writer.first(Participant, number=1)
        assert "Secret" not in str(first)
        assert writer.first(Identity, participant=first.id).name == "Secret Name 1"
        with pytest.raises(InputError, match="there is no participant 'p1'"):
            participant(writer, "p1")


def consented(study: Study, *agreed: str, level: str = "") -> tuple[ReleaseLevel, bool]:
    """How far a recording may go, and whether it may be printed, after a new consent to these items."""
    with study.writing("admin") as writer:
        film, text = writer.first(Film, name="film1"), writer.first(ConsentText)
        film = writer.change(film, level=level)
        add_consent(
            writer, writer.get(Participant, film.participant), text, {item: item in agreed for item in ITEMS}
        )
        return film_level(writer, film), may_print(writer, film)


@pytest.mark.parametrize(
    ("agreed", "level", "printed"),
    [
        ((), "none", False),
        (("record",), "none", False),
        (("record", "excerpts"), "none", False),
        (("record", "laboratory"), "laboratory", False),
        (("record", "laboratory", "excerpts"), "laboratory", True),
        (("record", "researchers", "public"), "none", False),
        (("record", "laboratory", "researchers"), "researchers", False),
        (("laboratory", "researchers", "public"), "none", False),
        (tuple(ITEMS), "public", True),
    ],
)
def test_the_latest_consent_decides_item_by_item(
    study: Study, agreed: tuple[str, ...], level: str, printed: bool
):
    assert consented(study, *agreed) == (ReleaseLevel(level), printed)


def test_what_is_said_last_counts_though_the_clock_was_set_back(study: Study):
    with study.writing("admin") as writer:
        who, text = writer.first(Participant, number=1), writer.first(ConsentText)
        before = consent_of(writer, who.id)
        before = writer.change(before, given_at=before.given_at + timedelta(hours=2))
        given = add_consent(writer, who, text, dict.fromkeys(ITEMS, False))
        assert given.given_at == before.given_at + timedelta(microseconds=1)
        assert consent_of(writer, who.id) == given


@pytest.mark.parametrize(
    ("own", "level"), [("laboratory", "laboratory"), ("none", "none"), ("public", "researchers")]
)
def test_a_recording_may_go_less_far_than_agreed_and_never_further(study: Study, own: str, level: str):
    assert consented(study, "record", "laboratory", "researchers", level=own)[0] == level


def test_nothing_leaves_that_consent_does_not_cover(study: Study):
    consented(study, "record", "laboratory")
    with study.reading() as reader:
        film = reader.first(Film, name="film1")
        check_level(reader, film, ReleaseLevel.LABORATORY)
        with pytest.raises(
            InputError, match="film1 may go to laboratory, not to researchers: consent does not cover"
        ):
            check_level(reader, film, ReleaseLevel.RESEARCHERS)


def test_without_consent_nothing_goes_anywhere(study: Study):
    with study.writing("admin") as writer:
        film = writer.first(Film, name="film1")
        other = writer.change(film, participant=add_participant(writer).id)
        assert film_level(writer, other) is ReleaseLevel.NONE
        assert not may_print(writer, other)


def test_the_consent_text_added_last_is_the_one_that_is_signed(study: Study):
    with study.writing("admin") as writer:
        second = add_consent_text(writer, "Consent 2", "I agree, again.")
        assert consent_text(writer) == second
        assert consent_text(writer, "Consent").title == "Consent"
        add_consent(
            writer, writer.first(Participant, number=1), consent_text(writer), dict.fromkeys(ITEMS, True)
        )
        with pytest.raises(InputError, match="there is no consent text 'Consent 9'"):
            consent_text(writer, "Consent 9")


def test_a_consent_answers_every_item_and_no_other(study: Study):
    with study.writing("admin") as writer:
        who, text = writer.first(Participant, number=1), writer.first(ConsentText)
        with pytest.raises(
            InputError, match="has no answer to excerpts, laboratory, public, record, researchers"
        ):
            add_consent(writer, who, text, {})
        with pytest.raises(InputError, match="an answer to fame, which was not asked"):
            add_consent(writer, who, text, {**dict.fromkeys(ITEMS, True), "fame": True})
        with pytest.raises(InputError, match="there is already a consent text with this digest"):
            add_consent_text(writer, "Again", "I agree.")
        with pytest.raises(InputError, match="the consent text is empty"):
            add_consent_text(writer, "Empty", " ")
