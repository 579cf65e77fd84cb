"""Frames and films over the web: which frame, and who may see it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from countenance.app.web.study.visits import Pass
from countenance.store.records import Assignment, Film, Participant, ProtocolVersion, SessionRow, Stimulus
from countenance.study.coding import assign, submit
from countenance.study.elicitation import SyncPoint
from countenance.study.people import change_account
from countenance.study.project import Study
from countenance.study.recording import NewFilm, add_film, film_of
from countenance.video import from_jpeg

from .....barcodes import frame_in, write_barcodes
from .....sessions import begun_sessions
from .....web_study import account_id


def film_id(study: Study, name: str) -> str:
    with study.reading() as reader:
        return film_of(reader, name).id


def number(answer) -> int:
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    return frame_in(from_jpeg(answer.content))


@pytest.mark.parametrize("name", ["even", "uneven"])
def test_every_frame_in_both_directions(site, signed_in, name):
    client, film = signed_in("anna"), film_id(site.study, name)
    facts = client.get(f"/recordings/{film}/frames.json").json()
    wanted = [*range(facts["n_frames"]), *reversed(range(facts["n_frames"]))]
    assert [number(client.get(f"/recordings/{film}/frames/{n}.jpg")) for n in wanted] == wanted


def test_backwards_alone(site, signed_in):
    client, film = signed_in("anna"), film_id(site.study, "uneven")
    assert [number(client.get(f"/recordings/{film}/frames/{n}.jpg")) for n in range(89, -1, -1)] == [
        *range(89, -1, -1)
    ]


def test_many_at_once_get_each_his_own(site, signed_in):
    client, film = signed_in("anna"), film_id(site.study, "even")
    wanted = [(37 * n) % 90 for n in range(90)]
    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda n: client.get(f"/recordings/{film}/frames/{n}.jpg"), wanted)
        assert [number(answer) for answer in answers] == wanted


def test_times_are_those_of_the_recording(site, signed_in):
    client = signed_in("cleo")
    even = client.get(f"/recordings/{film_id(site.study, 'even')}/frames.json").json()
    uneven = client.get(f"/recordings/{film_id(site.study, 'uneven')}/frames.json").json()
    assert (even["n_frames"], even["width"], even["height"], even["fps"]) == (90, 320, 240, 30.0)
    assert even["seconds"][:3] == pytest.approx([0, 1 / 30, 2 / 30])
    assert uneven["seconds"][:6] == pytest.approx([0, 0.033, 0.053, 0.107, 0.147, 0.174])


PARTS = ("frames.json", "frames/3.jpg", "thumbnails/3.jpg", "video", "motion.json")


def test_frames_that_there_are_not(site, signed_in):
    client, film = signed_in("ada"), film_id(site.study, "even")
    told = {"90": 404, "1000000000": 404, "-1": 422, "9" * 30: 422, "1.5": 422, "x": 422, "%00": 400}
    for part in ("frames", "thumbnails"):
        found = {n: client.get(f"/recordings/{film}/{part}/{n}.jpg").status_code for n in told}
        assert found == told, part


def test_recordings_that_there_are_not(signed_in):
    client = signed_in("ada")
    for film in ("0", "nothing", "ä", "x" * 64):
        assert {client.get(f"/recordings/{film}/{part}").status_code for part in PARTS} == {404}, film


def test_a_coder_sees_what_is_assigned_to_him(site, signed_in):
    film = film_id(site.study, "even")
    with site.study.writing("ada") as writer:
        writer.remove(writer.first(Assignment, film=film, coder=account_id(site.study, "ben")))
    paths = [f"/recordings/{film}/{part}" for part in PARTS]
    for who in ("anna", "ben", "cleo", "dora", "emil"):
        found = {signed_in(who).get(path).status_code for path in paths}
        assert found == {403} if who == "ben" else found <= {200, 202}, who


def test_a_participant_sees_his_own_session(site, signed_in, in_session):
    film, other = film_id(site.study, "even"), film_id(site.study, "uneven")
    session = in_session(site.study)
    with site.study.writing("dora") as writer:
        writer.change(writer.get(Film, film), session=session)
    client = signed_in("")
    client.cookies.set(site.session_cookie, site.let_in(Pass(session=session)))
    assert client.get(f"/recordings/{film}/frames/0.jpg").status_code == 200
    assert client.get(f"/recordings/{film}/video").status_code == 200
    assert client.get(f"/recordings/{other}/frames/0.jpg").status_code == 403
    with site.study.writing("dora") as writer:
        writer.change(writer.get(SessionRow, session), state="done")
    assert {client.get(f"/recordings/{film}/{part}").status_code for part in PARTS} == {403}


@pytest.fixture
def in_session():
    """Makes a session of the first participant; its id."""

    def make(study) -> str:
        with study.writing("dora") as writer:
            protocol = writer.add(ProtocolVersion(title="Smiles", digest="0" * 64, content="{}"))
            return writer.add(
                SessionRow(
                    participant=writer.first(Participant).id,
                    protocol=protocol.id,
                    started_at=datetime.now(UTC),
                    order=(),
                    state="begun",
                )
            ).id

    return make


def test_the_film_comes_in_parts(site, signed_in):
    client, path = signed_in("anna"), f"/recordings/{film_id(site.study, 'even')}/video"
    whole = client.get(path)
    part = client.get(path, headers={"range": "bytes=100-199"})
    assert (whole.status_code, whole.headers["content-type"]) == (200, "video/mp4")
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    assert client.get(path, headers={"range": "bytes=999999999-"}).status_code == 416


def test_faces_stay_out_of_the_browsers_cache(site, signed_in):
    client, film = signed_in("anna"), film_id(site.study, "even")
    for part in PARTS:
        assert client.get(f"/recordings/{film}/{part}").headers["cache-control"] == "no-store", part


def test_thumbnails_are_as_wide_as_asked(site, signed_in):
    client, film = signed_in("anna"), film_id(site.study, "even")
    for width in (16, 160, 640):
        answer = client.get(f"/recordings/{film}/thumbnails/5.jpg", params={"width": width})
        assert from_jpeg(answer.content).shape == (width * 3 // 4, width, 3)
    for width in ("15", "641", "-1", "nan", "1e9"):
        assert client.get(f"/recordings/{film}/thumbnails/5.jpg", params={"width": width}).status_code == 422


def test_motion_is_there_after_a_while(site, signed_in):
    client, path = signed_in("anna"), f"/recordings/{film_id(site.study, 'even')}/motion.json"
    answer = finished(client, path)
    motion = answer.json()["motion"]
    assert len(motion) == 90
    assert motion[0] == 0
    assert min(motion[1:]) > 0
    # Frame 64 differs from 63 in seven bits, frame 63 from 62 in one.
    assert motion[64] > 3 * motion[63]


def finished(client: TestClient, path: str):
    for _ in range(600):
        answer = client.get(path)
        if answer.status_code != 202:
            return answer
        assert 0 <= answer.json()["share"] <= 1
        time.sleep(0.05)
    raise AssertionError("the curve is never ready")


def test_a_recording_without_a_file_is_told(site, signed_in):
    film = film_id(site.study, "even")
    with site.study.writing("ada") as writer:
        writer.change(writer.get(Film, film), medium=None)
    answer = signed_in("ada").get(f"/recordings/{film}/frames/0.jpg")
    assert (answer.status_code, answer.json()["error"]) == (
        400,
        "the study holds no film of this recording: only what was coded of it is known",
    )


def test_a_recording_has_a_page_for_those_who_may_see_all(site, signed_in):
    film = film_id(site.study, "even")
    for name, status in (
        ("ada", 200),
        ("dora", 200),
        ("cleo", 200),
        ("emil", 200),
        ("anna", 403),
        ("rita", 403),
    ):
        assert signed_in(name).get(f"/recordings/{film}").status_code == status, name
    shown = signed_in("cleo").get(f"/recordings/{film}").text
    assert f'recording="{film}"' in shown
    assert "90 frames, 30.0 a second" in shown
    assert f"/compare/{film}" not in shown
    assert "On the screen" not in shown
    with site.study.writing("dora") as writer:
        clip = writer.add(Stimulus(name="teeth", digest="a" * 64, seconds=20.0, emotion="disgust"))
        writer.change(film_of(writer, "even"), stimulus=clip.id)
    assert "On the screen: teeth, take 1." in signed_in("cleo").get(f"/recordings/{film}").text
    for other in ("0", "nothing", "ä"):
        assert signed_in("ada").get(f"/recordings/{other}").status_code == 404


def test_a_recordings_page_leads_to_where_it_is_worked_on(site, signed_in, tmp_path):
    session = begun_sessions(site.study, tmp_path)[0]
    path = write_barcodes(tmp_path / "whole.mp4", 20, first=700)
    film = add_film(
        site.study, path, NewFilm(session=session, name="whole", sync=[SyncPoint(0, 0.0)])
    ).film.id
    with site.study.writing("ada") as writer:
        assign(writer, ["anna", "ben"], [film_of(writer, "whole")])
        for coder in ("anna", "ben"):
            submit(writer, coder, "whole")
    leads = {name: signed_in(name).get(f"/recordings/{film}").text for name in ("dora", "emil")}
    assert (f"/sessions/{session}" in leads["dora"], f"/compare/{film}" in leads["dora"]) == (True, False)
    assert (f"/sessions/{session}" in leads["emil"], f"/compare/{film}" in leads["emil"]) == (False, True)


def test_a_recording_that_was_taken_in_by_mistake_is_taken_out(site, signed_in):
    film, coded = (film_id(site.study, name) for name in ("even", "uneven"))
    with site.study.writing("anna") as writer:
        submit(writer, "anna", "uneven")
    dora = signed_in("dora")
    assert "so it can be taken out" in dora.get(f"/recordings/{film}").text
    assert "so it can be taken out" not in signed_in("cleo").get(f"/recordings/{film}").text
    assert "stays: a coder has submitted it" in dora.get(f"/recordings/{coded}").text
    refused = dora.post(f"/api/recordings/{coded}/removal")
    assert (refused.status_code, "uneven stays" in refused.json()["error"]) == (400, True)
    assert dora.post(f"/api/recordings/{film}/removal").json() == {"next": "/recordings"}
    assert dora.get(f"/recordings/{film}/frames/0.jpg").status_code == 404
    assert dora.post(f"/api/recordings/{film}/removal").status_code == 404


def test_who_has_still_to_code_a_recording_is_told_nothing_of_it(site, signed_in):
    film = film_id(site.study, "even")
    with site.study.writing("ada") as writer:
        change_account(writer, "emil", roles=["analyst", "coder"])
        assign(writer, ["emil"], [film_of(writer, "even")])
        who = next(writer.find(Participant, number=1)).pseudonym
    shown = signed_in("emil").get(f"/recordings/{film}").text
    assert "<h1>Recording 1</h1>" in shown
    assert "You have still to code this recording" in shown
    assert f"/coding/{film}" in shown
    told = (">even<", who, 'href="/spotting">Spot', "/compare/")
    assert [word for word in told if word in shown.split("<main")[1]] == []
    assert who in signed_in("cleo").get(f"/recordings/{film}").text
