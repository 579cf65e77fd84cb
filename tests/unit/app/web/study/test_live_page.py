"""The live page of a study: what may be watched, one session at a time, and what is left of it."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from queue import SimpleQueue

import numpy as np
import pytest

from countenance import spotting
from countenance.app.web.study.pages import live as live_page
from countenance.store.records import Account, Film, Participant
from countenance.study.coding import assign, submit
from countenance.study.people import change_account, participant, take_back_consent, withdraw
from countenance.video import camera as cameras
from countenance.video.live import LiveFrames

from ..live.conftest import FPS, METHOD, level_at

CAMERA = "camera:/dev/video9"
BEGIN = {"source": f"camera={CAMERA}", "method": METHOD.name}


class Fed(LiveFrames):
    """A camera that delivers what a test gives it."""

    def __init__(self) -> None:
        super().__init__("camera of the test", Fraction(FPS), (32, 24), patience=None)
        self._fed: SimpleQueue[int | None] = SimpleQueue()

    def _pictures(self):
        while (number := self._fed.get()) is not None:
            yield np.full((24, 32, 3), level_at(number), np.uint8), Fraction(number, FPS)

    def feed(self, numbers: range) -> None:
        """Deliver frames, each when the one before was taken."""
        for number in numbers:
            before = self.n_delivered
            self._fed.put(number)
            until(lambda before=before: self.n_delivered > before)

    def close(self) -> None:
        self._fed.put(None)
        super().close()


def until(holds) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


@pytest.fixture(autouse=True)
def bright(monkeypatch):
    """The spotter of bright frames, beside those that there are."""
    real = spotting.spotting_method
    monkeypatch.setattr(
        spotting, "spotting_method", lambda name: METHOD if name == METHOD.name else real(name)
    )


@pytest.fixture
def camera(monkeypatch) -> Fed:
    """The only camera of this machine."""
    made = Fed()
    real = cameras.open_camera
    monkeypatch.setattr(live_page, "cameras", lambda: {CAMERA: "Camera of the test"})
    monkeypatch.setattr(cameras, "open_camera", lambda source: made if source == CAMERA else real(source))
    return made


def film_id(site, name="even"):
    with site.study.reading() as reader:
        return reader.first(Film, name=name).id


def pseudonym(site, name="even"):
    """Of whoever is in a recording."""
    with site.study.reading() as reader:
        return reader.get(Participant, reader.first(Film, name=name).participant).pseudonym


def recording(site, name="even"):
    return {"source": f"recording={film_id(site, name)}", "method": METHOD.name}


def coding_too(site, name, *films):
    """Let somebody code recordings beside what he does already."""
    with site.study.writing("ada") as writer:
        roles = writer.first(Account, name=name).roles
        change_account(writer, name, roles=[*roles, "coder"])
        assign(writer, [name], [writer.first(Film, name=film) for film in films])


def test_nothing_is_watched_before_somebody_begins(signed_in):
    client = signed_in("dora")
    page = client.get("/live").text
    assert "Begin to watch" in page
    assert "Recording even" in page
    assert "session runs" not in page
    assert client.get("/live/watch/").headers["location"] == "/live"
    for path in ("/live/watch/stream", "/live/watch/marks/0/apex.jpg"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["error"]) == (404, "Nothing is watched at the moment.")
    assert client.post("/live/watch/pause").status_code == 404
    assert client.post("/live/stop").headers["location"] == "/live"


@pytest.mark.usefixtures("camera")
def test_who_may(signed_in, site):
    for name in ("anna", "cleo"):
        client = signed_in(name)
        assert client.get("/live").status_code == 403
        assert client.post("/live", data=BEGIN).status_code == 403
        assert client.post("/live/stop").status_code == 403
        assert 'href="/live"' not in client.get("/").text
    assert site.room.live is None
    for name in ("ada", "dora", "emil"):
        assert 'href="/live"' in signed_in(name).get("/").text
    assert signed_in("").post("/live", data=BEGIN).status_code in {303, 401}
    assert site.room.live is None


def test_a_camera_is_watched_and_stopped(signed_in, site, camera):
    client = signed_in("dora")
    assert f'value="camera={CAMERA}">Camera of the test<' in client.get("/live").text
    assert client.post("/live", data=BEGIN).headers["location"] == "/live/watch/"
    watched = client.get("/live/watch/").text
    assert METHOD.title in watched
    assert "Nothing is stored" in watched
    assert re.search(r'<form method="post" action="/live/stop"><button[^>]*>Stop</button></form>', watched)
    told = client.get("/live").text
    assert f"Camera of the test, watched by {METHOD.title}, begun by dora." in told
    assert "Begin to watch" not in told
    assert client.post("/live/watch/pause").status_code == 204
    assert camera.paused
    assert client.post("/live/watch/resume").status_code == 204
    assert not camera.paused
    assert client.post("/live/stop").headers["location"] == "/live"
    assert site.room.live is None
    assert "Begin to watch" in client.get("/live").text


def test_what_was_found_is_shown_and_gone_with_the_session(signed_in, site, camera):
    client = signed_in("dora")
    client.post("/live", data=BEGIN)
    session = site.room.live.session
    camera.feed(range(30))
    until(lambda: session.spotting().expressions)
    until(lambda: client.get("/live/watch/marks/0/apex.jpg").status_code == 200)
    for moment in ("onset", "apex", "offset"):
        answer = client.get(f"/live/watch/marks/0/{moment}.jpg")
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.content.startswith(b"\xff\xd8")
    for other in ("1/apex", "0/middle", "-1/apex"):
        assert client.get(f"/live/watch/marks/{other}.jpg").status_code in {404, 422}
    client.post("/live/stop")
    client.post("/live", data=recording(site))
    assert client.get("/live/watch/marks/0/apex.jpg").status_code == 404


@pytest.mark.usefixtures("camera")
def test_one_session_at_a_time(signed_in, site):
    dora, emil = signed_in("dora"), signed_in("emil")
    dora.post("/live", data=BEGIN)
    refused = emil.post("/live", data=recording(site))
    assert refused.status_code == 400
    assert "dora watches already: stop that session, then begin another" in refused.text
    assert site.room.live.who == "dora"
    assert emil.get("/live/watch/").status_code == 200
    emil.post("/live/stop")
    assert emil.post("/live", data=recording(site)).status_code == 303
    assert site.room.live.who == "emil"


def test_a_recording_is_played_to_its_end(signed_in, site):
    client = signed_in("emil")
    assert client.post("/live", data=recording(site)).status_code == 303
    session = site.room.live.session
    assert session.wait(60)
    assert session.state == "ended"
    assert session.n_delivered == 90
    told = client.get("/live").text
    assert f"even, watched by {METHOD.title}, begun by emil. It is over" in told
    assert "Begin to watch" in told
    assert client.get("/live/watch/").status_code == 200
    assert client.post("/live", data=recording(site, "uneven")).status_code == 303
    assert site.room.live.film == film_id(site, "uneven")


@pytest.mark.usefixtures("camera")
def test_what_cannot_be_watched_is_told_in_a_sentence(signed_in, site):
    client = signed_in("dora")
    for wish, sentence in (
        ({"source": ""}, "choose a camera of this machine, or a recording"),
        ({"source": "camera=camera:/dev/video8"}, "choose a camera of this machine, or a recording"),
        ({"source": "camera=../../etc/passwd"}, "choose a camera of this machine, or a recording"),
        ({"source": "/etc/passwd"}, "choose a camera of this machine, or a recording"),
        ({"source": "recording=none"}, "there is no such recording: choose one of the list"),
        ({"method": "none"}, "&#39;none&#39; is not registered; known names"),
        ({"method": "mdmd", "face": "left"}, "the method mdmd watches the first face alone"),
        ({"method": "region-flow", "face": "the nicest"}, "the nicest"),
    ):
        answer = client.post("/live", data={**BEGIN, **wish})
        assert answer.status_code == 400, wish
        (told,) = re.findall('role="alert">(.*?)</p>', answer.text)
        assert sentence in told
    assert client.post("/live", data={"source": "x" * 201}).status_code == 422
    assert site.room.live is None


def test_a_camera_that_is_not_there(signed_in, site, monkeypatch):
    monkeypatch.setattr(live_page, "cameras", lambda: {"camera:/dev/video99": "Pulled out"})
    answer = signed_in("dora").post("/live", data={**BEGIN, "source": "camera=camera:/dev/video99"})
    assert answer.status_code == 400
    assert "video99" in answer.text
    assert site.room.live is None


def test_who_has_still_to_code_a_recording_does_not_watch_it(signed_in, site):
    coding_too(site, "dora", "even")
    dora, emil = signed_in("dora"), signed_in("emil")
    offered = dora.get("/live").text
    assert film_id(site) not in offered
    assert "Recording uneven" in offered
    assert dora.post("/live", data=recording(site)).status_code == 403
    emil.post("/live", data=recording(site))
    told = dora.get("/live").text
    assert "A recording that you have still to code, watched by" in told
    assert "even, watched by" not in told
    assert 'href="/live/watch/"' not in told
    for path in ("/live/watch/", "/live/watch/stream", "/live/watch/marks/0/apex.jpg"):
        assert dora.get(path).status_code == 403
    assert dora.post("/live/watch/pause").status_code == 403
    with site.study.writing("dora") as writer:
        submit(writer, "dora", "even")
    assert dora.get("/live/watch/").status_code == 200


@pytest.mark.parametrize("loses", ["the account", "sight of the recording", "the visit"])
def test_a_stream_ends_for_whoever_may_no_longer_look(signed_in, site, monkeypatch, loses):
    monkeypatch.setattr(live_page, "_ASK", 0.0)
    client = signed_in("dora")
    signed_in("emil").post("/live", data=recording(site))
    live = site.room.live
    with ThreadPoolExecutor(1) as beside:
        answer = beside.submit(client.get, "/live/watch/stream")
        until(lambda: live.session.hub.n_watchers)
        if loses == "the account":
            with site.study.writing("ada") as writer:
                change_account(writer, "dora", active=False)
        elif loses == "the visit":
            assert client.post("/sign-out").status_code == 303
        else:
            coding_too(site, "dora", "even")
        try:
            live.session.pause()  # tells everybody, so that there is something to send
            assert answer.result(60).status_code == 200
            assert site.room.live is live
        finally:
            site.leave()


def is_removed(site):
    withdraw(site.study, pseudonym(site), "ada")


def takes_back(site):
    with site.study.writing("ada") as writer:
        take_back_consent(writer, participant(writer, pseudonym(site)))


@pytest.mark.parametrize("happens", [is_removed, takes_back])
def test_nobody_goes_on_watching_who_withdrew(signed_in, site, monkeypatch, happens):
    """By another program: the stream itself notices, before anybody asks for the page."""
    monkeypatch.setattr(live_page, "_ASK", 0.0)
    client = signed_in("dora")
    client.post("/live", data=recording(site))
    live = site.room.live
    with ThreadPoolExecutor(1) as beside:
        answer = beside.submit(client.get, "/live/watch/stream")
        until(lambda: live.session.hub.n_watchers)
        happens(site)
        try:
            live.session.pause()  # tells everybody, so that there is something to send
            assert answer.result(60).status_code == 200
        finally:
            site.leave()
    assert site.room.live is None
    assert live.session.wait(60)


def test_a_withdrawal_ends_the_session_and_its_pictures(signed_in, site):
    signed_in("dora").post("/live", data=recording(site))
    who = pseudonym(site)
    answer = signed_in("ada").post("/api/admin/withdrawals", data={"pseudonym": who, "typed": who})
    assert answer.status_code == 200
    assert site.room.live is None
    assert "Recording even" not in signed_in("dora").get("/live").text
    assert signed_in("dora").get("/live/watch/marks/0/apex.jpg").status_code == 404


@pytest.mark.usefixtures("camera")
def test_a_session_leaves_nothing_in_the_study(signed_in, site):
    def kept():
        return {one for one in site.study.folder.rglob("*") if one.is_file() and "sqlite" not in one.name}

    def entries():
        with site.study.reading() as reader:
            return reader.head()

    client = signed_in("emil")
    files, before = kept(), entries()
    client.post("/live", data=recording(site))
    assert site.room.live.session.wait(60)
    client.post("/live/stop")
    assert (kept(), entries()) == (files, before)


@pytest.mark.usefixtures("camera")
def test_scripts_of_the_page_and_nothing_beside_them(signed_in):
    client = signed_in("dora")
    client.post("/live", data=BEGIN)
    assert client.get("/live/watch/static/live.js").headers["content-type"].startswith("text/javascript")
    for name in ("none.js", "..%2fserver.py", "..%2f..%2f__init__.py"):
        assert client.get(f"/live/watch/static/{name}").status_code == 404


@pytest.mark.usefixtures("camera")
def test_the_session_ends_with_the_server(signed_in, site):
    signed_in("dora").post("/live", data=BEGIN)
    session = site.room.live.session
    site.leave()
    site.close()
    assert session.wait(60)
    assert session.state == "ended"
