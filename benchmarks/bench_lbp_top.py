"""Time LBP-TOP of 36 regions against vectorised NumPy and against a loop over pixels.

All three get the same clip and regions, and must agree before anything is timed::

    python benchmarks/bench_lbp_top.py
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial
from math import cos, floor, pi, sin
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from countenance.features import (
    TABLE5_SETTINGS,
    Interpolation,
    LBPTOPSettings,
    interpolate_frames,
    region_histograms,
    uniform_bins,
)

HEIGHT, WIDTH, N_REGIONS = 240, 200, 36
SETTING = LBPTOPSettings(rx=1, ry=1, rt=3, points=8, mapping="uniform")

Histograms = NDArray[np.float64]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--frames", type=int, default=120, help="frames of the clip (default: %(default)s)")
    parser.add_argument(
        "--loop-frames",
        type=int,
        default=30,
        help="frames in the comparison with the loop over pixels, which takes its time (default: %(default)s)",
    )
    options = parser.parse_args()
    labels = regions()
    print(
        f"{HEIGHT} x {WIDTH} px, {N_REGIONS} regions that cover {np.mean(labels > 0):.0%} of them; {SETTING}"
    )
    compare("loop over pixels", with_loop, clip(options.loop_frames), labels)
    compare("vectorised NumPy", with_numpy, clip(options.frames), labels)
    volume = clip(options.frames)
    for interpolation in get_args(Interpolation):
        every_cell = partial(region_histograms, volume, labels, TABLE5_SETTINGS, interpolation=interpolation)
        seconds = best_time(every_cell)
        print(f"{options.frames} frames: all 48 cells of Table 5, {interpolation}: {seconds:.3f} s")


def clip(n_frames: int) -> NDArray[np.uint8]:
    """Smooth random frames that change as slowly as those of an interpolated clip."""
    rng = np.random.default_rng(0)
    few = rng.normal(128, 12, (max(n_frames // 15, 2), HEIGHT, WIDTH))
    for axis in (1, 2):
        few = (np.roll(few, 1, axis) + 2 * few + np.roll(few, -1, axis)) / 4
    return interpolate_frames(few.clip(0, 255).astype(np.uint8), n_frames)


def regions() -> NDArray[np.int32]:
    """Label 6 x 6 regions with gaps between them."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    in_region = (y % 40 >= 8) & (x % 33 >= 6) & (x < 6 * 33)
    return np.where(in_region, y // 40 * 6 + x // 33 + 1, 0).astype(np.int32)


def compare(
    name: str,
    other: Callable[[NDArray[np.uint8], NDArray[np.int32]], Histograms],
    volume: NDArray[np.uint8],
    labels: NDArray[np.int32],
) -> None:
    def ours() -> Histograms:
        return region_histograms(volume, labels, [SETTING])[SETTING]

    expected: list[Histograms] = []
    slow = best_time(lambda: expected.append(other(volume, labels)), repeats=1 if other is with_loop else 3)
    np.testing.assert_allclose(ours(), expected[0], rtol=0, atol=1e-12)
    fast = best_time(ours)
    print(
        f"{len(volume)} frames: {name} {slow * 1000:.1f} ms, countenance {fast * 1000:.2f} ms, "
        f"{slow / fast:.0f} times as fast"
    )


def best_time(call: Callable[[], object], repeats: int = 5) -> float:
    """Shortest of several runs, in seconds."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def shifts(plane: int, p: int) -> tuple[int, int, int]:
    """Steps (t, y, x) from a centre to its neighbour p, on the nearest voxel."""
    a = 2 * pi * p / SETTING.points
    t, y, x = [
        (0, -SETTING.ry * sin(a), SETTING.rx * cos(a)),
        (SETTING.rt * sin(a), 0, SETTING.rx * cos(a)),
        (SETTING.rt * cos(a), -SETTING.ry * sin(a), 0),
    ][plane]
    return floor(t + 0.5), floor(y + 0.5), floor(x + 0.5)


def with_numpy(volume: NDArray[np.uint8], labels: NDArray[np.int32]) -> Histograms:
    """One comparison of whole arrays per neighbour, one ``bincount`` per plane."""
    rt, border = SETTING.rt, SETTING.border
    n_frames, height, width = volume.shape
    centre = volume[rt:-rt, border:-border, border:-border]
    inner = labels[border:-border, border:-border]
    region = (inner[inner > 0] - 1) * SETTING.n_bins
    counts = np.empty((N_REGIONS, 3, SETTING.n_bins))
    for plane in range(3):
        codes = np.zeros(centre.shape, np.uint8)
        for p in range(SETTING.points):
            t, y, x = shifts(plane, p)
            neighbour = volume[
                rt + t : n_frames - rt + t,
                border + y : height - border + y,
                border + x : width - border + x,
            ]
            codes |= (neighbour >= centre).view(np.uint8) << np.uint8(p)
        bins = uniform_bins(SETTING.points)[codes[:, inner > 0]] + region
        counts[:, plane] = np.bincount(bins.ravel(), minlength=N_REGIONS * SETTING.n_bins).reshape(
            N_REGIONS, -1
        )
    return counts / counts.sum(axis=2, keepdims=True)


def with_loop(volume: NDArray[np.uint8], labels: NDArray[np.int32]) -> Histograms:
    """One comparison at a time, as the definition reads."""
    rt, border = SETTING.rt, SETTING.border
    n_frames, height, width = volume.shape
    bins = uniform_bins(SETTING.points)
    counts = np.zeros((N_REGIONS, 3, SETTING.n_bins))
    for plane in range(3):
        steps = [shifts(plane, p) for p in range(SETTING.points)]
        for t in range(rt, n_frames - rt):
            for y in range(border, height - border):
                for x in range(border, width - border):
                    if labels[y, x] == 0:
                        continue
                    code = 0
                    for p, (dt, dy, dx) in enumerate(steps):
                        if volume[t + dt, y + dy, x + dx] >= volume[t, y, x]:
                            code |= 1 << p
                    counts[labels[y, x] - 1, plane, bins[code]] += 1
    return counts / counts.sum(axis=2, keepdims=True)


if __name__ == "__main__":
    main()
