"""Documents that other people made in ELAN, with tiers, types and vocabularies of their own."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from countenance.core import Coding, InputError, parse_action_units
from countenance.study.exchange import CodingFileError, ConstantRate, read_codings

RATE = ConstantRate(Fraction(25), 100)
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="lab" DATE="2023-03-01T10:20:30+01:00" FORMAT="3.0" VERSION="3.0"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">
    <LICENSE LICENSE_URL="https://creativecommons.org/licenses/by/4.0/">CC BY</LICENSE>
    <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">
        <MEDIA_DESCRIPTOR MEDIA_URL="file:///D:/Videos/P03%20anger.mp4" MIME_TYPE="video/mp4"
            RELATIVE_MEDIA_URL="./P03%20anger.mp4"{origin}/>
        <MEDIA_DESCRIPTOR MEDIA_URL="file:///D:/Videos/P03.wav" MIME_TYPE="audio/x-wav"
            EXTRACTED_FROM="file:///D:/Videos/P03%20anger.mp4"/>
        <PROPERTY NAME="URN">urn:nl-mpi-tools-elan-eaf:0a1b</PROPERTY>
        <PROPERTY NAME="lastUsedAnnotationId">9</PROPERTY>
    </HEADER>
"""
FOOT = """
    <LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="default-lt" TIME_ALIGNABLE="true"/>
    <LINGUISTIC_TYPE CONSTRAINTS="Symbolic_Association" CONTROLLED_VOCABULARY_REF="emotions"
        GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="emo" TIME_ALIGNABLE="false"/>
    <LINGUISTIC_TYPE CONSTRAINTS="Symbolic_Subdivision" GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="sub"
        TIME_ALIGNABLE="false"/>
    <LINGUISTIC_TYPE CONSTRAINTS="Time_Subdivision" GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="phases"
        TIME_ALIGNABLE="true"/>
    <LOCALE COUNTRY_CODE="US" LANGUAGE_CODE="en"/>
    <LANGUAGE LANG_DEF="http://cdb.iso.org/lg/CDB-00130975-001" LANG_ID="und" LANG_LABEL="undetermined (und)"/>
    <CONSTRAINT DESCRIPTION="1-1 association with a parent annotation" STEREOTYPE="Symbolic_Association"/>
    <CONSTRAINT DESCRIPTION="Symbolic subdivision" STEREOTYPE="Symbolic_Subdivision"/>
    <CONSTRAINT DESCRIPTION="Time subdivision" STEREOTYPE="Time_Subdivision"/>
    <CONTROLLED_VOCABULARY CV_ID="emotions">
        <DESCRIPTION LANG_REF="und"/>
        <CV_ENTRY_ML CVE_ID="cveid1"><CVE_VALUE DESCRIPTION="" LANG_REF="und">anger</CVE_VALUE></CV_ENTRY_ML>
    </CONTROLLED_VOCABULARY>
</ANNOTATION_DOCUMENT>
"""


def slots(*times: int | None) -> str:
    rows = "".join(
        f'<TIME_SLOT TIME_SLOT_ID="ts{i}"' + ("" if time is None else f' TIME_VALUE="{time}"') + "/>"
        for i, time in enumerate(times, 1)
    )
    return f"<TIME_ORDER>{rows}</TIME_ORDER>"


def aligned(name: str, first: int, last: int, text: str = "") -> str:
    return (
        f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="{name}" TIME_SLOT_REF1="ts{first}" '
        f'TIME_SLOT_REF2="ts{last}"><ANNOTATION_VALUE>{text}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>'
    )


def referring(name: str, parent: str, text: str = "", more: str = "") -> str:
    return (
        f'<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="{name}" ANNOTATION_REF="{parent}"{more}>'
        f"<ANNOTATION_VALUE>{text}</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>"
    )


def tier(name: str, *annotations: str, kind: str = "default-lt", **stated: str) -> str:
    more = "".join(f' {key}="{value}"' for key, value in stated.items())
    stated_first = f'DEFAULT_LOCALE="en" LINGUISTIC_TYPE_REF="{kind}" TIER_ID="{name}"'
    return f"<TIER {stated_first}{more}>{''.join(annotations)}</TIER>"


def document(folder: Path, *parts: str, origin: str = "") -> Path:
    path = folder / "P03.eaf"
    stated = f' TIME_ORIGIN="{origin}"' if origin else ""
    path.write_text(HEAD.replace("{origin}", stated) + "".join(parts) + FOOT, encoding="utf-8")
    return path


