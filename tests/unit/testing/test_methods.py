"""The conformance checks pass every built-in method and fail one that breaks a rule."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from countenance.recognition import ClipDescriber, GroupedSearch, Method, methods
from countenance.testing import check_method

CLIPS = [
    np.random.default_rng(seed).integers(1, 255, shape, dtype=np.uint8)
    for seed, shape in enumerate([(5, 12, 10, 3), (3, 8, 9, 3)])
]


class Corner(ClipDescriber):
    """Levels of the first frame's upper left corner, times a factor."""

    def __init__(self, factor: float = 2.0) -> None:
        self.factor = factor

    def describe(self, frames, *, apex=None):  # noqa: ARG002
        return frames[0, :2, :2].ravel() * np.float32(self.factor)


METHOD = Method(
    name="corner-2",
    title="Corner",
    citation="Nobody, 2020.",
    doi="",
    free_choices=(),
    describer=Corner(),
    classifier=lambda: make_pipeline(StandardScaler(), SVC()),
)


@pytest.mark.parametrize("name", methods.names())
def test_built_in_methods_pass(name: str):
    found = methods.method(name)
    if found.extra == "deep":
        pytest.importorskip("torch", reason="PyTorch is not installed: the flow networks are not tested")
    check_method(found)


def test_a_sound_method_passes():
    check_method(METHOD, clips=CLIPS)
    check_method(METHOD, clips=CLIPS, parameters={"factor": 0.5})


def test_a_classifier_that_asks_for_participants_is_told_them():
    search = replace(METHOD, classifier=lambda: GroupedSearch(SVC(), {"C": [0.1, 1.0]}, n_splits=2))
    check_method(search, clips=CLIPS)


class Grey(Corner):
    colour = "sepia"


class Unversioned(Corner):
    version = 0


class Secretive(Corner):
    def __init__(self, factor: float = 2.0) -> None:
        super().__init__(factor)
        self.table = np.arange(3)


class Improving(Corner):
    """Not what scikit-learn can clone: it changes what it is given."""

    def __init__(self, factor: float = 2.0) -> None:
        self.factor = [factor]


class Undigested(Corner):
    def __init__(self, factor: Any = len) -> None:
        self.factor = factor


class Unkept(Corner):
    """A parameter that get_params answers for itself."""

    def get_params(self, deep: bool = True):  # noqa: ARG002
        return {"factor": 2.0}


class Counting(Corner):
    n = 0

    def describe(self, frames, *, apex=None):
        Counting.n += 1
        return super().describe(frames, apex=apex) + Counting.n


class Learning(Corner):
    def describe(self, frames, *, apex=None):
        self.factor += 1
        return super().describe(frames, apex=apex) * 0


class Unpicklable(Corner):
    def __reduce__(self):
        raise TypeError("it holds a cascade")


class WholeClip(Corner):
    def describe(self, frames, *, apex=None):  # noqa: ARG002
        return frames.ravel()


class Typed(Corner):
    def describe(self, frames, *, apex=None):
        return super().describe(frames).astype(np.float64 if apex is None else np.float32)


class Unfinite(Corner):
    def describe(self, frames, *, apex=None):
        return super().describe(frames, apex=apex) * np.nan


class Words(Corner):
    def describe(self, frames, *, apex=None):  # noqa: ARG002
        return np.array(["a", "b"])


class Empty(Corner):
    def describe(self, frames, *, apex=None):  # noqa: ARG002
        return np.empty(0)


class Painting(Corner):
    def describe(self, frames, *, apex=None):
        described = super().describe(frames, apex=apex)
        frames[0, 0, 0] = 0
        return described


class OtherTransform(Corner):
    def transform(self, X):
        return super().transform(X) + 1


class Guess(GaussianNB):
    def predict(self, X):
        return np.full(len(X), "third")


class OneAnswer(GaussianNB):
    def predict(self, X):
        return super().predict(X)[:1]


class Unasked:
    def fit(self, X, y):  # noqa: ARG002
        return self


SHARED, SCALER = GaussianNB(), StandardScaler()

BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "name": ({"name": "Corner 2"}, "the name 'Corner 2' is not of small letters"),
    "title": ({"title": " "}, "title is empty"),
    "doi": ({"doi": "https://doi.org/10.1/2"}, "does not begin with '10.'"),
    "no doi": ({"doi": None}, "doi is no text: give ''"),
    "choices": ({"free_choices": "One sentence."}, "expected a tuple of sentences"),
    "describer": ({"describer": StandardScaler()}, "a StandardScaler, is no ClipDescriber"),
    "colour": ({"describer": Grey()}, "colour is 'sepia'"),
    "version": ({"describer": Unversioned()}, "version is 0"),
    "hidden": ({"describer": Secretive()}, "the describer holds table beside the parameters"),
    "not cloned": ({"describer": Improving()}, "the describer cannot be cloned"),
    "no digest": (
        {"describer": Undigested()},
        r"cannot tell the describer: Undigested\.factor is a builtin_function",
    ),
    "parameter": ({"describer": Unkept()}, "a change of the parameter factor does not change"),
    "state": (
        {"describer": Counting()},
        "described otherwise after another clip, in a copy or a second time",
    ),
    "learns": ({"describer": Learning()}, "describing a clip changes the describer's parameters"),
    "pickle": ({"describer": Unpicklable()}, "cannot be pickled: it holds a cascade"),
    "shape": ({"describer": WholeClip()}, r"depend on .*: uint8 of shape \(216,\), uint8 of shape \(60"),
    "type": ({"describer": Typed()}, r"float32 of shape \(4,\), float64 of shape \(4,\)"),
    "finite": ({"describer": Unfinite()}, "numbers that are not finite"),
    "words": ({"describer": Words()}, "of type <U1: expected numbers"),
    "nothing": ({"describer": Empty()}, "is empty"),
    "frames": ({"describer": Painting()}, "changes its frames"),
    "transform": ({"describer": OtherTransform()}, "transform and describe disagree"),
    "one for all": ({"classifier": lambda: SHARED}, "anew: GaussianNB is handed out twice"),
    "a part for all": (
        {"classifier": lambda: make_pipeline(SCALER, SVC())},
        "anew: StandardScaler is handed out twice",
    ),
    "no predict": ({"classifier": Unasked}, "a Unasked, lacks predict"),
    "fitted": ({"classifier": lambda: GaussianNB().fit([[0], [1]], [0, 1])}, "hands out a fitted estimator"),
    "unknown class": ({"classifier": Guess}, r"predict gives \['third'\]"),
    "too few": ({"classifier": OneAnswer}, r"predict gives shape \(1,\) for 8 samples"),
}


@pytest.mark.parametrize(("changes", "message"), BROKEN.values(), ids=BROKEN)
def test_broken_rule_is_named(changes: dict[str, Any], message: str):
    with pytest.raises(AssertionError, match=message):
        check_method(replace(METHOD, **changes), clips=CLIPS)


def test_what_is_no_method_is_said():
    with pytest.raises(AssertionError, match="str is no Method"):
        check_method("mdmo")
