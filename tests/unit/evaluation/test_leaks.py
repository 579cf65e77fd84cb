from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, LeaveOneOut, PredefinedSplit

from countenance.core.errors import InputError
from countenance.evaluation import (
    LeakError,
    LeaveOneDatabaseOut,
    LeaveOneSubjectOut,
    LeaveOneVideoOut,
    check_pretraining,
    cross_validate,
)
from countenance.evaluation.arrays import sample_arrays
from countenance.evaluation.leaks import LeakCheck, LeakRules

X = np.random.default_rng(0).normal(size=(8, 3))
Y = ["a", "b"] * 4
WHO = ["lab:1", "lab:1", "lab:2", "lab:2", "lab:3", "lab:3", "lab:4", "lab:4"]
IDS = [f"clip{i}" for i in range(8)]
FILMS = ["f1", "f1", "f2", "f2", "f3", "f3", "f4", "f4"]
APART = [(0, 9), (20, 29)] * 4


def run(**changes):
    arguments = {"X": X, "y": Y, "groups": WHO, "ids": IDS, **changes}
    return cross_validate(LogisticRegression(), **arguments)


def test_a_leak_is_an_input_error():
    assert issubclass(LeakError, InputError)


@pytest.mark.parametrize("splitter", [KFold(4, shuffle=True, random_state=0), LeaveOneOut()])
def test_a_splitter_that_mixes_participants_in_silence_is_refused_with_both_clips(splitter):
    with pytest.raises(
        LeakError, match=r"'clip\d' and test sample 'clip\d' show the same participant \(lab:\d\)"
    ):
        run(splitter=splitter)


def test_a_shared_recording_is_refused():
    films = ["f1", "f1", "f2", "f2", "f3", "f3", "f4", "f1"]
    with pytest.raises(
        LeakError,
        match=r"training sample 'clip7' and test sample 'clip0' come from the same recording \(f1\)",
    ):
        run(recordings=films)


def test_people_shared_by_databases_are_refused_where_databases_are_held_out():
    databases = ["hs", "vis"] * 4
    with pytest.raises(LeakError, match=r"show the same participant \(lab:1\)"):
        run(splitter=LeaveOneDatabaseOut(), databases=databases)


def test_a_copy_under_another_name_is_refused_unless_allowed():
    doubled = X.copy()
    doubled[6] = doubled[1]
    with pytest.raises(
        LeakError, match="'clip6' and test sample 'clip1' have the same content: remove the copy"
    ):
        run(X=doubled)
    allowed = run(X=doubled, duplicates="allow")
    assert "equal arrays in training and test were allowed" in allowed.remarks


def test_a_copy_of_another_type_or_with_another_zero_is_one():
    doubled = [*X.astype(np.float32).astype(np.float64)]
    doubled[6] = doubled[1].astype(np.float32)
    with pytest.raises(LeakError, match="'clip6' and test sample 'clip1' have the same content"):
        run(X=doubled)
    zeros = X.copy()
    zeros[1], zeros[6] = [0.0, 1.0, 2.0], [-0.0, 1.0, 2.0]
    with pytest.raises(LeakError, match="'clip6' and test sample 'clip1' have the same content"):
        run(X=zeros)
    whole = np.arange(24).reshape(8, 3)
    with pytest.raises(LeakError, match="extra training sample 0"):
        run(X=whole, extra_training=(whole[:1].astype(np.float32), ["a"], ["web:1"]))


def test_constant_samples_are_no_copies_of_each_other():
    still = X.copy()
    still[[1, 6]] = 0.0
    assert run(X=still).n == 8


def test_overlapping_clips_under_leave_one_video_out_are_refused_or_left_out_by_name():
    overlapping = [(0, 9), (5, 14), *APART[2:]]
    with pytest.raises(LeakError, match=r"'clip1' and test sample 'clip0' share frames 5 to 9 of f1"):
        run(splitter=LeaveOneVideoOut(), recordings=FILMS, intervals=overlapping)
    result = run(splitter=LeaveOneVideoOut(), recordings=FILMS, intervals=overlapping, overlaps="drop")
    assert result.remarks == (
        "clip1 is left out of training where clip0 is tested: they share frames 5 to 9 of f1",
        "clip0 is left out of training where clip1 is tested: they share frames 5 to 9 of f1",
    )
    assert result.beside.remarks == ()
    assert run(splitter=LeaveOneVideoOut(), recordings=FILMS, intervals=APART).remarks == ()


