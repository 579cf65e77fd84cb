"""The workers of a Dask cluster as an executor; nothing else in countenance knows of Dask."""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
import pickle
import platform
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from countenance.app.cli.output import say
from countenance.core.errors import SetupError
from countenance.evaluation.versions import versions

__all__ = ["cluster_executor"]

_PATIENCE = 10.0
"""Seconds in which a scheduler has to answer."""
_COUNTED = 5.0
"""Seconds for which a count of workers, which come and go, is good."""


@contextmanager
def cluster_executor(address: str) -> Iterator[Executor]:
    """The workers of the Dask scheduler at an address such as ``tcp://10.0.0.5:8786``.

    A task whose worker dies is given to another one by the scheduler.

    Raises
    ------
    SetupError
        If Dask is not installed, no scheduler answers, a worker's versions are not those of this process, the
        scheduler goes away, or the worker of one and the same task dies again and again.
    """
    dask = _imported()
    _find(dask.rpc, address)
    client = dask.Client(address, timeout=_PATIENCE, set_as_default=False)
    try:
        executor = _ClusterExecutor(client)
        _probe(executor, address)
        yield executor
    except dask.KilledWorker:
        raise SetupError(
            f"every worker of {address} that was given a certain task died, most likely because memory ran "
            "out: give each worker more memory and run again; finished work is kept"
        ) from None
    except CancelledError:
        raise SetupError(
            f"the Dask scheduler at {address} is gone: start it and run again; finished work is kept"
        ) from None
    finally:
        client.close(timeout=_PATIENCE)


def _imported() -> Any:
    try:
        dask = importlib.import_module("distributed")
    except ImportError:
        raise SetupError(
            "--cluster needs Dask; install it with: pip install 'countenance[cluster]'"
        ) from None
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            # What it has to tell is said here, in one sentence.
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return dask


class _ClusterExecutor(Executor):
    """Dask's executor, with every worker made ready before its first task."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._executor: Executor = client.get_executor(pure=False)
        self._versions = tuple(_versions().items())
        self._counted = (-_COUNTED, 0)

    @property
    def n_workers(self) -> int:
        """Tasks that the cluster can work on at once."""
        when, n = self._counted
        if time.monotonic() - when >= _COUNTED:
            n = sum(self._client.nthreads().values())
            self._counted = (time.monotonic(), n)
        return n

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have a worker make a call."""
        # What Dask itself cannot unpickle, for want of a package, ends its worker instead of the task.
        return self._executor.submit(pickle.loads, pickle.dumps(_Job(self._versions, fn, args, kwargs)))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End without waiting for tasks that are to be cancelled."""
        self._executor.shutdown(wait=wait and not cancel_futures)


class _Job:
    """A call that is made where it is unpickled: unpickling gives its result."""

    def __init__(self, *parts: Any) -> None:
        self._parts = parts

    def __reduce__(self) -> tuple[Any, ...]:
        return _work, self._parts


def _work(
    expected: tuple[tuple[str, str], ...],
    function: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> Any:
    _make_ready(expected)
    return function(*args, **kwargs)


@lru_cache(maxsize=1)
def _make_ready(expected: tuple[tuple[str, str], ...]) -> None:
    """Limit threads and compare versions, once in each worker: those that join late are met here too."""
    from countenance.app.cli.workers import limit_threads

    here = _versions()
    other = [
        f"{name} {here.get(name)} for {version}" for name, version in expected if here.get(name) != version
    ]
    if other:
        raise SetupError(
            f"the worker on {platform.node()} has {', '.join(other)}: install the same versions on every "
            "machine, so that results do not depend on which one did the work"
        )
    limit_threads()


def _versions() -> dict[str, str]:
    found = versions()
    found["python"] = found["python"].rpartition(".")[0]
    found.pop("torch", None)  # listed only where it is in use, which may be on one side
    return found


def _find(rpc: Any, address: str) -> None:
    """Ask who is at the address. A client that connects in vain would go on trying in the background."""

    async def kind() -> str:
        """What the process at the address calls itself, ``Scheduler`` or ``Worker``."""
        async with asyncio.timeout(_PATIENCE), rpc(address) as remote:
            return str((await remote.identity())["type"])

    try:
        found = asyncio.run(kind())
    except Exception as error:  # whatever is there, it answers in its own way
        raise SetupError(
            f"no Dask scheduler answers at {address!r} ({str(error) or 'it is silent'}): start one with 'dask "
            "scheduler' and give the address that it prints, for example tcp://10.0.0.5:8786"
        ) from error
    if found != "Scheduler":
        raise SetupError(f"{address} is a Dask {found.lower()}: give the address of its scheduler")


def _probe(executor: Executor, address: str) -> None:
    """Wait until a worker has done a task: a cluster may start its first one only when there is something to do."""
    future = executor.submit(os.getpid)
    try:
        try:
            future.result(timeout=_PATIENCE)
        except TimeoutError:
            say(f"waiting for a worker of {address} to begin", aside=True)
            future.result()
    except ImportError as error:
        raise SetupError(
            f"a worker of {address} cannot import what it needs ({error}): install countenance there as here"
        ) from None
