"""A face made of formulas: the canonical mesh with planted lids, irises, lips and pose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray

from countenance.core.contracts import Excluded
from countenance.face import FaceMesh, TrackStatus
from countenance.face.canonical import canonical_mesh
from countenance.spotting import FaceObservation
from countenance.spotting.disturbances import DisturbanceWatch

EYES = (  # corners, upper lid, lower lid, iris
    ((33, 133), (160, 159, 158), (144, 145, 153), 468),
    ((263, 362), (387, 386, 385), (373, 374, 380), 473),
)
GREY = np.full((480, 640), 128, np.uint8)
Curves = Mapping[str, Callable[[float], float]]


def planted_mesh(
    *,
    opening: float = 0.3,
    left_opening: float | None = None,
    gaze_x: float = 0.0,
    gaze_y: float = 0.0,
    mouth: float = 0.0,
    yaw: float = 0.0,
    pitch: float = 0.0,
    roll: float = 0.0,
    x: float = 0.0,
    y: float = 0.0,
    nearer: float = 0.0,
) -> FaceMesh:
    """A mesh whose eyes' outer corners lie 100 px apart: degrees as in HeadPose, shifts in that distance."""
    points = np.zeros((478, 3))
    points[:468] = canonical_mesh().vertices * [1, -1, -1]
    points /= np.linalg.norm(points[33] - points[263])
    for (corners, upper, lower, iris), height in zip(
        EYES, (opening, opening if left_opening is None else left_opening), strict=True
    ):
        middle = points[list(corners)].mean(0)
        width = np.linalg.norm(np.subtract(*points[list(corners), :2]))
        points[list(upper), 1] = middle[1] - height * width / 2
        points[list(lower), 1] = middle[1] + height * width / 2
        points[iris] = middle + np.array([gaze_x * width, gaze_y * width, 0])
    points[14, :2] = points[13, :2] + [0, mouth]
    a, b, c = np.radians([-pitch, -yaw, roll])
    about_x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    about_y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    about_z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    turned = points @ (about_z @ about_y @ about_x).T
    return FaceMesh(turned * 100 * np.exp(nearer) + [320 + 100 * x, 240 + 100 * y, 0], 1.0)


@dataclass
class Stream:
    """What a watch told of a planted stream."""

    fps: float
    told: list[tuple[int, Excluded]] = field(default_factory=list)
    """With the frame at which it was told; the last frame for what was told at the end."""

    def intervals(self, reason: str) -> list[tuple[int, int]]:
        found = [(e.interval.onset, e.interval.offset) for _, e in self.told if e.reason == reason]
        return sorted(found)

    @property
    def reasons(self) -> set[str]:
        return {e.reason for _, e in self.told}


Play = Callable[..., Stream]


def play(
    curves: Curves,
    seconds: float = 6.0,
    fps: float = 30.0,
    *,
    every: int = 1,
    start: float = 0.0,
    faceless: Iterable[int] = (),
    dropped: Iterable[int] = (),
    picture: Callable[[float], NDArray[np.uint8]] = lambda _: GREY,
    noise: float = 0.0,
) -> Stream:
    """Watch a face whose measures follow curves of the seconds since the start."""
    watch, stream = DisturbanceWatch(fps), Stream(fps)
    without, missing = set(faceless), set(dropped)
    rng = np.random.default_rng(5)
    index, before = -1, start
    n = round(seconds * fps)
    for frame in range(0, n, every):
        if frame in missing:
            continue
        # Frames that a camera dropped have no number.
        index = index + 1 if missing else frame
        t = frame / fps
        mesh = planted_mesh(**{name: curve(t) for name, curve in curves.items()})
        if noise:
            mesh = FaceMesh(mesh.points + rng.normal(0, noise, mesh.points.shape), 1.0)
        face = frame not in without
        seen = FaceObservation(
            index=index,
            time=start + t,
            status=TrackStatus.TRACKED if face else TrackStatus.LOST,
            n_faces=int(face),
            mesh=mesh if face else None,
            grey=picture(t),
            step=start + t - before if missing else 1 / fps,
        )
        before = seen.time
        stream.told += [(index, e) for e in watch.update(seen)]
    last = index if missing else n - 1
    stream.told += [(last, e) for e in watch.finish(last)]
    assert not watch.going_on()
    return stream


def dip(start: float, length: float, depth: float, of: float) -> Callable[[float], float]:
    """A curve at ``of`` that falls by ``depth`` from ``start`` for ``length`` seconds, edges included."""
    return lambda t: of - depth if start - 1e-9 <= t < start + length - 1e-9 else of


def ramp(start: float, length: float, change: float, of: float = 0.0) -> Callable[[float], float]:
    """A curve that goes from ``of`` to ``of + change`` in a straight line."""
    return lambda t: of + change * float(np.clip((t - start) / length, 0, 1))


@pytest.fixture(scope="session", name="play")
def _play() -> Play:
    return play


@pytest.fixture(scope="session", name="planted_mesh")
def _planted_mesh() -> Callable[..., FaceMesh]:
    return planted_mesh


@pytest.fixture(scope="session", name="dip")
def _dip() -> Callable[..., Callable[[float], float]]:
    return dip


@pytest.fixture(scope="session", name="ramp")
def _ramp() -> Callable[..., Callable[[float], float]]:
    return ramp
