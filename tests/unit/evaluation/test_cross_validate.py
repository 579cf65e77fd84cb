from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.utils.metaestimators import available_if

from countenance.core.cache import ArrayCache
from countenance.evaluation import (
    GroupedKFold,
    LeaveOneDatabaseOut,
    LeaveOneSubjectOut,
    LeaveOneVideoOut,
    chance_scores,
    cross_validate,
    predict_majority,
)
from countenance.evaluation.folds import fit_on


def scaled() -> object:
    return make_pipeline(StandardScaler(), LogisticRegression())


def test_predictions_are_those_of_scikit_learn_and_scores_are_pooled(table):
    result = cross_validate(scaled(), table.X, table.y, table.groups, LeaveOneSubjectOut())
    plain = cross_val_predict(scaled(), table.X, table.y, groups=table.groups, cv=LeaveOneGroupOut())
    told = cross_val_predict(
        scaled(), table.X, table.y, groups=table.groups, cv=LeaveOneGroupOut(), method="predict_proba"
    )
    assert result.predicted.tolist() == plain.tolist()
    assert result.probabilities == pytest.approx(told)
    assert result.classes.tolist() == ["negative", "positive", "surprise"]
    assert result.uf1 == pytest.approx(f1_score(table.y, plain, average="macro"))
    per_fold = [
        f1_score(table.y[its], plain[its], average="macro", zero_division=0)
        for its in (table.groups == who for who in np.unique(table.groups))
    ]
    assert abs(result.uf1 - np.mean(per_fold)) > 0.01
    assert result.n_folds == result.participants == 15
    assert sorted(set(zip(result.groups.tolist(), result.fold.tolist(), strict=True))) == sorted(
        zip(sorted(set(table.groups.tolist())), range(15), strict=True)
    )
    low, high = result.scores.intervals["uf1"]
    assert low < result.uf1 < high


def test_references_and_rows_by_database_and_class(table):
    result = cross_validate(scaled(), table.X, table.y, table.groups, databases=table.databases)
    folds = LeaveOneSubjectOut().split(table.X, table.y, table.groups)
    assert result.majority.tolist() == predict_majority(table.y, folds).tolist()
    assert result.references["chance"] == chance_scores(table.y)
    assert list(result.by_database) == ["casme2", "samm"]
    its = table.databases == "samm"
    assert result.by_database["samm"].n == its.sum()
    assert result.by_database["samm"].accuracy == np.mean(table.y[its] == result.predicted[its])
    assert [row.n for row in result.by_class] == [int((table.y == label).sum()) for label in result.classes]


class Nearest(ClassifierMixin, BaseEstimator):
    """One nearest neighbour by mean brightness: takes samples of any shape."""

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        self.means_, self.labels_ = np.array([x.mean() for x in X]), np.asarray(y)
        return self

    def predict(self, X):
        return np.array([self.labels_[np.argmin(abs(self.means_ - x.mean()))] for x in X])


