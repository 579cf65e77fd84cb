"""Sessions request by request: who may, what comes twice or late, what is agreed to, and what is reviewed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from countenance.app.web.study import Site, study_app
from countenance.app.web.study.pages.sessions import listing, review
from countenance.app.web.study.visits import Pass
from countenance.store.records import (
    Consent,
    ConsentText,
    Medium,
    Participant,
    ProtocolVersion,
    SessionEvent,
    SessionRow,
    Stimulus,
)
from countenance.study.elicitation import EventKind, State
from countenance.study.people import ITEMS
from countenance.study.recording import film_of, kept_session
from countenance.study.recording.capturing import begin_capture
from countenance.study.recording.spooling import CaptureNote

from .....chunks import encoded, packed
from .....staged_session import begin, stage
from .conftest import PORT

Opens = Callable[[str], TestClient]


@pytest.fixture
def session(site: Site, tmp_path: Path) -> str:
    stage(site.study, tmp_path, clip_frames=6)
    return begin(site.study)


@pytest.fixture
def taking_part(site: Site) -> Iterator[Opens]:
    """Makes the browser of a session's participant."""
    app = study_app(site)
    clients: list[TestClient] = []

    def client(session: str) -> TestClient:
        made = TestClient(app, f"http://127.0.0.1:{PORT}", follow_redirects=False)
        made.cookies.set(site.session_cookie, site.visits.issue(Pass(session=session)))
        clients.append(made)
        return made

    yield client
    for one in clients:
        one.close()


def event(sequence: int, kind: str, **about: Any) -> dict[str, Any]:
    at = 100.0 * sequence
    return {
        "sequence": sequence,
        "monotonic_ms": at,
        "wall_time": "2026-07-17T09:30:00Z",
        "kind": kind,
        **about,
    }


def opened(client: TestClient, **given: Any) -> dict[str, Any]:
    body = {"monotonic_ms": 5.0, "wall_time": "2026-07-17T09:30:00Z", **given}
    answer = client.post("/api/session/open", json=body)
    assert answer.status_code == 200, answer.text
    course: dict[str, Any] = answer.json()["course"]
    return course


def told(client: TestClient, course: dict[str, Any], *events: dict[str, Any]) -> Any:
    return client.post("/api/session/events", json={"segment": course["segment"], "events": list(events)})


def agreed(client: TestClient, site: Site, course: dict[str, Any], record: bool = True) -> Any:
    with site.study.reading() as reader:
        digest = next(reader.find(ConsentText)).digest
    kind = "consent given" if record else "stopped"
    body = {
        "segment": course["segment"],
        "digest": digest,
        "items": dict.fromkeys(ITEMS, True) | {"record": record},
        "event": event(course["next_sequence"], kind),
    }
    return client.post("/api/session/consent", json=body)


def test_a_participant_gets_nothing_of_the_study(taking_part: Opens, session: str):
    client = taking_part(session)
    for path in ("/sessions", f"/sessions/{session}", f"/api/sessions/{session}", "/ratings", "/admin"):
        assert client.get(path).status_code == 403, path
    assert client.get("/session").status_code == 200


def test_stimuli_are_for_whom_they_are_shown_to(taking_part: Opens, signed_in: Opens, session: str):
    client = taking_part(session)
    part = client.get("/session/stimuli/baby", headers={"range": "bytes=0-99"})
    assert (part.status_code, len(part.content)) == (206, 100)
    for name in ("even", "..%2F..%2Fstudy.json", "nothing"):
        assert client.get(f"/session/stimuli/{name}").status_code == 404
    assert signed_in("dora").get(f"/sessions/{session}/stimuli/baby").status_code == 200
    assert signed_in("anna").get(f"/sessions/{session}/stimuli/baby").status_code == 403


def test_events_that_come_again_change_nothing_and_gaps_are_refused(taking_part: Opens, session: str):
    client = taking_part(session)
    course = opened(client)
    first = event(course["next_sequence"], "note", data={"a": 1})
    assert told(client, course, first).status_code == 200
    assert told(client, course, first).json()["next_sequence"] == course["next_sequence"] + 1
    changed = told(client, course, {**first, "data": {"a": 2}})
    assert (changed.status_code, "another content" in changed.text) == (400, True)
    gap = told(client, course, event(course["next_sequence"] + 5, "note"))
    assert (gap.status_code, "was expected" in gap.text) == (400, True)


