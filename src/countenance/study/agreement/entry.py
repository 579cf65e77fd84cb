"""From coders' passes to all that can be said of their agreement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from countenance.core import CodingPass, InputError
from countenance.core.words import counted
from countenance.study.agreement.action_units import action_unit_agreement
from countenance.study.agreement.alpha import alphas
from countenance.study.agreement.classes import classes_of
from countenance.study.agreement.events import EVENT_LABELS, event_agreement, label_agreement
from countenance.study.agreement.frames import FrameTable, frame_agreement, frame_tables
from countenance.study.agreement.options import AgreementOptions
from countenance.study.agreement.pairs import CoderPair, pair_coders
from countenance.study.agreement.passes import by_recording, coded_once, some_names, unfinished
from countenance.study.agreement.resampling import Resampling
from countenance.study.agreement.result import Agreement, PairAgreement
from countenance.study.agreement.timing import LANDMARKS, timing_agreement

__all__ = ["agreement"]

Classes = Mapping[str, tuple[str, ...]]


def agreement(
    passes: Iterable[CodingPass], *, options: AgreementOptions | None = None, seed: int = 0
) -> Agreement:
    """How far coders agree on events, action units, labels, timing and frames.

    Parameters
    ----------
    passes : iterable of CodingPass
        Of any number of coders; every two are compared over the recordings that both have coded.
    options : AgreementOptions, optional
        What counts.
    seed : int
        Of the bootstrap over participants.

    Raises
    ------
    InputError
        If no recording was coded by two coders, a coder has coded a recording twice, passes contradict each other
        about a recording, or frames are compared and a recording's length is not known.

    Examples
    --------
    >>> from countenance.core import Coding, parse_action_units
    >>> first = Coding(10, 15, 29, parse_action_units("1+2"), upper="surprise")
    >>> second = Coding(11, 15, 29, parse_action_units("1+2+5"), upper="surprise")
    >>> passes = [
    ...     CodingPass("film", "A", (first,), n_frames=100),
    ...     CodingPass("film", "B", (second,), n_frames=100),
    ... ]
    >>> (pair,) = agreement(passes).pairs
    >>> pair.action_units.pooled.value, pair.frames["expressing"].agreement.value
    (0.8, 0.99)
    """
    options = options or AgreementOptions()
    every = by_recording(passes)
    shared = {name: coders for name, coders in every.items() if len(coders) > 1}
    if not shared:
        raise InputError(
            "no recording was coded by two coders; give the passes of at least two over one recording"
        )
    kept = [one for coders in shared.values() for one in coders.values()]
    classes = classes_of(kept, excluded=options.excluded, policy=options.duration)
    pairs = pair_coders(shared, iou=options.iou, excluded=options.excluded)
    tables = [frame_tables(pair, classes, options) if options.frames else {} for pair in pairs]
    whole = _draws([coders[min(coders)].participant for coders in shared.values()], options, seed)
    alone, left_out = coded_once(every), unfinished(kept, excluded=options.excluded)
    return Agreement(
        options=options,
        seed=seed,
        coders=tuple(sorted({one.coder for coders in every.values() for one in coders.values()})),
        recordings=tuple(shared),
        coded_once=tuple(alone),
        unfinished=left_out,
        pairs=tuple(
            _compare(pair, frames, classes, options, seed) for pair, frames in zip(pairs, tables, strict=True)
        ),
        alphas=alphas(shared, pairs, tables if options.frames else [], classes, options, whole),
        remarks=(*_left_out(alone, left_out), *_apart(every, pairs), *filter(None, [whole.remark])),
    )


def _compare(
    pair: CoderPair, frames: Mapping[str, FrameTable], classes: Classes, options: AgreementOptions, seed: int
) -> PairAgreement:
    participants = [one.participant for one in pair.recordings]
    draws = _draws(participants, options, seed)
    return PairAgreement(
        first=pair.first,
        second=pair.second,
        recordings=tuple(one.name for one in pair.recordings),
        participants=len(set(participants) - {""}),
        events=event_agreement(pair, draws),
        action_units=action_unit_agreement(pair, options, draws),
        labels={name: label_agreement(pair, name, classes[name], options, draws) for name in EVENT_LABELS},
        timing={name: timing_agreement(pair, name, draws) for name in LANDMARKS},
        frames={name: frame_agreement(table, draws) for name, table in frames.items()},
        remarks=(*filter(None, [draws.remark]), *_without_rate(pair)),
    )


def _draws(participants: Sequence[str], options: AgreementOptions, seed: int) -> Resampling:
    return Resampling.of(participants, resamples=options.resamples, level=options.level, seed=seed)


def _left_out(alone: Sequence[tuple[str, str]], without_offset: int) -> list[str]:
    said = []
    if alone:
        who = some_names([f"{name} by {coder}" for name, coder in alone])
        said.append(f"{counted(len(alone), 'recording')} coded by one coder only left out: {who}.")
    if without_offset:
        said.append(f"{counted(without_offset, 'coding')} without an offset left out.")
    return said


def _apart(every: Mapping[str, Mapping[str, CodingPass]], pairs: Sequence[CoderPair]) -> list[str]:
    coders = sorted({coder for passes in every.values() for coder in passes})
    compared = {(pair.first, pair.second) for pair in pairs}
    apart = [f"{a} and {b}" for a, b in combinations(coders, 2) if (a, b) not in compared]
    return [f"Coders without a recording in common are not compared: {some_names(apart)}."] if apart else []


def _without_rate(pair: CoderPair) -> list[str]:
    names = [one.name for one in pair.recordings if one.fps is None]
    if not names:
        return []
    n = counted(len(names), "recording")
    return [f"{n} without a frame rate left out of seconds and kinds: {some_names(names)}."]
