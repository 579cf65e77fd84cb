"""One rater at work: clips in an order of his own, and what he says of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from countenance.core.cache import digest
from countenance.core.errors import InputError
from countenance.store import Reader, Writer
from countenance.store.records import Medium, RatedClip, Stimulus
from countenance.study.recording.access import plain
from countenance.study.stimuli import Rating

__all__ = ["ClipToRate", "Rater", "clips_of_rater", "rate_clip"]


@dataclass(frozen=True, slots=True)
class ClipToRate:
    """A stimulus at its place in a rater's order.

    Parameters
    ----------
    place : int
        From 1.
    stimulus : Stimulus
    rating : RatedClip or None
        What the rater has said of it.
    """

    place: int
    stimulus: Stimulus
    rating: RatedClip | None


@dataclass(frozen=True, slots=True)
class Rater:
    """What somebody has to rate, in his order.

    Parameters
    ----------
    clips : tuple of ClipToRate
    n_absent : int
        Stimuli whose files are not kept in the study, and which therefore cannot be shown.
    """

    clips: tuple[ClipToRate, ...]
    n_absent: int

    @property
    def n_rated(self) -> int:
        """Clips that are rated."""
        return sum(clip.rating is not None for clip in self.clips)

    @property
    def is_between(self) -> bool:
        """Whether he has begun and is not done: what others say could sway him."""
        return 0 < self.n_rated < len(self.clips)

    def next(self, after: int = 0) -> ClipToRate | None:
        """The first clip after a place that is not rated, or else the first before it; None where all are."""
        left = [clip for clip in self.clips if clip.rating is None]
        return next((clip for clip in left if clip.place > after), left[0] if left else None)


def clips_of_rater(reader: Reader, rater: str) -> Rater:
    """What somebody has to rate.

    The order is random, differs from rater to rater and is the same each time; a stimulus that is added later takes
    a random place among the others and leaves their order as it is.

    Parameters
    ----------
    reader : Reader
    rater : str
        Name of an account.
    """
    name = plain(rater)
    ratings = {one.stimulus: one for one in reader.find(RatedClip, rater=name)}
    stimuli = list(reader.find(Stimulus))
    kept = sorted(
        (one for one in stimuli if one.medium is not None),
        key=lambda one: digest("order of clips", name, one.digest),
    )
    clips = tuple(ClipToRate(place, one, ratings.get(one.id)) for place, one in enumerate(kept, 1))
    return Rater(clips, len(stimuli) - len(kept))


def rate_clip(
    writer: Writer, rater: str, stimulus: str, emotions: Sequence[str], intensity: int, *, version: int = 0
) -> RatedClip:
    """Keep what a rater says of a stimulus.

    Parameters
    ----------
    writer : Writer
    rater : str
        Name of an account.
    stimulus : str
        Id.
    emotions : sequence of str
        Main emotion or emotions.
    intensity : int
        From 1, weakest, to 9, strongest.
    version : int
        Of the rating that it takes the place of, as it was read; 0 where there was none.

    Raises
    ------
    InputError
        If there is no such stimulus, or what he says is no rating.
    ConflictError
        If he has rated it in another window since.
    """
    found = writer.first(Stimulus, id=stimulus)
    if found is None or found.medium is None or writer.first(Medium, id=found.medium) is None:
        raise InputError("there is no such clip to rate: go back to your clips")
    said = Rating(plain(rater), "clip", tuple(emotions), intensity)
    there = writer.first(RatedClip, rater=said.rater, stimulus=found.id)
    if there is None:
        return writer.add(
            RatedClip(rater=said.rater, stimulus=found.id, emotions=said.emotions, intensity=said.intensity)
        )
    if there.version != version:
        raise writer.conflict(there)
    return writer.change(there, emotions=said.emotions, intensity=said.intensity)
