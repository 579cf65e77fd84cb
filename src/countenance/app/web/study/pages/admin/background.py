"""Work that admins ask for and nobody's answer waits for, with how far it is."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from typing import Literal, Self

from fastapi import Request
from pydantic import BaseModel

from countenance.app.web.study.site import Site
from countenance.core.errors import ConflictError, CountenanceError
from countenance.core.executors import Progress

__all__ = ["Progressing", "Standing", "progress_of"]

Doing = Callable[[Progress], tuple[str, list[str]]]


class Standing(BaseModel):
    """How far something is."""

    state: Literal["never", "waiting", "running", "done", "failed"] = "never"
    who: str = ""
    stage: str = ""
    done: int = 0
    total: int = 0
    sentence: str = ""
    details: list[str] = []

    @property
    def is_active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in {"waiting", "running"}


class Progressing:
    """The last work of each kind, until the server ends."""

    def __init__(self) -> None:
        self._standings: dict[str, Standing] = {}
        self._lock = threading.Lock()

    @classmethod
    def of(cls, request: Request) -> Self:
        """That of the server, whose state holds it."""
        state = request.app.state
        with _MAKING:
            if not hasattr(state, "progressing"):
                state.progressing = cls()
        found: Self = state.progressing
        return found

    def find(self, key: str) -> Standing:
        """How far the last work of a kind is."""
        with self._lock:
            return self._standings.get(key, Standing())

    def start(self, site: Site, key: str, who: str, doing: Doing) -> Standing:
        """Begin in the background; what is begun already goes on.

        Parameters
        ----------
        site : Site
            Whose background it is.
        key : str
            Kind of work, of which one at a time is done.
        who : str
            Name of the account that asks.
        doing : callable
            Returns a sentence about what was done, and details.
        """
        with self._lock:
            there = self._standings.get(key, Standing())
            if there.is_active:
                return there
            self._standings[key] = begun = Standing(state="waiting", who=who)
        try:
            site.background.submit(self._do, site, key, who, doing)
        except RuntimeError:
            self._tell(key, Standing(state="failed", who=who, sentence="The server is about to end."))
            raise ConflictError("the server is about to end: start it again, then repeat this") from None
        return begun

    def _do(self, site: Site, key: str, who: str, doing: Doing) -> None:
        def progress(stage: str, done: int, total: int) -> None:
            self._tell(key, Standing(state="running", who=who, stage=stage, done=done, total=total))

        progress("beginning", 0, 0)
        try:
            sentence, details = doing(site.heeding(progress))
        except (CountenanceError, OSError) as error:
            self._tell(key, Standing(state="failed", who=who, sentence=f"{error}."))
        except Exception as error:
            traceback.print_exc()
            self._tell(key, Standing(state="failed", who=who, sentence=f"The program failed: {error!r}."))
        else:
            self._tell(key, Standing(state="done", who=who, sentence=sentence, details=details))

    def _tell(self, key: str, standing: Standing) -> None:
        with self._lock:
            self._standings[key] = standing


_MAKING = threading.Lock()


def progress_of(request: Request, key: str) -> Standing:
    """How far the last work of a kind is."""
    return Progressing.of(request).find(key)
