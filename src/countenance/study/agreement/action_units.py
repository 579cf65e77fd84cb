"""Agreement on action units, as the paper on CAS(ME)2 measures it.

R = 2 |AU(C1) and AU(C2)| / (|AU(C1)| + |AU(C2)|): twice the number of action units on which both coders agree, by
the number that the two have coded (Qu et al. 2016, section 2.3, doi:10.1007/978-3-319-39513-5_5; it is Dice's
coefficient, doi:10.2307/1932409). Where neither has coded any there is nothing to agree about: R is not defined,
and not 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from countenance.core import ActionUnit, Coding, Side
from countenance.study.agreement.coefficients import ratio
from countenance.study.agreement.options import AgreementOptions
from countenance.study.agreement.pairs import CoderPair, PairedRecording
from countenance.study.agreement.resampling import Estimate, Resampling

__all__ = ["ActionUnitAgreement", "UnitAgreement", "action_unit_agreement", "agreement_ratio"]

Units = frozenset[ActionUnit]


def agreement_ratio(first: Units, second: Units) -> float:
    """R of one sample; nan where neither coder has an action unit.

    Parameters
    ----------
    first, second : frozenset of ActionUnit

    Examples
    --------
    >>> brows, mouth = ActionUnit(1), ActionUnit(12)
    >>> agreement_ratio(frozenset({brows, mouth}), frozenset({mouth}))
    0.6666666666666666
    >>> agreement_ratio(frozenset(), frozenset())
    nan
    """
    coded = len(first) + len(second)
    return 2 * len(first & second) / coded if coded else float("nan")


@dataclass(frozen=True, slots=True)
class UnitAgreement:
    """Agreement on one action unit.

    Parameters
    ----------
    agreement : Estimate
        R, the action unit taken alone.
    both, first_only, second_only : int
        Samples in which both, or one of the coders, has it.
    """

    agreement: Estimate
    both: int
    first_only: int
    second_only: int

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "agreement": self.agreement.to_dict(),
            "both": self.both,
            "first_only": self.first_only,
            "second_only": self.second_only,
        }


@dataclass(frozen=True, eq=False)
class ActionUnitAgreement:
    """Agreement on action units.

    Parameters
    ----------
    pooled : Estimate
        R of all samples taken together; ``n`` counts the action units that the two coders have coded.
    mean : Estimate
        Mean over samples of each one's R; ``n`` counts samples.
    samples : int
        Events compared.
    without : int
        Samples in which neither coder has an action unit, so that they have no R.
    by_unit : mapping of str to UnitAgreement
        By action unit, in order.
    counted : str
        What counts, in a sentence.
    """

    pooled: Estimate
    mean: Estimate
    samples: int
    without: int
    by_unit: Mapping[str, UnitAgreement]
    counted: str

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "pooled": self.pooled.to_dict(),
            "mean": self.mean.to_dict(),
            "samples": self.samples,
            "without": self.without,
            "by_unit": {name: unit.to_dict() for name, unit in self.by_unit.items()},
            "counted": self.counted,
        }


def action_unit_agreement(
    pair: CoderPair, options: AgreementOptions, draws: Resampling
) -> ActionUnitAgreement:
    """Compare the action units of events.

    Parameters
    ----------
    pair : CoderPair
    options : AgreementOptions
        Whether events that one coder alone has, sides and intensities count.
    draws : Resampling
        Of the same recordings.
    """
    samples = [_samples(one, options) for one in pair.recordings]
    pooled = draws.sums([_pooled(some) for some in samples])
    ratios = [[agreement_ratio(*sample) for sample in some] for some in samples]
    means = draws.sums([(np.nansum(some), np.count_nonzero(~np.isnan(some))) for some in ratios])
    n = sum(map(len, samples))
    defined = int(means.whole[1])
    return ActionUnitAgreement(
        pooled=pooled.estimate(ratio, int(pooled.whole[1]), "no action unit was coded"),
        mean=means.estimate(ratio, defined, "no sample has an action unit"),
        samples=n,
        without=n - defined,
        by_unit=_by_unit(samples, draws),
        counted=_counted(options),
    )


def _samples(recording: PairedRecording, options: AgreementOptions) -> list[tuple[Units, Units]]:
    """What each coder coded in every sample of a recording."""
    samples = [(_units(one.first, options), _units(one.second, options)) for one in recording.matched]
    if options.unmatched_action_units:
        samples += [(_units(one, options), frozenset()) for one in recording.missed_by_second]
        samples += [(frozenset(), _units(one, options)) for one in recording.missed_by_first]
    return samples


def _units(coding: Coding, options: AgreementOptions) -> Units:
    return frozenset(
        ActionUnit(
            unit.number,
            unit.side if options.side else Side.BOTH,
            unit.intensity if options.intensity else "",
        )
        for unit in coding.action_units
    )


def _pooled(samples: Sequence[tuple[Units, Units]]) -> tuple[int, int]:
    agreed = sum(len(first & second) for first, second in samples)
    return 2 * agreed, sum(len(first) + len(second) for first, second in samples)


def _by_unit(samples: Sequence[Sequence[tuple[Units, Units]]], draws: Resampling) -> dict[str, UnitAgreement]:
    units = sorted({unit for some in samples for first, second in some for unit in first | second})
    number = {unit: i for i, unit in enumerate(units)}
    table = np.zeros((3, len(samples), len(units)))
    for row, some in enumerate(samples):
        for first, second in some:
            for column, coded in enumerate((first & second, first, second)):
                for unit in coded:
                    table[column, row, number[unit]] += 1
    both, first_coded, second_coded = table
    sums = draws.sums(np.stack([2 * both, first_coded + second_coded], axis=1))
    counts = table.sum(axis=1).astype(int)
    return {
        str(unit): UnitAgreement(
            agreement=sums[i].estimate(ratio, int(sums.whole[1, i]), "it was not coded"),
            both=int(counts[0, i]),
            first_only=int(counts[1, i] - counts[0, i]),
            second_only=int(counts[2, i] - counts[0, i]),
        )
        for i, unit in enumerate(units)
    }


def _counted(options: AgreementOptions) -> str:
    must = [name for name, counts in (("side", options.side), ("intensity", options.intensity)) if counts]
    agreed = "Numbers alone must agree" if not must else f"Numbers, {' and '.join(must)} must agree"
    events = "every event counts" if options.unmatched_action_units else "only matched events count"
    return f"{agreed}; {events}."
