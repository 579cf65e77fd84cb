from __future__ import annotations

import cv2
import numpy as np
import pytest

from countenance.core.errors import FaceError
from countenance.face import MEAN_FACE, landmarks68, regions36
from countenance.features import bi_woof, dense_flow, hoof, interpolate_frames, mdmo
from countenance.recognition.describers.optical_flow import HOOF, MDMO, BiWOOF, _steadied_flows
from countenance.recognition.faces import aligned_face, aligned_regions

NAMES = [region.name for region in regions36(MEAN_FACE)]


def test_mdmo_sees_a_smile_where_it_is(smile_grey):
    described = MDMO().describe(smile_grey)
    assert (described.shape, described.dtype) == ((72,), np.float32)
    length = dict(zip(NAMES, described[:36], strict=True))
    angle = dict(zip(NAMES, described[36:] / 0.2, strict=True))
    around_the_mouth = {"mouth_corner", "lower_cheek", "nasolabial", "upper_cheek", "lower_lid", "lower_lip"}
    assert max(length, key=length.get).rpartition("_")[0] in around_the_mouth
    assert length["mouth_corner_left"] > 4 * length["brow_middle_left"]
    # Outwards and up, angles being positive downwards.
    assert -np.pi / 2 < angle["mouth_corner_left"] < 0
    assert -np.pi < angle["mouth_corner_right"] < -np.pi / 2


def test_mdmo_takes_the_head_s_motion_away(smile_grey):
    """The same smile with a head that drifts and turns gives nearly the same, and would not without."""
    height, width = smile_grey.shape[1:]
    drifting = []
    for k, frame in enumerate(smile_grey):
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), 0.5 * k, 1)
        matrix[:, 2] += 1.2 * k, -0.8 * k
        drifting.append(cv2.warpAffine(frame, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE))
    still, drift = MDMO().describe(smile_grey)[:36], MDMO().describe(np.stack(drifting))[:36]
    faces, labels, _ = aligned_regions(np.stack(drifting), 128)
    unsteadied = mdmo([dense_flow(faces[0], face) for face in faces[1:]], labels, 36)[:36]
    assert np.abs(still - drift).mean() < np.abs(still - unsteadied).mean() / 2
    assert np.corrcoef(still, drift)[0, 1] > 0.8 > np.corrcoef(still, unsteadied)[0, 1]


def test_steadied_frames_no_longer_move_with_the_points(smile_grey):
    faces, labels, landmarks = aligned_regions(smile_grey[:1], 128)
    matrix = cv2.getRotationMatrix2D((64, 64), 2, 1.02)
    matrix[:, 2] += 2, -1.5
    moved = cv2.warpAffine(faces[0], matrix, (128, 128), borderMode=cv2.BORDER_REPLICATE)
    before = np.abs(dense_flow(faces[0], moved)[labels > 0]).mean()
    points = landmarks[[*range(17), *range(27, 36)]]
    (after,) = _steadied_flows(np.stack([faces[0], moved]), points, "dis-medium")
    assert before > 1.5
    assert np.abs(after[labels > 0]).mean() < 0.25


def test_hoof_follows_the_resampled_clip(smile_grey):
    faces = interpolate_frames(aligned_face(smile_grey, 128), 5)
    described = HOOF(n_frames=5, n_bins=6, blocks=(2, 3)).describe(smile_grey).reshape(4, 6, 6)
    np.testing.assert_allclose(described[2], hoof(dense_flow(faces[2], faces[3]), 6, (2, 3)), atol=1e-6)
    assert np.isin(described.sum(axis=2).round(5), (0, 1)).all()


def test_bi_woof_is_of_the_onset_and_the_apex(smile_grey):
    faces = aligned_face(smile_grey, 128)
    expected = bi_woof(dense_flow(faces[0], faces[3])).ravel()
    np.testing.assert_allclose(BiWOOF().describe(smile_grey, apex=3), expected, atol=1e-6)
    assert np.array_equal(BiWOOF().describe(smile_grey), BiWOOF().describe(smile_grey, apex=4))


def test_bi_woof_weighs_the_mouth_of_a_smile_most(smile_grey):
    blocks = BiWOOF().describe(smile_grey, apex=4).reshape(8, 8, 8).sum(axis=2)
    assert blocks.argmax() // 8 >= 4  # below the nose
    assert blocks[5:7, 1:7].mean() > 3 * blocks[:2, 1:7].mean()


@pytest.mark.parametrize("describer", [MDMO(), HOOF(), BiWOOF()])
def test_no_face_is_said(describer):
    with pytest.raises(FaceError, match="No face was found"):
        describer.describe(np.full((3, 90, 90), 90, np.uint8))


def test_a_face_that_is_cut_off_names_its_regions(smile_grey):
    chin = int(landmarks68(smile_grey[0])[8, 1])
    with pytest.raises(FaceError, match=r"nothing is seen of .*chin"):
        MDMO().describe(smile_grey[:, : chin - 80])
