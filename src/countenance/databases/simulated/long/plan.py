"""Who shows what when in long recordings: the plan of a whole release, drawn from one seed before rendering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import cycle

import numpy as np

from countenance.core import ExpressionKind
from countenance.databases.simulated.long.disturbances import (
    Blink,
    Saccade,
    Speech,
    Turn,
    draw_blinks,
    draw_saccades,
    draw_speech,
    draw_turn,
)
from countenance.databases.simulated.long.repertoire import Performer, Wanted
from countenance.databases.simulated.long.sample import LONGEST_EVENT, LongSample
from countenance.databases.simulated.person import Person
from countenance.databases.simulated.script import (
    FILMS,
    Film,
    ParticipantScript,
    RecordingScript,
    participant_folder,
)

__all__ = ["LongParticipant", "LongRecording", "neutral_films", "plan_long"]

_LEAD, _GAP = 0.7, 0.5
"""Seconds without event, turn or speech at both ends, and between two of them."""

_BUSY = 0.9
"""Share of a recording that may be filled; the rest are gaps of random length."""


@dataclass(frozen=True)
class LongRecording:
    """One recording: its expressions with their displacements, and all that disturbs.

    Attributes
    ----------
    script : RecordingScript
        Place in the release, length, and expressions in order of time.
    displacements : tuple of float
        Of each expression, % of the inter-ocular distance.
    blinks, saccades, turns, speech : tuple
        In order of time, seconds.
    """

    script: RecordingScript
    displacements: tuple[float, ...]
    blinks: tuple[Blink, ...]
    saccades: tuple[Saccade, ...]
    turns: tuple[Turn, ...]
    speech: tuple[Speech, ...]


@dataclass(frozen=True)
class LongParticipant:
    """One participant: number in the labels (from 1), folder such as ``s15``, seed of the face, recordings."""

    number: int
    folder: str
    seed: int
    recordings: tuple[LongRecording, ...]

    @cached_property
    def script(self) -> ParticipantScript:
        """What the workbook is written from."""
        scripts = tuple(recording.script for recording in self.recordings)
        return ParticipantScript(self.number, self.folder, self.seed, scripts)


def neutral_films(sample: LongSample) -> tuple[Film, ...]:
    """What is watched in recordings without events.

    >>> [film.code for film in neutral_films(LongSample(participants=2, neutral=3))]
    ['0001', '0002']
    """
    each = -(-sample.neutral // sample.participants)
    return tuple(Film(f"{n:04d}", f"neutral{n}", "neutralpictures") for n in range(1, each + 1))


def plan_long(sample: LongSample) -> tuple[LongParticipant, ...]:
    """Draw the plan of a release.

    The displacements of a release are dealt evenly over its events, of each kind for itself.

    Raises
    ------
    InputError
        If a participant can show no expression of a wanted displacement.
    """
    wanted = _deal(sample)
    films = neutral_films(sample)
    participants = []
    for index in range(sample.participants):
        person = int(
            np.random.SeedSequence(sample.seed, spawn_key=(4, index)).generate_state(1, np.uint32)[0]
        )
        performer = Performer(Person.from_seed(person), _generator(sample.seed, 1, index))
        chosen = sorted(_generator(sample.seed, 2, index).permutation(len(FILMS))[: sample.recordings])
        shown = [(FILMS[int(film)], wanted[index][n]) for n, film in enumerate(chosen)]
        shown += [
            (film, ()) for n, film in enumerate(films) if n * sample.participants + index < sample.neutral
        ]
        recordings = tuple(
            _recording(sample, index, film, events, performer)
            for film, events in sorted(shown, key=lambda pair: pair[0].code)
        )
        folder = f"s{participant_folder(index)}"
        participants.append(LongParticipant(index + 1, folder, person, recordings))
    return tuple(participants)


def _generator(seed: int, *key: int) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(5, *key)))


def _deal(sample: LongSample) -> list[list[tuple[Wanted, ...]]]:
    """Kind and displacement of every event, by participant and recording."""
    rng = _generator(sample.seed, 0)
    each = max(round(sample.events_per_minute * sample.minutes), 1)
    total = each * sample.participants * sample.recordings
    n_micro = round(sample.micro_share * total)
    events: list[Wanted] = []
    for kind, count in ((ExpressionKind.MICRO, n_micro), (ExpressionKind.MACRO, total - n_micro)):
        start = int(rng.integers(len(sample.intensities)))
        strengths = cycle(np.roll(sample.intensities, start).tolist())
        events += [
            Wanted(kind, float(strength)) for strength, _ in zip(strengths, range(count), strict=False)
        ]
    order = iter(rng.permutation(len(events)))
    return [
        [tuple(events[next(order)] for _ in range(each)) for _ in range(sample.recordings)]
        for _ in range(sample.participants)
    ]


def _recording(
    sample: LongSample, index: int, film: Film, wanted: Sequence[Wanted], performer: Performer
) -> LongRecording:
    rng = _generator(sample.seed, 3, index, int(film.code))
    seconds, unrest = sample.n_frames / sample.fps, sample.unrest
    longest = min(LONGEST_EVENT, (_BUSY * seconds - 2 * _LEAD) / max(len(wanted), 1) - _GAP)
    lengths = [performer.length(event.kind, longest, rng) for event in wanted]
    room = _BUSY * seconds - 2 * _LEAD - sum(lengths) - _GAP * len(lengths)
    turns: list[Turn] = []
    speech: list[Speech] = []
    for _ in range(_count(rng, unrest.turns_per_minute * sample.minutes)):
        turn = draw_turn(rng, longest=3.0)
        if turn.end + _GAP <= room:
            turns.append(turn)
            room -= turn.end + _GAP
    for _ in range(_count(rng, unrest.speech_per_minute * sample.minutes)):
        if room >= 1.5 + _GAP:
            bout = draw_speech(rng, longest=room - _GAP)
            speech.append(bout)
            room -= bout.end + _GAP
    starts = _spread([*lengths, *(t.end for t in turns), *(s.end for s in speech)], seconds, rng)
    at_events, at_turns = starts[: len(lengths)], starts[len(lengths) : len(lengths) + len(turns)]
    at_speech = starts[len(lengths) + len(turns) :]
    order = np.argsort(at_events)
    expressions = tuple(
        performer.perform(f"{film.name}_{n}", wanted[i], at_events[i], lengths[i], sample, rng)
        for n, i in enumerate(order, start=1)
    )
    script = RecordingScript(
        folder=f"s{participant_folder(index)}",
        name=f"{participant_folder(index)}_{film.code}{film.title}",
        film=film,
        seed=int(rng.integers(1 << 32)),
        n_frames=sample.n_frames,
        expressions=expressions,
    )
    return LongRecording(
        script,
        tuple(wanted[i].displacement for i in order),
        draw_blinks(rng, seconds, unrest.blinks_per_minute, sample.fps),
        draw_saccades(rng, seconds, unrest.gaze_shifts_per_minute),
        tuple(replace(t, start=s) for t, s in sorted(zip(turns, at_turns, strict=True), key=lambda p: p[1])),
        tuple(b.at(s) for b, s in sorted(zip(speech, at_speech, strict=True), key=lambda p: p[1])),
    )


def _count(rng: np.random.Generator, mean: float) -> int:
    """A whole number whose expectation is the mean."""
    return int(mean + rng.random())


def _spread(lengths: Sequence[float], seconds: float, rng: np.random.Generator) -> list[float]:
    """Starts of things that happen one after the other, in random order with random gaps."""
    n = len(lengths)
    if not n:
        return []
    spare = seconds - 2 * _LEAD - sum(lengths) - _GAP * (n - 1)
    gaps = rng.dirichlet(np.full(n + 1, 1.5)) * spare
    starts, now = [0.0] * n, _LEAD
    for gap, i in zip(gaps, rng.permutation(n), strict=False):
        now += float(gap)
        starts[i] = now
        now += lengths[i] + _GAP
    return starts
