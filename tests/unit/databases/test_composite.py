"""Several databases as one, and the composite of MEGC2019 with its published list."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countenance import databases
from countenance.core import Clip, Database, DatabaseError, InputError, Problem
from countenance.databases.casme2 import CASME2
from countenance.databases.composite import Composite
from countenance.databases.corrections import Correction
from countenance.databases.label_schemes import label_scheme
from countenance.databases.megc2019 import (
    MEGC2019_COUNTS,
    MEGC2019_PARTICIPANTS,
    compare_with_megc2019,
    megc2019,
)
from countenance.databases.selections import Selection, read_selection
from countenance.testing import check_database

from .in_memory import InMemory, clip
from .layouts import write_frames, write_table

WORDS = {
    "smic_hs": {"negative": "negative", "positive": "positive", "surprise": "surprise"},
    "casme2": {"negative": "disgust", "positive": "happiness", "surprise": "surprise"},
    "samm": {"negative": "Anger", "positive": "Happiness", "surprise": "Surprise"},
}


def two() -> tuple[InMemory, InMemory]:
    lost = Problem("labels.csv", 9, "s01/c9", "the offset is 0", "enter it")
    return (
        InMemory("smic_hs", [clip("smic_hs", "s01", "c1"), clip("smic_hs", "s02", "c1")], [lost], grey=3),
        InMemory("samm", [clip("samm", "s01", "c1")], grey=5, synthetic=True),
    )


def challenge() -> list[Clip]:
    """As many clips of each class and of as many participants as the challenge has."""
    clips = []
    for database, counts in MEGC2019_COUNTS.items():
        labels = [label for label, n in counts.items() for _ in range(n)]
        people = MEGC2019_PARTICIPANTS[database]
        clips += [
            clip(database, f"s{number % people:02d}", f"c{number}", WORDS[database][label])
            for number, label in enumerate(labels)
        ]
    return clips


def three(clips: list[Clip] | None = None) -> list[InMemory]:
    whole = challenge() if clips is None else clips
    return [InMemory(name, [c for c in whole if c.database == name]) for name in MEGC2019_COUNTS]


def test_it_is_a_database_that_conforms():
    composite = Composite(two())
    assert isinstance(composite, Database)
    check_database(composite, reopen=lambda: Composite(two()))


def test_clips_and_recordings_come_database_by_database():
    composite = Composite(two())
    assert [c.key for c in composite.clips()] == ["smic_hs/s01/c1/c1", "smic_hs/s02/c1/c1", "samm/s01/c1/c1"]
    assert [r.key for r in composite.recordings()] == ["smic_hs/s01/c1", "smic_hs/s02/c1", "samm/s01/c1"]


def test_each_clip_is_read_by_its_own_database():
    composite = Composite(two())
    assert [composite.frames(c)[0, 0, 0] for c in composite.clips()] == [3, 3, 5]
    assert composite.frames(composite.clips()[2], colour="rgb").shape == (5, 8, 8, 3)
    assert composite.n_frames(composite.clips()[2].recording) == 5
    assert composite.part("samm") is composite.databases[1]


def test_participants_of_the_same_name_stay_apart():
    assert len({c.group for c in Composite(two()).clips()}) == 3


def test_facts_are_joined():
    info = Composite(two()).info
    assert (info.name, info.title) == ("smic_hs_and_samm", "SMIC_HS + SAMM")
    assert info.synthetic
    assert info.doi == "10.1/smic_hs, 10.1/samm"
    assert "Paper of smic_hs; Paper of samm" in info.citation
    assert not Composite(two()[:1]).info.synthetic


def test_the_root_is_the_folder_that_holds_all():
    assert Composite(two()).root == Path("/data").absolute()
    apart = [InMemory("smic_hs", [], root="/a/x"), InMemory("samm", [], root="/a/y")]
    assert Composite(apart).root == Path("/a").absolute()


def test_problems_and_sources_name_the_database():
    composite = Composite(two())
    [lost] = composite.validate()
    assert str(lost) == "SMIC_HS: labels.csv, row 9 (smic_hs/s01/c9): the offset is 0; enter it."
    assert lost.clip == "smic_hs/s01/c9"
    assert [composite.source(c) for c in composite.clips()][1:] == [
        ("SMIC_HS: labels.csv", 3),
        ("SAMM: labels.csv", 2),
    ]
    assert [p.file for p in composite.validate(deep=True)][1:] == ["SMIC_HS: deep", "SAMM: deep"]


def test_corrections_of_all_are_named():
    first, second = two()
    first.corrections = ("a", "b")
    assert Composite([first, second]).corrections == ("a", "b")


def test_corrections_tell_which_database_they_are_of():
    first, second = two()
    first.corrections = (Correction("s01/x", "emotion", "negative", "positive", "a smile", 2),)
    second.corrections = (Correction("006/x", "apex", "/", "7", "seen", 2),)
    assert [c.clip for c in Composite([first, second]).corrections] == ["smic_hs/s01/x", "samm/006/x"]


def test_a_database_given_twice_is_refused():
    with pytest.raises(InputError, match="smic_hs was given 2 times"):
        Composite([two()[0], two()[0]])


def test_no_database_is_refused():
    with pytest.raises(InputError, match="at least one"):
        Composite([])


def test_a_strange_clip_is_refused():
    composite = Composite(two())
    for ask in (composite.frames, composite.source):
        with pytest.raises(DatabaseError, match="no database 'mmew'; it joins smic_hs, samm"):
            ask(clip("mmew"))


def test_it_is_pickled_with_its_scheme_and_selection(tmp_path: Path):
    composite = megc2019(three(), listed(tmp_path, challenge()))
    copied = pickle.loads(pickle.dumps(composite))
    assert copied.clips() == composite.clips()
    assert copied.validate() == composite.validate()


def test_an_unusable_release_is_named(tmp_path: Path):
    write_table(tmp_path / "CASME2-coding-20190701.xlsx", [{"Subject": 1}])
    write_frames(tmp_path / "CASME2_RAW_selected/sub01/EP02_01f", range(1, 4))
    selection = listed(tmp_path, challenge())
    composite = Composite([CASME2(tmp_path), two()[1]], selection=selection)
    with pytest.raises(DatabaseError, match=r"CASME II: CASME2-coding-20190701\.xlsx: none of its first"):
        composite.clips()
    assert [problem.file for problem in composite.validate()] == ["CASME II: CASME2-coding-20190701.xlsx"]


def test_the_readers_themselves(tmp_path: Path):
    """SMIC-HS, CASME II and SAMM from files, with the list of the challenge."""
    home = tmp_path / "smic/SMIC_all_cropped/HS"
    write_frames(home / "s1/micro/negative/s1_ne_01", range(11, 16), "reg_image{:06d}.bmp")
    frames = {"OnsetFrame": 2, "ApexFrame": 3, "OffsetFrame": 5}
    labels = {"Action Units": "4", "Estimated Emotion": "repression"}
    chinese = [
        {"Subject": 1, "Filename": "EP02_01f", **frames, **labels},
        {"Subject": 4, "Filename": "EP12_01f", **frames, **labels},
    ]
    write_table(tmp_path / "casme2/CASME2-coding-20140508.xlsx", chinese)
    for path in ("sub01/EP02_01f", "sub04/EP12_01f"):
        write_frames(tmp_path / "casme2/CASME2_RAW_selected" / path, range(1, 7), "img{}.jpg")
    british = {
        "Subject": "006",
        "Filename": "006_1_2",
        "Onset Frame": 101,
        "Apex Frame": 102,
        "Offset Frame": 103,
        "Action Units": "R12 or 14",
        "Estimated Emotion": "Happiness",
        "Objective Classes": 1,
    }
    write_table(tmp_path / "samm/SAMM_Micro_FACS_Codes_v2.xlsx", [british])
    write_frames(tmp_path / "samm/SAMM/006/006_1_2", range(101, 104), "006_{:05d}.jpg")
    path = tmp_path / "combined_3class_gt.csv"
    path.write_text("casme2,sub01,EP02_01f,0\nsamm,6,006_1_2,1\nsmic,s01,s01_ne_01,0\n", encoding="utf-8")

    def opened() -> Composite:
        names = (("smic_hs", "smic"), ("casme2", "casme2"), ("samm", "samm"))
        releases = [databases.open(name, tmp_path / folder) for name, folder in names]
        return megc2019(releases, read_selection(path))

    composite = opened()
    check_database(composite, reopen=opened)
    assert [c.group for c in composite.clips()] == ["smic:s01", "casme2:sub01", "samm:006"]
    assert [label_scheme("megc2019").label(c) for c in composite.clips()] == [
        "negative",
        "negative",
        "positive",
    ]
    [left_out] = [problem for problem in composite.validate() if "leaves out" in problem.message]
    assert "1 clip of CASME II: sub04/EP12_01f" in left_out.message
    assert len(compare_with_megc2019(composite.clips())) == 3
    assert [c.key for c in pickle.loads(pickle.dumps(composite)).clips()] == [
        c.key for c in composite.clips()
    ]


# The challenge


def test_published_counts():
    by_database = {name: sum(counts.values()) for name, counts in MEGC2019_COUNTS.items()}
    assert by_database == {"smic_hs": 164, "casme2": 145, "samm": 133}
    assert sum(by_database.values()) == 442
    assert sum(MEGC2019_PARTICIPANTS.values()) == 68


def test_nothing_is_said_where_all_counts_agree():
    composite = megc2019(three())
    assert [part.info.name for part in composite.databases] == list(MEGC2019_COUNTS)
    assert compare_with_megc2019(composite.clips()) == []


def test_clips_without_a_class_do_not_count():
    others = [clip("casme2", "s01", "x", "others"), clip("casme2", "s99", "y", "fear")]
    assert compare_with_megc2019([*challenge(), *others]) == []


def test_a_difference_is_said_in_one_sentence():
    more = clip("casme2", "s77", "x", "repression")
    [sentence] = compare_with_megc2019([*challenge(), more])
    assert sentence == (
        "casme2: 146 (89 negative, 32 positive, 25 surprise) of 25 participants were found, MEGC2019 has 145 "
        "(88 negative, 32 positive, 25 surprise) of 24 participants."
    )
    assert compare_with_megc2019(challenge()[1:])[0].startswith("smic_hs: 163 (69 negative")
    assert compare_with_megc2019([*challenge(), clip("smic_vis", published="negative")]) == [
        "smic_vis: MEGC2019 does not have this database."
    ]


def test_the_same_counts_of_other_participants_are_a_difference():
    first, *others = challenge()
    moved = clip("smic_hs", "s99", first.name, "negative")
    [sentence] = compare_with_megc2019([moved, *others])
    assert "of 17 participants were found" in sentence


def test_the_order_is_that_of_the_challenge():
    assert megc2019(three()[::-1]).info.name == "smic_hs_and_casme2_and_samm"


def test_a_missing_or_further_database_is_refused():
    with pytest.raises(InputError, match="needs smic_hs, casme2, samm, but casme2 and samm are missing"):
        megc2019(three()[:1])
    with pytest.raises(InputError, match="and not mmew"):
        megc2019([*three(), InMemory("mmew", [])])
    with pytest.raises(InputError, match="samm was given 2 times"):
        megc2019([*three(), three()[2]])


# Its list


CODES = {"negative": "0", "positive": "1", "surprise": "2"}
NAMES = {"smic_hs": "smic", "casme2": "casme2", "samm": "samm"}


def listed(folder: Path, clips: list[Clip], **changes: str) -> Selection:
    scheme = label_scheme("megc2019")
    rows = []
    for c in clips:
        label = changes.get(c.name) or CODES[scheme.label(c) or "negative"]
        rows.append(f"{NAMES[c.database]},{c.participant},{c.name},{label}")
    path = folder / "combined_3class_gt.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return read_selection(path)


def test_the_list_restricts_to_exactly_its_clips(tmp_path: Path):
    further = [clip("casme2", "s01", "EP12_01f", "disgust"), clip("samm", "s01", "z", "Other")]
    composite = megc2019(three([*challenge(), *further]), listed(tmp_path, challenge()))
    assert compare_with_megc2019(composite.clips()) == []
    assert [c.key for c in composite.clips()] == [c.key for c in challenge()]
    notes = composite.validate()
    assert [p.fatal for p in notes] == [False, False]
    assert "leaves out 1 clip of CASME2: s01/EP12_01f" in notes[0].message


def test_a_row_without_a_clip_is_named(tmp_path: Path):
    selection = listed(tmp_path, [*challenge(), clip("samm", "s05", "gone", "Anger")])
    [lost] = megc2019(three(), selection).validate()
    assert (lost.row, lost.fatal, lost.clip) == (443, True, "samm/s05/gone")
    assert "SAMM has no usable clip s05/gone" in lost.message


def test_a_label_that_differs_is_named_and_not_taken(tmp_path: Path):
    composite = megc2019(three(), listed(tmp_path, challenge(), c0="2"))
    notes = composite.validate()
    assert len(notes) == 3  # one for the clip c0 of each database
    assert all("as surprise, the label scheme megc2019 has it as negative" in note.message for note in notes)
    assert compare_with_megc2019(composite.clips()) == []


def test_a_clip_without_a_class_in_the_list_is_named(tmp_path: Path):
    clips = [*challenge(), clip("casme2", "s01", "fear1", "fear")]
    [note] = megc2019(three(clips), listed(tmp_path, clips)).validate()
    assert "has no class for it (its emotion 'fear' belongs to no class" in note.message


@pytest.mark.parametrize(
    ("written", "database", "participant", "name"),
    [
        ("samm,6,006_1_2,0", "samm", "006", "006_1_2"),
        ("samm,006,6_1_2,0", "samm", "006", "006_1_2"),
        ("casme2,sub01,EP02_01f,0", "casme2", "sub01", "EP02_01f"),
        ("CASME II,1,ep02_01F,0", "casme2", "sub01", "EP02_01f"),
        ("smic,s01,s01_ne_01,0", "smic_hs", "s01", "s1_ne_01"),
        ("SMIC-HS,s1,s1_ne_01,0", "smic_hs", "s01", "s1_ne_01"),
        ("Dataset;Subject;Clip;Label\nsmic;s1;s1_ne_01;negative", "smic_hs", "s01", "s1_ne_01"),
        ("\ufeffsmic\ts1\ts1_ne_01\t0", "smic_hs", "s01", "s1_ne_01"),
    ],
)
def test_forms_in_which_the_list_circulates(
    tmp_path: Path, written: str, database: str, participant: str, name: str
):
    path = tmp_path / "list.csv"
    path.write_text(written, encoding="utf-8")
    only = InMemory(database, [clip(database, participant, name, WORDS[database]["negative"])])
    composite = Composite([only], selection=read_selection(path), scheme=label_scheme("megc2019"))
    assert composite.validate() == []
    assert len(composite.clips()) == 1


def test_a_name_that_fits_two_clips_is_used_for_neither(tmp_path: Path):
    path = tmp_path / "list.csv"
    path.write_text("casme2,sub01,EP02_1f,0\nsamm,1,1_1_1,0\n", encoding="utf-8")
    both = InMemory("casme2", [clip("casme2", "sub01", name, "disgust") for name in ("EP02_01f", "EP02_1f")])
    composite = Composite([both], selection=read_selection(path))
    assert composite.clips() == []
    twofold, unopened, _ = composite.validate()
    assert "may mean sub01/EP02_01f and sub01/EP02_1f" in twofold.message
    assert "a database that was not opened" in unopened.message


def test_rows_that_cannot_be_read_are_named(tmp_path: Path):
    path = tmp_path / "list.csv"
    rows = ["smic,s1,s1_ne_01,0", "casme,s1,x,0", "samm,6,6_1,5", "samm,6,6_1", "smic,s01,s01_ne_1,1"]
    path.write_text("\n".join(rows), encoding="utf-8")
    selection = read_selection(path)
    assert [(p.row, p.fatal) for p in selection.problems] == [(2, True), (3, True), (4, True), (5, False)]
    assert [c.row for c in selection.clips] == [1]


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"Dataset,Subject,Clip,Label\n", b"hello", b"\xff\xfe\x00", b"a,b,c,d\n" * 9]
)
def test_what_is_no_list_is_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"list\.csv"):
        read_selection(path)


def test_a_missing_list_is_refused(tmp_path: Path):
    with pytest.raises(InputError, match="cannot be read"):
        read_selection(tmp_path / "none.csv")


@settings(deadline=None)
@given(st.binary(max_size=80) | st.text(alphabet='smicasme2,;\t\n"01 \x00\r', max_size=60).map(str.encode))
def test_any_file_gives_rows_or_one_sentence(tmp_path_factory: pytest.TempPathFactory, content: bytes):
    path = tmp_path_factory.mktemp("list") / "list.csv"
    path.write_bytes(content)
    try:
        selection = read_selection(path)
    except InputError:
        return
    rows = [row.row for row in selection.clips] + [problem.row for problem in selection.problems]
    assert len(set(rows)) == len(rows)
    assert all(row.label in {"negative", "positive", "surprise"} for row in selection.clips)
