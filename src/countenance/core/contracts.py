"""What a database, a recogniser, a splitter and a spotter must offer; plug-ins implement these protocols."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, Protocol, Self, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from countenance.core.action_units import ActionUnit
from countenance.core.clips import Clip, Recording
from countenance.core.errors import IntervalError
from countenance.core.expressions import ExpressionKind
from countenance.core.frames import Frame
from countenance.core.intervals import FrameRate, Interval

__all__ = [
    "Database",
    "DatabaseInfo",
    "Excluded",
    "Problem",
    "Recogniser",
    "Remark",
    "Splitter",
    "Spotted",
    "Spotter",
    "SpotterEvent",
    "Suspected",
    "Trace",
    "curve_unit_of",
]


@dataclass(frozen=True, slots=True)
class DatabaseInfo:
    """The facts about a database that every user needs before its first byte.

    Parameters
    ----------
    name : str
        Registered name, lower case.
    title : str
        Name as published.
    citation : str
        The paper to cite.
    doi : str
        Of that paper; empty where there is none.
    licence : str
        Terms of use in one sentence.
    access : str
        How a copy is obtained.
    fps : float
        Nominal frames per second.
    synthetic : bool
        Whether the faces were rendered; a figure measured on it must say so.
    """

    name: str
    title: str
    citation: str
    doi: str
    licence: str
    access: str
    fps: float
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a release that keeps a row or file from being used.

    Parameters
    ----------
    file : str
        File or folder, relative to the release where possible.
    row : int or None
        Row in the label table, as a spreadsheet numbers it.
    clip : str or None
        Participant and clip name, as in ``"s15/anger1_2"``, where they are known.
    message : str
        What is wrong and what was expected.
    remedy : str
        What to do about it.
    fatal : bool
        Whether the row's clip is lost, or without row and clip the whole release; otherwise it is a note, and
        everything is used as described in the message.
    """

    file: str
    row: int | None
    clip: str | None
    message: str
    remedy: str
    fatal: bool = True

    def __str__(self) -> str:
        row = "" if self.row is None else f", row {self.row}"
        return f"{self.file}{row}{self._named()}: {self.message}; {self.remedy}."

    def _named(self) -> str:
        """The clip, because corrections ask for its name, unless the message says it."""
        if self.clip is None:
            return ""
        own = "/".join(self.clip.split("/")[-2:])
        said = re.search(rf"(?<!\w){re.escape(own)}(?!\w)", self.message)
        return "" if said else f" ({self.clip})"


@runtime_checkable
class Database(Protocol):
    """A database release on disk.

    ``clips`` and ``recordings`` hold what can be used; ``validate`` lists all that cannot, and why. What is
    registered as an entry point is called with the release's folder; it has an ``info`` of its own, for which no
    release is needed.
    """

    root: Path

    @property
    def info(self) -> DatabaseInfo:
        """Citation, licence, access; mostly an attribute of the class."""
        ...

    def clips(self) -> Sequence[Clip]:
        """Every usable labelled expression, in the order of the label file."""
        ...

    def recordings(self) -> Sequence[Recording]:
        """Every recording on disk, whether labelled or not."""
        ...

    def n_frames(self, recording: Recording) -> int:
        """Length of a recording in frames, those missing on disk counted."""
        ...

    def frames(self, clip: Clip, *, colour: Literal["grey", "rgb"] = "grey") -> NDArray[np.uint8]:
        """The clip's frames from onset to offset: (T, H, W) grey or (T, H, W, 3) RGB."""
        ...

    def source(self, clip: Clip) -> tuple[str, int | None]:
        """File of labels and row, as in :class:`Problem`, that a clip was read from; no row without a table."""
        ...

    def validate(self, *, deep: bool = False) -> Sequence[Problem]:
        """Everything that is wrong with the release, in one list; ``deep`` decodes every labelled frame."""
        ...


class Recogniser(Protocol):
    """A classifier as scikit-learn knows it."""

    def fit(self, X: Any, y: Any) -> Self:
        """Learn from training clips."""
        ...

    def predict(self, X: Any) -> NDArray[Any]:
        """Give each clip a label."""
        ...


