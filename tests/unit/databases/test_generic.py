"""The generic layout: a table, recordings as folders or videos, and facts about the release."""

from __future__ import annotations

import json
import pickle
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance import databases
from countenance.core import Category, DatabaseError, ExpressionKind, Interval, Recording, format_action_units
from countenance.databases.composite import Composite
from countenance.databases.generic import GenericDatabase
from countenance.databases.generic.facts import read_facts
from countenance.databases.tables import is_empty
from countenance.testing import check_database
from countenance.video import write_video

from .layouts import CELLS, levels, write_frames, write_table

FACTS = {
    "name": "our_lab",
    "title": "Our laboratory",
    "citation": "Us 2024",
    "licence": "Ask us.",
    "access": "Write to us.",
    "fps": 30,
    "first_frame": 1,
}
HEADER = [
    *("recording", "participant", "onset", "apex", "offset", "aus", "emotion", "type"),
    *("fps", "stimulus", "self_report", "clip", "objective_class"),
]


def row(**changes: object) -> dict[str, object]:
    sound = {
        "recording": "film1",
        "participant": "p01",
        "onset": 5,
        "apex": 8,
        "offset": 12,
        "aus": "6+12",
        "emotion": "happiness",
        "type": "micro",
    }
    return sound | changes


def release(
    root: Path,
    rows: list[dict[str, object]] | None = None,
    *,
    facts: dict[str, object] | None = None,
    table: str = "labels.csv",
    films: dict[str, range] | None = None,
) -> Path:
    root.mkdir(parents=True, exist_ok=True)
    (root / "database.json").write_text(json.dumps(FACTS | (facts or {})), encoding="utf-8")
    write_table(root / table, [row()] if rows is None else rows, HEADER)
    for film, numbers in ({"film1": range(1, 21)} if films is None else films).items():
        write_frames(root / "recordings" / film, numbers)
    return root


def test_a_sound_release(tmp_path: Path):
    database = GenericDatabase(release(tmp_path))
    assert database.validate(deep=True) == []
    check_database(database)
    [clip] = database.clips()
    assert clip.key == "our_lab/p01/film1/film1_5"
    assert (clip.expression.interval, clip.expression.apex) == (Interval(4, 11), 7)
    assert clip.expression.kind is ExpressionKind.MICRO
    assert format_action_units(clip.expression.action_units) == "6+12"
    assert clip.expression.labels.category is Category.POSITIVE
    assert levels(database.frames(clip)) == list(range(5, 13))
    assert database.source(clip) == ("labels.csv", 2)


@pytest.mark.parametrize("table", ["labels.csv", "labels.xlsx", "labels.tsv", "labels.xls"])
def test_tables_of_every_kind(tmp_path: Path, table: str):
    if table.endswith(".tsv"):
        release(tmp_path)
        text = (tmp_path / "labels.csv").read_text(encoding="utf-8")
        (tmp_path / "labels.csv").unlink()
        (tmp_path / table).write_text(text.replace(",", "\t"), encoding="utf-8")
    else:
        release(tmp_path, table=table)
    assert GenericDatabase(tmp_path).clips()[0].expression.interval == Interval(4, 11)


def test_each_release_has_facts_of_its_own(tmp_path: Path):
    first = GenericDatabase(release(tmp_path / "a"))
    second = GenericDatabase(
        release(tmp_path / "b", facts={"name": "usf_hd", "title": "USF-HD", "fps": 29.97})
    )
    assert (first.info.name, second.info.name) == ("our_lab", "usf_hd")
    assert (first.info.fps, second.info.fps) == (30.0, 29.97)
    assert GenericDatabase.info.name == "generic" == databases.info("generic").name
    assert [c.database for c in Composite([first, second]).clips()] == ["our_lab", "usf_hd"]
    assert databases.open("generic", tmp_path / "b").info.title == "USF-HD"


def test_frames_that_count_from_0(tmp_path: Path):
    films = {"film1": range(20)}
    rows = [row(), row(onset=0, apex=0, offset=3)]
    database = GenericDatabase(release(tmp_path, rows, facts={"first_frame": 0}, films=films))
    first, second = database.clips()
    assert first.expression.interval == Interval(5, 12)
    assert (second.expression.interval, second.expression.apex) == (Interval(0, 3), 0)
    assert levels(database.frames(first)) == list(range(5, 13))
    assert database.validate() == []


