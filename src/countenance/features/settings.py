"""What an LBP-TOP descriptor is made of, and how its codes become bins."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from countenance.core.errors import InputError

__all__ = ["TABLE5_SETTINGS", "CodeMapping", "Interpolation", "LBPTOPSettings", "uniform_bins"]

CodeMapping = Literal["basic", "uniform"]
Interpolation = Literal["nearest", "bilinear"]


@dataclass(frozen=True, order=True, slots=True)
class LBPTOPSettings:
    """Radii, neighbours and mapping of one LBP-TOP descriptor.

    Parameters
    ----------
    rx, ry : int
        Radii along x and y in px, 1 or more.
    rt : int
        Radius along time in frames, 1 or more.
    points : {4, 8}
        Neighbours around every centre, on each of the three planes.
    mapping : {"basic", "uniform"}
        ``"basic"`` keeps every code, ``"uniform"`` is u2 (see `uniform_bins`).

    Raises
    ------
    InputError
        If a radius is not a positive whole number, or ``points`` or ``mapping`` is unknown.

    Examples
    --------
    >>> best = LBPTOPSettings(rx=1, ry=1, rt=3, points=4, mapping="uniform")
    >>> best.n_bins, best.border
    (15, 1)
    >>> print(best)
    Rx=1 Ry=1 Rt=3 P=4 uniform
    """

    rx: int
    ry: int
    rt: int
    points: int = 8
    mapping: CodeMapping = "uniform"

    def __post_init__(self) -> None:
        for name in ("rx", "ry", "rt"):
            radius = getattr(self, name)
            if not isinstance(radius, int | np.integer) or radius < 1:
                raise InputError(
                    f"The LBP-TOP radius {name} is {radius!r}: give a whole number of at least 1."
                )
        if self.points not in (4, 8):
            raise InputError(f"LBP-TOP with {self.points!r} points is not defined here: give 4 or 8.")
        if self.mapping not in get_args(CodeMapping):
            raise InputError(f"The LBP-TOP mapping {self.mapping!r} is unknown: give 'basic' or 'uniform'.")

    def __str__(self) -> str:
        return f"Rx={self.rx} Ry={self.ry} Rt={self.rt} P={self.points} {self.mapping}"

    @property
    def n_bins(self) -> int:
        """Bins of one plane's histogram: 2**P, or P(P-1)+3 with the uniform mapping."""
        if self.mapping == "basic":
            return 1 << self.points
        return self.points * (self.points - 1) + 3

    @property
    def border(self) -> int:
        """Pixels along each edge of the frame that carry no code: max(rx, ry)."""
        return max(self.rx, self.ry)


TABLE5_SETTINGS: tuple[LBPTOPSettings, ...] = tuple(
    LBPTOPSettings(radius, radius, rt, points, mapping)
    for radius, rt, mapping, points in product((1, 2, 3, 4), (2, 3, 4), get_args(CodeMapping), (4, 8))
)
"""The 48 cells of Table 5 of the CAS(ME)2 paper, row by row (doi:10.1007/978-3-319-39513-5_5)."""


@lru_cache(maxsize=4)
def uniform_bins(points: int) -> NDArray[np.uint8]:
    """Bin of every basic code under the uniform mapping u2.

    A code is uniform when its bits change at most twice on the way round the circle. Uniform codes are
    numbered in ascending order; all others share the last bin.

    Parameters
    ----------
    points : int
        Neighbours P, at most 8.

    Returns
    -------
    ndarray of shape (2**P,), uint8
        Values 0 .. P(P-1)+2; read-only.

    Notes
    -----
    The file ``UniformLBP8.txt`` of the MATLAB reference puts the non-uniform codes into its *first* bin and
    the uniform ones, in the same order, behind it: ``np.roll(histogram, 1, axis=-1)`` gives its numbering.
    scikit-image calls this mapping ``nri_uniform``; its ``uniform`` is rotation invariant, with P+2 bins.

    Examples
    --------
    >>> uniform_bins(4).tolist()
    [0, 1, 2, 3, 4, 14, 5, 6, 7, 8, 14, 9, 10, 11, 12, 13]
    """
    codes = np.arange(1 << points)
    bits = codes[:, None] >> np.arange(points) & 1
    uniform = np.count_nonzero(bits != np.roll(bits, 1, axis=1), axis=1) <= 2
    bins = np.where(uniform, np.cumsum(uniform) - 1, uniform.sum()).astype(np.uint8)
    bins.setflags(write=False)
    return bins


@lru_cache(maxsize=4)
def bins_of_eight(points: int, mapping: CodeMapping) -> NDArray[np.uint8]:
    """Bin of every eight-point code under the given points and mapping; shape (256,), read-only.

    The four neighbours of P = 4 are the neighbours 0, 2, 4 and 6 of P = 8: same angles, same border, and all
    of them on whole voxels. So the counts of P = 4 are marginals of the counts of P = 8.
    """
    codes = np.arange(256)
    if points == 4:
        codes = codes & 1 | codes >> 1 & 2 | codes >> 2 & 4 | codes >> 3 & 8
    bins = uniform_bins(points)[codes] if mapping == "uniform" else codes.astype(np.uint8)
    bins.setflags(write=False)
    return bins
