from __future__ import annotations

import numpy as np

from countenance.evaluation import LeaveOneSubjectOut, LeaveOneVideoOut

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
