"""A session in the small study of :mod:`tests.web_study`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from countenance.store.records import Participant
from countenance.study.project import Study
from countenance.study.recording import (
    add_protocol,
    add_stimulus,
    begin_session,
    experimenting,
    write_protocol,
)

from .barcodes import write_barcodes

__all__ = ["begun_sessions"]


def begun_sessions(study: Study, folder: Path, n: int = 1) -> list[str]:
    """Sessions of the first participants, by their ids, in a study that has no protocol yet."""
    add_stimulus(study, write_barcodes(folder / "baby.mp4", 30), emotion="happiness")
    with study.reading() as reader:
        write_protocol(reader, folder / "protocol.toml")
        people = [one.pseudonym for one in reader.find(Participant, order="number")]
    with experimenting(study) as writer:
        add_protocol(writer, folder / "protocol.toml")
        return [
            begin_session(writer, who, monotonic_ms=0, wall_time=datetime.now(UTC)).row.id
            for who in people[:n]
        ]
