"""What a camera records, on its way into the study."""

from __future__ import annotations

import errno
import time

import cv2
import numpy as np
import pytest
from starlette.testclient import TestClient

from countenance.app.web.study import study_app
from countenance.app.web.study.visits import Pass
from countenance.store.records import Participant
from countenance.study.elicitation import EventKind
from countenance.study.recording import append_events, experimenting, film_of
from countenance.study.recording.spooling import Spool
from countenance.video import from_jpeg, to_jpeg

from .....barcodes import write_barcodes
from .....chunks import encoded, packed
from .....sessions import begun_sessions
from ....study.recording.filming import happens
from .conftest import PORT

US = [33_333 * i for i in range(30)]
SENT = packed(encoded(US))
BEGINNING = {
    "key": "recorder-1",
    "format": "chunks",
    "width": 320,
    "height": 240,
    "fps": 30,
    "clock_ms": 100.5,
}


@pytest.fixture
def sessions(web_study, tmp_path) -> list[str]:
    return begun_sessions(web_study, tmp_path, 2)


@pytest.fixture
def participant(site, sessions) -> TestClient:
    """The browser of the first session's participant."""
    with TestClient(study_app(site), f"http://127.0.0.1:{PORT}") as client:
        client.cookies.set(site.session_cookie, site.visits.issue(Pass(session=sessions[0])))
        yield client


def send(client: TestClient, session: str, offset: int, content: bytes, key: str = "recorder-1"):
    where = f"/api/captures/{session}/0/bytes?offset={offset}&key={key}"
    return client.post(where, content=content, headers={"content-type": "application/octet-stream"})


def finished(client: TestClient, session: str, key: str = "recorder-1") -> dict[str, object]:
    answer = client.post(f"/api/captures/{session}/0/finish?key={key}")
    assert answer.status_code == 200, answer.text
    while (state := client.get(f"/api/captures/{session}/0").json())["state"] == "finishing":
        time.sleep(0.02)
    return state


def test_a_capture_from_beginning_to_film(participant, sessions):
    session = sessions[0]
    assert participant.get(f"/api/captures/{session}/0").status_code == 404
    assert participant.post(f"/api/captures/{session}/0", json=BEGINNING).json() == {"bytes": 0}
    assert send(participant, session, 0, SENT[:9000]).json() == {"bytes": 9000}
    assert send(participant, session, 0, SENT[:9000]).json() == {"bytes": 9000}
    assert send(participant, session, 9001, SENT[9001:]).status_code == 409
    assert send(participant, session, 9000, SENT[9000:]).json() == {"bytes": len(SENT)}
    state = participant.get(f"/api/captures/{session}/0").json()
    assert (state["state"], state["frames"], state["bytes"]) == ("open", 30, len(SENT))
    state = finished(participant, session)
    assert (state["state"], state["frames"], state["problem"]) == ("kept", 30, "")
    assert state["film"]
    assert finished(participant, session) == state
    assert send(participant, session, len(SENT), b"more").status_code == 409


def test_only_ones_own_session(participant, sessions, signed_in):
    other = sessions[1]
    assert participant.post(f"/api/captures/{other}/0", json=BEGINNING).status_code == 403
    assert participant.get(f"/api/captures/{other}/0").status_code == 403
    assert send(participant, other, 0, SENT).status_code == 403
    assert participant.post(f"/api/captures/{other}/0/finish").status_code == 403
    assert participant.get("/api/captures").status_code == 403
    assert signed_in("anna").post(f"/api/captures/{other}/0", json=BEGINNING).status_code == 403
    assert signed_in("dora").post(f"/api/captures/{other}/0", json=BEGINNING).status_code == 200
    assert signed_in("dora").post("/api/captures/abcdef/0", json=BEGINNING).status_code == 404


def test_an_experimenter_finishes_what_a_killed_browser_left(participant, sessions, signed_in, monkeypatch):
    session, dora = sessions[0], signed_in("dora")
    participant.post(f"/api/captures/{session}/0", json=BEGINNING)
    send(participant, session, 0, SENT[:-5])
    left = dora.get("/api/captures").json()
    assert left == [
        {
            "session": session,
            "segment": 0,
            "part": 1,
            "bytes": len(SENT) - 5,
            "problem": "",
            "is_growing": True,
        }
    ]
    refused = dora.post(f"/api/captures/{session}/0/finish")
    assert (refused.status_code, "at this moment" in refused.text) == (409, True)
    monkeypatch.setattr("countenance.study.recording.spooling._QUIET_S", -1)
    state = finished(dora, session, key="")
    assert (state["state"], state["frames"]) == ("kept", 29)
    assert dora.get("/api/captures").json() == []


