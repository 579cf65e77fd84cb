"""Which planes of codes a set of LBP-TOP settings needs, and where the neighbours lie on each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from countenance.features._lbp_kernels import Plane, count_codes
from countenance.features.settings import LBPTOPSettings

__all__ = ["Block", "Counts", "count_planes"]

ANGLES = 2 * np.pi * np.arange(8) / 8
DIAGONALS = slice(1, None, 2)

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Axis:
    """One axis of a block: its step in memory and its coordinates in the volume, counted from 1.

    The coordinates of y are of shape (H, 1, 1), those of x and t of shape (1, 1, W) and (1, 1, T).
    """

    stride: int
    coordinates: NDArray[np.float64]


@dataclass(frozen=True)
class Neighbours:
    """Where the eight neighbours lie along one axis: their shifts from the centre, in voxels."""

    axis: Axis
    shifts: NDArray[np.float64]

    def nearest(self) -> NDArray[np.int64]:
        """Steps in memory to the voxels nearest to the neighbours; shape (8,)."""
        return np.floor(self.shifts + 0.5).astype(np.int64) * self.axis.stride

    def corners(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Steps in memory to the voxels below and above each diagonal neighbour; shape (4,) each."""
        below = np.floor(self.shifts[DIAGONALS]).astype(np.int64)
        return below * self.axis.stride, (below + 1) * self.axis.stride

    def fractions(self, shape: tuple[int, int, int]) -> NDArray[np.float32]:
        """Distance of each diagonal neighbour from the voxel below it, once cast to single precision."""
        shifts = self.shifts[DIAGONALS][: shape[1], None]
        position = (self.axis.coordinates + shifts).astype(np.float32)
        beyond = position - (self.axis.coordinates + np.floor(shifts))
        return np.ascontiguousarray(np.broadcast_to(beyond.astype(np.float32), shape))


@dataclass(frozen=True)
class Block:
    """The part of a volume that the regions reach, laid out (H, W, T) for the kernel."""

    voxels: NDArray[np.uint8]
    labels: NDArray[np.int32]
    n_regions: int
    x: Axis
    y: Axis
    t: Axis

    @classmethod
    def around_regions(
        cls, volume: NDArray[np.uint8], labels: NDArray[np.int32], n_regions: int, margin: int
    ) -> Block:
        """Cut out the regions with a margin for their neighbours; at least one pixel has a region."""
        ys, xs = np.nonzero(labels)
        rows, columns = _reach(ys, margin, labels.shape[0]), _reach(xs, margin, labels.shape[1])
        voxels = np.ascontiguousarray(volume[:, rows, columns].transpose(1, 2, 0))
        _, width, n_frames = voxels.shape
        return cls(
            voxels,
            np.ascontiguousarray(labels[rows, columns]),
            n_regions,
            x=Axis(n_frames, _counted_from_one(columns)[None, None, :]),
            y=Axis(n_frames * width, _counted_from_one(rows)[:, None, None]),
            t=Axis(1, _counted_from_one(slice(0, n_frames))[None, None, :]),
        )

    def count(
        self,
        border: int,
        spans: Sequence[tuple[int, int]],
        first: Neighbours,
        second: Neighbours,
        *,
        bilinear: bool,
    ) -> Counts:
        """Count the codes of the plane of two axes in each span of frames; shape (spans, R, 256)."""
        height, width, n_frames = self.voxels.shape
        diagonals = 4 if bilinear else 0
        low, high = first.corners(), second.corners()
        corners = np.stack([i + j for i in low for j in high], axis=1)
        plane = Plane(
            border,
            first.nearest() + second.nearest(),
            corners[:diagonals],
            first.fractions((height, diagonals, width)),
            second.fractions((height, diagonals, n_frames)),
        )
        counts: Counts = count_codes(
            self.voxels, self.labels, self.n_regions, np.array(spans, np.int64), plane
        )
        return counts


def _reach(places: NDArray[np.intp], margin: int, length: int) -> slice:
    """Return the part of an axis that the regions' pixels and their neighbours take up."""
    return slice(max(int(places.min()) - margin, 0), min(int(places.max()) + margin + 1, length))


def _counted_from_one(places: slice) -> NDArray[np.float64]:
    return np.arange(places.start + 1, places.stop + 1, dtype=np.float64)


def count_planes(
    block: Block, settings: Iterable[LBPTOPSettings], *, bilinear: bool
) -> dict[tuple[int, int, int], tuple[Counts, Counts, Counts]]:
    """Count every plane that the settings need once; XY, XT and YT of shape (R, 256) by (rx, ry, rt)."""
    n_frames = block.voxels.shape[2]
    all_rt: dict[tuple[int, int], set[int]] = {}
    for setting in settings:
        all_rt.setdefault((setting.rx, setting.ry), set()).add(setting.rt)
    counts = {}
    for (rx, ry), rts in all_rt.items():
        border = max(rx, ry)
        x_cos = Neighbours(block.x, rx * np.cos(ANGLES))
        y_sin = Neighbours(block.y, -(ry * np.sin(ANGLES)))
        # The frames of a larger Rt are among those of a smaller one: count the pieces between their ends.
        spans = list(pairwise(sorted(rts | {n_frames - rt for rt in rts})))
        pieces = block.count(border, spans, x_cos, y_sin, bilinear=bilinear)
        for rt in rts:
            coded = (rt, n_frames - rt)
            inside = [first >= rt and last <= n_frames - rt for first, last in spans]
            t_cos = Neighbours(block.t, rt * np.cos(ANGLES))
            t_sin = Neighbours(block.t, rt * np.sin(ANGLES))
            counts[rx, ry, rt] = (
                pieces[inside].sum(axis=0),
                block.count(border, [coded], x_cos, t_sin, bilinear=bilinear)[0],
                block.count(border, [coded], y_sin, t_cos, bilinear=bilinear)[0],
            )
    return counts