@pytest.mark.parametrize(
    "bad",
    [
        {"monotonic_ms": 1e300},
        {"monotonic_ms": -1},
        {"wall_time": "0001-01-01T00:00:00+14:00"},
        {"wall_time": "2026-07-17T09:30:00"},
        {"kind": "nothing"},
        {"data": {"a": "\x00"}},
        {"data": {"a": {"b": 1}}},
        {"data": {"a": 10**40}},
        {"sequence": -1},
        {"take": 0},
    ],
)
def test_what_is_no_event_is_refused_in_a_sentence(taking_part: Opens, session: str, bad: dict[str, Any]):
    client = taking_part(session)
    course = opened(client)
    answer = told(client, course, event(course["next_sequence"], "note") | bad)
    assert answer.status_code == 422
    assert answer.json()["error"]


def test_a_page_tells_nothing_that_only_the_server_knows(taking_part: Opens, session: str):
    client = taking_part(session)
    course = opened(client)
    for kind in ("started", "resumed", "consent given"):
        assert told(client, course, event(course["next_sequence"], kind)).status_code == 400


def test_consent_is_kept_with_its_event_once(taking_part: Opens, site: Site, session: str):
    client = taking_part(session)
    course = opened(client)
    with site.study.reading() as reader:
        before = reader.count(Consent)
    for _ in range(2):
        assert agreed(client, site, course).json()["state"] == State.CAMERA_CHECK
    with site.study.reading() as reader:
        assert reader.count(Consent) == before + 1


def test_without_consent_to_recording_the_session_stops(taking_part: Opens, site: Site, session: str):
    client = taking_part(session)
    course = agreed(client, site, opened(client), record=False).json()
    assert (course["state"], course["consented"]) == (State.STOPPED, False)
    assert agreed(client, site, course).status_code == 400


def test_an_older_window_is_told_that_the_session_goes_on_elsewhere(taking_part: Opens, session: str):
    first, second = taking_part(session), taking_part(session)
    older = opened(first)
    opened(second)
    answer = told(first, older, event(older["next_sequence"], "note"))
    assert (answer.status_code, "another window" in answer.text) == (409, True)


def test_what_a_killed_page_left_behind_is_kept_or_told(taking_part: Opens, site: Site, session: str):
    client = taking_part(session)
    course = opened(client)
    number = course["next_sequence"]
    unsent = [event(number, "note", data={"a": 1}), event(number + 1, "clip onset", clip="baby", take=1)]
    opened(client, segment=course["segment"], unsent=unsent)
    with site.study.reading() as reader:
        events = kept_session(reader, session).events
    assert [one.kind for one in events[number:]] == [EventKind.NOTE, EventKind.RESUMED, EventKind.NOTE]
    assert events[-1].data["late"] == [f"clip onset at {100 * (number + 1)} ms"]


@pytest.mark.parametrize(("n_frames", "seen"), [(90, False), (200, True)])
def test_a_film_that_was_seen_while_nothing_of_the_camera_arrived_is_shown_again(
    taking_part: Opens, site: Site, session: str, n_frames: int, seen: bool
):
    """The server was gone: the page kept its events, and what the camera took went with the page."""
    client = taking_part(session)
    course = agreed(client, site, opened(client)).json()
    walked = ["camera ok", "instructions read", "comprehension passed", "baseline onset", "baseline offset"]
    number = course["next_sequence"]
    told(client, course, *(event(number + index, kind) for index, kind in enumerate(walked)))
    number += len(walked)
    told(client, course, event(number, "clip onset", clip="baby", take=1))
    note = CaptureNote(key="recorder-1", clock_ms=100.0 * number - 3000, width=320, height=240)
    spool = begin_capture(site.study, session, course["segment"], note)
    spool.append("recorder-1", 0, packed(encoded([33_333 * index for index in range(n_frames)])))
    unsent = [event(number + 1, "clip offset", clip="baby", take=1), event(number + 2, "rest over")]
    course = opened(client, segment=course["segment"], unsent=unsent)
    assert (course["state"], course["clip"], course["take"]) == (
        ("ready", "teeth", 1) if seen else ("ready", "baby", 2)
    )


