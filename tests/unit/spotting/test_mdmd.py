"""MDMD finds planted movements, and its published variant has the published defects."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from countenance.core import Excluded, ExpressionKind, InputError, Interval, Remark, Spotted
from countenance.spotting import Spotting, mdmd, spot_recording
from countenance.spotting.main_direction import directions, main_directional_difference
from countenance.spotting.mdmd import MDMD, halved
from countenance.spotting.registry import spotting_method
from countenance.testing import check_spotter
from countenance.video import FrameArray

from .clips import SIDE, WholeFrame, bump, textured_clip

QUICK = {"size": SIDE, "flow": "dis-fast"}
MICRO, MACRO = Interval(100, 113), Interval(150, 190)
N_FRAMES = 340


@pytest.fixture(scope="module")
def clip() -> np.ndarray:
    return textured_clip(bump(N_FRAMES, *astuple(MICRO), 3.0) + bump(N_FRAMES, *astuple(MACRO), 4.0))


@pytest.fixture
def whole_frames(monkeypatch: pytest.MonkeyPatch) -> type[WholeFrame]:
    monkeypatch.setattr(mdmd, "FirstFace", WholeFrame)
    monkeypatch.setattr(WholeFrame, "faceless", 0)
    return WholeFrame


def astuple(interval: Interval) -> tuple[int, int]:
    return interval.onset, interval.offset


def spotted(images: np.ndarray, fps: float = 30, **parameters: object) -> Spotting:
    return spot_recording(FrameArray(images, fps=fps), MDMD(**{**QUICK, **parameters}))


@pytest.mark.usefixtures("whole_frames")
def test_planted_movements_are_found_at_their_frames(clip):
    found = spotted(clip, p=0.2).expressions
    assert [one.kind for one in found] == [ExpressionKind.MICRO, ExpressionKind.MACRO]
    for one, planted in zip(found, (MICRO, MACRO), strict=True):
        assert one.interval.iou(planted) >= 0.5
        assert abs(one.apex - sum(astuple(planted)) / 2) <= 2
        assert 0.9 <= one.score <= 1


@pytest.mark.usefixtures("whole_frames")
def test_the_published_variant_finds_the_micro_expression_in_both_passes(clip):
    found = spotted(clip, variant="megc2020", p=0.2).expressions
    assert [one.kind for one in found if one.interval.iou(MICRO) >= 0.5] == [ExpressionKind.MICRO]
    assert all(one.interval.n_frames > 16 for one in found if one.kind is ExpressionKind.MACRO)


@pytest.mark.usefixtures("whole_frames")
def test_the_published_variant_never_flags_the_last_frames():
    n_frames = 100
    near_the_end = Interval(
        n_frames - 38, n_frames - 27
    )  # within 4 x 12 frames of the end, not within 2 x 12
    clip = textured_clip(bump(n_frames, *astuple(near_the_end), 3.0))
    kept = {"macro_k": 0.4, "p": 0.2}
    assert any(one.interval.iou(near_the_end) >= 0.5 for one in spotted(clip, **kept).expressions)
    published = spotted(clip, variant="megc2020", **kept)
    assert not any(one.interval.overlaps(near_the_end) for one in published.expressions)
    known = np.flatnonzero(~np.isnan(published.curves[:, 0]))
    assert (known[0], known[-1]) == (2 * 12 - 1, n_frames - 4 * 12)
    corrected = np.flatnonzero(~np.isnan(spotted(clip, **kept).curves[:, 0]))
    assert (corrected[0], corrected[-1]) == (2 * 12 - 1, n_frames - 2 * 12)


@pytest.mark.parametrize(
    ("flow", "corrected", "official"),
    [
        ((1, 1), 0, 0),
        ((-1, 1), 1, 3),
        ((-1, -1), 2, 0),
        ((1, -1), 3, 3),
        ((1, 0), 0, 1),
        ((0, 1), 1, 0),
        ((-1, 0), 2, 3),
        ((0, -1), 3, 0),
        ((0, 0), 0, 4),
    ],
)
def test_a_movement_to_the_upper_left_falls_into_the_bin_of_the_lower_right(flow, corrected, official):
    assert directions(np.array(flow, float)) == corrected
    assert directions(np.array(flow, float), "megc2020") == official


def test_opposite_movements_are_one_direction_in_the_published_variant():
    until = np.ones((6, 6, 2))
    until[:, ::2] *= -2  # every other column moves twice as far, to the upper left
    beyond = 0 * until
    whole = np.hypot(1, 1)
    assert main_directional_difference(until, beyond, blocks=1) == pytest.approx(whole)
    assert main_directional_difference(until, beyond, blocks=1, variant="megc2020") == pytest.approx(
        2 * whole
    )


def test_a_difference_by_hand():
    # Blocks of 1 x 6 pixels that move to the right by 1 to 6, 0, 0 and 3 px; up to the later frame by 1, 0, 2, 3.
    until, beyond = np.zeros((2, 12, 2)), np.zeros((2, 12, 2))
    until[0, :6, 0], beyond[0, :6, 0] = np.arange(1, 7), 1
    beyond[1, :6, 0] = 2
    until[1, 6:, 0] = beyond[1, 6:, 0] = 3
    # Tops of two pixels: (5 + 4) / 2, 0, -2, 0; the top one of four blocks.
    assert main_directional_difference(until, beyond, blocks=2) == 4.5


def test_the_published_variant_has_no_number_for_a_block_that_stands_still():
    until = np.ones((4, 4, 2))
    until[:2, :2] = 0
    assert np.isnan(main_directional_difference(until, until, blocks=2, variant="megc2020"))
    assert main_directional_difference(until, until, blocks=2) == 0


@pytest.mark.usefixtures("whole_frames")
def test_one_still_block_keeps_the_published_variant_from_finding_anything(clip):
    frozen = clip.copy()
    frozen[60:73] = frozen[60]  # frames 12 apart are equal once
    result = spotted(frozen, variant="megc2020", p=0.2)
    assert not [one for one in result.expressions if one.kind is ExpressionKind.MICRO]
    assert any("did not move at all" in remark for remark in result.remarks)
    assert any(one.interval.iou(MICRO) >= 0.5 for one in spotted(frozen, p=0.2).expressions)


@pytest.mark.usefixtures("whole_frames")
def test_k_is_halved_for_the_short_recording_alone(clip):
    spotter = MDMD(variant="megc2020", **QUICK)
    short, long = FrameArray(clip[80:130], fps=30), FrameArray(clip, fps=30)
    before = spot_recording(long, spotter)
    remarks = spot_recording(short, spotter).remarks
    assert ["k = 6" in remarks[0], "k = 5" in remarks[1]] == [True, True]
    after = spot_recording(long, spotter)
    assert after.expressions == before.expressions
    assert np.array_equal(after.curves, before.curves, equal_nan=True)
    # What the official program goes on with is for the caller to hand on.
    assert MDMD(variant="megc2020", micro_k=halved(12, 50) / 30).micro_k * 30 == 6
    with pytest.raises(InputError, match="at least 6"):
        halved(12, 5)


@pytest.mark.usefixtures("whole_frames")
def test_a_halved_k_gives_what_that_k_gives(clip):
    short = clip[80:130]
    halved_by_itself = spotted(short, macro_k=1.3)
    assert "k = 10" in halved_by_itself.remarks[0]
    given = spotted(short, macro_k=10 / 30)
    assert np.array_equal(halved_by_itself.curves, given.curves, equal_nan=True)


@pytest.mark.usefixtures("whole_frames")
@pytest.mark.parametrize("n_frames", [0, 1, 6])
@pytest.mark.parametrize("variant", ["corrected", "megc2020"])
def test_too_few_frames_are_told(clip, n_frames, variant):
    told: list[int] = []
    events = list(
        MDMD(variant=variant, **QUICK).spot(
            FrameArray(clip).frames(0, n_frames), 30, trace=lambda index, _: told.append(index)
        )
    )
    assert all(isinstance(event, Remark) and "too few" in event.text for event in events)
    assert len(events) == (2 if n_frames else 0)
    assert told == list(range(n_frames))


def test_frames_before_the_face_are_excluded_and_shift_what_follows(clip, whole_frames, monkeypatch):
    plain = spotted(clip, p=0.2)
    monkeypatch.setattr(whole_frames, "faceless", 20)
    blind = np.zeros((20, SIDE, SIDE), np.uint8)
    shifted = spotted(np.concatenate([blind, clip]), p=0.2)
    assert shifted.excluded == (Excluded(Interval(0, 19), "no face"),)
    assert [one.interval for one in shifted.expressions] == [
        e.interval.shifted(20) for e in plain.expressions
    ]
    assert np.array_equal(shifted.curves[20:], plain.curves, equal_nan=True)
    assert np.isnan(shifted.curves[:20]).all()


@pytest.mark.usefixtures("whole_frames")
def test_times_are_seconds_and_the_rate_may_be_a_fraction():
    slow = textured_clip(bump(170, 60, 75, 3.0))
    ntsc = Fraction(30000, 1001)
    assert spotted(slow, fps=ntsc, p=0.2).expressions == spotted(slow, fps=float(ntsc), p=0.2).expressions
    at_60 = spotted(np.repeat(slow, 2, axis=0), fps=60, p=0.2).expressions
    assert [one.interval.iou(Interval(120, 150)) >= 0.5 for one in at_60] == [True]


def test_published_numbers_of_frames():
    spotter = MDMD()
    seconds = (spotter.micro_k, spotter.macro_k, spotter.shortest, spotter.longest_micro)
    assert [mdmd._frames(time, 30) for time in seconds] == [12, 39, 7, 16]
    assert [mdmd._frames(time, 200) for time in seconds] == [80, 260, 47, 105]


@pytest.mark.parametrize(
    "wrong",
    [
        {"micro_k": 0.0},
        {"macro_k": float("inf")},
        {"gap": -0.1},
        {"p": 1.0},
        {"blocks": 0},
        {"size": 20},
        {"flow": "guess"},
        {"variant": "megc2021"},
    ],
)
def test_wrong_parameters_are_refused(wrong):
    with pytest.raises(InputError):
        MDMD(**wrong)


@pytest.mark.parametrize("name", ["mdmd", "mdmd-megc2020"])
def test_the_registered_spotters_keep_the_contract(name):
    method = spotting_method(name)
    assert method.free_choices
    check_spotter(lambda: method.spotter(size=64, flow="dis-fast", macro_k=0.4))


def test_a_simulated_smile_is_a_micro_expression():
    from countenance.testing.spotters import _simulated

    found = spotted(_simulated(), macro_k=0.4)
    best = max(found.expressions, key=lambda one: one.score)
    assert isinstance(best, Spotted)
    assert best.kind is ExpressionKind.MICRO
    assert best.interval.iou(Interval(26, 39)) >= 0.5
