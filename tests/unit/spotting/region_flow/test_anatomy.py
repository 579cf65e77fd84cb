"""What muscles do to a face is explained, what else moves its skin is not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from countenance.spotting.region_flow.anatomy import explained
from countenance.spotting.region_flow.channels import CHANNEL_NAMES

EQUALLY = np.ones(len(CHANNEL_NAMES))


def way(**areas: tuple[float, float]) -> NDArray[np.float64]:
    """Displacement to the right of the picture and downwards of the named channels."""
    moved = np.zeros((len(CHANNEL_NAMES), 2))
    for name, to in areas.items():
        moved[CHANNEL_NAMES.index(name)] = to
    return moved


SMILE = way(
    mouth_corner_right=(-0.05, -0.05),
    mouth_corner_left=(0.05, -0.05),
    lower_cheek_right=(-0.03, -0.03),
    lower_cheek_left=(0.03, -0.03),
)
RAISED_BROWS = way(
    brow_inner_right=(0, -0.05),
    brow_inner_left=(0, -0.05),
    brow_middle_right=(0, -0.05),
    brow_middle_left=(0, -0.05),
    brow_outer_right=(0, -0.05),
    brow_outer_left=(0, -0.05),
)
DROPPED_JAW = way(
    chin=(0, 0.1),
    lower_lip_right=(0, 0.09),
    lower_lip_left=(0, 0.09),
    chin_side_right=(0, 0.06),
    chin_side_left=(0, 0.06),
)


@pytest.mark.parametrize(
    "moved", [SMILE, RAISED_BROWS, DROPPED_JAW, SMILE + RAISED_BROWS, RAISED_BROWS + DROPPED_JAW]
)
def test_expressions_and_their_mixtures_are_explained(moved: NDArray[np.float64]):
    assert explained(moved, EQUALLY) > 0.7


def test_one_side_alone_is_explained_as_well():
    one_side = way(brow_inner_left=(0, -0.05), brow_middle_left=(0, -0.04))
    assert explained(one_side, EQUALLY) > 0.7


@pytest.mark.parametrize(
    "moved",
    [
        way(chin_side_right=(0.05, 0.0), chin_side_left=(0.05, 0.0)),  # a contour that slides
        way(brow_inner_left=(0.05, 0.0), brow_middle_left=(0.05, 0.0), mouth_corner_right=(0.0, 0.04)),
        way(
            chin=(0.05, 0.0), lower_lip_left=(0.05, 0.0), lower_lip_right=(0.05, 0.0)
        ),  # the jaw pushed aside
    ],
)
def test_what_no_muscle_does_is_not(moved: NDArray[np.float64]):
    assert explained(moved, EQUALLY) < 0.55


def test_channels_that_are_not_certain_do_not_count():
    disturbed = SMILE + way(chin_side_right=(0.2, 0.0))
    certainty = EQUALLY.copy()
    certainty[CHANNEL_NAMES.index("chin_side_right")] = 1e-6
    assert explained(disturbed, EQUALLY) < 0.3
    assert explained(disturbed, certainty) > 0.7


def test_a_face_that_does_not_move_is_not_explained():
    assert explained(np.zeros((len(CHANNEL_NAMES), 2)), EQUALLY) == 0.0


@given(hnp.arrays(float, (len(CHANNEL_NAMES), 2), elements=st.floats(-1, 1)), st.floats(1e-3, 1e3))
def test_it_is_a_share_and_does_not_depend_on_size(moved: NDArray[np.float64], times: float):
    share = explained(moved, EQUALLY)
    assert 0 <= share <= 1
    assert explained(times * moved, EQUALLY) == pytest.approx(share, abs=1e-6)