def test_what_was_captured_goes_when_the_participant_withdraws(
    taking_part: Opens, signed_in: Opens, site: Site, session: str
):
    client = taking_part(session)
    course = agreed(client, site, opened(client)).json()
    spool = begin_capture(
        site.study, session, course["segment"], CaptureNote(key="recorder-1", width=320, height=240)
    )
    spool.append("recorder-1", 0, packed(encoded([0, 33_333])))
    assert told(client, course, event(course["next_sequence"], "withdrawn")).json()["ended"] == "withdrawn"
    assert spool.n_bytes == 0
    assert signed_in("dora").get("/api/captures").json() == []


def test_another_sessions_recording_is_not_reviewed(taking_part: Opens, site: Site, session: str):
    client = taking_part(session)
    with site.study.reading() as reader:
        film = film_of(reader, "even").id
    body = {"film": film, "onset": 1, "offset": 2, "text": "mine"}
    assert client.post("/api/session/reports", json=body).status_code == 403
    assert client.post("/api/session/reports", json={**body, "film": "0"}).status_code == 404


def test_a_wish_reaches_an_open_page_and_ends_a_session_whose_page_is_closed(
    taking_part: Opens, signed_in: Opens, site: Site, session: str
):
    dora, address = signed_in("dora"), f"/api/sessions/{session}/wishes"
    assert dora.post(address, json={"what": "go on"}).status_code == 409
    client = taking_part(session)
    opened(client)
    client.post("/api/session/pulse", json={"figures": {"fps": 30.0}})
    assert dora.post(address, json={"what": "stopped"}).json() == {"told": True}
    orders = client.post("/api/session/pulse", json={"figures": {}}).json()["orders"]
    assert orders == [{"what": "stopped", "by": "dora"}]
    site.sessions._lines.clear()
    assert dora.post(address, json={"what": "stopped"}).json() == {"told": False}
    assert dora.get(f"/api/sessions/{session}").json()["state"] == State.STOPPED


def test_who_was_not_debriefed_and_paid_is_told_until_somebody_says_so(
    taking_part: Opens, signed_in: Opens, site: Site, session: str
):
    dora, address = signed_in("dora"), f"/api/sessions/{session}/wishes"
    client = taking_part(session)
    agreed(client, site, opened(client))
    assert dora.post(address, json={"what": "settled"}).status_code == 400
    assert dora.post(address, json={"what": "stopped"}).json() == {"told": False}
    assert dora.get(f"/api/sessions/{session}").json()["owed"] is True
    assert "not debriefed or not paid" in dora.get("/sessions").text
    sentence = "1 session whose participant is not debriefed or not paid."
    assert sentence in [one["sentence"] for one in dora.get("/api/standing").json()["actions"]]
    client.post("/api/session/pulse", json={"figures": {}})
    assert dora.post(address, json={"what": "settled"}).status_code == 409
    site.sessions._lines.clear()
    assert dora.post(address, json={"what": "settled"}).json() == {"told": False}
    watched = dora.get(f"/api/sessions/{session}").json()
    assert (watched["state"], watched["ended"], watched["owed"]) == (State.DONE, "stopped", False)
    assert [one["told"] for one in watched["events"][-3:]] == ["by dora"] * 3
    assert "not debriefed or not paid" not in dora.get("/sessions").text


def test_who_did_not_agree_is_owed_nothing(taking_part: Opens, signed_in: Opens, site: Site, session: str):
    client = taking_part(session)
    agreed(client, site, opened(client), record=False)
    assert signed_in("dora").get(f"/api/sessions/{session}").json()["owed"] is False