def test_files_that_begin_before_the_first_frame_are_not_used(tmp_path: Path):
    database = GenericDatabase(release(tmp_path, films={"film1": range(20)}))
    assert database.clips() == []
    assert any("frames count from 1" in problem.message for problem in database.validate())


@pytest.mark.parametrize("first_frame", [0, 1])
def test_videos(tmp_path: Path, first_frame: int):
    root = release(tmp_path, facts={"first_frame": first_frame}, films={})
    (root / "recordings").mkdir()
    frames = [np.full((32, 32, 3), 10 * number, np.uint8) for number in range(20)]
    write_video(root / "recordings/film1.mp4", frames, fps=30)
    database = GenericDatabase(root)
    [clip] = database.clips()
    assert clip.expression.interval.onset == 5 - first_frame
    grey = database.frames(clip)[:, 16, 16].astype(int)
    assert np.abs(grey - 10 * np.arange(5 - first_frame, 13 - first_frame)).max() <= 3
    check_database(database)


def test_frame_rate_and_stimulus_of_a_recording(tmp_path: Path):
    rows = [row(fps="30000/1001", stimulus="joke"), row(onset=15, apex=16, offset=18)]
    database = GenericDatabase(release(tmp_path, rows))
    assert database.recordings() == [Recording("our_lab", "p01", "film1", Fraction(30000, 1001), "joke")]
    assert {clip.fps for clip in database.clips()} == {Fraction(30000, 1001)}


def test_a_recording_without_an_expression(tmp_path: Path):
    rows = [row(), {"recording": "quiet", "participant": "p02"}]
    database = GenericDatabase(release(tmp_path, rows, films={"film1": range(1, 21), "quiet": range(1, 6)}))
    assert database.validate() == []
    assert [recording.key for recording in database.recordings()] == [
        "our_lab/p01/film1",
        "our_lab/p02/quiet",
    ]
    assert len(database.clips()) == 1
    check_database(database)


def test_a_recording_without_frames_is_noted(tmp_path: Path):
    [note] = GenericDatabase(
        release(tmp_path, [row(), {"recording": "quiet", "participant": "p02"}])
    ).validate()
    assert (note.row, note.fatal) == (3, False)
    assert "recordings has neither a folder nor a video quiet" in note.message


def test_a_sentence_names_the_column_to_correct(tmp_path: Path):
    [lost] = [p for p in GenericDatabase(release(tmp_path, [row(recording="gone")])).validate() if p.fatal]
    assert lost.remedy == "copy it there, or correct column A (recording)"


def test_a_recording_that_no_row_names_is_noted(tmp_path: Path):
    database = GenericDatabase(release(tmp_path, films={"film1": range(1, 21), "film2": range(1, 6)}))
    [note] = database.validate()
    assert (note.file, note.fatal) == ("recordings/film2", False)
    assert "no row of labels.csv names it" in note.message
    assert len(database.recordings()) == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"participant": "p02"},
            "row 2 says that the participant of recording film1 is p01, and row 3 that it is p02",
        ),
        ({"fps": 25}, "the fps of recording film1 is 30, and row 3 that it is 25"),
    ],
)
def test_rows_that_disagree_about_a_recording_are_all_lost(
    tmp_path: Path, change: dict[str, object], sentence: str
):
    rows = [row(fps=30), row(**({"onset": 15, "apex": 16, "offset": 18} | change))]
    database = GenericDatabase(release(tmp_path, rows))
    assert database.clips() == []
    lost = [problem for problem in database.validate() if problem.fatal and sentence in problem.message]
    assert [problem.row for problem in lost] == [2, 3]


def test_clips_may_have_names(tmp_path: Path):
    rows = [row(clip="smile"), row(clip="grin", onset=15, apex=16, offset=18)]
    assert [clip.name for clip in GenericDatabase(release(tmp_path, rows)).clips()] == ["smile", "grin"]


