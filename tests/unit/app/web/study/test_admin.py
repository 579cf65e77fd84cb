"""Administration: only for admins, two of them at once, and what is asked before something goes."""

from __future__ import annotations

import csv
import io
import re
import tarfile
import time
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from starlette.testclient import TestClient

from countenance.app.web.study.app import routes
from countenance.core import Coding
from countenance.core.errors import StoreError
from countenance.store.records import (
    Account,
    Assignment,
    Consent,
    ConsentText,
    Film,
    Identity,
    Medium,
    Participant,
    Report,
    Tombstone,
)
from countenance.study.backups import list_backups, make_backup
from countenance.study.coding import add_coding, assign, submit
from countenance.study.coding.editing import note_curve, tasks_of
from countenance.study.people import ITEMS, add_account, change_account, consent_of, level_agreed
from countenance.study.project import Study
from countenance.study.settings import suggestions_before_submission

from .....web_study import PASSWORD, PEOPLE, account_id

PAGES = ("accounts", "participants", "consent", "withdrawal", "assignments", "log", "backups")
HTML = {"accept": "text/html"}


def first(study: Study, record, **equal):
    with study.reading() as reader:
        found = reader.first(record, **equal)
    assert found is not None
    return found


@pytest.fixture
def ada(signed_in) -> TestClient:
    return signed_in("ada")


