"""The figure of a measured video shows every peak of motion."""

from __future__ import annotations

import numpy as np
import pytest

from countenance.measurement import REGION_NAMES, Measurement
from countenance.reports.measurement_figures import AREAS, motion_figure

MOUTH = list(AREAS).index("mouth")


def moved(peak: float) -> Measurement:
    """A hundred frames at 25 per second of a still face; the mouth moves once, at that many % per second."""
    series = Measurement.empty(100)
    series.time[:] = np.arange(100) / 25
    series.status[:] = "tracked"
    series.n_faces[:] = 1
    series.presence[:] = 0.9
    series.landmarks[:] = np.arange(136).reshape(68, 2)
    series.pose[:] = 0
    series.proxies[:] = 0.25
    series.motion[1:] = (0.001, 0.0)
    series.motion[60, REGION_NAMES.index("upper_lip_left")] = (peak / 100 / 25, 0.0)
    return series


@pytest.mark.parametrize("peak", [5, 30, 75])
def test_a_peak_lies_within_the_panel(peak: float):
    axes = motion_figure(moved(peak)).axes[MOUTH]
    assert np.nanmax([line.get_ydata() for line in axes.lines]) == pytest.approx(peak)
    assert axes.get_ylim()[1] > peak
    assert not axes.texts


def test_a_peak_that_would_flatten_everything_else_is_written():
    figure = motion_figure(moved(5000))
    assert [text.get_text() for text in figure.axes[MOUTH].texts] == ["up to 5000"]
    assert figure.axes[MOUTH].get_ylim()[1] == 80
    assert not any(axes.texts for place, axes in enumerate(figure.axes[: len(AREAS)]) if place != MOUTH)


def test_a_video_without_a_face_is_drawn():
    assert motion_figure(Measurement.empty(3)).axes[MOUTH].get_ylim() == (0, 10)
