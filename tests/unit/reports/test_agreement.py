"""The page of agreement: its figures, and what it says where there is none."""

from __future__ import annotations

import re
from fractions import Fraction
from html import unescape
from pathlib import Path

import numpy as np
import pytest

from countenance.core import Coding, CodingPass, parse_action_units
from countenance.reports.agreement import write_agreement_report
from countenance.reports.agreement_figures import bland_altman_figure, confusion_figure, tolerance_figure
from countenance.reports.agreement_timeline import CODER_COLOURS, timeline_figure, worst_recordings
from countenance.study.agreement import (
    AgreementOptions,
    ClassMatrix,
    CoderPair,
    agreement,
    by_recording,
    pair_coders,
)

BROW, SMILE = parse_action_units("1+2"), parse_action_units("6+12")


def marked(coder: str, *codings: Coding, recording: str = "film", participant: str = "Ann") -> CodingPass:
    return CodingPass(recording, coder, codings, n_frames=100, fps=Fraction(30), participant=participant)


def brow(onset: int, offset: int) -> Coding:
    return Coding(onset, onset + 4, offset, BROW, upper="surprise")


def smile(onset: int, offset: int) -> Coding:
    return Coding(onset, onset + 4, offset, SMILE, lower="happiness")


PASSES = [
    marked("A", brow(10, 29), smile(60, 79)),
    marked("B", brow(12, 29)),
    marked("A", smile(40, 59), recording="other", participant="Bob"),
    marked("B", smile(40, 59), recording="other", participant="Bob"),
]


def pair_of(passes: list[CodingPass]) -> CoderPair:
    (pair,) = pair_coders(by_recording(passes))
    return pair


def page(tmp_path: Path, passes: list[CodingPass], **options) -> str:
    settings = options.pop("options", None)
    write_agreement_report(agreement(passes, options=settings), passes, tmp_path / "report.html", **options)
    return (tmp_path / "report.html").read_text()


def words(html: str) -> str:
    """What a reader sees, without figures and styles."""
    bare = re.sub(r"<(style|svg).*?</\1>", " ", html, flags=re.DOTALL)
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", bare).split()))


def test_figures_stand_beside_those_of_the_paper(tmp_path: Path):
    said = words(page(tmp_path, PASSES))
    assert "0.800 event F1 0.667 to 1.000 2 of both, 1 of one coder alone" in said
    assert "1.000 action units, R 1.000 to 1.000 8 coded by the two in 2 events paper: 0.8" in said
    # Of 200 frames the two differ in 10, 11 and in the 20 of the smile.
    assert "0.890 frames alike" in said
    assert "paper: 0.82" in said
    assert "kappa by time" in said
    assert "onset 2 1.00" in said


def test_what_is_not_defined_says_why(tmp_path: Path):
    said = words(page(tmp_path, [marked("A"), marked("B")]))
    for why in (
        "neither coder has an event",
        "no action unit was coded",
        "no sample has an action unit",
        "both coders put every frame into one class",
        "there is no frame that one of the coders does not call neutral",
        "no matched event has the apex of both coders",
        "no matched event bears a label",
        "there are fewer than two labels",
    ):
        assert f"not defined: {why}" in said
    assert not re.search(r"\bnan\b", said)
    assert "action units, R not defined: no action unit was coded paper: 0.8" in said


def test_one_matched_event_has_no_spread(tmp_path: Path):
    said = words(page(tmp_path, [marked("A", brow(10, 29)), marked("B", brow(12, 29))]))
    assert said.count("not defined: a standard deviation needs two events") == 8


def test_options_and_numbers_are_listed(tmp_path: Path):
    said = words(page(tmp_path, PASSES, options=AgreementOptions(iou=0.25, side=True, resamples=0)))
    assert "smallest intersection over union of a match 0.25" in said
    assert "sides of action units must agree yes" in said
    assert "bootstrap samples of participants 0" in said
    assert "events of A and of B 3 and 2" in said
    assert "No intervals were asked for." in said


def test_frames_that_were_not_compared_are_told(tmp_path: Path):
    passes = [CodingPass("film", coder, (brow(10, 29),)) for coder in "AB"]
    said = words(page(tmp_path, passes, options=AgreementOptions(frames=False)))
    assert "Frames were not compared: that needs the length of every recording." in said
    assert "1 recording without a frame rate left out of seconds and kinds: film." in said