def finished(client: TestClient, path: str) -> dict:
    """How work in the background ended."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        standing = client.get(path).json()
        if standing["state"] in {"done", "failed"}:
            return standing
        time.sleep(0.05)
    raise AssertionError(f"{path} does not end")


@pytest.mark.parametrize("name", ["anna", "cleo", "dora", "emil"])
def test_nobody_else_gets_anything_of_administration(signed_in, site, name):
    client = signed_in(name)
    found = [route for route in routes() if re.match(r"(/api)?/admin(/|$)", route.path)]
    assert len(found) > 20
    before = first(site.study, Account, name="anna")
    for route in found:
        path = re.sub(r"\{account\}", before.id, re.sub(r"\{(?!account)[^}]+\}", "0", route.path))
        for method in route.methods:
            assert client.request(method, path).status_code == 403, path
    assert first(site.study, Account, name="anna") == before


def test_every_page_is_there(ada):
    assert ada.get("/admin").headers["location"] == "/admin/accounts"
    for path in PAGES:
        assert ada.get(f"/admin/{path}").status_code == 200, path


def test_an_account_is_added_and_signs_in(ada, signed_in, site):
    added = ada.post(
        "/api/admin/accounts",
        data={"name": "zoë", "roles": ["coder", "analyst"], "password": "a long sentence"},
    )
    assert added.status_code == 200
    assert first(site.study, Account, name="zoë").roles == ("coder", "analyst")
    assert (
        signed_in("").post("/sign-in", data={"name": "Zoë", "password": "a long sentence"}).status_code == 303
    )


@pytest.mark.parametrize(
    "given",
    [
        {"name": "", "roles": "coder"}, {"name": "ANNA", "roles": "coder"}, {"name": "x"},
        {"name": "x", "roles": "king"},
        {"name": "x\0y", "roles": "coder"}, {"name": "x\ny", "roles": "coder"},
        {"name": "x" * 61, "roles": "coder"},
        {"name": "x", "roles": "coder", "password": "short"},
        {"name": "x", "roles": "coder", "password": "p" * 3000},
    ],
)  # fmt: skip
def test_an_account_that_is_none_is_refused(ada, site, given):
    answer = ada.post("/api/admin/accounts", data=given)
    assert answer.status_code in {400, 422}
    assert answer.json()["error"]
    with site.study.reading() as reader:
        assert reader.count(Account) == len(PEOPLE)


def test_two_admins_at_once(ada, site, signed_in):
    with site.study.writing("ada") as writer:
        add_account(writer, "eve", ["admin"])
    eve, anna = signed_in("eve"), first(site.study, Account, name="anna")
    path, given = f"/api/admin/accounts/{anna.id}", {"version": anna.version}
    assert ada.post(f"{path}/roles", data={**given, "roles": ["arbiter"]}).status_code == 200
    refused = eve.post(f"{path}/active", data={**given, "active": "false"})
    assert refused.status_code == 409
    assert "changed by ada" in refused.json()["error"]
    assert eve.post(f"{path}/password", data={**given, "password": PASSWORD}).status_code == 409
    now = first(site.study, Account, name="anna")
    assert (now.roles, now.active) == (("arbiter",), True)


def test_the_only_admin_stays_one(ada, site):
    own = first(site.study, Account, name="ada")
    for what, given in (("active", {"active": "false"}), ("roles", {"roles": ["coder"]})):
        answer = ada.post(f"/api/admin/accounts/{own.id}/{what}", data={"version": own.version, **given})
        assert (answer.status_code, "only admin" in answer.json()["error"]) == (400, True)
    assert first(site.study, Account, name="ada") == own


def test_who_is_shut_out_while_signed_in_is_out_at_once_and_stays_out(ada, signed_in, site):
    client, anna = signed_in("anna"), first(site.study, Account, name="anna")
    path = f"/api/admin/accounts/{anna.id}"
    address = ada.post(f"{path}/address").json()["address"]
    assert client.get("/ratings").status_code == 200
    assert ada.post(f"{path}/active", data={"version": anna.version, "active": "false"}).status_code == 200
    assert client.get("/ratings", headers=HTML).status_code == 303
    assert ada.post(f"{path}/address").status_code == 409
    again = {"version": anna.version + 1, "active": "true"}
    assert ada.post(f"{path}/active", data=again).status_code == 200
    # Neither the old visit nor an address of before lets in now.
    assert client.get("/api/standing").status_code == 401
    assert signed_in("").get(address).status_code == 403


def test_a_one_time_address_signs_in_and_is_in_the_log(ada, signed_in, site):
    cleo = account_id(site.study, "cleo")
    address = ada.post(f"/api/admin/accounts/{cleo}/address").json()["address"]
    assert address.startswith("http://127.0.0.1:4321/enter?token=")
    client = signed_in("")
    assert client.get(address).headers["location"] == "/"
    assert "cleo" in client.get("/").text
    with site.study.reading() as reader:
        (entry,) = reader.last_entries(1)
    assert (entry["actor"], entry["action"], entry["note"]) == (
        "ada", "invite", "one-time address for the account cleo",
    )  # fmt: skip
    assert address.partition("token=")[2] not in str(entry)


def test_a_new_password_ends_visits_but_the_admins_own(ada, signed_in, site):
    anna, own = (first(site.study, Account, name=name) for name in ("anna", "ada"))
    client = signed_in("anna")
    new = {"password": "another long sentence"}
    assert ada.post(
        f"/api/admin/accounts/{anna.id}/password", data={"version": anna.version, **new}
    ).status_code == 200  # fmt: skip
    assert client.get("/api/standing").status_code == 401
    assert (
        ada.post(f"/api/admin/accounts/{own.id}/password", data={"version": own.version, **new}).status_code
        == 200
    )
    assert ada.get("/api/standing").status_code == 200
    for name in ("anna", "ada"):
        answer = signed_in("").post("/sign-in", data={"name": name, **new})
        assert answer.status_code == 303


def test_names_and_contacts_are_on_no_page_and_a_look_is_in_the_log(ada, site):
    facts = {"name": "Zoë Secret", "contact": "zoe@secret.example", "payment": "IBAN 42", "facts": "age = 22"}
    added = ada.post("/api/admin/participants", data=facts).json()["next"]
    pseudonym = added.rpartition("/")[2]
    paths = [
        *(f"/admin/{name}" for name in PAGES),
        added,
        f"/admin/withdrawal?pseudonym={pseudonym}",
        "/",
        "/ratings",
    ]
    for path in (*paths, "/ratings/summary", "/api/standing"):
        text = ada.get(path).text
        for told in ("Zoë Secret", "secret.example", "IBAN", "Secret 1"):
            assert told not in text, path
    with site.study.reading() as reader:
        assert not [one for one in reader.log() if one["action"] == "look"]
    seen = ada.post(f"/api/admin/participants/{pseudonym}/look").json()
    assert seen == {"name": "Zoë Secret", "contact": "zoe@secret.example", "payment": "IBAN 42", "version": 1}
    with site.study.reading() as reader:
        (look,) = (one for one in reader.log() if one["action"] == "look")
    assert (look["actor"], pseudonym in look["note"], "Zoë" in str(look)) == ("ada", True, False)


def test_identity_and_facts_are_changed_by_one_at_a_time(ada, site):
    who = first(site.study, Participant, number=1)
    path = f"/api/admin/participants/{who.pseudonym}"
    kept = first(site.study, Identity, participant=who.id)
    given = {"name": "New", "contact": "", "payment": "paid", "version": kept.version}
    assert ada.post(f"{path}/identity", data=given).status_code == 200
    assert ada.post(f"{path}/identity", data=given).status_code == 409
    assert (
        ada.post(f"{path}/facts", data={"facts": "age = 30\ngender = f", "version": who.version}).status_code
        == 200
    )
    assert ada.post(f"{path}/facts", data={"facts": "age = 31", "version": who.version}).status_code == 409
    assert ada.post(f"{path}/facts", data={"facts": "no fact", "version": who.version + 1}).status_code == 400
    assert first(site.study, Participant, number=1).facts == {"age": 30, "gender": "f"}


def test_a_consent_on_paper_takes_the_place_of_the_one_before(ada, site):
    who, text = first(site.study, Participant, number=1), first(site.study, ConsentText)
    path = f"/api/admin/participants/{who.pseudonym}/consent"
    with site.study.reading() as reader:
        before = consent_of(reader, who.id)
    given = {"text": text.id, "agreed": ["record", "laboratory"], "before": before.id}
    assert ada.post(path, data=given).status_code == 200
    with site.study.reading() as reader:
        assert level_agreed(consent_of(reader, who.id)) == "laboratory"
    assert ada.post(path, data={**given, "agreed": list(ITEMS)}).status_code == 409
    (latest,) = (one.id for one in _consents(site.study, who.id) if one.id != before.id)
    assert ada.post(path, data={**given, "agreed": ["fame"], "before": latest}).status_code == 400
    assert len(_consents(site.study, who.id)) == 2


def _consents(study: Study, participant: str) -> list[Consent]:
    with study.reading() as reader:
        return list(reader.find(Consent, participant=participant))


def test_a_version_of_the_consent_text_keeps_its_wording(ada, site):
    given = {"title": "Consent 2", "text": "I agree.\r\n\r\nAgain.", "language": "en"}
    assert ada.post("/api/admin/consent-texts", data=given).status_code == 200
    kept = first(site.study, ConsentText, title="Consent 2")
    assert kept.text == "I agree.\n\nAgain."
    assert kept.digest in ada.get("/admin/consent").text
    for odd in (
        given,
        {**given, "text": " "},
        {**given, "title": " ", "text": "x"},
        {**given, "text": "a\0b"},
        {**given, "text": "y", "language": "klingon!"},
    ):
        assert ada.post("/api/admin/consent-texts", data=odd).status_code in {400, 422}


def test_recordings_are_assigned_and_taken_back_while_nothing_is_marked(ada, site):
    with site.study.writing("ada") as writer:
        eve = add_account(writer, "eve", ["coder"])
        films = {one.name: one for one in writer.find(Film)}
    given = {"coders": [eve.id], "every": "true", "seed": "7"}
    assert ada.post("/api/admin/assignments", data=given).status_code == 200
    with site.study.writing("eve") as writer:
        assert writer.count(Assignment, coder=eve.id) == 2
        add_coding(writer, "eve", "even", Coding(1, 2, 3))
    marked, free = (
        first(site.study, Assignment, coder=eve.id, film=films[name].id) for name in ("even", "uneven")
    )
    refused = ada.post(f"/api/admin/assignments/{marked.id}/remove")
    assert (refused.status_code, "marked 1 movement" in refused.json()["error"]) == (400, True)
    assert ada.post(f"/api/admin/assignments/{free.id}/remove").status_code == 200
    assert ada.post(f"/api/admin/assignments/{free.id}/remove").status_code == 404
    with site.study.writing("anna") as writer:
        submit(writer, "anna", "even")
    done = first(site.study, Assignment, coder=account_id(site.study, "anna"), film=films["even"].id)
    assert ada.post(f"/api/admin/assignments/{done.id}/remove").status_code == 400
    for odd, status in (({}, 400), ({"coders": ["0"], "films": ["0"]}, 404), ({**given, "seed": "-1"}, 422)):
        assert ada.post("/api/admin/assignments", data=odd).status_code == status
    cleo = account_id(site.study, "cleo")
    assert ada.post("/api/admin/assignments", data={**given, "coders": [cleo]}).status_code == 400


def test_what_was_submitted_is_reopened_for_a_reason_alone(ada, site):
    with site.study.writing("anna") as writer:
        submit(writer, "anna", "even")
    with site.study.reading() as reader:
        film = reader.first(Film, name="even")
    given = first(site.study, Assignment, coder=account_id(site.study, "anna"), film=film.id)
    path = f"/api/admin/assignments/{given.id}/reopen"
    assert ada.post("/api/admin/assignments/0/reopen", data={"reason": "a slip"}).status_code == 404
    for reason, status in (("", 400), (" ", 400), ("a\x00b", 422), ("x" * 501, 422)):
        assert ada.post(path, data={"reason": reason}).status_code == status, reason
    assert ada.post(path, data={"reason": "a\nslip"}).status_code == 200
    assert ada.post(path, data={"reason": "a slip"}).status_code == 400  # nothing is submitted any longer
    with site.study.reading() as reader:
        (entry,) = [one for one in reader.last_entries(9) if one["action"] == "reopen"]
    assert (entry["actor"], entry["note"]) == ("ada", "even for anna: a slip")
    with site.study.writing("ada") as writer:
        change_account(writer, "ada", roles=["admin", "coder"])
        assign(writer, ["ada"], [film])
        submit(writer, "anna", "even")
    refused = ada.post(path, data={"reason": "a slip"})
    assert (refused.status_code, "still to code" in refused.json()["error"]) == (403, True)


def test_suggestions_come_after_submission_unless_the_study_says_otherwise(ada, site):
    def are_early() -> bool:
        with site.study.reading() as reader:
            return suggestions_before_submission(reader)

    version = site.study.facts().version
    assert not are_early()
    path = "/api/admin/settings/suggestions"
    assert ada.post(path, data={"allowed": "true", "version": version}).status_code == 200
    assert are_early()
    assert ada.post(path, data={"allowed": "false", "version": version}).status_code == 409
    assert ada.post(path, data={"allowed": "false", "version": version + 1}).status_code == 200
    assert not are_early()


def bytes_of(study: Study) -> bytes:
    return b"".join(path.read_bytes() for path in study.folder.rglob("*") if path.is_file())


SECRETS = (b"Secret 1", b"secret note 1", b"secret feeling 1")


@pytest.fixture
def leaving(site) -> Participant:
    """The first participant, of whom a coding and a self-report tell something; a backup holds both."""
    with site.study.writing("ada") as writer:
        who = writer.first(Participant, number=1)
        film = writer.first(Film, participant=who.id)
        add_coding(writer, "anna", film.name, Coding(1, 2, 3, note="secret note 1"))
        writer.add(Report(film=film.id, onset=1, offset=3, text="secret feeling 1"))
    make_backup(site.study, "ada")
    return who


def test_a_withdrawal_is_shown_confirmed_and_leaves_no_byte(ada, site, leaving):
    study, path, name = site.study, "/api/admin/withdrawals", leaving.pseudonym
    film = first(study, Film, participant=leaving.id)
    digest = first(study, Medium, id=film.medium).digest
    content = study.media.path(digest).read_bytes()
    before = bytes_of(study)
    assert all(secret in before for secret in (*SECRETS, content[-900:], digest.encode()))
    plan = unescape(ada.get("/admin/withdrawal", params={"pseudonym": name}).text)
    assert "1 backup in the study's folder is deleted, too" in plan
    assert "<dt>self-report</dt><dd>1</dd>" in plan
    assert ada.post(path, data={"pseudonym": name, "typed": "yes"}).status_code == 400
    assert ada.post(path, data={"pseudonym": "nobody", "typed": "nobody"}).status_code == 404
    assert all(secret in bytes_of(study) for secret in SECRETS)  # nothing has gone yet
    assert ada.post(path, data={"pseudonym": name, "typed": f" {name} "}).status_code == 200
    left = bytes_of(study)
    assert [one for one in (*SECRETS, content[-900:], digest.encode()) if one in left] == []
    assert b"Secret 2" in left
    assert list_backups(study) == []
    assert first(study, Tombstone, pseudonym=name).is_finished
    assert "nothing is left" in ada.get("/admin/withdrawal").text
    assert ada.get(f"/admin/participants/{name}").status_code == 404
    assert study.verify().faults == ()


def test_a_withdrawal_that_was_interrupted_is_told_and_finished(ada, site, monkeypatch):
    study, who = site.study, first(site.study, Participant, number=1)

    def busy(_: object) -> None:
        raise StoreError("others have it open")

    with monkeypatch.context() as patched:
        patched.setattr(type(study.store), "scrub", busy)
        answer = ada.post("/api/admin/withdrawals", data={"pseudonym": who.pseudonym, "typed": who.pseudonym})
        assert answer.status_code == 400
    assert "1 withdrawal not finished" in ada.get("/admin/withdrawal").text
    assert ada.post("/api/admin/withdrawals/finish").status_code == 200
    assert "not finished" not in ada.get("/admin/withdrawal").text
    assert b"Secret 1" not in bytes_of(study)


def test_the_log_is_read_page_by_page_and_filtered(ada, site):
    with site.study.reading() as reader:
        n = reader.head()[0]
    for number in range(60):
        with site.study.writing("ben") as writer:
            writer.note("export", f"number {number}")
    text = ada.get("/admin/log").text
    assert "number 59" in text
    assert "number 9<" not in text
    earlier = re.search(r'href="(/admin/log\?[^"]*before=(\d+)[^"]*)"', text)
    assert int(earlier[2]) == n + 11
    assert "number 9<" in ada.get(earlier[1].replace("&amp;", "&")).text
    mine = ada.get("/admin/log", params={"actor": "ben", "action": "export", "before": n + 4}).text
    assert mine.count("<td>ben</td>") == 3
    assert "No entry fits" in ada.get("/admin/log", params={"actor": "nobody"}).text
    for odd in ({"before": "-1"}, {"before": "9" * 30}, {"actor": "x" * 300}):
        assert ada.get("/admin/log", params=odd).status_code == 422


def test_entries_say_what_was_changed_and_how_it_is_called(ada, site):
    ada.post("/api/admin/accounts", data={"name": "eve", "roles": ["coder", "arbiter"]})
    rows = list(csv.DictReader(io.StringIO(ada.get("/admin/log.csv").text)))
    assert (rows[-1]["actor"], rows[-1]["action"], rows[-1]["noun"]) == ("ada", "add", "account")
    assert (rows[-1]["called"], rows[-1]["note"]) == ("eve", "roles: coder, arbiter")
    assert [row["sequence"] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
    assert "even to anna" in {row["called"] for row in rows}
    accounts = csv.DictReader(io.StringIO(ada.get("/admin/log.csv", params={"entity": "account"}).text))
    assert {row["noun"] for row in accounts} == {"account"}
    with site.study.reading() as reader:
        pseudonyms = {one.pseudonym for one in reader.find(Participant)}
    assert pseudonyms <= {row["called"] for row in rows}
    text = ada.get("/admin/log").text
    assert "account <b>eve</b>" in text
    assert "Secret 1" not in text + ada.get("/admin/log.csv").text


def test_the_log_names_what_a_note_is_about(ada, site):
    with site.study.writing("anna") as writer:
        task = tasks_of(writer, "anna")[0]
        note_curve(writer, task, shown=True)
    rows = csv.DictReader(io.StringIO(ada.get("/admin/log.csv", params={"action": "motion curve"}).text))
    assert [one["called"] for one in rows] == [f"{task.film.name} to anna"]


def test_the_log_tells_nobody_what_was_marked(ada, site):
    with site.study.writing("anna") as writer:
        add_coding(writer, "anna", "even", Coding(31, 37, 44, note="an odd smile"))
    told = ada.get("/admin/log.csv").text
    assert "coding,even to anna" in told
    assert "smile" not in told
    assert ",31," not in told


def test_the_study_is_checked_in_the_background(ada, site):
    assert ada.get("/api/admin/verify").json()["state"] == "never"
    assert ada.post("/api/admin/verify").status_code == 202
    told = finished(ada, "/api/admin/verify")
    assert (told["state"], told["who"], told["sentence"][:19]) == ("done", "ada", "The study is whole:")
    film = next(path for path in site.study.media.root.rglob("*") if path.is_file())
    film.unlink()
    ada.post("/api/admin/verify")
    told = finished(ada, "/api/admin/verify")
    assert told["sentence"].startswith("Something is wrong.")
    assert film.name[:64] in told["details"][0]
    ada.post("/api/admin/backups")
    assert "is missing" in finished(ada, "/api/admin/backups")["sentence"]
    assert list_backups(site.study) == []


def test_a_backup_is_made_downloaded_restored_and_deleted(ada, site, tmp_path):
    ada.post("/api/admin/backups")
    assert finished(ada, "/api/admin/backups")["state"] == "done"
    (made,) = list_backups(site.study)
    restores = f"countenance study restore {site.study.folder.name}/backups/{made.path.name} NEW-FOLDER"
    assert restores in ada.get("/admin/backups").text
    answer = ada.get(f"/admin/backups/{made.path.name}")
    assert made.path.name in answer.headers["content-disposition"]
    (tmp_path / "copy.tar").write_bytes(answer.content)
    assert tarfile.is_tarfile(tmp_path / "copy.tar")
    again, _ = Study.restore(tmp_path / "copy.tar", tmp_path / "again")
    with again:
        assert again.facts().name == "Smiles"
    assert ada.post(f"/api/admin/backups/{made.path.name}/delete").status_code == 200
    assert ada.post(f"/api/admin/backups/{made.path.name}/delete").status_code == 404
    with site.study.reading() as reader:
        actions = [one["action"] for one in reader.last_entries(3)]
    assert actions == ["delete backup", "download backup", "backup"]


@pytest.mark.parametrize(
    "name", ["..%2fstudy.sqlite", "study.sqlite", "backup-x.tar", "%2e%2e", "*", "x" * 300]
)
def test_nothing_but_backups_is_downloaded(ada, site, name):
    make_backup(site.study, "ada")
    (site.study.folder / "backups" / "study.sqlite").write_bytes(b"not for you")
    assert ada.get(f"/admin/backups/{name}").status_code in {404, 422}


def test_backups_go_with_who_withdraws(site, ada):
    """A clock that was set back may have dated one later than now; it holds him all the same."""
    folder = site.study.folder / "backups"
    made, _ = make_backup(site.study, "ada")
    later = f"backup-{datetime.now(UTC) + timedelta(hours=1):%Y%m%dT%H%M%S%fZ}.tar"
    (folder / later).write_bytes(b"dated later")
    (folder / f".{made.path.name}.0123.part").write_bytes(b"left by a kill")
    (folder / "own.tar").write_bytes(b"somebody put it there")
    who = first(site.study, Participant, number=1).pseudonym
    ada.post("/api/admin/withdrawals", data={"pseudonym": who, "typed": who})
    assert [path.name for path in folder.iterdir()] == ["own.tar"]
