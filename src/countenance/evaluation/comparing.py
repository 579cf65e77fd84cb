"""Two results on the same samples, and whether the difference would survive other participants.

The test is paired and counts participants, not clips: for every participant the predictions of A and B are
exchanged or not, and the difference of the pooled scores is looked at under all such exchanges (a sign-flip
permutation test). The interval draws participants with replacement, the same for both. A gain under .03 needs
several seeds besides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countenance.core.errors import InputError
from countenance.evaluation.bootstrap import RESAMPLES, confusion_by_group, percentile_interval, resampled
from countenance.evaluation.metrics import scores_of_confusion
from countenance.evaluation.result import TINY, Result

__all__ = ["PERMUTATIONS", "Comparison", "Difference", "compare", "setting_differences"]

PERMUTATIONS = 10_000
_SCORES = ("uf1", "uar", "accuracy")


@dataclass(frozen=True, slots=True)
class Difference:
    """How much better B is than A by one score.

    Parameters
    ----------
    score : str
        ``"uf1"``, ``"uar"`` or ``"accuracy"``.
    a, b : float
        The scores, of the samples that are compared.
    difference : float
        b - a.
    interval : tuple of float
        Of the difference: 95% participant bootstrap.
    p_value : float
        Share of exchanges with a difference at least as large either way.
    """

    score: str
    a: float
    b: float
    difference: float
    interval: tuple[float, float]
    p_value: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two results side by side.

    Parameters
    ----------
    n, participants : int
        Samples and participants that were compared.
    only_a, only_b : int
        Samples that one of the two alone has, left out.
    exact : bool
        Whether every exchange was tried, not a random part.
    differences : tuple of Difference
    settings : tuple of str
        One sentence for everything but the method in which the two differ.
    synthetic, tiny : bool
        Whether simulated faces took part, and whether there are too few participants to say anything about
        others; as in :class:`~countenance.evaluation.Result`.
    """

    n: int
    participants: int
    only_a: int
    only_b: int
    exact: bool
    differences: tuple[Difference, ...]
    settings: tuple[str, ...]
    synthetic: bool
    tiny: bool


def compare(
    a: Result, b: Result, *, common: bool = False, permutations: int = PERMUTATIONS, seed: int = 0
) -> Comparison:
    """Compare two results by a paired test over participants.

    Parameters
    ----------
    a, b : Result
    common : bool
        Compare the samples that both have with the same label and participant; otherwise results on different
        samples are refused.
    permutations : int
        Random exchanges; where there are no more than that many in all, each is tried once.
    seed : int

    Raises
    ------
    InputError
        If the two are of different samples, or have too few in common.
    """
    first, second = _rows(a), _rows(b)
    same = [name for name in first if second.get(name, (None,))[0] == first[name][0]]
    if not same:
        raise InputError(
            f"the results share no sample: none of the {a.n} of A and {b.n} of B agree in name, participant and "
            "label; evaluate both on the same clips with the same label scheme"
        )
    if not common and (len(same) < a.n or len(same) < b.n):
        raise InputError(
            f"the results are of different samples: {len(same)} agree in name, participant and label, but A has "
            f"{a.n} and B has {b.n}; compare what they have in common with --common (common=True)"
        )
    groups = np.array([first[name][0][1] for name in same])
    if len(np.unique(groups)) < 2:
        raise InputError(
            f"the results have {len(same)} samples of {len(np.unique(groups))} participants in common: at least 2 "
            "participants are needed to compare"
        )
    truth = np.array([first[name][0][0] for name in same])
    guesses = [np.array([rows[name][1] for name in same]) for rows in (first, second)]
    labels = np.unique(np.concatenate([truth, *guesses])).tolist()
    each = [confusion_by_group(truth, guess, groups, labels) for guess in guesses]
    signs = _signs(len(each[0]), permutations, seed)
    return Comparison(
        n=len(same),
        participants=len(each[0]),
        only_a=a.n - len(same),
        only_b=b.n - len(same),
        exact=len(signs) == 2 ** len(each[0]),
        differences=_differences(each[0], each[1], signs, seed),
        settings=setting_differences(a, b),
        synthetic=a.synthetic or b.synthetic,
        tiny=len(each[0]) < TINY,
    )


def setting_differences(a: Result, b: Result) -> tuple[str, ...]:
    """What besides the method is not the same: protocol, label scheme, corrections, kind, databases."""
    facts = {"protocol": (a.protocol, b.protocol)}
    for name, title in (
        ("scheme", "label scheme"),
        ("kind", "kind of expression"),
        ("corrections", "corrections"),
        ("databases", "databases"),
    ):
        facts[title] = (_fact(a, name), _fact(b, name))
    return tuple(f"they differ in {title} (A: {x}; B: {y})" for title, (x, y) in facts.items() if x != y)


def _fact(result: Result, name: str) -> str:
    value = result.setting.get(name)
    if name == "databases":
        return ", ".join(str(database["name"]) for database in value or ()) or "not told"
    if name == "corrections":
        return ", ".join(sorted(_correction(item) for item in value or ())) or "none"
    if name == "scheme" and isinstance(value, dict):
        return str(value["name"])
    return "not told" if value is None else str(value)


def _correction(item: Any) -> str:
    if not isinstance(item, dict):
        return str(item)
    return f"{item.get('clip')} {item.get('field')} {item.get('published')} to {item.get('corrected')}"


def _rows(result: Result) -> dict[str, tuple[tuple[str, str], str]]:
    """Name to what must agree (label and participant) and the prediction."""
    columns = (result.truth.tolist(), result.groups.tolist(), result.predicted.tolist())
    return {
        name: ((str(true), group), str(predicted))
        for name, true, group, predicted in zip(result.ids, *columns, strict=True)
    }


def _signs(participants: int, permutations: int, seed: int) -> NDArray[np.int64]:
    """For every exchange, 1 for each participant whose predictions change sides."""
    if 2**participants <= permutations:
        return (np.arange(2**participants)[:, None] >> np.arange(participants)) & 1
    return np.random.default_rng(seed).integers(0, 2, (permutations, participants))


def _differences(
    a: NDArray[np.int64], b: NDArray[np.int64], signs: NDArray[np.int64], seed: int
) -> tuple[Difference, ...]:
    moved = np.tensordot(signs, b - a, axes=1)
    exchanged_a, exchanged_b = scores_of_confusion(a.sum(0) + moved), scores_of_confusion(b.sum(0) - moved)
    drawn_a = scores_of_confusion(resampled(a, RESAMPLES, seed))
    drawn_b = scores_of_confusion(resampled(b, RESAMPLES, seed))
    own_a, own_b = scores_of_confusion(a.sum(0)), scores_of_confusion(b.sum(0))
    exact = len(signs) == 2 ** len(a)
    found: list[Difference] = []
    for score in _SCORES:
        difference = float(own_b[score] - own_a[score])
        under_exchange: NDArray[Any] = np.abs(exchanged_b[score] - exchanged_a[score])
        as_large = int((under_exchange >= abs(difference) - 1e-12).sum())
        # A random part of the exchanges counts the one that was observed with it, so that p is never 0.
        p_value = as_large / len(signs) if exact else (as_large + 1) / (len(signs) + 1)
        interval = percentile_interval(drawn_b[score] - drawn_a[score])
        found.append(
            Difference(score, float(own_a[score]), float(own_b[score]), difference, interval, p_value)
        )
    return tuple(found)
