"""What of a session's camera has arrived, and what is to go of it."""

from __future__ import annotations

from countenance.study.project import Study
from countenance.study.recording.participating import uses_camera
from countenance.study.recording.sessions import kept_session
from countenance.study.recording.spooling import Spool, read_chunks

__all__ = ["discard_captures", "filmed_until"]


def filmed_until(study: Study, session: str, segment: int) -> float | None:
    """Up to which moment frames of a segment have arrived, in ms on its clock; None where nobody can know.

    Parameters
    ----------
    study : Study
    session : str
        Its id.
    segment : int

    Raises
    ------
    InputError
        If there is no such session.
    """
    spool = Spool(study, session, segment)
    note = spool.note()
    if note is None:  # its camera has sent nothing, or is none of this page's
        with study.reading() as reader:
            return 0.0 if uses_camera(kept_session(reader, session)) else None
    if note.film or note.format != "chunks" or not spool.path.is_file():
        return None
    moments = [chunk.us for chunk in read_chunks(spool.path, whole=False)]
    return note.clock_ms + (moments[-1] - moments[0]) / 1000 if moments else note.clock_ms


def discard_captures(study: Study, session: str) -> None:
    """Remove what was captured in a session and is no recording yet: its participant has withdrawn."""
    for path in study.captures(session).glob("*.capture"):
        spool = Spool(study, session, int(path.stem))
        with spool.lock:
            spool.remove()
