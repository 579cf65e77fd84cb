"""Whether training samples know something of test samples: people, films, frames, or the very same content.

What is checked in every fold, between each training and each test sample:

==============  ==========================================================================================
shared          refused with :class:`~countenance.core.errors.LeakError`, both samples named
==============  ==========================================================================================
sample          always
participant     unless the protocol declares ``shares_participants``
recording       unless the protocol declares ``shares_participants``
frames          overlapping intervals of one recording, always; see ``overlaps``
content         equal arrays, always, unless ``duplicates="allow"``
==============  ==========================================================================================

A protocol that shares participants, such as leave one video out, meets overlapping clips in real releases (18
pairs in CAS(ME)2). With ``overlaps="drop"`` the training clip is then left out of that fold, and a remark names
both; this is allowed for such protocols alone.

What no check can see: a network pre-trained on test participants (declare them to :func:`check_pretraining`), a
choice made after looking at the result, and an estimator that reads files of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from countenance.core.errors import LeakError
from countenance.evaluation.arrays import ExtraSamples, SampleArrays
from countenance.evaluation.pooling import Fold

__all__ = ["LeakCheck", "LeakRules", "check_pretraining"]

_Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class LeakRules:
    """What a run refuses, and what it may put right.

    Parameters
    ----------
    shares_participants : bool
        Whether the protocol tests on people whom it has trained on, and says so.
    overlaps : {"refuse", "drop"}
        What becomes of a training clip that shares frames or content with a test clip of the same participant,
        where the protocol shares participants.
    duplicates : {"refuse", "allow"}
        What becomes of equal arrays in training and test.
    """

    shares_participants: bool = False
    overlaps: Literal["refuse", "drop"] = "refuse"
    duplicates: Literal["refuse", "allow"] = "refuse"


class LeakCheck:
    """Samples, and extra samples to train on, that are checked fold by fold.

    Parameters
    ----------
    samples : SampleArrays
    rules : LeakRules, optional
    extra : ExtraSamples, optional
        Augmentations or another data set.
    """

    def __init__(
        self, samples: SampleArrays, rules: LeakRules | None = None, extra: ExtraSamples | None = None
    ) -> None:
        self.samples, self.rules, self.extra = samples, rules or LeakRules(), extra
        # Numbers are compared a hundred times faster than names, and every fold compares all of them.
        others = None if extra is None else (extra.groups, extra.contents)
        self._groups, self._extra_groups = _numbered(samples.groups, others and others[0])
        self._contents, self._extra_contents = _numbered(samples.contents, others and others[1])
        self._has_content = samples.contents != ""
        self._recordings = None if samples.recordings is None else _numbered(samples.recordings)[0]

    def training(self, fold: Fold) -> tuple[NDArray[np.intp], list[str]]:
        """Training samples of a fold that are independent of its test samples.

        Parameters
        ----------
        fold : Fold

        Returns
        -------
        train : ndarray of shape (m,), int
            The fold's training samples, less those that the rules drop.
        remarks : list of str
            One sentence for each of those.

        Raises
        ------
        LeakError
            If a training and a test sample share what the rules refuse.
        """
        train, test = fold
        self._refuse(_equal(np.arange(len(self.samples.ids)), train, test), "are the same sample")
        if not self.rules.shares_participants:
            self._refuse_equal("participant", fold)
            self._refuse_equal("recording", fold)
        dependent = self._overlapping(train, test)
        if self.rules.duplicates == "refuse":
            dependent |= self._copies(train, test)
        if not dependent:
            return train, []
        if self.rules.overlaps == "refuse" or not self.rules.shares_participants:
            pair, (shared, remedy) = next(iter(dependent.items()))
            self._refuse(pair, shared, remedy)
        names = self.samples.ids
        remarks = [
            f"{names[i]} is left out of training where {names[j]} is tested: they {shared}"
            for (i, j), (shared, _) in dependent.items()
        ]
        return np.setdiff1d(train, [i for i, _ in dependent]), remarks

    def extra_training(self, test: NDArray[np.intp]) -> NDArray[np.intp]:
        """Extra training samples that may be used in a fold: none of a participant who is tested.

        Parameters
        ----------
        test : ndarray of shape (m,), int
            The fold's test samples.

        Returns
        -------
        ndarray of int
            Positions among the extra samples. Those of tested participants are left out under every protocol:
            an augmentation of a test clip would be no stranger to it.

        Raises
        ------
        LeakError
            If one of the others has the content of a test sample: it is named for somebody whom it does not
            show.
        """
        extra, samples = self.extra, self.samples
        if extra is None:
            return np.empty(0, dtype=np.intp)
        usable = np.flatnonzero(~np.isin(self._extra_groups, self._groups[test]))
        copies = np.isin(self._extra_contents[usable], self._contents[test]) & (extra.contents[usable] != "")
        if copies.any() and self.rules.duplicates == "refuse":
            position = int(usable[copies][0])
            tested = next(int(j) for j in test if samples.contents[j] == extra.contents[position])
            raise LeakError(
                f"extra training sample {position} (participant {extra.groups[position]}) has the same content as "
                f"test sample {samples.ids[tested]!r} (participant {samples.groups[tested]}): give it the "
                "participant whom it shows, so that it is left out of that fold"
            )
        return usable

    def _refuse_equal(self, what: Literal["participant", "recording"], fold: Fold) -> None:
        samples = self.samples
        if what == "participant":
            numbers, names, shared, remedy = self._groups, samples.groups, _SAME_PERSON, _HOLD_OUT
        elif self._recordings is not None and samples.recordings is not None:
            numbers, names, shared, remedy = self._recordings, samples.recordings, _SAME_FILM, _ONE_NAME
        else:
            return
        pair = _equal(numbers, *fold)
        if pair is not None:
            self._refuse(pair, f"{shared} ({names[pair[0]]})", remedy)

    def _refuse(
        self, pair: _Pair | None, shared: str, remedy: str = "every sample belongs on one side"
    ) -> None:
        if pair is not None:
            trained, tested = (self.samples.ids[position] for position in pair)
            raise LeakError(f"training sample {trained!r} and test sample {tested!r} {shared}: {remedy}")

    def _overlapping(self, train: NDArray[np.intp], test: NDArray[np.intp]) -> dict[_Pair, tuple[str, str]]:
        spans, numbers, names = self.samples.intervals, self._recordings, self.samples.recordings
        if spans is None or numbers is None or names is None:
            return {}
        near = train[np.isin(numbers[train], numbers[test])]
        found = {}
        for j in test.tolist() if len(near) else ():
            tested = spans[j]
            for i in near[numbers[near] == numbers[j]].tolist():
                trained = spans[i]
                common = None if tested is None or trained is None else tested & trained
                if common is not None:
                    shared = f"share frames {common.onset} to {common.offset} of {names[j]}"
                    found[i, j] = (shared, _OVERLAP)
        return found

    def _copies(self, train: NDArray[np.intp], test: NDArray[np.intp]) -> dict[_Pair, tuple[str, str]]:
        numbers = self._contents
        same = train[np.isin(numbers[train], numbers[test]) & self._has_content[train]]
        return {
            (i, j): ("have the same content", _COPY)
            for i in same.tolist()
            for j in test[numbers[test] == numbers[i]].tolist()
        }


def check_pretraining(groups: ArrayLike, pretrained_on: Sequence[str]) -> None:
    """Refuse to test people on whom a fixed feature extractor was trained.

    Parameters
    ----------
    groups : array of shape (n,)
        Participants who will be tested.
    pretrained_on : sequence of str
        Participants whose faces the extractor has learned from, named in the same way.

    Raises
    ------
    LeakError
        If somebody is in both.

    Examples
    --------
    >>> check_pretraining(["samm:006", "samm:007"], pretrained_on=["casme2:sub01"])
    """
    both = sorted(set(map(str, np.asarray(groups).tolist())) & set(map(str, pretrained_on)))
    if both:
        raise LeakError(
            f"{len(both)} of the tested participants were used for pre-training (first {both[0]}): pre-train on "
            "others, or leave these out of the evaluation"
        )


_SAME_PERSON, _SAME_FILM = "show the same participant", "come from the same recording"
_HOLD_OUT = "hold out whole participants, for example with LeaveOneSubjectOut"
_ONE_NAME = "one recording shows one participant, so mend the names in groups or recordings"
_COPY = "remove the copy, or pass duplicates='allow' if equal arrays are no copies here"
_OVERLAP = "remove one of the two, or pass overlaps='drop' with a protocol that shares participants"


def _equal(values: NDArray[np.intp], train: NDArray[np.intp], test: NDArray[np.intp]) -> _Pair | None:
    """The first training and test sample of equal value."""
    hits = np.flatnonzero(np.isin(values[train], values[test]))
    if not len(hits):
        return None
    first = int(train[hits[0]])
    return first, int(test[np.flatnonzero(values[test] == values[first])[0]])


def _numbered(
    names: NDArray[np.str_], others: NDArray[np.str_] | None = None
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """A number for each name, the same for the same name in both lists."""
    every = names if others is None else np.concatenate([names, others])
    _, numbers = np.unique(every, return_inverse=True)
    return numbers[: len(names)], numbers[len(names) :]