FACE = tier("AU_lower", aligned("a1", 1, 2, "12+25"), aligned("a2", 3, 4), PARTICIPANT="P03", ANNOTATOR="KW")
EMOTION = tier(
    "emo",
    referring("a5", "a1", "anger", ' CVE_REF="cveid1"'),
    referring("a6", "a2"),
    kind="emo",
    PARENT_REF="AU_lower",
)
TIMES = slots(400, 800, 1200, 1333)
MEANT = {"expression": "AU_lower", "action units": "AU_lower", "lower emotion": "emo"}


def test_tiers_come_in_by_what_the_caller_says(tmp_path: Path):
    read, remarks = read_codings(document(tmp_path, TIMES, FACE, EMOTION), times=RATE, tiers=MEANT)
    assert [(one.recording, one.coder, one.participant) for one in read] == [("P03 anger", "KW", "P03")]
    assert read[0].codings == (
        Coding(10, None, 19, parse_action_units("12+25"), lower="anger"),
        Coding(30, None, 33, lower=""),
    )
    assert remarks == []


def test_no_tier_of_a_known_name_lists_those_that_are_there(tmp_path: Path):
    with pytest.raises(CodingFileError) as caught:
        read_codings(document(tmp_path, TIMES, FACE, EMOTION), times=RATE)
    assert str(caught.value) == (
        "P03.eaf: no tier is called expression or excluded; it has 'AU_lower' (2 annotations), 'emo' (2 "
        "annotations); say which one means what, for example tiers={'expression': 'AU_lower'}."
    )


def test_a_name_that_is_not_there_lists_those_that_are(tmp_path: Path):
    with pytest.raises(CodingFileError, match="it has no tier 'AU_upper'; it has 'AU_lower'"):
        read_codings(document(tmp_path, TIMES, FACE), times=RATE, tiers={"expression": "AU_upper"})


def test_a_meaning_that_is_none_lists_those_that_are(tmp_path: Path):
    with pytest.raises(
        InputError, match="'smile' is nothing that a tier means here; expected expression, excluded,"
    ):
        read_codings(document(tmp_path, TIMES, FACE), times=RATE, tiers={"smile": "AU_lower"})


def test_texts_without_a_meaning_are_kept_as_notes_and_told(tmp_path: Path):
    read, remarks = read_codings(
        document(tmp_path, TIMES, FACE), times=RATE, tiers={"expression": "AU_lower"}
    )
    assert [one.note for one in read[0].codings] == ["12+25", ""]
    assert remarks[0].startswith(
        "P03.eaf: texts of the tier 'AU_lower' are kept as notes; where they are something"
    )


def test_the_time_origin_of_the_film_is_added(tmp_path: Path):
    read, remarks = read_codings(
        document(tmp_path, TIMES, FACE, origin="2000"), times=RATE, tiers=MEANT | {"lower emotion": ()}
    )
    assert [(one.onset, one.offset) for one in read[0].codings] == [(60, 69), (80, 83)]
    assert remarks == ["P03.eaf: its time 0 is 2.000 s of P03 anger.mp4, and this is added to all times."]


def test_a_time_origin_that_is_none_is_told(tmp_path: Path):
    path = document(tmp_path, TIMES, FACE, origin="1/0")
    with pytest.raises(
        CodingFileError, match=r"the time origin of P03 anger.mp4 is '1/0', expected milliseconds"
    ):
        read_codings(path, times=RATE, tiers=MEANT)


def test_of_several_films_the_one_of_the_recording_counts(tmp_path: Path):
    path = document(tmp_path, TIMES, FACE, origin="2000")
    second = '<MEDIA_DESCRIPTOR MEDIA_URL="file:///side.mp4" MIME_TYPE="video/mp4" TIME_ORIGIN="400"/>'
    path.write_text(
        path.read_text(encoding="utf-8").replace("<PROPERTY", f"{second}<PROPERTY", 1), encoding="utf-8"
    )
    meant = {"expression": "AU_lower", "action units": "AU_lower"}
    read, remarks = read_codings(path, times=RATE, tiers=meant, recording="side")
    assert [one.onset for one in read[0].codings] == [20, 40]
    assert remarks == ["P03.eaf: its time 0 is 0.400 s of side.mp4, and this is added to all times."]
    read, remarks = read_codings(path, times=RATE, tiers=meant)
    assert [one.onset for one in read[0].codings] == [60, 80]
    assert (
        remarks[0] == "P03.eaf: of several films with different time origins, that of P03 anger.mp4 counts."
    )


