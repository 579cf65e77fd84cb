"""Work on a Dask cluster of real processes: same results, whatever becomes of a worker, and clear words."""

from __future__ import annotations

import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from countenance import databases
from countenance.app.cli import app
from countenance.app.cli import cluster as module
from countenance.app.cli.workers import executor_for
from countenance.core.errors import DatabaseError, SetupError
from countenance.core.executors import run_all
from countenance.databases.casme2sq import CASME2Squared
from countenance.evaluation import run_baseline
from countenance.features import LBPTOPSettings
from countenance.recognition import describe_clips
from countenance.recognition.describers.flow_maps import OnsetApexFlow
from countenance.video import VideoFile, write_video

from ..unit.databases.builders import Release, micro
from .cluster import Cluster

pytestmark = pytest.mark.skipif(platform.system() == "Windows", reason="processes are stopped by signals")
FLOW = OnsetApexFlow(size=4, face_size=32, crop="whole", method="dis-fast")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with Cluster(tmp_path_factory.mktemp("dask"), workers=2) as running:
        yield running


@pytest.fixture
def faceless(tmp_path: Path) -> CASME2Squared:
    """120 clips of grey squares, two recordings."""
    rows = [micro(f"anger1_{n}", onset=n % 20 + 1, apex=n % 20 + 4, offset=n % 20 + 9) for n in range(1, 121)]
    return CASME2Squared(Release(tmp_path / "release", rows, {"s15/15_0401crash": 40}).write())


def test_the_baseline_is_the_same_as_in_one_process(cluster: Cluster, simulated: Path, tmp_path: Path):
    database = databases.open("simulated", simulated)
    settings = (LBPTOPSettings(1, 1, 2, 4, "basic"), LBPTOPSettings(1, 1, 2, 4, "uniform"))
    alone = run_baseline(database, settings=settings)
    with executor_for(1, cluster.address) as executor:
        together = run_baseline(database, settings=settings, executor=executor, cache=tmp_path)
    assert together.cells == alone.cells
    assert together.samples.manifest == alone.samples.manifest
    assert len(list(tmp_path.rglob("*.npz"))) == 6 + len(settings)


THREADS = """[
    __import__("cv2").getNumThreads(),
    *(pool["num_threads"] for pool in __import__("threadpoolctl").threadpool_info()),
]"""


def test_workers_are_counted_and_start_no_threads_of_their_own(cluster: Cluster):
    with executor_for(1, cluster.address) as executor:
        assert executor is not None
        assert executor.n_workers == 2  # type: ignore[attr-defined]
        for _, found in run_all(eval, [THREADS] * 4, executor):
            assert len(found) > 1
            assert set(found) == {1}


def test_a_worker_killed_in_the_middle_changes_nothing(cluster: Cluster, faceless: CASME2Squared):
    alone = describe_clips(faceless, faceless.clips(), FLOW)
    victim = cluster.add_worker()
    with executor_for(1, cluster.address) as executor:
        client: Any = executor._client  # type: ignore[union-attr]
        client.wait_for_workers(3, timeout=60)
        (address,) = [where for where, pid in client.run(os.getpid).items() if pid == victim.pid]

        def kill(_: str, done: int, total: int) -> None:
            """Stop the worker early on, and kill it when tasks wait for it, while most are still to be done."""
            if done == 10:
                victim.send_signal(signal.SIGSTOP)
            if 10 < done < total - 20 and victim.poll() is None and client.processing()[address]:
                victim.kill()
                victim.wait()

        together = describe_clips(faceless, faceless.clips(), FLOW, executor=executor, progress=kill)
        assert victim.poll() == -signal.SIGKILL
        assert address not in client.nthreads()
    np.testing.assert_array_equal(together.X, alone.X, strict=True)
    assert list(together.clips) == list(alone.clips)
    assert together.problems == alone.problems
    assert len(together.X) == 120


