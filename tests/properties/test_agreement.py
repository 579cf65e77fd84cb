"""What holds for the agreement of any two coders."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from countenance.core import Coding, CodingPass, Interval, parse_action_units
from countenance.study.agreement import AgreementOptions, PairAgreement, agreement
from countenance.testing.strategies import intervals

FILMS = {"x": "Ann", "y": "Bob", "z": "Bob"}
N_FRAMES, FPS = 60, Fraction(20)
OPTIONS = AgreementOptions(resamples=20)
unhurried = settings(deadline=None, max_examples=60)


def coding(span: Interval, share: float, units: str, emotion: str | None, excluded: str | None) -> Coding:
    apex = span.onset + int(share * (span.offset - span.onset))
    return Coding(span.onset, apex, span.offset, parse_action_units(units), upper=emotion, excluded=excluded)


codings = st.builds(
    coding,
    intervals(last_frame=N_FRAMES - 1, longest=25),
    st.floats(0, 1),
    st.sampled_from(["", "1+2", "1", "12", "L12+4C"]),
    st.sampled_from([None, "", "anger", "surprise"]),
    st.sampled_from([None, None, None, "blink"]),
)
marked = st.fixed_dictionaries({film: st.lists(codings, max_size=5) for film in FILMS})
Marked = dict[str, list[Coding]]


def passes(coder: str, by_film: Marked) -> list[CodingPass]:
    return [
        CodingPass(film, coder, tuple(some), N_FRAMES, FPS, FILMS[film]) for film, some in by_film.items()
    ]


def compared(first: Marked, second: Marked, options: AgreementOptions = OPTIONS) -> PairAgreement:
    return agreement([*passes("A", first), *passes("B", second)], options=options).pairs[0]


def estimates(told: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(told, dict):
        if "interval" in told:
            yield place, told
        else:
            for key, inner in told.items():
                yield from estimates(inner, f"{place}/{key}")


@unhurried
@given(marked, marked)
def test_coefficients_stay_within_their_bounds(first: Marked, second: Marked):
    for place, told in estimates(compared(first, second).to_dict()):
        values = [told["value"], *(told["interval"] or [])]
        lowest = -1 if "kappa" in place else 0
        for value in values:
            if value is not None and not place.startswith("/timing"):
                assert lowest - 1e-9 <= value <= 1 + 1e-9, place
        if place.endswith(("mean_absolute", "sd")) and told["value"] is not None:
            assert told["value"] >= 0
        assert (told["value"] is None) == ("remark" in told), place


@unhurried
@given(marked)
def test_identical_coders_agree_wholly_or_nothing_is_said(both: Marked):
    found = compared(both, both)
    for place, told in estimates(found.to_dict()):
        if place.endswith(("bias", "mean_absolute", "sd")):
            assert told["value"] in {None, 0}, place
        else:
            assert told["value"] is None or math.isclose(told["value"], 1), place
    assert found.events.missed_by_first == found.events.missed_by_second == 0


@unhurried
@given(marked, marked)
def test_exchanging_the_coders_exchanges_only_what_has_a_direction(first: Marked, second: Marked):
    one, other = compared(first, second), compared(second, first)
    there, back = dict(estimates(one.to_dict())), dict(estimates(other.to_dict()))
    assert there.keys() == back.keys()
    for place, told in there.items():
        mirrored = place.replace("precision", "recall") if "precision" in place else place
        mirrored = place.replace("recall", "precision") if "recall" in place else mirrored
        value, expected = told["value"], back[mirrored]["value"]
        if value is None:
            assert expected is None, place
        else:
            sign = -1 if place.endswith("bias") else 1
            assert math.isclose(value, sign * expected, abs_tol=1e-9), place
    assert (one.frames["emotion"].frames.counts == other.frames["emotion"].frames.counts.T).all()


@unhurried
@given(marked, marked, st.randoms(use_true_random=False))
def test_order_changes_nothing(first: Marked, second: Marked, random: Random):
    def shuffled(by_film: Marked) -> Marked:
        return {film: random.sample(some, len(some)) for film, some in by_film.items()}

    given_passes = [*passes("A", shuffled(first)), *passes("B", shuffled(second))]
    random.shuffle(given_passes)
    before = agreement([*passes("A", first), *passes("B", second)], options=OPTIONS)
    assert agreement(given_passes, options=OPTIONS).to_dict() == before.to_dict()


@unhurried
@given(marked, marked, marked)
def test_with_any_number_of_coders_alphas_are_at_most_1(first: Marked, second: Marked, third: Marked):
    some = [*passes("A", first), *passes("B", second), *passes("C", third)]
    found = agreement(some, options=OPTIONS).alphas
    for alpha in (*found.frames.values(), *found.events.values()):
        assert math.isnan(alpha.value) or alpha.value <= 1


@unhurried
@given(marked, marked)
def test_counts_add_up(first: Marked, second: Marked):
    found = compared(first, second, replace(OPTIONS, excluded=True))
    events = found.events
    assert events.first == events.matched + events.missed_by_second == sum(map(len, first.values()))
    assert events.second == events.matched + events.missed_by_first == sum(map(len, second.values()))
    for labels in found.labels.values():
        assert labels.events.counts.sum() == events.matched + events.missed_by_first + events.missed_by_second
    for frames in found.frames.values():
        assert frames.frames.counts.sum() == len(FILMS) * N_FRAMES
    assert found.timing["onset"].n == found.action_units.samples == events.matched
    for timing in found.timing.values():
        assert (timing.curve[1:] >= timing.curve[:-1]).all() or not timing.n


@unhurried
@given(marked, marked)
def test_more_tolerance_never_finds_less_within_it(first: Marked, second: Marked):
    within = compared(first, second).timing["apex"].within
    shares = [share.value for share in within.values()]
    assert shares == sorted(shares) or math.isnan(shares[0])
