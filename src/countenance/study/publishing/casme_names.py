"""Names in the layout of CAS(ME)2: participants are s1 and on, films a word and a number, codes four digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from countenance.study.publishing.contents import ExpressionContent, RecordingContent, ReleaseContent

__all__ = ["CasmeClip", "CasmeRecording", "casme_recordings"]

_NO_EMOTION = "recording"
"""Names a film that was meant to evoke nothing, or of which nothing is known."""


@dataclass(frozen=True, slots=True)
class CasmeClip:
    """An expression under the name that the workbook gives it."""

    name: str
    expression: ExpressionContent


@dataclass(frozen=True, slots=True)
class CasmeRecording:
    """A recording and what the layout calls it.

    Parameters
    ----------
    recording : RecordingContent
    number : int
        Of the participant, in the folder's name and in the workbook.
    film : str
        What was watched, for example ``disgust1``.
    code : str
        Four digits that stand for the film.
    clips : tuple of CasmeClip
        In order of time.
    """

    recording: RecordingContent
    number: int
    film: str
    code: str
    clips: tuple[CasmeClip, ...]

    @property
    def home(self) -> str:
        """Folder of the participant."""
        return f"s{self.number}"

    @property
    def stem(self) -> str:
        """Name of its file or folder.

        A watched film is one for everybody, so that its code tells a recording among those of a participant.
        """
        return f"{self.number}_{self.code}{self.film}"


def casme_recordings(content: ReleaseContent) -> list[CasmeRecording]:
    """Every recording with its names, by participant and film."""
    numbers = {one.pseudonym: one.number for one in content.participants}
    films = _films(content)
    named = _named(films)
    return sorted(
        (
            CasmeRecording(
                one,
                numbers[one.participant],
                *named[film],
                _clips(content, one, named[film][0]),
            )
            for one, film in zip(content.recordings, films, strict=True)
        ),
        key=lambda one: (one.number, one.code),
    )


_Film = tuple[str, str, int]
"""A word for the emotion, the stimulus, and how often the participant has seen it before."""


def _films(content: ReleaseContent) -> list[_Film]:
    """What is seen in each recording: the layout knows one recording of a participant and a film."""
    seen: dict[tuple[str, str], int] = {}
    films = []
    for one in content.recordings:
        name = "" if one.stimulus is None else one.stimulus.name
        before = seen.get((one.participant, name), 0)
        seen[one.participant, name] = before + 1
        films.append((_word(one), name, before))
    return films


def _word(recording: RecordingContent) -> str:
    emotion = "" if recording.stimulus is None else recording.stimulus.emotion or ""
    return "".join(letter for letter in emotion.lower() if letter.isalpha()) or _NO_EMOTION


def _named(films: Sequence[_Film]) -> dict[_Film, tuple[str, str]]:
    """Name and code of each film."""
    counts: dict[str, int] = {}
    named = {}
    for code, film in enumerate(sorted(set(films)), start=1):
        counts[film[0]] = counts.get(film[0], 0) + 1
        named[film] = (f"{film[0]}{counts[film[0]]}", f"{code:04d}")
    return named


def _clips(content: ReleaseContent, recording: RecordingContent, film: str) -> tuple[CasmeClip, ...]:
    own = [one for one in content.expressions if one.recording.name == recording.name]
    return tuple(CasmeClip(f"{film}_{number}", one) for number, one in enumerate(own, start=1))
