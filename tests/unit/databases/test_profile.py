from __future__ import annotations

import json
from pathlib import Path

import pytest

from countenance.core import Category, DurationPolicy, ExpressionKind
from countenance.databases import PAPER_TABLE_2, PAPER_TABLE_4, Profile, profile
from countenance.databases.casme2sq import CASME2Squared
from countenance.databases.corrections import Correction
from countenance.databases.label_schemes import label_scheme
from countenance.databases.profiles import ActionUnitCount

from .builders import Release, macro, micro
from .in_memory import InMemory, clip


@pytest.fixture
def database(tmp_path: Path) -> CASME2Squared:
    rows = [
        micro(units="4"),  # frames 5 to 14: 9 intervals of 1/30 s are 300 ms
        micro("anger1_2", onset=20, apex=0, offset=35, units="L4+R4+7", emotion="others"),  # 500 ms
        macro("happy1_1", 2, units="12", emotion="positive"),  # frames 5 to 35: 1 s
        macro("happy1_2", 2, onset=40, apex=50, offset=0),
    ]
    recordings = {"s15/15_0401crash": 40, "s16/16_0502smiles": 60, "s19/19_0502smiles": 10}
    return CASME2Squared(Release(tmp_path, rows, recordings).write())


@pytest.fixture
def counted(database: CASME2Squared) -> Profile:
    return profile(database)


def test_counts(counted: Profile):
    assert (counted.participants, counted.recordings, counted.labelled_recordings) == (3, 3, 2)
    assert (counted.expressions, counted.frames_min, counted.frames_max) == (3, 10, 31)


def test_durations_by_kind(counted: Profile):
    macro_row, micro_row = counted.duration_rows()
    assert macro_row == {"kind": "macro", "n": 1, "mean_ms": pytest.approx(1000), "sd_ms": None}
    # The standard deviation of 300 and 500 with n - 1 is 200 / sqrt(2).
    assert micro_row == {
        "kind": "micro",
        "n": 2,
        "mean_ms": pytest.approx(400),
        "sd_ms": pytest.approx(141.4213562373095),
    }


def test_duration_policy_is_named_and_followed(database: CASME2Squared):
    inclusive = profile(database, DurationPolicy.INCLUSIVE)
    assert inclusive.duration_policy == "inclusive"
    assert inclusive.kinds[0].mean_ms == pytest.approx(31_000 / 30)


def test_categories_by_kind(counted: Profile):
    assert counted.category_rows() == [
        {"category": "positive", "n": 1, "macro": 1, "micro": 0},
        {"category": "negative", "n": 1, "macro": 0, "micro": 1},
        {"category": "surprise", "n": 0, "macro": 0, "micro": 0},
        {"category": "other", "n": 1, "macro": 0, "micro": 1},
    ]


def test_action_unit_on_both_sides_of_one_expression_counts_once(counted: Profile):
    assert counted.kinds[1].action_units == (ActionUnitCount(4, 2, 1.0), ActionUnitCount(7, 1, 0.5))
    assert counted.action_unit_rows()[0] == {"kind": "macro", "action_unit": 12, "n": 1, "share": 1.0}


def test_dropped_rows_and_notes_are_kept_apart(counted: Profile):
    assert [problem.row for problem in counted.dropped] == [4]
    assert [problem.row for problem in counted.notes] == [2]


def test_dictionary_goes_through_json(counted: Profile):
    whole = counted.to_dict()
    assert json.loads(json.dumps(whole)) == whole
    assert whole["kinds"][1]["categories"]["other"] == 1
    assert whole["dropped"][0]["row"] == 4


def test_release_without_usable_clips(tmp_path: Path):
    empty = profile(CASME2Squared(Release(tmp_path, [micro(offset=0)]).write()))
    assert (empty.expressions, empty.frames_min, empty.frames_max) == (0, None, None)
    assert [row["n"] for row in empty.duration_rows()] == [0, 0]
    assert empty.action_unit_rows() == []
    assert len(empty.dropped) == 1


def test_the_function_does_not_hide_a_module():
    import countenance.databases.profiling as module

    assert module.profile is profile


def test_tables_of_the_paper_agree_with_each_other():
    for kind in ExpressionKind:
        assert sum(PAPER_TABLE_4[category][kind] for category in Category) == PAPER_TABLE_2[kind].n
    totals = {category: sum(counts.values()) for category, counts in PAPER_TABLE_4.items()}
    assert totals == {"positive": 93, "negative": 114, "surprise": 22, "other": 74}


