"""Strips of expressions: who looks, what is found, and what is taken along."""

from __future__ import annotations

import csv
import io
import json
import re
from fractions import Fraction

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from countenance.app.web.study.pages import library as module
from countenance.core import Category, Coding, parse_action_units
from countenance.store.records import Decision, Label, Participant
from countenance.study import arbitration
from countenance.study.arbitration import Action
from countenance.study.coding import assign, submit
from countenance.study.people import change_account
from countenance.study.recording import film_of
from countenance.study.settlement import decide, label_all, open_items, override_category

from .....coded_study import code, submit_all


@pytest.fixture
def labelled(site):
    """Six movements: five expressions in ``even`` (two of them long), and a blink."""
    submit_all(site.study)
    settle(site.study)
    return site.study


def settle(study):
    with study.writing("cleo") as writer:
        for item in open_items(writer):
            decide(writer, "cleo", item, _decision(item))
        label_all(writer, "cleo")


def _decision(item):
    if item.first is None:
        return arbitration.Decision(Action.SECOND, "cleo")
    if item.first.excluded:
        return arbitration.Decision(Action.REJECT, "cleo", "the lids", excluded="=blink()")
    return arbitration.Decision(Action.FIRST, "cleo")


def clips(answer):
    assert answer.status_code == 200, answer.text
    return re.findall(r'<b class="clip"[^>]*>([^<]+)</b>', answer.text)


def onsets(answer):
    return [one["onset"] for one in strips(answer)]


def strips(answer):
    return json.loads(re.search(r"data-strips>(.*?)</script>", answer.text, re.DOTALL)[1])


@pytest.mark.usefixtures("labelled")
def test_who_looks(signed_in):
    for name in ("ada", "cleo", "dora", "emil"):
        assert len(clips(signed_in(name).get("/library"))) == 5
    for name in ("anna", "ben"):
        assert signed_in(name).get("/library").status_code == 403
        assert signed_in(name).post("/library/export", data={"form": "csv"}).status_code == 403


def test_nothing_is_labelled_yet(signed_in):
    page = signed_in("emil").get("/library")
    assert "Nothing is labelled yet" in page.text
    assert "/library/export" not in page.text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, [2, 14, 30, 60, 78]),
        ({"kind": "micro"}, [2, 14, 30, 60, 78]),
        ({"kind": "macro"}, []),
        ({"category": "negative"}, [14]),
        ({"category": "", "kind": "", "text": ""}, [2, 14, 30, 60, 78]),
        ({"action_units": "12"}, [2, 60, 78]),
        ({"action_units": "12+6"}, [2, 60, 78]),
        ({"action_units": "12+4"}, []),
        ({"scope": "left out"}, [50]),
        ({"scope": "all"}, [2, 14, 30, 50, 60, 78]),
        ({"scope": "all", "text": "BLINK"}, [50]),
        ({"text": "happiness even"}, [2, 60, 78]),
        ({"text": "anger happiness"}, []),
        ({"recording": "even"}, [2, 14, 30, 60, 78]),
        ({"recording": "uneven"}, []),
        ({"participant": "nobody"}, []),
        ({"order": "shortest"}, [2, 14, 30, 78, 60]),
        ({"order": "longest"}, [60, 14, 30, 78, 2]),
        ({"order": "category"}, [14, 2, 60, 78, 30]),
        ({"page": 7}, [2, 14, 30, 60, 78]),
    ],
)
@pytest.mark.usefixtures("labelled")
def test_what_is_found(signed_in, asked, found):
    answer = signed_in("emil").get("/library", params=asked)
    assert onsets(answer) == found
    assert f"<b>{len(found)}</b> of 6 found" in answer.text


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"kind": "mini"}, 422),
        ({"order": "beauty"}, 422),
        ({"page": 0}, 422),
        ({"page": "nan"}, 422),
        ({"text": "x" * 201}, 422),
        ({"action_units": "smile"}, 400),
        ({"text": "\x00"}, 400),
        ({"text": "\N{GRINNING FACE}<script>"}, 200),
    ],
)
@pytest.mark.usefixtures("labelled")
def test_what_cannot_be_asked(signed_in, asked, status):
    assert signed_in("emil").get("/library", params=asked).status_code == status


@pytest.mark.usefixtures("labelled")
def test_what_is_no_action_unit_is_told_with_the_form(signed_in):
    asked = {"action_units": "6+smile", "category": "positive", "text": "anna"}
    answer = signed_in("emil").get("/library", params=asked)
    assert answer.status_code == 400
    assert "&#39;smile&#39; in &#39;6+smile&#39; names no action unit" in answer.text
    assert '<option value="positive" selected>' in answer.text
    assert 'name="text" value="anna"' in answer.text
    assert 'value="6+smile" maxlength="200" placeholder="6+12, L4, 12C" aria-invalid="true"' in answer.text
    assert strips(answer) == []
    assert "Nothing fits" not in answer.text


