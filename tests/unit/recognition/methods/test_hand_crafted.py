"""What every method over hand-crafted descriptions must do."""

from __future__ import annotations

import pickle

import cv2
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.svm import SVC

from countenance.core.errors import FaceError, InputError
from countenance.databases.simulated import Person
from countenance.face import landmarks68
from countenance.recognition import methods
from countenance.recognition.kernels import MeanKernel
from countenance.recognition.methods.tim_lbp_top import (
    multiple_kernels,
    random_forest,
    support_vector_machine,
)

NAMES = ["bi-woof", "gradients-3d", "hoof", "mdmo", "region-lbp-top", "tim-lbp-top"]


@pytest.fixture(scope="module", params=NAMES)
def method(request):
    return methods.method(request.param)


def moved(face, points, right, up, n_frames):
    """A clip in which the surroundings of landmarks move away from the middle and up, and come half way back."""
    y, x = np.mgrid[: face.shape[0], : face.shape[1]].astype(np.float32)
    middle = points[:, 0].mean()
    field = np.zeros((*face.shape, 2), np.float32)
    for px, py in points:
        weight = np.exp(-((x - px) ** 2 + (y - py) ** 2) / (2 * 18**2))
        field += weight[..., None] * np.array([np.sign(px - middle) * right, -up], np.float32)
    levels = np.sin(np.linspace(0, 2.4, n_frames)).astype(np.float32)
    return np.stack(
        [cv2.remap(face, x - k * field[..., 0], y - k * field[..., 1], cv2.INTER_LINEAR) for k in levels]
    )


@pytest.fixture(scope="module")
def clips(smile_grey):
    """A smile and raised brows of each of two rendered faces, of four lengths, with what they are."""
    other = Person.from_seed(7).render({}).mean(2).round().astype(np.uint8)
    shown = []
    for face, lengths in ((smile_grey[0], (7, 5)), (other, (4, 6))):
        landmarks = landmarks68(face)
        shown.append(moved(face, landmarks[[48, 54]], 6, 5, lengths[0]))
        shown.append(moved(face, landmarks[[18, 19, 20, 23, 24, 25]], 0, 4, lengths[1]))
    return shown, np.array(["smile", "brows", "smile", "brows"])


@pytest.fixture(scope="module")
def described(method, clips):
    return method.describer.transform(clips[0])


def test_it_says_what_it_is(method):
    assert method.title
    assert method.citation.endswith(".")
    assert method.doi.startswith("10.")
    assert len(method.free_choices) >= 3
    assert all(choice.endswith(".") for choice in method.free_choices)


def test_clips_of_any_length_have_one_shape_and_finite_numbers(clips, described):
    assert described.shape == (4, described.shape[1])
    assert described.dtype == np.float32
    assert np.isfinite(described).all()
    assert len({len(frames) for frames in clips[0]}) == 4


@pytest.mark.parametrize("n_frames", [2, 3])
def test_two_and_three_frames_are_described_too(method, clips, described, n_frames):
    short = clips[0][1][[0, 2, 4][:n_frames]]
    vector = method.describer.describe(short)
    assert vector.shape == described.shape[1:]
    assert np.isfinite(vector).all()
    assert vector.any()


def test_the_same_clip_gives_the_same_numbers_in_a_copy(method, clips, described):
    copy = pickle.loads(pickle.dumps(clone(method.describer)))
    assert np.array_equal(copy.describe(clips[0][2]), described[2])


def test_clips_that_differ_have_other_numbers(described):
    assert len(np.unique(described, axis=0)) == 4


def test_it_learns_what_it_is_shown(method, clips, described):
    fitted = method.classifier().fit(described, clips[1])
    assert fitted.predict(described).tolist() == clips[1].tolist()


@pytest.mark.parametrize("name", ["bi-woof", "hoof", "mdmo"])
def test_flow_tells_a_new_person_s_smile_from_their_raised_brows(name, clips):
    """What moves does not depend on who moves it; texture and gradients show the person as well."""
    flow = methods.method(name)
    X = flow.describer.transform(clips[0])
    fitted = flow.classifier().fit(X[:2], clips[1][:2])
    assert fitted.predict(X[2:]).tolist() == ["smile", "brows"]


def test_the_whole_is_one_estimator_over_clips(method, clips):
    estimator = pickle.loads(pickle.dumps(method.estimator()))
    fitted = estimator.fit(clips[0], clips[1])
    assert fitted.predict(clips[0][:1]).tolist() == ["smile"]


def test_no_face_and_no_clip_are_said(method):
    with pytest.raises(FaceError, match="No face was found"):
        method.describer.describe(np.full((4, 90, 90), 90, np.uint8))
    with pytest.raises(InputError, match="expected uint8 frames"):
        method.describer.describe(np.zeros((4, 90, 90)))


@pytest.mark.parametrize("make", [support_vector_machine, multiple_kernels, random_forest])
def test_tim_lbp_top_has_the_three_classifiers_of_its_paper(make, clips):
    X = methods.method("tim-lbp-top").describer.transform(clips[0])
    first, second = (make().fit(X, clips[1]).predict(X).tolist() for _ in range(2))
    assert first == second == clips[1].tolist()


def test_the_classifiers_are_what_they_are_called():
    assert isinstance(support_vector_machine(), SVC)
    assert support_vector_machine("rbf")[-1].kernel == "rbf"
    assert multiple_kernels(("intersection",), cost=3).kernel == MeanKernel(("intersection",))
    assert isinstance(random_forest(20), RandomForestClassifier)