def test_an_annotation_that_ends_before_it_begins_is_told(tmp_path: Path):
    with pytest.raises(CodingFileError, match=r"the annotation '12' begins at 0.800 s and ends at 0.400 s"):
        read_codings(
            document(tmp_path, TIMES, tier("expression", aligned("a1", 2, 1, "12"))), times=RATE, coder="KW"
        )


def test_an_annotation_before_the_film_is_told(tmp_path: Path):
    path = document(tmp_path, TIMES, FACE, origin="-500")
    with pytest.raises(CodingFileError, match=r"-0.100 s to 0.300 s: it begins before the first frame"):
        read_codings(path, times=RATE, tiers={"expression": "AU_lower", "action units": "AU_lower"})


def test_an_annotation_without_times_is_refused_where_it_is_read(tmp_path: Path):
    phases = tier(
        "phases",
        aligned("a1", 1, 2, "on"),
        aligned("a2", 2, 3, "peak"),
        aligned("a3", 3, 4, "off"),
        kind="phases",
    )
    path = document(tmp_path, slots(400, None, None, 800), phases)
    with pytest.raises(CodingFileError) as caught:
        read_codings(path, times=RATE, tiers={"expression": "phases"}, coder="KW")
    told = [problem.message for problem in caught.value.problems]
    assert told[0] == (
        "tier 'phases': the annotation 'on' from 0.400 s has no time of its own, and the place between its "
        "neighbours at which it is drawn was not coded"
    )
    assert [message.partition(" has no time")[0] for message in told[1:]] == [
        "tier 'phases': the annotation 'peak' between two others",
        "tier 'phases': the annotation 'off' up to 0.800 s",
    ]


def test_an_annotation_without_times_does_not_matter_elsewhere(tmp_path: Path):
    speech = tier("speech", aligned("a8", 5, 6, "well"), aligned("a9", 6, 7))
    path = document(tmp_path, slots(400, 800, 1200, 1333, 100, None, 300), FACE, speech)
    read, remarks = read_codings(
        path, times=RATE, tiers={"expression": "AU_lower", "action units": "AU_lower"}
    )
    assert len(read[0].codings) == 2
    assert remarks == ["P03.eaf: the tier 'speech' (2 annotations) is not read."]


def test_overlap_inside_a_tier_names_tier_and_times(tmp_path: Path):
    path = document(
        tmp_path, slots(400, 800, 700, 900), tier("expression", aligned("a1", 1, 2), aligned("a2", 3, 4))
    )
    with pytest.raises(CodingFileError) as caught:
        read_codings(path, times=RATE, coder="KW")
    assert str(caught.value) == (
        "P03.eaf: tier 'expression': the annotations 0.400 s to 0.800 s and 0.700 s to 0.900 s overlap; correct "
        "them, or move one to another tier."
    )


def feeling(folder: Path, start: int, end: int) -> Path:
    emotion = tier("feeling", aligned("a8", 5, 6, "joy"), ANNOTATOR="KW")
    return document(folder, slots(400, 800, 1200, 1333, start, end), FACE, emotion)


FEELING = {"expression": "AU_lower", "action units": "AU_lower", "emotion": "feeling"}


def test_a_tier_with_times_of_its_own_belongs_to_what_it_shares_most_time_with(tmp_path: Path):
    read, _ = read_codings(feeling(tmp_path, 600, 1250), times=RATE, tiers=FEELING)
    assert [(one.upper, one.lower) for one in read[0].codings] == [("joy", "joy"), (None, None)]


@pytest.mark.parametrize(("start", "end"), [(700, 1300), (850, 1150)])
def test_what_belongs_to_none_or_to_two_equally_is_told(tmp_path: Path, start: int, end: int):
    with pytest.raises(
        CodingFileError, match=f"tier 'feeling': 'joy' at {start / 1000:.3f} s belongs to no annot"
    ):
        read_codings(feeling(tmp_path, start, end), times=RATE, tiers=FEELING)


def test_a_tier_that_is_only_called_like_a_field_is_left_out_where_it_does_not_fit(tmp_path: Path):
    note = tier("Note", aligned("a8", 5, 6, "door slams"))
    path = document(tmp_path, slots(400, 800, 1200, 1333, 900, 1000), FACE, note)
    read, remarks = read_codings(
        path, times=RATE, tiers={"expression": "AU_lower", "action units": "AU_lower"}
    )
    assert [one.note for one in read[0].codings] == ["", ""]
    assert len(remarks) == 1
    assert remarks[0].startswith(
        "P03.eaf: tier 'Note': 'door slams' at 0.900 s belongs to no annotation of an expr"
    )


