"""Peaks and their feet are those that SciPy finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from scipy.signal import find_peaks, peak_widths

from countenance.spotting.region_flow.peaks import prominent_peaks

CURVES = hnp.arrays(
    float, st.tuples(st.integers(1, 3), st.integers(1, 40)), elements=st.integers(-4, 4).map(float)
)


@given(CURVES, st.integers(3, 40), st.integers(1, 5), st.sampled_from([1.0, 2.0, 5.0]))
def test_peaks_are_those_of_scipy(curves: NDArray[np.float64], reach: int, longest: int, least: float):
    found = prominent_peaks(curves, np.full(len(curves), least), reach, longest, 0.9)
    for number, curve in enumerate(curves):
        own = found.curve == number
        places, told = find_peaks(curve, prominence=least, wlen=2 * reach + 1, plateau_size=(None, longest))
        assert found.place[own].tolist() == places.tolist()
        assert found.prominence[own].tolist() == told["prominences"].tolist()
        bases = (told["prominences"], told["left_bases"], told["right_bases"])
        feet = peak_widths(curve, places, 0.9, prominence_data=bases)[2:]
        assert found.onset[own] == pytest.approx(feet[0])
        assert found.offset[own] == pytest.approx(feet[1])


def test_each_curve_has_its_own_threshold():
    curves = np.array([[0.0, 1.0, 0.0, 2.0, 0.0]] * 2)
    found = prominent_peaks(curves, np.array([1.5, 0.5]), 4, 3, 0.9)
    assert list(zip(found.curve.tolist(), found.place.tolist(), strict=True)) == [(0, 3), (1, 1), (1, 3)]


def test_a_short_curve_has_no_peaks():
    assert not len(prominent_peaks(np.zeros((4, 2)), np.zeros(4), 3, 3, 0.9).place)
