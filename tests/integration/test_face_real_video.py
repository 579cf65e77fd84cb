"""Landmarks, tracking, following and pose on the shared real videos."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt
import pytest

from countenance.core.errors import FaceError
from countenance.face import (
    MEAN_FACE,
    BlendshapeModel,
    FaceMesh,
    FaceTracker,
    LandmarkDetector,
    TrackStatus,
    follow,
    follow_frames,
    head_pose,
    label_image,
    landmarks68,
    mirror68,
    regions36,
    register,
    track,
    transform_points,
)

pytestmark = pytest.mark.shared
Image = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]


def frames(video: Path) -> Iterator[Image]:
    with av.open(str(video)) as container:
        for frame in container.decode(video=0):
            yield frame.to_ndarray(format="rgb24")


def eyes_apart(points: Points) -> float:
    return float(np.hypot(*(points[45] - points[36])))


def residual(found: Points, expected: Points) -> float:
    """Root mean square distance as a share of the distance of the outer eye corners."""
    return float(np.sqrt(((found - expected) ** 2).sum(axis=1).mean())) / eyes_apart(expected)


@pytest.fixture(scope="module")
def videos(shared: Path) -> Path:
    return shared / "data" / "videos"


@pytest.fixture(scope="module")
def face(videos: Path) -> Image:
    """A neutral face, 640 x 360."""
    return next(frames(videos / "single_face.mp4"))


@pytest.fixture(scope="module")
def detector() -> LandmarkDetector:
    return LandmarkDetector()


@pytest.fixture(scope="module")
def mesh(face: Image, detector: LandmarkDetector) -> FaceMesh:
    found = detector.mesh(face)
    assert found is not None
    return found


@pytest.mark.parametrize("video", ["cap12.mp4", "cap13.mp4", "single_face.mp4", "langer.mp4"])
def test_landmarks_lie_on_the_face(videos: Path, video: str) -> None:
    """Laid onto the mean face, landmarks of a real face agree with it within a person's proportions."""
    image = next(frames(videos / video))
    landmarks = landmarks68(image)
    assert landmarks.shape == (68, 2)
    assert landmarks.dtype == np.float64
    _, matrix = register(image, landmarks)
    assert residual(transform_points(landmarks, matrix), MEAN_FACE * 256 - 0.5) < 0.2
    counts = np.sum([label_image([region], image.shape) for region in regions36(landmarks)], axis=0)
    assert counts.max() == 1


def test_pupils_are_dark_and_lie_between_the_lids(face: Image, mesh: FaceMesh) -> None:
    grey = cv2.GaussianBlur(cv2.cvtColor(face, cv2.COLOR_RGB2GRAY), (5, 5), 0)
    cheek = grey[tuple(np.rint(mesh.points[[205, 425], 1::-1]).astype(int).T)]
    for iris, upper, lower in ((468, 159, 145), (473, 386, 374)):
        x, y = mesh.points[iris, :2]
        assert mesh.points[upper, 1] < y < mesh.points[lower, 1]
        assert grey[round(y), round(x)] < 0.5 * cheek.min()


def test_grey_and_colour_agree(face: Image, mesh: FaceMesh) -> None:
    grey = cv2.cvtColor(face, cv2.COLOR_RGB2GRAY)
    assert residual(landmarks68(grey), mesh.landmarks68) < 0.02


def test_mirrored_image_has_mirrored_landmarks(face: Image, mesh: FaceMesh) -> None:
    mirrored = landmarks68(np.ascontiguousarray(face[:, ::-1]))
    assert residual(mirrored, mirror68(mesh.landmarks68, face.shape[1])) < 0.02


@pytest.mark.parametrize("degrees", [-30, 20, 40])
def test_turned_image_has_turned_landmarks(face: Image, mesh: FaceMesh, degrees: float) -> None:
    height, width = face.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 0.8)
    turned = landmarks68(cv2.warpAffine(face, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE))
    assert residual(turned, transform_points(mesh.landmarks68, matrix)) < 0.03


