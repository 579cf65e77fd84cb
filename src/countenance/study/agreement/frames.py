"""Agreement frame by frame, from the first frame of a recording to its last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countenance.core import Coding, InputError
from countenance.study.agreement.classes import CLASSIFICATIONS, ClassMatrix, class_of
from countenance.study.agreement.coefficients import (
    Floats,
    agreed_share,
    agreed_share_without_first,
    cohen_kappa,
)
from countenance.study.agreement.options import AgreementOptions
from countenance.study.agreement.pairs import CoderPair, PairedRecording
from countenance.study.agreement.resampling import Estimate, Resampling

__all__ = ["FrameAgreement", "FrameTable", "frame_agreement", "frame_codes", "frame_tables", "near"]


@dataclass(frozen=True, eq=False)
class FrameAgreement:
    """How far two coders agree on frames, in one respect.

    Parameters
    ----------
    recordings : int
        Recordings compared.
    frames : ClassMatrix
        Frames by the class that each coder gives them.
    agreement : Estimate
        Share of the frames in the same class.
    without_neutral : Estimate
        The same without frames that both call neutral, which are most and inflate the share.
    kappa : Estimate
        Cohen's kappa with the frame as unit.
    kappa_with_tolerance : Estimate
        The same where the class need only occur within some frames, looked for from either coder.
    """

    recordings: int
    frames: ClassMatrix
    agreement: Estimate
    without_neutral: Estimate
    kappa: Estimate
    kappa_with_tolerance: Estimate

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "recordings": self.recordings,
            "frames": self.frames.to_dict(),
            "agreement": self.agreement.to_dict(),
            "without_neutral": self.without_neutral.to_dict(),
            "kappa": self.kappa.to_dict(),
            "kappa_with_tolerance": self.kappa_with_tolerance.to_dict(),
        }


@dataclass(frozen=True, eq=False)
class FrameTable:
    """Frames of each recording by class, first coder by row.

    Parameters
    ----------
    classes : tuple of str
    compared : ndarray of shape (recordings,), bool
        Whether the class is known there.
    plain, tolerant : ndarray of shape (recordings, classes, classes)
        The latter holds every frame twice, since either coder is looked up in the other.
    """

    classes: tuple[str, ...]
    compared: NDArray[np.bool_]
    plain: Floats
    tolerant: Floats


def frame_codes(events: Sequence[Coding], codes: Sequence[int | None], n_frames: int) -> NDArray[np.intp]:
    """The class of every frame, 0 where there is no event.

    Parameters
    ----------
    events : sequence of Coding
        By onset; a frame in several belongs to the one that began last, or else to the shorter.
    codes : sequence of int or None
        Class of each; with None its frames stay as they are.
    n_frames : int
        Length of the recording.

    Returns
    -------
    ndarray of shape (n_frames,)

    Examples
    --------
    >>> frame_codes([Coding(1, None, 6), Coding(3, None, 4)], [1, 2], 8).tolist()
    [0, 1, 1, 2, 2, 1, 1, 0]
    """
    found = np.zeros(n_frames, dtype=np.intp)
    spans = [
        (one.interval, code)
        for one, code in zip(events, codes, strict=True)
        if one.interval is not None and code is not None
    ]
    for span, code in sorted(spans, key=lambda one: (one[0].onset, -one[0].offset)):
        found[span.onset : span.offset + 1] = code
    return found


def near(first: NDArray[np.intp], second: NDArray[np.intp], tolerance: int) -> NDArray[np.bool_]:
    """Whether the second coder has the class of the first within some frames to either side.

    Parameters
    ----------
    first, second : ndarray of shape (n_frames,)
    tolerance : int
        In frames.

    Returns
    -------
    ndarray of shape (n_frames,)

    Examples
    --------
    >>> near(np.array([0, 0, 1, 1, 0]), np.array([0, 0, 0, 0, 1]), 1).tolist()
    [True, True, False, True, True]
    """
    found: NDArray[np.bool_] = first == second
    for shift in range(1, tolerance + 1):
        found[shift:] |= first[shift:] == second[:-shift]
        found[:-shift] |= first[:-shift] == second[shift:]
    return found


def frame_tables(
    pair: CoderPair, classes: Mapping[str, tuple[str, ...]], options: AgreementOptions
) -> dict[str, FrameTable]:
    """Compare two coders in every frame.

    Parameters
    ----------
    pair : CoderPair
    classes : mapping of str to tuple of str
        By classification, neutral first.
    options : AgreementOptions

    Raises
    ------
    InputError
        If the length of a recording is not known.
    """
    unknown = [one.name for one in pair.recordings if one.n_frames is None]
    if unknown:
        raise InputError(
            f"{unknown[0]}: its number of frames is not known; give n_frames of its passes, or compare without "
            "frames"
        )
    return {name: _table(pair, name, classes[name], options) for name in CLASSIFICATIONS}


def _table(
    pair: CoderPair, classification: str, classes: tuple[str, ...], options: AgreementOptions
) -> FrameTable:
    k = len(classes)
    plain, tolerant = np.zeros((2, len(pair.recordings), k, k))
    compared = np.array([classification != "kind" or one.fps is not None for one in pair.recordings])
    for row in np.flatnonzero(compared):
        first, second = _coded(pair.recordings[row], classification, classes, options)
        plain[row] = _confusion(first, second, k)
        ahead = np.where(near(first, second, options.tolerance), first, second)
        back = np.where(near(second, first, options.tolerance), second, first)
        tolerant[row] = _confusion(first, ahead, k) + _confusion(back, second, k)
    return FrameTable(classes, compared, plain, tolerant)


def _coded(
    recording: PairedRecording, classification: str, classes: tuple[str, ...], options: AgreementOptions
) -> list[NDArray[np.intp]]:
    assert recording.n_frames is not None  # refused before
    number = {name: i for i, name in enumerate(classes)}

    def code(coding: Coding) -> int | None:
        name = class_of(coding, classification, recording.fps, options.duration)
        return None if name is None else number[name]

    return [
        frame_codes(events, [code(one) for one in events], recording.n_frames)
        for events in (recording.first, recording.second)
    ]


def _confusion(first: NDArray[np.intp], second: NDArray[np.intp], k: int) -> NDArray[np.intp]:
    return np.bincount(first * k + second, minlength=k * k).reshape(k, k)


def frame_agreement(table: FrameTable, draws: Resampling) -> FrameAgreement:
    """Coefficients of frames.

    Parameters
    ----------
    table : FrameTable
    draws : Resampling
        Of the same recordings.
    """
    sums, tolerant = draws.sums(table.plain), draws.sums(table.tolerant)
    n, neutral = int(sums.whole.sum()), int(sums.whole[0, 0])
    single = "no frames were compared" if not n else "both coders put every frame into one class"
    return FrameAgreement(
        recordings=int(table.compared.sum()),
        frames=ClassMatrix.of(table.classes, sums.whole),
        agreement=sums.estimate(agreed_share, n, "no frames were compared"),
        without_neutral=sums.estimate(
            agreed_share_without_first,
            n - neutral,
            "there is no frame that one of the coders does not call neutral",
        ),
        kappa=sums.estimate(cohen_kappa, n, single),
        kappa_with_tolerance=tolerant.estimate(cohen_kappa, n, single),
    )
