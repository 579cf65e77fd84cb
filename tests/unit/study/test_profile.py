"""A study in the paper's four tables, beside the paper's figures."""

from __future__ import annotations

import json

import pytest

from countenance.core import Category, DurationPolicy, ExpressionKind, InputError
from countenance.study.labelling import Override, SelfReport, label_selection, select
from countenance.study.profile import PAPER_TABLE_1, StudyProfile, profile_study
from countenance.study.stimuli import Rating, summarise

from .labelling.builders import movement

MOVEMENTS = (
    movement("a", 0, 30, "12"),  # 1000 ms
    movement("b", 0, 60, "4+7"),  # 2000 ms
    movement("c", 0.5, 12.5, "1+2"),  # 400 ms
    movement("d", 0, 9, "17"),  # 300 ms
    movement("e", 0, 9, excluded="blink"),
)


def profile(
    *, synthetic: bool = False, policy: DurationPolicy = DurationPolicy.ONSET_TO_OFFSET
) -> StudyProfile:
    selection = select(MOVEMENTS, policy)
    raters = [Rating(f"r{n}", "teeth", ("disgust",) if n < 15 else ("fear",), 4 + n % 2) for n in range(20)]
    ratings = summarise(raters, {"teeth": 67})
    return profile_study("pilot", selection, label_selection(selection), synthetic=synthetic, ratings=ratings)


def test_table_1_ends_with_the_study():
    *published, own = profile(synthetic=True).table_1()
    assert tuple(published) == PAPER_TABLE_1
    assert (own.database, own.n, own.elicitation, own.synthetic) == ("pilot", 4, "spontaneous", True)
    assert {row.database: row.n for row in PAPER_TABLE_1} == {
        "USF-HD": 100,
        "Polikovsky's database": 42,
        "SMIC": 77,
        "SMIC extension, HS": 164,
        "SMIC extension, VIS": 71,
        "SMIC extension, NIR": 71,
        "CASME": 195,
        "CASME II": 247,
        "CAS(ME)2": 303,
    }


def test_table_2_has_exact_durations_beside_the_paper_s():
    macro, micro = profile().table_2()
    assert (macro.kind, macro.n, macro.mean_ms, macro.sd_ms) == (
        ExpressionKind.MACRO,
        2,
        1500,
        pytest.approx(707.107, abs=0.001),
    )
    assert (micro.n, micro.mean_ms, micro.sd_ms) == (2, 350, pytest.approx(70.711, abs=0.001))
    assert (macro.paper_n, macro.paper_mean_ms, macro.paper_sd_ms) == (250, 1305.87, 657.6)
    assert (micro.paper_n, micro.paper_mean_ms, micro.paper_sd_ms) == (53, 418.82, 65.87)


def test_the_policy_is_named_and_changes_durations():
    inclusive = profile(policy=DurationPolicy.INCLUSIVE)
    assert inclusive.to_dict()["duration_policy"] == "inclusive"
    assert inclusive.table_2()[0].mean_ms == pytest.approx(1500 + 1000 / 30)
    assert "Durations are taken under the policy inclusive." in inclusive.remarks()


def test_table_3_puts_the_study_s_ratings_before_the_paper_s():
    own, *paper = profile().table_3()
    assert (own.source, own.clip, own.duration_s, own.emotion) == ("this study", "teeth", 67, "disgust")
    assert (own.n_raters, own.selection, own.mean) == (20, 0.75, 4.5)
    assert [row.clip for row in paper] == [str(number) for number in range(1, 10)]
    first = paper[0]
    assert (first.duration_s, first.emotion, first.selection, first.mean) == (67, "disgust", 0.86, 4.14)
    assert all(row.n_raters is None and row.sd is None and row.source == "Qu et al. 2016" for row in paper)


def test_table_4_counts_final_categories_beside_the_paper_s():
    rows = profile().table_4()
    assert [(row.category, row.n, row.macro, row.micro) for row in rows] == [
        (Category.POSITIVE, 1, 1, 0),
        (Category.NEGATIVE, 1, 1, 0),
        (Category.SURPRISE, 1, 0, 1),
        (Category.OTHER, 1, 0, 1),
    ]
    assert [(row.paper_n, row.paper_macro, row.paper_micro) for row in rows] == [
        (93, 87, 6),
        (114, 95, 19),
        (22, 13, 9),
        (74, 55, 19),
    ]
    assert [row.criteria for row in rows] == [
        "AU6 + AU12, AU12, AU6",
        "AU1 + AU2 + AU4, AU4 + AU5, AU4 + AU7, AU9, AU10, AU20, AU1",
        "AU1 + AU2, AU2, AU25",
        "nothing of the above",
    ]


def test_a_category_decided_by_a_person_counts():
    selection = select(MOVEMENTS)
    override = {MOVEMENTS[0].key: Override(Category.OTHER, "he chews", "Li")}
    filed = profile_study("pilot", selection, label_selection(selection, override), synthetic=False)
    assert [row.n for row in filed.table_4()] == [0, 1, 1, 2]
    assert "1 category label decided by a person." in filed.remarks()


def test_remarks_say_what_a_reader_must_know():
    assert profile(synthetic=True).remarks() == (
        "5 movements -> 4 (2 macro, 2 micro); dropped: 1 blink",
        "Durations are taken under the policy onset-to-offset.",
        "The faces are simulated: these figures say nothing about people.",
        "Only 2 macro-expressions: mean and shares say little.",
        "Only 2 micro-expressions: mean and shares say little.",
        "1 expression with half-frames: durations are those of exact frames.",
    )
    doubtful = select([movement("a", report=SelfReport("disgust"))])
    asked = profile_study("pilot", doubtful, label_selection(doubtful), synthetic=False).remarks()
    assert "1 category label in doubt, and no person has decided." in asked


def test_json_holds_every_table_and_whether_faces_are_simulated():
    content = profile(synthetic=True).to_dict()
    assert json.loads(json.dumps(content)) == content
    assert content["synthetic"] is True
    assert content["table_1"][-1]["synthetic"] is True
    assert [len(content[f"table_{n}"]) for n in (1, 2, 3, 4)] == [10, 2, 10, 4]
    assert content["table_4"][0]["category"] == "positive"


def test_a_study_without_expressions_has_no_means():
    nothing = select([])
    empty = profile_study("pilot", nothing, (), synthetic=False)
    assert [(row.n, row.mean_ms, row.sd_ms) for row in empty.table_2()] == [(0, None, None)] * 2
    single = select(MOVEMENTS[:1])
    macro = profile_study("pilot", single, label_selection(single), synthetic=False).table_2()[0]
    assert (macro.mean_ms, macro.sd_ms) == (1000, None)


def test_expressions_of_another_selection_are_refused():
    selection = select(MOVEMENTS)
    with pytest.raises(InputError, match="the expressions of pilot are not the 4 that its selection kept"):
        profile_study("pilot", selection, label_selection(selection)[1:], synthetic=False)