class Splitter(Protocol):
    """A cross-validation splitter as scikit-learn knows it."""

    def split(
        self, X: Any, y: Any = None, groups: Any = None
    ) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
        """Yield training and test indices."""
        ...

    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int:
        """Count the folds."""
        ...


@dataclass(frozen=True, slots=True)
class Spotted:
    """An expression found in a stream, with the certainty of its finder.

    Parameters
    ----------
    interval : Interval
        Onset to offset, 0-based frames, offset inclusive.
    apex : int
        First frame at the highest intensity, within the interval.
    kind : ExpressionKind
        By duration in seconds: macro or micro.
    score : float
        How sure the finder is, 0 to 1. Whether it is calibrated is for the spotter's documentation to say.
    regions : tuple of str
        Names of the regions that moved, the strongest first; empty where the spotter tells none.
    action_units : tuple of ActionUnit
        Candidates, not FACS codes.
    co_occurring : tuple of str
        Reasons (see :class:`Excluded`) that also hold during the interval, for example ``"blink"``.

    Raises
    ------
    IntervalError
        If the apex lies outside of the interval.
    """

    interval: Interval
    apex: int
    kind: ExpressionKind
    score: float
    regions: tuple[str, ...] = ()
    action_units: tuple[ActionUnit, ...] = ()
    co_occurring: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.apex not in self.interval:
            onset, offset = self.interval.onset, self.interval.offset
            raise IntervalError(f"apex {self.apex} lies outside of onset {onset} to offset {offset}")


@dataclass(frozen=True, slots=True)
class Excluded:
    """Something that happened and is no expression, or a time at which none could have been seen.

    Parameters
    ----------
    interval : Interval
        First to last frame, 0-based, inclusive.
    reason : str
        ``"blink"``, ``"gaze"``, ``"head motion"``, ``"speech"``, ``"hand over the face"``, ``"no face"``,
        ``"gap in the recording"``, ``"too long"``, ``"cut off"``, ``"edge of the face"`` or another word of the
        spotter's.
    """

    interval: Interval
    reason: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader must know about a whole recording, in one sentence: for example which face was taken."""

    text: str


@dataclass(frozen=True, slots=True)
class Suspected:
    """What looks like expressions so far and is not certain yet: for somebody who watches live.

    Each replaces the one before. Of those that are certain in the end :class:`Spotted` tells; the others are
    silently dropped.

    Parameters
    ----------
    intervals : tuple of Interval
        In order of time; empty when nothing is suspected any more.
    """

    intervals: tuple[Interval, ...]


SpotterEvent = Spotted | Excluded | Suspected | Remark
"""Whatever a spotter tells while it watches a stream."""

Trace = Callable[[int, NDArray[np.float32]], None]
"""Told the index of a frame and the spotter's curves there, once for every frame, in order."""


class Spotter(Protocol):
    """Finds expressions in a stream of frames, whatever it comes from.

    A spotter holds few frames at a time (numbers for every frame it may keep) and can be used for one stream after
    another; nothing of one stream may reach the next. It may have besides a text ``curve_unit``, that of the values
    of the trace, for the axes of a report (see :func:`curve_unit_of`).
    """

    @property
    def curve_names(self) -> tuple[str, ...]:
        """What each value of the trace means; empty for a spotter without curves."""
        ...

    def spot(
        self, frames: Iterable[Frame], fps: FrameRate | Fraction, *, trace: Trace | None = None
    ) -> Iterator[SpotterEvent]:
        """Yield expressions, and what is no expression, as soon as they are certain; perhaps suspicions before.

        Parameters
        ----------
        frames : iterable of Frame
            In order, indices without gaps; grey or RGB, all of one size. Times are kept to where frames have them.
        fps : float or Fraction
            Nominal frames per second.
        trace : callable, optional
            Is told the curves.
        """
        ...


def curve_unit_of(spotter: Spotter) -> str:
    """Unit of the values of a spotter's trace, as an axis tells it; empty where the spotter names none.

    Parameters
    ----------
    spotter : Spotter
    """
    unit: str = getattr(spotter, "curve_unit", "")
    return unit
