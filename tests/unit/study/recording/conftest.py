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

from ....conftest import Copied
from ..conftest import build_study
from .filming import BEGINNING, film, who

CLIPS = {"teeth": "disgust", "baby": "happiness", "door": "anger"}


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    """A folder with three clips."""
    return _make_clips(tmp_path)


@pytest.fixture
def shown(copied: Copied, tmp_path: Path) -> Study:
    """The study with the three stimuli."""
    return copied(_build_shown, tmp_path)


def _build_shown(folder: Path, database: str) -> Study:
    study, clips = build_study(folder, database), _make_clips(folder)
    for name, emotion in CLIPS.items():
        add_stimulus(study, clips / f"{name}.mp4", emotion=emotion)
    return study


def _make_clips(folder: Path) -> Path:
    for shade, name in enumerate(CLIPS, 1):
        film(folder / "clips" / f"{name}.mp4", 30, shade=shade)
    return folder / "clips"


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
