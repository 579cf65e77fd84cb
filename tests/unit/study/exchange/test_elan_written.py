"""What ELAN is given: a document that keeps all rules of the format."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from pympi.Elan import Eaf

from countenance.core import Coding, CodingPass, InputError, parse_action_units
from countenance.study.exchange import ConstantRate, Timestamps, read_codings, write_codings

RATE = ConstantRate(Fraction(25), 100)
PASSES = [
    CodingPass(
        "s01_film",
        "Änne",
        (
            Coding(
                10, 12, 20, parse_action_units("1+R2C"), upper="surprise", confidence=3, note="brow\nraise"
            ),
            Coding(15, None, 30, upper="", lower="anger"),
            Coding(40, 41, None),
            Coding(50, 52, 60, excluded="blink"),
        ),
        participant="s01",
    ),
    CodingPass("s01_film", "Bob"),
]


@pytest.fixture
def document(tmp_path: Path) -> Path:
    (tmp_path / "s01_film.mp4").touch()
    path = tmp_path / "codings.eaf"
    write_codings(path, PASSES, times=RATE, media=tmp_path / "s01_film.mp4")
    return path


def values(root: ET.Element, tier: str) -> list[str | None]:
    return [value.text for value in root.iterfind(f"TIER[@TIER_ID='{tier}']//ANNOTATION_VALUE")]


def test_identifiers_are_unique_and_references_lead_somewhere(document: Path):
    root = ET.parse(document).getroot()
    slots = {one.get("TIME_SLOT_ID"): int(one.attrib["TIME_VALUE"]) for one in root.iter("TIME_SLOT")}
    assert len(slots) == len(list(root.iter("TIME_SLOT")))
    assert list(slots.values()) == sorted(slots.values())
    annotations = [*root.iter("ALIGNABLE_ANNOTATION"), *root.iter("REF_ANNOTATION")]
    names = [one.attrib["ANNOTATION_ID"] for one in annotations]
    assert len(set(names)) == len(names)
    for one in root.iter("ALIGNABLE_ANNOTATION"):
        assert slots[one.get("TIME_SLOT_REF1")] < slots[one.get("TIME_SLOT_REF2")]
    assert {one.attrib["ANNOTATION_REF"] for one in root.iter("REF_ANNOTATION")} <= set(names)
    used = {
        one.attrib[ref]
        for one in root.iter("ALIGNABLE_ANNOTATION")
        for ref in ("TIME_SLOT_REF1", "TIME_SLOT_REF2")
    }
    assert used == set(slots)


def test_types_say_how_tiers_hang_together(document: Path):
    root = ET.parse(document).getroot()
    assert root.get("FORMAT") == "2.8"
    types = {one.attrib["LINGUISTIC_TYPE_ID"]: one for one in root.iter("LINGUISTIC_TYPE")}
    stated = {one.attrib["STEREOTYPE"] for one in root.iter("CONSTRAINT")}
    tiers = {one.attrib["TIER_ID"]: one for one in root.iter("TIER")}
    for tier in tiers.values():
        kind = types[tier.attrib["LINGUISTIC_TYPE_REF"]]
        constraint = kind.get("CONSTRAINTS")
        assert constraint is None or constraint in stated
        assert (constraint is None) == ("PARENT_REF" not in tier.attrib)
        assert tier.get("PARENT_REF", next(iter(tiers))) in tiers
        aligned = tier.find("ANNOTATION/ALIGNABLE_ANNOTATION") is not None
        referring = tier.find("ANNOTATION/REF_ANNOTATION") is not None
        assert not (aligned and kind.get("TIME_ALIGNABLE") == "false")
        assert not (referring and kind.get("TIME_ALIGNABLE") == "true")
    assert types["note"].get("CONSTRAINTS") == "Symbolic_Association"
    assert types["apex"].get("CONSTRAINTS") == "Included_In"


def test_no_tier_overlaps_itself_and_an_apex_lies_in_its_parent(document: Path):
    root = ET.parse(document).getroot()
    slots = {one.get("TIME_SLOT_ID"): int(one.attrib["TIME_VALUE"]) for one in root.iter("TIME_SLOT")}
    spans = {
        tier.attrib["TIER_ID"]: sorted(
            (slots[one.get("TIME_SLOT_REF1")], slots[one.get("TIME_SLOT_REF2")])
            for one in tier.iter("ALIGNABLE_ANNOTATION")
        )
        for tier in root.iter("TIER")
    }
    assert spans["expression@Änne"] == [(400, 840), (1600, 1680)]
    assert spans["expression 2@Änne"] == [(600, 1240)]
    assert spans["expression apex@Änne"] == [(480, 520), (1640, 1680)]
    assert spans["excluded@Änne"] == [(2000, 2440)]
    assert all(a[1] <= b[0] for own in spans.values() for a, b in pairwise(own))


def test_texts_stand_on_the_tiers_below(document: Path):
    root = ET.parse(document).getroot()
    assert values(root, "expression action units@Änne") == ["1+R2C"]
    assert values(root, "expression upper emotion@Änne") == ["surprise"]
    assert values(root, "expression 2 upper emotion@Änne") == [None]
    assert values(root, "expression 2 lower emotion@Änne") == ["anger"]
    assert values(root, "expression note@Änne") == ["brow\nraise"]
    assert values(root, "expression frames@Änne") == ["10/12/20", "40/41/?"]
    assert values(root, "excluded@Änne") == ["blink"]
    assert values(root, "expression@Bob") == []


def test_pympi_reads_it_and_finds_the_film(document: Path):
    eaf = Eaf(str(document))
    assert eaf.get_annotation_data_for_tier("excluded@Änne") == [(2000, 2440, "blink")]
    assert eaf.get_parameters_for_tier("expression@Bob")["ANNOTATOR"] == "Bob"
    film = eaf.get_linked_files()[0]
    assert film["RELATIVE_MEDIA_URL"] == "./s01_film.mp4"
    assert film["MIME_TYPE"] == "video/mp4"


def test_it_comes_back(document: Path):
    read, remarks = read_codings(document, times=RATE)
    assert [one.coder for one in read] == ["Änne", "Bob"]
    assert read[0].codings == PASSES[0].codings
    assert (read[0].recording, read[0].participant, read[0].n_frames) == ("s01_film", "s01", 100)
    assert remarks == []


def test_an_annotation_begins_at_the_first_millisecond_of_its_frame(tmp_path: Path):
    times = Timestamps(tuple(Fraction(n, 3000) for n in (0, 100, 200, 1000, 1100)))
    write_codings(tmp_path / "a.eaf", [CodingPass("a", "A", (Coding(1, 2, 2),))], times=times)
    assert Eaf(str(tmp_path / "a.eaf")).get_annotation_data_for_tier("expression@A") == [
        (34, 334, "expression")
    ]


def moved(document: Path, old: int, new: int) -> list[str]:
    text = document.read_text(encoding="utf-8")
    assert f'TIME_VALUE="{old}"' in text
    document.write_text(text.replace(f'TIME_VALUE="{old}"', f'TIME_VALUE="{new}"'), encoding="utf-8")
    read, remarks = read_codings(document, times=RATE)
    first = next(one for one in read[0].codings if one.note)
    return [str((first.onset, first.apex, first.offset)), *remarks]


def test_less_than_half_a_frame_moves_nothing(document: Path):
    assert moved(document, 840, 821) == ["(10, 12, 20)"]


def test_more_than_half_a_frame_moves_the_boundary_and_is_told(document: Path):
    frames, remark = moved(document, 840, 950)
    assert frames == "(10, 12, 23)"
    assert remark == (
        "codings.eaf: tier 'expression@Änne', 0.400 s to 0.950 s: it was moved, for its times do not show the "
        "frames 10/12/20 that are kept with it; the times count, which show 10/12/23."
    )


def test_an_end_that_is_drawn_out_gives_an_unknown_offset(document: Path):
    text = document.read_text(encoding="utf-8")
    # The slot that ends the third expression; that of its apex has the same time.
    assert text.count('TIME_VALUE="1680"') == 2
    document.write_text(text.replace('TIME_VALUE="1680"', 'TIME_VALUE="1800"'), encoding="utf-8")
    read, remarks = read_codings(document, times=RATE)
    assert [(one.onset, one.apex, one.offset) for one in read[0].codings][2] == (40, 41, 44)
    assert len(remarks) == 1


def test_renamed_tiers_are_known_by_their_type(document: Path):
    text = (
        document.read_text(encoding="utf-8")
        .replace("expression@Änne", "Mimik")
        .replace(" note@Änne", " text")
    )
    document.write_text(text, encoding="utf-8")
    read, _ = read_codings(document, times=RATE)
    assert read[0].codings == PASSES[0].codings


def test_two_recordings_need_two_documents(tmp_path: Path):
    passes = [CodingPass("a", "A"), CodingPass("b", "A")]
    with pytest.raises(
        InputError, match="is about one recording and cannot hold 'a', 'b'; write one for each"
    ):
        write_codings(tmp_path / "x.eaf", passes, times=25)
    assert list(tmp_path.iterdir()) == []
