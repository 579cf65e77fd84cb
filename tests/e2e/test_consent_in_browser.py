"""Consents that were signed on paper, as somebody records them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from countenance.store.records import Consent, Participant
from countenance.study.people import add_participant

from .serving import Served


@pytest.fixture
def newcomer(serving: Served) -> str:
    """Pseudonym of somebody who has signed nothing yet."""
    with serving.site.study.writing("test") as writer:
        return add_participant(writer, name="Somebody New").pseudonym


def kept(serving: Served, pseudonym: str) -> list[set[str]]:
    """What somebody agreed to, consent by consent."""
    with serving.site.study.reading() as reader:
        who = reader.first(Participant, pseudonym=pseudonym)
        assert who is not None
        return [
            {item for item, is_agreed in one.items.items() if is_agreed}
            for one in reader.find(Consent, participant=who.id)
        ]


def test_that_somebody_agrees_to_nothing_is_asked_before_it_is_recorded(
    visitor: Callable[..., Page], serving: Served, newcomer: str
):
    page = visitor("ada", f"/admin/participants/{newcomer}")
    record = page.get_by_role("button", name="Record consent")
    record.click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text(f"Nothing is ticked: record that {newcomer} agrees to nothing?")
    asked.get_by_role("button", name="Cancel").click()
    assert kept(serving, newcomer) == []
    page.get_by_role("checkbox", name="record I may").check()
    record.click()
    expect(page.get_by_role("status")).to_contain_text(f"What {newcomer} agreed to is kept.")
    assert kept(serving, newcomer) == [{"record"}]
    page.get_by_text("Record a consent that was signed on paper").click()
    page.get_by_role("checkbox", name="record I may").uncheck()
    record.click()
    asked.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("row")).to_have_count(3)  # below the titles
    assert sorted(map(len, kept(serving, newcomer))) == [0, 1]
