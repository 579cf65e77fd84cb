"""What holds for the main directional difference and the contrast of any movement."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from countenance.core import Interval
from countenance.spotting.contrast import contrast, merged, runs
from countenance.spotting.main_direction import main_directional_difference

FLOWS = arrays(np.float64, (8, 9, 2), elements=st.floats(-8, 8, width=32))


@given(FLOWS, FLOWS)
def test_the_difference_lies_between_those_of_single_pixels(until, beyond):
    parts = np.hypot(*until.transpose(2, 0, 1)) - np.hypot(*beyond.transpose(2, 0, 1))
    assert parts.min() - 1e-9 <= main_directional_difference(until, beyond, blocks=2) <= parts.max() + 1e-9


@given(FLOWS, FLOWS, st.floats(0.125, 8))
def test_the_difference_grows_with_the_picture(until, beyond, scale):
    once = main_directional_difference(until, beyond, blocks=2)
    np.testing.assert_allclose(
        main_directional_difference(scale * until, scale * beyond, blocks=2),
        scale * once,
        rtol=1e-9,
        atol=1e-9,
    )


@given(arrays(np.float64, st.integers(0, 30), elements=st.floats(-9, 9)), st.integers(1, 6), st.floats(-5, 5))
def test_contrast_does_not_see_level_and_slope(values, reach, slope):
    drift = 3 + slope * np.arange(len(values))
    np.testing.assert_allclose(contrast(values + drift, reach), contrast(values, reach), atol=1e-9)


@given(st.lists(st.booleans(), max_size=40), st.integers(0, 5))
def test_runs_cover_what_holds_and_merging_only_adds_gaps(held, gap):
    found = runs(held)
    assert {i for one in found for i in range(one.onset, one.offset + 1)} == set(np.flatnonzero(held))
    joined = merged(found, gap)
    assert all(any(one.onset in j and one.offset in j for j in joined) for one in found)
    assert all(b.onset - a.offset - 1 > gap for a, b in pairwise(joined))
    assert merged(joined, gap) == joined
    assert joined == [] or Interval(joined[0].onset, joined[-1].offset) == Interval(
        found[0].onset, found[-1].offset
    )
