"""The truth of a release, odd labels included, which its reader leaves out."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from countenance.core import Interval, Spotted
from countenance.databases.casme2sq import CASME2Squared
from countenance.evaluation.spotting import Counts, Policies, predicted, score_spotting, truth_of

from ...databases.builders import Release, macro, micro
from ...databases.in_memory import InMemory, clip
from ...databases.trees import SAMM_LONG_TREE

FILM = "casme2sq/s15/15_0401angercrash"


@pytest.fixture
def casme2(tmp_path: Path) -> CASME2Squared:
    rows = [
        micro("anger1_1"),  # frames 5, 9, 14
        macro("anger1_2", onset=11, apex=21, offset=0),
        macro("anger1_3", onset=15, apex=0, offset=0),
        micro("anger1_4", onset=20, apex=25, offset=99),  # beyond the film
        macro("anger1_5", onset=11, apex=60, offset=0),  # the apex lies beyond the film
    ]
    films = {"s15/15_0401angercrash": 40, "s16/16_0101disgustingteeth": 5}
    return CASME2Squared(Release(tmp_path, rows, films).write())


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("apex", [Interval(4, 13), Interval(10, 20), None]),
        ("apex+20", [Interval(4, 13), Interval(10, 40), None]),
        ("mirror", [Interval(4, 13), Interval(10, 30), None]),
        ("keep", [Interval(4, 13), None, None]),
        ("drop", [Interval(4, 13)]),
    ],
)
def test_offset_zero_of_casme2(casme2: CASME2Squared, choice: str, expected: list[Interval | None]):
    assert len(casme2.clips()) == 1  # the reader has no clip for the others
    truth = truth_of(casme2, Policies(offset_zero=choice))
    assert [one.interval for one in truth.labels] == expected
    assert {one.recording for one in truth.labels} == {FILM}
    assert truth.policies["offset_zero"] == {
        **Policies(offset_zero=choice).described()["offset_zero"],
        "labels": 2,
    }


def test_every_recording_counts_and_lost_labels_are_told(casme2: CASME2Squared):
    truth = truth_of(casme2)
    assert [(one.name, one.participant, one.fps) for one in truth.recordings] == [
        (FILM, "casme2sq:s15", Fraction(30)),
        ("casme2sq/s16/16_0101disgustingteeth", "casme2sq:s16", Fraction(30)),
    ]
    assert any(
        one.startswith("2 labels of casme2sq cannot be used and do not count") for one in truth.remarks
    )
    assert truth.labels[0].emotion == "negative"
    assert truth.labels[0].apex == 8


def test_a_corrected_offset_is_no_odd_one(tmp_path: Path):
    root = Release(tmp_path / "release", [macro("anger1_1", onset=11, apex=21, offset=0)]).write()
    corrections = tmp_path / "corrections.csv"
    corrections.write_text(
        "clip,field,published,corrected,reason\ns15/anger1_1,offset,0,33,the brow is back\n", encoding="utf-8"
    )
    truth = truth_of(CASME2Squared(root, corrections=corrections))
    assert [one.interval for one in truth.labels] == [Interval(10, 32)]
    assert truth.policies["offset_zero"]["labels"] == 0


def test_onset_zero_and_one_of_samm_long_videos(tmp_path: Path):
    rows = SAMM_LONG_TREE.edited(0, onset=0)
    database = SAMM_LONG_TREE.write(tmp_path, rows)
    assert len(database.clips()) == 2
    kept = truth_of(database)
    assert [one.interval for one in kept.labels] == [Interval(114, 123), Interval(0, 8), Interval(0, 112)]
    assert kept.policies["onset_zero"]["labels"] == 2
    assert len(kept.recordings) == 3
    assert not any("cannot be used" in one for one in kept.remarks)
    dropped = truth_of(database, Policies(onset_zero="drop"))
    assert [one.interval for one in dropped.labels] == [Interval(114, 123)]


def test_offset_zero_of_a_table(tmp_path: Path):
    database = SAMM_LONG_TREE.write(tmp_path, SAMM_LONG_TREE.edited(0, offset=0))
    assert truth_of(database).labels[-1].interval == Interval(1, 59)
    assert truth_of(database).recordings[0].participant == "samm:006"


def test_any_database_will_do():
    truth = truth_of(InMemory("lab", [clip("lab", "s01", "c1"), clip("lab", "s02", "c2")]))
    assert [one.interval for one in truth.labels] == [Interval(0, 4)] * 2
    assert truth.policies["onset_zero"]["labels"] == 2


def test_release_scores_its_own_labels(casme2: CASME2Squared):
    (one,) = casme2.clips()
    expression = one.expression
    mark = Spotted(expression.interval, expression.apex or 0, expression.kind, 0.5)
    scores = score_spotting(truth_of(casme2, Policies("drop")), predicted(one.recording.key, [mark]))
    assert scores.counts["micro"] == scores.counts["all"] == Counts(1, 0, 0)
    assert scores.timing["all"]["apex"].mean_absolute == 0
    assert [row.name for row in scores.by_participant] == ["casme2sq:s15", "casme2sq:s16"]
