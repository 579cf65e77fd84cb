"""What a coder marks in a recording, before anybody has agreed with anybody."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from countenance.core.action_units import ActionUnit
from countenance.core.errors import InputError, IntervalError
from countenance.core.intervals import Interval

__all__ = ["Coding", "CodingPass", "FaceRegion"]


class FaceRegion(StrEnum):
    """Which half of the face takes part in a movement."""

    UPPER = "upper"
    LOWER = "lower"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Coding:
    """One movement as one coder marks it; apex and offset may still be unknown.

    Only agreed codings become an :class:`~countenance.core.Expression`.

    Parameters
    ----------
    onset : int
        First frame that leaves the baseline, from 0.
    apex, offset : int or None
        First frame at the highest intensity, and first frame back at the baseline; None while not determined.
    action_units : tuple of ActionUnit
        The coded movements, with side and intensity.
    upper, lower : str or None
        Emotion that the coder reads in the upper and in the lower face; an empty text where the region takes part
        and nothing is read in it, None where it takes no part.
    excluded : str or None
        Why it is no expression (``"blink"``, ``"swallow"``, ...), else None.
    confidence : int or None
        From 1, unsure, to 3, sure.
    note : str
        Whatever else the coder wrote.
    id : str
        By which an edited coding is known again; empty for one that was never kept.

    Raises
    ------
    IntervalError
        If the frames are not in order, or before the recording.
    InputError
        If the confidence is none.

    Examples
    --------
    >>> brow = Coding(10, 14, None, upper="surprise")
    >>> brow.interval is None, brow.region, brow.emotion
    (True, <FaceRegion.UPPER: 'upper'>, 'surprise')
    """

    onset: int
    apex: int | None = None
    offset: int | None = None
    action_units: tuple[ActionUnit, ...] = ()
    upper: str | None = None
    lower: str | None = None
    excluded: str | None = None
    confidence: int | None = None
    note: str = ""
    id: str = ""

    def __post_init__(self) -> None:
        known = [frame for frame in (self.onset, self.apex, self.offset) if frame is not None]
        if known[0] < 0 or known != sorted(known):
            raise IntervalError(f"frames {known} are not in the order onset, apex, offset")
        if self.confidence not in {None, 1, 2, 3}:
            raise InputError(f"{self.confidence} is no confidence from 1 to 3")

    @property
    def interval(self) -> Interval | None:
        """Onset to offset, once the offset is known."""
        return None if self.offset is None else Interval(self.onset, self.offset)

    @property
    def region(self) -> FaceRegion | None:
        """Which half of the face takes part; None where neither is named."""
        if self.upper is None:
            return None if self.lower is None else FaceRegion.LOWER
        return FaceRegion.UPPER if self.lower is None else FaceRegion.BOTH

    @property
    def emotion(self) -> str | None:
        """What is read in the face: one word, or two with a stroke where its halves differ; None where nothing is.

        >>> Coding(0, upper="anger", lower="happiness").emotion
        'anger/happiness'
        """
        read = dict.fromkeys(word for word in (self.upper, self.lower) if word)
        return "/".join(read) or None

    @property
    def action_unit_numbers(self) -> frozenset[int]:
        """Numbers alone, whatever side and intensity."""
        return frozenset(unit.number for unit in self.action_units)


@dataclass(frozen=True, slots=True)
class CodingPass:
    """Everything that one coder marked in one recording.

    Parameters
    ----------
    recording : str
        Name of the recording.
    coder : str
        Who coded it.
    codings : tuple of Coding
        By onset. A recording in which nothing was seen has a pass without codings.
    n_frames : int or None
        Length of the recording, where it is known.
    fps : Fraction or None
        Nominal frames per second, where they are known.
    participant : str
        Who is seen; empty where it is not known.

    Raises
    ------
    IntervalError
        If a coding lies beyond the end of the recording.

    Examples
    --------
    >>> CodingPass("film", "A", (Coding(10, 12, 95),), n_frames=90)
    Traceback (most recent call last):
    ...
    countenance.core.errors.IntervalError: film, coder A: frame 95 is beyond the last frame, 89
    """

    recording: str
    coder: str
    codings: tuple[Coding, ...] = ()
    n_frames: int | None = None
    fps: Fraction | None = None
    participant: str = ""

    def __post_init__(self) -> None:
        if self.n_frames is None:
            return
        for coding in self.codings:
            last = max(frame for frame in (coding.onset, coding.apex, coding.offset) if frame is not None)
            if last >= self.n_frames:
                raise IntervalError(
                    f"{self.recording}, coder {self.coder}: frame {last} is beyond the last frame, "
                    f"{self.n_frames - 1}"
                )

    @property
    def expressions(self) -> tuple[Coding, ...]:
        """Codings that are not excluded."""
        return tuple(one for one in self.codings if one.excluded is None)
