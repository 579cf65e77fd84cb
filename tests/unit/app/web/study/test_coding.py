"""Coding over the pages' requests: whose it is, which version, how far frames go, and what is never told."""

from __future__ import annotations

import re
import secrets

import pytest

from countenance.store.records import Account, Assignment, Film, Mark, Participant
from countenance.study.coding import own_pass
from countenance.study.people import add_account
from countenance.study.recording import film_of

MOVEMENT = {
    "onset": 10, "apex": 14, "offset": 25, "action_units": "L6B+12C", "upper": "", "lower": "happiness",
    "excluded": None, "confidence": 2, "note": "ä\nb",
}  # fmt: skip


def new_id() -> str:
    return secrets.token_hex(8)


@pytest.fixture
def films(web_study):
    with web_study.reading() as reader:
        return {name: film_of(reader, name).id for name in ("even", "uneven")}


@pytest.fixture
def anna(signed_in):
    return signed_in("anna")


@pytest.fixture
def marked(anna, films):
    answer = anna.post(f"/api/coding/{films['even']}/marks", json=MOVEMENT | {"id": new_id()})
    assert answer.status_code == 201
    return answer.json()


def at(films, mark=None, name="even"):
    return f"/api/coding/{films[name]}/marks" + (f"/{mark['id']}" if mark else "")


def test_a_movement_is_kept_as_it_was_sent(anna, films, marked, web_study):
    assert {name: marked[name] for name in MOVEMENT} == MOVEMENT
    assert anna.get(f"/api/coding/{films['even']}").json()["marks"] == [marked]
    with web_study.reading() as reader:
        (kept,) = own_pass(reader, "anna", "even").codings
    assert (kept.id, kept.onset, kept.upper, kept.lower, kept.note) == (
        marked["id"], 10, "", "happiness", "ä\nb",
    )  # fmt: skip


def test_what_is_sent_twice_is_done_once(anna, films, marked, web_study):
    again = anna.post(at(films), json=MOVEMENT | {"id": marked["id"]})
    assert (again.status_code, again.json()) == (201, marked)
    change = MOVEMENT | {"onset": 9, "version": 1}
    first, second = (anna.put(at(films, marked), json=change) for _ in range(2))
    assert first.json()["version"] == second.json()["version"] == 2
    for _ in range(2):
        assert anna.delete(at(films, marked), params={"version": 2}).status_code == 204
    with web_study.reading() as reader:
        assert reader.count(Mark) == 0


def test_an_edit_of_what_was_changed_meanwhile_is_a_conflict(anna, films, marked):
    assert anna.put(at(films, marked), json=MOVEMENT | {"onset": 9, "version": 1}).status_code == 200
    late = anna.put(at(films, marked), json=MOVEMENT | {"onset": 8, "version": 1})
    assert (late.status_code, "was changed by anna" in late.json()["error"]) == (409, True)
    assert anna.delete(at(films, marked), params={"version": 1}).status_code == 409
    assert anna.delete(at(films, marked), params={"version": 2}).status_code == 204
    gone = anna.put(at(films, marked), json=MOVEMENT | {"version": 2})
    assert (gone.status_code, gone.json()["error"]) == (409, "this movement was removed meanwhile")


def test_what_was_removed_does_not_come_back_under_its_id(anna, films, marked, web_study):
    anna.put(at(films, marked), json=MOVEMENT | {"onset": 9, "version": 1})
    anna.delete(at(films, marked), params={"version": 2})
    assert anna.post(at(films), json=MOVEMENT | {"id": marked["id"]}).status_code == 409
    assert anna.post(at(films), json=MOVEMENT | {"id": new_id()}).status_code == 201
    assert web_study.verify().faults == ()


def test_history_tells_who_when_and_what(anna, films, marked):
    anna.put(at(films, marked), json=MOVEMENT | {"onset": 9, "version": 1})
    told = anna.get(f"{at(films, marked)}/history").json()
    assert [(one["who"], one["mark"]["onset"], one["mark"]["version"]) for one in told] == [
        ("anna", 9, 2), ("anna", 10, 1),
    ]  # fmt: skip
    assert all(one["at"].endswith(("Z", "+00:00")) for one in told)


