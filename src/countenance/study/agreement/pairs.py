"""Two coders' events of the same recordings, matched one to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from countenance.core import Coding, CodingPass, Interval, match_intervals
from countenance.study.agreement.passes import events_of, order

__all__ = ["CoderPair", "MatchedEvent", "PairedRecording", "pair_coders", "pair_recording"]


@dataclass(frozen=True, slots=True)
class MatchedEvent:
    """One event as both coders mark it.

    Parameters
    ----------
    first, second : Coding
    iou : float
        Intersection over union of the two.
    positions : tuple of int
        Where the two stand among the events of their coders.
    """

    first: Coding
    second: Coding
    iou: float
    positions: tuple[int, int]


@dataclass(frozen=True, slots=True)
class PairedRecording:
    """What two coders marked in one recording.

    Parameters
    ----------
    name : str
    participant : str
        Empty where it is not known.
    n_frames : int or None
    fps : Fraction or None
    first, second : tuple of Coding
        Events of each coder, by onset.
    matched : tuple of MatchedEvent
        By onset of the first coder's.
    missed_by_first, missed_by_second : tuple of Coding
        Events that the other coder alone has.
    """

    name: str
    participant: str
    n_frames: int | None
    fps: Fraction | None
    first: tuple[Coding, ...]
    second: tuple[Coding, ...]
    matched: tuple[MatchedEvent, ...]
    missed_by_first: tuple[Coding, ...]
    missed_by_second: tuple[Coding, ...]


@dataclass(frozen=True, slots=True)
class CoderPair:
    """Two coders and every recording that both have coded, in alphabetical order."""

    first: str
    second: str
    recordings: tuple[PairedRecording, ...]


def pair_coders(
    recordings: Mapping[str, Mapping[str, CodingPass]], *, iou: float = 0.5, excluded: bool = False
) -> list[CoderPair]:
    """Every two coders who have coded a recording in common.

    Parameters
    ----------
    recordings : mapping of str to mapping
        Passes as of :func:`~countenance.study.agreement.by_recording`.
    iou : float
        Smallest intersection over union of a match.
    excluded : bool
        Whether excluded codings are events too.

    Returns
    -------
    list of CoderPair
        Coders in alphabetical order. Recordings that one of the two has not coded are left out.

    Examples
    --------
    >>> from countenance.study.agreement import by_recording
    >>> passes = [CodingPass("film", "B", (Coding(3, 5, 9),)), CodingPass("film", "A", (Coding(2, 5, 9),))]
    >>> (pair,) = pair_coders(by_recording(passes))
    >>> pair.first, pair.second, [event.iou for event in pair.recordings[0].matched]
    ('A', 'B', [0.875])
    """
    coders = sorted({coder for passes in recordings.values() for coder in passes})
    pairs = (
        CoderPair(
            first,
            second,
            tuple(
                pair_recording(passes[first], passes[second], iou=iou, excluded=excluded)
                for passes in recordings.values()
                if first in passes and second in passes
            ),
        )
        for first, second in combinations(coders, 2)
    )
    return [pair for pair in pairs if pair.recordings]


def pair_recording(
    first: CodingPass, second: CodingPass, *, iou: float = 0.5, excluded: bool = False
) -> PairedRecording:
    """Match the events of two passes over one recording, one to one and optimally.

    Parameters
    ----------
    first, second : CodingPass
        Of the same recording, and alike in what they say of it.
    iou : float
        Smallest intersection over union of a match.
    excluded : bool
        Whether excluded codings are events too.
    """
    ours, theirs = (events_of(one, excluded=excluded) for one in (first, second))
    # Where several matches are equally good, the solver's choice depends on which list comes first.
    swapped = [order(coding) for coding in theirs] < [order(coding) for coding in ours]
    if swapped:
        pairs = [(m.second, m.first, m.iou) for m in match_intervals(_spans(theirs), _spans(ours), iou)]
    else:
        pairs = [(m.first, m.second, m.iou) for m in match_intervals(_spans(ours), _spans(theirs), iou)]
    pairs.sort()
    seen_first, seen_second = {i for i, _, _ in pairs}, {j for _, j, _ in pairs}
    return PairedRecording(
        name=first.recording,
        participant=first.participant,
        n_frames=first.n_frames,
        fps=first.fps,
        first=ours,
        second=theirs,
        matched=tuple(MatchedEvent(ours[i], theirs[j], overlap, (i, j)) for i, j, overlap in pairs),
        missed_by_first=tuple(coding for j, coding in enumerate(theirs) if j not in seen_second),
        missed_by_second=tuple(coding for i, coding in enumerate(ours) if i not in seen_first),
    )


def _spans(events: Sequence[Coding]) -> list[Interval]:
    return [coding.interval for coding in events if coding.interval is not None]
