"""Suggestions request by request: blinding, runs, and files."""

from __future__ import annotations

import time

import pytest

from countenance.app.jobs import JobState
from countenance.store.records import Film
from countenance.study.coding import submit
from countenance.study.settings import allow_suggestions
from countenance.study.suggestions import manner_key

WISH = {"method": "feature-difference"}


def film_id(site, name="even"):
    with site.study.reading() as reader:
        return reader.first(Film, name=name).id


def ended(client, film, key):
    end = time.monotonic() + 120
    while time.monotonic() < end:
        recordings = {one["id"]: one for one in client.get("/api/spotting").json()}
        run = next(one for one in recordings[film]["runs"] if one["key"] == key)
        if run["job"] is None or run["job"]["state"] not in {"waiting", "running"}:
            return run
        time.sleep(0.1)
    raise AssertionError("the run does not end")


@pytest.fixture
def spotted(site, searched):
    """A recording that was searched, and the key of the run."""
    key = manner_key(WISH["method"], {})
    return searched(site.study, key).id, key


def logged(site):
    with site.study.reading() as reader:
        return [(one["actor"], one["note"]) for one in reader.log() if one["action"] == "suggestions"]


def test_a_coder_sees_nothing_before_he_has_submitted(signed_in, site, spotted):
    film, key = spotted
    anna = signed_in("anna")
    paths = (
        f"/spotting/{film}",
        f"/spotting/{film}/{key}/suggestions.json",
        f"/spotting/{film}/{key}/suggestions.csv",
    )
    for path in paths:
        answer = anna.get(path)
        assert answer.status_code == 403
        assert "once you have submitted" in answer.json()["error"]
    assert anna.post(f"/api/spotting/{film}/runs", json=WISH).status_code == 403
    assert anna.delete(f"/api/spotting/{film}/runs/{key}").status_code == 403
    assert all(one["runs"] == [] and one["hidden"] for one in anna.get("/api/spotting").json())
    with site.study.writing("anna") as writer:
        submit(writer, "anna", "even")
    for path in paths:
        assert anna.get(path).status_code == 200
    assert signed_in("ben").get(paths[0]).status_code == 403
    assert logged(site) == []


def test_nothing_tells_a_coder_the_name_of_a_recording(signed_in, site, spotted):
    film, key = spotted
    with site.study.writing("anna") as writer:
        submit(writer, "anna", "even")
    anna = signed_in("anna")
    for path in (
        "/spotting",
        "/api/spotting",
        f"/spotting/{film}",
        f"/spotting/{film}/{key}/suggestions.json",
    ):
        text = anna.get(path).text
        assert "Recording" in text
        assert '"even"' not in text
        assert ">even<" not in text
        assert str(site.study.folder) not in text


def test_where_the_study_allows_it_the_log_tells_who_saw(signed_in, site, spotted):
    film, _ = spotted
    with site.study.writing("ada") as writer:
        allow_suggestions(writer, True)
    assert signed_in("anna").get(f"/spotting/{film}").status_code == 200
    assert signed_in("emil").get(f"/spotting/{film}").status_code == 200
    assert logged(site) == [("anna", f"seen before submission: recording {film}")]


def test_the_same_run_twice_is_one(signed_in, site):
    film, other = film_id(site), film_id(site, "uneven")
    emil, cleo = signed_in("emil"), signed_in("cleo")
    first = emil.post(f"/api/spotting/{film}/runs", json=WISH).json()
    second = cleo.post(f"/api/spotting/{film}/runs", json=WISH).json()
    third = cleo.post(f"/api/spotting/{other}/runs", json=WISH).json()
    assert first["key"] == second["key"] == third["key"]
    assert (first["job"]["mine"], second["job"]["mine"]) == (True, False)
    assert cleo.delete(f"/api/spotting/{film}/runs/{first['key']}").status_code in {403, 404}
    assert emil.delete(f"/api/spotting/{other}/runs/{first['key']}").status_code == 403
    assert cleo.delete(f"/api/spotting/{other}/runs/{first['key']}").status_code == 204
    assert ended(cleo, other, first["key"])["job"]["state"] == JobState.STOPPED
    assert ended(emil, film, first["key"])["found"] is not None
    assert first["key"] == manner_key(WISH["method"], {})


@pytest.mark.parametrize(
    "wish",
    [
        {"method": "none"},
        {"parameters": "size"},
        {"parameters": "least_score=1\nleast_score=2"},
        {"parameters": "nothing=1"},
        {"face": "the nicest"},
        {"method": "../../etc"},
        {"parameters": "x" * 2001},
    ],
)
def test_what_no_spotter_takes(signed_in, site, wish):
    answer = signed_in("emil").post(f"/api/spotting/{film_id(site)}/runs", json=wish)
    assert answer.status_code in {400, 422}
    assert answer.json()["error"]


@pytest.mark.parametrize("path", ["/spotting/none", "/spotting/..%2f..%2fstudy.json", "/spotting/ü"])
def test_no_such_recording(signed_in, path):
    assert signed_in("emil").get(path).status_code in {404, 422}


def test_only_the_two_files(signed_in, spotted):
    film, key = spotted
    client = signed_in("emil")
    assert client.get(f"/spotting/{film}/{key}/report.html").status_code == 404
    assert client.get(f"/spotting/{film}/..%2f{key}/suggestions.json").status_code in {404, 422}
    assert client.get(f"/spotting/{film}/{key}/suggestions.json").json()["source"]["path"] == ""