def test_a_strip_shows_onset_apex_and_offset(signed_in, labelled):
    page = signed_in("emil").get("/library", params={"category": "negative"}).text
    with labelled.reading() as reader:
        film = film_of(reader, "even").id
    assert re.findall(rf"/recordings/{film}/thumbnails/(\d+)\.jpg", page) == ["14", "18", "24"]
    assert page.count('loading="lazy"') == 3
    assert "333 ms" in page


def test_without_an_offset_there_is_no_picture_of_one(signed_in, site):
    open_end = Coding(10, 12, None, parse_action_units("4"))
    code(site.study, "even", anna=(open_end,), ben=(open_end,))
    for coder in ("anna", "ben"):
        with site.study.writing(coder) as writer:
            submit(writer, coder, "even")
    settle(site.study)
    page = signed_in("emil").get("/library", params={"scope": "left out"})
    assert "no offset" in page.text
    assert strips(page)[0]["seconds"] is None


@pytest.mark.parametrize(
    ("asked", "n"),
    [("12", 3), ("L12", 1), ("R12", 1), ("12C", 1), ("R12B", 0), ("6+L12", 1), ("4+L12", 0), ("12+12C", 1)],
)
def test_a_side_and_a_strength_are_looked_for(signed_in, site, asked, n):
    seen = [
        Coding(onset, onset + 2, onset + 9, parse_action_units(units))
        for onset, units in ((2, "6+L12"), (20, "6+R12C"), (40, "12"))
    ]
    code(site.study, "even", anna=tuple(seen), ben=tuple(seen))
    for coder in ("anna", "ben"):
        with site.study.writing(coder) as writer:
            submit(writer, coder, "even")
    settle(site.study)
    assert len(onsets(signed_in("emil").get("/library", params={"action_units": asked}))) == n


def test_exact_frames_explain_the_duration(signed_in, site):
    for coder, onset in (("anna", 10), ("ben", 11)):
        code(site.study, "even", **{coder: (Coding(onset, onset + 4, 25, parse_action_units("4")),)})
        with site.study.writing(coder) as writer:
            submit(writer, coder, "even")
    with site.study.writing("cleo") as writer:
        (item,) = open_items(writer)
        decide(writer, "cleo", item, arbitration.Decision(Action.MEAN, "cleo"))
        label_all(writer, "cleo")
    client = signed_in("emil")
    page = client.get("/library").text
    assert "483 ms" in page
    assert "frames 10.5 to 25" in page
    (row,) = rows_of(client.post("/library/export", data={"form": "csv"}), "csv")
    assert (row["exact_onset"], row["exact_apex"], row["exact_offset"]) == ("10.5", "14.5", "25.0")
    assert (row["onset"], row["apex"], row["offset"], row["fps"]) == ("11", "15", "25", "30.0")


def test_how_long_it_lasts_where_the_rate_varies(signed_in, site):
    submit_all(site.study, "uneven")
    settle(site.study)
    with site.study.reading() as reader:
        times = [float(Fraction(time)) for time in film_of(reader, "uneven").times]
    found = {one["onset"]: one["seconds"] for one in strips(signed_in("emil").get("/library"))}
    assert found[14] == pytest.approx(times[24] - times[14])


def test_a_persons_category_is_the_one_that_counts(signed_in, labelled):
    with labelled.writing("cleo") as writer:
        found = next(one for one in writer.find(Label) if one.labels["category"] == "negative")
        override_category(writer, "cleo", found.decision, Category.OTHER, "pressed lips")
    client = signed_in("emil")
    assert onsets(client.get("/library", params={"category": "negative"})) == []
    (strip,) = strips(client.get("/library", params={"text": "pressed"}))
    assert (strip["category"], strip["automatic"], strip["why"]) == ("other", "negative", "pressed lips")


def test_stale_and_missing_labels_are_told(signed_in, labelled):
    client = signed_in("cleo")
    assert "Label again" not in client.get("/library").text
    with labelled.writing("ada") as writer:
        writer.change(film_of(writer, "even"), fps=film_of(writer, "even").fps / 4)
    page = client.get("/library").text
    assert "5 labels no longer fit" in page
    assert "Label again" in page
    assert "An arbiter has to label again" in signed_in("emil").get("/library").text
    with labelled.writing("cleo") as writer:
        writer.remove(next(writer.find(Label)))
    assert "1 settled movement not labelled yet." in client.get("/library").text


