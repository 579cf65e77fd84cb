"""DTSA + ELM, tensor independent colour space, and robust PCA with directional features as whole methods."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict

from countenance.recognition import methods
from countenance.recognition.describers.aligned_clips import AlignedColourClip, AlignedGreyClip
from countenance.recognition.describers.sparse_motion import SparseMotionTexture
from countenance.recognition.methods.tics import colour_texture_classifier

NAMES = ["dtsa-elm", "tics", "robust-pca-lstd"]
SMALL = {
    "dtsa-elm": AlignedGreyClip(32, 16, "whole"),
    "tics": AlignedColourClip(64, 16, "whole"),
    "robust-pca-lstd": SparseMotionTexture(64, 16, crop="whole"),
}


@pytest.fixture(scope="module")
def people() -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """Six people of coloured noise who show a patch that shakes at the mouth or at the brows."""
    rng = np.random.default_rng(0)
    clips, labels, groups = [], [], []
    for person in range(6):
        skin = rng.normal(size=(64, 64, 3)) @ np.diag([14, 10, 6]) + rng.uniform(
            [120, 90, 70], [180, 130, 110]
        )
        for take in range(2):
            rows, label = (slice(40, 52), "mouth") if take % 2 else (slice(12, 24), "brows")
            clip = np.tile(skin, (8 + take, 1, 1, 1))
            for frame, strength in zip(clip, np.sin(np.linspace(0, np.pi, len(clip))), strict=True):
                frame[rows, 16:48] += strength * (25 + 8 * rng.normal(size=(12, 32, 1)))
            clip += rng.normal(scale=1.5, size=clip.shape)
            clips.append(np.clip(np.rint(clip), 0, 255).astype(np.uint8))
            labels.append(label)
            groups.append(person)
    return clips, np.array(labels), np.array(groups)


def described(name: str, clips: list[np.ndarray]) -> np.ndarray:
    describer = SMALL[name]
    grey = [np.rint(clip.mean(axis=3)).astype(np.uint8) for clip in clips]
    return describer.transform(clips if describer.colour == "rgb" else grey)


@pytest.mark.parametrize("name", NAMES)
def test_people_left_out_are_recognised_by_what_moves(name, people):
    clips, labels, groups = people
    X = described(name, clips)
    predicted = cross_val_predict(
        methods.method(name).classifier(), X, labels, groups=groups, cv=LeaveOneGroupOut()
    )
    assert (predicted == labels).mean() > 0.9


@pytest.mark.parametrize("space", ["grey", "rgb", "lab", "luv"])
def test_the_other_colour_spaces_are_one_parameter_away(space, people):
    clips, labels, groups = people
    X = described("tics", clips)
    classifier = clone(methods.method("tics").classifier()).set_params(colour__space=space)
    assert classifier.get_params()["colour"].space == colour_texture_classifier(space)["colour"].space
    predicted = classifier.fit(X[groups < 5], labels[groups < 5]).predict(X[groups == 5])
    assert predicted.tolist() == labels[groups == 5].tolist()


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_is(name):
    method = methods.method(name)
    assert method.citation.endswith(".")
    assert method.doi.startswith("10.")
    assert all(choice.endswith(".") for choice in method.free_choices)
    assert "reimplementation" in method.free_choices[0]


@pytest.mark.parametrize("name", NAMES)
def test_two_fits_agree_to_the_bit_and_a_copy_predicts_the_same(name, people):
    clips, labels, _ = people
    X = described(name, clips[:8])
    classifier = methods.method(name).classifier()
    fitted, again = (clone(classifier).fit(X, labels[:8]) for _ in range(2))
    copy = pickle.loads(pickle.dumps(fitted))
    scores = [model.decision_function(X) for model in (fitted, again, copy)]
    assert np.array_equal(scores[0], scores[1])
    assert np.array_equal(scores[0], scores[2])


@pytest.mark.parametrize("name", NAMES)
def test_the_whole_is_one_estimator_over_clips(name, smile_rgb, smile_grey):
    method = methods.method(name)
    shown = smile_rgb if method.describer.colour == "rgb" else smile_grey
    clips = [shown, shown[:1]]
    estimator = method.estimator().fit(clips, ["smile", "none"])
    assert estimator.predict(clips[:1]).tolist() == ["smile"]
