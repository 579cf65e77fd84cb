"""Captures that are made into recordings while nobody waits for an answer."""

from __future__ import annotations

import traceback
from contextlib import suppress
from threading import Lock

from countenance.app.web.study.site import Site
from countenance.core.errors import CountenanceError
from countenance.study.recording.capturing import finish_capture
from countenance.study.recording.spooling import Spool

__all__ = ["finish_later", "how_far", "why_not"]

_RUNNING: dict[Spool, tuple[int, int]] = {}
_FAILED: dict[Spool, str] = {}
"""Why the last try failed, where a full disk may have taken no note of it."""
_CHANGING = Lock()


def finish_later(site: Site, spool: Spool, actor: str) -> None:
    """Begin to make a recording of a capture, unless that goes on already."""
    with _CHANGING:
        if spool in _RUNNING:
            return
        _RUNNING[spool] = (0, 0)
        _FAILED.pop(spool, None)
    try:
        site.background.submit(_finish, site, spool, actor)
    except RuntimeError:  # the server ends
        _RUNNING.pop(spool, None)
        raise


def how_far(spool: Spool) -> tuple[int, int] | None:
    """Frames looked at, of how many; None where nothing goes on."""
    return _RUNNING.get(spool)


def why_not(spool: Spool) -> str:
    """Why the last try failed for a fault of this machine or program; empty where it did not."""
    return _FAILED.get(spool, "")


def _finish(site: Site, spool: Spool, actor: str) -> None:
    def progress(_: str, done: int, n: int) -> None:
        _RUNNING[spool] = (done, n)

    try:
        finish_capture(
            spool.study, spool.session, spool.segment, actor=actor, progress=site.heeding(progress)
        )
    except CountenanceError:
        pass  # the note of the capture tells why, and the page asks for it
    except Exception as error:
        why = type(error).__name__
        if isinstance(error, OSError):
            why = error.strerror or why
        else:
            traceback.print_exc()
        _FAILED[spool] = f"The recording could not be made ({why}): look at the server's disk."
        with suppress(CountenanceError, OSError):
            spool.mark(problem=_FAILED[spool])
    finally:
        _RUNNING.pop(spool, None)