def test_annotations_refer_through_others(tmp_path: Path):
    units = tier(
        "units",
        referring("a7", "a5", "12"),
        referring("a8", "a5", "R14", ' PREVIOUS_ANNOTATION="a7"'),
        kind="sub",
        PARENT_REF="emo",
    )
    read, _ = read_codings(
        document(tmp_path, TIMES, FACE, EMOTION, units),
        times=RATE,
        tiers={"expression": "AU_lower", "note": "AU_lower", "lower emotion": "emo", "action units": "units"},
    )
    assert read[0].codings[0] == Coding(
        10, None, 19, parse_action_units("12+R14"), lower="anger", note="12+25"
    )


def test_two_texts_of_one_field_are_told(tmp_path: Path):
    sure = tier(
        "sure", referring("a7", "a1", "1"), referring("a8", "a1", "2"), kind="sub", PARENT_REF="AU_lower"
    )
    path = document(tmp_path, TIMES, FACE, sure)
    with pytest.raises(CodingFileError, match="it has several texts of the confidence, '1', '2'; keep one"):
        read_codings(
            path, times=RATE, tiers={"expression": "AU_lower", "note": "AU_lower", "confidence": "sure"}
        )


def test_a_reference_to_nothing_is_told(tmp_path: Path):
    lost = tier("emo", referring("a5", "a77", "anger"), kind="emo", PARENT_REF="AU_lower")
    with pytest.raises(CodingFileError, match="the annotation 'anger' refers to one that is not in the file"):
        read_codings(document(tmp_path, TIMES, FACE, lost), times=RATE, tiers=MEANT)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path):
    face = tier("expression", aligned("a1", 1, 2), aligned("a2", 3, 4), aligned("a3", 5, 6))
    sure = tier("confidence", referring("a4", "a1", "high"), kind="emo", PARENT_REF="expression")
    units = tier("action units", referring("a5", "a2", "12+smile"), kind="emo", PARENT_REF="expression")
    path = document(tmp_path, slots(400, 800, 1200, 1333, 3900, 9000), face, sure, units)
    with pytest.raises(CodingFileError) as caught:
        read_codings(path, times=RATE)
    lines = str(caught.value).splitlines()
    assert lines[:2] == [
        "P03.eaf has 4 problems, and nothing of it is read:",
        "P03.eaf: it does not say who coded it; give the name, for example coder='anna'.",
    ]
    told = [problem.message.replace("tier 'expression', ", "") for problem in caught.value.problems[1:]]
    assert told == [
        "0.400 s to 0.800 s: confidence is 'high', expected 1, 2 or 3",
        "1.200 s to 1.333 s: 'smile' in '12+smile' names no action unit (expected 4+7, R12 ...)",
        "3.900 s to 9.000 s: it reaches beyond the end of the recording, 4.000 s (100 frames)",
    ]


def test_times_are_asked_for(tmp_path: Path):
    with pytest.raises(
        CodingFileError, match="which frames of 'P03 anger' its times mean only the presentation"
    ):
        read_codings(document(tmp_path, TIMES, FACE), tiers=MEANT | {"lower emotion": ()})


def test_a_coder_that_the_file_names_counts(tmp_path: Path):
    read, remarks = read_codings(
        document(tmp_path, TIMES, FACE, EMOTION), times=RATE, tiers=MEANT, coder="XY"
    )
    assert read[0].coder == "KW"
    assert remarks == ["P03.eaf: it is by coder 'KW', as it says itself, and not by 'XY'."]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no element found"),
        (HEAD.replace("{origin}", "").encode(), "no element found"),
        (b"<html></html>", "annotation document"),
        (
            (HEAD.replace("{origin}", "") + FOOT).replace("milliseconds", "NTSC-frames").encode(),
            "times are in NTSC-fr",
        ),
        ((HEAD.replace("{origin}", "") + FOOT).encode("utf-16"), "annotation document"),
    ],
)
def test_what_is_no_document_is_told(tmp_path: Path, content: bytes, told: str):
    path = tmp_path / "P03.eaf"
    path.write_bytes(content)
    with pytest.raises(CodingFileError, match=told):
        read_codings(path, times=RATE)


def test_a_document_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(CodingFileError, match=r"none.eaf: it cannot be read \(No such file or directory\)"):
        read_codings(tmp_path / "none.eaf", times=RATE)