def test_what_is_no_film_is_told(participant, sessions):
    participant.post(f"/api/captures/{sessions[0]}/0", json=BEGINNING)
    send(participant, sessions[0], 0, b"\xff" * 500)
    state = finished(participant, sessions[0])
    assert (state["state"], state["film"]) == ("failed", "")
    assert "damaged" in str(state["problem"])


def test_a_crash_while_finishing_is_told(participant, sessions, monkeypatch):
    def crash(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    participant.post(f"/api/captures/{sessions[0]}/0", json=BEGINNING)
    send(participant, sessions[0], 0, SENT)
    monkeypatch.setattr("countenance.app.web.study.finishing.finish_capture", crash)
    state = finished(participant, sessions[0])
    assert (state["state"], "disk" in str(state["problem"])) == ("failed", True)


def test_a_crash_that_a_full_disk_takes_no_note_of_is_told(participant, sessions, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    participant.post(f"/api/captures/{sessions[0]}/0", json=BEGINNING)
    send(participant, sessions[0], 0, SENT)
    with monkeypatch.context() as patched:
        patched.setattr("countenance.app.web.study.finishing.finish_capture", full)
        patched.setattr(Spool, "mark", full)
        state = finished(participant, sessions[0])
    told = "The recording could not be made (No space left on device): look at the server's disk."
    assert (state["state"], state["problem"]) == ("failed", told)
    state = finished(participant, sessions[0])
    assert (state["state"], state["problem"]) == ("kept", "")


@pytest.mark.parametrize("step", ["begin", "append"])
@pytest.mark.parametrize(
    ("code", "told"), [(errno.ENOSPC, "is full"), (errno.EROFS, "takes nothing (Read-only file system)")]
)
def test_a_disk_that_takes_nothing_is_told_in_a_sentence(
    participant, sessions, monkeypatch, step, code, told
):
    def refuse(*_: object) -> None:
        raise OSError(code, "Read-only file system")

    if step == "append":
        participant.post(f"/api/captures/{sessions[0]}/0", json=BEGINNING)
    monkeypatch.setattr(Spool, step, refuse)
    if step == "append":
        answer = send(participant, sessions[0], 0, SENT)
    else:
        answer = participant.post(f"/api/captures/{sessions[0]}/0", json=BEGINNING)
    assert answer.status_code == 507
    sentence = (
        f"The server's disk {told}: please tell the experimenter; recording goes on when that is mended."
    )
    assert answer.json() == {"error": sentence}


def test_a_file_of_another_program_for_which_there_is_no_room(signed_in, site, sessions):
    (site.study.folder / "uploads").write_bytes(b"a file where a folder is needed")
    answer = signed_in("dora").post(f"/api/captures/{sessions[0]}/film?file=a.mp4", content=b"film")
    assert answer.status_code == 507
    assert "takes nothing" in answer.json()["error"]


def test_limits(participant, sessions, monkeypatch):
    session = sessions[0]
    participant.post(f"/api/captures/{session}/0", json=BEGINNING)
    assert send(participant, session, 0, bytes((8 << 20) + 1)).status_code == 413
    assert send(participant, session, -1, b"x").status_code == 422
    assert send(participant, session, 1 << 41, b"x").status_code == 422

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Spool, "append", full)
    refused = send(participant, session, 0, b"x")
    assert (refused.status_code, refused.json()["error"][:26]) == (507, "The server's disk is full:")


def test_a_file_of_another_program_is_taken_in(signed_in, site, sessions, tmp_path):
    dora, session = signed_in("dora"), sessions[0]
    content = write_barcodes(tmp_path / "outside.mp4", 20, first=500).read_bytes()
    address = f"/api/captures/{session}/film?file=Anna%20Miller.mp4"
    answer = dora.post(address, content=content)
    assert answer.status_code == 400
    assert answer.json()["error"] == "say of at least one frame of this film which event it shows"
    answer = dora.post(f"{address}&sync=30:2000.5", content=content)
    assert (answer.status_code, "has frames 0 to 19" in answer.json()["error"]) == (400, True)
    answer = dora.post(f"{address}&sync=3:2000.5", content=content)
    with site.study.reading() as reader:
        who = next(reader.find(Participant, number=1)).pseudonym
    assert (answer.status_code, answer.json()["name"]) == (200, f"{who} session 1 part 1 other camera")
    answer = dora.post(f"/api/captures/{session}/film?file=bad.mp4&sync=3:1", content=b"no film")
    assert (answer.status_code, str(tmp_path) in answer.text) == (400, False)


def test_the_webcams_sync_points_never_serve_for_another_film(signed_in, site, sessions, tmp_path):
    with experimenting(site.study) as writer:
        logged = happens(EventKind.SYNC, 1, 1000.0, frame=2)
        append_events(writer, sessions[0], [logged])
    dora = signed_in("dora")
    content = write_barcodes(tmp_path / "outside.mp4", 20, first=500).read_bytes()
    address = f"/api/captures/{sessions[0]}/film?file=outside.mp4&name=Left%20camera"
    assert dora.post(address, content=content).status_code == 400
    answer = dora.post(f"{address}&sync=7:1000", content=content)
    assert (answer.status_code, answer.json()["name"]) == (200, "Left camera")
    with site.study.reading() as reader:
        assert film_of(reader, "Left camera").report["alignment"]["points"] == [[7, 1000.0]]
    other = write_barcodes(tmp_path / "other.mp4", 20, first=600).read_bytes()
    answer = dora.post(f"{address}&sync=7:1000", content=other)
    told = "there is already a recording 'Left camera': give another name"
    assert (answer.status_code, answer.json()["error"]) == (400, told)


def look(client: TestClient, content: bytes):
    return client.post("/api/captures/look", content=content, headers={"content-type": "image/jpeg"})


@pytest.fixture(scope="module")
def face(simulated) -> np.ndarray:
    """A simulated face, in the middle of the picture."""
    return from_jpeg(next(iter(sorted(simulated.rglob("*.jpg")))).read_bytes())


def jpeg(image: np.ndarray) -> bytes:
    return to_jpeg(np.clip(image, 0, 255).astype(np.uint8), quality=95)


def test_a_face_that_is_well_seen(participant, face):
    seen = look(participant, jpeg(face)).json()
    left, top, width, height = seen["face"]
    assert (seen["n_faces"], seen["problems"]) == (1, [])
    assert 0 < left < left + width < face.shape[1]
    inside = face[int(top) : int(top + height), int(left) : int(left + width)] @ [0.299, 0.587, 0.114]
    assert seen["brightness"] == pytest.approx(inside.mean(), abs=2)


def test_what_is_wrong_with_a_picture_is_told(participant, face):
    seen_left = look(participant, jpeg(face)).json()["face"][0]
    small = np.full_like(face, 90)
    quarter = cv2.resize(face, None, fx=0.3, fy=0.3, interpolation=cv2.INTER_AREA)
    small[40 : 40 + len(quarter), 60 : 60 + quarter.shape[1]] = quarter
    for image, told in (
        (np.full((480, 640, 3), 90), "No face can be seen"),
        (face * 0.25, "too dark"),
        (np.hstack([face, face]), "More than one face"),
        (small, "too far away"),
        (face[:, int(seen_left) :], "at the edge"),
    ):
        seen = look(participant, jpeg(image)).json()
        assert told in " ".join(seen["problems"]), (told, seen)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"\xff\xd8",
        b"\xff\xd8\xff\xe0\x00\x00" * 50,
        b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x00\x00\x00\x03" + bytes(20),
        b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03" + bytes(20),
        b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x40\x00\x40\x03" + bytes(20),
    ],
)
def test_what_is_no_picture_is_refused(participant, content):
    answer = look(participant, content)
    assert (answer.status_code, bool(answer.json()["error"])) == (400, True)


def test_a_picture_may_not_be_huge(participant):
    assert look(participant, bytes((1 << 20) + 1)).status_code == 413
    assert "4096 pixels" in look(participant, jpeg(np.zeros((16, 4097, 3)))).text
