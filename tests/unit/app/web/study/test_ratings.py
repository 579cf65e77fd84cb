"""Raters say what they felt, each in an order of his own; what all said is for those who choose the clips."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from countenance.store.records import RatedClip, Stimulus
from countenance.study.recording import (
    add_protocol,
    add_stimulus,
    clips_of_rater,
    experimenting,
    write_protocol,
)

from .....barcodes import write_barcodes

CLIPS = ("funny kitten", "rotten food", "sad parting", "angry queue", "loud bang")


@pytest.fixture
def clips(site, tmp_path):
    """Stimuli whose names say what they are meant to evoke; of the last one the hash alone is kept."""
    for place, name in enumerate(CLIPS):
        path = write_barcodes(tmp_path / f"{name}.mp4", 5, first=100 * place)
        add_stimulus(site.study, path, emotion="disgust", keep=name != CLIPS[-1])
    with site.study.reading() as reader:
        return {one.name: one for one in reader.find(Stimulus)}


def order_of(site, name):
    with site.study.reading() as reader:
        return [one.stimulus.name for one in clips_of_rater(reader, name).clips]


def rate(client, stimulus, emotions=("disgust",), intensity=5, version=0):
    return client.put(
        f"/api/ratings/{stimulus.id}",
        json={"emotions": list(emotions), "intensity": intensity, "version": version},
    )


@pytest.mark.usefixtures("clips")
def test_each_rater_has_an_order_of_his_own_that_stays(site, tmp_path):
    orders = {name: order_of(site, name) for name in ("anna", "ben", "cleo", "dora", "emil")}
    assert {tuple(sorted(order)) for order in orders.values()} == {tuple(sorted(CLIPS[:-1]))}
    assert len({tuple(order) for order in orders.values()}) > 2
    assert order_of(site, "anna") == orders["anna"]
    add_stimulus(site.study, write_barcodes(tmp_path / "later.mp4", 5, first=900))
    assert [name for name in order_of(site, "anna") if name != "later"] == orders["anna"]


def test_a_rater_goes_on_where_he_was(signed_in, site, clips):
    client, order = signed_in("anna"), order_of(site, "anna")
    first = rate(client, clips[order[0]]).json()
    assert first["next"] == f"/ratings/clips/{clips[order[1]].id}"
    assert "Continue with clip 2" in client.get("/ratings").text
    rate(client, clips[order[2]])
    assert "Continue with clip 2" in client.get("/ratings").text
    rate(client, clips[order[3]])
    assert rate(client, clips[order[1]]).json()["next"] == "/ratings"
    assert "Every clip is rated" in client.get("/ratings").text


def test_a_rater_sees_neither_names_nor_intentions_nor_what_others_said(signed_in, clips):
    rate(signed_in("ben"), clips[CLIPS[0]], ["schadenfreude"], 9)
    client = signed_in("anna")
    pages = [client.get("/ratings").text]
    pages += [client.get(f"/ratings/clips/{one.id}").text for one in clips.values() if one.medium]
    for text in pages:
        for told in (*CLIPS, "schadenfreude", "meant to", clips[CLIPS[0]].digest):
            assert told not in text
    assert "Clip 1 of 4" in "".join(pages)
    film = client.get(f"/api/stimuli/{clips[CLIPS[0]].id}/media")
    assert not [value for value in film.headers.values() if "kitten" in value]


def test_a_clip_whose_file_is_not_kept_is_passed_over_and_told(signed_in, clips):
    client, absent = signed_in("anna"), clips[CLIPS[-1]]
    assert "1 clip cannot be shown" in client.get("/ratings").text
    assert client.get(f"/ratings/clips/{absent.id}").status_code == 404
    assert client.get(f"/api/stimuli/{absent.id}/media").status_code == 404
    assert rate(client, absent).status_code == 404


def test_a_clip_comes_in_parts(signed_in, site, clips):
    one = clips[CLIPS[0]]
    whole = site.study.media.path(one.digest).read_bytes()
    answer = signed_in("emil").get(f"/api/stimuli/{one.id}/media", headers={"range": "bytes=10-19"})
    assert (answer.status_code, answer.content) == (206, whole[10:20])
    assert answer.headers["content-range"] == f"bytes 10-19/{len(whole)}"


def test_one_rating_a_rater_and_clip_and_corrections_are_in_the_log(signed_in, site, clips):
    client, one = signed_in("anna"), clips[CLIPS[0]]
    kept = rate(client, one, ["Happiness", "mixed  feelings"], 4).json()
    assert rate(client, one, ["fear"], 2).status_code == 409
    assert rate(client, one, ["fear"], 2, kept["version"]).json()["version"] == 2
    with site.study.reading() as reader:
        (rating,) = reader.find(RatedClip)
        entries = [(entry["actor"], entry["action"]) for entry in reader.log() if entry["entity"] == "rating"]
    assert (rating.rater, rating.emotions, rating.intensity) == ("anna", ("fear",), 2)
    assert entries == [("anna", "add"), ("anna", "change")]


@pytest.mark.parametrize(
    ("emotions", "intensity"),
    [
        ([], 5), ([" "], 5), (["fear", "Fear"], 5), (["fear"], 0), (["fear"], 10), (["fear"], 4.5),
        (["fear"], 1e400), (["x" * 61], 5), (["a\0b"], 5), (["\ud800"], 5), (["fear"] * 13, 5), ("fear", 5),
        (None, None),
    ],
)  # fmt: skip
def test_what_is_no_rating_is_refused(signed_in, clips, emotions, intensity):
    answer = signed_in("anna").put(
        f"/api/ratings/{clips[CLIPS[0]].id}",
        content=json.dumps({"emotions": emotions, "intensity": intensity}),
        headers={"content-type": "application/json"},
    )
    assert answer.status_code in {400, 422}
    assert answer.json()["error"]


def test_table_3_is_for_those_who_choose(signed_in, clips):
    one = clips[CLIPS[0]]
    for name, score in (("anna", 4), ("ben", 6)):
        rate(signed_in(name), one, ["disgust"], score)
    assert signed_in("anna").get("/ratings/summary").status_code == 403
    text = signed_in("emil").get("/ratings/summary").text
    assert "funny kitten: mean intensity 5.00, SD 1.41; raters from 1 to 9: 0, 0, 0, 1, 0, 1, 0, 0, 0" in text
    assert re.findall(r'class="count" x="(\d+)"[^>]*>(\d+)<', text) == [("70", "1"), ("110", "1")]
    assert "Add a clip" not in text  # an analyst looks, and adds nothing
    rows = list(csv.DictReader(io.StringIO(signed_in("emil").get("/ratings/table-3.csv").text)))
    row = next(row for row in rows if row["clip"] == "funny kitten")
    assert (row["raters"], row["rate"], row["mean"], row["sd"]) == ("2", "1.0", "5.0", "1.4142")
    assert sum(row["of"] == "the paper" for row in rows) == 9


def test_who_is_not_done_rating_does_not_see_what_others_said(signed_in, clips):
    rate(signed_in("ben"), clips[CLIPS[0]], ["contempt"], 9)
    client = signed_in("dora")
    assert "contempt" in client.get("/ratings/summary").text
    rate(client, clips[CLIPS[1]])
    assert "when you are done" in client.get("/ratings/summary").text
    assert "rotten food" not in client.get("/ratings/summary").text
    assert client.get("/ratings/table-3.csv").status_code == 403
    assert client.post("/api/stimuli/choice", json={"per_emotion": {"disgust": 1}}).status_code == 403


def test_clips_are_chosen_by_a_rule(signed_in, site, clips):
    for name in ("anna", "ben"):
        rate(signed_in(name), clips["rotten food"], ["disgust"], 7)
        rate(signed_in(name), clips["funny kitten"], ["happiness"], 3)
    rule = {"per_emotion": {"disgust": 1}, "min_raters": 2}
    assert signed_in("emil").post("/api/stimuli/choice", json=rule).status_code == 403
    made = signed_in("dora").post("/api/stimuli/choice", json=rule).json()
    assert made["chosen"] == ["rotten food"]
    assert made["reasons"] == {"funny kitten": "its main emotion, happiness, is not wanted"}
    with site.study.reading() as reader:
        assert [one.name for one in reader.find(Stimulus, chosen=True)] == ["rotten food"]
    refused = signed_in("dora").post("/api/stimuli/choice", json={**rule, "min_raters": 9})
    assert (refused.status_code, "too few clips" in refused.json()["error"]) == (400, True)
    for odd in (
        {"per_emotion": {}},
        {"per_emotion": {"x": 0}},
        {**rule, "min_intensity": 8, "max_intensity": 2},
    ):
        assert signed_in("dora").post("/api/stimuli/choice", json=odd).status_code in {400, 422}


def test_a_clip_is_sent_in_and_checked(signed_in, site, tmp_path):
    client = signed_in("dora")
    content = write_barcodes(tmp_path / "x.mp4", 6, first=50).read_bytes()
    added = client.post("/api/stimuli", params={"file": "C:\\films\\New clip.mp4"}, content=content).json()
    assert (added["name"], added["seconds"]) == ("New clip", 0.2)
    again = client.post("/api/stimuli", params={"file": "other.mp4"}, content=content)
    assert again.json()["error"] == "other.mp4 is the stimulus 'New clip' already"
    for name, sent in (("a.mp4", b"no film at all"), ("b.mp4", b""), ("../../c.mp4", content[:900])):
        refused = client.post("/api/stimuli", params={"file": name}, content=sent)
        assert refused.status_code == 400
        assert str(tmp_path) not in refused.json()["error"]
    for odd in ("", ".", "..", "a\x01b.mp4", "x" * 300):
        assert client.post("/api/stimuli", params={"file": odd}, content=content).status_code in {400, 422}
    assert list((site.study.folder / "uploads").rglob("*")) == []
    assert (
        signed_in("anna").post("/api/stimuli", params={"file": "a.mp4"}, content=content).status_code == 403
    )


def test_what_is_too_large_is_refused_before_it_is_sent(signed_in, site):
    answer = signed_in("dora").post(
        "/api/ratings/table", params={"file": "r.csv"}, content=b"x" * ((32 << 20) + 1)
    )
    assert answer.status_code == 413
    assert list((site.study.folder / "uploads").rglob("*")) == []


@pytest.mark.usefixtures("clips")
def test_a_table_of_ratings_is_taken_in(signed_in):
    client = signed_in("dora")
    table = "rater,clip,emotion,intensity\nr1,rotten food,disgust,6\nr2,rotten food,disgusst,4\n"
    done = client.post("/api/ratings/table", params={"file": "r.csv"}, content=table).json()
    assert done == {"added": 2, "changed": 0, "unchanged": 0, "free_words": ["disgusst"]}
    changed = table.replace("disgusst", "disgust")
    refused = client.post("/api/ratings/table", params={"file": "r.csv"}, content=changed)
    assert (refused.status_code, "has rated rotten food already" in refused.json()["error"]) == (400, True)
    done = client.post(
        "/api/ratings/table", params={"file": "r.csv", "replace": True}, content=changed
    ).json()
    assert (done["changed"], done["unchanged"]) == (1, 1)


def test_clips_are_listed_and_taken_out_by_who_adds_them(signed_in, clips):
    client, path = signed_in("dora"), f"/api/stimuli/{clips['angry queue'].id}/removal"
    assert signed_in("emil").post(path).status_code == 403
    assert "Take out angry queue" in client.get("/ratings/summary").text
    assert "Take out" not in signed_in("emil").get("/ratings/summary").text
    rate(signed_in("rita"), clips["angry queue"])
    assert client.post(path).json() == {"ratings": 1}
    assert "angry queue" not in client.get("/ratings/summary").text
    assert client.post(path).status_code == 400
    rate(client, clips["sad parting"])  # whoever rates himself is not told names any more
    assert "funny kitten" not in client.get("/ratings/summary").text


def test_what_a_clip_evokes_is_said_by_who_adds_it_until_a_protocol_lists_it(
    signed_in, site, clips, tmp_path
):
    client, path = signed_in("dora"), f"/api/stimuli/{clips['angry queue'].id}/emotion"
    assert signed_in("emil").post(path, data={"emotion": "anger"}).status_code == 403
    assert client.post(path, data={"emotion": "Anger"}).json() == {"emotion": "anger"}
    assert f'action="{path}"' in client.get("/ratings/summary").text
    assert client.post(path, data={"emotion": ""}).json() == {"emotion": ""}
    assert client.post(path, data={"emotion": "x" * 61}).status_code == 422
    assert client.post(path, data={"emotion": "anger"}).status_code == 200
    with site.study.reading() as reader:
        write_protocol(reader, tmp_path / "protocol.toml")
    with experimenting(site.study) as writer:
        add_protocol(writer, tmp_path / "protocol.toml")
    refused = client.post(path, data={"emotion": "fear"})
    assert refused.status_code == 400
    assert "what angry queue is meant to evoke stays" in refused.json()["error"]
    assert f'action="{path}"' not in client.get("/ratings/summary").text


def test_words_of_raters_are_no_formulas(signed_in, clips):
    for name in ("anna", "ben", "cleo"):
        rate(signed_in(name), clips["funny kitten"], emotions=["=1+1"])
    rows = csv.DictReader(io.StringIO(signed_in("ada").get("/ratings/table-3.csv").text))
    assert {row["main_emotion"] for row in rows if "1+1" in row["main_emotion"]} == {"'=1+1"}
