"""Large arrays reach processes of this machine as files, which are gone afterwards."""

from __future__ import annotations

import pickle
import tempfile
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn.naive_bayes import GaussianNB

from countenance.app.cli.workers import worker_pool
from countenance.evaluation import cross_validate, spilling
from countenance.evaluation.arrays import extra_samples, sample_arrays
from countenance.evaluation.folds import FoldRun
from countenance.evaluation.spilling import spilled


class Pool(ProcessPoolExecutor):
    """Looks like processes, pickles what it is sent, and works here."""

    def __init__(self) -> None:
        super().__init__(1)
        self.sent: list[int] = []

    def submit(self, fn, /, *args, **kwargs):
        pickled = pickle.dumps((fn, args, kwargs))
        self.sent.append(len(pickled))
        future: Future[object] = Future()
        fn, args, kwargs = pickle.loads(pickled)
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # as a pool does
            future.set_exception(error)
        return future


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, of this test alone; everything counts as large."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(spilling, "_LARGE", 1000)
    return tmp_path


def run_of(X: np.ndarray) -> FoldRun:
    n = len(X)
    people = [f"lab:{i % 3}" for i in range(n)]
    extra = extra_samples((X + 1, np.arange(n) % 2, people))
    return FoldRun(GaussianNB(), sample_arrays(X, np.arange(n) % 2, people), extra, np.array([0, 1]), None)


@pytest.mark.parametrize("order", ["C", "F"])
def test_workers_map_what_they_were_to_be_sent(scratch: Path, order: str):
    X = np.asarray(np.random.default_rng(0).normal(size=(300, 50)), order=order)
    run = run_of(X)
    with spilled(run, Pool()) as sent:
        pickled = pickle.dumps(sent)
        assert len(pickled) < 20_000 < len(pickle.dumps(run))
        arrived = pickle.loads(pickled)
        assert run.extra is not None
        for there, here in ((arrived.samples, run.samples), (arrived.extra, run.extra)):
            for name in ("X", "y", "groups", "contents"):
                assert_array_equal(getattr(there, name), getattr(here, name), strict=True)
            assert there.X.strides == here.X.strides
        assert isinstance(arrived.samples.X, np.memmap)
        del there, arrived, sent
    assert list(scratch.iterdir()) == []


def test_only_processes_of_this_machine_get_files_and_only_of_what_lies_in_none(scratch: Path):
    X = np.random.default_rng(0).normal(size=(300, 50))
    executors: list[Executor | None] = [None, ThreadPoolExecutor(1)]
    for executor in executors:
        with spilled(run_of(X), executor) as sent:
            assert sent.samples.X is X
            assert list(scratch.iterdir()) == []
    np.save(scratch / "X.npy", X)
    mapped = np.load(scratch / "X.npy", mmap_mode="r")
    with spilled(run_of(mapped), Pool()) as sent:
        assert sent.samples.X is mapped
        assert sent.samples.y.nbytes > 1000
        assert isinstance(sent.samples.y, np.memmap)


class Failing(GaussianNB):
    """Fails in the middle of the folds."""

    def fit(self, X, y):
        if X[0, 0] != 0:
            raise RuntimeError("no more")
        return super().fit(X, y)


def test_results_are_the_same_and_files_are_gone_also_after_an_error(scratch: Path):
    X = np.random.default_rng(0).normal(size=(300, 50))
    y, people = np.arange(300) % 2, [f"lab:{i % 6}" for i in range(300)]
    alone = cross_validate(GaussianNB(), X, y, people)
    pool = Pool()
    together = cross_validate(GaussianNB(), X, y, people, executor=pool)
    assert_array_equal(together.probabilities, alone.probabilities, strict=True)
    assert together.ids == alone.ids
    assert len(pool.sent) == 7
    assert max(pool.sent) < 20_000
    with pytest.raises(RuntimeError, match="no more"):
        cross_validate(Failing(), X, y, people, executor=Pool())
    assert list(scratch.iterdir()) == []


def test_a_real_pool_gives_the_same_as_one_process(scratch: Path):
    X = np.random.default_rng(0).normal(size=(300, 50))
    y, people = np.arange(300) % 2, [f"lab:{i % 6}" for i in range(300)]
    alone = cross_validate(GaussianNB(), X, y, people)
    with worker_pool(1, always=True) as pool:
        together = cross_validate(GaussianNB(), X, y, people, executor=pool)
    assert_array_equal(together.probabilities, alone.probabilities, strict=True)
    assert list(scratch.iterdir()) == []


def test_a_full_disk_names_the_folder(scratch: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object, **__: object) -> None:
        raise OSError("15000 requested and 0 written")

    monkeypatch.setattr(np, "save", full)
    with (
        pytest.raises(OSError, match="No space left") as caught,
        spilled(run_of(np.random.default_rng(0).normal(size=(300, 50))), Pool()),
    ):
        pass
    assert caught.value.filename == str(scratch)
    assert list(scratch.iterdir()) == []


def test_a_square_array_seen_the_other_way_is_not_taken_for_its_file(tmp_path: Path):
    square = np.random.default_rng(0).normal(size=(30, 30))
    np.save(tmp_path / "X.npy", square)
    turned = np.asarray(np.load(tmp_path / "X.npy", mmap_mode="r")).T
    y, people = np.arange(30) % 2, [f"lab:{i % 3}" for i in range(30)]
    run = FoldRun(GaussianNB(), sample_arrays(turned, y, people), None, np.array([0, 1]), None)
    assert_array_equal(pickle.loads(pickle.dumps(run)).samples.X, square.T)
