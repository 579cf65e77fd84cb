"""Who shows what when: the plan of a whole release, drawn from one seed before anything is rendered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from countenance.core import Category, Emotion, ExpressionKind
from countenance.databases.simulated.difficulty import Difficulty
from countenance.databases.simulated.repertoire import (
    ONE_SIDED,
    Pattern,
    apportion,
    durations,
    patterns,
    stray_units,
)
from countenance.databases.simulated.timeline import Course

__all__ = ["FILMS", "Film", "Movement", "ParticipantScript", "RecordingScript", "ScriptedExpression", "plan"]


@dataclass(frozen=True)
class Film:
    """A film that evokes an emotion: four-digit code, name in the labels, and the rest of the folder's name."""

    code: str
    name: str
    title: str


FILMS = (
    Film("0101", "disgust1", "disgustingteeth"),
    Film("0102", "disgust2", "spoiledfood"),
    Film("0401", "anger1", "unfairqueue"),
    Film("0402", "anger2", "brokenpromise"),
    Film("0502", "happy1", "funnyerrors"),
    Film("0503", "happy2", "clumsycat"),
    Film("0505", "happy3", "laughingbaby"),
    Film("0507", "happy4", "partyjoke"),
    Film("0508", "happy5", "dancingdog"),
)

_FOLDERS = (15, 16, *range(19, 28), *range(29, 39), 40)


@dataclass(frozen=True)
class Movement:
    """One action unit of an expression.

    Attributes
    ----------
    number : int
    left, right : float
        Intensity at the apex, 0..1; a jaw or midline action has both alike.
    lag : float
        See `timeline.course`; 0 for the unit that defines onset and offset.
    coded : bool
        Whether a coder would note it; strays stay below that.
    """

    number: int
    left: float
    right: float
    lag: float
    coded: bool

    @property
    def side(self) -> str:
        """``"L"``, ``"R"`` or ``""`` for both."""
        if self.left and self.right:
            return ""
        return "L" if self.left else "R"


@dataclass(frozen=True)
class ScriptedExpression:
    """One expression with all that is known about it."""

    name: str
    category: Category
    kind: ExpressionKind
    felt: Emotion | None
    course: Course
    intensity: float
    movements: tuple[Movement, ...]
    nod: tuple[float, float, float]

    @property
    def action_units(self) -> str:
        """What the coders would write, such as ``4+7`` or ``L12``."""
        coded = sorted((m for m in self.movements if m.coded), key=lambda m: m.number)
        return "+".join(f"{m.side}{m.number}" for m in coded)


@dataclass(frozen=True)
class RecordingScript:
    """One recording: its place in the release, its length and its expressions in order of time."""

    folder: str
    name: str
    film: Film
    seed: int
    n_frames: int
    expressions: tuple[ScriptedExpression, ...]


@dataclass(frozen=True)
class ParticipantScript:
    """One participant: number in the labels (from 1), folder such as ``s15``, seed of face and recordings."""

    number: int
    folder: str
    seed: int
    recordings: tuple[RecordingScript, ...]


@dataclass(frozen=True)
class _Draft:
    category: Category
    kind: ExpressionKind
    duration: int


def plan(
    participants: int, expressions: int, seed: int, difficulty: Difficulty
) -> tuple[ParticipantScript, ...]:
    """Draw the plan of a release.

    A participant's face and manner depend on the seed and the participant's number alone; what they show depends
    on the sizes too, because the whole keeps the paper's proportions.

    Parameters
    ----------
    participants, expressions : int
        Sizes; at least 1.
    seed : int
        Not negative.
    difficulty : Difficulty
    """
    rng = _generator(seed, 0)
    drafts = [
        _Draft(category, kind, 0)
        for (category, kind), count in apportion(expressions).items()
        for _ in range(count)
    ]
    drafts = _with_durations(drafts, rng)
    order = rng.permutation(len(drafts))
    dealt: dict[int, list[_Draft]] = defaultdict(list)
    start = int(rng.integers(participants))
    for place, index in enumerate(order):
        dealt[(start + place) % participants].append(drafts[index])
    return tuple(_participant(number, dealt[number], seed, difficulty) for number in range(participants))


def participant_folder(index: int) -> int:
    """Number in the folder's name of the participant with this index (from 0): 15, 16, 19 ... 40, 41, 42 ..."""
    return _FOLDERS[index] if index < len(_FOLDERS) else 41 + index - len(_FOLDERS)


def _generator(seed: int, *key: int) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))


def _with_durations(drafts: list[_Draft], rng: np.random.Generator) -> list[_Draft]:
    done = []
    for kind in ExpressionKind:
        same = [d for d in drafts if d.kind is kind]
        lengths = durations(kind, len(same), rng)
        done += [_Draft(d.category, d.kind, int(n)) for d, n in zip(same, lengths, strict=True)]
    return done


def _participant(index: int, drafts: list[_Draft], seed: int, difficulty: Difficulty) -> ParticipantScript:
    manner = _Manner.of(_generator(seed, 1, index), difficulty)
    rng = _generator(seed, 2, index)
    folder = participant_folder(index)
    shown: dict[Film, list[_Draft]] = defaultdict(list)
    films = _chosen_films(rng)
    for draft in drafts:
        shown[films[_evoking(draft.category, rng)]].append(draft)
    recordings = []
    for film in sorted(shown, key=lambda f: f.code):
        recording_rng = _generator(seed, 3, index, FILMS.index(film))
        recordings.append(_recording(folder, film, shown[film], recording_rng, manner, difficulty))
    face = int(np.random.SeedSequence(seed, spawn_key=(4, index)).generate_state(1, np.uint32)[0])
    return ParticipantScript(index + 1, f"s{folder}", face, tuple(recordings))


