"""Projects of BORIS: one that is written here, and those of people with an ethogram of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from countenance.core import Coding, CodingPass, InputError, parse_action_units
from countenance.study.exchange import CodingFileError, ConstantRate, read_codings, write_codings

RATE = ConstantRate(Fraction(25), 100)
PASSES = [
    CodingPass(
        "a",
        "Änne",
        (
            Coding(
                10, 12, 20, parse_action_units("1+R2C"), upper="surprise", confidence=3, note="brow, raise|?"
            ),
            Coding(15, 16, 30, parse_action_units("1+R2C"), upper="surprise", confidence=3),
            Coding(40, 41, None),
            Coding(50, 50, 50, excluded="blink (double)"),
        ),
        participant="s01",
    ),
    CodingPass("b", "Änne", participant="s02"),
    CodingPass("a", "Bob", participant="s01"),
]


@pytest.fixture
def project(tmp_path: Path) -> dict[str, Any]:
    write_codings(tmp_path / "p.boris", PASSES, times=RATE, media={"a": Path("/films/a.mp4")})
    content: dict[str, Any] = json.loads((tmp_path / "p.boris").read_text(encoding="utf-8"))
    return content


def test_behaviours_have_what_boris_asks_for(project: dict[str, Any]):
    assert project["project_format_version"] == "7.0"
    behaviours = {one["code"]: one for one in project["behaviors_conf"].values()}
    assert {code: one["type"] for code, one in behaviours.items()} == {
        "expression": "State event",
        "excluded": "State event",
        "onset": "Point event",
        "apex": "Point event",
    }
    sets = behaviours["expression"]["modifiers"]
    assert {one["name"]: one["values"] for one in sets.values()} == {
        "number": [],
        "action units": ["1+R2C"],
        "upper emotion": ["surprise"],
        "lower emotion": [],
        "confidence": ["1", "2", "3"],
        "id": [],
    }
    values = [
        value for one in behaviours.values() for each in one["modifiers"].values() for value in each["values"]
    ]
    assert "blink %28double%29" in values
    assert not set("(|),`~") & set("".join(values))
    assert [one["name"] for one in project["subjects_conf"].values()] == ["s01", "s02"]
    assert [one["label"] for one in project["independent_variables"].values()] == [
        "recording",
        "coder",
        "participant",
    ]


def test_events_are_rows_of_time_subject_behaviour_modifiers_comment_and_frame(project: dict[str, Any]):
    rows = project["observations"]["a by Änne"]["events"]
    assert rows[:3] == [
        [0.4, "s01", "expression", "1|1+R2C|surprise|None|3|None", "brow, raise|?", 10],
        [0.48, "s01", "apex", "1", "", 12],
        [0.6, "s01", "expression", "2|1+R2C|surprise|None|3|None", "", 15],
    ]
    assert rows[-2:] == [
        [2.0, "s01", "apex", "4", "", 50],
        [2.0, "s01", "excluded", "4|None|None|None|None|None|blink %28double%29", "", 50],
    ]
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)


def test_boris_pairs_every_start_with_its_stop(project: dict[str, Any]):
    states = {one["code"] for one in project["behaviors_conf"].values() if one["type"] == "State event"}
    for observation in project["observations"].values():
        # As its own check of a project does: by subject, behaviour and modifiers.
        unpaired: set[tuple[str, ...]] = set()
        for _, subject, code, modifiers, *_ in observation["events"]:
            if code in states:
                unpaired ^= {(subject, code, modifiers)}
        assert unpaired == set()


def test_the_film_has_its_length_and_rate(project: dict[str, Any]):
    observation = project["observations"]["a by Bob"]
    assert observation["file"]["1"] == ["/films/a.mp4"]
    assert observation["media_info"]["length"] == {"/films/a.mp4": 4.0}
    assert observation["media_info"]["fps"] == {"/films/a.mp4": 25.0}
    assert project["observations"]["b by Änne"]["file"]["1"] == ["b"]
    assert observation["independent_variables"] == {"recording": "a", "coder": "Bob", "participant": "s01"}


def test_it_comes_back(tmp_path: Path):
    write_codings(tmp_path / "p.boris", PASSES, times=RATE)
    read, remarks = read_codings(tmp_path / "p.boris", times=RATE)
    assert [(one.recording, one.coder, one.codings) for one in read] == [
        (one.recording, one.coder, one.codings) for one in PASSES
    ]
    # Nobody is seen in the events of a pass without codings, but a variable says who was.
    assert [one.participant for one in read] == ["s01", "s02", "s01"]
    assert remarks == []


ETHOGRAM = {
    "0": {
        "type": "State event",
        "key": "s",
        "code": "smile",
        "description": "",
        "color": "",
        "category": "face",
        "modifiers": {
            "0": {"name": "AUs", "type": 1, "values": ["6", "12 (l)"]},
            "1": {"name": "Emotion", "type": 0, "values": ["joy"]},
            "2": {"name": "camera", "type": 0, "values": ["left"]},
        },
        "excluded": "",
        "coding map": "",
    },
    "1": {
        "type": "State event",
        "key": "b",
        "code": "AU45",
        "description": "",
        "category": "",
        "modifiers": "",
    },
    "2": {
        "type": "Point event",
        "key": "p",
        "code": "peak",
        "description": "",
        "category": "",
        "modifiers": {},
    },
    "3": {
        "type": "Point event",
        "key": "t",
        "code": "talk",
        "description": "",
        "category": "",
        "modifiers": {},
    },
}
TIERS = {"expression": ["smile", "AU45"], "action units": "AU45", "apex": "peak"}
Make = Callable[..., Path]


@pytest.fixture
def foreign(tmp_path: Path) -> Make:
    """A project with one observation of these events."""

    def make(*events: list[object], **stated: object) -> Path:
        observation = {
            "file": {"1": ["C:\\films\\P03 anger.mp4"], "2": []},
            "type": "MEDIA",
            "date": "2023-03-01T10:00:00",
            "description": "",
            "time offset": 0.0,
            "events": list(events),
            "independent_variables": {},
            "media_info": {
                "length": {"C:\\films\\P03 anger.mp4": 4.0},
                "fps": {"C:\\films\\P03 anger.mp4": 25.0},
            },
        }
        path = tmp_path / "lab.boris"
        content = {
            "time_format": "hh:mm:ss",
            "project_format_version": "7.0",
            "subjects_conf": {"0": {"key": "", "name": "P03", "description": ""}},
            "behaviors_conf": ETHOGRAM,
            "observations": {"obs 1": {**observation, **stated}},
        }
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    return make


def read_foreign(path: Path, **given: Any) -> tuple[list[CodingPass], list[str]]:
    return read_codings(path, times=RATE, coder="KW", tiers=TIERS, **given)


def test_behaviours_come_in_by_what_the_caller_says(foreign: Make):
    path = foreign(
        [0.41, "P03", "smile", "6,12|joy|left", "broad", 10],
        [0.5, "P03", "peak", "", ""],
        [0.81, "P03", "smile", "6,12|joy|left", "", "NA"],
        [1.0, "P03", "AU45", "", ""],
        [1.1, "P03", "talk", "", ""],
        [1.2, "P03", "AU45", "", ""],
    )
    read, remarks = read_foreign(path)
    assert (read[0].recording, read[0].coder, read[0].participant) == ("P03 anger", "KW", "P03")
    assert read[0].codings == (
        Coding(10, 12, 20, parse_action_units("6+12"), upper="joy", lower="joy", note="broad"),
        Coding(25, None, 30, parse_action_units("45")),
    )
    assert remarks == [
        "lab.boris: the behaviour 'talk' (1 event) is not read.",
        "lab.boris: the modifiers 'camera' of the behaviour 'smile' are not read.",
    ]


def test_no_behaviour_of_a_known_name_lists_those_that_are_there(foreign: Make):
    path = foreign([0.4, "", "talk", "", ""])
    with pytest.raises(CodingFileError) as caught:
        read_codings(path, times=RATE)
    assert str(caught.value) == (
        "lab.boris: no behaviour is called expression or excluded; it has 'smile' (0 events), 'AU45' (0 "
        "events), 'peak' (0 events), 'talk' (1 event); say which one means what, for example "
        "tiers={'expression': 'smile'}."
    )


def test_a_start_without_a_stop_is_told(foreign: Make):
    path = foreign([0.4, "P03", "smile", "6|joy|None", ""], [0.8, "P03", "smile", "6|None|None", ""])
    with pytest.raises(CodingFileError) as caught:
        read_foreign(path)
    assert [problem.message for problem in caught.value.problems] == [
        "observation 'obs 1', event 1 (smile, 0.400 s): it starts and does not stop",
        "observation 'obs 1', event 2 (smile, 0.800 s): it starts and does not stop",
    ]
    assert {problem.remedy for problem in caught.value.problems} == {
        "add the stop in BORIS, with equal modifiers"
    }


def test_no_length_is_one_frame_and_told(foreign: Make):
    read, remarks = read_foreign(foreign([0.4, "P03", "AU45", "", ""], [0.4, "P03", "AU45", "", ""]))
    assert (read[0].codings[0].onset, read[0].codings[0].offset) == (10, 10)
    assert "it starts and stops at one time, and is read as one frame long" in remarks[0]


def test_a_frame_index_holds_against_half_a_frame_and_no_more(foreign: Make):
    path = foreign(
        [0.399, "P03", "AU45", "", "", 10],
        [0.8, "P03", "AU45", "", "", 23],
    )
    read, remarks = read_foreign(path)
    assert (read[0].codings[0].onset, read[0].codings[0].offset) == (10, 20)
    assert len(remarks) == 1
    assert remarks[0].endswith("its frame index is 23, but its time shows frame 20, and the time counts.")


def test_events_of_two_subjects_need_a_choice(foreign: Make):
    path = foreign(
        *([time, who, "AU45", "", ""] for time in (0.4, 0.8) for who in ("P03", "P04")),
        [1.2, "P04", "AU45", "", ""],
        [1.6, "P04", "AU45", "", ""],
    )
    with pytest.raises(
        CodingFileError, match="has events of 'P03' and 'P04', and a pass is about one participant"
    ):
        read_foreign(path)
    read, _ = read_foreign(path, participant="P04")
    assert [(one.onset, one.offset) for one in read[0].codings] == [(10, 20), (30, 40)]


def test_offsets_are_taken_from_the_times(foreign: Make):
    path = foreign(
        [10.4, "P03", "AU45", "", ""],
        [10.8, "P03", "AU45", "", ""],
        **{"time offset": 9.0, "media_info": {"offset": {"1": 1.0}}},
    )
    read, remarks = read_foreign(path)
    assert (read[0].codings[0].onset, read[0].codings[0].offset) == (10, 20)
    assert remarks == ["lab.boris: observation 'obs 1': its time offset, 10.000 s, is taken from all times."]


def test_an_apex_that_lies_nowhere_is_told(foreign: Make):
    path = foreign([0.4, "P03", "AU45", "", ""], [0.8, "P03", "AU45", "", ""], [1.0, "P03", "peak", "", ""])
    with pytest.raises(CodingFileError, match=r"event 3 \(peak, 1.000 s\): the apex lies in 0 expressions"):
        read_foreign(path)


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ({"type": "LIVE"}, "it is of type LIVE, expected MEDIA"),
        ({"file": {"1": ["a.mp4", "b.mp4"]}}, "it plays 2 films one after the other"),
        ({"events": [[None, "", "AU45", "", ""]]}, "event 1: its time is None, expected seconds"),
        (
            {"events": [[0.4, "", "AU45"]]},
            "event 1: it has no time, subject, behaviour, modifiers and comment",
        ),
        (
            {"events": [[9.0, "", "AU45", "", ""]] * 2},
            "event 1 (AU45, 9.000 s): it lies outside of the recording",
        ),
        ({"events": 7}, "it is no project of BORIS 7 or later"),
    ],
)
def test_what_cannot_be_used_is_told(foreign: Make, stated: dict[str, object], told: str):
    with pytest.raises(CodingFileError) as caught:
        read_foreign(foreign(**stated))
    assert told in str(caught.value)


def test_two_observations_of_one_film_by_one_coder_are_told(foreign: Make):
    path = foreign()
    content = json.loads(path.read_text(encoding="utf-8"))
    content["observations"]["obs 2"] = content["observations"]["obs 1"]
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(CodingFileError, match="2 observations are of the recording 'P03 anger' by 'KW'"):
        read_foreign(path)


def test_a_side_film_is_told(foreign: Make):
    _, remarks = read_foreign(foreign(file={"1": ["a.mp4"], "2": ["b.mp4"]}))
    assert remarks == [
        "lab.boris: observation 'obs 1': it shows 2 films side by side, and frames are those of 'a.mp4'."
    ]


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"observations": {}}', b'{"a": ', b"\xff\xfe{}", b"\x00\x01"]
)
def test_what_is_no_project_is_told(tmp_path: Path, content: bytes):
    path = tmp_path / "lab.boris"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"lab.boris: it (cannot be read as JSON|is no project of BORIS)"):
        read_codings(path, times=RATE)
