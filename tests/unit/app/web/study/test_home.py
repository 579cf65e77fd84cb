"""The first page."""

from __future__ import annotations

from countenance.store import Reader
from countenance.store.records import Participant, SessionRow
from countenance.study.coding import submit
from countenance.study.recording.participating import end_session

from .....staged_session import begin, stage


def participant_of(reader: Reader, session: str) -> str:
    return reader.get(Participant, reader.get(SessionRow, session).participant).pseudonym


def test_each_sees_what_is_next_for_him(signed_in):
    own = {
        name: [
            one["sentence"] for one in signed_in(name).get("/api/standing").json()["actions"] if one["path"]
        ]
        for name in ("anna", "cleo")
    }
    assert own == {"anna": ["2 recordings to code."], "cleo": []}


def test_figures_are_told_when_something_has_happened(signed_in, site):
    client = signed_in("anna")
    before = client.get("/api/standing").json()
    assert client.get("/api/standing", params={"since": before["head"]}).status_code == 204
    for coder in ("anna", "ben"):
        with site.study.writing(coder) as writer:
            submit(writer, coder, "even")
    after = client.get("/api/standing", params={"since": before["head"]}).json()
    coded = next(stage for stage in after["stages"] if stage["name"] == "Coded")
    assert (coded["done"], coded["all"]) == (1, 2)
    assert "1 recording to code." in client.get("/").text


def test_who_does_nothing_but_rate_is_told_of_his_clips_alone(signed_in, site, tmp_path):
    stage(site.study, tmp_path)
    found = signed_in("rita").get("/api/standing").json()
    assert [one["sentence"] for one in found["actions"]] == ["2 clips to rate."]
    assert (found["stages"], found["counts"]) == ([], {})
    assert "Everything there is" not in signed_in("rita").get("/").text
    assert "2 clips to rate" not in signed_in("dora").get("/").text  # the protocol is there


def test_admins_are_led_to_what_others_have_to_do_and_figures_to_what_they_count(signed_in):
    def paths(name: str) -> tuple[dict[str, str], dict[str, str]]:
        told = signed_in(name).get("/api/standing").json()
        actions = {one["role"]: one["path"] for one in told["actions"]}
        return actions, {one["name"]: one["path"] for one in told["stages"]}

    actions, stages = paths("ada")
    assert actions["coder"] == "/admin/assignments"
    assert stages == {
        "Recorded": "/recordings",
        "Coded": "/admin/assignments",
        "To settle": "/compare",
        "Arbitrated": "/library",
        "Published": "/reports/publish",
    }
    actions, stages = paths("dora")
    assert actions["coder"] == ""
    assert (stages["Recorded"], stages["Coded"], stages["To settle"]) == ("/recordings", "", "")
    actions, stages = paths("anna")
    assert stages["Recorded"] == paths("emil")[1]["Recorded"] == "/spotting"
    assert actions["coder"] == stages["Coded"] == "/coding"
    assert paths("cleo")[1]["Published"] == "/reports"
    for name in ("ada", "cleo", "dora", "anna"):
        for place in {one for found in paths(name) for one in found.values() if one}:
            assert signed_in(name).get(place).status_code == 200, (name, place)


def test_an_admin_is_told_who_withdrew_in_a_session_until_it_is_gone(signed_in, site, tmp_path):
    stage(site.study, tmp_path)
    session = begin(site.study)
    with site.study.writing("dora") as writer:
        end_session(writer, session, "withdrawn", "dora")
        who = participant_of(writer, session)
    ada = signed_in("ada")
    (told,) = [one for one in ada.get("/api/standing").json()["actions"] if "withdrew" in one["sentence"]]
    assert told["path"] == f"/admin/withdrawal?pseudonym={who}"
    assert f'pseudonym={who}"' in ada.get("/admin/withdrawal").text
    assert who not in signed_in("anna").get("/").text
    assert ada.post("/api/admin/withdrawals", data={"pseudonym": who, "typed": who}).status_code == 200
    for path in ("/", "/admin/withdrawal"):
        assert "withdrew in a session" not in ada.get(path).text.casefold()
