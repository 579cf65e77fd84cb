from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.utils.estimator_checks import check_estimator_cloneable

from countenance.core.errors import InputError
from countenance.features.colour_spaces import to_colour_space
from countenance.recognition.independent_colour import TensorIndependentColour

MIXTURE = np.array([[30.0, 14.0, 4.0], [18.0, -12.0, 5.0], [12.0, 6.0, -9.0]])


def mixed_clips(seed: int, n: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Clips whose colours are a mixture of three independent sources, and the sources."""
    rng = np.random.default_rng(seed)
    shape = (n, 6, 40, 40)
    # Bounded, so that no colour is cut off at black or white.
    sources = np.stack(
        [
            rng.uniform(-1.5, 1.5, shape),
            np.sign(rng.normal(size=shape)) * rng.beta(1, 4, shape) * 3,
            rng.beta(1, 5, shape) * 3 - 0.5,
        ],
        axis=-1,
    )
    return np.rint(128 + sources @ MIXTURE.T).astype(np.uint8), sources


@pytest.fixture(scope="module")
def clips() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (3, 4, 10, 12, 3), dtype=np.uint8)


def test_a_planted_mixture_is_unmixed():
    clips, sources = mixed_clips(0)
    through = np.abs(
        TensorIndependentColour().fit(clips).unmixing_ @ (MIXTURE * sources.std(axis=(0, 1, 2, 3)))
    )
    assert sorted(through.argmax(axis=1)) == [0, 1, 2]
    assert np.sort(through, axis=1)[:, :2].max() < 0.1
    assert through.max(axis=1) == pytest.approx([1, 1, 1], abs=0.1)


def test_clips_of_the_test_set_become_their_sources():
    train, (test, sources) = mixed_clips(1)[0], mixed_clips(2)
    found = TensorIndependentColour().fit(train).transform(test)
    correlations = np.abs(np.corrcoef(found.reshape(-1, 3).T, sources.reshape(-1, 3).T)[:3, 3:])
    assert (np.sort(correlations, axis=1)[:, -1] > 0.97).all()
    assert sorted(correlations.argmax(axis=1)) == [0, 1, 2]


def test_nothing_is_learned_from_the_clips_that_are_transformed():
    train, test = mixed_clips(3)[0], mixed_clips(4)[0]
    model = TensorIndependentColour().fit(train)
    alone = model.transform(test[:1])
    assert np.array_equal(model.transform(test)[:1], alone)


def test_a_draw_of_voxels_is_repeatable_and_near_the_whole():
    clips, _ = mixed_clips(5, n=8)
    whole = TensorIndependentColour(max_voxels=10**6).fit(clips)
    drawn, again = (TensorIndependentColour(max_voxels=20_000).fit(clips) for _ in range(2))
    assert np.array_equal(drawn.unmixing_, again.unmixing_)
    assert not np.array_equal(drawn.unmixing_, whole.unmixing_)
    np.testing.assert_allclose(drawn.mixing_, whole.mixing_, atol=2)


def test_components_are_stretched_clip_by_clip(clips):
    model = TensorIndependentColour("lab").fit(clips)
    converted = model.transform(clips)
    values = to_colour_space(clips[1], "lab")
    for channel in range(3):
        order = np.argsort(values[..., channel], axis=None)
        assert (np.diff(converted[1, ..., channel].ravel()[order].astype(int)) >= 0).all()
        assert converted[1, ..., channel].min() == 0
        assert converted[1, ..., channel].max() == 255


def test_rgb_and_grey_keep_their_levels(clips):
    assert np.array_equal(TensorIndependentColour("rgb").fit_transform(clips), clips)
    grey = TensorIndependentColour("grey").fit_transform(clips)
    assert grey.shape == (3, 4, 10, 12, 1)
    assert np.abs(grey[..., 0] - clips @ [0.299, 0.587, 0.114]).max() <= 0.501


@pytest.mark.parametrize("space", ["lab", "luv"])
def test_clips_without_colour_have_level_components(space):
    greys = np.repeat(np.random.default_rng(0).integers(0, 256, (1, 3, 8, 8, 1), dtype=np.uint8), 3, axis=4)
    converted = TensorIndependentColour(space).fit_transform(greys)
    assert len(np.unique(converted[..., 0])) > 10
    assert np.ptp(converted[..., 1:].astype(int), axis=(0, 1, 2, 3)).max() <= 4


def test_clips_without_colour_have_no_independent_colours():
    with pytest.raises(InputError, match=r"no independent colours: .* choose the space 'grey'"):
        TensorIndependentColour().fit(
            np.repeat(np.arange(64, dtype=np.uint8).reshape(1, 1, 8, 8, 1), 3, axis=4)
        )


def test_it_is_cloned_and_tuned_as_scikit_learn_asks(clips):
    model = TensorIndependentColour(max_voxels=500).fit(clips)
    check_estimator_cloneable("TensorIndependentColour", model)
    assert clone(model).set_params(space="luv").get_params() == {
        "space": "luv", "max_voxels": 500, "random_state": 0,
    }  # fmt: skip
    with pytest.raises(NotFittedError):
        clone(model).transform(clips)


@pytest.mark.parametrize(
    "X", [np.zeros((4, 8, 8, 3), np.uint8), np.zeros((1, 4, 8, 8, 3)), np.zeros((0, 4, 8, 8, 3), np.uint8)]
)
def test_other_clips_are_refused(X):
    with pytest.raises(InputError, match=r"\(clips, frames, height, width, 3\)"):
        TensorIndependentColour().fit(X)


@pytest.mark.parametrize(
    ("parameters", "message"), [({"space": "hsv"}, "tics, grey"), ({"max_voxels": 3}, "4 voxels")]
)
def test_parameters_out_of_range_are_refused(clips, parameters, message):
    with pytest.raises(InputError, match=message):
        TensorIndependentColour(**parameters).fit(clips)
