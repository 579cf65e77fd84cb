"""Kinds follow the times of frames, and labels that something has overtaken are found."""

from __future__ import annotations

from fractions import Fraction

import pytest

from countenance.core import Category, Coding, CodingPass, DurationPolicy, ExpressionKind, parse_action_units
from countenance.store import Reader
from countenance.store.records import Decision, Film, Label, Report, Stimulus
from countenance.study import arbitration
from countenance.study.arbitration import Action, AutomaticPolicy
from countenance.study.coding import assign, import_pass, submit, submitted_passes
from countenance.study.project import Study
from countenance.study.settlement import (
    decide,
    decide_automatically,
    label_all,
    open_items,
    override_category,
    stale_labels,
)
from countenance.study.settlement.profiling import profile_of
from countenance.study.status import study_status

SMILE = Coding(10, 14, 20, parse_action_units("6+12"))
FROWN = Coding(60, 62, 66, parse_action_units("4+7"))
GAP = tuple(str(Fraction(frame, 30) + (1 if frame > 15 else 0)) for frame in range(300))
"""30 frames per second, and a second without frames after frame 15."""


@pytest.fixture
def settled(study: Study) -> Study:
    """A smile that a report goes with, and a frown; everything but labels."""
    with study.writing("admin") as writer:
        film = writer.first(Film, name="film1")
        writer.add(Report(film=film.id, onset=5, offset=30, emotion="happiness"))
        assign(writer, ["anna", "ben"], [film])
        for coder in ("anna", "ben"):
            import_pass(writer, CodingPass("film1", coder, (SMILE, FROWN)))
            submit(writer, coder, "film1")
    settle(study)
    return study


def settle(study: Study) -> None:
    with study.writing("cleo") as writer:
        decide_automatically(writer, "cleo", AutomaticPolicy.identical_only())


def label(study: Study, policy: DurationPolicy = DurationPolicy.ONSET_TO_OFFSET) -> dict[str, Label]:
    with study.writing("cleo") as writer:
        label_all(writer, "cleo", policy)
        return {one.labels["clip"]: one for one in writer.find(Label)}


def stale(study: Study) -> list[str]:
    with study.reading() as reader:
        return stale_labels(reader)


def test_kinds_follow_the_times_of_frames(settled: Study):
    with settled.writing("admin") as writer:
        film = writer.first(Film, name="film1")
        writer.change(film, times=GAP, fps=299 / Fraction(GAP[-1]))
    found = label(settled)
    assert {name: one.labels["kind"] for name, one in found.items()} == {
        "film1_1": "macro",
        "film1_2": "micro",
    }
    with settled.reading() as reader:
        macro, micro = profile_of(reader).table_2()
    assert (macro.kind, macro.n, macro.mean_ms) == (ExpressionKind.MACRO, 1, pytest.approx(4000 / 3))
    assert (micro.n, micro.mean_ms) == (1, 200)


def test_a_profile_says_what_is_not_labelled_yet(settled: Study):
    told = "2 expressions settled, but not labelled yet"
    with settled.reading() as reader:
        assert [one for one in profile_of(reader).remarks() if told in one]
    label(settled)
    with settled.reading() as reader:
        assert "not labelled yet" not in " ".join(profile_of(reader).remarks())


def test_fresh_labels_are_not_stale_whatever_the_policy_and_a_person_decided(settled: Study):
    assert stale(settled) == []
    for policy in DurationPolicy:
        frown = label(settled, policy)["film1_2"]
        assert stale(settled) == []
    with settled.writing("cleo") as writer:
        override_category(writer, "cleo", frown.decision, Category.OTHER, "concentrates")
    assert stale(settled) == []


def changed_report(study: Study) -> None:
    with study.writing("dora") as writer:
        writer.change(writer.first(Report), emotion="disgust")


def felt_nothing(study: Study) -> None:
    with study.writing("dora") as writer:
        writer.change(writer.first(Report), emotion=None, not_emotional="swallow")


def times_told(study: Study) -> None:
    with study.writing("dora") as writer:
        writer.change(writer.first(Film, name="film1"), times=GAP)


def shown(study: Study) -> None:
    with study.writing("dora") as writer:
        clip = writer.add(Stimulus(name="baby", digest="0" * 64, seconds=70.0, emotion="happiness"))
        writer.change(writer.first(Film, name="film1"), stimulus=clip.id)


@pytest.mark.parametrize(
    ("change", "clips"),
    [
        (changed_report, ["film1_1"]),
        (felt_nothing, ["film1_1"]),
        (times_told, ["film1_1"]),
        (shown, ["film1_1", "film1_2"]),
    ],
)
def test_what_changed_since_is_found_until_labelled_again(settled: Study, change, clips: list[str]):
    label(settled)
    change(settled)
    assert stale(settled) == clips
    with settled.reading() as reader:
        told = study_status(reader).next_steps
    assert told[-1] == "Next: label again what was settled or reported since (countenance study label)."
    label(settled)
    assert stale(settled) == []
    with settled.reading() as reader:
        assert study_status(reader).next_steps[-1] == "Ready to be published (countenance study publish)."


def test_what_was_settled_again_has_to_be_labelled_again(settled: Study):
    frown = label(settled)["film1_2"]
    with settled.writing("cleo") as writer:
        kept = writer.get(Decision, frown.decision)
        [item] = [one for one in compared(writer) if one.first.id == kept.first]
        decide(writer, "cleo", item, arbitration.Decision(Action.REJECT, "cleo", "a shadow"))
        assert "label again" in study_status(writer).next_steps[-1]
    assert stale(settled) == []  # its label went with the decision


def compared(reader: Reader) -> list[arbitration.Disagreement]:
    assert open_items(reader) == []
    return arbitration.find_disagreements(*submitted_passes(reader, "film1"))
