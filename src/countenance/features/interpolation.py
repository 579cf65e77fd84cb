"""Temporal interpolation: clips of any length brought to the same number of frames."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.errors import InputError

__all__ = ["interpolate_frames"]


def interpolate_frames(volume: ArrayLike, n: int) -> NDArray[Any]:
    """Resample a volume to ``n`` frames by linear interpolation between neighbouring frames.

    The new frames lie at the positions ``linspace(0, T - 1, n)`` of the old ones, so that the first and the
    last frame are kept (for n = 1, the first).

    Parameters
    ----------
    volume : array_like of shape (T, H, W) or (T, H, W, C), uint8 or floating
        Frames, at least one. A single frame is repeated.
    n : int
        Frames wanted, at least one.

    Returns
    -------
    ndarray of shape (n, ...), of the volume's type
        Positions are exact fractions. uint8 values are exactly rounded, half up, as MATLAB's ``uint8`` does
        and independent of whether the level below is even: rounding half to even would turn the ramp
        0, 1, 2, 3 at half steps into 0, 0, 1, 2, 2, 2, 3, whose plateaus become LBP bits.

    Raises
    ------
    InputError
        If the volume is empty, has another type or shape, or ``n`` is not positive.

    Notes
    -----
    The CAS(ME)2 baseline brings every clip to 120 frames. That erases duration, and a radius in frames then
    spans a different time in every clip: a clip of 4 frames is stretched 40-fold, so Rt = 3 spans 0.08
    original frames.

    Examples
    --------
    >>> import numpy as np
    >>> interpolate_frames(np.array([0, 10, 15], np.uint8).reshape(3, 1, 1), 5).ravel()
    array([ 0,  5, 10, 13, 15], dtype=uint8)
    """
    frames = np.asarray(volume)
    _check(frames, n)
    resampled = np.empty((n, *frames.shape[1:]), frames.dtype)
    gaps = max(n - 1, 1)
    for k in range(n):
        before, part = divmod(k * (len(frames) - 1), gaps)
        if part == 0:
            resampled[k] = frames[before]
        elif frames.dtype == np.uint8:
            resampled[k] = _between_rounded(frames[before], frames[before + 1], part, gaps)
        else:
            resampled[k] = frames[before] + (frames[before + 1] - frames[before]) * (part / gaps)
    return resampled


def _between_rounded(
    before: NDArray[np.uint8], after: NDArray[np.uint8], part: int, gaps: int
) -> NDArray[np.uint8]:
    """Return the grey levels at ``part / gaps`` of the way, rounded half up without a rounding error."""
    # A whole number, divided once with correct rounding: a half is met exactly or not at all.
    exact = (before * np.float64(gaps - part) + after * np.float64(part)) / gaps
    return np.floor(exact + 0.5).astype(np.uint8)


def _check(frames: NDArray[Any], n: int) -> None:
    typed = frames.dtype == np.uint8 or np.issubdtype(frames.dtype, np.floating)
    if frames.ndim not in (3, 4) or not typed or len(frames) == 0:
        raise InputError(
            f"The volume is {frames.dtype} of shape {frames.shape}: expected at least one frame, uint8 or "
            "floating, of shape (frames, height, width) or (frames, height, width, channels)."
        )
    if not isinstance(n, int | np.integer) or n < 1:
        raise InputError(f"Cannot interpolate to {n!r} frames: give a whole number of at least 1.")
