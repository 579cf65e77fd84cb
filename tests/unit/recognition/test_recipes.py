from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from countenance.core.errors import InputError
from countenance.core.expressions import ExpressionKind
from countenance.features import LBPTOPSettings
from countenance.recognition.describing import ClipDescriber
from countenance.recognition.recipes import describer_recipe


class Describer(ClipDescriber):
    def __init__(self, value: Any = None) -> None:
        self.value = value

    def describe(self, frames, *, apex=None):  # noqa: ARG002
        return frames


class Other(Describer):
    pass


@dataclass(frozen=True)
class Pair:
    a: int
    b: Any = None


VALUES: list[Any] = [
    None, True, 0.5, 2, "2", (1, 2), (12,), [[1], 2], {"a": 1}, {"a": "1"}, {1: 1}, Path("a"), "a",
    np.arange(3), np.arange(3.0), np.arange(3)[None], np.float32(0.5), LBPTOPSettings(1, 1, 2),
    LBPTOPSettings(1, 1, 3), (LBPTOPSettings(1, 1, 2),),
    StandardScaler(), StandardScaler(with_mean=False), ExpressionKind.MICRO,
    ExpressionKind.MACRO, Pair(1), Pair(2), Pair(1, np.arange(2)), Pair(1, np.arange(3)), Describer(), Describer(1),
]  # fmt: skip


def test_every_change_of_a_parameter_changes_the_recipe():
    recipes = [describer_recipe(Describer(value)) for value in VALUES]
    assert len(set(recipes)) == len(VALUES)
    assert recipes == [describer_recipe(Describer(value)) for value in VALUES]
    assert len(recipes[0]) == 64


def test_class_and_version_count(monkeypatch: pytest.MonkeyPatch):
    recipe = describer_recipe(Describer())
    assert describer_recipe(Other()) != recipe
    monkeypatch.setattr(Describer, "version", 2)
    assert describer_recipe(Describer()) != recipe


def test_weights_and_regions_count(monkeypatch: pytest.MonkeyPatch):
    recipe = describer_recipe(Describer())
    monkeypatch.setattr("countenance.recognition.recipes._installed", lambda: "other weights")
    assert describer_recipe(Describer()) != recipe


@pytest.mark.parametrize("value", [len, lambda: 1, {1, 2}, Describer, Pair, [object()], {"a": object()}])
def test_what_has_no_digest_is_refused(value: Any):
    with pytest.raises(InputError, match=r"Describer\.value.* is a \w+, of which no digest can be taken"):
        describer_recipe(Describer(value))
