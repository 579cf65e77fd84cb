from __future__ import annotations

import numpy as np
import pytest

from countenance.core.errors import InputError
from countenance.evaluation import (
    SPLITTERS,
    GroupedKFold,
    LeaveOneDatabaseOut,
    LeaveOneSubjectOut,
    LeaveOneVideoOut,
    splitter,
)

GROUPS = np.array(["s15", "s16", "s15", "s19", "s16"])
X = np.zeros((5, 1))


def test_no_participant_is_on_both_sides():
    for train, test in LeaveOneSubjectOut().split(X, groups=GROUPS):
        assert not set(GROUPS[train]) & set(GROUPS[test])


def test_every_participant_is_held_out_once():
    held_out = [set(GROUPS[test]) for _, test in LeaveOneSubjectOut().split(X, groups=GROUPS)]
    assert sorted(map(sorted, held_out)) == [["s15"], ["s16"], ["s19"]]
    assert LeaveOneSubjectOut().get_n_splits(groups=GROUPS) == 3


def test_every_clip_is_held_out_once():
    folds = list(LeaveOneVideoOut().split(X))
    assert [test.tolist() for _, test in folds] == [[0], [1], [2], [3], [4]]
    assert all(len(train) == 4 for train, _ in folds)
    assert LeaveOneVideoOut().get_n_splits(X) == 5


def test_a_single_database_cannot_be_held_out():
    with pytest.raises(
        InputError, match=r"^all of them are of samm; open the release of another database too$"
    ):
        list(LeaveOneDatabaseOut().split(X, groups=["samm:006"] * 5))


def test_databases_are_held_out_one_by_one_by_name_or_by_prefix():
    databases = ["samm", "casme2", "samm", "casme2", "smic_hs"]
    groups = [f"{database}:{person}" for database, person in zip(databases, GROUPS, strict=True)]
    for by in (databases, groups):
        folds = list(LeaveOneDatabaseOut().split(X, groups=by))
        assert [test.tolist() for _, test in folds] == [[1, 3], [0, 2], [4]]
        assert LeaveOneDatabaseOut().get_n_splits(groups=by) == 3


def test_grouped_folds_keep_participants_whole_and_of_about_one_size():
    groups = np.repeat(np.arange(10), 4)
    folds = list(GroupedKFold(5).split(np.zeros((40, 1)), groups=groups))
    assert [len(test) for _, test in folds] == [8] * 5
    for train, test in folds:
        assert not set(groups[train]) & set(groups[test])


def test_protocols_are_found_by_the_names_that_results_use():
    for name, kind in SPLITTERS.items():
        found = splitter(name)
        assert type(found) is kind
        assert found.name == name
        assert found.title
    assert splitter("grouped-k-fold", n_splits=3).get_n_splits() == 3
    with pytest.raises(InputError, match="'loso' is no protocol; known protocols: leave-one-subject-out, "):
        splitter("loso")


def test_only_leave_one_video_out_shares_participants():
    sharing = [name for name, kind in SPLITTERS.items() if getattr(kind, "shares_participants", False)]
    assert sharing == ["leave-one-video-out"]