@pytest.mark.parametrize("scale", [0.3, 2.0, 3.0])
def test_size_of_the_image_matters_little(face: Image, mesh: FaceMesh, scale: float) -> None:
    resized = cv2.resize(face, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    expected = (mesh.landmarks68 + 0.5) * scale - 0.5
    assert residual(landmarks68(resized), expected) < 0.03


def test_a_small_face_needs_the_full_range_detector(face: Image, detector: LandmarkDetector) -> None:
    small = cv2.resize(face, (128, 72), interpolation=cv2.INTER_AREA)
    scene = np.full((480, 640, 3), 128, np.uint8)
    scene[200:272, 300:428] = small
    left, top, right, bottom = detector.faces.detect(scene)[0].box
    assert 300 < left < right < 428
    assert 190 < top < bottom < 272
    assert landmarks68(scene)[:, 0].mean() == pytest.approx((left + right) / 2, abs=5)


def test_several_faces_come_largest_first(face: Image, detector: LandmarkDetector) -> None:
    crowd = np.full((540, 640, 3), 128, np.uint8)
    crowd[:180, :320] = cv2.resize(face, (320, 180), interpolation=cv2.INTER_AREA)
    crowd[180:] = face
    large, small = detector.meshes(crowd)
    assert eyes_apart(large.landmarks68) > 1.8 * eyes_apart(small.landmarks68)
    assert large.landmarks68[:, 1].min() > 180 > small.landmarks68[:, 1].max()
    report = FaceTracker(detector).update(crowd)
    assert report.several
    assert report.n_faces == 2
    assert report.landmarks68 is not None
    assert residual(report.landmarks68, large.landmarks68) < 1e-6


def test_a_followed_face_is_not_swapped_for_a_larger_one(face: Image, detector: LandmarkDetector) -> None:
    alone = np.full((540, 640, 3), 128, np.uint8)
    alone[:180, :320] = cv2.resize(face, (320, 180), interpolation=cv2.INTER_AREA)
    joined = alone.copy()
    joined[180:] = face
    tracker = FaceTracker(detector, look_every=1)
    first, second = tracker.update(alone), tracker.update(joined)
    assert (first.several, second.several) == (False, True)
    assert second.status is TrackStatus.TRACKED
    assert second.landmarks68 is not None
    assert second.landmarks68[:, 1].max() < 180


def test_a_face_that_goes_is_reported_lost(videos: Path, detector: LandmarkDetector) -> None:
    reports = list(track(frames(videos / "face_then_none_vfr.mov"), detector))
    statuses = [report.status.value for report in reports]
    assert [report.frame for report in reports] == list(range(len(reports)))
    gone = statuses.index("lost")
    assert statuses[:gone] == ["detected"] + ["tracked"] * (gone - 1)
    assert set(statuses[gone:]) == {"lost"}
    assert abs(gone - 72) <= 2
    assert all((report.face is None) == (report.status == "lost") for report in reports)


def test_a_face_that_comes_is_found(videos: Path, detector: LandmarkDetector) -> None:
    statuses = [report.status.value for report in track(frames(videos / "none_then_face.mov"), detector)]
    came = statuses.index("detected")
    assert set(statuses[:came]) == {"absent"}
    assert abs(came - 96) <= 2
    assert statuses[came + 1 : came + 70] == ["tracked"] * 69


def test_image_without_a_face_is_refused(videos: Path) -> None:
    with pytest.raises(FaceError, match="No face"):
        landmarks68(next(frames(videos / "none_then_face.mov")))


def test_a_lost_face_is_found_again(face: Image, detector: LandmarkDetector) -> None:
    blank = np.full_like(face, 100)
    statuses = [report.status for report in track([face, blank, face, face], detector)]
    assert statuses == ["detected", "lost", "detected", "tracked"]


def test_landmarks_stay_still_on_a_still_face(face: Image, detector: LandmarkDetector) -> None:
    """Noise of 2 grey levels moves landmarks by about a tenth of a pixel, followed ones by a fortieth."""
    rng = np.random.default_rng(0)
    noisy = [
        np.clip(np.rint(face + rng.normal(0, 2, face.shape[:2])[..., None]), 0, 255).astype(np.uint8)
        for _ in range(8)
    ]
    tracked = np.array([report.landmarks68 for report in track([face, *noisy], detector)])
    followed = follow([face, *noisy], tracked[0])
    assert np.sqrt(tracked[1:].var(axis=0).mean()) < 0.2
    assert np.sqrt(np.nanmean(np.nanvar(followed[1:], axis=0))) < 0.05


def test_landmarks_do_not_lag_behind_a_moving_face(face: Image, detector: LandmarkDetector) -> None:
    """The head jumps by 3 pixels between two frames; its landmarks jump along."""
    height, width = face.shape[:2]
    moved = [
        cv2.warpAffine(
            face, np.array([[1.0, 0, dx], [0, 1, dy]]), (width, height), borderMode=cv2.BORDER_REPLICATE
        )
        for dx, dy in ((0, 0), (3, 0), (0, -3))
    ]
    points = np.array([report.landmarks68 for report in track(moved, detector)])
    np.testing.assert_allclose((points[1] - points[0]).mean(axis=0), (3, 0), atol=0.15)
    np.testing.assert_allclose((points[2] - points[0]).mean(axis=0), (0, -3), atol=0.15)
    assert np.sqrt(((points[1] - points[0] - (3, 0)) ** 2).mean()) < 0.2


def test_following_agrees_with_landmarks_during_a_smile(videos: Path, detector: LandmarkDetector) -> None:
    clip = list(islice(frames(videos / "single_face.mp4"), 0, 30, 3))
    tracked = np.array([report.landmarks68 for report in track(clip, detector)])
    followed = follow(clip, tracked[0])
    rigid = [27, 28, 29, 30, 36, 39, 42, 45]
    difference = np.abs(followed[:, rigid] - tracked[:, rigid])
    assert np.nanmean(difference) < 0.02 * eyes_apart(tracked[0])


def test_too_many_lost_points_are_landmarked_anew(face: Image, detector: LandmarkDetector) -> None:
    height, width = face.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), 25, 1.0)
    turned = cv2.warpAffine(face, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    start = landmarks68(face)
    without = list(follow_frames([face, turned], start))[1]
    renewed = list(follow_frames([face, turned], start, detector=detector))[1]
    assert without.lost.mean() > 0.25
    assert not without.relandmarked
    assert renewed.relandmarked
    assert residual(renewed.points, transform_points(start, matrix)) < 0.03


def test_pose_follows_a_turned_picture(face: Image, mesh: FaceMesh, detector: LandmarkDetector) -> None:
    height, width = face.shape[:2]
    straight = head_pose(mesh.points, face.shape)
    assert abs(straight.yaw) < 10
    assert abs(straight.pitch) < 10
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -20, 1.0)  # clockwise
    turned = detector.mesh(cv2.warpAffine(face, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE))
    assert turned is not None
    assert head_pose(turned.points, face.shape).roll == pytest.approx(straight.roll + 20, abs=2)


def test_a_smile_raises_its_proxy(videos: Path, detector: LandmarkDetector) -> None:
    model = BlendshapeModel()
    smile = []
    for image in islice(frames(videos / "single_face.mp4"), 0, 61, 60):
        found = detector.mesh(image)
        assert found is not None
        smile.append(next(proxy for proxy in model.proxies(found) if proxy.action_unit == 12))
    neutral, broad = smile
    assert max(neutral.right, neutral.left) < 0.3
    assert min(broad.right, broad.left) > 0.6


def test_registration_puts_the_eyes_where_the_mean_face_has_them(face: Image, mesh: FaceMesh) -> None:
    registered, matrix = register(face, mesh.landmarks68, size=256)
    assert registered.shape == (256, 256, 3)
    again = landmarks68(registered)
    assert residual(again, transform_points(mesh.landmarks68, matrix)) < 0.03
