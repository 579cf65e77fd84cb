"""Simulated onset-apex flow maps of simulated participants, kept as flow maps in circulation are.

A movement is a sum of the action-unit fields of the simulated face (`countenance.databases.simulated`), stronger on
one side than on the other, on a head that shifts, turns and comes closer. It is drawn into the frame of a face
that was cropped a little differently every time, smooth and fine noise is added, and every channel is stretched to
8 bits of its own range. How often which units occur, how strong they are and how participants differ are guesses
(the constants below), not measurements: the maps compare recognisers with each other, and say nothing about people.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import LinearNDInterpolator
from scipy.ndimage import gaussian_filter, median_filter
from scipy.spatial import Delaunay

from countenance.databases.simulated.action_unit_fields import action_unit_field
from countenance.databases.simulated.bust import N_FACE, coarse_bust
from countenance.features import optical_strain

Floats = NDArray[np.float64]

CLASSES = ("negative", "positive", "surprise")
COUNTS = (250, 109, 83)
"""Samples of each class in the MEGC2019 composite; a participant's own shares scatter around these."""

PATTERNS: dict[str, dict[tuple[int, ...], float]] = {
    "negative": {
        (4,): 4, (4, 7): 4, (7,): 2, (14,): 1.5, (17,): 1.2, (10,): 1, (15,): 1, (4, 6, 7): 0.7, (9,): 0.7,
        (4, 9): 0.7, (1, 4): 0.7, (20,): 0.5, (23,): 0.5, (24,): 0.5,
    },
    "positive": {(12,): 4, (6, 12): 3, (6, 7, 12): 1, (12, 25): 0.7, (6,): 0.6, (12, 14): 0.5},
    "surprise": {(1, 2): 4, (2,): 1, (1, 2, 5): 1, (25,): 0.8, (1, 2, 25): 0.7, (1,): 0.7, (5,): 0.4},
}  # fmt: skip
"""Action units of a class and how often, relative to the others; participants have habits of their own."""

STRAYS = (5, 6, 7, 14, 17, 24, 25)
STRAY_SHARE = 0.35
"""Of the samples that show a further unit which belongs to no class."""
MISLABELLED = 0.12
"""Share of the samples that show another class than their label says."""
ONE_SIDED = 0.12
STRENGTH = 0.15
NOISE = 0.014
FINE, SIZE = 56, 28


class FlowMaps(NamedTuple):
    """Maps with their classes and participants."""

    X: NDArray[np.float32]
    y: NDArray[np.str_]
    groups: NDArray[np.int64]


@dataclass(frozen=True)
class Participant:
    """What stays the same from sample to sample of one participant."""

    shares: Floats
    habits: dict[str, Floats]
    width: Floats
    offset: Floats
    asymmetry: float
    gain: float
    mesh: Delaunay


def simulate(seed: int, n_participants: int = 68, n_samples: int = sum(COUNTS)) -> FlowMaps:
    """Simulate a set of stretched flow maps; the same seed gives the same maps."""
    random = np.random.default_rng(seed)
    parts = random.dirichlet(np.full(n_participants, 1.2))
    groups = np.repeat(np.arange(n_participants), np.maximum(random.multinomial(n_samples, parts), 1))
    people = [_participant(random) for _ in range(n_participants)]
    y = [CLASSES[random.choice(len(CLASSES), p=people[group].shares)] for group in groups]
    maps = [_stretched(_flow(random, people[group], label)) for group, label in zip(groups, y, strict=True)]
    return FlowMaps(np.array(maps, np.float32), np.array(y), groups)


def _participant(random: np.random.Generator) -> Participant:
    shares = np.array(COUNTS) * np.exp(random.normal(0, 0.8, len(CLASSES)))
    width = 1 + random.normal(0, 0.06, 2)
    return Participant(
        shares=shares / shares.sum(),
        habits={name: _habits(random, list(patterns.values())) for name, patterns in PATTERNS.items()},
        width=width,
        offset=random.normal(0, 0.03, 2),
        asymmetry=random.normal(0, 0.25),
        gain=np.exp(random.normal(0, 0.3)),
        mesh=Delaunay(_face()[:, :2] * width),
    )


