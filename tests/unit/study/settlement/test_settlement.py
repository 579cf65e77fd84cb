"""From two submitted passes to labelled expressions, kept with every decision."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from countenance.core import Category, Coding, CodingPass, InputError, parse_action_units
from countenance.store.records import Decision, Film, Label, Report, Stimulus
from countenance.study import arbitration
from countenance.study.arbitration import Action, AutomaticPolicy, UnitChoice
from countenance.study.coding import add_coding, assign, change_coding, import_pass, own_pass, submit
from countenance.study.people import add_account
from countenance.study.project import Study
from countenance.study.settlement import (
    decide,
    decide_automatically,
    label_all,
    open_items,
    override_category,
    settled_movements,
)

SMILE, FROWN = parse_action_units("6+12"), parse_action_units("4+7")
ANNA = (
    Coding(10, 14, 25, SMILE, "", "happiness"),
    Coding(60, 66, 90, FROWN, "anger", None),
    Coding(150, 152, 156, excluded="blink"),
)
BEN = (
    Coding(11, 14, 25, SMILE, "", "happiness"),
    Coding(60, 67, 90, parse_action_units("4"), "anger", None),
    Coding(150, 152, 156, excluded="blink"),
    Coding(200, 210, 230, SMILE, "", "happiness"),
)


@pytest.fixture
def coded(study: Study) -> Study:
    with study.writing("admin") as writer:
        assign(writer, ["anna", "ben"], list(writer.find(Film)))
        stimulus = writer.add(Stimulus(name="baby", digest="0" * 64, seconds=70.0, emotion="happiness"))
        film = writer.change(writer.first(Film, name="film1"), stimulus=stimulus.id)
        writer.add(Report(film=film.id, onset=5, offset=30, emotion="happiness", intensity=5))
        writer.add(Report(film=film.id, onset=190, offset=240, not_emotional="itch"))
        for coder, codings in (("anna", ANNA), ("ben", BEN)):
            import_pass(writer, CodingPass("film1", coder, codings))
    return study


def submitted(study: Study) -> Study:
    with study.writing("admin") as writer:
        for coder in ("anna", "ben"):
            submit(writer, coder, "film1")
    return study


def test_nothing_is_compared_before_both_have_submitted(coded: Study):
    with coded.writing("admin") as writer:
        assert open_items(writer) == []
        submit(writer, "anna", "film1")
        assert open_items(writer) == []
        submit(writer, "ben", "film1")
        assert len(open_items(writer)) == 4
        assert open_items(writer, "film2") == []
        with pytest.raises(InputError, match="there is no recording 'film9'"):
            open_items(writer, "film9")


def test_what_was_settled_comes_back_as_it_was(coded: Study):
    submitted(coded)
    with coded.writing("cleo") as writer:
        kept = decide_automatically(writer, "cleo", AutomaticPolicy.mean_within(2))
        assert sorted(one.settled["onset"] for one in kept) == ["150", "21/2"]
        left = open_items(writer)
        assert [str(one.kind) for one in left] == ["missed by coder 1", "action units differ"]
        missed, frown = left
        decide(writer, "cleo", missed, arbitration.Decision(Action.SECOND, "cleo"))
        mean = arbitration.Decision(Action.MEAN, "cleo", "seen twice", action_units=UnitChoice.UNION)
        decide(writer, "cleo", frown, mean)
        assert open_items(writer) == []
        found = [agreed for _, agreed in settled_movements(writer)]
    assert [agreed.onset for agreed in found] == [Fraction(21, 2), 60, 150, 200]
    assert found[1].apex == Fraction(133, 2)
    assert found[1].decision == mean
    assert found[1].action_units == FROWN
    assert found[1].item.first.onset == 60  # the coders' own stay beside it
    assert (found[2].excluded, found[3].action_units) == ("blink", SMILE)


@pytest.mark.parametrize(
    "decision",
    [
        arbitration.Decision(Action.EDIT, "cleo", "in between", edited=Coding(61, None, 92, FROWN, "anger")),
        arbitration.Decision(Action.REJECT, "cleo", "a shadow"),
        arbitration.Decision(Action.REJECT, "cleo", "speaks", excluded="speech"),
        arbitration.Decision(Action.FIRST, "cleo"),
        arbitration.Decision(Action.SECOND, "cleo", action_units=UnitChoice.FIRST),
    ],
    ids=["edit", "reject", "speech", "first", "second"],
)
def test_every_kind_of_decision_comes_back(coded: Study, decision: arbitration.Decision):
    submitted(coded)
    with coded.writing("cleo") as writer:
        item = next(one for one in open_items(writer) if one.onset == 60)
        decide(writer, "cleo", item, decision)
        ((_, agreed),) = settled_movements(writer)
    expected = arbitration.settle(item, decision)
    assert (agreed.onset, agreed.apex, agreed.offset) == (expected.onset, expected.apex, expected.offset)
    assert (agreed.action_units, agreed.excluded) == (expected.action_units, expected.excluded)
    assert (agreed.decision.action, agreed.decision.reason) == (decision.action, decision.reason)


def test_a_decision_that_is_taken_again_keeps_the_first_and_drops_its_label(coded: Study):
    submitted(coded)
    with coded.writing("cleo") as writer:
        item = next(one for one in open_items(writer) if one.onset == 60)
        first = decide(writer, "cleo", item, arbitration.Decision(Action.FIRST, "cleo"))
        label_all(writer, "cleo")
        assert writer.count(Label) == 1
        second = decide(writer, "cleo", item, arbitration.Decision(Action.REJECT, "cleo", "no"))
        assert second.id == first.id
        assert [one.action for _, _, one in writer.history(second)] == ["coder1", "reject"]
        assert writer.count(Label) == 0
        assert writer.count(Decision) == 1


def labelled(study: Study) -> dict[str, Label]:
    submitted(study)
    with study.writing("cleo") as writer:
        decide_automatically(writer, "cleo", AutomaticPolicy.mean_within(2))
        for item in open_items(writer):
            action = Action.SECOND if item.first is None else Action.FIRST
            decide(writer, "cleo", item, arbitration.Decision(action, "cleo"))
        label_all(writer, "cleo")
        return {one.labels["clip"]: one for one in writer.find(Label)}


def test_every_source_of_a_label_is_kept_and_what_is_dropped_says_why(coded: Study):
    found = labelled(coded)
    smile, frown, blink, itch = (found[f"film1_{number}"] for number in (1, 2, 3, 4))
    assert smile.excluded is None
    assert (smile.labels["kind"], smile.labels["category"]) == ("micro", "positive")
    assert (smile.labels["from_stimulus"], smile.labels["self_report"]) == ("happiness", "happiness")
    assert any("rounded half up" in remark for remark in smile.labels["remarks"])
    assert (frown.labels["category"], frown.labels["kind"]) == ("negative", "macro")
    assert frown.labels["questions"] != []  # the stimulus was to evoke happiness
    assert blink.excluded == "excluded as 'blink'"
    assert itch.excluded == "the participant felt nothing (itch)"


def test_in_the_recording_of_a_session_the_clip_that_was_on_is_the_stimulus(coded: Study):
    with coded.writing("admin") as writer:
        film = writer.first(Film, name="film1")
        writer.add(Stimulus(name="teeth", digest="1" * 64, seconds=70.0, emotion="disgust"))
        shown = {"take": 1, "problem": "", "interrupted": ""}
        clips = [
            {"stimulus": "teeth", "interval": [50, 99], **shown},
            {"stimulus": "x", "interval": None, **shown},
        ]
        writer.change(film, stimulus=None, report={"clips": clips})
    found = labelled(coded)
    assert found["film1_2"].labels["from_stimulus"] == "disgust"
    assert found["film1_1"].labels["from_stimulus"] is None  # before the clip


def test_a_persons_category_stays_when_labels_are_made_anew(coded: Study):
    frown = labelled(coded)["film1_2"]
    with coded.writing("cleo") as writer:
        changed = override_category(writer, "cleo", frown.decision, Category.OTHER, "concentrates")
        label_all(writer, "cleo")
        again = writer.get(Label, frown.id)
        assert (again.override, again.overridden_by, again.reason) == ("other", "cleo", "concentrates")
        assert again.labels["category"] == "negative"  # what the rules say stays beside it
        assert again.version == changed.version
        with pytest.raises(InputError, match="needs a reason"):
            override_category(writer, "cleo", frown.decision, Category.OTHER, " ")
        with pytest.raises(InputError, match="no expression came of the decision x"):
            override_category(writer, "cleo", "x", Category.OTHER, "why")


def test_what_nobody_takes_for_an_expression_is_settled_by_a_policy_of_its_own(coded: Study):
    with coded.writing("x") as writer:
        mine = own_pass(writer, "ben", "film1").codings
        blink = next(one for one in mine if one.excluded)
        change_coding(writer, "ben", "film1", replace(blink, excluded="gaze"))
        add_coding(writer, "ben", "film1", Coding(280, 282, 285, excluded="swallow"))
    submitted(coded)
    with coded.writing("cleo") as writer:
        decide_automatically(writer, "cleo", AutomaticPolicy.identical_only())
        before = len(open_items(writer))
        kept = decide_automatically(writer, "cleo", AutomaticPolicy.identical_only(), exclusions=True)
        assert [one.settled["excluded"] for one in kept] == ["blink", "swallow"]
        assert {one.settled["policy"] for one in kept} == {"what nobody takes for an expression"}
        assert len(open_items(writer)) == before - 2
        assert all(one.item.kind for _, one in settled_movements(writer))


def test_only_arbiters_settle(coded: Study):
    submitted(coded)
    with coded.writing("anna") as writer:
        item = open_items(writer)[0]
        for attempt in (
            lambda: decide(writer, "anna", item, arbitration.Decision(Action.FIRST, "anna")),
            lambda: decide_automatically(writer, "anna", AutomaticPolicy.identical_only()),
            lambda: label_all(writer, "anna"),
            lambda: override_category(writer, "anna", "x", Category.OTHER, "why"),
        ):
            with pytest.raises(InputError, match="anna is coder, and this is for arbiter"):
                attempt()


def test_a_third_coder_changes_nothing_that_was_settled(coded: Study):
    found = {name: label.labels for name, label in labelled(coded).items()}
    with coded.writing("admin") as writer:
        add_account(writer, "carl", ["coder"])
        assign(writer, ["carl"], list(writer.find(Film)))
        submit(writer, "carl", "film1")
        assert open_items(writer) == []
        label_all(writer, "cleo")
        assert {one.labels["clip"]: one.labels for one in writer.find(Label)} == found


def test_what_was_not_submitted_by_two_is_not_settled(coded: Study):
    with coded.writing("cleo") as writer:
        first, second = (own_pass(writer, coder, "film1") for coder in ("anna", "ben"))
        item = arbitration.find_disagreements(first, second)[0]
        submit(writer, "anna", "film1")
        with pytest.raises(InputError, match="film1: a movement is settled once two coders have submitted"):
            decide(writer, "cleo", item, arbitration.Decision(Action.REJECT, "cleo", "no"))


def test_the_account_is_the_arbiter_whatever_the_decision_says(coded: Study):
    submitted(coded)
    with coded.writing("cleo") as writer:
        kept = decide(
            writer, "cleo", open_items(writer)[0], arbitration.Decision(Action.REJECT, "somebody", "no")
        )
    assert kept.arbiter == "cleo"