def _chosen_films(rng: np.random.Generator) -> dict[str, Film]:
    """One film of each emotion, so that a recording holds several expressions."""
    return {
        emotion: FILMS[int(rng.choice([i for i, f in enumerate(FILMS) if f.name.startswith(emotion)]))]
        for emotion in ("disgust", "anger", "happy")
    }


def _evoking(category: Category, rng: np.random.Generator) -> str:
    """The kind of film; now and then an expression does not fit it."""
    fitting = {
        Category.POSITIVE: (0.04, 0.06, 0.9),
        Category.NEGATIVE: (0.5, 0.45, 0.05),
        Category.SURPRISE: (0.3, 0.3, 0.4),
        Category.OTHER: (0.35, 0.45, 0.2),
    }[category]
    return ("disgust", "anger", "happy")[int(rng.choice(3, p=fitting))]


@dataclass(frozen=True)
class _Manner:
    """How one participant moves: strength of each action unit, difference of the sides, abruptness."""

    gains: dict[int, float]
    tilt: dict[int, float]
    sharpness: float
    plateau: float

    @classmethod
    def of(cls, rng: np.random.Generator, difficulty: Difficulty) -> _Manner:
        """A participant's manner, drawn at random."""
        numbers = range(1, 30)
        return cls(
            gains={n: float(np.exp(difficulty.gain_spread * rng.standard_normal())) for n in numbers},
            tilt={
                n: float(np.clip(difficulty.asymmetry * rng.standard_normal(), -0.4, 0.4)) for n in numbers
            },
            sharpness=float(rng.uniform(0.8, 1.5)),
            plateau=float(rng.uniform(0.1, 0.45)),
        )


def _recording(
    folder: int,
    film: Film,
    drafts: list[_Draft],
    rng: np.random.Generator,
    manner: _Manner,
    difficulty: Difficulty,
) -> RecordingScript:
    now = int(rng.integers(8, 12))
    expressions = []
    for number, draft in enumerate(drafts, start=1):
        when = _course(now, draft, rng, manner)
        expressions.append(_expression(f"{film.name}_{number}", draft, when, rng, manner, difficulty))
        now = when.offset + int(rng.integers(8, 14))
    return RecordingScript(
        folder=f"s{folder}",
        name=f"{folder}_{film.code}{film.title}",
        film=film,
        seed=int(rng.integers(1 << 32)),
        n_frames=now + 1,
        expressions=tuple(expressions),
    )


def _course(onset: int, draft: _Draft, rng: np.random.Generator, manner: _Manner) -> Course:
    micro = draft.kind is ExpressionKind.MICRO
    share = rng.uniform(0.35, 0.55) if micro else rng.uniform(0.18, 0.45)
    rise = min(max(round(share * draft.duration), 1), draft.duration - 2)
    plateau = manner.plateau * (rng.uniform(0.0, 0.4) if micro else rng.uniform(0.6, 1.3))
    return Course(onset, onset + rise, onset + draft.duration, float(plateau), manner.sharpness)


def _expression(
    name: str,
    draft: _Draft,
    when: Course,
    rng: np.random.Generator,
    manner: _Manner,
    difficulty: Difficulty,
) -> ScriptedExpression:
    choices = patterns(draft.category)
    weights = np.array([p.weight for p in choices])
    pattern = choices[int(rng.choice(len(choices), p=weights / weights.sum()))]
    micro = draft.kind is ExpressionKind.MICRO
    low, high = difficulty.micro_intensity if micro else difficulty.macro_intensity
    intensity = float(rng.uniform(low, high))
    movements = _movements(pattern, intensity, micro=micro, rng=rng, manner=manner, difficulty=difficulty)
    if rng.random() < difficulty.stray_probability:
        shown = {m.number for m in movements}
        strays = [n for n in stray_units(draft.category) if n not in shown]
        strength = intensity * float(rng.uniform(*difficulty.stray_intensity))
        movements.append(
            _movement(int(rng.choice(strays)), strength, "", float(rng.uniform(0, 0.6)), manner, coded=False)
        )
    nod = np.radians(difficulty.head_response) * intensity * rng.normal(0, 0.6, 3)
    return ScriptedExpression(
        name=name,
        category=draft.category,
        kind=draft.kind,
        felt=pattern.felt,
        course=when,
        intensity=intensity,
        movements=tuple(movements),
        nod=(float(nod[0]), float(nod[1]), float(nod[2])),
    )


def _movements(
    pattern: Pattern,
    intensity: float,
    *,
    micro: bool,
    rng: np.random.Generator,
    manner: _Manner,
    difficulty: Difficulty,
) -> list[Movement]:
    partial = micro and rng.random() < difficulty.micro_partial
    units = pattern.core if partial else (*pattern.core, *pattern.rest)
    chance = difficulty.micro_unilateral if micro else difficulty.macro_unilateral
    one_sided = all(n in ONE_SIDED for n in units) and rng.random() < chance
    side = str(rng.choice(["L", "R"])) if one_sided else ""
    return [
        _movement(
            number,
            intensity * (1.0 if place == 0 else float(rng.uniform(0.6, 1.0))),
            side,
            0.0 if place == 0 else float(rng.uniform(0, 0.5)),
            manner,
            coded=True,
        )
        for place, number in enumerate(units)
    ]


def _movement(
    number: int, intensity: float, side: str, lag: float, manner: _Manner, *, coded: bool
) -> Movement:
    strength = intensity * manner.gains[number]
    tilt = manner.tilt[number] if number in ONE_SIDED else 0.0
    left = 0.0 if side == "R" else min(strength * (1 + tilt), 1.0)
    right = 0.0 if side == "L" else min(strength * (1 - tilt), 1.0)
    return Movement(number, left, right, lag, coded)
