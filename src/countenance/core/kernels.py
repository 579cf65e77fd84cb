"""Compiling loops over arrays with numba, kept between runs wherever a folder can be written to."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, cast

from numba import njit

__all__ = ["compiled"]

F = TypeVar("F", bound=Callable[..., Any])


def compiled(**options: Any) -> Callable[[F], F]:
    """Have a function compiled at its first call, and run without the interpreter's lock.

    What was compiled is kept for later processes in ``NUMBA_CACHE_DIR``, beside the source or in the user's cache
    folder, whichever can be written to first. In a read-only installation without a home folder none can: each
    process then compiles anew, and a warning says so once.

    Parameters
    ----------
    **options
        Of :func:`numba.njit`, for example ``error_model="numpy"``.

    Returns
    -------
    callable
        The decorator.
    """

    def decorate(function: F) -> F:
        try:
            return cast(F, njit(cache=True, nogil=True, **options)(function))
        except RuntimeError as error:
            if "no locator available" not in str(error):
                raise
            _tell_that_nothing_is_kept()
            return cast(F, njit(nogil=True, **options)(function))

    return decorate


@cache
def _tell_that_nothing_is_kept() -> None:
    warnings.warn(
        "Compiled functions cannot be kept, because neither the installation nor the user's cache folder can be "
        "written to, and every run begins some seconds later: set NUMBA_CACHE_DIR to a folder that can be.",
        RuntimeWarning,
        stacklevel=3,
    )
