"""Labels of settled movements: kind, category and every source apart, made anew whenever something changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from countenance.core import Category, DurationPolicy, InputError, Recording
from countenance.store import Reader, Writer
from countenance.store.records import Decision, Film, Label, Participant, Report, Stimulus, StudyFacts
from countenance.study import elicitation
from countenance.study.arbitration import AgreedCoding
from countenance.study.coding.files import film_times
from countenance.study.exchange import Times
from countenance.study.labelling import (
    Dropped,
    LabelledExpression,
    Movement,
    Override,
    Selection,
    SelfReport,
    label_selection,
    select,
)
from countenance.study.people import Role, require
from countenance.study.recording import clip_at
from countenance.study.settlement.deciding import settled_movements

__all__ = ["LABEL_AGAIN", "LabelledStudy", "label_all", "labelled_study", "override_category", "stale_labels"]

LABEL_AGAIN = (
    "what was settled or reported has changed since it was labelled: run 'countenance study label' again"
)
"""What is said where labels are stale."""
_PUBLISHED = ("kind", "category", "from_action_units", "from_stimulus", "self_report")
"""Labels that a release tells."""


@dataclass(frozen=True, slots=True)
class LabelledStudy:
    """What a study keeps of its settled movements.

    Parameters
    ----------
    selection : Selection
        What is kept, and what is dropped and why.
    expressions : tuple of LabelledExpression
    decisions : dict of str to Decision
        By which each movement was settled, by its key.
    """

    selection: Selection
    expressions: tuple[LabelledExpression, ...]
    decisions: dict[str, Decision]


def labelled_study(
    reader: Reader,
    policy: DurationPolicy = DurationPolicy.ONSET_TO_OFFSET,
    hidden: Collection[str] = (),
) -> LabelledStudy:
    """Select and label everything that was settled; a person's categories stay. Nothing is written.

    Parameters
    ----------
    reader : Reader
    policy : DurationPolicy
        How frames become durations.
    hidden : collection of str
        Ids of recordings that are left aside.
    """
    settled = [(one, agreed) for one, agreed in settled_movements(reader) if one.film not in hidden]
    movements = _movements(reader, settled)
    decisions = {one.key: decision for one, (decision, _) in zip(movements, settled, strict=True)}
    by_hand = {
        one.decision: Override(Category(one.override), one.reason, one.overridden_by)
        for one in reader.find(Label)
        if one.override
    }
    selection = select(movements, policy)
    overrides = {
        key: by_hand[decisions[key].id]
        for key in (one.movement.key for one in selection.kept)
        if decisions[key].id in by_hand
    }
    return LabelledStudy(selection, label_selection(selection, overrides), decisions)


def label_all(
    writer: Writer, actor: str, policy: DurationPolicy = DurationPolicy.ONSET_TO_OFFSET
) -> LabelledStudy:
    """Keep the labels of everything that was settled.

    Parameters
    ----------
    writer : Writer
    actor : str
        Name of an arbiter's account.
    policy : DurationPolicy
        How frames become durations.

    Raises
    ------
    InputError
        If that account is no arbiter's.
    """
    require(writer, actor, Role.ARBITER)
    study = labelled_study(writer, policy)
    there = {one.decision: one for one in writer.find(Label)}
    for decision, labels, excluded in _rows(study):
        _keep(writer, decision, there, labels, excluded)
    return study


def stale_labels(reader: Reader, hidden: Collection[str] = ()) -> list[str]:
    """Names of clips whose labels are no longer those that labelling would give, under the policy that they tell.

    That is so where what was settled, reported or shown, or the times of frames, changed since. Movements that were
    settled and never labelled are none of them.

    Parameters
    ----------
    reader : Reader
    hidden : collection of str
        Ids of recordings that are left aside.
    """
    aside = {one.id for one in reader.find(Decision) if one.film in hidden}
    kept = [one for one in reader.find(Label) if one.decision not in aside]
    stale: list[str] = []
    for policy in sorted({one.labels["duration_policy"] for one in kept}):
        study = labelled_study(reader, DurationPolicy(policy), hidden)
        now = {decision.id: _told(labels, excluded) for decision, labels, excluded in _rows(study)}
        stale += [
            one.labels["clip"]
            for one in kept
            if one.labels["duration_policy"] == policy
            and now.get(one.decision) != _told(one.labels, one.excluded)
        ]
    return sorted(stale)


def override_category(writer: Writer, arbiter: str, decision: str, category: Category, reason: str) -> Label:
    """File an expression under another category than the rules do; theirs is kept beside it.

    Parameters
    ----------
    writer : Writer
    arbiter : str
    decision : str
        By which the movement was settled, by id.
    category : Category
    reason : str
        Why.

    Raises
    ------
    InputError
        If that account is no arbiter's, there is no reason, or the movement is not labelled.
    """
    require(writer, arbiter, Role.ARBITER)
    person = Override(category, reason, arbiter)
    label = writer.first(Label, decision=decision)
    if label is not None and label.excluded is not None:
        raise InputError(f"{label.labels['clip']} is no expression: {label.excluded}")
    if label is None:
        raise InputError(f"no expression came of the decision {decision}: label the study first")
    return writer.change(
        label, override=str(person.category), overridden_by=person.person, reason=person.reason
    )


def _rows(study: LabelledStudy) -> Iterator[tuple[Decision, dict[str, Any], str | None]]:
    """What is kept of each movement: its decision, its labels, and why it is no expression."""
    for expression in study.expressions:
        yield study.decisions[expression.movement.key], _labels_of(expression), None
    for dropped in study.selection.dropped:
        labels = _labels_of_dropped(dropped, study.selection.policy)
        yield study.decisions[dropped.movement.key], labels, dropped.why


def _told(labels: Mapping[str, Any], excluded: str | None) -> tuple[Any, ...]:
    """What a release says of a movement."""
    return (excluded, *(labels[name] for name in _PUBLISHED))


def _keep(
    writer: Writer, decision: Decision, there: dict[str, Label], labels: dict[str, Any], excluded: str | None
) -> None:
    label = there.get(decision.id)
    if label is None:
        writer.add(Label(decision=decision.id, labels=labels, excluded=excluded))
    elif (label.labels, label.excluded) != (labels, excluded):
        writer.change(label, labels=labels, excluded=excluded)


def _labels_of(expression: LabelledExpression) -> dict[str, Any]:
    told = expression.labelling.to_dict()
    return {
        "clip": expression.movement.name,
        "kind": str(expression.kind),
        "category": told["automatic"],
        "from_action_units": told["from_action_units"],
        "from_stimulus": told["from_stimulus"],
        "self_report": told["self_report"],
        "rule": "; ".join(told["rules"][:1]),
        "reason": told["basis"],
        "questions": told["questions"],
        "duration_policy": str(expression.duration.policy),
        "remarks": list(expression.remarks),
    }


def _labels_of_dropped(dropped: Dropped, policy: DurationPolicy) -> dict[str, Any]:
    said = dropped.movement.self_report
    return {
        "clip": dropped.movement.name,
        "kind": None,
        "category": None,
        "from_action_units": None,
        "from_stimulus": dropped.movement.stimulus_emotion,
        "self_report": None if said is None else said.word or None,
        "rule": "",
        "reason": str(dropped.reason),
        "questions": [],
        "duration_policy": str(policy),
        "remarks": [],
    }


def _movements(reader: Reader, settled: Collection[tuple[Decision, AgreedCoding]]) -> list[Movement]:
    facts = reader.first(StudyFacts)
    films = {one.id: one for one in reader.find(Film)}
    times = _uneven_times(films, {one.film for one, _ in settled})
    people = {one.id: one.pseudonym for one in reader.find(Participant)}
    stimuli = {one.id: one for one in reader.find(Stimulus)}
    by_name = {one.name: one for one in stimuli.values()}
    reports: dict[str, list[Report]] = {}
    for one in reader.find(Report, order="onset"):
        reports.setdefault(one.film, []).append(one)
    counts: dict[str, int] = {}
    movements = []
    for decision, agreed in settled:
        film = films[decision.film]
        counts[film.id] = counts.get(film.id, 0) + 1
        stimulus = stimuli.get(film.stimulus or "") or _shown(film, agreed, by_name)
        recording = Recording(
            "" if facts is None else facts.name,
            people[film.participant],
            film.name,
            film.fps,
            None if stimulus is None else stimulus.name,
        )
        movements.append(
            Movement(
                f"{film.name}_{counts[film.id]}",
                recording,
                agreed,
                None if stimulus is None else stimulus.emotion,
                _said(film, reports.get(film.id, []), agreed),
                times.get(film.id),
            )
        )
    return movements


def _uneven_times(films: Mapping[str, Film], wanted: Collection[str]) -> dict[str, Times]:
    """When the frames of recordings of a variable rate are shown; `Film.fps` is an average there."""
    return {film: film_times(films[film]) for film in wanted if films[film].times}


def _shown(film: Film, agreed: AgreedCoding, stimuli: Mapping[str, Stimulus]) -> Stimulus | None:
    """What was on the screen when a movement began, in the recording of a whole session."""
    clip = None if agreed.interval is None else clip_at(film, agreed.interval)
    return None if clip is None else stimuli.get(clip.stimulus)


def _said(film: Film, reports: list[Report], agreed: AgreedCoding) -> SelfReport | None:
    """What the participant said of a movement."""
    if agreed.interval is None or not reports:
        return None
    told = [
        elicitation.SelfReport(
            film.name, one.onset, one.offset, one.emotion, one.intensity, one.text, one.not_emotional
        )
        for one in reports
    ]
    (found,), _ = elicitation.match_self_reports(told, [agreed.interval])
    if found.report is None:
        return None
    if found.report.not_emotional:
        return SelfReport(found.report.not_emotional, is_emotional=False)
    return SelfReport(found.report.emotion or found.report.text)
