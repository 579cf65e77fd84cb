"""In what two coders differ, movement by movement, as a queue for an arbiter."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from countenance.core import Coding, CodingPass, InputError
from countenance.study.arbitration.pairing import IOU, WINDOW, CodingPair, pair_codings

__all__ = [
    "TOLERANCE",
    "Disagreement",
    "DisagreementKind",
    "FrameDifferences",
    "compare_pair",
    "find_disagreements",
]

TOLERANCE = 2
"""Distance in frames up to which two coders' onsets, apexes and offsets count as agreed."""


class DisagreementKind(StrEnum):
    """In what two coders differ about a movement."""

    AGREED = "agreed"
    MISSED_BY_FIRST = "missed by coder 1"
    MISSED_BY_SECOND = "missed by coder 2"
    ACTION_UNITS = "action units differ"
    TIMING = "timing differs"
    EMOTION = "emotion differs"
    EXCLUSION = "exclusion differs"
    SEVERAL = "several at once"


_WEIGHTS = {
    DisagreementKind.EXCLUSION: 32,
    DisagreementKind.MISSED_BY_FIRST: 16,
    DisagreementKind.MISSED_BY_SECOND: 16,
    DisagreementKind.ACTION_UNITS: 8,
    DisagreementKind.EMOTION: 4,
    DisagreementKind.TIMING: 2,
}
# Powers of two: the gravest difference decides, and among equals the next.
_NO_EXPRESSION = 1


