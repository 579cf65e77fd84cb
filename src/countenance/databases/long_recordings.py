"""Recordings as a whole, from first frame to last, as spotting needs them: where each one lies."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, runtime_checkable

from countenance.core import Database, DatabaseError, Recording

__all__ = ["LongRecordings", "recording_path"]


@runtime_checkable
class LongRecordings(Protocol):
    """A database that says where its recordings lie; a plug-in's need not."""

    def recording_path(self, recording: Recording) -> Path:
        """Folder of images or video file, in which the frame at place n is frame n of the recording."""
        ...


def recording_path(database: Database, recording: Recording) -> Path:
    """Where a recording lies.

    Parameters
    ----------
    database : Database
    recording : Recording

    Returns
    -------
    Path
        A folder of numbered images or a video file.

    Raises
    ------
    DatabaseError
        If the database does not say, or has no such recording.
    VideoError
        If frames are missing, which would shift those after them.
    """
    if not isinstance(database, LongRecordings):
        raise DatabaseError(
            f"{database.info.title} does not say where its recordings lie: its reader needs a method "
            "recording_path, see countenance.databases.long_recordings"
        )
    return database.recording_path(recording)
