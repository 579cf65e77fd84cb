"""Films that are there already are taken in on a page, which lists what there is."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from countenance.app.web.study.pages import taking_in
from countenance.app.web.study.site import Site
from countenance.core.errors import VideoError
from countenance.store.records import Account, Film, Medium, Participant
from countenance.study.coding import assign
from countenance.study.people import (
    ITEMS,
    add_consent,
    add_participant,
    change_account,
    consent_text,
    withdraw,
)
from countenance.study.recording import film_of
from countenance.study.recording.participating import end_session

from .....barcodes import write_barcodes
from .....sessions import begun_sessions
from ....study.recording.filming import damaged
from .conftest import SignedIn


def pseudonym(site: Site, number: int = 1) -> str:
    with site.study.reading() as reader:
        return next(reader.find(Participant, number=number)).pseudonym


def content(tmp_path: Path, name: str = "film.mp4", n_frames: int = 20, first: int = 400) -> bytes:
    return write_barcodes(tmp_path / name, n_frames, first=first).read_bytes()


def names(site: Site) -> set[str]:
    with site.study.reading() as reader:
        return {one.name for one in reader.find(Film)}


@pytest.mark.parametrize("who", ["dora", "ada"])
def test_a_film_is_taken_in_and_listed(site: Site, signed_in: SignedIn, tmp_path: Path, who: str):
    client, asked = signed_in(who), {"participant": pseudonym(site), "file": "Anna Miller, 微笑.mp4"}
    answer = client.post("/api/recordings", params=asked, content=content(tmp_path))
    added = answer.json()
    assert answer.status_code == 201
    assert added == {
        "film": added["film"],
        "name": f"{pseudonym(site)} recording 1",
        "participant": pseudonym(site),
        "frames": 20,
        "warnings": [],
    }
    shown = client.get("/recordings").text
    assert f'<a href="/recordings/{added["film"]}">{added["name"]}</a>' in shown
    assert "0.7 s" in shown
    assert client.get(f"/recordings/{added['film']}").status_code == 200
    with site.study.reading() as reader:
        medium = film_of(reader, added["name"]).medium
        assert reader.get(Medium, str(medium)).name == f"{added['name']}.mp4"
    assert not list(site.study.folder.glob("uploads/*"))
    other = content(tmp_path, "other.mp4", first=500)
    asked["name"] = " Left camera "
    assert client.post("/api/recordings", params=asked, content=other).json()["name"] == "Left camera"
    third = content(tmp_path, "third.mp4", first=600)
    answer = client.post("/api/recordings", params=asked, content=third)
    told = "there is already a recording 'Left camera': give another name"
    assert (answer.status_code, answer.json()["error"]) == (400, told)


@pytest.mark.parametrize("who", ["anna", "cleo", "emil", "rita", ""])
def test_others_take_in_nothing_and_see_no_list(site: Site, signed_in: SignedIn, who: str):
    client, status = signed_in(who), 403 if who else 401
    asked = {"participant": pseudonym(site), "file": "a.mp4"}
    assert client.post("/api/recordings", params=asked, content=b"film").status_code == status
    assert client.get("/recordings", headers={"accept": "application/json"}).status_code == status
    assert client.get("/api/recordings/looking/abc").status_code == status


def test_what_cannot_be_taken_in_is_told_and_nothing_of_it_stays(
    site: Site, signed_in: SignedIn, tmp_path: Path
):
    client, before = signed_in("dora"), names(site)
    known = content(tmp_path)
    client.post("/api/recordings", params={"participant": pseudonym(site), "file": "a.mp4"}, content=known)
    cut = damaged(write_barcodes(tmp_path / "whole.mkv", 60), tmp_path / "cut.mkv").read_bytes()
    for file, sent, who, told in (
        ("letter.mp4", b"Dear participant", pseudonym(site), "letter.mp4"),
        ("empty.mp4", b"", pseudonym(site), "The file is empty."),
        ("cut.mkv", cut, pseudonym(site), "can be read); take these by ticking what allows damage"),
        ("b.mp4", known, pseudonym(site, 2), "b.mp4 is in the study already"),
        ("微笑 ①.mp4", b"no film", pseudonym(site), "微笑 ①.mp4"),
        ("a.mp4", known, "pnobody", "there is no participant 'pnobody'"),
        ("..", known, pseudonym(site), "is no name of a file"),
    ):
        answer = client.post("/api/recordings", params={"participant": who, "file": file}, content=sent)
        assert answer.status_code == 400, file
        assert told in answer.json()["error"]
        assert str(tmp_path) not in answer.text
        assert "--allow" not in answer.text
    assert client.post("/api/recordings", params={"file": "a.mp4"}, content=known).status_code == 422
    assert names(site) == before | {f"{pseudonym(site)} recording 1"}
    assert not list(site.study.folder.glob("uploads/*"))


def test_of_a_damaged_film_the_frames_before_the_damage_are_kept_where_that_is_allowed(
    site: Site, signed_in: SignedIn, tmp_path: Path
):
    cut = damaged(write_barcodes(tmp_path / "whole.mkv", 60), tmp_path / "cut.mkv").read_bytes()
    asked = {"participant": pseudonym(site), "file": "Miller.mkv", "damaged": "true"}
    answer = signed_in("dora").post("/api/recordings", params=asked, content=cut)
    assert (answer.status_code, answer.json()["frames"] < 60) == (201, True)
    assert "frames are kept" in answer.json()["warnings"][0]
    assert "Miller" not in answer.text
    assert str(site.study.folder) not in answer.text


def test_who_did_not_agree_to_be_recorded_or_withdrew_is_not(site: Site, signed_in: SignedIn, tmp_path: Path):
    with site.study.writing("ada") as writer:
        silent, refusing = add_participant(writer).pseudonym, add_participant(writer)
        add_consent(writer, refusing, consent_text(writer), dict.fromkeys(ITEMS, False))
        gone = add_participant(writer).pseudonym
    withdraw(site.study, gone, actor="ada")
    client, film = signed_in("dora"), content(tmp_path)
    for who, told in (
        (refusing.pseudonym, "did not agree to be recorded"),
        (gone, f"participant {gone} withdrew on "),
    ):
        answer = client.post("/api/recordings", params={"participant": who, "file": "a.mp4"}, content=film)
        assert (answer.status_code, told in answer.json()["error"]) == (400, True), who
    answer = client.post("/api/recordings", params={"participant": silent, "file": "a.mp4"}, content=film)
    assert answer.status_code == 201
    assert "has given no consent yet" in answer.json()["warnings"][0]
    shown = client.get("/recordings").text
    assert f'value="{refusing.pseudonym}" disabled>{refusing.pseudonym} (did not agree' in shown
    assert f'value="{silent}">' in shown
    assert gone not in shown


def test_who_withdrew_in_a_session_before_he_agreed_to_anything_is_not_recorded(
    site: Site, signed_in: SignedIn, tmp_path: Path
):
    session = begun_sessions(site.study, tmp_path)[0]
    with site.study.writing("ada") as writer:
        end_session(writer, session, "withdrawn", "dora")
    client, shown = signed_in("dora"), signed_in("dora").get("/recordings").text
    who = next(one for one in (pseudonym(site, n) for n in (1, 2)) if f'value="{one}" disabled' in shown)
    assert f"{who} (withdrew)" in shown
    answer = client.post(
        "/api/recordings", params={"participant": who, "file": "a.mp4"}, content=content(tmp_path)
    )
    assert answer.status_code == 400
    assert "may not be kept" in answer.json()["error"]


def test_who_has_still_to_code_a_recording_is_not_told_whose_it_is(site: Site, signed_in: SignedIn):
    with site.study.writing("ada") as writer:
        change_account(writer, "dora", roles=["experimenter", "coder"])
        assign(writer, ["dora"], [film_of(writer, "even")])
        assert next(writer.find(Account, name="dora")).roles
    listed = signed_in("dora").get("/recordings").text.split('id="listed"')[1]
    assert "Recording 1</a>" in listed
    assert [word for word in ("even<", pseudonym(site)) if word in listed.replace("uneven<", "")] == []
    assert "even<" in signed_in("ada").get("/recordings").text.replace("uneven<", "")


def test_how_far_a_film_is_looked_at_is_told_to_who_sent_it(
    site: Site, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
):
    def slow(*_: object, progress, **__: object) -> None:
        progress("decoding", 100, 400)
        for _ in range(500):
            if not goes_on:
                raise VideoError("enough")
            time.sleep(0.01)

    goes_on = [True]
    monkeypatch.setattr(taking_in, "add_film", slow)
    dora, path = signed_in("dora"), "/api/recordings/looking/of-this-page"
    asked = {"participant": pseudonym(site), "file": "a.mp4", "key": "of-this-page"}
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(dora.post, "/api/recordings", params=asked, content=b"film")
        other, deadline = signed_in("dora"), time.monotonic() + 30
        while not (told := other.get(path).json())["all"]:
            assert not sending.done(), sending.result().text
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert told == {"done": 100, "all": 400}
        assert signed_in("ada").get(path).json() == {"done": 0, "all": 0}
        goes_on.clear()
        assert sending.result().json() == {"error": "enough"}
    assert dora.get(path).json() == {"done": 0, "all": 0}


def test_pages_without_a_recording_lead_to_where_one_is_taken_in(site: Site, signed_in: SignedIn):
    with site.study.writing("ada") as writer:
        for one in writer.find(Film):
            writer.change(one, medium=None)
    leads = {
        name: 'href="/recordings">Take in' in signed_in(name).get("/spotting").text
        for name in ("ada", "dora", "emil")
    }
    assert leads == {"ada": True, "dora": True, "emil": False}
