"""A small study of nobody real, through every step, with two coders whose errors are known."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from countenance.core import Coding, CodingPass, parse_action_units
from countenance.core.action_units import ActionUnit
from countenance.core.executors import Progress, ignore_progress
from countenance.databases.simulated import read_events, simulate_long_release
from countenance.databases.simulated.long.truth import SimulatedEvent
from countenance.store.records import Participant
from countenance.study import arbitration
from countenance.study.agreement import Agreement, AgreementOptions, Estimate, agreement
from countenance.study.arbitration import Action, AutomaticPolicy, Disagreement, EmotionChoice, UnitChoice
from countenance.study.coding import assign, import_pass, submit, submitted_passes
from countenance.study.elicitation import SelfReport
from countenance.study.project import Study
from countenance.study.recording import NewFilm, add_film, add_report, film_of
from countenance.study.settlement import decide, decide_automatically, label_all, open_items
from countenance.study.simulation.coders import (
    FIGURES,
    Expected,
    SimulatedCoder,
    code_all,
    expected_agreement,
)
from countenance.study.simulation.staging import (
    ARBITER,
    CODERS,
    add_more_people,
    add_people,
    hold_session,
    prepare_stimuli,
)

__all__ = ["DEMO_CODERS", "DemoStudy", "build_demo", "figures", "leave_work"]

DEMO_CODERS = (
    SimulatedCoder(CODERS[0], misses=0.05, false_alarms=0.3, frame_sd=0.8, unit_misses=0.05),
    SimulatedCoder(CODERS[1], misses=0.15, false_alarms=0.3, frame_sd=1.2, bias=0.5, unit_misses=0.1),
)
_UPPER = frozenset({1, 2, 4, 5, 6, 7})
_WORDS = {"positive": "happiness", "negative": "disgust", "surprise": "surprise"}
_WITHIN = 3
_TIMES = 200


@dataclass(frozen=True, slots=True)
class DemoStudy:
    """What was built, and what ought to be found in it.

    Parameters
    ----------
    folder : Path
    truths : tuple of CodingPass
        What there is to be seen in each recording.
    found : Agreement
        Between the two simulated coders.
    expected : Expected
        What follows from their errors.
    repeated : Agreement
        The same where each of the two codes every recording 200 times, each time as if anew: so few movements as a
        demo has say little.
    kept : str
        The selection in a sentence.
    """

    folder: Path
    truths: tuple[CodingPass, ...]
    found: Agreement
    expected: Expected
    repeated: Agreement
    kept: str


def figures(found: Agreement) -> dict[str, Estimate]:
    """The figures of :data:`~countenance.study.simulation.coders.FIGURES` as they were found."""
    (pair,) = found.pairs
    onset = pair.timing["onset"].frames
    values = (pair.events.f1, pair.action_units.pooled, onset.mean_absolute, onset.bias)
    return dict(zip(FIGURES, values, strict=True))


def build_demo(
    folder: Path,
    *,
    participants: int = 4,
    minutes: float = 0.25,
    seed: int = 0,
    executor: Executor | None = None,
    progress: Progress = ignore_progress,
) -> DemoStudy:
    """Build a study in a new folder.

    Parameters
    ----------
    folder : Path
    participants : int
        Each is filmed with one recording.
    minutes : float
        Length of a recording.
    seed : int
    executor : concurrent.futures.Executor, optional
        Renders recordings in parallel.
    progress : callable

    Raises
    ------
    StoreError
        If there is something in the folder already.
    InputError
        If a number is none that can be simulated.
    """
    with (
        Study.create(folder, "Simulated study", synthetic=True) as study,
        tempfile.TemporaryDirectory() as scratch,
    ):
        release = _rendered(Path(scratch), participants, minutes, seed, executor, progress)
        people = add_people(study, participants)
        prepare_stimuli(study, Path(scratch), seed=seed)
        for who in people:
            with study.writing("simulation") as writer:
                hold_session(writer, who)
        truths = _film(study, release, people)
        _report(study, truths, seed)
        found = _code(study, truths, seed)
        _settle(study, truths)
        with study.writing(ARBITER) as writer:
            kept = str(label_all(writer, ARBITER).selection)
    return DemoStudy(folder, truths, found, _expected(truths), _repeated(truths, seed), kept)


def leave_work(
    study: Study,
    *,
    minutes: float = 0.25,
    seed: int = 0,
    executor: Executor | None = None,
    progress: Progress = ignore_progress,
) -> None:
    """Add accounts of an admin and a rater, a recording that is to be coded and one that is to be settled.

    So that whoever looks around in a study that :func:`build_demo` has finished finds something to do in each role.

    Parameters
    ----------
    study : Study
    minutes : float
        Length of a recording.
    seed : int
    executor : concurrent.futures.Executor, optional
    progress : callable
    """
    with tempfile.TemporaryDirectory() as scratch:
        release = _rendered(Path(scratch), 2, minutes, seed + 1, executor, progress)
        with study.reading() as reader:
            people = list(reader.find(Participant, order="number"))[:2]
        to_code, to_settle = _film(study, release, people, suffix="_again")
    add_more_people(study)
    with study.writing("simulation", "what is left to do") as writer:
        assign(writer, CODERS, [film_of(writer, one.recording) for one in (to_code, to_settle)], seed=seed)
        for given in code_all([to_settle], DEMO_CODERS, seed=seed + 1):
            import_pass(writer, given)
            submit(writer, given.coder, given.recording)


def _rendered(
    scratch: Path,
    participants: int,
    minutes: float,
    seed: int,
    executor: Executor | None,
    progress: Progress,
) -> Path:
    return simulate_long_release(
        scratch / "faces", participants=participants, minutes=minutes, recordings=1, neutral=0, seed=seed,
        intensities=(3.0, 5.0, 8.0), events_per_minute=16.0, executor=executor, progress=progress,
    )  # fmt: skip


def _film(
    study: Study, release: Path, people: Sequence[Participant], *, suffix: str = ""
) -> tuple[CodingPass, ...]:
    """Take in the rendered recordings; what is to be seen in each."""
    events: dict[str, list[SimulatedEvent]] = {}
    for one in read_events(release):
        events.setdefault(one.recording, []).append(one)
    truths = []
    for who, path in zip(people, sorted(release.glob("rawvideo/*/*.mp4")), strict=True):
        title = path.stem.partition("_")[2][4:]
        # Not by the pseudonym, which is another one each time, while a seed gives the same codings.
        name = f"s{who.number:02}_{title}{suffix}"
        # What is filmed again belongs to no session: each showed a clip once.
        session = "" if suffix else who.pseudonym
        given = NewFilm(participant=who.pseudonym, session=session, name=name, stimulus=title)
        film = add_film(study, path, given, decode=False).film
        codings = tuple(map(_true_coding, sorted(events.get(path.stem, ()), key=lambda one: one.onset)))
        truths.append(
            CodingPass(film.name, "truth", codings, film.n_frames, Fraction(film.fps), who.pseudonym)
        )
    return tuple(truths)


def _true_coding(event: SimulatedEvent) -> Coding:
    units = parse_action_units(event.action_units)
    upper, lower = (_read(event.emotion, units, upper=half) for half in (True, False))
    return Coding(event.onset, event.apex, event.offset, units, upper, lower)


def _read(emotion: str, units: Sequence[ActionUnit], *, upper: bool) -> str | None:
    """What a coder reads in a half of the face; None where it does not move."""
    moves = any((unit.number in _UPPER) is upper for unit in units)
    return _WORDS.get(emotion, "") if moves else None


def _report(study: Study, truths: Sequence[CodingPass], seed: int) -> None:
    """Participants report four of five movements, roughly."""
    dice = random.Random(f"{seed}/reports")
    with study.writing("simulation", "self-reports of a simulated study") as writer:
        for truth in truths:
            film = film_of(writer, truth.recording)
            for one in truth.codings:
                if one.offset is None or dice.random() > 0.8:
                    continue
                end = min(one.offset + dice.randrange(10), film.n_frames - 1)
                onset = max(0, one.onset - dice.randrange(10))
                word = one.emotion if one.emotion in _WORDS.values() else None
                told = (
                    {"emotion": word, "intensity": dice.randrange(2, 8)}
                    if word
                    else {"not_emotional": "other"}
                )
                add_report(writer, SelfReport(film.name, onset, end, **told))


def _code(study: Study, truths: Sequence[CodingPass], seed: int) -> Agreement:
    with study.writing("simulation", "codings of simulated coders") as writer:
        assign(writer, CODERS, [film_of(writer, truth.recording) for truth in truths], seed=seed)
        for given in code_all(truths, DEMO_CODERS, seed=seed):
            import_pass(writer, given)
            submit(writer, given.coder, given.recording)
        return agreement(submitted_passes(writer), options=AgreementOptions(), seed=seed)


def _settle(study: Study, truths: Sequence[CodingPass]) -> None:
    """A policy settles what is close; the arbiter, who knows what there is, settles the rest."""
    known = {truth.recording: truth for truth in truths}
    with study.writing(ARBITER) as writer:
        decide_automatically(writer, ARBITER, AutomaticPolicy.mean_within(_WITHIN))
        for item in open_items(writer):
            decide(writer, ARBITER, item, _decision(item, known[item.recording]))


def _decision(item: Disagreement, truth: CodingPass) -> arbitration.Decision:
    seen = [one.interval for one in item.codings if one.interval is not None]
    known = [one.interval for one in truth.codings if one.interval is not None]
    if not any(one.iou(true) >= arbitration.IOU for one in seen for true in known):
        return arbitration.Decision(Action.REJECT, ARBITER, "nothing moves there")
    if item.first is None or item.second is None:
        action = Action.SECOND if item.first is None else Action.FIRST
        return arbitration.Decision(action, ARBITER, "the other coder missed it")
    return arbitration.Decision(
        Action.MEAN, ARBITER, "both see it", action_units=UnitChoice.UNION, emotion=EmotionChoice.FIRST
    )


def _repeated(truths: Sequence[CodingPass], seed: int) -> Agreement:
    again = [replace(truth, recording=f"{truth.recording} {n}") for n in range(_TIMES) for truth in truths]
    options = AgreementOptions(resamples=0, frames=False)
    return agreement(code_all(again, DEMO_CODERS, seed=seed), options=options)


def _expected(truths: Sequence[CodingPass]) -> Expected:
    movements = [one for truth in truths for one in truth.codings]
    units = sum(len(one.action_units) for one in movements) / max(1, len(movements))
    return expected_agreement(*DEMO_CODERS, movements=len(movements) / len(truths), units=units)
