"""Values of parameters: whatever differs is told differently, whatever is alike is told alike, in every process."""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
import threading
from collections import OrderedDict
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, IntEnum
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from countenance.spotting.parameter_values import exact_value


class Shade(Enum):
    LIGHT = 1
    DARK = 2


class Level(IntEnum):
    LOW = 1


@dataclass(frozen=True)
class Warm:
    share: float = 0.5
    within: Any = None


@dataclass(frozen=True)
class Cold:
    share: float = 0.5
    within: Any = None


class Held:
    def __init__(self, least: Any) -> None:
        self.least = least


class Slotted:
    __slots__ = ("least",)

    def __init__(self, least: Any) -> None:
        self.least = least


def long(last: float) -> np.ndarray:
    """Its text is shortened in the middle, and has eight decimal places."""
    values = np.zeros(5000)
    values[2500] = last
    return values


def told(value: Any) -> str:
    return json.dumps(exact_value(value), sort_keys=True, allow_nan=False)


def circle() -> list[Any]:
    made: list[Any] = [1]
    made.append(made)
    return made


DIFFERENT = [
    [1, 1.0, True, "1", Level.LOW, np.int64(1), np.int32(1), np.float64(1), Fraction(1), Decimal(1), 1 + 0j],
    [0.0, -0.0, 1e-12, float("inf"), float("-inf"), float("nan"), "nan"],
    [None, "None", "null"],
    [(1, 2), [1, 2], {1, 2}, frozenset({1, 2}), {1: 2}, {"1": 2}, range(1, 2), slice(1, 2)],
    [Path("a"), "a", b"a", bytearray(b"a"), Path("b"), b"a" * 100, b"b" * 100],
    [Fraction(1, 3), Fraction(2, 3), 1 / 3, Decimal("0.1"), Decimal("0.10")],
    [Shade.LIGHT, Shade.DARK, "LIGHT", Shade],
    [
        long(0.0),
        long(1e-12),
        long(0.0).astype(np.float32),
        long(0.0).reshape(50, 100),
        long(0.0).astype(">f8"),
    ],
    [np.array(["a", None], object), np.array(["b", None], object)],
    [Warm(), Warm(0.4), Cold(), {"share": 0.5, "within": None}],
    [Warm(within=Warm((1, Path("a")))), Warm(within=Warm([1, Path("a")])), Warm(within=Cold((1, Path("a"))))],
    [Held(1), Held(2), Slotted(1), Slotted(2), Held((1, Held(3))), Held((1, Held(4))), Held],
    [OrderedDict(a=1), {"a": 1}, OrderedDict(a=2)],
    [re.compile("a"), re.compile("b"), re.compile("a", re.IGNORECASE)],
    [
        min,
        max,
        math.sin,
        np.sin,
        [1].append,
        [2].append,
        told,
        partial(round, ndigits=1),
        partial(round, ndigits=2),
        json,
        "json",
    ],
    [circle(), [1, [1, [1]]]],
]


@pytest.mark.parametrize("values", DIFFERENT, ids=lambda values: repr(values[0])[:20])
def test_different_values_are_told_differently_and_the_same_alike(values: list[Any]):
    texts = [told(value) for value in values]
    assert len(set(texts)) == len(values)
    assert texts == [told(value) for value in values]


def test_equal_values_that_were_made_apart_are_told_alike():
    assert told(Held((long(1), Path("a"), {"x", "y", "z"}))) == told(
        Held((long(1), Path("a"), {"z", "y", "x"}))
    )
    assert told(long(1)[::2]) == told(long(1)[::2].copy())


@pytest.mark.parametrize("make", [threading.Lock, lambda: lambda: 1, lambda: (one for one in ())])
def test_what_cannot_be_told_is_never_taken_for_something_else(make: Any):
    one = make()
    assert told(one) != told(one)


def test_values_are_told_alike_in_every_process():
    code = (
        "import json; from pathlib import Path; from countenance.spotting.parameter_values import exact_value\n"
        "print(json.dumps(exact_value([{'left', 'right', 'both'}, Path('a'), object(), (1.5, {'k': 0.1})])))"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(texts) == 1
