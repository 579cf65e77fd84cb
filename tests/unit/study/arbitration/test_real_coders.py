"""Two real coders of four films: everything that they marked is paired, queued and settled."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from countenance.core import Coding, CodingPass, Recording, parse_action_units
from countenance.study.arbitration import (
    Action,
    AgreedCoding,
    AutomaticPolicy,
    Decision,
    Disagreement,
    DisagreementKind,
    arbitrate,
    find_disagreements,
    settle,
)
from countenance.study.labelling import ExclusionReason, Movement, label_selection, select
from countenance.study.profile import profile_study

pytestmark = pytest.mark.shared

RATES = {"cap12.mp4": 25, "cap13.mp4": 25, "single_face.mp4": 30, "langer.mp4": Fraction(24000, 1001)}


def read(path: Path, coder: str) -> dict[str, CodingPass]:
    """A coder's passes by film; what is excluded keeps the coder's note as its reason."""
    codings: dict[str, list[Coding]] = {film: [] for film in RATES}
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            excluded = row["kind"] == "excluded"
            halves = {"upper": (row["emotion"], None), "lower": (None, row["emotion"])}.get(
                row["region"], (row["emotion"], row["emotion"])
            )
            codings[row["video"]].append(
                Coding(
                    *(int(row[name]) for name in ("onset", "apex", "offset")),
                    parse_action_units(row["aus"]),
                    *((None, None) if excluded else halves),
                    excluded=row["note"] if excluded else None,
                    confidence=int(row["confidence"]),
                )
            )
    ordered = {film: tuple(sorted(marked, key=lambda one: one.onset)) for film, marked in codings.items()}
    return {
        film: CodingPass(film, coder, marked, fps=Fraction(RATES[film])) for film, marked in ordered.items()
    }


@pytest.fixture(scope="module")
def coders(shared: Path) -> tuple[dict[str, CodingPass], dict[str, CodingPass]]:
    folder = shared / "data/coding"
    return read(folder / "coder1.csv", "1"), read(folder / "coder2.csv", "2")


@pytest.fixture(scope="module")
def queue(coders: tuple[dict[str, CodingPass], dict[str, CodingPass]]) -> list[Disagreement]:
    first, second = coders
    return [item for film in RATES for item in find_disagreements(first[film], second[film])]


def by_hand(item: Disagreement) -> AgreedCoding:
    """What a strict arbiter would do: reject what one coder did not see, and else follow coder 1."""
    if item.first is None or item.second is None:
        return settle(item, Decision(Action.REJECT, "arbiter", "one coder did not see it"))
    return settle(item, Decision(Action.FIRST, "arbiter"))


def test_every_coding_is_in_one_item(coders, queue: list[Disagreement]):
    first, second = coders
    for place, passes in enumerate((first, second)):
        marked = Counter(coding for one in passes.values() for coding in one.codings)
        found = Counter(item.second if place else item.first for item in queue)
        del found[None]
        assert found == marked


def test_expressions_are_paired_as_the_description_of_the_material_says(queue: list[Disagreement]):
    def is_expression(coding: Coding | None) -> bool:
        return coding is not None and coding.excluded is None

    both = [item for item in queue if is_expression(item.first) and is_expression(item.second)]
    one = [item for item in queue if is_expression(item.first) + is_expression(item.second) == 1]
    assert len(both) == 27  # of 27 and 28: an F1 of .98
    assert len(one) == 1
    apart = [item.frames for item in both]
    assert sum(abs(frames.onset) for frames in apart) / 27 == pytest.approx(2.7, abs=0.05)
    assert sum(abs(frames.apex) for frames in apart) / 27 == pytest.approx(3.2, abs=0.05)
    assert sum(abs(frames.offset) for frames in apart) / 27 == pytest.approx(2.6, abs=0.05)


def test_the_queue_of_a_film_falls_in_severity(queue: list[Disagreement]):
    for film in RATES:
        grave = [item.severity for item in queue if item.recording == film]
        assert grave == sorted(grave, reverse=True)
    assert {DisagreementKind.ACTION_UNITS, DisagreementKind.SEVERAL} <= {item.kind for item in queue}


def test_a_wider_tolerance_settles_more_and_the_rest_is_left(queue: list[Disagreement]):
    policies = [
        AutomaticPolicy.identical_only(),
        *(AutomaticPolicy.mean_within(frames) for frames in (0, 2, 5)),
    ]
    settled = [len(arbitrate(queue, policy).settled) for policy in policies]
    assert settled == sorted(settled)
    assert settled[0] < settled[-1] < len(queue)
    halves = [one for one in arbitrate(queue, policies[-1]).settled if one.has_half_frames]
    assert halves
    for agreed in halves:
        first, second = (source.coding for source in agreed.sources)
        assert 2 * agreed.onset == first.onset + second.onset


def test_from_two_coders_to_the_tables(queue: list[Disagreement]):
    before = [replace(item) for item in queue]
    result = arbitrate(queue, AutomaticPolicy.mean_within(5))
    agreed = [*result.settled, *map(by_hand, result.left)]
    films = {film: Recording("study", "p1", film, Fraction(fps)) for film, fps in RATES.items()}
    movements = [Movement(f"m{n}", films[one.recording], one) for n, one in enumerate(agreed)]
    selection = select(movements)
    expressions = label_selection(selection)
    assert queue == before
    assert selection.n_movements == len(queue)
    lost = selection.dropped_by_reason()
    assert lost[ExclusionReason.TOO_LONG] == 2  # crying and laughter of the acted film
    assert {ExclusionReason.BLINK, ExclusionReason.HEAD} <= set(lost)
    # Mouths that open are surprise by AU25, where both coders read nothing of the kind.
    assert any(one.labelling.questions == ("the coders read other in the face",) for one in expressions)
    for expression in expressions:
        clip = expression.to_clip()
        assert clip.expression.interval.offset <= max(
            coding.offset for coding in expression.movement.coding.item.codings
        )
    profile = profile_study("four films", selection, expressions, synthetic=False)
    assert (
        sum(row.n for row in profile.table_2()) == sum(row.n for row in profile.table_4()) == len(expressions)
    )
