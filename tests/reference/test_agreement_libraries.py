"""Coefficients of agreement against the libraries that others use."""

from __future__ import annotations

import warnings
from types import ModuleType

import krippendorff
import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score

from countenance.core import Coding, CodingPass
from countenance.study.agreement import (
    AgreementOptions,
    agreement,
    cohen_kappa,
    frame_codes,
    icc_agreement,
    krippendorff_alpha,
)

seeds = pytest.mark.parametrize("seed", range(8))
OPTIONS = AgreementOptions(resamples=0)


@pytest.fixture(scope="module")
def pingouin() -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the libraries that it imports
        return pytest.importorskip("pingouin")


def coders(seed: int, names: str = "AB") -> list[CodingPass]:
    """Some coders of a recording, who differ at random."""
    random = np.random.default_rng(seed)
    passes = []
    for name in names:
        codings = []
        for at in range(0, 200, 40):
            onset, apex, offset = (at + 20 * i // 2 + int(random.integers(0, 6)) for i in range(3))
            codings.append(Coding(onset, apex, offset, upper=str(random.choice(["anger", "joy", "fear"]))))
        passes.append(CodingPass("film", name, tuple(codings), 240))
    return passes


def emotion_codes(one: CodingPass) -> np.ndarray:
    number = {"anger": 1, "fear": 2, "joy": 3}
    return frame_codes(one.codings, [number[str(coding.upper)] for coding in one.codings], 240)


@seeds
def test_cohen_kappa_is_that_of_scikit_learn(seed: int):
    random = np.random.default_rng(seed)
    first, second = random.integers(0, 4, (2, 60))
    matrix = np.bincount(4 * first + second, minlength=16).reshape(4, 4).astype(float)
    assert cohen_kappa(matrix) == pytest.approx(cohen_kappa_score(first, second), abs=1e-12)


@seeds
def test_kappa_of_frames_is_that_of_scikit_learn(seed: int):
    passes = coders(seed)
    first, second = map(emotion_codes, passes)
    kappa = agreement(passes, options=OPTIONS).pairs[0].frames["emotion"].kappa.value
    assert kappa == pytest.approx(cohen_kappa_score(first, second), abs=1e-12)


@seeds
def test_alpha_is_that_of_krippendorff(seed: int):
    random = np.random.default_rng(seed)
    values = random.integers(0, 3, (4, 30)).astype(float)
    values[random.random(values.shape) < 0.2] = np.nan
    coincidences = np.zeros((3, 3))
    for unit in values.T:
        counts = np.array([(unit == value).sum() for value in range(3)], dtype=float)
        if counts.sum() > 1:
            coincidences += (np.outer(counts, counts) - np.diag(counts)) / (counts.sum() - 1)
    theirs = krippendorff.alpha(reliability_data=values, level_of_measurement="nominal")
    assert krippendorff_alpha(coincidences) == pytest.approx(theirs, abs=1e-12)


@seeds
def test_alpha_of_frames_of_three_coders_is_that_of_krippendorff(seed: int):
    passes = coders(seed, "ABC")
    values = np.array([emotion_codes(one) for one in passes])
    theirs = krippendorff.alpha(reliability_data=values, level_of_measurement="nominal")
    ours = agreement(passes, options=OPTIONS).alphas.frames["emotion"].value
    assert ours == pytest.approx(theirs, abs=1e-12)


@seeds
def test_icc_is_that_of_pingouin(seed: int, pingouin: ModuleType):
    random = np.random.default_rng(seed)
    truth = random.integers(0, 50, 20)
    first, second = (truth + random.integers(-4, 5, 20) + shift for shift in (0, 3))
    d, s = second - first, first + second
    sums = np.array([20, d.sum(), np.abs(d).sum(), (d**2).sum(), s.sum(), (s**2).sum()], dtype=float)
    assert icc_agreement(sums) == pytest.approx(theirs(pingouin, first, second), abs=1e-9)


@seeds
def test_icc_of_durations_is_that_of_pingouin(seed: int, pingouin: ModuleType):
    passes = coders(seed)
    first, second = (np.array([one.offset - one.onset for one in each.codings]) for each in passes)
    found = agreement(passes, options=OPTIONS).pairs[0].timing["duration"]
    assert found.n == len(first)
    assert found.icc.value == pytest.approx(theirs(pingouin, first, second), abs=1e-9)


def theirs(pingouin: ModuleType, first: np.ndarray, second: np.ndarray) -> float:
    n = len(first)
    table = pd.DataFrame(
        {"event": np.tile(np.arange(n), 2), "coder": np.repeat(["A", "B"], n), "frame": np.r_[first, second]}
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what the library asks of pandas
        found = pingouin.intraclass_corr(table, targets="event", raters="coder", ratings="frame")
    (row,) = found.loc[found["Type"] == "ICC(A,1)", "ICC"]
    return float(row)
