"""The 36 regions of interest on the mean face."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from countenance.core.errors import InputError
from countenance.face import MEAN_FACE, Region, label_image, mirror68, regions36
from countenance.face.canonical import canonical_mesh

SIZE = 400


def box(x0: float, y0: float, x1: float, y1: float) -> Region:
    return Region("box", "middle", np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]), ())


def cycle(polygon: np.ndarray) -> np.ndarray:
    """The corners from the topmost one on, clockwise on the screen, wherever they began and whichever way."""
    x, y = polygon.T
    if np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)) < 0:
        polygon = polygon[::-1]
    return np.roll(polygon, -np.lexsort(polygon.round(6).T)[0], axis=0)


def test_there_are_36_with_stable_names(mean_face: np.ndarray) -> None:
    regions = regions36(mean_face)
    assert len(regions) == 36
    assert len({region.name for region in regions}) == 36
    sides = [region.side for region in regions]
    assert (sides.count("right"), sides.count("left"), sides.count("middle")) == (16, 16, 4)
    assert [region.name for region in regions[:2]] == ["forehead_inner_right", "forehead_inner_left"]
    assert [region.name for region in regions[-4:]] == ["glabella", "nose_root", "nose_base", "chin"]


def test_every_facial_action_unit_of_the_emotions_has_a_region(mean_face: np.ndarray) -> None:
    shown = {unit for region in regions36(mean_face) for unit in region.action_units}
    assert {1, 2, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 16, 17, 18, 20, 22, 23, 24, 25, 26, 45} <= shown


def test_brow_region_by_hand() -> None:
    """With eyes 100 apart: tops 6 above the brow, bottoms part of the way to the lid."""
    points = MEAN_FACE * 400
    points[36], points[45] = (100, 200), (200, 200)
    points[21], points[20], points[39], points[38] = (135, 170), (120, 168), (130, 200), (122, 196)
    brow = next(region for region in regions36(points) if region.name == "brow_inner_right")
    np.testing.assert_allclose(brow.polygon, [[135, 164], [120, 162], [121, 182], [133, 182]])
    assert brow.action_units == (1, 4)


def test_right_regions_lie_on_the_images_left(mean_face: np.ndarray) -> None:
    for region in regions36(mean_face):
        x = region.polygon[:, 0].mean()
        expected = {"right": x < 200, "left": x > 200, "middle": abs(x - 200) < 0.1}
        assert expected[region.side], region.name


def test_mean_face_is_covered_without_overlap(mean_face: np.ndarray) -> None:
    regions = regions36(mean_face)
    alone = [label_image([region], (SIZE, SIZE)) for region in regions]
    assert np.sum(alone, axis=0).max() == 1
    mesh = canonical_mesh().vertices[:, :2] * (SIZE / 20, -SIZE / 20) + (
        SIZE / 2,
        SIZE / 2 - 0.5708 * SIZE / 20,
    )
    face = np.zeros((SIZE, SIZE), np.uint8)
    cv2.fillConvexPoly(face, cv2.convexHull(np.rint(mesh).astype(np.int32)), 1)
    covered = np.sum(alone, axis=0)
    assert not covered[face == 0].any()
    assert covered.sum() / face.sum() > 0.75


def test_eyeballs_belong_to_no_region(mean_face: np.ndarray) -> None:
    labels = label_image(regions36(mean_face), (SIZE, SIZE))
    for eye in (range(36, 42), range(42, 48)):
        x, y = np.rint(mean_face[list(eye)].mean(axis=0)).astype(int)
        assert labels[y, x] == 0


def test_landmarks_find_their_regions(mean_face: np.ndarray) -> None:
    regions = regions36(mean_face)
    labels = label_image(regions, (SIZE, SIZE))
    expected = {
        18: "brow_outer_right",
        25: "brow_outer_left",
        48: "mouth_corner_right",
        54: "mouth_corner_left",
        31: "nose_base",
        50: "upper_lip_right",
        56: "lower_lip_left",
    }
    for landmark, label in expected.items():
        x, y = np.rint(mean_face[landmark]).astype(int)
        assert regions[labels[y, x] - 1].name == label


def test_closed_eyes_keep_lids_apart(mean_face: np.ndarray) -> None:
    shut = mean_face.copy()
    shut[[37, 38]], shut[[41, 40]] = shut[[41, 40]] + (0, 2), shut[[37, 38]] - (0, 2)  # even crossed
    alone = [label_image([region], (SIZE, SIZE)) for region in regions36(shut)]
    assert np.sum(alone, axis=0).max() == 1


def test_open_mouth_is_shared_by_both_lips(mean_face: np.ndarray) -> None:
    wide = mean_face.copy()
    wide[[55, 56, 57, 58, 59, 65, 66, 67]] += (0, 30)
    wide[5:12] += (0, 30)
    regions = regions36(wide)
    labels = label_image(regions, (SIZE, SIZE))
    x, upper, lower = int(wide[61, 0]), int(wide[61, 1]) + 4, int(wide[67, 1]) - 4
    assert regions[labels[upper, x] - 1].name == "upper_lip_right"
    assert regions[labels[lower, x] - 1].name == "lower_lip_right"


def test_mirrored_landmarks_give_mirrored_regions(mean_face: np.ndarray) -> None:
    smirk = mean_face.copy()
    smirk[48] += (-6, -9)
    smirk[[37, 38]] += (0, -3)
    regions = {region.name: region for region in regions36(smirk)}
    swap = {"right": "left", "left": "right", "middle": "middle"}
    for region in regions36(mirror68(smirk, SIZE)):
        label = region.name.replace(region.side, swap[region.side])
        back = region.polygon * (-1, 1) + (SIZE - 1, 0)
        np.testing.assert_allclose(cycle(back), cycle(regions[label].polygon), atol=1e-9, err_msg=label)


def test_label_image_by_hand() -> None:
    labels = label_image([box(0.5, 0.5, 2.5, 1.5), box(2.5, 0.5, 3.5, 2.5)], (4, 5))
    np.testing.assert_array_equal(
        labels,
        [
            [0, 0, 0, 0, 0],
            [0, 1, 1, 2, 0],
            [0, 0, 0, 2, 0],
            [0, 0, 0, 0, 0],
        ],
    )


def test_pixel_on_a_shared_edge_belongs_to_one_region() -> None:
    one, two = box(0, 0, 2, 2), box(2, 0, 4, 2)
    both = [label_image([region], (5, 5)).astype(int) for region in (one, two)]
    assert (both[0] + both[1]).max() == 1
    assert (both[0] + both[1]).sum() == 8


def test_earlier_regions_keep_their_pixels() -> None:
    labels = label_image([box(0, 0, 3, 3), box(1, 1, 5, 5)], (6, 6))
    assert labels[2, 2] == 1
    assert labels[4, 4] == 2


def test_regions_outside_of_the_image_leave_no_mark() -> None:
    assert not label_image([box(-9, -9, -2, -2), box(20, 1, 30, 3)], (10, 10)).any()
    assert label_image([box(-5, -5, 1.5, 1.5)], (10, 10)).sum() == 4


def test_labels_follow_the_order_of_the_regions(mean_face: np.ndarray) -> None:
    labels = label_image(regions36(mean_face), (SIZE, SIZE, 3))
    assert labels.shape == (SIZE, SIZE)
    assert labels.dtype == np.uint8
    assert set(np.unique(labels)) == set(range(37))


def test_unusable_landmarks_are_refused(mean_face: np.ndarray) -> None:
    with pytest.raises(InputError, match=r"\(68, 2\)"):
        regions36(mean_face[:66])
    with pytest.raises(InputError, match="coincide"):
        regions36(np.ones((68, 2)))