def test_films_are_measured_by_workers_with_the_tables_of_this_process(
    cluster: Cluster, shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    smile, grey = tmp_path / "smile.mp4", tmp_path / "grey.mp4"
    frames = VideoFile(shared / "data/videos/single_face.mp4").frames(stop=8)
    write_video(smile, [frame.image for frame in frames], 30)
    write_video(grey, [np.full((64, 64, 3), 128, np.uint8)] * 3, 30)
    monkeypatch.chdir(tmp_path)  # workers are elsewhere
    for out, words in (("here", ("--jobs", "1")), ("there", ("--cluster", cluster.address))):
        outcome = CliRunner().invoke(app, ["measure", "smile.mp4", "grey.mp4", "--out", out, *words])
        assert outcome.exit_code == 2, outcome.output
        assert "smile.mp4: 8 frames, 8 with a face" in outcome.stdout
        assert "grey.mp4: no face was found in any frame" in outcome.stderr
    tables = [path.relative_to("here") for path in sorted(Path("here").glob("*/*.csv"))]
    assert len(tables) == 8
    for table in tables:
        assert Path("there", table).read_bytes() == Path("here", table).read_bytes()


def test_a_release_that_workers_do_not_see_is_said_once(cluster: Cluster, faceless: CASME2Squared):
    clips = faceless.clips()
    shutil.move(faceless.root, faceless.root.with_name("moved"))
    with (
        executor_for(1, cluster.address) as executor,
        pytest.raises(DatabaseError, match=r"a worker on .* cannot open the release .* on every machine"),
    ):
        describe_clips(faceless, clips, FLOW, executor=executor)


def test_ctrl_c_ends_a_run_on_a_cluster(cluster: Cluster, simulated: Path, tmp_path: Path):
    """Workers are stopped, so that the run cannot have finished."""
    words = [sys.executable, "-m", "countenance.app.cli", "baseline", simulated, "-d", "simulated"]
    words += ["-o", tmp_path / "out", "--cluster", cluster.address]
    run = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert run.stderr is not None
    line = run.stderr.readline()
    if "waiting for a worker" in line:
        line = run.stderr.readline()
    assert line.startswith("describing clips")
    for worker in cluster.workers[:2]:
        worker.send_signal(signal.SIGSTOP)
    try:
        run.send_signal(signal.SIGINT)
        began = time.monotonic()
        _, said = run.communicate(timeout=60)
    finally:
        for worker in cluster.workers[:2]:
            worker.send_signal(signal.SIGCONT)
    assert time.monotonic() - began < 30
    assert run.returncode == 130
    assert said == "interrupted; the same command continues from here\n"


def test_versions_that_differ_are_named(cluster: Cluster, monkeypatch: pytest.MonkeyPatch):
    here = module._versions()
    monkeypatch.setattr(module, "_versions", lambda: here | {"numpy": "0.0.1"})
    expected = rf"the worker on .* has numpy {here['numpy']} for 0\.0\.1: install the same versions"
    with pytest.raises(SetupError, match=expected), executor_for(1, cluster.address):
        pass


def test_the_address_of_a_worker_is_refused(cluster: Cluster):
    with executor_for(1, cluster.address) as executor:
        worker = next(iter(executor._client.nthreads()))  # type: ignore[union-attr]
    with pytest.raises(SetupError, match=rf"{worker} is a Dask worker"), executor_for(1, worker):
        pass


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "http://127.0.0.1:80", ""])
def test_an_address_where_no_scheduler_is(address: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "_PATIENCE", 0.5)
    with (
        pytest.raises(SetupError, match=rf"no Dask scheduler answers at '{address}'"),
        executor_for(1, address),
    ):
        pass


def test_dask_that_is_not_installed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(SetupError, match=r"pip install 'countenance\[cluster\]'"),
        executor_for(1, "tcp://127.0.0.1:1"),
    ):
        pass


def count_and_kill(executor: Any, lone: Cluster) -> None:
    for position, _ in run_all(abs, range(100_000), executor):
        if position == 20:
            lone.scheduler.kill()


def test_workers_without_countenance_or_memory_and_a_scheduler_that_goes_away(tmp_path: Path):
    with Cluster(tmp_path, allowed_failures=0) as lone:
        bare = lone.add_worker("import sys; sys.modules['countenance'] = None")
        with (
            pytest.raises(SetupError, match=r"cannot import what it needs .*countenance.*: install"),
            executor_for(1, lone.address),
        ):
            pass
        bare.kill()
        lone.add_worker()
        with (
            pytest.raises(SetupError, match="given a certain task died, most likely because memory ran out"),
            executor_for(1, lone.address) as executor,
        ):
            list(run_all(os._exit, [1], executor))
        lone.add_worker()
        with (
            pytest.raises(SetupError, match=rf"the Dask scheduler at {lone.address} is gone"),
            executor_for(1, lone.address) as executor,
        ):
            count_and_kill(executor, lone)
