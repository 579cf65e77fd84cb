"""The files of a release of long recordings."""

from __future__ import annotations

import hashlib
import json
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from countenance.core import DatabaseError, InputError
from countenance.databases.simulated import (
    SimulatedDatabase,
    read_disturbances,
    read_events,
    simulate_long_release,
)
from countenance.databases.simulated.long import LONG_VERSION
from countenance.testing import check_database
from countenance.video import open_frames


def content(root: Path) -> dict[str, str]:
    files = (p for p in root.rglob("*") if p.is_file() and p.suffix != ".xlsx")
    return {p.relative_to(root).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


@pytest.fixture
def copy(release: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(release, tmp_path / "copy"))


def test_reads_as_a_database_with_neutral_recordings(release: Path):
    database = SimulatedDatabase(release)
    assert database.validate(deep=True) == []
    check_database(database)
    assert database.info.fps == 20
    neutral, shown = database.recordings()
    assert (neutral.name, neutral.stimulus) == ("15_0001neutralpictures", "neutral1")
    assert [database.n_frames(r) for r in (neutral, shown)] == [100, 100]
    assert {r.fps for r in (neutral, shown)} == {Fraction(20)}
    assert {clip.recording for clip in database.clips()} == {shown}


def test_tables_and_labels_agree(release: Path):
    clips = SimulatedDatabase(release).clips()
    events = read_events(release)
    assert len(clips) == len(events) == 2
    for clip, event in zip(clips, events, strict=True):
        shown = clip.expression
        assert (clip.participant, clip.recording.name) == (event.participant, event.recording)
        assert (shown.interval, shown.apex, shown.kind) == (event.interval, event.apex, event.kind)
        assert event.emotion == shown.labels.category
    assert {e.displacement for e in events} <= {3.0, 6.0}
    assert {d.recording for d in read_disturbances(release)} <= {
        r.name for r in SimulatedDatabase(release).recordings()
    }


def test_videos_are_h264_of_the_wanted_size_and_rate(release: Path):
    for path in release.glob("rawvideo/s15/*.mp4"):
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            assert stream.codec_context.name == "h264"
            assert stream.average_rate == 20
        frames = list(open_frames(path).frames())
        assert len(frames) == 100
        assert frames[0].image.shape == (120, 160, 3)
        assert np.any(frames[0].image != frames[-1].image)


def test_says_that_it_is_simulated(release: Path):
    note = json.loads((release / "SIMULATED.json").read_text())
    assert note["simulated"] is True
    assert (note["layout"], note["long_version"]) == ("CAS(ME)2, long recordings", LONG_VERSION)
    assert (note["frames_per_second"], note["frame_size"]) == (20, [160, 120])
    assert note["parameters"]["intensities"] == [3.0, 6.0]
    assert not list(release.rglob(".*"))


def test_interrupted_release_keeps_what_is_complete(release: Path, copy: Path, tiny: dict[str, Any]):
    """As a killed run leaves it: parameters noted, one video whole, one half written under a hidden name."""
    (copy / "SIMULATED.json").rename(copy / "SIMULATED.unfinished.json")
    for name in ("events.csv", "disturbances.csv", "CAS(ME)^2code_final.xlsx"):
        (copy / name).unlink()
    lost, kept = sorted(copy.glob("rawvideo/*/*.mp4"))
    lost.rename(lost.with_name(f".{lost.stem}.k1ll3d.mp4"))
    before, told = kept.stat().st_ino, []
    simulate_long_release(copy, **tiny, progress=lambda *call: told.append(call))
    assert content(copy) == content(release)
    assert kept.stat().st_ino == before
    assert told[0][1:] == (0, 2)
    assert told[-1][1:] == (2, 2)


def test_complete_release_is_left_alone_and_others_are_refused(copy: Path, tiny: dict[str, Any]):
    before = {p: p.stat().st_mtime_ns for p in copy.rglob("*")}
    simulate_long_release(copy, **tiny)
    for other in ({"seed": 9}, {"fps": 30}, {"intensities": (3.0,)}):
        with pytest.raises(InputError, match="other parameters"):
            simulate_long_release(copy, **(tiny | other))
    assert {p: p.stat().st_mtime_ns for p in copy.rglob("*")} == before


@pytest.mark.parametrize(
    ("text", "reason"),
    [("{", "damaged"), ('{"frames_per_second": "fast"}', "'fast' frames per second"), ("[]", "damaged")],
)
def test_a_damaged_note_is_named_when_the_release_is_opened(copy: Path, text: str, reason: str):
    (copy / "SIMULATED.json").write_text(text)
    with pytest.raises(DatabaseError, match=reason):
        SimulatedDatabase(copy)


def test_foreign_folders_are_refused(tmp_path: Path, tiny: dict[str, Any]):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match="holds other files"):
        simulate_long_release(tmp_path, **tiny)
