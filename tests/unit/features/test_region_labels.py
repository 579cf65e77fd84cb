from __future__ import annotations

import numpy as np
import pytest

from countenance.core.errors import InputError
from countenance.features.region_labels import check_every_region, checked_labels


def test_the_highest_label_is_the_number_of_regions_unless_given():
    labels, n_regions = checked_labels(np.array([[0, 3]], np.uint8), (1, 2))
    assert (labels.tolist(), labels.dtype, n_regions) == ([[0, 3]], np.int32, 3)
    assert checked_labels([[0, 3]], (1, 2), 5)[1] == 5


@pytest.mark.parametrize(
    ("labels", "n_regions", "message"),
    [
        ([[1, 1, 1]], None, r"int64 of shape \(1, 3\): expected integers of the frames' shape \(1, 2\)"),
        ([[1.0, 1.0]], None, r"float64 of shape \(1, 2\)"),
        ([[-1, 1]], None, "run from -1 to 1: expected 0"),
        ([[1, 3]], 2, "run from 0 to 3: expected 0 .* the number of regions, 2"),
        ([[0, 0]], None, "at least one region"),
    ],
)
def test_other_labels_are_refused(labels, n_regions, message):
    with pytest.raises(InputError, match=message):
        checked_labels(labels, (1, 2), n_regions)


def test_a_region_without_a_pixel_is_named():
    check_every_region(np.array([3, 1]))
    with pytest.raises(InputError, match="Region 2 of 3 has no pixel: check that the face lies in the frame"):
        check_every_region(np.array([3, 0, 0]))
