"""Coders whose errors are known, so that what a measure of agreement ought to find is known, too."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from countenance.core import ActionUnit, Coding, CodingPass, InputError

__all__ = ["FIGURES", "Expected", "SimulatedCoder", "code_all", "expected_agreement"]

FIGURES = ("event F1", "action units R", "onset distance, frames", "onset bias, frames")
"""What is compared with what follows from the coders' errors."""

_DISTRACTORS = (2, 5, 7, 10, 14, 15, 17, 20, 23, 24)
"""Action units that a coder may see where there are none."""
_FALSE_FRAMES = 20


@dataclass(frozen=True, slots=True)
class SimulatedCoder:
    """How often, and how far, a coder errs; all errors are independent.

    Parameters
    ----------
    name : str
    misses : float
        Share of movements that are not seen.
    false_alarms : float
        Movements seen where there are none, for each recording.
    frame_sd : float
        Standard deviation of onset, apex and offset about the true frames, in frames.
    bias : float
        By which every frame is late, in frames.
    unit_misses : float
        Share of the action units that are not seen.
    unit_added : float
        Chance of one action unit too many in a movement.

    Raises
    ------
    InputError
        If a share is none, or a number is negative.
    """

    name: str
    misses: float = 0.1
    false_alarms: float = 0.2
    frame_sd: float = 1.5
    bias: float = 0.0
    unit_misses: float = 0.1
    unit_added: float = 0.05

    def __post_init__(self) -> None:
        for what in ("misses", "unit_misses", "unit_added"):
            if not 0 <= getattr(self, what) < 1:
                raise InputError(f"{what} is {getattr(self, what)}, a share from 0 to below 1 was expected")
        for what in ("false_alarms", "frame_sd"):
            if getattr(self, what) < 0:
                raise InputError(f"{what} is {getattr(self, what)}, a number from 0 on was expected")

    def code(self, truth: CodingPass, *, seed: int = 0) -> CodingPass:
        """Code a recording of which the movements are known.

        Parameters
        ----------
        truth : CodingPass
            What there is, with the recording's length.
        seed : int
            The same seed gives the same codings.

        Raises
        ------
        InputError
            If the recording's length is not known.
        """
        if truth.n_frames is None:
            raise InputError(f"{truth.recording}: its length is not known")
        dice = random.Random(f"{seed}/{self.name}/{truth.recording}")
        seen = [
            self._coded(one, truth.n_frames, dice) for one in truth.codings if dice.random() >= self.misses
        ]
        seen += self._imagined(truth, dice)
        return replace(truth, coder=self.name, codings=tuple(sorted(seen, key=lambda one: one.onset)))

    def _coded(self, true: Coding, n_frames: int, dice: random.Random) -> Coding:
        frames = [self._frame(frame, n_frames, dice) for frame in (true.onset, true.apex, true.offset)]
        onset, apex, offset = sorted(frame for frame in frames if frame is not None)
        return replace(true, onset=onset, apex=apex, offset=offset, action_units=self._units(true, dice))

    def _frame(self, frame: int | None, n_frames: int, dice: random.Random) -> int:
        if frame is None:
            raise InputError("a movement that is known has onset, apex and offset")
        return min(max(round(frame + dice.gauss(self.bias, self.frame_sd)), 0), n_frames - 1)

    def _units(self, true: Coding, dice: random.Random) -> tuple[ActionUnit, ...]:
        kept = [unit for unit in true.action_units if dice.random() >= self.unit_misses]
        if dice.random() < self.unit_added:
            others = [number for number in _DISTRACTORS if number not in true.action_unit_numbers]
            kept.append(ActionUnit(dice.choice(others)))
        return tuple(sorted(kept))

    def _imagined(self, truth: CodingPass, dice: random.Random) -> list[Coding]:
        """Movements in the free stretches of a recording."""
        assert truth.n_frames is not None
        free = _free(truth.codings, truth.n_frames)
        found = []
        for _ in range(_poisson(self.false_alarms, dice)):
            if not free:
                break
            onset = free.pop(dice.randrange(len(free)))
            units = (ActionUnit(dice.choice(_DISTRACTORS)),)
            found.append(Coding(onset, onset + _FALSE_FRAMES // 2, onset + _FALSE_FRAMES, units, lower=""))
        return found


def code_all(
    truths: Sequence[CodingPass], coders: Sequence[SimulatedCoder], *, seed: int = 0
) -> list[CodingPass]:
    """Let every coder code every recording."""
    return [coder.code(truth, seed=seed) for truth in truths for coder in coders]


@dataclass(frozen=True, slots=True)
class Expected:
    """What agreement ought to be found between two coders.

    Parameters
    ----------
    event_f1 : float
    action_units : float
        The paper's R over matched events.
    frame_error : float
        Mean absolute difference of onsets, in frames.
    bias : float
        Mean difference of onsets, second coder minus first, in frames.
    """

    event_f1: float
    action_units: float
    frame_error: float
    bias: float

    def to_dict(self) -> dict[str, float]:
        """Each figure under its name in a table."""
        return dict(
            zip(FIGURES, (self.event_f1, self.action_units, self.frame_error, self.bias), strict=True)
        )


def expected_agreement(
    first: SimulatedCoder, second: SimulatedCoder, *, movements: float, units: float
) -> Expected:
    """Agreement that follows from the coders' errors.

    It holds where errors in time are small against a movement, so that whatever both see is matched, and where no
    two coders imagine the same.

    Parameters
    ----------
    first, second : SimulatedCoder
    movements : float
        True movements in a recording, in the mean.
    units : float
        Action units of a movement, in the mean.

    Examples
    --------
    >>> sure = SimulatedCoder("A", misses=0, false_alarms=0, frame_sd=0, unit_misses=0, unit_added=0)
    >>> expected_agreement(sure, sure, movements=5, units=2)
    Expected(event_f1=1.0, action_units=1.0, frame_error=0.0, bias=0.0)
    """
    both = movements * (1 - first.misses) * (1 - second.misses)
    seen = [movements * (1 - one.misses) + one.false_alarms for one in (first, second)]
    shared = units * (1 - first.unit_misses) * (1 - second.unit_misses)
    # Two coders add the same action unit only if both add one, and then one time in as many as there are.
    shared += first.unit_added * second.unit_added / (len(_DISTRACTORS) - 1)
    coded = [units * (1 - one.unit_misses) + one.unit_added for one in (first, second)]
    spread, bias = math.hypot(first.frame_sd, second.frame_sd), second.bias - first.bias
    return Expected(2 * both / sum(seen), 2 * shared / sum(coded), _folded_mean(bias, spread), bias)


def _folded_mean(mean: float, sd: float) -> float:
    """Mean of the absolute value of a normal variable."""
    if sd == 0:
        return abs(mean)
    return sd * math.sqrt(2 / math.pi) * math.exp(-((mean / sd) ** 2) / 2) + mean * math.erf(
        mean / (sd * math.sqrt(2))
    )


def _free(codings: Sequence[Coding], n_frames: int) -> list[int]:
    """Frames at which a movement may be imagined without touching a true one, each far from the next."""
    taken = [(one.onset - _FALSE_FRAMES, (one.offset or one.onset) + _FALSE_FRAMES) for one in codings]
    starts = range(0, n_frames - _FALSE_FRAMES, 2 * _FALSE_FRAMES)
    return [
        start for start in starts if all(start + _FALSE_FRAMES < begin or start > end for begin, end in taken)
    ]


def _poisson(mean: float, dice: random.Random) -> int:
    """A number of rare things (Knuth 1969)."""
    limit, product, n = math.exp(-mean), dice.random(), 0
    while product > limit:
        product *= dice.random()
        n += 1
    return n