def test_a_monitor_tells_parts_moments_and_events_in_words(
    taking_part: Opens, signed_in: Opens, site: Site, session: str
):
    client = taking_part(session)
    course = agreed(client, site, opened(client)).json()
    number = course["next_sequence"]
    found = {"fps": 29.9, "longest_gap_ms": 41, "brightness": 104, "width": 640, "height": 480}
    walked = [
        event(number, "note", data={"checked": "not good", **found}),
        event(number + 1, "camera ok", data={**found, "overridden": True, "by": "dora"}),
        event(number + 2, "instructions read"),
        event(number + 3, "comprehension passed"),
        event(number + 4, "baseline onset"),
    ]
    assert told(client, course, *walked).status_code == 200
    opened(client)
    watched = signed_in("dora").get(f"/api/sessions/{session}").json()
    assert [(one["number"], one["segment"]) for one in watched["parts"]] == [(1, 1), (2, 2)]
    assert [(one["kind"], one["ms"]) for one in watched["parts"][0]["moments"]] == [
        ("baseline onset", 100.0 * (number + 4))
    ]
    assert watched["checked"]["fps"] == 29.9
    shown = {one["sequence"]: one for one in watched["events"]}
    assert (shown[1]["kind"], shown[1]["odd"]) == ("page opened", False)
    assert shown[number]["told"] == (
        "camera check not good, 29.9 frames/s, longest pause 41 ms, light 104 of 255"
    )
    assert shown[number + 1]["told"].endswith("let go on all the same, by dora")
    assert (watched["events"][-1]["kind"], watched["events"][-1]["odd"]) == ("page opened again", True)


def test_why_there_is_no_template_is_said_in_place_of_it(signed_in: Opens, session: str, site: Site):
    assert session
    dora = signed_in("dora")
    assert "Download a template" in dora.get("/sessions").text
    with site.study.writing("dora") as writer:
        writer.change(next(writer.find(Stimulus, name="baby")), emotion=None)
    text = dora.get("/sessions").text
    assert "Download a template" not in text
    assert text.count("nobody said what the stimulus baby is to evoke") == 1
    for protocol in (True, False):
        with site.study.writing("dora") as writer:
            for kind in (SessionEvent, SessionRow, ProtocolVersion) if protocol else (Stimulus,):
                for one in writer.find(kind):
                    writer.remove(one)
        text = dora.get("/sessions").text
        told = "nobody said what the stimulus baby is to evoke" if protocol else "There is no clip yet"
        assert text.count(told) == 2  # on the page, and in the dialog
        assert "Download" not in text


def test_the_protocol_that_was_taken_in_last_is_offered_first_and_all_are_listed_without_a_participant(
    signed_in: Opens, session: str, monkeypatch: pytest.MonkeyPatch
):
    assert session
    dora = signed_in("dora")
    text = dora.get("/sessions/protocol.toml").text
    for version in ("3.0", "2.0"):
        changed = text.replace('version = "1.0"', f'version = "{version}"')
        taken = dora.post("/api/sessions/protocols", json={"text": changed}).json()
        assert (taken["version"], taken["is_new"]) == (version, True)
    shown = dora.get("/sessions").text
    options = re.findall(r'<option value="[0-9a-f]{64}"( selected)?>[^<]*version ([\d.]+)', shown)
    assert options == [(" selected", "2.0"), ("", "3.0"), ("", "1.0")]
    monkeypatch.setattr(listing, "_people", lambda _: [])
    listed = dora.get("/sessions").text
    assert "Begin a session" not in listed
    assert "Add a participant, then a session can begin" in listed
    assert re.findall(r"<td>([\d.]+)</td><td class=\"number\">2</td>", listed) == ["2.0", "3.0", "1.0"]


def test_a_protocol_whose_review_board_is_the_templates_is_told(signed_in: Opens, session: str):
    assert session
    dora = signed_in("dora")
    told_of = "(review_board) is still the template"
    assert dora.get("/sessions").text.count(told_of) == 1
    text = dora.get("/sessions/protocol.toml").text
    changed = text.replace("Name of the review board", "Ethics board").replace('"1.0"', '"2.0"')
    assert dora.post("/api/sessions/protocols", json={"text": changed}).status_code == 201
    assert dora.get("/sessions").text.count(told_of) == 1


