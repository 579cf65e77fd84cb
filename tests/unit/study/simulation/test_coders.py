"""What agreement finds between simulated coders is what their errors make it."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from countenance.core import Coding, CodingPass, InputError, parse_action_units
from countenance.study.agreement import AgreementOptions, agreement
from countenance.study.simulation.coders import SimulatedCoder, code_all, expected_agreement

FACES = ("6+12", "4+7", "1+2", "4+5+7", "12", "9+10")
PERFECT = SimulatedCoder("A", misses=0, false_alarms=0, frame_sd=0, unit_misses=0, unit_added=0)


def truths(n: int, movements: int = 8, seed: int = 0) -> list[CodingPass]:
    """Recordings in which movements of 30 to 60 frames lie far apart."""
    dice = random.Random(seed)
    found = []
    for number in range(n):
        codings, frame = [], 100
        for _ in range(movements):
            length = dice.randrange(30, 60)
            units = parse_action_units(dice.choice(FACES))
            codings.append(Coding(frame, frame + length // 3, frame + length, units, upper="anger", lower=""))
            frame += length + dice.randrange(100, 200)
        found.append(
            CodingPass(f"film{number}", "truth", tuple(codings), frame + 100, Fraction(30), f"p{number % 40}")
        )
    return found


def test_a_perfect_coder_codes_what_there_is():
    for truth in truths(3):
        assert PERFECT.code(truth).codings == truth.codings
        assert PERFECT.code(truth).coder == "A"


def test_a_coder_codes_the_same_film_the_same_way():
    (truth,) = truths(1)
    anna, ben = SimulatedCoder("anna"), SimulatedCoder("ben")
    assert anna.code(truth, seed=1) == anna.code(truth, seed=1)
    assert anna.code(truth, seed=1) != anna.code(truth, seed=2)
    assert anna.code(truth).codings != ben.code(truth).codings


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (SimulatedCoder("anna"), SimulatedCoder("ben")),
        (
            SimulatedCoder("anna", misses=0.3, false_alarms=1.0),
            SimulatedCoder("ben", misses=0.0, false_alarms=0.0),
        ),
        (SimulatedCoder("anna", unit_misses=0.3, unit_added=0.0), SimulatedCoder("ben", unit_added=0.3)),
        (SimulatedCoder("anna", frame_sd=0.5), SimulatedCoder("ben", frame_sd=2.5, bias=2.0)),
    ],
    ids=["usual", "misses", "action units", "timing"],
)
def test_agreement_recovers_the_errors_that_were_put_in(first: SimulatedCoder, second: SimulatedCoder):
    known = truths(400)
    movements = sum(len(truth.codings) for truth in known) / len(known)
    units = sum(len(c.action_units) for t in known for c in t.codings) / (movements * len(known))
    expected = expected_agreement(first, second, movements=movements, units=units)
    (pair,) = agreement(code_all(known, [first, second]), options=AgreementOptions(resamples=200)).pairs
    onset = pair.timing["onset"].frames
    assert pair.events.f1.value == pytest.approx(expected.event_f1, abs=0.01)
    assert pair.action_units.pooled.value == pytest.approx(expected.action_units, abs=0.015)
    assert onset.mean_absolute.value == pytest.approx(expected.frame_error, abs=0.1)
    assert onset.bias.value == pytest.approx(expected.bias, abs=0.1)
    assert pair.events.f1.low - 0.01 <= expected.event_f1 <= pair.events.f1.high + 0.01


@pytest.mark.parametrize(
    "errors", [{"misses": 1.0}, {"unit_added": -0.1}, {"frame_sd": -1.0}, {"false_alarms": -1}]
)
def test_errors_that_are_none_are_refused(errors: dict[str, float]):
    with pytest.raises(InputError, match="was expected"):
        SimulatedCoder("anna", **errors)


def test_only_what_is_known_can_be_coded():
    with pytest.raises(InputError, match="its length is not known"):
        PERFECT.code(CodingPass("film", "truth"))
    with pytest.raises(InputError, match="has onset, apex and offset"):
        PERFECT.code(CodingPass("film", "truth", (Coding(1),), n_frames=10))
