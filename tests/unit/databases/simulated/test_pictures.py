"""What a rendered frame looks like to a program that analyses faces."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from countenance.databases.simulated import Person, Pose
from countenance.databases.simulated.skin import bake
from countenance.face import LandmarkDetector


def grey(picture: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float64)


@pytest.fixture(scope="module")
def detector() -> LandmarkDetector:
    return LandmarkDetector()


@pytest.mark.parametrize(
    "units", [{}, {"6": 0.7, "12": 1.0, "25": 0.6}, {"1": 1.0, "2": 1.0, "5": 0.8}, {"4": 1.0, "9": 0.8}]
)
def test_landmarks_are_found_where_they_are(
    person: Person, detector: LandmarkDetector, units: dict[str, float]
):
    found = detector.mesh(person.render(units, noise=1.5))
    assert found is not None
    true = person.project(units)
    eyes = true[[33, 133]].mean(axis=0), true[[263, 362]].mean(axis=0)
    error = np.linalg.norm(found.points[:468, :2] - true, axis=1) / np.linalg.norm(eyes[1] - eyes[0])
    assert np.median(error) < 0.05


def test_face_fills_the_frame_as_in_the_real_recordings(person: Person):
    width, height = np.ptp(person.project(), axis=0)
    assert 170 < width < 250
    assert 200 < height < 290


def test_picture_is_rgb_of_the_cameras_size(person: Person):
    picture = person.render()
    assert picture.shape == (480, 640, 3)
    assert picture.dtype == np.uint8
    red, _, blue = picture[200:300, 280:360].reshape(-1, 3).mean(axis=0)
    assert red > blue + 15  # skin, not an image with its channels swapped


def test_equal_seeds_give_equal_bytes_and_others_do_not():
    one, again, other = (Person.from_seed(seed).render({"12": 0.5}, noise=1.5) for seed in (11, 11, 12))
    np.testing.assert_array_equal(one, again)
    assert np.abs(one.astype(int) - other).mean() > 3


def test_a_picture_does_not_depend_on_the_one_before(person: Person):
    """Folds stay in the texture from frame to frame while they do not change."""
    calm, frown = person.render(), person.render({"4": 1.0})
    assert not np.array_equal(calm, frown)
    for units, expected in (({"4": 1.0}, frown), ({}, calm), ({}, calm), ({"4": 1.0}, frown)):
        np.testing.assert_array_equal(person.render(units), expected)


def test_skin_is_textured_everywhere(person: Person):
    """Every 16 x 16 block of the noiseless face has gradients, which LBP and optical flow live on."""
    picture = cv2.GaussianBlur(grey(person.render()), (0, 0), 0.5)
    dy, dx = np.gradient(picture)
    energy = np.sqrt(dx**2 + dy**2)
    points = person.project()
    middle = points.mean(axis=0)
    outline = (middle + 0.85 * (points - middle)).astype(np.int32)
    face = cv2.fillConvexPoly(np.zeros((480, 640), np.uint8), cv2.convexHull(outline), 1)
    blocks = [
        energy[r : r + 16, c : c + 16].mean()
        for r in range(0, 480, 16)
        for c in range(0, 640, 16)
        if face[r : r + 16, c : c + 16].all()
    ]
    assert len(blocks) > 60
    assert min(blocks) > 0.5


def test_quarter_pixel_movement_is_measured_as_such(person: Person):
    """Edges and texture move without stair-steps: the flow follows the true displacement of the cheeks."""
    size = person.project(pose=Pose(x=1.0))[50, 0] - person.project()[50, 0]
    flow = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    first = grey(person.render()).astype(np.uint8)
    for pixels in (0.25, 0.5, 1.0):
        moved = grey(person.render(pose=Pose(x=pixels / size))).astype(np.uint8)
        field = flow.calc(first, moved, None)
        measured = [field[int(r), int(c), 0] for c, r in person.project()[[50, 280, 205, 425, 1]]]
        assert np.mean(measured) == pytest.approx(pixels, abs=0.12)


def test_gaze_moves_the_irises_and_nothing_else(person: Person):
    change = np.abs(grey(person.render(gaze=(0.2, 0.0))) - grey(person.render())) > 4
    rows, columns = np.nonzero(change)
    points = person.project()
    eyes = np.concatenate([points[[33, 133, 159, 145]], points[[263, 362, 386, 374]]])
    assert change.sum() > 30
    assert eyes[:, 0].min() - 2 < columns.min() <= columns.max() < eyes[:, 0].max() + 2
    assert eyes[:, 1].min() - 2 < rows.min() <= rows.max() < eyes[:, 1].max() + 2


def test_background_is_still_while_the_head_turns(person: Person):
    rest, turned = person.render(), person.render(pose=Pose(yaw=0.05, roll=0.03))
    assert np.array_equal(rest[:, :90], turned[:, :90])
    assert np.array_equal(rest[:, -90:], turned[:, -90:])
    assert np.abs(rest[150:350, 220:420].astype(int) - turned[150:350, 220:420]).mean() > 2


def test_noise_has_the_asked_strength(person: Person):
    clean, noisy = (person.render(noise=n)[20:80, 20:120].astype(float) for n in (0.0, 2.0))
    assert (noisy - clean).std() == pytest.approx(2.0, rel=0.25)
    assert (noisy - clean).mean() == pytest.approx(0, abs=0.15)


def test_texture_is_albedo(person: Person):
    texture = bake(person.look)
    assert texture.dtype == np.float32
    assert texture.min() >= 0
    assert texture.max() <= 1