def test_who_has_still_to_code_a_recording_sees_nothing_of_it(signed_in, labelled):
    with labelled.writing("ada") as writer:
        change_account(writer, "emil", roles=["analyst", "coder"])
        assign(writer, ["emil"], [film_of(writer, "even")])
    assert "<b>0</b> of 0 found" in signed_in("emil").get("/library").text
    exported = signed_in("emil").post("/library/export", data={"form": "json"})
    assert exported.json() == []


def rows_of(answer, form):
    assert answer.status_code == 200
    assert f'filename="expressions.{form}"' in answer.headers["content-disposition"]
    if form == "json":
        return answer.json()
    if form == "csv":
        return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    if form == "parquet":
        return pq.read_table(io.BytesIO(answer.content)).to_pylist()
    head, *rows = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet", "json"])
@pytest.mark.parametrize("asked", [{}, {"action_units": "12", "order": "longest"}, {"scope": "all"}])
@pytest.mark.usefixtures("labelled")
def test_the_export_is_what_is_shown(signed_in, form, asked):
    client = signed_in("emil")
    shown = strips(client.get("/library", params=asked))
    exported = rows_of(client.post("/library/export", params=asked, data={"form": form}), form)
    names = ("clip", "onset", "apex", "offset", "kind", "category", "action_units")
    told = [[str(row[name] if row[name] is not None else "") for name in names] for row in exported]
    assert told == [[str(one[name] if one[name] is not None else "") for name in names] for one in shown]


def test_what_a_spreadsheet_would_execute_is_guarded(signed_in, labelled):
    client = signed_in("emil")
    with labelled.reading() as reader:
        assert any(one.settled["excluded"] == "=blink()" for one in reader.find(Decision))
    with labelled.writing("ada") as writer:
        writer.change(
            next(writer.find(Participant, id=film_of(writer, "even").participant)), pseudonym="=1+1"
        )
    for form, wanted in (("csv", "'=1+1"), ("xlsx", "'=1+1"), ("parquet", "=1+1"), ("json", "=1+1")):
        rows = rows_of(client.post("/library/export", data={"form": form}), form)
        assert {row["participant"] for row in rows} == {wanted}


def test_exports_are_in_the_log(signed_in, labelled):
    client = signed_in("dora")
    client.post("/library/export", params={"text": "happiness"}, data={"form": "csv"})
    with labelled.reading() as reader:
        last = list(reader.log())[-1]
    assert (last["action"], last["actor"], last["note"]) == ("export", "dora", "3 labelled movements as .csv")
    assert client.post("/library/export", data={"form": "exe"}).status_code == 422
    assert client.get("/library/export").status_code == 405


def test_names_cannot_break_out_of_the_page(signed_in, labelled):
    with labelled.writing("cleo") as writer:
        label = next(one for one in writer.find(Label) if one.excluded is None)
        writer.change(label, labels={**label.labels, "clip": "</script><b>x"})
    assert "<b>x" not in signed_in("emil").get("/library").text


def test_pages_of_many(signed_in, labelled):
    many(labelled, 130)
    client = signed_in("emil")
    pages = [client.get("/library", params={"text": "many", "page": number}) for number in (1, 2, 3)]
    assert [len(clips(page)) for page in pages] == [60, 60, 10]
    assert len({clip for page in pages for clip in clips(page)}) == 130
    assert [page.text.count('rel="next"') for page in pages] == [1, 1, 0]
    assert "61 to 120" in pages[1].text
    exported = client.post("/library/export", params={"text": "many", "page": 2}, data={"form": "json"})
    assert len(exported.json()) == 130


@pytest.mark.usefixtures("labelled")
def test_the_study_is_read_once_until_something_happens(signed_in, monkeypatch):
    asked = []
    monkeypatch.setattr(module, "stale_labels", lambda reader: asked.append(reader) or [])
    client = signed_in("emil")
    for text in ("", "happiness", "anger"):
        client.get("/library", params={"text": text})
    assert len(asked) == 1
    client.post("/library/export", data={"form": "csv"})
    client.get("/library")
    assert len(asked) == 2


def many(study, n):
    """Expressions by the hundred, all of them the same but for their names."""
    with study.writing("cleo") as writer:
        label = next(one for one in writer.find(Label) if one.excluded is None)
        decision = writer.get(Decision, label.decision)
        for number in range(n):
            made = {
                name: getattr(decision, name)
                for name in ("film", "first", "second", "action", "arbiter", "settled")
            }
            added = writer.add(Decision(**made))
            writer.add(Label(decision=added.id, labels={**label.labels, "clip": f"many_{number}"}))
