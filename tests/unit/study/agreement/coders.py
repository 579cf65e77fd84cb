"""What coders mark, in few words, and slow ways to compute the same."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from countenance.core import Coding, CodingPass, parse_action_units
from countenance.study.agreement import AgreementOptions, CoderPair, Resampling, by_recording, pair_coders
from countenance.study.agreement.classes import classes_of

FPS = Fraction(30)
PLAIN = AgreementOptions(resamples=0, tolerance=1)


def event(
    onset: int,
    offset: int,
    units: str = "",
    emotion: str | None = None,
    apex: int | None = None,
    excluded: str | None = None,
) -> Coding:
    """A coding; its emotion is that of the upper face."""
    return Coding(onset, apex, offset, parse_action_units(units), upper=emotion, excluded=excluded)


def coded(
    coder: str,
    *codings: Coding,
    recording: str = "film",
    n_frames: int | None = 100,
    fps: Fraction | None = FPS,
    participant: str = "",
) -> CodingPass:
    return CodingPass(recording, coder, codings, n_frames, fps, participant)


def paired(*passes: CodingPass, options: AgreementOptions = PLAIN) -> CoderPair:
    (pair,) = pair_coders(by_recording(passes), iou=options.iou, excluded=options.excluded)
    return pair


def classes(*passes: CodingPass, options: AgreementOptions = PLAIN) -> dict[str, tuple[str, ...]]:
    return dict(classes_of(passes, excluded=options.excluded, policy=options.duration))


def no_draws(pair: CoderPair) -> Resampling:
    return Resampling.of([one.participant for one in pair.recordings], resamples=0, level=0.95, seed=0)


def fitted(matrix: np.ndarray) -> np.ndarray:
    """Counts expected by quasi-independence: iterative proportional fitting with the last cell held at 0."""
    expected = np.ones(matrix.shape)
    expected[-1, -1] = 0
    for _ in range(20_000):
        for axis in (1, 0):
            sums, wanted = expected.sum(axis, keepdims=True), matrix.sum(axis, keepdims=True)
            expected *= np.divide(wanted, sums, out=np.zeros(sums.shape), where=sums > 0)
    return expected
