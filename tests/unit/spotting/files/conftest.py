from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from countenance.core import ActionUnit, ExpressionKind, Interval
from countenance.core.action_units import Side
from countenance.core.contracts import Excluded, Spotted
from countenance.spotting import Spotting
from countenance.spotting.files import Document, Origin, Timeline, to_document


@pytest.fixture
def spotting() -> Spotting:
    """Ten frames: a micro-expression, a longer one that overlaps it, and a blink."""
    curves = np.arange(20, dtype=np.float32).reshape(10, 2)
    curves[3, 1] = np.nan
    return Spotting(
        recording="smile",
        fps=4.0,
        n_frames=10,
        expressions=(
            Spotted(
                Interval(2, 3),
                2,
                ExpressionKind.MICRO,
                0.123456,
                ("brow_inner_left", "chin"),
                (ActionUnit(1, Side.LEFT), ActionUnit(17)),
                ("blink",),
            ),
            Spotted(Interval(3, 9), 5, ExpressionKind.MACRO, 1.0),
        ),
        excluded=(Excluded(Interval(0, 0), "blink"),),
        curve_names=("brow", "mouth"),
        curves=curves,
        remarks=("Of two faces the left one was watched.",),
    )


@pytest.fixture
def timeline() -> Timeline:
    """A variable rate: a quarter of a second a frame, but frame 3 stays for a whole one."""
    return Timeline(np.array([0, 0.25, 0.5, 0.75, 1.75, 2.0, 2.25, 2.5, 2.75, 3.0]), 4.0)


@pytest.fixture
def document(spotting: Spotting, timeline: Timeline, tmp_path: Path) -> Document:
    method = {"name": "planted", "title": "Planted", "citation": "", "doi": "", "settings": {"k": (1, 2)}}
    video = tmp_path / "my films" / "smile.mp4"
    video.parent.mkdir()
    video.touch()
    return to_document(spotting, timeline, Origin(str(video), "ab12", method, {"countenance": "1"}))
