"""Intervals over participants against computing every sample anew from the events."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from countenance.core import CodingPass
from countenance.study.agreement import AgreementOptions, Resampling, agreement
from countenance.study.agreement.coefficients import ratio

from .coders import coded, event

RESAMPLES = 40


def some_passes() -> list[CodingPass]:
    """Five recordings of three participants by two coders, who differ in everything at random."""
    random = np.random.default_rng(11)
    found = []
    for film, who in enumerate("aabbc"):
        for coder in "AB":
            codings = [
                event(
                    at + int(random.integers(0, 4)),
                    at + 14 + int(random.integers(0, 6)),
                    "+".join(
                        map(str, sorted(random.choice([1, 2, 4, 12], random.integers(0, 3), replace=False)))
                    ),
                    str(random.choice(["anger", "surprise", ""])),
                    at + 8 + int(random.integers(0, 3)),
                )
                for at in range(0, 80, 20)
                if random.random() < 0.8
            ]
            facts = {"recording": f"film{film}", "participant": who, "fps": Fraction(25 + film)}
            found.append(coded(coder, *codings, **facts))
    return found


def estimates(told: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Every estimate of a result, with its place."""
    if isinstance(told, dict):
        if {"value", "interval", "n"} <= told.keys():
            yield path, told
        else:
            for key, inner in told.items():
                yield from estimates(inner, (*path, key))


def told_by(passes: list[CodingPass], resamples: int) -> dict[str, Any]:
    found = agreement(passes, options=AgreementOptions(resamples=resamples, level=0.8), seed=4).to_dict()
    return {**found["pairs"][0], "alphas": found["alphas"]}


def test_every_interval_is_that_of_samples_computed_anew():
    passes = some_passes()
    people = [one.participant for one in passes if one.coder == "A"]
    weights = Resampling.of(people, resamples=RESAMPLES, level=0.8, seed=4).weights
    assert weights is not None
    samples: dict[tuple[str, ...], list[float]] = {}
    for drawn in weights.astype(int):
        times = dict(zip("abc", drawn, strict=True))
        repeated = [
            replace(one, recording=f"{one.recording}-{turn}")
            for one in passes
            for turn in range(times[one.participant])
        ]
        for path, estimate in estimates(told_by(repeated, 0)):
            samples.setdefault(path, []).append(math.nan if estimate["value"] is None else estimate["value"])
    checked = 0
    for path, estimate in estimates(told_by(passes, RESAMPLES)):
        if estimate["value"] is None:
            continue
        values = np.array(samples[path])
        expected = np.quantile(values[~np.isnan(values)], [0.1, 0.9])
        assert estimate["interval"] == pytest.approx(expected, abs=1e-9), path
        checked += 1
    assert checked > 80


def test_the_same_seed_draws_the_same():
    first, second = (told_by(some_passes(), RESAMPLES) for _ in range(2))
    assert first == second


def test_one_participant_has_no_interval_and_is_told_why():
    draws = Resampling.of(["Ann", "Ann"], resamples=10, level=0.9, seed=0)
    estimate = draws.sums([[1, 2], [2, 2]]).estimate(ratio, 4, "nothing")
    assert (estimate.value, estimate.to_dict()["interval"]) == (0.75, None)
    assert "at least two participants" in draws.remark


def test_unknown_participants_and_no_samples_are_told_apart():
    assert "not known" in Resampling.of(["Ann", ""], resamples=10, level=0.9, seed=0).remark
    assert "asked" in Resampling.of(["Ann", "Bob"], resamples=0, level=0.9, seed=0).remark


def test_samples_without_a_value_are_left_out():
    draws = Resampling.of(["Ann", "Bob"], resamples=50, level=0.9, seed=0)
    estimate = draws.sums([[0, 0], [1, 1]]).estimate(ratio, 1, "nothing")  # Ann alone gives 0 / 0
    assert (estimate.low, estimate.high) == (1, 1)


def test_participants_are_drawn_and_not_recordings():
    draws = Resampling.of(["Ann"] * 5 + ["Bob"] * 5, resamples=200, level=0.9, seed=0)
    estimate = draws.sums([[1, 1]] * 5 + [[0, 1]] * 5).estimate(ratio, 10, "nothing")
    assert (estimate.value, estimate.low, estimate.high) == (0.5, 0, 1)