def test_action_units_are_compared_between_the_kinds(counted: Profile):
    rows = {row["action_unit"]: row for row in counted.comparison_rows()}
    assert list(rows) == [4, 7, 12]
    assert (rows[4]["macro_n"], rows[4]["macro_share"]) == (0, 0.0)
    assert (rows[4]["micro_n"], rows[4]["micro_share"], rows[4]["difference"]) == (2, 1.0, 1.0)
    # One participant shows each kind: no interval can be honest.
    assert (rows[4]["low"], rows[4]["high"]) == (None, None)


def test_few_expressions_are_called_few(counted: Profile):
    assert counted.remarks() == [
        "Only 1 macro-expression of 1 participant: means, shares and intervals say little.",
        "Only 2 micro-expressions of 1 participant: means, shares and intervals say little.",
    ]


def test_uncoded_action_units_are_told(tmp_path: Path):
    rows = [micro(units="4"), micro("anger1_2", onset=20, apex=0, offset=30, units=None)]
    found = profile(CASME2Squared(Release(tmp_path / "some", rows).write()))
    assert any("1 of 2 micro-expressions have no action unit coded" in remark for remark in found.remarks())
    none = profile(CASME2Squared(Release(tmp_path / "none", rows[1:]).write()))
    assert "No action units are coded." in none.remarks()


def test_overview_sets_published_numbers_beside(counted: Profile):
    row = counted.overview_row()
    assert (row["macro"], row["published_macro"]) == (1, "250 or 300")
    assert (row["micro"], row["published_micro"]) == (2, "53 or 57")
    assert (row["participants"], row["published_participants"]) == (3, "22")
    assert row["coder_agreement"] == "action units 0.8, frames 0.82"


def test_participants_are_counted_also_without_an_expression(counted: Profile):
    assert counted.by_participant == {
        "s15": {"macro": 0, "micro": 2},
        "s16": {"macro": 1, "micro": 0},
        "s19": {"macro": 0, "micro": 0},
    }


def test_durations_are_kept_for_drawing_and_left_out_of_the_export(counted: Profile):
    assert counted.kinds[1].durations_ms == pytest.approx((300, 500))
    assert "durations_ms" not in counted.to_dict()["kinds"][1]


def test_a_label_scheme_files_expressions_anew(database: CASME2Squared):
    three = profile(database, scheme=label_scheme("three"))
    assert three.labels == "three"
    # "other" is no class of this scheme, and the expression is not hidden.
    assert {row["category"]: row["n"] for row in three.category_rows()} == {
        "negative": 1,
        "positive": 1,
        "surprise": 0,
        "unlabelled": 1,
    }
    assert three.category_rows_beside_paper() == three.category_rows()


def test_words_of_a_scheme_without_classes_come_with_the_most_frequent_first():
    clips = [clip("samm", f"s{n}", published=word) for n, word in enumerate(["Fear", "anger", "Anger", None])]
    found = profile(InMemory("samm", clips), scheme=label_scheme("original"))
    assert found.kinds[1].categories == {"anger": 2, "fear": 1, "unlabelled": 1}


def test_the_papers_tables_stand_only_beside_its_own_database():
    found = profile(InMemory("samm", [clip("samm")]))
    assert found.duration_rows_beside_paper()[1] == {
        "kind": "micro",
        "n": 1,
        "mean_ms": pytest.approx(40),
        "sd_ms": None,
        "published_n": "159",
    }
    assert set(found.category_rows_beside_paper()[0]) == {"category", "n", "macro", "micro"}
    assert found.overview_row()["coder_agreement"] == "unknown"


def test_a_laboratorys_own_database_has_nothing_published():
    found = profile(InMemory("generic", [clip("generic")]))
    assert found.published is None
    assert found.overview_row()["published_micro"] is None
    assert found.duration_rows_beside_paper()[1]["published_n"] is None
    assert found.to_dict()["published"] is None


def test_corrections_that_were_applied_are_named():
    corrected = InMemory("samm", [clip("samm")])
    corrected.corrections = (Correction("s01/c1", "emotion", "fear", "anger", "the authors said so", 2),)
    assert profile(corrected).to_dict()["corrections"] == [
        {
            "clip": "s01/c1",
            "field": "emotion",
            "published": "fear",
            "corrected": "anger",
            "reason": "the authors said so",
        }
    ]
