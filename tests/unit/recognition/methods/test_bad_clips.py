"""A clip that a method cannot use is refused in one sentence, whichever the method."""

from __future__ import annotations

import numpy as np
import pytest

from countenance.core.errors import InputError
from countenance.recognition import methods

# Several methods share one describer.
DESCRIBERS = {
    type(found).__name__: found for found in (methods.method(name).describer for name in methods.names())
}


@pytest.fixture(params=DESCRIBERS)
def describer(request):
    return DESCRIBERS[request.param]


@pytest.fixture
def frames(describer, smile_grey, smile_rgb):
    return smile_rgb if describer.colour == "rgb" else smile_grey


def test_frames_of_the_other_colour_are_refused(describer, smile_grey, smile_rgb):
    other, sentence = (
        (smile_grey, "the clip is grey, .* expected RGB frames")
        if describer.colour == "rgb"
        else (smile_rgb, "the clip is RGB, .* expected grey frames")
    )
    with pytest.raises(InputError, match=sentence):
        describer.describe(other)
    with pytest.raises(InputError, match=rf"^clip 1: {sentence}"):
        describer.transform([smile_rgb if describer.colour == "rgb" else smile_grey, other])


def test_frames_of_two_sizes_are_refused(describer, frames):
    with pytest.raises(InputError, match=r"^clip 0: the frames differ in shape"):
        describer.transform([[frames[0], frames[1][:-1]]])


@pytest.mark.parametrize(
    "broken",
    [
        lambda frames: frames.astype(float),
        lambda frames: frames * np.nan,
        lambda frames: frames[0],
        lambda frames: frames[:, :0],
        lambda _: None,
    ],
)
def test_what_is_no_clip_is_refused(describer, frames, broken):
    with pytest.raises(InputError, match=r"^clip 0: the clip is .* expected (uint8|grey|RGB) frames"):
        describer.transform([broken(frames)])


def test_no_frame_is_no_clip(describer, frames):
    with pytest.raises(InputError, match=r"the clip has 0 frames: expected at least [12]"):
        describer.describe(frames[:0])


@pytest.mark.parametrize("n_frames", [2, 4])
def test_very_short_clips_are_described(describer, frames, n_frames):
    described = describer.describe(frames[:n_frames])
    assert np.isfinite(described).all()
    assert described.shape == describer.describe(frames).shape
