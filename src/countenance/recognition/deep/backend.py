"""PyTorch, imported when it is needed and not before: it is an optional dependency of some hundred megabytes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from countenance.core.errors import InputError, SetupError

__all__ = ["device", "pytorch", "threads"]


def pytorch() -> Any:
    """The module ``torch``.

    It is handed out untyped, so that types are checked alike whether it is installed or not.

    Raises
    ------
    SetupError
        If PyTorch is not installed.
    """
    try:
        return import_module("torch")
    except ImportError as error:
        raise SetupError(
            "a flow network needs PyTorch: pip install 'countenance[deep]', or in a checkout scripts/setup, which "
            "installs the build for processors of the version in requirements/deep.txt"
        ) from error


def device(name: str) -> Any:
    """A device that is there, by PyTorch's name for it.

    Raises
    ------
    InputError
        If PyTorch knows no such device or cannot use it here.
    """
    torch = pytorch()
    try:
        found = torch.device(name)
        torch.Generator(device=found)
    except (RuntimeError, AssertionError, TypeError, NotImplementedError) as error:
        raise InputError(
            f"device {name!r} cannot be used here: expected 'cpu', or a device of this machine "
            "that this build of PyTorch supports"
        ) from error
    return found


@contextmanager
def threads(count: int) -> Iterator[None]:
    """Let PyTorch compute with so many threads, and with as many as before afterwards."""
    torch = pytorch()
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)
