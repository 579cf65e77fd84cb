"""The temporal interpolation model: a clip as a curve on which frames may be read at any place.

The frames are seen as the nodes of a path graph. Its Laplacian's eigenvectors are sampled from sines, so that the
linear map from the frames to them can be followed backwards from any point of the sines to a picture.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.errors import InputError

__all__ = ["temporal_interpolation_model", "temporal_interpolation_weights"]

_SAME = 1e-12  # of the largest eigenvalue: below it, frames are linearly dependent but for rounding


def temporal_interpolation_model(volume: ArrayLike, n: int) -> NDArray[Any]:
    """Synthesise ``n`` frames of a clip, evenly from its first to its last frame.

    Parameters
    ----------
    volume : array_like of shape (T, H, W) or (T, H, W, C), uint8 or floating
        At least two frames.
    n : int
        Frames wanted, at least one.

    Returns
    -------
    ndarray of shape (n, ...)
        float64, or uint8 for a uint8 volume: rounded half up and cut at 0 and 255, because the curve may
        swing beyond its frames. At the place of an original frame it is that frame.

    Raises
    ------
    InputError
        If the volume has fewer than two frames or another type or shape, if ``n`` is not positive, or if the
        frames, less their mean, have not the rank T - 1 that the model inverts: above all where two are identical.

    See Also
    --------
    interpolate_frames : Linear interpolation, which takes any frames.

    Notes
    -----
    With the frames less their mean as columns of X = U S V', Q = S V' (its last row is zero and dropped), the
    eigenvectors V0 of the Laplacian and W = (Q Q')^-1 Q V0, a frame is U (W'^-1 v(t)) + mean, where v_k(t) =
    sin(k pi t + pi (n - k) / 2n). Since the rows of Q span what the eigenvectors span, Q'W = V0, and the product is
    X V0 (V0' V0)^-1 v(t): weights on the frames that depend on T alone (`temporal_interpolation_weights`). It is
    computed so; the tests compare it with the decomposition.

    References
    ----------
    Z. Zhou, G. Zhao and M. Pietikäinen, "Towards a Practical Lipreading System", CVPR 2011,
    doi:10.1109/CVPR.2011.5995345. T. Pfister, X. Li, G. Zhao and M. Pietikäinen, "Recognising Spontaneous Facial
    Micro-Expressions", ICCV 2011, doi:10.1109/ICCV.2011.6126401.

    Examples
    --------
    >>> import numpy as np
    >>> frames = np.array([[5.0, 1], [6, 0], [7, 1]]).reshape(3, 1, 2)
    >>> temporal_interpolation_model(frames, 5)[:, 0, 0].round(3).tolist()
    [5.0, 5.423, 6.0, 6.577, 7.0]
    """
    frames = np.asarray(volume)
    _check(frames, n)
    flat = frames.reshape(len(frames), -1).astype(np.float64)
    _check_rank(flat - flat.mean(axis=0), flat)
    synthesised = temporal_interpolation_weights(len(frames), np.linspace(0, 1, n)) @ flat
    if frames.dtype == np.uint8:
        synthesised = np.clip(np.floor(synthesised + 0.5), 0, 255).astype(np.uint8)
    return np.asarray(synthesised.reshape(n, *frames.shape[1:]))


def temporal_interpolation_weights(n_frames: int, positions: ArrayLike) -> NDArray[np.float64]:
    """Share of every original frame in the frames that the model synthesises.

    Parameters
    ----------
    n_frames : int
        T, at least two.
    positions : array_like of shape (n,)
        Places on the curve: 0 is the first frame and 1 the last.

    Returns
    -------
    ndarray of shape (n, T), float64
        Each row has the sum 1.

    Examples
    --------
    >>> temporal_interpolation_weights(2, [0, 0.5, 1]).round(6).tolist()
    [[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]
    """
    k = np.arange(1, n_frames)

    def curve(t: NDArray[np.float64]) -> NDArray[np.float64]:
        # sin(k pi t + pi (T - k) / 2T), in which the first frame lies at t = 1/T and the last at 1.
        return np.cos(np.pi * k * (t[:, None] - 0.5 / n_frames))

    places = np.asarray(positions, dtype=np.float64) * (1 - 1 / n_frames) + 1 / n_frames
    eigenvectors = curve(np.arange(1, n_frames + 1) / n_frames)
    # The squared length of each of these eigenvectors is T / 2.
    weights: NDArray[np.float64] = curve(places) @ eigenvectors.T * (2 / n_frames) + 1 / n_frames
    return weights


def _check(frames: NDArray[Any], n: int) -> None:
    typed = frames.dtype == np.uint8 or np.issubdtype(frames.dtype, np.floating)
    if frames.ndim not in (3, 4) or not typed or len(frames) < 2:
        raise InputError(
            f"The volume is {frames.dtype} of shape {frames.shape}: the temporal interpolation model expects at "
            "least two frames, uint8 or floating, of shape (frames, height, width) or (frames, height, width, "
            "channels)."
        )
    if not isinstance(n, int | np.integer) or n < 1:
        raise InputError(f"Cannot interpolate to {n!r} frames: give a whole number of at least 1.")


def _check_rank(centred: NDArray[np.float64], flat: NDArray[np.float64]) -> None:
    """Refuse frames for which Q Q' has no inverse."""
    strengths = np.linalg.eigvalsh(centred @ centred.T)
    if strengths[1] > _SAME * strengths[-1] and strengths[-1] > 0:
        return
    firsts: dict[bytes, int] = {}
    for index, frame in enumerate(flat):
        first = firsts.setdefault(frame.tobytes(), index)
        if first != index:
            raise InputError(
                f"Frames {first} and {index} of the clip are identical: the temporal interpolation model needs "
                "frames that differ, so drop the repeated frame or interpolate linearly (interpolate_frames)."
            )
    raise InputError(
        f"The {len(flat)} frames of the clip are linearly dependent: the temporal interpolation model needs the "
        f"rank {len(flat) - 1} less their mean, so interpolate linearly (interpolate_frames)."
    )