def _habits(random: np.random.Generator, weights: list[float]) -> Floats:
    own = np.array(weights) * random.gamma(0.7, 1, len(weights))
    return np.asarray(own / own.sum())


@cache
def _face() -> Floats:
    """Vertices of the face in centimetres, y downwards; shape (V, 3)."""
    return np.asarray(coarse_bust().vertices)[:N_FACE] * [1, -1, 1]


@cache
def _field(unit: int, side: str) -> Floats:
    return action_unit_field(unit, side)[:N_FACE, :2] * [1, -1]


def _flow(random: np.random.Generator, person: Participant, label: str) -> Floats:
    """Displacement over a fine grid of the cropped face; shape (FINE, FINE, 2)."""
    shown = random.choice(CLASSES) if random.random() < MISLABELLED else label
    movement = STRENGTH * person.gain * _expression(random, person, str(shown))
    shift, rigid = _head(random)
    flow = LinearNDInterpolator(person.mesh, movement + rigid)(*_crop(random, person))
    flow[np.isnan(flow[..., 0])] = (
        0.3 * shift * (random.random() < 0.5)
    )  # the wall behind may follow the crop
    amount = NOISE * np.exp(random.normal(0, 0.3))
    for width, part in ((3, 12), (1.2, 2.4)):
        flow += amount * part * gaussian_filter(random.normal(size=flow.shape), (width, width, 0))
    return np.asarray(median_filter(flow, (5, 5, 1)))


def _expression(random: np.random.Generator, person: Participant, shown: str) -> Floats:
    patterns = list(PATTERNS[shown])
    movement = np.zeros((N_FACE, 2))
    for unit in patterns[random.choice(len(patterns), p=person.habits[shown])]:
        strength = np.exp(random.normal(-0.2, 0.5))
        lean = person.asymmetry + random.normal(0, 0.25)
        if random.random() < ONE_SIDED:
            lean = random.choice([-1.0, 1.0])
        for side, sign in (("L", 1), ("R", -1)):
            movement += strength * max(0, 1 + sign * lean) * _field(unit, side)
    if random.random() < STRAY_SHARE:
        unit, strength = int(random.choice(STRAYS)), np.exp(random.normal(-0.8, 0.5))
        movement += strength * (_field(unit, "L") + random.uniform(0.3, 1) * _field(unit, "R"))
    return movement


def _head(random: np.random.Generator) -> tuple[Floats, Floats]:
    """Shift of the head, and what it moves at every vertex when it also rolls, nods closer and turns aside."""
    shift = random.normal(0, 0.03, 2)
    roll, zoom, turn = random.normal(0, 1, 3) * (0.00375, 0.00225, 0.00135)
    x, y = (_face()[:, :2] - _face()[:, :2].mean(0)).T
    moved = np.stack([zoom * x - roll * y + turn * _face()[:, 2], roll * x + zoom * y], axis=-1)
    return shift, shift + moved


def _crop(random: np.random.Generator, person: Participant) -> list[Floats]:
    """Where the cells of the fine grid lie on the face, in centimetres: x and y."""
    low, high = _face()[:, :2].min(0), _face()[:, :2].max(0)
    middle = (low + high) / 2 + (person.offset + random.normal(0, 0.0144, 2)) * (high - low)
    half = (high - low) / 2 * person.width * np.exp(random.normal(0, 0.024, 2)) * 1.02
    cells = (np.arange(FINE) + 0.5) / FINE * 2 - 1
    return np.meshgrid(middle[0] + half[0] * cells, middle[1] + half[1] * cells)


def _stretched(flow: Floats) -> Floats:
    """Flow and strain over SIZE x SIZE cells, each channel in 8 bits of its own range."""
    step = FINE // SIZE
    channels = np.dstack([flow, optical_strain(flow)])
    cells = channels.reshape(SIZE, step, SIZE, step, 3).mean((1, 3))
    low, high = cells.min((0, 1)), cells.max((0, 1))
    return np.asarray(np.round(255 * (cells - low) / (high - low)) / 255)