def bright(shape: tuple[int, ...], level: float, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(level, 0.01, shape)


LEVELS, WHO = [0, 1, 0, 1, 0, 1], ["a", "a", "b", "b", "c", "c"]


def test_samples_of_any_shape_in_arrays_files_and_lists(tmp_path: Path):
    stacked = np.stack([bright((4, 5, 3), level, i) for i, level in enumerate(LEVELS)])
    np.save(tmp_path / "X.npy", stacked)
    mapped = np.load(tmp_path / "X.npy", mmap_mode="r")
    ragged = [bright((3 + i, 5), level, i) for i, level in enumerate(LEVELS)]
    for X in (stacked, mapped, ragged):
        result = cross_validate(Nearest(), X, LEVELS, WHO)
        assert result.predicted.tolist() == LEVELS
        assert result.probabilities is None


def test_a_mapped_file_reaches_workers_as_a_file_and_a_slice_of_it_as_numbers(tmp_path: Path):
    from countenance.evaluation.arrays import sample_arrays
    from countenance.evaluation.folds import FoldRun

    np.save(tmp_path / "X.npy", np.random.default_rng(0).normal(size=(6, 4000)))
    mapped = np.load(tmp_path / "X.npy", mmap_mode="r")
    for X, small in (
        (mapped, True),
        (np.asarray(mapped), True),
        (mapped[1:], False),
        (mapped[:, ::2], False),
    ):
        n = len(X)
        run = FoldRun(Nearest(), sample_arrays(X, LEVELS[:n], WHO[:n]), None, np.array([0, 1]), None)
        sent = pickle.dumps(run)
        assert (len(sent) < 20_000) == small
        assert np.array_equal(pickle.loads(sent).samples.X, X)


def test_only_held_out_data_changes_and_the_fitted_model_does_not(table):
    """Data and labels of the tested participant are replaced by nonsense: the model is the same, bit by bit."""
    train = np.flatnonzero(table.groups != "samm:10")
    models = []
    for X, y in ((table.X, table.y), (table.X.copy(), table.y.copy())):
        if models:
            X[table.groups == "samm:10"] = 1e6
            y[table.groups == "samm:10"] = "surprise"
        models.append(pickle.dumps(fit_on(scaled(), X[train], y[train], table.groups[train])))
    assert models[0] == models[1]


class Witness(ClassifierMixin, BaseEstimator):
    """Writes down the digest of its fitted state with every prediction, by the mean of what it was fitted on."""

    seen: list[tuple[float, ...]] = []  # noqa: RUF012 # shared on purpose

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        self.model_ = (float(np.sum(X)), *np.unique(y, return_counts=True)[1].tolist())
        return self

    def predict(self, X):
        Witness.seen.append(self.model_)
        return np.repeat(self.classes_[0], len(X))


def test_harness_fits_the_same_model_whatever_the_held_out_samples_are(table):
    held_out = table.groups == "casme2:03"
    fold = sorted(set(table.groups.tolist())).index("casme2:03")
    models = []
    for change in (False, True):
        X, y = table.X.copy(), table.y.copy()
        if change:
            X[held_out] += 100.0
            y[held_out] = np.roll(y, 7)[held_out]
        Witness.seen.clear()
        cross_validate(Witness(), X, y, table.groups, repeat_first_fold=False)
        models.append(list(Witness.seen))
    assert models[0][fold] == models[1][fold]
    assert models[0][fold - 1] != models[1][fold - 1]  # another fold trains on them


class Cheat(ClassifierMixin, BaseEstimator):
    """Remembers every training sample it has ever seen, and answers from memory where it can."""

    memory: dict[bytes, str] = {}  # noqa: RUF012 # the cheat

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        Cheat.memory.update({x.tobytes(): label for x, label in zip(X, y, strict=True)})
        return self

    def predict(self, X):
        return np.array([Cheat.memory.get(x.tobytes(), self.classes_[0]) for x in X])


def test_an_estimator_that_remembers_earlier_folds_is_noticed(table):
    Cheat.memory.clear()
    result = cross_validate(Cheat(), table.X, table.y, table.groups)
    assert result.uf1 > 0.8  # it has seen nearly everything in other folds
    assert result.repeatable is False
    assert any("remembers earlier folds" in remark for remark in result.remarks)
    honest = cross_validate(scaled(), table.X, table.y, table.groups)
    assert honest.repeatable is True
    assert honest.remarks == ()


class Vandal(Nearest):
    """Writes into what it is given."""

    def fit(self, X, y):
        for x in X:
            x[...] = 0
        return super().fit(X, y)


def test_a_second_run_from_the_cache_does_not_clear_an_estimator_that_remembers(table, tmp_path: Path):
    arguments = (table.X, table.y, table.groups)
    for _ in range(2):
        Cheat.memory.clear()  # as in a new process
        assert cross_validate(Cheat(), *arguments, cache=tmp_path).repeatable is False
    assert not list(tmp_path.rglob("*.npz"))


def test_writing_into_samples_never_reaches_other_folds(table):
    before = table.X.copy()
    assert cross_validate(Vandal(), table.X, table.y, table.groups, repeat_first_fold=False).n == 90
    assert np.array_equal(table.X, before)
    ragged = [bright((3 + i, 5), level, i) for i, level in enumerate(LEVELS)]
    with pytest.raises(ValueError, match="read-only") as caught:
        cross_validate(Vandal(), ragged, LEVELS, WHO)
    assert caught.value.__notes__ == ["in the fold that tests a"]


class Seeker(Nearest):
    """Looks whether what it is given leads to the whole."""

    def fit(self, X, y):
        self.reach_ = {id(base): base for x in (X, *X, y) for base in bases(x)}
        assert max(len(base) for base in self.reach_.values()) < 90
        return super().fit(X, y)


def bases(x):
    while x is not None:
        yield x
        x = getattr(x, "base", None)


def test_training_samples_do_not_lead_to_the_others(table, tmp_path: Path):
    np.save(tmp_path / "X.npy", table.X)
    for X in (table.X, np.load(tmp_path / "X.npy", mmap_mode="r"), list(table.X.copy())):
        ragged = X if isinstance(X, np.ndarray) else [x.copy() for x in X]
        assert cross_validate(Seeker(), ragged, table.y, table.groups, GroupedKFold(3)).n == 90


class Unseeded(Nearest):
    def predict(self, X):
        return np.random.default_rng().choice(self.classes_, len(X))


def test_an_estimator_without_a_seed_is_noticed(table):
    result = cross_validate(Unseeded(), table.X, table.y, table.groups, GroupedKFold(3))
    assert result.repeatable is False


class Shaky(Nearest):
    """Always the same labels, from values that differ each time."""

    def __init__(self, told: str = "probabilities") -> None:
        self.told = told

    def predict(self, X):
        return np.full(len(X), self.classes_[0])

    @available_if(lambda self: self.told == "probabilities")
    def predict_proba(self, X):
        drawn = np.random.default_rng().uniform(0, 0.1, (len(X), len(self.classes_)))
        return (drawn + np.eye(len(self.classes_))[0]) / (drawn.sum(1, keepdims=True) + 1)

    @available_if(lambda self: self.told == "decisions")
    def decision_function(self, X):
        return np.random.default_rng().normal(size=len(X))


@pytest.mark.parametrize("told", ["probabilities", "decisions", "neither"])
def test_equal_labels_do_not_hide_values_that_differ(table, tmp_path: Path, told: str):
    result = cross_validate(Shaky(told), table.X, table.y, table.groups, GroupedKFold(3), cache=tmp_path)
    assert result.repeatable is (told == "neither")
    assert bool(list(tmp_path.rglob("*.npz"))) is (told == "neither")


def test_values_from_the_cache_are_compared_too(table, tmp_path: Path):
    for _ in range(2):
        result = cross_validate(SVC(), table.X, table.y, table.groups, GroupedKFold(3), cache=tmp_path)
        assert result.repeatable is True
    for file in tmp_path.rglob("*.npz"):
        kept = ArrayCache(tmp_path).get(file.stem)
        ArrayCache(tmp_path).put(file.stem, {**kept, "decisions": kept["decisions"] + 1})
    result = cross_validate(SVC(), table.X, table.y, table.groups, GroupedKFold(3), cache=tmp_path)
    assert result.repeatable is False


class Grouped(Nearest):
    groups_seen: list[set[str]] = []  # noqa: RUF012

    def fit(self, X, y, groups=None):
        Grouped.groups_seen.append(set(groups))
        return super().fit(X, y)


@pytest.mark.parametrize("wrap", [lambda e: e, lambda e: make_pipeline(StandardScaler(), e)])
def test_training_participants_are_told_to_a_fit_that_asks_for_them(table, wrap):
    Grouped.groups_seen.clear()
    cross_validate(wrap(Grouped()), table.X, table.y, table.groups, repeat_first_fold=False)
    everyone = sorted(set(table.groups.tolist()))
    assert [set(everyone) - seen for seen in Grouped.groups_seen] == [{who} for who in everyone]


def test_leave_one_video_out_never_comes_alone(table):
    result = cross_validate(scaled(), table.X[:30], table.y[:30], table.groups[:30], LeaveOneVideoOut())
    assert result.shares_participants
    assert result.n_folds == 30
    assert result.beside is not None
    assert result.beside.protocol == "leave-one-subject-out"
    alone = cross_validate(scaled(), table.X[:30], table.y[:30], table.groups[:30])
    assert result.beside.predicted.tolist() == alone.predicted.tolist()
    assert alone.beside is None


def test_leave_one_database_out_takes_databases_or_the_prefix_of_groups(table):
    told = cross_validate(
        scaled(), table.X, table.y, table.groups, LeaveOneDatabaseOut(), databases=table.databases
    )
    read = cross_validate(scaled(), table.X, table.y, table.groups, LeaveOneDatabaseOut())
    assert told.n_folds == 2
    assert told.predicted.tolist() == read.predicted.tolist()
    assert set(told.databases[told.fold == 0].tolist()) == {"casme2"}


def test_an_executor_gives_the_same_result(table):
    here = cross_validate(scaled(), table.X, table.y, table.groups)
    with ThreadPoolExecutor(3) as executor:
        there = cross_validate(scaled(), table.X, table.y, table.groups, executor=executor)
    assert there.predicted.tolist() == here.predicted.tolist()
    assert there.scores == here.scores


def test_a_fold_that_trains_on_one_class_names_it():
    result = cross_validate(Nearest(), np.arange(8.0).reshape(4, 2), ["a", "a", "b", "b"], [1, 1, 2, 2])
    assert result.predicted.tolist() == ["b", "b", "a", "a"]


def test_progress_is_told(table):
    told = []
    cross_validate(
        scaled(), table.X, table.y, table.groups, GroupedKFold(3), progress=lambda *step: told.append(step)
    )
    assert told == [("folds, grouped-k-fold", done, 3) for done in range(4)]


def test_seeds_are_recorded(table):
    estimator = make_pipeline(StandardScaler(), LogisticRegression(random_state=7))
    result = cross_validate(estimator, table.X, table.y, table.groups, GroupedKFold(3), seed=5)
    assert result.seeds == {"bootstrap": 5, "logisticregression__random_state": 7}
    assert {"countenance", "numpy", "scikit-learn", "python"} <= set(result.versions)


class Wrong(Nearest):
    def predict(self, X):
        return np.repeat("joy", len(X))


class Short(Nearest):
    def predict(self, X):
        return np.repeat(self.classes_[0], len(X) - 1)


ONE = np.arange(12.0).reshape(6, 2)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"X": []}, "X is empty"),
        ({"X": 5}, "must be an array or a list of arrays, not int"),
        ({"y": LEVELS[:5]}, "y and X must be of one length, not 5 and 6"),
        ({"y": [[0], [1], [0], [1], [0], [1]]}, "y must be one label a sample"),
        ({"y": [0.5, 1, 0, 1, 0, 1]}, "y must hold labels"),
        (
            {"y": np.array(["a", None, "b", "a", "b", "a"], dtype=object)},
            "y holds something that is no label",
        ),
        ({"y": [0] * 6}, "all 6 samples are of one of the classes"),
        ({"groups": ["a"] * 6}, "all 6 samples are of one of the participants"),
        ({"groups": ["a", "a", None, "b", "c", "c"]}, "groups: sample 2 has none"),
        ({"groups": [1, 1, float("nan"), 2, 3, 3]}, "groups: sample 2 has none"),
        ({"groups": ["a"]}, "groups and X must be of one length"),
        ({"ids": ["1", "2", "3", "4", "5", "5"]}, "'5' occurs more than once"),
        ({"intervals": [(0, 9)] * 6}, "intervals say nothing without recordings"),
        ({"databases": [["x"]] * 6}, "databases must be one name a sample"),
        ({"groups": ["a", "a ", "b", "b", "c", "c"]}, "groups: 'a' and 'a ' differ only in blanks or case"),
        (
            {"groups": ["lab:a", "lab:A", "b", "b", "c", "c"]},
            "'lab:A' and 'lab:a' differ only in blanks or case",
        ),
        ({"extra_training": (ONE + 1, LEVELS, ["A"] * 6)}, "'A' and 'a' differ only in blanks or case"),
        (
            {"recordings": ["r"] * 6, "intervals": [3] * 6},
            "intervals: sample 0 has 3, where onset and offset",
        ),
        ({"recordings": WHO, "intervals": [(float("nan"), 2)] * 6}, "intervals: sample 0"),
        ({"recordings": WHO, "intervals": [(0.5, 2)] * 6}, "intervals: sample 0"),
        ({"recordings": WHO, "intervals": [(0, 9), (5, 2)] * 3}, "intervals: sample 1 has .*after"),
        ({"extra_training": (ONE, LEVELS)}, r"extra_training must be three: \(X, y, groups\)"),
        ({"overlaps": "Drop"}, "overlaps is 'Drop', where 'refuse' or 'drop' was expected"),
        ({"duplicates": "Refuse"}, "duplicates is 'Refuse', where 'refuse' or 'allow' was expected"),
        ({"splitter": "leave-one-subject-out"}, "'leave-one-subject-out' is no splitter"),
        ({"splitter": LeaveOneSubjectOut}, "is no splitter: give an object with a method split"),
        ({"estimator": Nearest}, "no scikit-learn estimator"),
        ({"estimator": 5}, "no scikit-learn estimator"),
        ({"estimator": Wrong()}, "predicts 'joy', which is none of the labels"),
        ({"estimator": Short()}, r"shape \(1,\) for 2 samples"),
        ({"splitter": GroupedKFold(4)}, "grouped-k-fold cannot divide these samples"),
        ({"splitter": LeaveOneDatabaseOut(), "databases": ["x"] * 6}, "leave-one-database-out cannot divide"),
        ({"extra_training": (ONE[:, :1], LEVELS, ["d"] * 6)}, r"of shape \(1,\), but the samples of \(2,\)"),
        ({"extra_training": (ONE, ["x"] * 6, ["d"] * 6)}, "must be of the kind of the others"),
    ],
)
def test_unusable_input_is_told_in_one_sentence(change, message):
    arguments = {"estimator": Nearest(), "X": ONE, "y": LEVELS, "groups": WHO, **change}
    with pytest.raises(ValueError, match=message) as caught:
        cross_validate(**arguments)
    assert "\n" not in str(caught.value)