def test_ben_gets_nothing_of_annas(signed_in, films, marked):
    ben = signed_in("ben")
    assert ben.get(f"/api/coding/{films['even']}").json()["marks"] == []
    assert ben.put(at(films, marked), json=MOVEMENT | {"version": 1}).status_code == 403
    assert ben.delete(at(films, marked), params={"version": 1}).status_code == 403
    assert ben.get(f"{at(films, marked)}/history").status_code == 403
    assert ben.post(at(films), json=MOVEMENT | {"id": marked["id"]}).status_code == 409
    assert (
        signed_in("anna").put(at(films, marked, "uneven"), json=MOVEMENT | {"version": 1}).status_code == 403
    )


def test_recordings_that_are_not_assigned_are_not_opened(signed_in, films, web_study):
    with web_study.writing("ada") as writer:
        add_account(writer, "carl", ["coder"])
    carl = signed_in("carl")
    for path in (f"/coding/{films['even']}", f"/api/coding/{films['even']}"):
        assert carl.get(path).status_code == 403
        assert carl.get(path.replace(films["even"], new_id())).status_code == 404
    for path, body in (
        ("marks", MOVEMENT | {"id": new_id()}),
        ("submit", {"marks": {}}),
        ("curve", {"shown": True}),
    ):
        assert carl.post(f"/api/coding/{films['even']}/{path}", json=body).status_code == 403
    assert "No recordings are assigned to you yet" in carl.get("/coding").text


def test_submitting_locks(anna, films, marked):
    film = f"/api/coding/{films['even']}"
    for seen in ({}, {marked["id"]: 2}, {marked["id"]: 1, new_id(): 1}):
        unseen = anna.post(f"{film}/submit", json={"marks": seen})
        assert (unseen.status_code, "other movements than this page shows" in unseen.json()["error"]) == (
            409,
            True,
        )
    done = anna.post(f"{film}/submit", json={"marks": {marked["id"]: 1}})
    assert (done.status_code, done.json()["n_marks"]) == (200, 1)
    for answer in (
        anna.post(f"{film}/marks", json=MOVEMENT | {"id": new_id()}),
        anna.put(at(films, marked), json=MOVEMENT | {"version": 1}),
        anna.delete(at(films, marked), params={"version": 1}),
        anna.post(f"{film}/submit", json={"marks": {marked["id"]: 1}}),
        anna.post(f"{film}/curve", json={"shown": True}),
    ):
        assert answer.status_code == 400
        assert "is submitted: what was submitted does not change" in answer.json()["error"]
    assert anna.get(film).json()["marks"] == [marked]
    assert "submitted 20" in anna.get("/coding").text


def test_whether_the_curve_was_seen_is_in_the_log(anna, films, web_study):
    for shown in (True, False):
        assert anna.post(f"/api/coding/{films['even']}/curve", json={"shown": shown}).status_code == 204
    with web_study.reading() as reader:
        entries = [one for one in reader.log() if one["action"] == "motion curve"]
        task = next(
            one.id for one in reader.find(Assignment, film=films["even"])
            if reader.get(Account, one.coder).name == "anna"
        )  # fmt: skip
    assert [(one["actor"], one["note"]) for one in entries] == [
        ("anna", f"{said} while coding, assignment {task}") for said in ("shown", "hidden")
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"onset": 90}, {"offset": 90}, {"apex": 9}, {"offset": 13}, {"onset": -1}, {"onset": 10**30},
        {"onset": 1.5}, {"onset": "10"}, {"onset": True}, {"onset": None}, {"action_units": "400"},
        {"action_units": "smile"}, {"action_units": "12+" * 200}, {"action_units": 12}, {"upper": "x" * 61},
        {"lower": "a\x00b"}, {"excluded": ""}, {"excluded": "\x1b"}, {"confidence": 0}, {"confidence": 4},
        {"note": "x" * 2001}, {"note": "\x00"}, {"id": "1"}, {"id": "G" * 16}, {"coder": "ben"},
        {"assignment": "1"},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_movement_is_refused_in_a_sentence(anna, films, wrong):
    answer = anna.post(at(films), json=MOVEMENT | {"id": new_id()} | wrong)
    assert answer.status_code in {400, 422}
    assert len(answer.json()["error"]) > 10
    assert anna.get(f"/api/coding/{films['even']}").json()["marks"] == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b'{"onset": NaN}',
        b'{"note": "\\ud800", "onset": 1, "id": "0123456789abcdef"}',
        b"\xff",
    ],
)
def test_what_is_no_json_is_refused(anna, films, content):
    for path in ("marks", "submit", "curve"):
        answer = anna.post(
            f"/api/coding/{films['even']}/{path}",
            content=content,
            headers={"content-type": "application/json"},
        )
        assert answer.status_code in {400, 422}


