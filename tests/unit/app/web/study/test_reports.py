"""Reports and releases, request by request."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from countenance.app import study_work
from countenance.store.records import Film, Participant
from countenance.study.coding import submit
from countenance.study.people import change_account, take_back_consent, withdraw
from countenance.study.project import Study
from countenance.study.publishing.staging import staged
from countenance.study.recording.participating import end_session

from .....coded_study import submit_all
from .....staged_session import begin, stage

ORDER = {"name": "first", "profile": "tables", "level": "researchers"}


def unending(folder, _profile, out, _level, _actor, _extras, progress):
    """Writes a film into a release that is never done."""
    with Study.open(folder) as study, staged(out, study.media) as stage:
        stage.write("face.mp4", "face")
        progress("writing", 0, 1)
        time.sleep(600)


def until(holds):
    end = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def settled(look):
    end = time.monotonic() + 120
    while (found := look())["state"] in {"waiting", "running"}:
        assert time.monotonic() < end
        time.sleep(0.1)
    return found


def submitted(site, *names):
    for name in names:
        with site.study.writing(name) as writer:
            submit(writer, name, "even")


def made(client, kind="agreement"):
    client.post(f"/api/reports/{kind}")

    def look():
        return next(one for one in client.get("/api/reports").json()["whole"] if one["key"] == kind)

    settled(lambda: look()["job"])
    return look()


def published(client, order):
    assert client.post("/api/releases", json=order).status_code == 200, order
    end = time.monotonic() + 120
    while any(
        one["job"]["state"] in {"waiting", "running"} for one in client.get("/api/releases").json()["making"]
    ):
        assert time.monotonic() < end
        time.sleep(0.1)
    return client.get("/api/releases").json()


def test_a_report_is_made_shown_and_grows_old(signed_in, site):
    client = signed_in("emil")
    refused = made(client)
    assert (refused["path"], "two coders yet" in refused["job"]["remark"]) == ("", True)
    assert client.get("/reports/made/agreement").status_code == 404
    submitted(site, "anna", "ben")
    report = made(client)
    assert (report["path"], report["is_stale"]) == ("/reports/made/agreement", False)
    answer = client.get(report["path"])
    assert "Agreement of coders" in answer.text
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert "sandbox" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    with site.study.writing("ada") as writer:
        change_account(writer, "dora", roles=["experimenter", "arbiter"])
    assert client.get("/api/reports").json()["whole"][0]["is_stale"]


def test_a_withdrawal_takes_reports_along(signed_in, site):
    submitted(site, "anna", "ben")
    client = signed_in("emil")
    assert made(client)["path"]
    with site.study.reading() as reader:
        film = reader.first(Film, name="uneven")
        who = reader.get(Participant, film.participant).pseudonym
    withdraw(site.study, who, "ada")
    assert client.get("/reports/made/agreement").status_code == 404


def test_a_report_that_holds_somebody_who_takes_everything_back_is_shown_no_more(signed_in, site):
    submit_all(site.study)
    submit_all(site.study, "uneven")
    client = signed_in("emil")
    assert "even: 3 of both" in client.get(made(client)["path"]).text
    with site.study.writing("ada") as writer:
        film = writer.first(Film, name="even")
        take_back_consent(writer, writer.get(Participant, film.participant))
    assert client.get("/reports/made/agreement").status_code == 404
    assert client.get("/api/reports").json()["whole"][0]["path"] == ""
    text = client.get(made(client)["path"]).text
    assert "uneven: 3 of both" in text
    assert '"even: 3 of both' not in text


def test_who_still_codes_sees_no_marks_of_others_in_reports(signed_in, site):
    submitted(site, "ben")
    with site.study.writing("ada") as writer:
        change_account(writer, "anna", roles=["coder", "analyst"])
    anna = signed_in("anna")
    assert anna.post("/api/reports/agreement").status_code == 403
    assert anna.get("/reports/made/agreement").status_code == 403
    with site.study.reading() as reader:
        film = reader.first(Film, name="even").id
    assert anna.get(f"/reports/measurement/{film}").status_code == 403
    assert anna.post(f"/api/reports/measurement/{film}").status_code == 403


def test_no_such_report(signed_in):
    client = signed_in("emil")
    for path in ("/reports/made/none", "/reports/made/..%2fagreement", "/reports/measurement/none"):
        assert client.get(path).status_code == 404
    assert client.post("/api/reports/none").status_code == 404
    assert client.delete("/api/reports/agreement").status_code == 404


def test_a_release_is_made_and_taken_along(signed_in, site):
    client = signed_in("emil")
    ahead = client.get("/api/releases/preview", params={"level": "researchers"}).json()
    assert (ahead["participants"], ahead["recordings"], ahead["left_out"]) == (2, 2, [])
    assert ahead["unsettled"] == [
        "2 recordings not coded by two coders yet: even, uneven. Nothing follows from their having no expression."
    ]
    found = published(client, ORDER)
    (release,) = found["made"]
    assert (release["name"], release["participants"], release["is_finished"]) == ("first", 2, True)
    answer = client.get(release["path"])
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        assert {one.compress_type for one in archive.infolist()} == {zipfile.ZIP_STORED}
    folder = site.study.folder / "releases" / "first"
    assert names == {
        f"first/{one.relative_to(folder).as_posix()}" for one in folder.rglob("*") if one.is_file()
    }
    assert client.post("/api/releases", json={**ORDER, "name": "FIRST"}).status_code == 400


def test_who_wished_to_withdraw_in_a_session_goes_nowhere_from_that_moment(signed_in, site, tmp_path):
    """However long it takes until an admin has removed what is there."""
    stage(site.study, tmp_path)
    client, dora = signed_in("emil"), signed_in("dora")
    (release,) = published(client, ORDER)["made"]
    session = begin(site.study)
    assert "to be removed" not in dora.get("/sessions").text
    with site.study.writing("dora") as writer:
        end_session(writer, session, "withdrawn", "dora")
        film = next(one for one in writer.find(Film) if one.name == "even")
        who = writer.get(Participant, film.participant).pseudonym
    ahead = client.get("/api/releases/preview", params={"level": "laboratory"}).json()
    assert (ahead["participants"], ahead["recordings"]) == (1, 1)
    (left_out,) = ahead["left_out"]
    assert (left_out["recording"], left_out["participant"]) == ("even", who)
    assert left_out["reason"] == "its participant withdrew in a session"
    (after,) = client.get("/api/releases").json()["made"]
    assert (after["withdrawn"], after["path"]) == (1, "")
    assert client.get(release["path"]).status_code == 409
    assert "withdrew: to be removed" in dora.get("/sessions").text
    assert dora.get(f"/recordings/{film.id}").status_code == 410


def test_a_release_with_somebody_who_withdrew_is_not_handed_out(signed_in, site):
    client = signed_in("emil")
    (release,) = published(client, ORDER)["made"]
    with site.study.reading() as reader:
        who = next(reader.find(Participant)).pseudonym
    withdraw(site.study, who, "ada")
    (after,) = client.get("/api/releases").json()["made"]
    assert (after["withdrawn"], after["path"]) == (1, "")
    assert client.get(release["path"]).status_code == 409
    address = f"/api/releases/made/{release['id']}"
    assert signed_in("dora").delete(address).status_code == 403
    assert client.delete(address).status_code == 204
    assert not [*(site.study.folder / "releases").iterdir()]
    (gone,) = client.get("/api/releases").json()["made"]
    assert (gone["name"], gone["is_here"], gone["withdrawn"]) == ("first", False, 1)
    assert client.delete(address).status_code == 400
    with site.study.reading() as reader:
        assert "delete release" in {one["action"] for one in reader.last_entries(2)}


def test_what_is_half_written_goes_with_who_withdraws(signed_in, site, monkeypatch):
    monkeypatch.setattr(study_work, "release", unending)
    client, folder = signed_in("emil"), site.study.folder / "releases"
    client.post("/api/releases", json=ORDER)
    until(lambda: any(folder.rglob("face.mp4")))
    assert client.post("/api/releases", json=ORDER).status_code == 409  # as a second click
    with site.study.reading() as reader:
        who = reader.get(Participant, reader.first(Film, name="even").participant).pseudonym
    withdraw(site.study, who, "ada")
    until(lambda: not site.jobs.find("publish/first").is_active)
    assert list(folder.iterdir()) == []
    (told,) = client.get("/api/releases").json()["making"]
    assert (told["job"]["state"], "has changed" in told["job"]["remark"]) == ("stopped", True)


@pytest.mark.parametrize(
    "name", ["", "..", "../out", "a/b", "a\\b", ".hidden", "x" * 121, "\N{GRINNING FACE}" * 60, "a\tb\0"]
)
def test_names_that_lead_elsewhere_are_refused(signed_in, site, name):
    assert signed_in("emil").post("/api/releases", json={**ORDER, "name": name}).status_code == 400
    assert not (site.study.folder / "releases").exists()


def test_what_is_no_profile_or_level(signed_in):
    client = signed_in("emil")
    assert client.post("/api/releases", json={**ORDER, "profile": "x"}).status_code == 422
    assert client.post("/api/releases", json={**ORDER, "level": "none"}).status_code == 200
    assert client.get("/api/releases/preview", params={"level": "none"}).status_code == 400
    assert client.get("/reports/releases/..%2f..%2fstudy.json/download").status_code == 404
