"""Somebody has withdrawn in a session: nobody sees his recording or works on it until an admin has removed it."""

from __future__ import annotations

import re

import pytest

from countenance.app.web.study.pages.work import keeps_file
from countenance.store.records import Account, Assignment, Film, Medium, Participant, SessionRow
from countenance.study.coding import assign
from countenance.study.recording import end_session

from .....coded_study import submit_all
from .....staged_session import begin, stage


@pytest.fixture
def gone(site, tmp_path) -> Film:
    """The recording ``even``, coded by two and open on the desk; the participant withdraws in a later session."""
    submit_all(site.study)
    stage(site.study, tmp_path)
    session = begin(site.study)
    with site.study.writing("dora") as writer:
        end_session(writer, session, "withdrawn", "dora")
        film = writer.first(Film, name="even")
        assert film is not None
        return film


@pytest.mark.parametrize("name", ["ada", "anna", "cleo", "dora", "emil"])
def test_nobody_sees_it(signed_in, gone, name):
    client = signed_in(name)
    for place in ("", "/frames.json", "/frames/0.jpg", "/thumbnails/0.jpg", "/video", "/motion.json"):
        answer = client.get(f"/recordings/{gone.id}{place}")
        assert answer.status_code == (403 if (name, place) == ("anna", "") else 410), place
        assert "its participant withdrew" in answer.json()["error"] or (name, place) == ("anna", "")
    for listing in ("/spotting", "/live", "/library", "/compare", "/coding", "/reports"):
        answer = client.get(listing, headers={"accept": "text/html"})
        assert gone.id not in answer.text, listing
        assert re.search(r"\beven\b", answer.text) is None, listing


@pytest.mark.parametrize(
    ("name", "path", "status"),
    [
        ("anna", "/coding/{film}", 410),
        ("cleo", "/compare/{film}", 410),
        ("emil", "/spotting/{film}", 404),
        ("cleo", "/reports/measurement/{film}", 404),
    ],
)
def test_nobody_works_on_it(signed_in, gone, name, path, status):
    assert signed_in(name).get(path.format(film=gone.id)).status_code == status


def test_it_is_given_to_no_coder(signed_in, site, gone):
    with site.study.writing("ada") as writer:
        ids = {one.name: one.id for one in writer.find(Account)}
        for one in list(writer.find(Assignment)):
            if one.coder == ids["ben"] and one.film != gone.id:
                writer.remove(one)
    ada = signed_in("ada")
    assert "withdrawn</span>" in ada.get("/admin/assignments").text
    answer = ada.post("/api/admin/assignments", data={"coders": [ids["ben"]], "films": [gone.id]})
    assert (answer.status_code, "is given to nobody" in answer.json()["error"]) == (400, True)
    assert (
        ada.post("/api/admin/assignments", data={"coders": [ids["ben"]], "every": "true"}).status_code == 200
    )
    with site.study.writing("ada") as writer:
        uneven = writer.first(Film, name="uneven")
        assert assign(writer, ["ben"], [uneven]) == []


def test_no_session_begins(signed_in, site, gone):
    dora = signed_in("dora")
    with site.study.reading() as reader:
        who = reader.get(Participant, gone.participant).pseudonym
    assert f'<option value="{who}"' not in dora.get("/sessions").text
    answer = dora.post("/api/sessions", json={"participant": who})
    assert (answer.status_code, answer.json()["error"]) == (
        400,
        f"{who} has withdrawn: no session begins any more",
    )


def test_what_searches_it_is_no_longer_wanted(site, gone):
    with site.study.reading() as reader:
        other = reader.first(Film, name="uneven")
        found = [reader.get(Medium, one.medium).digest for one in (gone, other)]
    assert [keeps_file(site.study, one)() for one in found] == [False, True]


def test_the_monitor_and_the_list_say_that_there_is_something(signed_in, site, gone):
    dora = signed_in("dora")
    with site.study.reading() as reader:
        session = next(reader.find(SessionRow)).id
        who = reader.get(Participant, gone.participant).pseudonym
    with site.study.writing("dora") as writer:
        writer.change(gone, session=session)
    told = dora.get(f"/api/sessions/{session}").json()
    assert (told["recordings"], told["reports"]) == ([], [])
    assert told["problems"][-1].startswith("What was recorded in this session is not shown")
    listed = dora.get("/recordings").text
    assert "Shown to nobody: 1 recording of participants who withdrew" in listed
    assert who in listed
    assert f"/admin/withdrawal?pseudonym={who}" in signed_in("ada").get("/recordings").text
