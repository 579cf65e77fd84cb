"""How long the agreement of two coders takes, with its intervals.

    python benchmarks/bench_agreement.py [--recordings 1000] [--events 10] [--resamples 1000] [--plain 3]

The second coder marks nine in ten of the first one's events, a few frames earlier or later. ``agreement`` adds
every recording up once and draws participants as weights of sums. The plain loop is what the bootstrap means: draw
participants, take their recordings as often as they were drawn, and compute everything anew from the events. It
runs for a few samples only, and the time of all is told as if the rest took as long. Of ``agreement``, the fastest
of --repeats turns counts.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np

from countenance.core import ActionUnit, Coding, CodingPass
from countenance.study.agreement import AgreementOptions, agreement

LENGTH, FPS, PEOPLE = 3000, Fraction(30), 100
EMOTIONS = ("happiness", "surprise", "disgust", "anger")
UNITS = (1, 2, 4, 6, 7, 10, 12, 14, 15, 17, 25, 26)


def passes(recordings: int, events: int, seed: int = 0) -> list[CodingPass]:
    """Two coders' passes over recordings of 100 s at 30 frames a second."""
    random = np.random.default_rng(seed)
    found = []
    for index in range(recordings):
        onsets = np.sort(random.choice(LENGTH // 60, events, replace=False)) * 60
        first = [coding(random, int(onset) + 5, int(random.integers(8, 40))) for onset in onsets]
        second = [seen_again(random, one) for one in first if random.random() < 0.9]
        for coder, codings in (("A", first), ("B", second)):
            found.append(
                CodingPass(
                    f"film-{index:04}", coder, tuple(codings), LENGTH, FPS, f"person-{index % PEOPLE:03}"
                )
            )
    return found


def coding(random: np.random.Generator, onset: int, duration: int) -> Coding:
    units = random.choice(UNITS, random.integers(1, 4), replace=False)
    return Coding(
        onset,
        onset + duration // 2,
        onset + duration,
        tuple(ActionUnit(int(unit)) for unit in sorted(units)),
        upper=str(random.choice(EMOTIONS)),
    )


def seen_again(random: np.random.Generator, one: Coding) -> Coding:
    assert one.offset is not None
    onset = one.onset + int(random.integers(-3, 4))
    again = coding(random, onset, max(6, one.offset - one.onset + int(random.integers(-3, 4))))
    return replace(again, action_units=one.action_units, upper=one.upper) if random.random() < 0.8 else again


def plain(coded: list[CodingPass], resamples: int, seed: int) -> None:
    """The same samples of participants, everything computed from the events of each."""
    held: dict[str, list[CodingPass]] = {}
    for one in coded:
        held.setdefault(one.participant, []).append(one)
    names, random = sorted(held), np.random.default_rng(seed)
    for _ in range(resamples):
        drawn = random.choice(names, len(names))
        agreement(
            [
                replace(one, recording=f"{turn}-{one.recording}")
                for turn, name in enumerate(drawn)
                for one in held[name]
            ],
            options=AgreementOptions(resamples=0),
        )


def fastest(repeats: int, run: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(repeats):
        began = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - began)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--recordings", type=int, default=1000)
    parser.add_argument("--events", type=int, default=10, help="in each recording")
    parser.add_argument("--resamples", type=int, default=1000)
    parser.add_argument("--plain", type=int, default=3, help="samples of the plain loop")
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    coded = passes(options.recordings, options.events)
    n = sum(len(one.codings) for one in coded)
    agreement(coded[:20])  # libraries are loaded before the clock is started
    drawn, none = AgreementOptions(resamples=options.resamples), AgreementOptions(resamples=0)
    with_intervals = fastest(options.repeats, lambda: agreement(coded, options=drawn))
    without = fastest(options.repeats, lambda: agreement(coded, options=none))
    sample = fastest(1, lambda: plain(coded, options.plain, seed=0)) / options.plain
    loop = sample * options.resamples
    print(f"{options.recordings} recordings of {LENGTH} frames, 2 coders, {n} events, {PEOPLE} participants")
    print(f"{'':32} {'s':>8} {'time / agreement':>17}")
    for name, seconds in (
        (f"agreement, {options.resamples} samples", with_intervals),
        ("agreement without intervals", without),
        (f"plain loop, from {options.plain} samples", loop),
    ):
        print(f"{name:32} {seconds:8.2f} {seconds / with_intervals:17.2f}")


if __name__ == "__main__":
    main()