def test_several_emotions(tmp_path: Path):
    rows = [row(emotion="Surprise + Happiness"), row(onset=15, apex=16, offset=18, emotion="fear;anger")]
    first, second = (clip.expression.labels for clip in GenericDatabase(release(tmp_path, rows)).clips())
    assert (first.published, first.category) == ("Surprise + Happiness", None)
    assert (second.published, second.category) == ("fear;anger", Category.NEGATIVE)


def test_words_of_the_laboratory(tmp_path: Path):
    database = GenericDatabase(release(tmp_path, [row(emotion="Relief")]))
    assert database.clips()[0].expression.labels.category is None
    [note] = database.validate()
    assert "the emotion 'relief' has no category" in note.message
    known = GenericDatabase(
        release(tmp_path, [row(emotion="Relief")], facts={"emotions": {"relief": "positive"}})
    )
    assert known.validate() == []
    assert known.clips()[0].expression.labels.category is Category.POSITIVE


def test_what_is_not_known_is_left_open(tmp_path: Path):
    bare = {"recording": "film1", "participant": "p01", "onset": 5, "offset": 12, "type": "macro-expression"}
    release(tmp_path)
    write_table(tmp_path / "labels.csv", [bare])
    [clip] = GenericDatabase(tmp_path).clips()
    assert clip.expression.apex is None
    assert clip.expression.action_units == ()
    assert clip.expression.labels.category is clip.expression.labels.published is None
    assert clip.expression.kind is ExpressionKind.MACRO


def test_further_labels(tmp_path: Path):
    [clip] = GenericDatabase(release(tmp_path, [row(self_report="fine", objective_class="IV")])).clips()
    assert (clip.expression.labels.self_report, clip.expression.labels.objective_class) == ("fine", "IV")


def test_people_shared_with_another_database(tmp_path: Path):
    [clip] = GenericDatabase(release(tmp_path, facts={"people": "smic"})).clips()
    assert clip.group == "smic:p01"


def test_it_reaches_workers_with_its_facts(tmp_path: Path):
    database = GenericDatabase(release(tmp_path, facts={"first_frame": 0}, films={"film1": range(20)}))
    copied = pickle.loads(pickle.dumps(database))
    assert copied.info == database.info
    assert copied.clips() == database.clips()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"recording": None}, "the recording is empty"),
        ({"recording": "gone"}, "neither a folder nor a video gone with frames"),
        ({"participant": None}, "the participant is empty"),
        ({"onset": None}, "onset is empty"),
        ({"offset": "12.5"}, "offset is '12.5'"),
        ({"offset": 30}, "offset 30 lies beyond frame 20"),
        ({"apex": 13}, "apex 13 lies outside"),
        ({"type": None}, "type is empty"),
        ({"type": "tiny"}, "type is 'tiny'"),
        ({"aus": "smile"}, "names no action unit"),
        ({"fps": "fast"}, "fps is 'fast'"),
        ({"fps": 0}, "fps is '0'"),
        ({"fps": "30/0"}, "fps is '30/0'"),
        ({"onset": 0}, "onset is 0, but frames count from 1"),
    ],
)
def test_a_broken_row_is_lost(tmp_path: Path, change: dict[str, object], sentence: str):
    database = GenericDatabase(
        release(tmp_path, [row(**change), row(onset=15, apex=16, offset=18, fps=None)])
    )
    lost = [problem for problem in database.validate() if problem.fatal]
    assert {problem.row for problem in lost} == {2}
    assert any(sentence in problem.message for problem in lost)
    assert [clip.name for clip in database.clips()] == ["film1_15"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"fps": None}, "fps is missing"),
        ({"fps": "30"}, "fps is '30'"),
        ({"fps": 0}, "fps is 0"),
        ({"fps": True}, "fps is True"),
        ({"first_frame": None}, "first_frame is missing, expected 0 or 1"),
        ({"first_frame": 2}, "first_frame is 2"),
        ({"first_frame": False}, "first_frame is False"),
        ({"name": "Our Lab"}, "name is 'Our Lab'"),
        ({"title": " "}, "title is ' '"),
        ({"citation": 7}, "citation is 7"),
        ({"synthetic": "no"}, "synthetic is 'no'"),
        ({"emotions": ["joy"]}, "emotions is"),
        ({"emotions": {"joy": "good"}}, "emotions, 'joy'"),
        ({"frames": 1}, "'frames' is unknown"),
    ],
)
def test_facts_that_cannot_be_used(tmp_path: Path, change: dict[str, object], sentence: str):
    release(tmp_path, facts=change)
    with pytest.raises(DatabaseError, match=r"database\.json") as caught:
        GenericDatabase(tmp_path)
    assert sentence in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff", b"[" * 100_000, b'{"name": NaN}'])
def test_a_damaged_file_of_facts(tmp_path: Path, content: bytes):
    (release(tmp_path) / "database.json").write_bytes(content)
    with pytest.raises(DatabaseError, match=r"database\.json"):
        GenericDatabase(tmp_path)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 40) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


