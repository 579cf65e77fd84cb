"""Feature difference against loops written from the definition, and on movements that are known."""

from __future__ import annotations

import numpy as np
import pytest

from countenance.core import ExpressionKind, InputError, Interval
from countenance.features.lbp import lbp_histograms
from countenance.spotting import spot_recording
from countenance.spotting.feature_difference import FeatureDifference, chi_square, feature_difference
from countenance.spotting.registry import spotting_method
from countenance.testing import check_spotter
from countenance.testing.spotters import _simulated
from countenance.video import FrameArray


def test_the_difference_is_that_of_the_definition():
    rng = np.random.default_rng(0)
    before, frame, after = rng.dirichlet(np.ones(5), (3, 36))
    before[:, 2] = frame[:, 2] = after[:, 2] = 0  # an empty bin adds nothing
    distances = []
    for block in range(36):
        total = 0.0
        for bin_ in range(5):
            mean = (before[block, bin_] + after[block, bin_]) / 2
            if frame[block, bin_] + mean > 0:
                total += (frame[block, bin_] - mean) ** 2 / (frame[block, bin_] + mean)
        distances.append(total)
    expected = sum(sorted(distances)[-12:]) / 12
    assert feature_difference(before, frame, after) == pytest.approx(expected)
    assert feature_difference(frame, frame, frame) == 0
    assert np.array_equal(chi_square(frame, before), chi_square(before, frame))


def test_lbp_histograms_count_the_codes_of_every_pixel():
    rng = np.random.default_rng(1)
    picture = rng.integers(0, 256, (14, 17), dtype=np.uint8)
    labels = np.where(np.arange(17) < 8, 1, 2)[None].repeat(14, axis=0)
    radius = 2
    expected = np.zeros((2, 256))
    for y in range(radius, 14 - radius):
        for x in range(radius, 17 - radius):
            code = 0
            for p in range(8):
                angle = 2 * np.pi * p / 8
                at_x = x + int(np.floor(radius * np.cos(angle) + 0.5))
                at_y = y + int(np.floor(-radius * np.sin(angle) + 0.5))
                code |= int(picture[at_y, at_x] >= picture[y, x]) << p
            expected[labels[y, x] - 1, code] += 1
    expected /= expected.sum(axis=1, keepdims=True)
    found = lbp_histograms(picture, labels, radius=radius, mapping="basic")
    np.testing.assert_allclose(found, expected)


def test_what_lbp_cannot_describe_is_refused():
    with pytest.raises(InputError, match="uint8"):
        lbp_histograms(np.zeros((9, 9)), np.ones((9, 9), int))
    with pytest.raises(InputError, match="no pixel"):
        lbp_histograms(np.zeros((9, 9), np.uint8), np.eye(9, dtype=int)[::-1] * 0 + np.diag([1] + [0] * 8))


def test_a_simulated_smile_is_a_micro_expression():
    found = spot_recording(FrameArray(_simulated(), fps=30), FeatureDifference())
    best = max(found.expressions, key=lambda one: one.score)
    assert best.kind is ExpressionKind.MICRO
    assert best.interval.overlaps(Interval(26, 39))
    assert 26 <= best.apex <= 39
    assert found.curves.shape == (68, 2)


def test_a_lost_face_is_excluded_and_leaves_its_neighbourhood_unknown():
    images = _simulated()[:40].copy()
    images[20:24] = 127
    found = spot_recording(FrameArray(images, fps=30), FeatureDifference(micro_k=0.1))
    assert [(one.interval, one.reason) for one in found.excluded] == [(Interval(20, 23), "no face")]
    unknown = np.isnan(found.curves[:, 0])
    assert unknown[20 - 6 : 24 + 6].all()
    assert not unknown[6:14].any()


@pytest.mark.parametrize("wrong", [{"micro_k": 0.0}, {"tau": 1.0}, {"blocks": 0}, {"radius": 0}, {"size": 8}])
def test_wrong_parameters_are_refused(wrong):
    with pytest.raises(InputError):
        FeatureDifference(**wrong)


def test_the_registered_spotter_keeps_the_contract():
    method = spotting_method("feature-difference")
    assert method.free_choices
    check_spotter(lambda: method.spotter(size=96))
