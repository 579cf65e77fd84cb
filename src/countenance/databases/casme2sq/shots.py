"""Frames of one recording or expression on disk, and which numbers they bear."""

from __future__ import annotations

from dataclasses import dataclass

from countenance.databases.releases import Film
from countenance.databases.releases.extents import Extent, listed

__all__ = ["Extent", "Shot", "listed"]


@dataclass(frozen=True, kw_only=True)
class Shot(Film):
    """Frames on disk: a whole recording, or one labelled expression of it.

    Parameters
    ----------
    code : str
        Clip code of the film that was watched.
    clip : str or None
        Name of the expression, where the frames show only that one.
    """

    code: str
    clip: str | None = None
