"""MDMD against its definition and against the official program, pixel by pixel and frame by frame."""

from __future__ import annotations

from math import atan, atan2, degrees, hypot, inf, isnan, nan

import numpy as np
import pytest
from numpy.typing import NDArray

from countenance.spotting.main_direction import main_directional_difference
from countenance.spotting.mdmd import _Pass, halved

Flow = NDArray[np.float32]


def quarter(u: float, v: float, official: bool) -> int | None:
    """Bin of an angle: atan2(v, u), or what MATLAB makes of atan(u ./ v)."""
    if official:
        if u == v == 0:
            return None
        angle = degrees(atan(u / v)) if v else degrees(atan(inf if u > 0 else -inf))
    else:
        angle = degrees(atan2(v, u))
        angle = -180.0 if angle == 180 else angle
    for number, (low, high) in enumerate([(0, 90), (90, 180), (-180, -90), (-90, 0)]):
        if low <= angle < high:
            return number
    raise AssertionError(angle)


def third(n: int) -> int:
    return int(n / 3 + 0.5)


def difference(until: Flow, beyond: Flow, blocks: int, official: bool) -> float:
    """F of one frame."""
    height, width = until.shape[0] // blocks, until.shape[1] // blocks
    means = []
    for row in range(blocks):
        for column in range(blocks):
            members: dict[int, list[float]] = {0: [], 1: [], 2: [], 3: []}
            for y in range(row * height, (row + 1) * height):
                for x in range(column * width, (column + 1) * width):
                    bin_ = quarter(*map(float, until[y, x]), official)
                    if bin_ is not None:
                        members[bin_].append(hypot(*until[y, x]) - hypot(*beyond[y, x]))
            main = max(range(4), key=lambda number: len(members[number]))  # the first of equals
            ranked = sorted(members[main], reverse=True)
            kept = ranked[: third(len(ranked)) if official else max(1, third(len(ranked)))]
            means.append(sum(kept) / len(kept) if kept else nan)
    if any(isnan(mean) for mean in means):
        return nan
    kept_blocks = sorted(means, reverse=True)[: max(1, third(blocks * blocks))]
    return sum(kept_blocks) / len(kept_blocks)


@pytest.mark.parametrize("variant", ["corrected", "megc2020"])
@pytest.mark.parametrize("blocks", [1, 2, 3, 6])
def test_the_difference_is_that_of_the_definition(variant, blocks):
    rng = np.random.default_rng(blocks)
    for shape in [(18, 20), (13, 25)]:
        until, beyond = rng.normal(0, 2, (2, *shape, 2)).astype(np.float32)
        until[rng.random(shape) < 0.2] = 0
        until[rng.random(shape) < 0.1, 1] = 0
        expected = difference(until, beyond, blocks, variant == "megc2020")
        found = main_directional_difference(until, beyond, blocks=blocks, variant=variant)
        assert found == pytest.approx(expected, rel=1e-6, nan_ok=True)


def official_contrast(F: list[float], n_frames: int, k: int) -> dict[int, float]:
    """C by number of frame from 1, loops and limits as in the official program."""
    m, length = k - 1, n_frames - 2 * k
    contrast = {}
    for z in range(1 + k + m, length - k - m + 1):
        contrast[z] = F[z - k - 1] - (F[z - k - m - 1] + F[z - k + m - 1]) / 2
    return contrast


def contrast_by_definition(F: list[float], n_frames: int, k: int) -> dict[int, float]:
    """C by number of frame from 0, wherever the three values of F that it needs exist."""
    by_frame = {i + k: value for i, value in enumerate(F)}
    m = k - 1
    return {
        i: by_frame[i] - (by_frame[i - m] + by_frame[i + m]) / 2
        for i in range(n_frames)
        if i - m in by_frame and i + m in by_frame
    }


@pytest.mark.parametrize(("k", "n_frames"), [(2, 12), (2, 40), (3, 18), (5, 31), (7, 60)])
def test_contrast_and_its_ends(k: int, n_frames: int):
    rng = np.random.default_rng(k)
    F = rng.normal(size=n_frames - 2 * k).tolist()
    official = {z - 1: c for z, c in official_contrast(F, n_frames, k).items()}
    corrected = contrast_by_definition(F, n_frames, k)
    assert fed(F, n_frames, k, "megc2020") == pytest.approx(official)
    assert fed(F, n_frames, k, "corrected") == pytest.approx(corrected)
    assert max(official) == n_frames - 4 * k  # the defect: 4k - 1 frames at the end are never flagged
    assert max(corrected) == n_frames - 2 * k
    assert min(official) == min(corrected) == 2 * k - 1


def fed(F: list[float], n_frames: int, k: int, variant) -> dict[int, float]:
    """C by number of frame from 0, of a stream of that many faces whose differences are given."""
    from collections import deque

    one = _Pass(k, variant, lambda before, frame, after: float(frame[0, 0]))  # noqa: ARG005
    held: deque[NDArray] = deque(maxlen=2 * k + 1)
    for number in range(n_frames):
        value = F[number - k] if k <= number < n_frames - k else nan
        held.append(np.full((1, 1), value))
        one.update(held)
    return {i: c for i, c in enumerate(one.contrast().tolist()) if not isnan(c)}


def test_the_official_k_is_never_set_back():
    k, used = 80, []
    for n_frames in [6000, 479, 6000, 200, 6000]:
        start = k
        while n_frames - 2 * k - 4 * k < 0:
            k = int(k / 2 + 0.5)
        assert halved(start, n_frames) == k
        used.append(k)
    assert used == [80, 40, 40, 20, 20]
