"""The queue, an arbiter's desk, and labels."""

from __future__ import annotations

import re

import pytest

from countenance.store.records import Decision, Film, Label, Mark
from countenance.study.coding import assign, submit
from countenance.study.people import change_account
from countenance.study.recording import film_of
from countenance.study.settlement import open_items
from countenance.study.settlement.listing import item_name

from .....coded_study import ANNA, BEN, code, submit_all

HTML = {"accept": "text/html"}


@pytest.fixture
def coded(site):
    submit_all(site.study)
    return site.study


def film_id(study, name="even"):
    with study.reading() as reader:
        return film_of(reader, name).id


def named(study, onset):
    """The open movement that begins at a frame."""
    with study.reading() as reader:
        return next(item_name(one) for one in open_items(reader) if one.onset == onset)


def decide(client, study, onset_or_name, action="coder1", *, seen=0, status=200, film=None, **fields):
    name = onset_or_name if isinstance(onset_or_name, str) else named(study, onset_or_name)
    body = {"movement": name, "seen": seen, "action": action, **fields}
    answer = client.post(f"/api/compare/recordings/{film or film_id(study)}/decisions", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def rows_of(page):
    return re.findall(
        r"<tr(?: class=\"slight\")?>\s*<td><a href=\"/compare/\w+\?tolerance=\d+#(\w+)\"", page.text
    )


def frames_of(page):
    return [int(n) for n in re.findall(r'</a></td>\s*<td class="number">(\d+)</td>\s*<td><span', page.text)]


def test_coders_are_kept_out(signed_in, coded):
    for path in ("/compare", f"/compare/{film_id(coded)}", f"/api/compare/recordings/{film_id(coded)}"):
        for name in ("anna", "dora"):
            assert signed_in(name).get(path).status_code == 403
        for name in ("cleo", "emil", "ada"):
            assert signed_in(name).get(path).status_code == 200


def test_deciding_is_for_arbiters(signed_in, coded):
    for name in ("ada", "emil", "anna"):
        decide(signed_in(name), coded, 14, status=403)
        assert signed_in(name).get("/compare/labels").status_code == 403
    page = signed_in("emil").get(f"/compare/{film_id(coded)}").text
    assert "data-deciding" not in page
    assert "data-deciding" in signed_in("cleo").get(f"/compare/{film_id(coded)}").text


def test_nothing_is_compared_before_both_have_submitted(signed_in, site):
    client, study = signed_in("cleo"), site.study
    code(study, "even", anna=ANNA, ben=BEN)
    with study.writing("anna") as writer:
        submit(writer, "anna", "even")
    assert rows_of(client.get("/compare")) == []
    answer = client.get(f"/api/compare/recordings/{film_id(study)}")
    assert answer.status_code == 400
    assert (
        answer.json()["error"]
        == "Two coders have to submit even before it can be compared: 1 coder did so far."
    )
    assert client.get("/api/compare/recordings/nothing").status_code == 404


def test_who_has_still_to_code_a_recording_sees_nothing_of_it(signed_in, coded):
    with coded.writing("ada") as writer:
        change_account(writer, "cleo", roles=["arbiter", "coder"])
        assign(writer, ["cleo"], [film_of(writer, "even")])
    client = signed_in("cleo")
    assert rows_of(client.get("/compare")) == []
    assert client.get(f"/api/compare/recordings/{film_id(coded)}").status_code == 403
    assert client.get("/api/compare/automatic", params={"within": 2}).json()["settled"] == 0
    with coded.writing("cleo") as writer:
        submit(writer, "cleo", "even")
    assert len(rows_of(client.get("/compare"))) == 6


@pytest.mark.usefixtures("coded")
def test_the_gravest_difference_comes_first(signed_in):
    page = signed_in("cleo").get("/compare")
    assert frames_of(page) == [50, 60, 78, 14, 30, 2]
    assert "timing differs by 4 frames" in page.text
    assert "missed by ben" in page.text


@pytest.mark.parametrize(
    ("asked", "frames"),
    [
        ({"reason": "missed"}, [60, 78]),
        ({"reason": "action units"}, [14]),
        ({"reason": "timing"}, [30]),
        ({"reason": "timing", "tolerance": 4}, []),
        ({"reason": "timing", "tolerance": 0}, [14, 30]),
        ({"reason": "agreed", "tolerance": 4}, [2, 30]),
        ({"reason": "exclusion"}, [50]),
        ({"reason": "emotion"}, []),
        ({"film": "nothing"}, []),
        ({"reason": ""}, [50, 60, 78, 14, 30, 2]),
    ],
)
@pytest.mark.usefixtures("coded")
def test_the_queue_is_filtered(signed_in, asked, frames):
    assert frames_of(signed_in("cleo").get("/compare", params=asked)) == frames


@pytest.mark.parametrize(
    "asked", [{"tolerance": -1}, {"tolerance": 10**9}, {"reason": "x"}, {"tolerance": "nan"}]
)
@pytest.mark.usefixtures("coded")
def test_what_the_queue_cannot_be_asked(signed_in, asked):
    assert signed_in("cleo").get("/compare", params=asked).status_code == 422


def test_both_codings_and_their_differences(signed_in, coded):
    told = signed_in("emil").get(f"/api/compare/recordings/{film_id(coded)}").json()
    assert (told["coders"], told["n_frames"], len(told["seconds"])) == (["anna", "ben"], 90, 90)
    assert [one["onset"] for one in told["movements"]] == [2, 14, 30, 50, 60, 78]
    frown = told["movements"][1]
    assert (frown["first"]["action_units"], frown["second"]["action_units"]) == ("4+7", "4")
    assert frown["reasons"] == ["action units differ"]
    assert told["movements"][4]["second"] is None


def test_times_are_those_of_the_file_where_the_rate_varies(signed_in, site):
    submit_all(site.study, "uneven")
    with site.study.reading() as reader:
        times = film_of(reader, "uneven").times
    told = signed_in("cleo").get(f"/api/compare/recordings/{film_id(site.study, 'uneven')}").json()
    assert told["seconds"][:4] == pytest.approx([0, 0.033, 0.053, 0.107], abs=1e-3)
    assert len(told["seconds"]) == len(times) == 90


def settled(answer, *names):
    return [answer["made"]["settled"][name] for name in names]


FRAMES = ("onset", "apex", "offset")


def test_every_kind_of_decision(signed_in, coded):
    client = signed_in("cleo")
    first = decide(client, coded, 60)
    assert settled(first, *FRAMES) == [60, 64, 72]
    assert settled(decide(client, coded, 78, "coder2"), *FRAMES) == [78, 82, 88]
    mean = decide(client, coded, 14, "mean", action_units="union", emotion="coder2")
    assert settled(mean, "apex", "apex_frame", "action_units") == [18.5, 19, "4+7"]
    rejected = decide(client, coded, 50, "reject", reason="the lids", excluded="blink")
    assert settled(rejected, "excluded") == ["blink"]
    edited = {
        "onset": 29,
        "apex": 35,
        "offset": 43,
        "action_units": "1+2+5",
        "upper": "surprise",
        "lower": "",
    }
    edit = decide(client, coded, 30, "edit", reason="between them", edited=edited)
    assert settled(edit, *FRAMES, "action_units", "lower") == [29, 35, 43, "1+2+5", ""]
    assert edit["left"] == 1
    edited = {"onset": 2, "excluded": "speech"}
    speech = decide(client, coded, 2, "edit", reason="he speaks", edited=edited)
    assert (settled(speech, "excluded"), speech["left"]) == (["speech"], 0)
    with coded.reading() as reader:
        assert {one.arbiter for one in reader.find(Decision)} == {"cleo"}
        marks = {(one.onset, one.apex, one.offset) for one in reader.find(Mark)}
    assert marks == {(one.onset, one.apex, one.offset) for one in (*ANNA, *BEN)}


@pytest.mark.parametrize(
    ("onset", "action", "fields", "sentence"),
    [
        (14, "mean", {}, "say whose action units: coder1 (anna)"),
        (50, "mean", {}, "there is no mean of them"),
        (60, "coder2", {}, "ben (coder 2) marked nothing here"),
        (60, "mean", {}, "only anna (coder 1) marked something here"),
        (14, "reject", {"reason": "  "}, "a decision to reject needs a reason"),
        (14, "edit", {"reason": "so"}, "needs the coding"),
        (14, "edit", {"reason": "so", "edited": {"onset": 80, "offset": 90}}, "beyond the last frame, 89"),
        (14, "edit", {"reason": "so", "edited": {"onset": 9, "apex": 4}}, "not in the order"),
        (14, "edit", {"reason": "so", "edited": {"onset": 9, "action_units": "smile"}}, "smile"),
        (14, "coder1", {"excluded": "blink"}, "only a rejection"),
    ],
)
def test_what_cannot_be_decided(signed_in, coded, onset, action, fields, sentence):
    answer = decide(signed_in("cleo"), coded, onset, action, status=400, **fields)
    assert sentence in answer["error"]
    assert "even" not in answer["error"]  # the page shows which movement it is about
    with coded.reading() as reader:
        assert reader.count(Decision) == 0


@pytest.mark.parametrize(
    "body",
    [
        {"action": "coder3"},
        {"seen": -1},
        {"reason": "x" * 1001},
        {"edited": {"onset": -1}},
        {"edited": {"onset": 1e300}},
        {"movement": "x" * 101},
        {"action_units": "mine"},
    ],
)
def test_what_is_no_decision(signed_in, coded, body):
    given = {"movement": named(coded, 14), "seen": 0, "action": "coder1", **body}
    answer = signed_in("cleo").post(f"/api/compare/recordings/{film_id(coded)}/decisions", json=given)
    assert answer.status_code == 422


def test_a_movement_of_another_recording(signed_in, coded):
    submit_all(coded, "uneven")
    name = named(coded, 14)
    with coded.reading() as reader:
        own = next(one.recording for one in open_items(reader) if item_name(one) == name)
    other = {"even": "uneven", "uneven": "even"}[own]
    decide(signed_in("cleo"), coded, name, status=404, film=film_id(coded, other))
    decide(signed_in("cleo"), coded, "nothing", status=400)


def test_what_somebody_decided_meanwhile_is_told_and_kept(signed_in, coded):
    with coded.writing("ada") as writer:
        change_account(writer, "emil", roles=["arbiter"])
    name = named(coded, 14)
    decide(signed_in("emil"), coded, name, "coder2")
    answer = decide(signed_in("cleo"), coded, name, "coder1", status=409)
    assert (
        answer["error"]
        == "emil settled this meanwhile (as coder 2 has it, frames 14-19-24): look at it, then decide again"
    )
    with coded.reading() as reader:
        assert next(reader.find(Decision)).action == "coder2"
    again = decide(signed_in("cleo"), coded, name, "coder1", seen=1)
    assert again["made"]["version"] == 2
    told = signed_in("cleo").get(f"/api/compare/recordings/{film_id(coded)}").json()["movements"][1]
    assert [(one["action"], one["arbiter"]) for one in told["decisions"]] == [
        ("coder2", "emil"),
        ("coder1", "cleo"),
    ]


def test_a_policy_tells_before_it_settles(signed_in, coded):
    client = signed_in("cleo")
    would = client.get("/api/compare/automatic", params={"within": 2}).json()
    assert would == {"policy": "mean within 2 frames", "settled": 1, "left": 5, "recordings": {"even": 1}}
    assert client.get("/api/compare/automatic", params={"within": 4}).json()["settled"] == 2
    assert client.get("/api/compare/automatic", params={"within": 4, "film": "x"}).json()["settled"] == 0
    stale = client.post("/api/compare/automatic", json={"within": 4, "expected": 1})
    assert (stale.status_code, "would settle 2 movements by now" in stale.json()["error"]) == (409, True)
    with coded.reading() as reader:
        assert reader.count(Decision) == 0
    done = client.post("/api/compare/automatic", json={"within": 4, "expected": 2, "film": film_id(coded)})
    assert (done.json()["settled"], done.json()["left"]) == (2, 4)
    with coded.reading() as reader:
        assert {one.settled["policy"] for one in reader.find(Decision)} == {"mean within 4 frames"}
        assert [one.onset for one in open_items(reader)] == [50, 60, 78, 14]


@pytest.mark.usefixtures("coded")
def test_a_policy_is_not_for_analysts(signed_in):
    assert signed_in("emil").get("/api/compare/automatic").status_code == 403
    assert signed_in("emil").post("/api/compare/automatic", json={"expected": 1}).status_code == 403


def figures(page):
    """Headings and their first figures."""
    blocks = page.text.partition('id="agreement"')[2].split("<h3>")[1:]
    return {block.partition("<")[0]: re.search(r"data-figure>([\d.]+)<", block)[1] for block in blocks}


def test_figures_follow_submissions_and_decisions(signed_in, site):
    client, study = signed_in("cleo"), site.study
    assert figures(client.get("/compare")) == {}
    submit_all(study)
    # 3 of anna's 4 expressions are among ben's 5: 2 * 3 / 9.
    assert figures(client.get("/compare")) == {"anna and ben": "0.67"}
    for onset, action, fields in (
        (2, "coder1", {}), (14, "coder1", {}), (30, "coder1", {}), (50, "coder1", {}), (60, "coder1", {}),
        (78, "reject", {"reason": "nothing moves"}),
    ):  # fmt: skip
        assert figures(client.get("/compare")) == {"anna and ben": "0.67"}
        decide(client, study, onset, action, **fields)
    # All of anna's was taken, and nothing else.
    assert figures(client.get("/compare")) == {
        "anna and ben": "0.67", "anna and settled": "1.00", "ben and settled": "0.67",
    }  # fmt: skip


def test_the_head_tells_that_something_happened(signed_in, coded):
    client = signed_in("emil")
    before = client.get("/api/compare/head").json()["head"]
    assert client.get("/api/compare/head").json()["head"] == before
    decide(signed_in("cleo"), coded, 14)
    assert client.get("/api/compare/head").json()["head"] > before


def settle_all(client, study):
    for onset in (2, 14, 30, 60):
        decide(client, study, onset)
    decide(client, study, 78, "coder2")
    decide(client, study, 50, "reject", reason="the lids", excluded="blink")


def test_labels_and_their_report(signed_in, coded):
    client = signed_in("cleo")
    decide(client, coded, 14)
    page = client.get("/compare/labels").text
    assert "5 movements not settled yet" in page
    assert "1 movement not labelled yet." in page
    for onset in (2, 30, 60):
        decide(client, coded, onset)
    decide(client, coded, 78, "coder2")
    decide(client, coded, 50, "reject", reason="the lids", excluded="blink")
    answer = client.post("/compare/labels", data={"policy": "onset-to-offset"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/compare/labels")
    with coded.reading() as reader:
        labels = list(reader.find(Label))
    assert (len(labels), sum(one.excluded is None for one in labels)) == (6, 5)
    page = re.sub(r"<[^>]+>|\s+", " ", client.get("/compare/labels").text)
    assert re.sub(r" +", " ", page).count("6 settled movements: 5 expressions") == 1
    assert "Left out: 1 blink." in re.sub(r" +", " ", page)
    assert client.post("/compare/labels", data={"policy": "guess"}).status_code == 422
    assert client.post("/compare/labels").status_code == 422


def test_a_persons_category_stays_beside_the_rules(signed_in, coded):
    client = signed_in("cleo")
    settle_all(client, coded)
    client.post("/compare/labels", data={"policy": "onset-to-offset"})
    with coded.reading() as reader:
        found = next(one for one in reader.find(Label) if one.labels["category"] == "negative")
    where = f"/compare/labels/{found.decision}"
    assert client.post(where, data={"category": "other", "reason": " "}).status_code == 400
    assert client.post(where, data={"category": "joy", "reason": "so"}).status_code == 422
    assert (
        client.post("/compare/labels/nothing", data={"category": "other", "reason": "so"}).status_code == 400
    )
    assert client.post(where, data={"category": "other", "reason": "pressed lips"}).status_code == 303
    client.post("/compare/labels", data={"policy": "inclusive"})
    with coded.reading() as reader:
        kept = reader.first(Label, decision=found.decision)
    assert (kept.override, kept.overridden_by, kept.labels["category"]) == ("other", "cleo", "negative")
    assert kept.labels["duration_policy"] == "inclusive"
    assert "cleo: pressed lips" in client.get("/compare/labels").text


def test_the_queue_asks_for_labels_only_while_some_are_missing(signed_in, coded):
    client = signed_in("cleo")
    settle_all(client, coded)
    assert "An arbiter labels it next." in signed_in("emil").get("/compare").text
    assert "Label what was settled" in client.get("/compare").text
    client.post("/compare/labels", data={"policy": "onset-to-offset"})
    for one in (client, signed_in("emil")):
        page = one.get("/compare").text
        assert "Everything is settled and labelled." in page
        assert "labels it next" not in page
        assert "Label what was settled" not in page


def test_stale_labels_are_told(signed_in, coded):
    client = signed_in("cleo")
    settle_all(client, coded)
    client.post("/compare/labels", data={"policy": "onset-to-offset"})
    assert "no longer fit" not in client.get("/compare/labels").text
    with coded.writing("ada") as writer:
        writer.change(film_of(writer, "even"), fps=film_of(writer, "even").fps / 4)
    assert "no longer fit" in client.get("/compare/labels").text


def test_reasons_stay_out_of_the_log(signed_in, coded):
    decide(signed_in("cleo"), coded, 14, "reject", reason="Frau Meier nods", excluded="head")
    with coded.reading() as reader:
        assert "Meier" not in "".join(map(str, reader.log()))


def test_a_recording_in_which_nobody_marked_anything(signed_in, site):
    for coder in ("anna", "ben"):
        with site.study.writing(coder) as writer:
            submit(writer, coder, "even")
    client = signed_in("cleo")
    assert client.get(f"/api/compare/recordings/{film_id(site.study)}").json()["movements"] == []
    assert client.get(f"/compare/{film_id(site.study)}").status_code == 200
    assert "nothing was marked" in client.get("/compare").text


def test_names_cannot_break_out_of_the_page(signed_in, coded):
    with coded.writing("ada") as writer:
        film = next(writer.find(Film, name="even"))
        writer.change(film, name="</script><b>even")
    page = signed_in("cleo").get(f"/compare/{film_id(coded, '</script><b>even')}").text
    assert "<b>even" not in page


@pytest.mark.usefixtures("coded")
def test_the_tolerance_goes_with_who_goes_on(signed_in, site):
    path, client = f"/compare/{film_id(site.study)}", signed_in("cleo")
    assert 'href="/compare"' in client.get(path).text
    assert 'href="/compare?tolerance=10"' in client.get(path, params={"tolerance": 10}).text