@settings(deadline=None)
@given(changes=st.dictionaries(st.sampled_from([*FACTS, "doi", "people", "synthetic", "emotions", "x"]), ANY))
def test_any_facts_are_read_or_refused_with_the_name_of_the_file(fuzzed: Path, changes: dict[str, object]):
    folder = fuzzed / "facts"
    folder.mkdir(exist_ok=True)
    (folder / "database.json").write_text(json.dumps(FACTS | changes), encoding="utf-8")
    try:
        facts = read_facts(folder)
    except DatabaseError:
        assert changes
        return
    assert facts.first_frame in {0, 1}
    assert 0 < facts.info.fps < float("inf")
    assert facts.info.name.isidentifier()


def test_facts_in_toml(tmp_path: Path):
    release(tmp_path)
    lines = [f"{name} = {json.dumps(value)}" for name, value in FACTS.items()]
    (tmp_path / "database.toml").write_text("\n".join([*lines, "[emotions]", 'relief = "positive"']))
    with pytest.raises(DatabaseError, match=r"has both database\.toml and database\.json"):
        GenericDatabase(tmp_path)
    (tmp_path / "database.json").unlink()
    assert GenericDatabase(tmp_path).info.title == "Our laboratory"
    (tmp_path / "database.toml").write_text("name = ")
    with pytest.raises(DatabaseError, match=r"database\.toml: it cannot be read"):
        GenericDatabase(tmp_path)


def test_a_folder_without_facts(tmp_path: Path):
    with pytest.raises(DatabaseError, match=r"has no database\.toml or database\.json"):
        GenericDatabase(tmp_path)


def test_a_correction(tmp_path: Path):
    release(tmp_path, [row(offset=30)])
    path = write_table(
        tmp_path / "corrections.csv",
        [{"clip": "p01/film1_5", "field": "offset", "published": 30, "corrected": 13, "reason": "a slip"}],
    )
    assert GenericDatabase(tmp_path, corrections=path).clips()[0].expression.interval == Interval(4, 12)


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return release(tmp_path_factory.mktemp("generic"))


@settings(deadline=None, max_examples=80)
@given(cells=st.fixed_dictionaries(dict.fromkeys(HEADER, CELLS)))
def test_any_row_is_read_rightly_or_lost(fuzzed: Path, cells: dict[str, object]):
    frames = row(clip="x") | {k: v for k, v in cells.items() if k in {"onset", "apex", "offset", "aus"}}
    write_table(fuzzed / "labels.csv", [row(recording="gone"), frames, cells], HEADER)
    database = GenericDatabase(fuzzed)
    clips = {database.source(clip)[1]: clip for clip in database.clips()}
    said = {problem.row for problem in database.validate()}
    assert {2, 3} <= set(clips) | said
    blank = {name for name in HEADER if cells[name] is None or is_empty(str(cells[name]))}
    no_expression = {"clip", "onset", "apex", "offset", "aus", "emotion", "type"} <= blank
    assert 4 in set(clips) | said or no_expression
    if 3 in clips:
        interval = clips[3].expression.interval
        assert [interval.onset + 1, interval.offset + 1] == [int(frames["onset"]), int(frames["offset"])]  # type: ignore[call-overload]
        assert len(database.frames(clips[3])) == interval.n_frames