@pytest.mark.parametrize("mark", ["0", "é", "%00", "x" * 300, "0123456789abcdef", "..%2f..", " "])
def test_ids_of_nothing(anna, films, mark):
    for path in (f"/api/coding/{films['even']}/marks/{mark}", f"/api/coding/{mark}/marks/{mark}"):
        assert anna.delete(path, params={"version": 1}).status_code in {400, 404, 422}
        assert anna.put(path, json=MOVEMENT | {"version": 1}).status_code in {400, 404, 422}
        assert anna.get(f"{path}/history").status_code in {400, 404, 422}
    assert anna.get(f"/coding/{mark}").status_code in {400, 404, 422}


@pytest.mark.parametrize("version", ["0", "-1", "1e3", "99999999999999999999", "", "x"])
def test_versions_of_nothing(anna, films, marked, version):
    assert anna.delete(at(films, marked), params={"version": version}).status_code == 422
    assert anna.get(f"/api/coding/{films['even']}").json()["marks"] == [marked]


def test_a_coder_is_told_nothing_of_what_recordings_are(signed_in, web_study):
    """Neither names nor people, stimuli or other coders' work, in any answer: not in refusals either."""
    with web_study.writing("ada") as writer:
        for number, film in enumerate(list(writer.find(Film))):
            writer.change(film, name=f"secretname{number}")
    with web_study.reading() as reader:
        films = [one.id for one in reader.find(Film)]
        people = [one.pseudonym for one in reader.find(Participant)]
    anna, ben, told = signed_in("anna"), signed_in("ben"), []

    def ask(client, method, path, **more):
        answer = client.request(method, path, headers={"accept": "text/html"}, **more)
        told.append(answer.text + str(answer.headers))
        return answer

    for film in films:
        bens = ben.post(
            f"/api/coding/{film}/marks", json=MOVEMENT | {"id": new_id(), "note": "bensnote"}
        ).json()
        mine = ask(anna, "POST", f"/api/coding/{film}/marks", json=MOVEMENT | {"id": new_id()}).json()
        for path in ("/", "/coding", f"/coding/{film}", f"/api/coding/{film}", "/api/standing"):
            ask(anna, "GET", path)
        for mark in (bens, mine):
            ask(anna, "GET", f"/api/coding/{film}/marks/{mark['id']}/history")
            ask(
                anna,
                "PUT",
                f"/api/coding/{film}/marks/{mark['id']}",
                json=MOVEMENT | {"offset": 95, "version": 1},
            )
            ask(anna, "PUT", f"/api/coding/{film}/marks/{mark['id']}", json=MOVEMENT | {"version": 7})
            ask(anna, "DELETE", f"/api/coding/{film}/marks/{mark['id']}?version=7")
        for _ in range(2):
            ask(anna, "POST", f"/api/coding/{film}/submit", json={"marks": {mine["id"]: 1}})
        ask(anna, "POST", f"/api/coding/{film}/marks", json=MOVEMENT | {"id": new_id()})
        ask(anna, "GET", f"/api/coding/{film}")
    assert len(told) == 36
    for secret in ("secretname", "bensnote", *people):
        assert [text for text in told if secret in text] == []


def test_recordings_are_numbers_in_the_coders_own_order(signed_in, films):
    for name in ("anna", "ben"):
        told = [signed_in(name).get(f"/api/coding/{film}").json()["recording"] for film in films.values()]
        assert sorted(one["number"] for one in told) == [1, 2]
        assert {one["of"] for one in told} == {2}
        page = signed_in(name).get("/coding").text
        first = next(one for one in told if one["number"] == 1)
        assert f'href="/coding/{first["film"]}" autofocus>Begin recording 1' in page


def test_a_page_names_the_recording_that_comes_after_it(anna, films):
    def following(name):
        page = anna.get(f"/coding/{films[name]}", headers={"accept": "text/html"}).text
        return re.search(r'data-following href="([^"]+)"', page).group(1)

    assert following("even") == f"/coding/{films['uneven']}"
    assert following("uneven") == f"/coding/{films['even']}"
    assert anna.post(f"/api/coding/{films['uneven']}/submit", json={"marks": {}}).status_code == 200
    assert following("even") == "/coding"
    assert following("uneven") == f"/coding/{films['even']}"


def test_the_list_promises_no_coder_what_others_mark(anna):
    page = anna.get("/coding", headers={"accept": "text/html"}).text
    assert "coders do not see what others mark" in page
    assert "until both" not in page
