"""Parts of the spotting report whose content can be told without looking at it."""

from __future__ import annotations

import re

import cv2
import numpy as np
import pytest

from countenance.core import ExpressionKind, Interval
from countenance.core.contracts import Excluded, Spotted
from countenance.databases.simulated import Person
from countenance.face import LandmarkDetector, landmarks68, regions36
from countenance.reports.page import PALETTE, face_window
from countenance.reports.spotting_close_up import close_up
from countenance.reports.spotting_figures import strongest_curves, timeline_figure
from countenance.reports.spotting_strips import draw_strip, most_certain, strips
from countenance.spotting import Spotting
from countenance.spotting.files import Timeline
from countenance.video import FrameArray


def spotted(
    onset: int, apex: int, offset: int, kind: str = "micro", score: float = 0.5, *regions: str
) -> Spotted:
    return Spotted(Interval(onset, offset), apex, ExpressionKind(kind), score, regions)


def spotting(
    n: int = 300, *found: Spotted, curves: np.ndarray | None = None, fps: float = 30.0, unit: str = ""
) -> Spotting:
    values = np.zeros((n, 3), np.float32) if curves is None else curves.astype(np.float32)
    names = ("brow", "mouth", "chin")[: values.shape[1]]
    events = (Excluded(Interval(0, 9), "blink"), Excluded(Interval(50, 59), "head motion"))
    return Spotting("film", fps, n, found, events, names, values, curve_unit=unit)


def test_a_curve_that_drifts_is_not_strong():
    curves = np.zeros((300, 2))
    curves[:, 0] = np.linspace(0, 80, 300)
    curves[104:106, 1] = 1
    assert strongest_curves(spotting(300, spotted(100, 105, 110), curves=curves), 1) == [1]


def test_the_strongest_curves_are_those_that_move_during_expressions():
    curves = np.zeros((300, 3))
    curves[100:110, 1] = -5  # a fall counts as a rise does
    curves[100:110, 2] = 2
    curves[200:210, 0] = 50  # nobody called this an expression
    found = spotted(100, 105, 110)
    assert strongest_curves(spotting(300, found, curves=curves), 2) == [1, 2]
    assert strongest_curves(spotting(300, found, curves=curves), 1) == [1]
    assert strongest_curves(spotting(300, curves=curves), 1) == [0]
    curves[:, 1] = np.nan
    assert strongest_curves(spotting(300, found, curves=curves), 3) == [2, 0]
    other = spotted(195, 205, 215)
    assert strongest_curves(spotting(300, found, other, curves=curves), 2) == [2, 0]  # each has its own
    assert strongest_curves(spotting(300, found, curves=np.empty((300, 0))), 3) == []


def test_bars_lie_in_the_lane_of_their_kind_from_onset_to_the_end_of_the_offset():
    values = spotting(300, spotted(30, 35, 44), spotted(90, 99, 149, "macro"))
    lanes, *panels = timeline_figure(values, Timeline.of(None, 300, 30.0)).axes
    assert [label.get_text() for label in lanes.get_yticklabels()] == [
        "macro",
        "micro",
        "blink",
        "head motion",
    ]
    bars = [(bar.get_y() + bar.get_height() / 2, bar.get_x(), bar.get_width()) for bar in lanes.patches]
    assert bars == [
        pytest.approx(bar) for bar in [(1, 1.0, 0.5), (0, 3.0, 2.0), (2, 0.0, 1 / 3), (3, 5 / 3, 1 / 3)]
    ]
    assert [panel.get_title(loc="left") for panel in panels] == ["brow", "mouth", "chin"]
    assert panels[-1].get_xlabel() == "time, s"
    measured = timeline_figure(spotting(300, unit="% of a face"), Timeline.of(None, 300, 30.0))
    assert measured.axes[-1].get_title(loc="left") == "chin, % of a face"


