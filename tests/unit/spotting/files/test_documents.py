"""The JSON document: what stands in it, that it survives writing, and that a broken one is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countenance.core import ActionUnit, ExpressionKind, Interval
from countenance.core.contracts import Excluded, Spotted
from countenance.core.errors import InputError
from countenance.spotting import Spotting
from countenance.spotting.files import Document, Origin, Timeline, read_document, to_document, write_document
from countenance.spotting.files.documents import excluded_of, expression_of


def test_the_document_has_the_promised_keys_in_the_promised_order(document: Document):
    assert list(document)[:5] == ["recording", "fps", "n_frames", "expressions", "excluded"]
    first, second = document["expressions"]
    assert list(first)[:7] == ["onset", "apex", "offset", "kind", "score", "regions", "action_units"]
    assert {name: first[name] for name in list(first)[:8]} == {
        "onset": 2,
        "apex": 2,
        "offset": 3,
        "kind": "micro",
        "score": 0.1235,
        "regions": ["brow_inner_left", "chin"],
        "action_units": ["L1", "17"],
        "co_occurring": ["blink"],
    }
    assert (second["kind"], second["regions"], second["action_units"]) == ("macro", [], [])
    assert list(document["excluded"][0])[:3] == ["onset", "offset", "reason"]
    assert document["method"]["settings"] == {"k": [1, 2]}


def test_times_are_those_of_presentation_and_an_end_is_when_the_next_frame_comes(document: Document):
    first, second = document["expressions"]
    assert [first[f"{name}_s"] for name in ("onset", "apex", "apex_end", "offset", "end")] == [
        0.5,
        0.5,
        0.75,
        0.75,
        1.75,
    ]
    # The last frame is shown as long as the one before it.
    assert (second["apex_s"], second["offset_s"], second["end_s"]) == (2.0, 3.0, 3.25)
    assert document["excluded"][0]["end_s"] == 0.25


def test_a_written_document_reads_as_it_was(document: Document, tmp_path: Path):
    path = tmp_path / "new" / "spotting.json"
    write_document(document, path)
    assert read_document(path) == document
    assert json.loads(path.read_text(encoding="utf-8"))["source"]["path"].endswith("my films/smile.mp4")


intervals = st.builds(
    lambda onset, before, after: (onset, onset + before, onset + before + after),
    st.integers(0, 500),
    st.integers(0, 200),
    st.integers(0, 200),
)
expressions = st.builds(
    lambda frames, kind, score, regions, units: Spotted(
        Interval(frames[0], frames[2]),
        frames[1],
        kind,
        round(score, 4),
        tuple(regions),
        tuple(ActionUnit(n) for n in units),
    ),
    intervals,
    st.sampled_from(ExpressionKind),
    st.floats(0, 1),
    st.lists(st.text(max_size=8), max_size=3),
    st.lists(st.sampled_from([1, 2, 4, 12, 25]), max_size=3),
)
excluded = st.builds(
    lambda frames, reason: Excluded(Interval(frames[0], frames[2]), reason), intervals, st.text()
)


@given(st.lists(expressions, max_size=4), st.lists(excluded, max_size=4))
def test_findings_come_back_from_json_as_they_were(found: list[Spotted], events: list[Excluded]):
    spotting = Spotting("any", 30.0, 1000, tuple(found), tuple(events), (), np.empty((1000, 0), np.float32))
    document = to_document(spotting, Timeline.of(None, 1000, 30.0), Origin("any", ""))
    back = json.loads(json.dumps(document))
    assert [expression_of(entry) for entry in back["expressions"]] == found
    assert [excluded_of(entry) for entry in back["excluded"]] == events


def put(key: str, value: Any) -> Callable[[Document], object]:
    return lambda document: document.__setitem__(key, value)


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (put("n_frames", "many"), "has no usable 'n_frames'"),
        (lambda document: document.pop("excluded"), "has no usable 'excluded'"),
        (
            lambda document: document["expressions"][1].update(apex=1),
            "number 2 of 'expressions' cannot be used",
        ),
        (lambda document: document["expressions"][0].update(kind="tiny"), "number 1 of 'expressions'"),
        (lambda document: document["excluded"][0].pop("reason"), "number 1 of 'excluded'"),
    ],
)
def test_a_document_that_contradicts_itself_is_refused(
    document: Document, tmp_path: Path, damage: Callable[[Document], object], sentence: str
):
    damage(document)
    path = tmp_path / "spotting.json"
    write_document(document, path)
    with pytest.raises(InputError, match=sentence):
        read_document(path)


@pytest.mark.parametrize("text", ["", "[1, 2]", "{]"])
def test_what_is_no_document_is_refused(tmp_path: Path, text: str):
    path = tmp_path / "other.json"
    path.write_text(text)
    with pytest.raises(InputError, match="expected what 'countenance spot' writes"):
        read_document(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_document(tmp_path / "nowhere.json")
