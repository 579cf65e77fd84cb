"""A Dask cluster of real processes, started as its documentation says."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

__all__ = ["Cluster"]

QUIET = {"OMP_NUM_THREADS": "1", "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False"}


class Cluster:
    """A scheduler and workers, each a process of its own; ``with`` ends them all.

    After more than ``allowed_failures`` workers died over a task, the scheduler gives the task up.
    """

    def __init__(self, folder: Path, workers: int = 0, allowed_failures: int = 3) -> None:
        self.settings = QUIET | {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(allowed_failures)}
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{port}"
        self.folder = folder
        self.workers: list[subprocess.Popen[bytes]] = []
        options = ("--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
        self.scheduler = self._start("-m", "dask", "scheduler", *options)
        self._wait_for(port)
        for _ in range(workers):
            self.add_worker()

    def add_worker(self, code: str = "") -> subprocess.Popen[bytes]:
        """Start a worker without a nanny, so that one that is killed stays dead."""
        run = f"{code}\nfrom distributed.cli.dask_worker import main\nmain()"
        options = ("--no-nanny", "--nthreads", "1", "--no-dashboard", "--local-directory", str(self.folder))
        self.workers.append(self._start("-c", run, self.address, *options))
        return self.workers[-1]

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        for process in (*self.workers, self.scheduler):
            process.send_signal(signal.SIGKILL)
            process.wait()

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, *words],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | self.settings,
        )

    def _wait_for(self, port: int) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise TimeoutError("the scheduler did not start")