def test_no_peak_of_an_hour_is_lost_and_its_axis_is_in_minutes():
    n = 30 * 3600
    curves = np.random.default_rng(0).normal(0, 0.1, (n, 1))
    curves[77_777], curves[50_001] = 9, -8
    figure = timeline_figure(spotting(n, curves=curves), Timeline.of(None, n, 30.0))
    [line] = figure.axes[1].lines
    assert len(line.get_xdata()) <= 2400
    assert (line.get_ydata().max(), line.get_ydata().min()) == (9, -8)
    assert figure.axes[1].get_xlabel() == "time, min:s"
    assert line.get_xdata()[np.argmax(line.get_ydata())] == pytest.approx(77_777 / 30, abs=4)


def test_a_close_up_shows_the_curves_of_the_regions_that_moved():
    curves = np.arange(900, dtype=float).reshape(300, 3)
    curves[110, 2] = np.nan
    drawn = close_up(
        spotting(300, curves=curves), Timeline.of(None, 300, 30.0), spotted(100, 105, 114, "micro", 1, "chin")
    )
    assert texts(drawn)[:3] == ["chin", "apex", "onset to offset"]
    first, second = re.findall(r'points="([^"]*)"', drawn)  # a gap parts the line
    # From 30 frames before to 30 after; frame 110 is missing.
    assert (len(first.split()), len(second.split())) == (40, 34)
    # The plot is 312 wide and begins at 44; the second shade is the plot's, the first the legend's.
    _, (x, width) = re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', drawn)
    assert (float(x), float(width)) == pytest.approx((44 + 312 * 30 / 74, 312 * 14 / 74), abs=0.06)
    _, apex = re.findall(r'<line x1="([\d.]+)"[^>]*stroke-dasharray', drawn)
    assert float(apex) == pytest.approx(44 + 312 * 35 / 74, abs=0.06)
    assert "Curve of chin around frames 100 to 114" in drawn
    assert PALETTE["micro"] in drawn


def texts(drawn: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)<", drawn)


def test_the_axes_of_a_close_up_carry_values_unit_and_time():
    curves = np.zeros((300, 1))
    curves[100:115, 0] = 12.34
    timeline, found = Timeline.of(None, 300, 30.0), spotted(100, 105, 114)
    with_unit = texts(close_up(spotting(300, curves=curves, unit="% of a face"), timeline, found))
    assert with_unit[3:] == ["% of a face", "0", "12", "0:02.33 min:s", "0:04.80"]
    assert texts(close_up(spotting(300, curves=curves), timeline, found))[3:5] == ["0", "12"]
    fine = texts(close_up(spotting(300, curves=curves / 1000), timeline, found))
    assert fine[3:5] == ["0.000", "0.012"]
    still = texts(close_up(spotting(300, curves=0 * curves + 2), timeline, found))
    assert still[3:5] == ["2.0", "0:02.33 min:s"]


def test_every_entry_of_a_legend_has_its_place_within_the_picture():
    curves = np.random.default_rng(0).normal(size=(300, 3))
    long = Spotting(
        "film",
        30.0,
        300,
        (),
        (),
        ("mouth_corner_left", "mouth_corner_right", "nose_bridge"),
        curves.astype("f4"),
    )
    drawn = close_up(long, Timeline.of(None, 300, 30.0), spotted(9, 9, 9, "micro", 1, *long.curve_names))
    places = re.findall(r'<text x="([\d.]+)" y="([\d.]+)" font-size="13"[^>]*>([^<]*)<', drawn)
    told = {label: (float(x), float(y)) for x, y, label in places}
    assert {"mouth corner left", "mouth corner right", "nose bridge", "apex", "onset to offset"} == set(told)
    assert len(set(told.values())) == 5
    assert all(x + 7 * len(label) < 360 for label, (x, _) in told.items())
    height = float(re.search(r'viewBox="0 0 360 ([\d.]+)"', drawn)[1])
    assert max(y for _, y in told.values()) < height - 108


def test_a_close_up_needs_something_to_show():
    found = spotted(100, 105, 114)
    timeline = Timeline.of(None, 300, 30.0)
    assert close_up(spotting(300, curves=np.full((300, 2), np.nan)), timeline, found) is None
    assert close_up(spotting(300, curves=np.empty((300, 0))), timeline, found) is None


