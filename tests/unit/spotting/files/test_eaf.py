"""The annotation document, read back by another program's reader and by its schema's rules."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
from pympi.Elan import Eaf

from countenance.core import ExpressionKind, Interval
from countenance.core.contracts import Spotted
from countenance.spotting import Spotting
from countenance.spotting.files import Document, Origin, Timeline, to_document, to_eaf


def read(text: str, folder: Path) -> Eaf:
    path = folder / "read.eaf"
    path.write_text(text, encoding="utf-8")
    return Eaf(str(path))


def annotations(eaf: Eaf, tier: str) -> list[tuple[int, int, str]]:
    return sorted(eaf.get_annotation_data_for_tier(tier))


def test_tiers_hold_intervals_at_their_presentation_times(document: Document, tmp_path: Path):
    eaf = read(to_eaf(document), tmp_path)
    assert list(eaf.get_tier_names()) == ["macro", "micro", "apex", "excluded"]
    # Frame 3 stays until 1.75 s: at the nominal rate the micro-expression would end at 1 s.
    assert annotations(eaf, "micro") == [(500, 1750, "AU L1+17 brow inner left, chin (0.12)")]
    assert annotations(eaf, "macro") == [(750, 3250, "(1.00)")]
    assert annotations(eaf, "apex") == [(500, 750, "micro 0.12"), (2000, 2250, "macro 1.00")]
    assert annotations(eaf, "excluded") == [(0, 250, "blink")]


def test_the_video_is_linked_by_address_and_from_the_files_own_folder(document: Document, tmp_path: Path):
    [link] = read(to_eaf(document, tmp_path / "out" / "smile"), tmp_path).get_linked_files()
    assert link["MEDIA_URL"].startswith("file:///")
    assert link["MEDIA_URL"].endswith("/my%20films/smile.mp4")
    assert link["RELATIVE_MEDIA_URL"] == "../../my films/smile.mp4"
    assert link["MIME_TYPE"] == "video/mp4"
    document["source"]["path"] = str(tmp_path)  # a folder of images
    assert read(to_eaf(document), tmp_path).get_linked_files() == []


def test_overlapping_annotations_are_put_on_further_tiers(tmp_path: Path):
    spans = [Interval(0, 9), Interval(5, 12), Interval(9, 15), Interval(13, 20)]
    found = tuple(Spotted(span, span.onset, ExpressionKind.MICRO, 0.5) for span in spans)
    spotting = Spotting("many", 30.0, 30, found, (), (), np.empty((30, 0), np.float32))
    eaf = read(to_eaf(to_document(spotting, Timeline.of(None, 30, 30.0), Origin("", ""))), tmp_path)
    tiers = [tier for tier in eaf.get_tier_names() if tier.startswith("micro")]
    assert tiers == ["micro", "micro 2", "micro 3"]
    assert sum(len(annotations(eaf, tier)) for tier in tiers) == 4
    for tier in tiers:
        assert all(a[1] <= b[0] for a, b in pairwise(annotations(eaf, tier)))


def test_an_annotation_begins_at_the_first_millisecond_that_shows_its_first_frame(tmp_path: Path):
    rate = Fraction(30000, 1001)
    times = [float(frame / rate) for frame in range(200)]
    found = tuple(
        Spotted(Interval(frame, frame), frame, ExpressionKind.MICRO, 0.5) for frame in range(0, 200, 2)
    )
    spotting = Spotting("ntsc", float(rate), 200, found, (), (), np.empty((200, 0), np.float32))
    document = to_document(spotting, Timeline.of(times, 200, float(rate)), Origin("", ""))
    for frame, (start, end, _) in zip(
        range(0, 200, 2), annotations(read(to_eaf(document), tmp_path), "micro"), strict=True
    ):
        assert Fraction(start, 1000) * rate // 1 == frame  # the frame that a player shows there
        assert Fraction(start - 1, 1000) * rate < frame
        assert Fraction(end, 1000) * rate // 1 == frame + 1


def test_elans_own_requirements_hold(document: Document):
    root = ET.fromstring(to_eaf(document))
    assert root.find("HEADER").attrib["TIME_UNITS"] == "milliseconds"
    slots = {slot.attrib["TIME_SLOT_ID"]: int(slot.attrib["TIME_VALUE"]) for slot in root.iter("TIME_SLOT")}
    assert list(slots.values()) == sorted(slots.values())
    kinds = {kind.attrib["LINGUISTIC_TYPE_ID"] for kind in root.iter("LINGUISTIC_TYPE")}
    assert {tier.attrib["LINGUISTIC_TYPE_REF"] for tier in root.iter("TIER")} <= kinds
    numbers = [annotation.attrib["ANNOTATION_ID"] for annotation in root.iter("ALIGNABLE_ANNOTATION")]
    assert len(numbers) == len(set(numbers)) == 5
    for annotation in root.iter("ALIGNABLE_ANNOTATION"):
        assert slots[annotation.attrib["TIME_SLOT_REF1"]] < slots[annotation.attrib["TIME_SLOT_REF2"]]
