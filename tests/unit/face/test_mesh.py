"""The crop's geometry, and what happens without a face."""

from __future__ import annotations

import numpy as np
import pytest

from countenance.core.errors import FaceError, InputError
from countenance.face import Detection, FaceMesh, LandmarkDetector, face_mesh, landmarks68
from countenance.face.landmarks import default_detector
from countenance.face.mesh import _Crop, _cut


def test_crop_of_a_detection_reaches_half_a_face_further() -> None:
    keypoints = np.array([[40.0, 50], [60, 50], [50, 60], [50, 70], [30, 55], [70, 55]])
    crop = _Crop.of_detection(Detection((30, 40, 70, 70), keypoints, 1.0))
    assert (crop.centre, crop.side, crop.angle) == ((50, 55), 60, 0)
    np.testing.assert_allclose(crop.to_image() @ [0, 0, 1], [20, 25])
    np.testing.assert_allclose(crop.to_image() @ [256, 256, 1], [80, 85])


def test_crop_turns_with_the_eyes() -> None:
    """A face on its side: the eye line runs downwards, so the crop's x axis does too."""
    points = np.array([[0.0, 0], [10, 0], [10, 20], [0, 20]])
    crop = _Crop.around(points, right=(5, 5), left=(5, 15))
    assert crop.angle == pytest.approx(np.pi / 2)
    assert crop.side == pytest.approx(30)
    np.testing.assert_allclose(crop.to_image() @ [128, 128, 1], [5, 10], atol=1e-12)
    np.testing.assert_allclose(crop.to_image() @ [256, 128, 1], [5, 25], atol=1e-12)


def test_distance_between_crops_is_a_share_of_the_side() -> None:
    crop = _Crop((100, 100), 200, 0.0)
    assert crop.distance(crop) == 0
    assert crop.distance(_Crop((103, 104), 200, 0.0)) == pytest.approx(5 / 200)
    assert crop.distance(_Crop((100, 100), 210, 0.0)) == pytest.approx(0.025)
    assert _Crop((0, 0), 1, np.pi).distance(_Crop((0, 0), 1, -np.pi)) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("scale", [0.5, 1.0, 1.9, 2.0, 3.7])
@pytest.mark.parametrize("angle", [0.0, 0.4])
def test_cut_puts_a_spot_where_the_matrix_says(scale: float, angle: float) -> None:
    rows, columns = np.indices((700, 900))
    spot = np.array([430.3, 371.8])
    brightness = 250 * np.exp(-((columns - spot[0]) ** 2 + (rows - spot[1]) ** 2) / (2 * (4 * scale) ** 2))
    image = np.repeat(np.rint(brightness).astype(np.uint8)[..., None], 3, axis=2)
    matrix = _Crop((450, 350), 256 * scale, angle).to_image()
    shown = _cut(image, matrix)[..., 0].astype(float)
    shown_rows, shown_columns = np.indices(shown.shape)
    centroid = np.array([(shown * shown_columns).sum(), (shown * shown_rows).sum()]) / shown.sum()
    np.testing.assert_allclose(matrix[:, :2] @ centroid + matrix[:, 2], spot, atol=0.05 * scale)


def test_box_spans_the_landmarks(neutral_mesh: FaceMesh) -> None:
    left, top, right, bottom = neutral_mesh.box
    assert (left + right) / 2 == pytest.approx(200, abs=1e-4)
    assert bottom - top == pytest.approx(20 * 17.665, abs=0.01)
    assert neutral_mesh.landmarks68.shape == (68, 2)


@pytest.mark.parametrize("shape", [(240, 320), (240, 320, 3)])
def test_image_without_a_face(shape: tuple[int, ...]) -> None:
    image = np.random.default_rng(3).integers(0, 256, shape, dtype=np.uint8)
    assert LandmarkDetector().mesh(image) is None
    for function in (landmarks68, face_mesh):
        with pytest.raises(FaceError, match="No face was found in this image of 320 x 240 pixels"):
            function(image)


def test_a_detection_that_is_no_face_is_dropped() -> None:
    keypoints = np.array([[110.0, 110], [150, 110], [130, 130], [130, 150], [90, 120], [170, 120]])
    wrong = Detection((80, 80, 180, 180), keypoints, 0.99)
    assert LandmarkDetector().refine(np.full((240, 320, 3), 128, np.uint8), wrong) is None


@pytest.mark.parametrize(
    "image", [np.zeros((40, 40, 4), np.uint8), np.zeros((8, 8), np.uint8), np.zeros((40, 40))]
)
def test_unusable_images_are_refused(image: np.ndarray) -> None:
    with pytest.raises(InputError, match=r"An image must"):
        landmarks68(image)


def test_each_thread_has_its_own_detector() -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(default_detector).result()
        assert pool.submit(default_detector).result() is other
    assert default_detector() is default_detector()
    assert other is not default_detector()
