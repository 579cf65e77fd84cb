"""Planted movements: curves that go out and come back, and a textured face of which a spot moves."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from countenance.spotting.region_flow.channels import CHANNEL_NAMES
from countenance.spotting.region_flow.curves import Curves

FPS = 30.0
SIDE = 320

Curve = NDArray[np.float64]
Picture = NDArray[np.uint8]


def bump(n_frames: int, onset: int, offset: int, height: float = 1.0) -> Curve:
    """Leaves zero after the onset, is highest in the middle and back at the offset."""
    phase = np.clip((np.arange(n_frames) - onset) / (offset - onset), 0, 1)
    return height * np.sin(np.pi * phase) ** 2


def held(n_frames: int, onset: int, offset: int, ramp: int, height: float = 1.0) -> Curve:
    """Rises and falls smoothly within so many frames, and stays almost level between."""
    t = np.arange(n_frames)
    phase = np.clip(np.minimum(t - onset, offset - t) / ramp, 0, 1)
    return height * np.sin(np.pi / 2 * phase) ** 2 * (1 - 1e-6 * (t - (onset + offset) / 2) ** 2)


def at_rest(
    values: NDArray[np.float64], noise: float = 0.001, turns: NDArray[np.float64] | None = None
) -> Curves:
    """Curves of shape (T, C, 2) whose rest is zero; without turns the head keeps still."""
    n_frames, n_channels, _ = values.shape
    return Curves(
        values=values,
        noise=np.full(n_channels, noise),
        rest=np.zeros((n_channels, 2)),
        turns=np.zeros((n_frames, 2)) if turns is None else turns,
        fps=FPS,
    )


def curves(noise: float = 0.001, turns: NDArray[np.float64] | None = None, **alongs: Curve) -> Curves:
    """All 24 channels, of which the named ones follow a curve upwards from rest."""
    n_frames = len(next(iter(alongs.values())))
    values = np.zeros((n_frames, len(CHANNEL_NAMES), 2))
    for name, along in alongs.items():
        values[:, CHANNEL_NAMES.index(name), 1] = -along
    return at_rest(values, noise, turns)


def distance(middle: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of every pixel from a place, in px, shape (SIDE, SIDE)."""
    y, x = np.mgrid[:SIDE, :SIDE]
    return np.hypot(x - middle[0], y - middle[1])


def raised(middle: NDArray[np.float64], px: float, radius: float = 38) -> NDArray[np.float64]:
    """A round spot, with a rim of 10 px that fades out, goes up; shape (SIDE, SIDE, 2)."""
    spot = np.clip((radius - distance(middle)) / 10, 0, 1)
    return np.stack([0 * spot, -px * spot], axis=2)


def picture(texture: NDArray[np.float64], shift: NDArray[np.float64] | None = None) -> Picture:
    """The texture, each pixel brought there from where the shift, of shape (SIDE, SIDE, 2), says."""
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float64)
    if shift is not None:
        x, y = x - shift[..., 0], y - shift[..., 1]
    there = cv2.remap(
        texture, x.astype(np.float32), y.astype(np.float32), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT
    )
    return np.clip(np.round(there), 0, 255).astype(np.uint8)
