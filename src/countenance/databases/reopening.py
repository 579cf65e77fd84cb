"""How a database reaches worker processes: by its class, its folder and its options, never by its contents.

A task then weighs a few hundred bytes however large the release is, and every process reads the label table once.
What was opened elsewhere must be the same release: the clips are compared when it is opened, so that neither a
table that changed during a run nor another copy at the same place on another machine is mistaken for it.
"""

from __future__ import annotations

import socket
import uuid
from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from countenance.core import Clip, DatabaseError
from countenance.core.cache import digest

__all__ = ["Reopened"]

_HELD = 4
"""Databases that a process keeps open for the tasks to come."""


class Reopened:
    """Mix-in of a :class:`~countenance.core.Database` that is pickled by where it lies.

    The class is called again with ``root`` and :meth:`_options`. Copies of one instance share one database in
    each process. Unpickling raises :class:`DatabaseError` where the release is not to be seen or holds other
    clips.

    Examples
    --------
    >>> class Laboratory(Reopened):
    ...     def __init__(self, root, folder="rawpic"):
    ...         self.root, self.folder = Path(root), folder
    ...     def _options(self):
    ...         return {"folder": self.folder}
    ...     def clips(self):
    ...         return []
    >>> _, (kind, root, options, *_) = Laboratory("lab", "cropped").__reduce__()
    >>> kind.__name__, Path(root).is_absolute(), options
    ('Laboratory', True, (('folder', 'cropped'),))
    """

    root: Path

    def _options(self) -> Mapping[str, Any]:
        """What the class is called with besides the root: plain, hashable values by name."""
        return {}

    @cached_property
    def _identity(self) -> tuple[str, str]:
        """A name for this instance, and what its clips are."""
        # A worker that outlives this run must open the release anew for the next one.
        return uuid.uuid4().hex, _fingerprint(self)

    def __reduce__(self) -> tuple[Any, ...]:
        options = tuple((name, _anywhere(value)) for name, value in sorted(self._options().items()))
        return _reopen, (type(self), str(self.root.absolute()), options, *self._identity)


@lru_cache(maxsize=_HELD)
def _reopen(
    kind: type,
    root: str,
    options: tuple[tuple[str, Any], ...],
    instance: str,  # noqa: ARG001 (tells the runs of a long-lived worker apart)
    fingerprint: str,
) -> Any:
    try:
        database = kind(root, **dict(options))
    except DatabaseError as error:
        raise DatabaseError(
            f"a worker on {socket.gethostname()} cannot open the release ({str(error).removesuffix('.')}); it "
            "must lie at the same place on every machine that works, and stay there during the run"
        ) from error
    if _fingerprint(database) != fingerprint:
        raise DatabaseError(
            f"{root} does not hold the clips that this run began with, as seen by a worker on "
            f"{socket.gethostname()}: it was changed, or is another copy; leave it as it is and run again"
        )
    return database


def _anywhere(value: Any) -> Any:
    """An option as it is understood in another working folder."""
    return value.absolute() if isinstance(value, Path) else value


def _fingerprint(database: Any) -> str:
    """Which frames of which recordings the clips are; an unusable release has none."""
    try:
        return digest([_frames_of(clip) for clip in database.clips()])
    except DatabaseError:
        return "unusable"


def _frames_of(clip: Clip) -> list[Any]:
    shown = clip.expression
    return [clip.key, shown.interval.onset, shown.interval.offset, shown.apex]