def test_the_most_certain_stay_in_order_of_time():
    found = [
        spotted(10 * i, 10 * i, 10 * i, "micro", score) for i, score in enumerate((0.2, 0.9, 0.9, 0.1, 0.5))
    ]
    assert most_certain(found, 3) == [1, 2, 4]
    assert most_certain(found, 9) == [0, 1, 2, 3, 4]


@pytest.fixture(scope="module")
def face() -> np.ndarray:
    return Person.from_seed(3).render({})


def test_the_regions_that_moved_are_drawn_where_they_are_and_nowhere_else(face: np.ndarray):
    detector = LandmarkDetector()
    plain = draw_strip([face] * 3, (), detector)
    drawn = draw_strip([face] * 3, ("mouth_corner_left",), detector)
    assert (plain.marked, drawn.marked) == (False, True)
    points = landmarks68(face)
    rows, columns = face_window(points, face.shape)
    scale = 300 / (rows.stop - rows.start)
    region = next(r for r in regions36(points) if r.name == "mouth_corner_left")
    outline = ((region.polygon - (columns.start, rows.start)) * scale).round().astype(np.int32)
    inside = np.zeros(plain.pictures[1].shape[:2], np.uint8)
    cv2.fillPoly(inside, [outline], 1)
    near = cv2.dilate(inside, np.ones((9, 9), np.uint8)).astype(bool)
    change = np.abs(drawn.pictures[1].astype(int) - plain.pictures[1]).sum(2)
    assert (change[inside.astype(bool)] > 0).mean() > 0.9
    assert change[~near].sum() == 0
    # At onset and offset only the outline is drawn, so that the skin can be compared.
    beside = np.abs(drawn.pictures[0].astype(int) - plain.pictures[0]).sum(2)
    assert 0 < (beside > 0).sum() < 0.5 * (change > 0).sum()


def test_a_name_may_stand_for_several_regions_and_an_unknown_one_for_none(face: np.ndarray):
    detector = LandmarkDetector()
    plain, lids, both, nothing = (
        draw_strip([face] * 3, names, detector)
        for names in ((), ("lid_left",), ("upper_lid_left", "lower_lid_left"), ("tail", ""))
    )
    assert lids.marked
    assert np.array_equal(lids.pictures[1], both.pictures[1])
    assert not nothing.marked
    assert np.array_equal(nothing.pictures[1], plain.pictures[1])


def test_the_face_that_was_watched_is_the_one_that_is_shown(face: np.ndarray):
    other = Person.from_seed(8).render({})
    small = np.full_like(other, 127)
    shrunk = cv2.resize(other, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA)
    small[: shrunk.shape[0], : shrunk.shape[1]] = shrunk
    both = np.hstack([face, small])
    detector = LandmarkDetector()
    alone = {
        name: draw_strip([image] * 3, (), detector).pictures[1]
        for name, image in (("left", face), ("right", small))
    }
    for choice, name in (
        ("largest", "left"),
        ("left", "left"),
        ("1", "left"),
        ("right", "right"),
        ("2", "right"),
    ):
        shown = draw_strip([both] * 3, (), detector, choice).pictures[1]
        wanted = alone[name]
        width = min(shown.shape[1], wanted.shape[1])
        assert np.abs(shown[:, :width].astype(int) - wanted[:, :width]).mean() < 12, choice


def test_without_a_face_whole_frames_are_shown():
    frames = np.full((4, 60, 80, 3), 99, np.uint8)
    drawn = strips(FrameArray(frames, fps=30), [spotted(0, 1, 3)], 5)
    assert [picture.shape for picture in drawn[0].pictures] == [(300, 400, 3)] * 3
    assert not drawn[0].marked


def test_an_expression_whose_frames_are_gone_has_no_strip():
    frames = np.full((4, 60, 80, 3), 99, np.uint8)
    assert list(strips(FrameArray(frames, fps=30), [spotted(0, 1, 3), spotted(2, 3, 9)], 5)) == [0]
