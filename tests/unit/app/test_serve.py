"""A study's server from its beginning to Ctrl-C: what a killed one left, and what goes on when it is to end."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from countenance.app.web.serving import Address
from countenance.app.web.study.running import serve_study
from countenance.app.web.study.site import EndingError
from countenance.core.errors import CountenanceError
from countenance.store.records import Participant, Tombstone
from countenance.study.people import withdraw
from countenance.study.project import Study
from countenance.study.publishing.staging import staged

from ...chunks import encoded, packed
from ...sessions import begun_sessions
from ...web_study import make_study

SENT = packed(encoded([33_333 * i for i in range(5)]))
BEGINNING = {"key": "recorder-1", "format": "chunks", "width": 320, "height": 240, "fps": 30, "clock_ms": 0}
_PATIENCE = 60.0

Visit = Callable[[httpx.Client], None]


@pytest.fixture
def study(tmp_path) -> Iterator[Study]:
    with make_study(tmp_path, n_frames=10) as made:
        yield made


def serve_until(study: Study, visit: Visit, name: str = "ada") -> None:
    """Serve a study while somebody visits it, then press Ctrl-C."""
    failed: list[BaseException] = []

    def visiting(url: str) -> None:
        try:
            with httpx.Client(base_url=url.partition("/enter")[0], timeout=_PATIENCE) as client:
                client.headers["origin"] = str(client.base_url)
                assert client.get(url).status_code == 303
                visit(client)
        except BaseException as error:
            failed.append(error)
        finally:
            os.kill(os.getpid(), signal.SIGINT)

    def told(url: str) -> None:
        threading.Thread(target=visiting, args=(url,)).start()

    with Address("127.0.0.1", 0) as address:
        serve_study(study, address, name=name, told=told)
    assert failed == []


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


class Endless:
    """Work that ends only when the server does."""

    def __init__(self) -> None:
        self.begun, self.ended = threading.Event(), threading.Event()

    def __call__(self, *_: object, progress: Callable[[str, int, int], None], **__: object) -> None:
        self.begun.set()
        end = time.monotonic() + _PATIENCE
        try:
            while time.monotonic() < end:
                progress("decoding", 1, 2)
                time.sleep(0.01)
        except EndingError:
            self.ended.set()
            raise


@pytest.fixture
def endless(monkeypatch) -> Callable[[str], Endless]:
    def put(name: str) -> Endless:
        work = Endless()
        monkeypatch.setattr(f"countenance.app.web.study.{name}", work)
        return work

    return put


def test_what_is_refused(cli, study, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        for folder, options, told in (
            (study.folder, ("--port", port), f"port {port} of 127.0.0.1 is in use"),
            (study.folder, ("--as", "nobody"), "there is no account 'nobody'"),
            (study.folder, ("--certificate", "one.pem"), "a certificate and its key belong together"),
            (tmp_path / "nowhere", (), "nowhere"),
        ):
            refused = cli("serve", folder, "--no-browser", *options)
            assert (refused.code, refused.out, told in " ".join(refused.err.split())) == (2, "", True), (
                options
            )


def test_ctrl_c_does_not_wait_for_a_backup(study, endless):
    work = endless("pages.admin.backups.make_backup")

    def visit(client: httpx.Client) -> None:
        assert client.post("/api/admin/backups").status_code == 202
        assert work.begun.wait(_PATIENCE)

    serve_until(study, visit)
    assert work.ended.is_set()


def test_ctrl_c_does_not_wait_for_a_recording_that_is_made_of_a_capture(study, endless, tmp_path):
    (session,) = begun_sessions(study, tmp_path)
    work = endless("finishing.finish_capture")
    place = f"/api/captures/{session}/0"

    def visit(client: httpx.Client) -> None:
        client.post(place, json=BEGINNING)
        assert client.post(f"{place}/bytes?key=recorder-1", content=SENT).json() == {"bytes": len(SENT)}
        assert client.post(f"{place}/finish?key=recorder-1").json()["state"] == "finishing"
        assert work.begun.wait(_PATIENCE)

    serve_until(study, visit, "dora")
    assert work.ended.is_set()
    assert (study.captures(session) / "0.capture").read_bytes() == SENT


@pytest.mark.parametrize(
    ("module", "address"),
    [
        ("captures", "/api/captures/{session}/film?file=a.mp4&sync=3:2000"),
        ("taking_in", "/api/recordings?file=a.mp4&participant=p"),
    ],
)
def test_ctrl_c_does_not_wait_for_a_film_that_is_taken_in(study, endless, tmp_path, module, address):
    (session,) = begun_sessions(study, tmp_path)
    work = endless(f"pages.{module}.add_film")
    answers: list[httpx.Response] = []

    def visit(client: httpx.Client) -> None:
        place = f"{client.base_url}{address.format(session=session)}"
        cookies = dict(client.cookies)

        def send() -> None:
            headers = {"origin": str(client.base_url)}
            answers.append(httpx.post(place, content=b"film", cookies=cookies, headers=headers, timeout=60))

        threading.Thread(target=send).start()
        assert work.begun.wait(_PATIENCE)

    serve_until(study, visit, "dora")
    assert work.ended.is_set()
    until(lambda: bool(answers))
    assert (answers[0].status_code, "about to end" in answers[0].json()["error"]) == (503, True)
    assert list((study.folder / "uploads").iterdir()) == []


def left_by_kills(study: Study, session: str) -> list[Path]:
    """What is gone when the next server has begun."""
    halves = [study.folder / "uploads" / "left" / "a.mp4", study.captures(session) / "left" / "a.mp4"]
    dead = study.folder / "backups" / ".backup-20260101T000000000000Z.tar.x.part"
    with staged(study.folder / "releases" / "first", study.media) as stage:
        scratch = stage.folder.parent
        kept = scratch.rename(scratch.with_name(f"{scratch.name}-away"))
    halves.append(kept.rename(scratch) / "first" / "a.mp4")
    for path in (*halves, dead):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"face")
    os.utime(dead, (time.time() - 7200,) * 2)
    return [halves[0].parent, halves[1].parent, scratch, dead]


def test_what_killed_servers_left_is_brought_to_an_end(study, tmp_path, monkeypatch):
    (session,) = begun_sessions(study, tmp_path)
    with study.reading() as reader:
        who = reader.first(Participant, number=2).pseudonym

    def killed(*_: object) -> None:
        raise CountenanceError

    with monkeypatch.context() as patched:
        patched.setattr(type(study.media), "remove", killed)
        with pytest.raises(CountenanceError):
            withdraw(study, who, "ada")

    def finished() -> bool:
        with study.reading() as reader:
            return reader.first(Tombstone).is_finished

    left = left_by_kills(study, session)
    assert not finished()
    assert all(path.exists() for path in left)
    serve_until(study, lambda _: until(lambda: finished() and not any(path.exists() for path in left)))
    assert study.verify().remarks == ()


def test_a_server_keeps_what_is_made_of_the_study(study):
    """Reports and pictures that cost minutes outlive it; a second one beside it takes nothing away."""
    report = study.cache("reports") / "agreement" / "report.html"
    report.parent.mkdir(parents=True)
    report.write_text("made")

    def visit(client: httpx.Client) -> None:
        assert client.post("/api/admin/backups").status_code == 202
        until(lambda: client.get("/api/admin/backups").json()["state"] == "done")  # after what begins it

    serve_until(study, visit)
    assert report.read_text() == "made"
