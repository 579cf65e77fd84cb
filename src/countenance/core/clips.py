"""Clips and recordings: what a database holds, without its frames."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from countenance.core.expressions import Expression

__all__ = ["Clip", "Recording"]


@dataclass(frozen=True, slots=True)
class Recording:
    """One uninterrupted film of one participant.

    Parameters
    ----------
    database : str
        Registered name of the database, for example ``"casme2sq"``.
    participant : str
        Who is seen, as the database names them, for example ``"s15"``.
    name : str
        The recording's name, unique within the participant.
    fps : Fraction
        Frames per second, nominal.
    stimulus : str or None
        What the participant watched.
    people : str
        Name shared by databases that filmed the same participants, for example ``"smic"`` for its three cameras;
        empty where the database has people of its own.
    """

    database: str
    participant: str
    name: str
    fps: Fraction
    stimulus: str | None = None
    people: str = ""

    @property
    def key(self) -> str:
        """Identity across databases.

        >>> Recording("casme2sq", "s15", "15_0101disgustingteeth", Fraction(30)).key
        'casme2sq/s15/15_0101disgustingteeth'
        """
        return f"{self.database}/{self.participant}/{self.name}"


@dataclass(frozen=True, slots=True)
class Clip:
    """One labelled expression within a recording: the sample of recognition.

    Parameters
    ----------
    recording : Recording
        Where it was taken from.
    name : str
        The clip's name in the label file, unique within the participant, for example ``"anger1_2"``.
    expression : Expression
        What is seen; its frames count from the recording's first frame.
    """

    recording: Recording
    name: str
    expression: Expression

    @property
    def database(self) -> str:
        """Registered name of the database."""
        return self.recording.database

    @property
    def participant(self) -> str:
        """Who is seen."""
        return self.recording.participant

    @property
    def fps(self) -> Fraction:
        """Frames per second."""
        return self.recording.fps

    @property
    def key(self) -> str:
        """Identity across databases; the label file's order never matters."""
        return f"{self.recording.key}/{self.name}"

    @property
    def group(self) -> str:
        """The participant across databases: what must not be split between training and test.

        >>> from countenance.core import ExpressionKind, Interval
        >>> film = Recording("smic_vis", "s01", "s1_ne_01", Fraction(25), people="smic")
        >>> Clip(film, "s1_ne_01", Expression(Interval(0, 9), None, ExpressionKind.MICRO)).group
        'smic:s01'
        """
        return f"{self.recording.people or self.database}:{self.participant}"
