"""Planted movements of a textured face are measured in inter-ocular distances."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from countenance.face import FaceMesh
from countenance.spotting.region_flow.displacement import DisplacementSettings, RegionDisplacement
from countenance.spotting.region_flow.points import REGION_NAMES

from .planted import FPS, SIDE, picture, raised

BROW = REGION_NAMES.index("brow_outer_right")


class Measuring(RegionDisplacement):
    """Frames come evenly."""

    fps, _n = float(FPS), 0

    def update(self, grey: NDArray[np.uint8], time: float | None = None) -> NDArray[np.float64]:
        self._n += 1
        return super().update(grey, self._n / self.fps if time is None else time)


@pytest.fixture(scope="module")
def eyes(mesh: FaceMesh) -> float:
    landmarks = mesh.landmarks68
    return float(np.linalg.norm(landmarks[36:42].mean(0) - landmarks[42:48].mean(0)))


def brow_raised(mesh: FaceMesh, px: float) -> NDArray[np.float64]:
    """The participant's right outer brow goes up."""
    return raised(mesh.landmarks68[[17, 18]].mean(0) - (0, 4), px)


@pytest.fixture
def measuring(mesh: FaceMesh) -> Measuring:
    found = Measuring()
    found.look(mesh)
    return found


def test_nothing_is_measured_before_a_face_is_seen(mesh: FaceMesh, texture: NDArray[np.float64]):
    displacement = Measuring()
    assert np.isnan(displacement.update(picture(texture))).all()
    displacement.look(mesh)
    assert np.array_equal(displacement.update(picture(texture)), np.zeros((36, 2)))
    displacement.forget()
    assert np.isnan(displacement.update(picture(texture))).all()


@pytest.mark.parametrize("share", [0.01, 0.03])
def test_a_raised_brow_is_measured_within_a_tenth(measuring, mesh, texture, eyes, share):
    measuring.update(picture(texture))
    raised = measuring.update(picture(texture, brow_raised(mesh, share * eyes)))
    assert raised[BROW, 1] == pytest.approx(-share, rel=0.1)
    assert abs(raised[BROW, 0]) < 0.1 * share
    mouth = [n for n, name in enumerate(REGION_NAMES) if name.startswith(("mouth", "chin", "lower_lip"))]
    assert np.abs(raised[mouth]).max() < 0.1 * share
    back = measuring.update(picture(texture))
    assert np.abs(back).max() < 0.1 * share


def test_the_heads_own_motion_is_no_displacement(measuring, mesh, texture, eyes):
    measuring.update(picture(texture))
    aside = np.tile([3.3, -2.1], (SIDE, SIDE, 1))
    assert np.abs(measuring.update(picture(texture, aside))).max() < 0.002
    both = measuring.update(picture(texture, aside + brow_raised(mesh, 0.03 * eyes)))
    assert both[BROW, 1] == pytest.approx(-0.03, rel=0.15)


def test_nothing_accumulates_when_references_are_renewed(measuring, mesh, texture, eyes):
    rng = np.random.default_rng(0)

    def seen(px: float) -> NDArray[np.float64]:
        shown = picture(texture, brow_raised(mesh, px)) + rng.normal(0, 1, (SIDE, SIDE))
        return measuring.update(np.clip(np.round(shown), 0, 255).astype(np.uint8))

    rest = [seen(0.0) for _ in range(50)]
    assert np.abs(rest).max() < 0.003
    raised = [seen(0.03 * eyes) for _ in range(6)][-1]
    assert raised[BROW, 1] == pytest.approx(-0.03, rel=0.15)
    back = [seen(0.0) for _ in range(30)][-1]
    assert np.abs(back).max() < 0.003


def test_a_state_that_is_held_becomes_the_reference(mesh, texture, eyes):
    displacement = Measuring(DisplacementSettings(held_seconds=0.5))
    displacement.look(mesh)
    displacement.update(picture(texture))
    raised = picture(texture, brow_raised(mesh, 0.03 * eyes))
    away = [displacement.update(raised)[BROW, 1] for _ in range(40)]
    assert away == pytest.approx(np.full(40, -0.03), rel=0.15)  # carried over


@pytest.mark.parametrize("fps", [15, 30, 60, 200])
def test_a_reference_serves_as_long_whatever_the_rate(mesh, texture, fps, monkeypatch):
    """A face that keeps still in another state gives a new one now and then, not with every frame."""
    begun = []
    start = RegionDisplacement._start

    def counted(self, face, mesh, time):
        begun.append(time)
        start(self, face, mesh, time)

    monkeypatch.setattr(RegionDisplacement, "_start", counted)
    displacement = Measuring(DisplacementSettings(near=0.0, held_seconds=1.0, oldest_seconds=3.0))
    displacement.look(mesh)
    displacement.fps = fps
    shown = picture(texture)
    for _ in range(3 * fps):
        displacement.update(shown)
    assert np.diff(begun) == pytest.approx([1.4, 1.0], abs=1.5 / fps)