def test_a_camera_check_with_every_fault_is_told_and_hears_the_experimenter(
    taking_part: Opens, signed_in: Opens, session: str
):
    client, dora = taking_part(session), signed_in("dora")
    opened(client)
    check = (
        "No face can be seen. Sit in front of the camera, and let your whole face be in the picture. "
        "The camera takes 10.0 pictures a second, and 29.5 are needed. More light on your face helps most. "
        "There was a pause of 117 ms between two pictures. Close other programs and windows."
    )
    assert len(check) > 200
    figures = {"fps": 10.0, "check": check}
    assert client.post("/api/session/pulse", json={"figures": figures}).json() == {"orders": []}
    assert dora.get(f"/api/sessions/{session}").json()["figures"] == figures
    assert dora.post(f"/api/sessions/{session}/wishes", json={"what": "go on"}).json() == {"told": True}
    orders = client.post("/api/session/pulse", json={"figures": figures}).json()["orders"]
    assert orders == [{"what": "go on", "by": "dora"}]


def test_a_session_whose_stimuli_are_not_kept_does_not_begin(signed_in: Opens, site: Site, tmp_path: Path):
    stage(site.study, tmp_path, clip_frames=6, keep=False)
    dora = signed_in("dora")
    page = dora.get("/sessions").text
    assert "keeps no file of baby, teeth" in page
    with site.study.reading() as reader:
        who = next(reader.find(Participant)).pseudonym
    answer = dora.post("/api/sessions", json={"participant": who})
    assert (answer.status_code, "keeps no file of baby, teeth" in answer.text) == (400, True)


def test_a_template_is_downloaded_and_taken_in_again(signed_in: Opens, session: str):
    assert session
    dora = signed_in("dora")
    text = dora.get("/sessions/protocol.toml").text
    changed = text.replace('version = "1.0"', 'version = "2.0"')
    assert dora.post("/api/sessions/protocols", json={"text": changed}).json()["is_new"] is True
    assert dora.post("/api/sessions/protocols", json={"text": changed}).json()["is_new"] is False
    answer = dora.post("/api/sessions/protocols", json={"text": "nothing = "})
    assert (answer.status_code, "TOML" in answer.text) == (400, True)
    answer = dora.post("/api/sessions/protocols", json={"text": "PK\x03\x00"})
    assert (answer.status_code, "a protocol is plain text" in answer.text) == (400, True)


def test_a_session_that_there_is_not_is_told_in_a_sentence(signed_in: Opens):
    dora = signed_in("dora")
    for path in ("/sessions/zzz", "/api/sessions/zzz", "/sessions/zzz/stimuli/baby"):
        answer = dora.get(path)
        assert (answer.status_code, "There is no such session." in answer.text) == (404, True), path


def test_half_a_character_is_refused(taking_part: Opens, session: str):
    client = taking_part(session)
    course = opened(client)
    for about in ({"clip": "\ud800"}, {"data": {"\ud800": 1}}, {"data": {"a": "\ud800"}}):
        body = {"segment": course["segment"], "events": [event(course["next_sequence"], "note", **about)]}
        answer = client.post(
            "/api/session/events", content=json.dumps(body), headers={"content-type": "application/json"}
        )
        assert answer.status_code == 422


@pytest.mark.parametrize("suffix", [".html", ".svg", ".js", ""])
def test_a_film_is_shown_as_a_film_whatever_its_file_was_called(
    taking_part: Opens, signed_in: Opens, site: Site, session: str, suffix: str
):
    with site.study.writing("dora") as writer:
        found = writer.first(Stimulus, name="baby")
        assert found is not None
        medium = writer.get(Medium, str(found.medium))
        path = site.study.media.path(medium.digest)
        path.rename(path.with_suffix(suffix))
        writer.change(medium, suffix=suffix)
    for answer in (
        taking_part(session).get("/session/stimuli/baby"),
        signed_in("dora").get(f"/sessions/{session}/stimuli/baby"),
    ):
        assert (answer.status_code, answer.headers["content-type"]) == (200, "video/mp4")


def test_nothing_is_reviewed_once_the_session_is_done(
    taking_part: Opens, site: Site, session: str, monkeypatch: pytest.MonkeyPatch
):
    client = taking_part(session)
    opened(client)
    assert client.get("/api/session/review").status_code == 200
    with site.study.reading() as reader:
        kept = kept_session(reader, session)
    done = replace(kept, session=replace(kept.session, state=State.DONE))
    monkeypatch.setattr(review, "kept_session", lambda *_: done)
    assert client.get("/api/session/review").status_code == 403
