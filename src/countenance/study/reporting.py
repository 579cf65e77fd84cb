"""Reports that a study keeps: where, when each was made, and whether the study has changed since."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from countenance.core.cache import write_atomically
from countenance.store import Reader
from countenance.store.records import Account, Assignment, Tombstone
from countenance.study.people.consent import latest_consents
from countenance.study.project import Study

__all__ = [
    "PAGE",
    "ReportNote",
    "measurement_folder",
    "others_marks_hidden",
    "report_folder",
    "report_note",
    "withdrawn",
    "write_report_note",
]

PAGE = "report.html"
"""File of a report's page."""
_NOTE = "made.json"


@dataclass(frozen=True, slots=True)
class ReportNote:
    """Of a report that is there.

    Parameters
    ----------
    made_at : datetime
    head : int
        Last entry of the study's log then.
    withdrawn : int
        What :func:`withdrawn` was then; 0 of a report on one recording.
    """

    made_at: datetime
    head: int
    withdrawn: int = 0


def report_folder(study: Study, name: str) -> Path:
    """Folder of a report on the whole study; whatever a withdrawal clears takes it along."""
    return study.cache("reports") / name


def measurement_folder(study: Study, sha256: str) -> Path:
    """Folder for the measurements of a recording's file."""
    return study.cache(sha256) / "measurement"


def write_report_note(folder: Path, head: int, withdrawn: int = 0) -> None:
    """Note that a report is there; to be called last."""
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    note = {"made_at": made_at, "head": head, "withdrawn": withdrawn}
    write_atomically(folder / _NOTE, json.dumps(note) + "\n")


def report_note(folder: Path) -> ReportNote | None:
    """When a report was made; None where there is none."""
    if not (folder / PAGE).is_file():
        return None
    try:
        told = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
        made_at = datetime.fromisoformat(told["made_at"])
        return ReportNote(made_at, int(told["head"]), int(told.get("withdrawn", 0)))
    except (OSError, ValueError, TypeError, KeyError):
        return None  # what is not noted was not finished


def withdrawn(reader: Reader) -> int:
    """How many have withdrawn, or agree to nothing: what was made before the last one did is not to be kept."""
    gone = sum(not any(one.items.values()) for one in latest_consents(reader).values())
    return reader.count(Tombstone) + gone


def others_marks_hidden(reader: Reader, name: str) -> bool:
    """Whether an account has still to code something that others have submitted: their marks are not for it."""
    who = reader.first(Account, name=name)
    if who is None:
        return True
    own = {one.film for one in reader.find(Assignment, coder=who.id, submitted_at=None)}
    return any(one.film in own and one.submitted_at is not None for one in reader.find(Assignment))
