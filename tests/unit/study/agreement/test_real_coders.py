"""Two independent codings of real videos: the figures that go with them."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from countenance.core import Coding, CodingPass, parse_action_units
from countenance.study.agreement import Agreement, AgreementOptions, agreement

# Frames, frames per second and who is seen.
VIDEOS = {
    "cap12.mp4": (1337, Fraction(25), "man at a webcam"),
    "cap13.mp4": (765, Fraction(25), "man at a webcam"),
    "single_face.mp4": (72, Fraction(30), "smiler"),
    "langer.mp4": (472, Fraction(24000, 1001), "actor"),
}


def coding(row: dict[str, str]) -> Coding:
    halves = {"both": ("upper", "lower"), "": ()}.get(row["region"], (row["region"],))
    return Coding(
        int(row["onset"]),
        int(row["apex"]),
        int(row["offset"]),
        parse_action_units(row["aus"]),
        excluded=(row["note"] or "excluded") if row["kind"] == "excluded" else None,
        **dict.fromkeys(halves, row["emotion"]),
    )


def read(path: Path, coder: str) -> list[CodingPass]:
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [
        CodingPass(name, coder, tuple(coding(row) for row in rows if row["video"] == name), *facts)
        for name, facts in VIDEOS.items()
    ]


@pytest.fixture(scope="module")
def passes(shared: Path) -> list[CodingPass]:
    folder = shared / "data/coding"
    return [*read(folder / "coder1.csv", "1"), *read(folder / "coder2.csv", "2")]


@pytest.fixture(scope="module")
def found(passes: list[CodingPass]) -> Agreement:
    return agreement(passes)


def test_events(found: Agreement):
    events = found.pairs[0].events
    assert (events.first, events.second) == (27, 28)
    assert events.f1.value == pytest.approx(0.98, abs=0.005)


def test_emotions(found: Agreement):
    emotion = found.pairs[0].labels["emotion"]
    assert emotion.agreement.value == pytest.approx(0.96, abs=0.005)
    assert emotion.kappa.value == pytest.approx(found.alphas.events["emotion"].value, abs=0.01)
    assert emotion.event_kappa.value < emotion.kappa.value


def test_frames_apart(found: Agreement):
    apart = [found.pairs[0].timing[name].frames.mean_absolute.value for name in ("onset", "apex", "offset")]
    assert apart == pytest.approx([2.7, 3.2, 2.6], abs=0.05)


def test_neutral_frames_inflate_agreement(found: Agreement):
    frames = found.pairs[0].frames["emotion"]
    assert frames.agreement.n == 1337 + 765 + 72 + 472
    assert 0.8 < frames.without_neutral.value < frames.agreement.value < 1
    assert frames.kappa.value < frames.kappa_with_tolerance.value


def test_excluded_codings_take_part_on_demand(passes: list[CodingPass]):
    labels = agreement(passes, options=AgreementOptions(excluded=True, frames=False)).pairs[0].labels
    events = labels["emotion"].events
    excluded = events.classes.index("excluded")
    assert events.counts[excluded].sum() > events.counts[excluded, excluded] > 10
    assert labels["emotion"].agreement.n > 40