def test_what_is_left_out_of_training_has_no_say():
    """A copy of the test clip with another label would decide its prediction."""
    same = X.copy()
    same[1] = same[0]
    samples = sample_arrays(same, Y, WHO, ids=IDS)
    fold = (np.arange(1, 8), np.array([0]))
    train, remarks = LeakCheck(samples, LeakRules(shares_participants=True, overlaps="drop")).training(fold)
    assert train.tolist() == [2, 3, 4, 5, 6, 7]
    assert len(remarks) == 1
    with pytest.raises(LeakError, match="same content"):
        LeakCheck(samples, LeakRules(shares_participants=True)).training(fold)


def test_dropping_never_excuses_a_copy_across_participants():
    doubled = X.copy()
    doubled[6] = doubled[1]
    with pytest.raises(LeakError, match="same content"):
        run(X=doubled, overlaps="drop")


def test_extra_samples_of_tested_participants_are_left_out():
    """Augmentations with flipped labels: were those of the tested participant used, they would be believed."""
    random = np.random.default_rng(3)
    y = np.array(Y * 5)
    groups = np.repeat([f"lab:{i}" for i in range(10)], 4)
    samples = random.normal(size=(40, 2)) + 4 * (y == "b")[:, None]
    wrong = np.where(y == "a", "b", "a")
    seen = []

    class Spy(LogisticRegression):
        def fit(self, X, y, groups=None):
            seen.append(set(groups))
            return super().fit(X, y)

    extra = (samples + 1e-6, wrong, groups)
    cross_validate(Spy(), samples, y, groups, extra_training=extra, repeat_first_fold=False)
    everyone = sorted(set(groups.tolist()))
    assert [set(everyone) - people for people in seen] == [{who} for who in everyone]
    extra = (samples[:4] * 1.01, y[:4], np.repeat("lab:elsewhere", 4))
    seen.clear()
    cross_validate(Spy(), samples, y, groups, extra_training=extra, repeat_first_fold=False)
    assert all("lab:elsewhere" in people for people in seen)


def test_a_test_clip_among_the_extra_samples_under_another_name_is_refused():
    extra = (X[:2], Y[:2], ["web:1", "web:1"])
    with pytest.raises(
        LeakError, match=r"extra training sample 0 \(participant web:1\) has the same content as test"
    ):
        run(extra_training=extra)


def test_pretraining_on_test_participants_is_refused():
    check_pretraining(WHO, ["other:1"])
    with pytest.raises(
        LeakError, match=r"2 of the tested participants were used for pre-training \(first lab:1\)"
    ):
        check_pretraining(WHO, ["lab:2", "lab:1"])


def test_folds_that_leave_samples_untested_are_refused():
    with pytest.raises(InputError, match="not tested exactly once"):
        run(splitter=PredefinedSplit([0, 0, 1, 1, -1, -1, -1, -1]))


@settings(max_examples=60, deadline=None)
@given(
    people=st.lists(st.integers(0, 3), min_size=4, max_size=10),
    films=st.lists(st.integers(0, 2), min_size=10, max_size=10),
    onsets=st.lists(st.integers(0, 30), min_size=10, max_size=10),
    tested=st.sets(st.integers(0, 9), min_size=1, max_size=3),
    shares=st.booleans(),
)
def test_verdict_is_that_of_looking_at_every_pair(people, films, onsets, tested, shares):
    n = len(people)
    people = [0, 1, *people[2:]]
    test = np.array(sorted(i for i in tested if i < n), dtype=int)
    train = np.setdiff1d(np.arange(n), test)
    names = [f"{film}" if shares else f"{who}/{film}" for who, film in zip(people, films, strict=False)]
    spans = [(onset, onset + 9) for onset in onsets[:n]]
    contents = np.random.default_rng(0).normal(size=(n, 2))
    samples = sample_arrays(contents, np.arange(n) % 2, people, recordings=names, intervals=spans)
    dependent = {
        int(i)
        for i in train
        for j in test
        if (not shares and people[i] == people[j])
        or (names[i] == names[j] and abs(spans[i][0] - spans[j][0]) <= 9)
    }
    rules = LeakRules(shares_participants=shares, overlaps="drop")
    if dependent and not shares:
        with pytest.raises(LeakError):
            LeakCheck(samples, rules).training((train, test))
    else:
        left, remarks = LeakCheck(samples, rules).training((train, test))
        assert set(train.tolist()) - set(left.tolist()) == dependent
        assert bool(remarks) == bool(dependent)


def test_participants_apart_is_enough_for_leave_one_subject_out():
    assert run(splitter=LeaveOneSubjectOut(), recordings=FILMS, intervals=[(0, 9)] * 8).n_folds == 4
