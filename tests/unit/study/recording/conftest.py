"""A study with three stimuli and a protocol."""

from __future__ import annotations

from pathlib import Path

import pytest

from countenance.study.project import Study
from countenance.study.recording import (
    add_protocol,
    add_stimulus,
    begin_session,
    experimenting,
    write_protocol,
)

from .filming import BEGINNING, film, who

CLIPS = {"teeth": "disgust", "baby": "happiness", "door": "anger"}


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    """A folder with three clips."""
    for shade, name in enumerate(CLIPS, 1):
        film(tmp_path / "clips" / f"{name}.mp4", 30, shade=shade)
    return tmp_path / "clips"


@pytest.fixture
def shown(study: Study, clips: Path) -> Study:
    """The study with the three stimuli."""
    for name, emotion in CLIPS.items():
        add_stimulus(study, clips / f"{name}.mp4", emotion=emotion)
    return study


@pytest.fixture
def protocol_file(shown: Study, tmp_path: Path) -> Path:
    path = tmp_path / "protocol.toml"
    with shown.reading() as reader:
        write_protocol(reader, path)
    return path


@pytest.fixture
def ready(shown: Study, protocol_file: Path) -> Study:
    """The study with stimuli and the protocol."""
    with experimenting(shown) as writer:
        add_protocol(writer, protocol_file)
    return shown


@pytest.fixture
def begun(ready: Study) -> str:
    """A session of the first participant, by its id."""
    with experimenting(ready) as writer:
        kept = begin_session(writer, who(ready), monotonic_ms=0, wall_time=BEGINNING)
    return kept.row.id
