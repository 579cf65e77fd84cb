"""Three labels side by side, the category that follows, and when a person is asked."""

from __future__ import annotations

import pytest

from countenance.core import Category, InputError, Labels, parse_action_units
from countenance.study.labelling import (
    Basis,
    Labelling,
    Override,
    SelfReport,
    category_of_word,
    label_emotion,
)

POSITIVE, NEGATIVE, SURPRISE, OTHER = Category
BY_UNITS, BY_BOTH, BY_NOTHING = Basis


def label(units: str, stimulus: str | None = None, report: SelfReport | str | None = None) -> Labelling:
    said = SelfReport(report) if isinstance(report, str) else report
    return label_emotion(parse_action_units(units), stimulus=stimulus, self_report=said)


@pytest.mark.parametrize(
    ("units", "stimulus", "report", "category", "basis", "questions"),
    [
        ("6+12", None, None, POSITIVE, BY_UNITS, ()),
        ("6+12", "happiness", "happiness", POSITIVE, BY_UNITS, ()),
        ("6+12", "disgust", "happiness", POSITIVE, BY_UNITS, ()),  # the report outweighs the film
        ("6+12", "happiness", "disgust", POSITIVE, BY_UNITS, ("the participant reports disgust",)),
        (
            "6+12",
            "disgust",
            None,
            POSITIVE,
            BY_UNITS,
            ("the stimulus was to evoke disgust, and no self-report says otherwise",),
        ),
        ("14", "Disgust", "anger", NEGATIVE, BY_BOTH, ()),  # one category, if not one emotion
        ("14", "tension", "confusion", OTHER, BY_BOTH, ()),
        ("14", "disgust", "happiness", OTHER, BY_NOTHING, ("the participant reports happiness",)),
        ("14", None, "happiness", OTHER, BY_NOTHING, ("the participant reports happiness",)),
        ("14", None, None, OTHER, BY_NOTHING, ()),
        ("", None, None, OTHER, BY_NOTHING, ("no action unit is coded",)),
        (
            "14",
            "disgust",
            None,
            OTHER,
            BY_NOTHING,
            ("the stimulus was to evoke disgust, and no self-report says otherwise",),
        ),
        ("12", None, "meh", POSITIVE, BY_UNITS, ("the self-report 'meh' is no emotion that the rules know",)),
        ("12", "awe", None, POSITIVE, BY_UNITS, ("the stimulus' emotion 'awe' is none that the rules know",)),
        (
            "4+6+7+12",
            None,
            None,
            POSITIVE,
            BY_UNITS,
            ("AU6 + AU12 (happiness) decides, but AU4 + AU7 (disgust) is there too",),
        ),
        ("12or14", None, None, POSITIVE, BY_UNITS, ("another reading of the action units is other",)),
    ],
)
def test_the_rule(units, stimulus, report, category, basis, questions):
    labelling = label(units, stimulus, report)
    assert (labelling.category, labelling.basis, labelling.questions) == (category, basis, questions)
    assert labelling.needs_a_person is bool(questions)


@pytest.mark.parametrize(
    ("read", "questions"),
    [
        ((), ()),
        (("surprise",), ()),
        (("meh",), ()),
        (("other", "other"), ("the coders read other in the face",)),
        (("surprise", "fear"), ("the coders read fear in the face",)),
    ],
)
def test_what_the_coders_read_decides_nothing_and_is_asked_about(read, questions):
    labelling = label_emotion(parse_action_units("25+26"), read=read)
    assert (labelling.category, labelling.questions) == (SURPRISE, questions)


def test_the_sources_stay_apart_in_the_labels():
    assert label("4+7", "happiness", "Disgust ").labels == Labels(
        from_action_units="disgust",
        from_stimulus="happiness",
        self_report="Disgust",
        category=NEGATIVE,
        reason="action units: AU4 + AU7 (disgust)",
    )
    assert label("17").labels == Labels(category=OTHER, reason="nothing matched")


def test_a_person_s_category_stands_beside_the_automatic_one():
    automatic = label("4+6+7+12", "disgust", "disgust")
    filed = automatic.overridden(Override(NEGATIVE, "the brow is tense throughout", "Wang"))
    assert (filed.category, filed.automatic, filed.needs_a_person) == (NEGATIVE, POSITIVE, False)
    assert filed.questions == automatic.questions
    assert filed.labels.category is NEGATIVE
    assert filed.reason == (
        "Wang: the brow is tense throughout (automatic: positive, action units: AU6 + AU12 (happiness))"
    )
    assert automatic.category is POSITIVE
    assert filed.to_dict() == {
        "from_action_units": "happiness",
        "from_stimulus": "disgust",
        "self_report": "disgust",
        "category": "negative",
        "reason": filed.reason,
        "automatic": "positive",
        "basis": "action units",
        "rules": ["AU6 + AU12 (happiness)", "AU4 + AU7 (disgust)", "AU12 (happiness)", "AU6 (happiness)"],
        "questions": list(automatic.questions),
        "overridden_by": "Wang",
    }


@pytest.mark.parametrize(
    ("reason", "person", "message"),
    [(" ", "Wang", "under negative by hand needs a reason"), ("tense", "", "needs a person's name")],
)
def test_an_override_needs_reason_and_name(reason: str, person: str, message: str):
    with pytest.raises(InputError, match=message):
        Override(NEGATIVE, reason, person)


@pytest.mark.parametrize(
    ("word", "category"),
    [
        ("happiness", POSITIVE),
        ("contempt", NEGATIVE),
        (" Surprise", SURPRISE),
        ("positive", POSITIVE),
        ("others", OTHER),
        ("helplessness", OTHER),
        ("", None),
        (None, None),
    ],
)
def test_words(word: str | None, category: Category | None):
    assert category_of_word(word) is category


def test_who_felt_nothing_reports_no_category():
    assert SelfReport("happiness").category is POSITIVE
    assert SelfReport("happiness", is_emotional=False).category is None
