"""Captures that are made into recordings while nobody waits for an answer."""

from __future__ import annotations

from threading import Lock

from countenance.app.web.study.site import Site
from countenance.core.errors import CountenanceError
from countenance.study.recording.capturing import finish_capture
from countenance.study.recording.spooling import Spool

__all__ = ["finish_later", "how_far"]

_RUNNING: dict[Spool, tuple[int, int]] = {}
_CHANGING = Lock()


def finish_later(site: Site, spool: Spool, actor: str) -> None:
    """Begin to make a recording of a capture, unless that goes on already."""
    with _CHANGING:
        if spool in _RUNNING:
            return
        _RUNNING[spool] = (0, 0)
    try:
        site.background.submit(_finish, spool, actor)
    except RuntimeError:  # the server ends
        _RUNNING.pop(spool, None)
        raise


def how_far(spool: Spool) -> tuple[int, int] | None:
    """Frames looked at, of how many; None where nothing goes on."""
    return _RUNNING.get(spool)


def _finish(spool: Spool, actor: str) -> None:
    def progress(_: str, done: int, n: int) -> None:
        _RUNNING[spool] = (done, n)

    try:
        finish_capture(spool.study, spool.session, spool.segment, actor=actor, progress=progress)
    except CountenanceError:
        pass  # the note of the capture tells why, and the page asks for it
    except Exception as error:
        spool.mark(
            problem=f"The recording could not be made ({type(error).__name__}): look at the server's disk."
        )
        raise
    finally:
        _RUNNING.pop(spool, None)