def test_synthetic_is_said_only_where_it_is(tmp_path: Path):
    assert "Synthetic: says nothing about people." in words(page(tmp_path, PASSES, synthetic=True))
    assert "Synthetic" not in words(page(tmp_path, PASSES))


def test_every_two_of_three_coders_have_their_section(tmp_path: Path):
    said = words(page(tmp_path, [*PASSES, marked("C", brow(10, 29))], title="A & <Co>"))
    assert "Agreement of coders: A & <Co>" in said
    assert "Every two coders with a recording in common" in said
    assert all(f"{pair} " in said for pair in ("A and B", "A and C", "B and C"))


def test_names_from_files_are_no_markup(tmp_path: Path):
    html = page(tmp_path, [marked("<b>A", brow(10, 29)), marked("$B$", brow(10, 29))])
    assert "<b>A" not in html
    assert "&lt;b&gt;A" in html


def test_a_long_study_shows_where_coders_disagree_most(tmp_path: Path):
    late = [0, 3, 1, 2]
    passes = [
        marked(coder, brow(10 + (coder == "B") * shift, 29), recording=f"film{number}")
        for number, shift in enumerate(late)
        for coder in "AB"
    ]
    passes += [marked("A", brow(10, 29), recording="missed"), marked("B", recording="missed")]
    worst = worst_recordings(pair_of(passes).recordings, 3)
    assert [one.name for one in worst] == ["film1", "film3", "missed"]
    assert "The 3 of 5 recordings with most disagreement" in words(page(tmp_path, passes, most=3))


def test_matched_events_are_connected_and_a_missed_one_is_hollow():
    pair = pair_of(PASSES)
    panel, _ = timeline_figure(pair, pair.recordings).axes
    assert panel.get_title(loc="left") == "film: 1 of both, 1 of one coder alone"
    bars = [bar.patches[0] for bar in panel.containers]
    assert [(bar.get_x(), bar.get_width()) for bar in bars] == [(10, 20), (60, 20), (12, 18)]
    assert [np.allclose(bar.get_facecolor(), 1) for bar in bars] == [False, True, False]
    (band,) = [patch for patch in panel.patches if patch not in bars]
    assert sorted({float(x) for x in band.get_xy()[:, 0]}) == [10, 12, 30]
    assert [mark.get_marker() for mark in panel.lines] == ["o", "x", "o"]
    assert panel.lines[1].get_color() == CODER_COLOURS[0]
    assert panel.get_xlim() == (0, 100)


def test_points_and_bias_are_those_of_the_events():
    (pair,) = agreement(PASSES).pairs
    onset, apex, offset = bland_altman_figure(pair).axes
    points = next(line for line in onset.lines if line.get_marker() == "o")
    assert points.get_xydata().tolist() == [[11, 2], [40, 0]]
    assert onset.lines[1].get_ydata()[0] == 1
    assert (apex.get_title(loc="left"), offset.get_title(loc="left")) == ("apex, n = 2", "offset, n = 2")


def test_the_tolerance_curve_ends_where_all_events_lie():
    (pair,) = agreement(PASSES).pairs
    (axes,) = tolerance_figure(pair.timing).axes
    onset = axes.lines[0]
    assert onset.get_label() == "onset (n = 2)"
    assert onset.get_ydata()[:4].tolist() == [0.5, 0.5, 1, 1]


def test_counts_of_a_confusion_are_written_into_it():
    matrix = ClassMatrix(("joy", "missed"), np.array([[3, 1], [0, 0]]))
    (axes,) = confusion_figure({"by emotion": matrix}, ("A", "B")).axes
    assert [text.get_text() for text in axes.texts] == ["3", "1", "–"]
    assert (axes.get_ylabel(), axes.get_xlabel()) == ("A", "B")


@pytest.mark.parametrize("shown", [1, 40])
def test_names_of_any_length_fit(tmp_path: Path, shown: int):
    long = "x" * 200
    passes = [
        marked(f"{coder}{long}", brow(10, 29), recording=f"{long}{i}") for coder in "AB" for i in range(shown)
    ]
    assert "Agreement of coders" in page(tmp_path, passes)