@dataclass(frozen=True, slots=True)
class FrameDifferences:
    """Frames of coder 2 minus frames of coder 1; None where either did not determine one."""

    onset: int
    apex: int | None
    offset: int | None

    def exceed(self, frames: int) -> bool:
        """Whether any difference is larger than a number of frames."""
        known = (self.onset, self.apex, self.offset)
        return any(abs(difference) > frames for difference in known if difference is not None)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What two coders say about one movement, and in what they differ.

    Parameters
    ----------
    recording : str
        Name of the recording.
    coders : tuple of str
        Coder 1 and coder 2.
    first, second : Coding or None
        Their codings, unchanged; None where a coder did not mark the movement.
    kinds : tuple of DisagreementKind
        Everything in which they differ, the gravest first; empty where they agree.
    tolerance : int
        Frames up to which timing counted as agreed.
    n_frames : int or None
        Length of the recording, where it is known.
    """

    recording: str
    coders: tuple[str, str]
    first: Coding | None
    second: Coding | None
    kinds: tuple[DisagreementKind, ...]
    tolerance: int
    n_frames: int | None = None

    @property
    def kind(self) -> DisagreementKind:
        """The one difference, or that there is none, or that there are several."""
        if not self.kinds:
            return DisagreementKind.AGREED
        return self.kinds[0] if len(self.kinds) == 1 else DisagreementKind.SEVERAL

    @property
    def codings(self) -> tuple[Coding, ...]:
        """What was coded, by one or by both."""
        return tuple(coding for coding in (self.first, self.second) if coding is not None)

    @property
    def frames(self) -> FrameDifferences | None:
        """How far apart the two are in time; None where one did not mark the movement."""
        return None if self.first is None or self.second is None else _differences(self.first, self.second)

    @property
    def severity(self) -> int:
        """The higher, the graver; 0 where the coders agree.

        The order is: exclusion, missed, action units, emotion, timing, and last what nobody takes for an
        expression: coders do not mark every blink, nor name it in the same word.
        """
        if self.kinds and all(coding.excluded is not None for coding in self.codings):
            return _NO_EXPRESSION
        return sum(_WEIGHTS[kind] for kind in self.kinds)

    @property
    def onset(self) -> int:
        """First frame that either coder marks."""
        return min(coding.onset for coding in self.codings)

    def __str__(self) -> str:
        said = ", ".join(self.kinds) or DisagreementKind.AGREED
        return f"{self.recording}, frame {self.onset}: {said}"


def find_disagreements(
    first: CodingPass,
    second: CodingPass,
    *,
    tolerance: int = TOLERANCE,
    iou: float = IOU,
    window: int = WINDOW,
) -> tuple[Disagreement, ...]:
    """Compare two coders' passes over one recording.

    Action units are compared by number, whatever side and intensity, as in the paper's measure of agreement.
    Emotions are compared for each half of the face, in whatever case; they differ also where only one coder sees a
    half take part. Timing differs where a frame is more than ``tolerance`` frames off, or is known to one coder
    alone. Of a movement that both exclude, only the reasons are compared; where one excludes it, nothing else is.

    Parameters
    ----------
    first, second : CodingPass
        One recording, coded by coder 1 and by coder 2.
    tolerance : int
        Frames up to which timing counts as agreed.
    iou, window
        How codings are paired, see :func:`pair_codings`.

    Returns
    -------
    tuple of Disagreement
        One for each movement, also where the coders agree: the gravest first, and equally grave ones in time.

    Raises
    ------
    InputError
        As :func:`pair_codings`, or if the tolerance is negative.

    Examples
    --------
    >>> from countenance.core import parse_action_units
    >>> a = CodingPass("film", "A", (Coding(10, 14, 25, parse_action_units("12")),))
    >>> b = CodingPass("film", "B", (Coding(10, 15, 29, parse_action_units("6+12")), Coding(50, offset=60)))
    >>> for item in find_disagreements(a, b):
    ...     print(item)
    film, frame 50: missed by coder 1
    film, frame 10: action units differ, timing differs
    """
    if tolerance < 0:
        raise InputError(f"a tolerance of {tolerance} frames is negative")
    items = [
        compare_pair(first, second, pair, tolerance=tolerance)
        for pair in pair_codings(first, second, iou=iou, window=window)
    ]
    return tuple(sorted(items, key=lambda item: (-item.severity, item.onset)))


def compare_pair(
    first: CodingPass, second: CodingPass, pair: CodingPair, *, tolerance: int = TOLERANCE
) -> Disagreement:
    """What two coders say about one movement.

    Parameters
    ----------
    first, second : CodingPass
        One recording, coded by coder 1 and by coder 2.
    pair : CodingPair
        What they marked of the movement.
    tolerance : int
        Frames up to which onset, apex and offset count as agreed.
    """
    n_frames = first.n_frames if first.n_frames is not None else second.n_frames
    coders, kinds = (first.coder, second.coder), _kinds(pair, tolerance)
    return Disagreement(first.recording, coders, pair.first, pair.second, kinds, tolerance, n_frames)


def _kinds(pair: CodingPair, tolerance: int) -> tuple[DisagreementKind, ...]:
    if pair.first is None:
        return (DisagreementKind.MISSED_BY_FIRST,)
    if pair.second is None:
        return (DisagreementKind.MISSED_BY_SECOND,)
    first, second = pair.first, pair.second
    if first.excluded is not None or second.excluded is not None:
        same = _word(first.excluded) == _word(second.excluded)
        return () if same else (DisagreementKind.EXCLUSION,)
    differ = {
        DisagreementKind.ACTION_UNITS: first.action_unit_numbers != second.action_unit_numbers,
        DisagreementKind.EMOTION: _emotions(first) != _emotions(second),
        DisagreementKind.TIMING: _differences(first, second).exceed(tolerance)
        or _known(first) != _known(second),
    }
    return tuple(kind for kind, does in differ.items() if does)


def _word(text: str | None) -> str | None:
    return None if text is None else text.strip().casefold()


def _emotions(coding: Coding) -> tuple[str | None, str | None]:
    return _word(coding.upper), _word(coding.lower)


def _known(coding: Coding) -> tuple[bool, bool]:
    return coding.apex is not None, coding.offset is not None


def _differences(first: Coding, second: Coding) -> FrameDifferences:
    return FrameDifferences(
        second.onset - first.onset, _less(second.apex, first.apex), _less(second.offset, first.offset)
    )


def _less(minuend: int | None, subtrahend: int | None) -> int | None:
    return None if minuend is None or subtrahend is None else minuend - subtrahend
