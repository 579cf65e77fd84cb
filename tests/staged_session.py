"""A short session for the pages: two clips of numbered frames, a protocol whose pauses are short."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from countenance.store.records import Participant
from countenance.study.elicitation import NOT_EMOTIONAL
from countenance.study.project import Study
from countenance.study.recording import (
    add_protocol,
    add_stimulus,
    begin_session,
    experimenting,
    write_protocol,
)

from .barcodes import write_barcodes

__all__ = ["CLIPS", "NOT_EMOTIONAL", "begin", "stage"]

CLIPS = {"baby": "happiness", "teeth": "disgust"}


def stage(study: Study, folder: Path, *, clip_frames: int = 45, keep: bool = True) -> None:
    """Add two stimuli and a protocol with a baseline and rests of a second, whose order is fixed."""
    for number, (name, emotion) in enumerate(CLIPS.items(), 1):
        path = write_barcodes(folder / f"{name}.mp4", clip_frames, first=1000 * number)
        add_stimulus(study, path, emotion=emotion, keep=keep)
    path = folder / "protocol.toml"
    with study.reading() as reader:
        write_protocol(reader, path)
    text = path.read_text(encoding="utf-8")
    for before, after in (
        ("baseline_s = 10", "baseline_s = 1"),
        ("rest_s = 60", "rest_s = 1"),
        ('scheme = "balanced latin square"', 'scheme = "fixed"'),
    ):
        assert before in text
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")
    with experimenting(study) as writer:
        add_protocol(writer, path)


def begin(study: Study, number: int = 1) -> str:
    """Begin a session of a participant; its id."""
    with experimenting(study) as writer:
        who = writer.first(Participant, number=number)
        assert who is not None
        kept = begin_session(writer, who.pseudonym, monotonic_ms=0, wall_time=datetime.now(UTC))
    return kept.row.id
