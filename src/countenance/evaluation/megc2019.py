"""The composite of the Second Micro-Expression Grand Challenge: published figures, and labels of its make-up.

See, Yap, Li, Hong & Wang, *MEGC 2019 - The Second Facial Micro-Expressions Grand Challenge*, FG 2019,
doi:10.1109/FG.2019.8756611: 442 samples of 68 participants from SMIC-HS, CASME II and SAMM in three classes,
leave one subject out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from countenance.databases.megc2019 import MEGC2019_COUNTS, MEGC2019_PARTICIPANTS

__all__ = ["PUBLISHED", "Published", "megc2019_like_labels"]

_UNEVENNESS, _LEANING = 1.5, 1.3
"""Dirichlet concentrations: how evenly samples are spread over participants, how alike participants are."""


@dataclass(frozen=True, slots=True)
class Published:
    """A figure from the literature on the MEGC2019 composite.

    Parameters
    ----------
    method : str
    uf1, uar : float
        UAR is nan where none was told.
    note : str
        What a reader must know to compare it.
    """

    method: str
    uf1: float
    uar: float
    note: str = ""


PUBLISHED: tuple[Published, ...] = (
    Published("LBP-TOP", 0.5882, 0.5785),
    Published("Bi-WOOF", 0.6296, 0.6227),
    Published("OFF-ApexNet", 0.7196, 0.7096),
    Published("OFF-ApexNet, run again", 0.7032, float("nan"), "without selection on test participants"),
    Published("STSTNet", 0.7353, 0.7605),
    Published(
        "STSTNet, run again", 0.7127, float("nan"), "without selection on test participants; up to .7209"
    ),
    Published("FeatRef", 0.7838, 0.7832),
    Published("EMR", 0.7885, 0.7824),
    Published("HTNet", 0.8603, 0.8475, "the best epoch was chosen on test participants"),
)
"""UF1 and UAR as published, leave one subject out."""


def megc2019_like_labels(seed: int = 0) -> tuple[NDArray[np.str_], NDArray[np.str_], NDArray[np.str_]]:
    """Labels, participants and databases of the composite's sizes; who shows what is drawn at random.

    The real label set is licensed and not part of this package. Databases, numbers of participants, and
    samples of each class in each database are those of the composite. How the samples fall on the participants
    is drawn: shares from a Dirichlet distribution, everybody with at least one sample and a leaning towards
    some classes. A figure computed on these labels is near that of the real ones, not equal to it.

    Parameters
    ----------
    seed : int

    Returns
    -------
    y, groups, databases : ndarray of shape (442,), str

    Examples
    --------
    >>> y, groups, databases = megc2019_like_labels()
    >>> len(y), len(set(groups.tolist())), int((y == "surprise").sum())
    (442, 68, 83)
    """
    random = np.random.default_rng(seed)
    labels, groups, databases = [], [], []
    for name, counts in MEGC2019_COUNTS.items():
        people = MEGC2019_PARTICIPANTS[name]
        of = _owners(people, sum(counts.values()), random)
        labels += _labels(of, counts, random)
        groups += [f"{name}:{person:02d}" for person in of.tolist()]
        databases += [name] * len(of)
    return np.array(labels), np.array(groups), np.array(databases)


def _owners(people: int, n: int, random: np.random.Generator) -> NDArray[np.intp]:
    shares = random.dirichlet(np.full(people, _UNEVENNESS))
    return np.repeat(np.arange(people), 1 + random.multinomial(n - people, shares))


def _labels(of: NDArray[np.intp], counts: Mapping[str, int], random: np.random.Generator) -> list[str]:
    names, left = list(counts), np.array(list(counts.values()), dtype=np.float64)
    leanings = random.dirichlet(_LEANING * left / left.sum(), size=int(of.max()) + 1) + 1e-9
    labels = [""] * len(of)
    for position in random.permutation(len(of)).tolist():
        weights = leanings[of[position]] * left
        drawn = int(random.choice(len(names), p=weights / weights.sum()))
        labels[position] = names[drawn]
        left[drawn] -= 1
    return labels
