"""The default spotter on a whole recording: a simulated one with one plain event, and a real one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from countenance.core.expressions import ExpressionKind
from countenance.databases.simulated import simulate_long_release
from countenance.databases.simulated.long import Unrest
from countenance.databases.simulated.long.truth import read_events
from countenance.spotting.recordings import Spotting, spot_recording
from countenance.spotting.region_flow import CHANNEL_NAMES, RegionFlowSpotter
from countenance.video import VideoFile

QUIET = Unrest(blinks_per_minute=0, gaze_shifts_per_minute=0, turns_per_minute=0, speech_per_minute=0)


@pytest.fixture(scope="module")
def release(made_once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """Six seconds of one participant, in which one event moves the skin by 8% of the inter-ocular distance."""
    return made_once(
        "one-event",
        lambda folder: simulate_long_release(
            folder,
            participants=1,
            recordings=1,
            neutral=0,
            minutes=0.1,
            fps=30,
            size=(320, 240),
            intensities=(8.0,),
            events_per_minute=5,
            micro_share=0.0,
            seed=5,
            unrest=QUIET,
        ),
    )


def check(found: Spotting) -> None:
    assert found.damage == ""
    assert found.curves.shape == (found.n_frames, len(CHANNEL_NAMES))
    for event in found.expressions:
        assert event.kind is ExpressionKind.of(event.interval, found.fps)
        assert event.interval.offset < found.n_frames
        assert 0 <= event.score <= 1
    for before, after in zip(found.expressions, found.expressions[1:], strict=False):
        assert before.interval.onset <= after.interval.onset


def test_the_planted_event_is_found(release: Path):
    (planted,) = read_events(release)
    (film,) = release.rglob("*.mp4")
    found = spot_recording(VideoFile(film), RegionFlowSpotter())
    check(found)
    assert np.isfinite(found.curves).all()
    overlaps = [common.n_frames for e in found.expressions if (common := e.interval & planted.interval)]
    assert max(overlaps, default=0) > planted.interval.n_frames / 2


@pytest.mark.shared
@pytest.mark.slow
def test_a_real_recording_is_gone_through(shared: Path):
    film = VideoFile(shared / "data/videos/single_face.mp4")
    found = spot_recording(film, RegionFlowSpotter(least_score=0))
    check(found)
    assert found.n_frames == film.n_frames
    assert np.isfinite(found.curves).mean() > 0.9
