"""Frames of one recording or expression on disk, and which numbers they bear."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from countenance.core import Recording
from countenance.databases.releases.extents import Extent, listed
from countenance.video import ImageFolder, VideoFile

__all__ = ["Extent", "Shot", "listed"]


@dataclass(frozen=True)
class Shot:
    """Frames on disk: a whole recording, or one labelled expression of it.

    Parameters
    ----------
    recording : Recording
        What they were taken from.
    code : str
        Clip code of the film that was watched.
    path : Path
        Folder of images, or video file.
    clip : str or None
        Name of the expression, where the frames show only that one.
    """

    recording: Recording
    code: str
    path: Path
    clip: str | None = None

    @property
    def extent(self) -> Extent:
        """Frame numbers as the release counts them, from 1 where none is missing.

        Raises
        ------
        VideoError
            If there are no frames.
        """
        return self._listing[0]

    @property
    def damage(self) -> str | None:
        """Why frames that a video announces are missing at its end; None for a sound one and for images."""
        return self._listing[1]

    @cached_property
    def _listing(self) -> tuple[Extent, str | None]:
        if self.path.is_dir():
            return Extent.of(ImageFolder(self.path).numbers), None
        video = VideoFile(self.path)
        return Extent((range(1, video.n_frames + 1),)), video.damage
