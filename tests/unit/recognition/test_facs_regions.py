from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from countenance.core.errors import InputError
from countenance.face import MEAN_FACE, label_image, regions36
from countenance.recognition.facs_regions import _MIDDLE, _PAIRS, FACS_REGIONS, facs_labels

SHAPE = (200, 220)
LANDMARKS = MEAN_FACE * (220, 200) - 0.5


@pytest.fixture(scope="module")
def labels() -> np.ndarray:
    return facs_labels(LANDMARKS, SHAPE)


def test_sixteen_regions_cover_what_the_36_cover(labels):
    assert len(FACS_REGIONS) == 16
    assert set(np.unique(labels)) == set(range(17))
    assert np.array_equal(labels > 0, label_image(regions36(LANDMARKS), SHAPE) > 0)


def test_a_region_is_made_of_whole_regions_of_its_side_and_has_their_action_units(labels):
    regions = regions36(LANDMARKS)
    fine = label_image(regions, SHAPE)
    for number, (name, units) in enumerate(FACS_REGIONS.items(), start=1):
        parts = [regions[part - 1] for part in np.unique(fine[labels == number])]
        for part in parts:
            assert (labels[fine == regions.index(part) + 1] == number).all()
        assert units == tuple(sorted({unit for part in parts for unit in part.action_units}))
        sides = {part.side for part in parts}
        assert sides == {name.rsplit("_", 1)[1]} if name.endswith(("right", "left")) else sides <= {
            "right", "left", "middle",
        }  # fmt: skip


def test_the_sides_mirror_each_other():
    square = facs_labels(MEAN_FACE * 201 - 0.5, (201, 201))
    mirrored = np.arange(17)
    mirrored[1:13] = np.arange(1, 13).reshape(6, 2)[:, ::-1].ravel()
    # Where an edge runs through pixel centres, one side may keep them.
    assert (mirrored[square[:, ::-1]] != square).mean() < 0.005


def test_every_region_holds_codes_on_a_small_face():
    small = facs_labels(MEAN_FACE * 64 - 0.5, (64, 64))
    assert np.bincount(small[4:-4, 4:-4].ravel(), minlength=17).min() >= 10


def test_no_face_is_refused():
    with pytest.raises(InputError):
        facs_labels(np.zeros((68, 2)), SHAPE)


def test_the_reference_lists_them():
    rows = [
        (f"{2 * pair + 1}, {2 * pair + 2}", name, *parts) for pair, (name, parts) in enumerate(_PAIRS.items())
    ] + [(str(13 + number), name, *parts) for number, (name, parts) in enumerate(_MIDDLE.items())]
    page = (Path(__file__).parents[3] / "docs/reference/methods.md").read_text(encoding="utf-8")
    for numbers, name, areas, units in rows:
        assert f"| {numbers} | `{name}` | {', '.join(areas)} | {', '.join(map(str, units))} |\n" in page
