"""Agreement on events: which there are, and what they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countenance.core import Coding
from countenance.study.agreement.classes import NOTHING_READ, ClassMatrix, class_of
from countenance.study.agreement.coefficients import (
    Floats,
    agreed_share,
    cohen_kappa,
    divided,
    event_kappa,
    ratio,
)
from countenance.study.agreement.options import AgreementOptions
from countenance.study.agreement.pairs import CoderPair, PairedRecording
from countenance.study.agreement.resampling import Estimate, Resampling

__all__ = ["EVENT_LABELS", "MISSED", "EventAgreement", "LabelAgreement", "event_agreement", "label_agreement"]

EVENT_LABELS = ("emotion", "kind")
"""What the label of an event may be."""
MISSED = "missed"


@dataclass(frozen=True, eq=False)
class EventAgreement:
    """Which events two coders have in common.

    Parameters
    ----------
    first, second : int
        Events of each coder.
    matched, missed_by_first, missed_by_second : int
        Events of both, of the second alone, and of the first alone.
    f1 : Estimate
        2 matched / (first + second), in which neither coder is the reference.
    precision, recall : Estimate
        With the first coder as reference: share of the second coder's events that the first has too, and share
        of the first coder's that the second has too.
    """

    first: int
    second: int
    matched: int
    missed_by_first: int
    missed_by_second: int
    f1: Estimate
    precision: Estimate
    recall: Estimate

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "first": self.first,
            "second": self.second,
            "matched": self.matched,
            "missed_by_first": self.missed_by_first,
            "missed_by_second": self.missed_by_second,
            "f1": self.f1.to_dict(),
            "precision": self.precision.to_dict(),
            "recall": self.recall.to_dict(),
        }


def event_agreement(pair: CoderPair, draws: Resampling) -> EventAgreement:
    """Count what two coders have in common.

    Parameters
    ----------
    pair : CoderPair
    draws : Resampling
        Of the same recordings.
    """
    counts = [(2 * len(one.matched), len(one.first), len(one.second)) for one in pair.recordings]
    sums = draws.sums(counts)
    twice, first, second = (int(n) for n in sums.whole)
    matched = twice // 2
    return EventAgreement(
        first=first,
        second=second,
        matched=matched,
        missed_by_first=second - matched,
        missed_by_second=first - matched,
        f1=sums.estimate(_f1, first + second, "neither coder has an event"),
        precision=sums.estimate(
            lambda s: divided(s[..., 0], 2 * s[..., 2]), second, "the second coder has no event"
        ),
        recall=sums.estimate(
            lambda s: divided(s[..., 0], 2 * s[..., 1]), first, "the first coder has no event"
        ),
    )


def _f1(sums: Floats) -> Floats:
    return ratio(np.stack([sums[..., 0], sums[..., 1] + sums[..., 2]], axis=-1))


@dataclass(frozen=True, eq=False)
class LabelAgreement:
    """How far two coders agree on what an event is.

    Parameters
    ----------
    recordings : int
        Recordings compared.
    events : ClassMatrix
        All events by label; those that a coder missed in the last row and column, under :data:`MISSED`.
    unlabelled : int
        Matched events to which neither coder gives a label; they count in ``event_kappa`` alone.
    agreement : Estimate
        Share of the matched events with the same label.
    kappa : Estimate
        Cohen's kappa of the matched events.
    event_kappa : Estimate
        Kappa in which a missed event is a disagreement, see
        :func:`~countenance.study.agreement.coefficients.event_kappa`.
    """

    recordings: int
    events: ClassMatrix
    unlabelled: int
    agreement: Estimate
    kappa: Estimate
    event_kappa: Estimate

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "recordings": self.recordings,
            "events": self.events.to_dict(),
            "unlabelled": self.unlabelled,
            "agreement": self.agreement.to_dict(),
            "kappa": self.kappa.to_dict(),
            "event_kappa": self.event_kappa.to_dict(),
        }


def label_agreement(
    pair: CoderPair, label: str, classes: tuple[str, ...], options: AgreementOptions, draws: Resampling
) -> LabelAgreement:
    """Compare the labels of events.

    Parameters
    ----------
    pair : CoderPair
    label : {"emotion", "kind"}
        For the kind, recordings without a frame rate are left out.
    classes : tuple of str
        Every label that may occur.
    options : AgreementOptions
    draws : Resampling
        Of the same recordings.
    """
    number = {name: i for i, name in enumerate(classes)}
    compared = [label != "kind" or one.fps is not None for one in pair.recordings]
    table = np.zeros((len(pair.recordings), len(classes) + 1, len(classes) + 1))
    for row in np.flatnonzero(compared):
        _tally(table[row], pair.recordings[row], label, number, options)
    sums = draws.sums(table)
    labelled = draws.sums(_labelled(table, number))
    matched, events = int(labelled.whole.sum()), int(sums.whole.sum())
    nothing = "no matched event bears a label"
    return LabelAgreement(
        recordings=sum(compared),
        events=_with_missed((*classes, MISSED), sums.whole),
        unlabelled=int(sums.whole[:-1, :-1].sum()) - matched,
        agreement=labelled.estimate(agreed_share, matched, nothing),
        kappa=labelled.estimate(
            cohen_kappa, matched, "both coders give one label to all matched events" if matched else nothing
        ),
        event_kappa=sums.estimate(event_kappa, events, "there are fewer than two labels"),
    )


def _tally(
    matrix: Floats,
    recording: PairedRecording,
    label: str,
    number: Mapping[str, int],
    options: AgreementOptions,
) -> None:
    def code(coding: Coding) -> int:
        name = class_of(coding, label, recording.fps, options.duration)
        assert name is not None  # only half of a face may have none
        return number[name]

    for event in recording.matched:
        matrix[code(event.first), code(event.second)] += 1
    for coding in recording.missed_by_second:
        matrix[code(coding), -1] += 1
    for coding in recording.missed_by_first:
        matrix[-1, code(coding)] += 1


def _labelled(table: Floats, number: Mapping[str, int]) -> Floats:
    """Matched events, without those to which neither coder gives a label."""
    inner = table[:, :-1, :-1].copy()
    if NOTHING_READ in number:
        inner[:, number[NOTHING_READ], number[NOTHING_READ]] = 0
    return inner


def _with_missed(names: tuple[str, ...], counts: NDArray[Any]) -> ClassMatrix:
    """Labels that occur, and always the row and column of what was missed."""
    used = counts.sum(axis=0) + counts.sum(axis=1) > 0
    used[-1] = True
    kept = np.flatnonzero(used)
    return ClassMatrix(tuple(names[i] for i in kept), counts[np.ix_(kept, kept)].astype(np.int64))
