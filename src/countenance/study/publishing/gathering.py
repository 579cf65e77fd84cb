"""From a study to what may be published of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

from countenance.core import Category, ExpressionKind, InputError, Interval, IntervalError
from countenance.store import Reader
from countenance.store.records import (
    Account,
    Assignment,
    Consent,
    ConsentText,
    Decision,
    Film,
    Label,
    Mark,
    Medium,
    Participant,
    Record,
    Report,
    Stimulus,
    StudyFacts,
)
from countenance.study.coding import coding_of
from countenance.study.people import ReleaseLevel, level_agreed
from countenance.study.people.consent import latest_consents
from countenance.study.project import Study
from countenance.study.publishing.coded import coding_states
from countenance.study.publishing.contents import (
    CodingContent,
    CodingState,
    ConsentContent,
    ExpressionContent,
    LeftOut,
    ParticipantContent,
    RecordingContent,
    ReleaseContent,
    SelfReportContent,
    ShownClipContent,
    StimulusContent,
)
from countenance.study.publishing.debriefed import NOT_OVER, films_not_over
from countenance.study.publishing.names import PublishedNames
from countenance.study.recording.clips import clips_of
from countenance.study.recording.sessions import withdrawn_in_sessions

__all__ = ["gather"]

R = TypeVar("R", bound=Record)


def gather(source: Study | Reader, level: ReleaseLevel) -> ReleaseContent:
    """Everything that may go as far as a level, and nothing else.

    Parameters
    ----------
    source : Study or Reader
    level : ReleaseLevel
        Recordings that may not go that far, or whose session is not over, are left out, with everything about them.

    Returns
    -------
    ReleaseContent

    Raises
    ------
    InputError
        If nothing of what is over may go that far, or a label contradicts itself.
    """
    if isinstance(source, Study):
        with source.reading() as reader:
            return gather(reader, level)
    if level is ReleaseLevel.NONE:
        raise InputError(
            "a release goes to somebody: name the level laboratory, researchers or public, not none"
        )
    facts = source.first(StudyFacts)
    if facts is None:
        raise InputError("the database holds no study that was begun: restore a backup, or begin anew")
    chosen = _choose(source, level)
    if not chosen.films:
        raise InputError(_nothing_left(facts.name, level, chosen.left_out))
    return _content(source, facts, level, chosen)


@dataclass(frozen=True, slots=True)
class _Chosen:
    films: dict[str, Film]
    people: dict[str, Participant]
    consents: dict[str, Consent]
    left_out: tuple[LeftOut, ...]


def _nothing_left(study: str, level: ReleaseLevel, left_out: Sequence[LeftOut]) -> str:
    if not left_out:
        return f"{study} has no recording yet"
    waiting = sum(one.reason == NOT_OVER for one in left_out)
    covered = f"consent covers none of {len(left_out)}"
    if waiting:
        covered = f"of {len(left_out)}, {waiting} wait: {NOT_OVER}"
    return f"no recording of {study} may go to {level}: {covered}"


def _choose(reader: Reader, level: ReleaseLevel) -> _Chosen:
    people = {one.id: one for one in reader.find(Participant)}
    consents, withdrew = latest_consents(reader), withdrawn_in_sessions(reader)
    every = list(reader.find(Film, order="name"))
    going_on = films_not_over(reader, every)
    films, left_out = [], []
    for film in every:
        who = people[film.participant].pseudonym
        agreed = _level(film, consents.get(film.participant))
        if not agreed.covers(level):
            why = "its participant withdrew in a session" if who in withdrew else ""
            left_out.append(LeftOut(film.name, who, why or f"it may go to {agreed}, not to {level}"))
        elif film.id in going_on:
            left_out.append(LeftOut(film.name, who, NOT_OVER))
        else:
            films.append(film)
    films.sort(key=lambda one: (people[one.participant].pseudonym, one.name))
    seen = {one.participant for one in films}
    return _Chosen(
        {one.id: one for one in films},
        {who.id: who for who in sorted(people.values(), key=lambda one: one.pseudonym) if who.id in seen},
        {who: consent for who, consent in consents.items() if who in seen},
        tuple(left_out),
    )


def _level(film: Film, consent: Consent | None) -> ReleaseLevel:
    """As :func:`~countenance.study.people.film_level` says, from consents that were read all at once."""
    agreed = level_agreed(consent)
    return min(agreed, ReleaseLevel(film.level or agreed), key=lambda one: one.rank)


def _may_print(consent: Consent) -> bool:
    """As :func:`~countenance.study.people.may_print` says."""
    return consent.items.get("excerpts", False) and level_agreed(consent) is not ReleaseLevel.NONE


def _content(reader: Reader, facts: StudyFacts, level: ReleaseLevel, chosen: _Chosen) -> ReleaseContent:
    decisions = _of(reader, Decision, "film", chosen.films)
    labels = {one.decision: one for one in _of(reader, Label, "decision", [one.id for one in decisions])}
    recordings = _recordings(reader, chosen, coding_states(reader, chosen.films, decisions, labels))
    kept = [one for one in decisions if one.id in labels and labels[one.id].excluded is None]
    submitted = [one for one in _of(reader, Assignment, "film", recordings) if one.submitted_at is not None]
    by_hand = _arbiters(reader, kept)
    coders = {one.coder for one in submitted}
    names = PublishedNames.of(facts).extended(chosen.people, coders, by_hand.values())
    codings = _codings(reader, recordings, kept, submitted, names)
    known = {one.coding.id for one in codings}
    arbiters = {name: f"arbiter_{names.arbiters[account]}" for name, account in by_hand.items()}
    expressions = [_expression(one, labels[one.id], recordings[one.film], known, arbiters) for one in kept]
    places = {recording.name: place for place, recording in enumerate(recordings.values())}
    return ReleaseContent(
        study=facts.name,
        synthetic=facts.synthetic,
        level=level,
        participants=_participants(chosen.people, names),
        recordings=tuple(recordings.values()),
        shown_clips=tuple(_shown_clips(reader, chosen.films.values())),
        expressions=tuple(
            sorted(expressions, key=lambda one: (places[one.recording.name], one.onset, one.id))
        ),
        codings=tuple(sorted(codings, key=lambda one: _coding_order(one, places))),
        self_reports=_self_reports(reader, recordings, places),
        consents=_consents(reader, chosen.consents.values()),
        left_out=chosen.left_out,
        n_no_expressions=sum(labels[one.id].excluded is not None for one in decisions if one.id in labels),
        n_unlabelled=sum(one.id not in labels for one in decisions),
        answers={str(name): str(told) for name, told in facts.settings.get("datasheet", {}).items()},
        names=names,
    )


def _participants(people: Mapping[str, Participant], names: PublishedNames) -> tuple[ParticipantContent, ...]:
    return tuple(
        ParticipantContent(one.pseudonym, names.participants[one.id], dict(one.facts))
        for one in people.values()
    )


def _recordings(
    reader: Reader, chosen: _Chosen, states: Mapping[str, CodingState]
) -> dict[str, RecordingContent]:
    """By id of the film."""
    stimuli = {one.id: one for one in reader.find(Stimulus)}
    media = {one.id: one for one in reader.find(Medium)}
    found = {}
    for film in chosen.films.values():
        medium = media.get(film.medium or "")
        found[film.id] = RecordingContent(
            name=film.name,
            participant=chosen.people[film.participant].pseudonym,
            fps=film.fps,
            n_frames=film.n_frames,
            times=film.times,
            stimulus=_stimulus(stimuli.get(film.stimulus or "")),
            take=film.take,
            digest=None if medium is None else medium.digest,
            suffix="" if medium is None else medium.suffix,
            may_print=_may_print(chosen.consents[film.participant]),
            coding_state=states[film.id],
        )
    return found


def _stimulus(found: Stimulus | None) -> StimulusContent | None:
    return None if found is None else StimulusContent(found.name, found.emotion, found.seconds, found.digest)


def _shown_clips(reader: Reader, films: Iterable[Film]) -> Iterator[ShownClipContent]:
    """In the order of showing; a recording of one clip names it itself."""
    emotions = {one.name: one.emotion for one in reader.find(Stimulus)}
    for film in films:
        for one in clips_of(film):
            yield ShownClipContent(
                film.name,
                one.stimulus,
                emotions.get(one.stimulus),
                one.take,
                one.interval,
                bool(one.interrupted),
                one.problem or one.interrupted,
            )


def _codings(
    reader: Reader,
    recordings: Mapping[str, RecordingContent],
    kept: Sequence[Decision],
    submitted: Sequence[Assignment],
    names: PublishedNames,
) -> list[CodingContent]:
    """What was submitted; what a coder still works on is nobody's to publish."""
    settled = {mark: one.id for one in kept for mark in (one.first, one.second) if mark is not None}
    by_id = {one.id: one for one in submitted}
    return [
        CodingContent(
            recordings[by_id[mark.assignment].film].name,
            f"coder_{names.coders[by_id[mark.assignment].coder]}",
            coding_of(mark),
            settled.get(mark.id),
        )
        for mark in _of(reader, Mark, "assignment", by_id)
    ]


def _arbiters(reader: Reader, kept: Sequence[Decision]) -> dict[str, str]:
    """Who settled something that no policy did: name of the account to its id."""
    ids = {one.name: one.id for one in reader.find(Account)}
    return {one.arbiter: ids[one.arbiter] for one in kept if not one.settled.get("policy", "")}


def _expression(
    decision: Decision,
    label: Label,
    recording: RecordingContent,
    known: set[str],
    arbiters: Mapping[str, str],
) -> ExpressionContent:
    settled, told = decision.settled, label.labels
    missing = [name for name in ("onset", "offset", "offset_frame") if settled.get(name) is None]
    if missing or told.get("kind") is None:
        what = missing[0] if missing else "kind"
        raise InputError(
            f"{recording.name}, decision {decision.id}: an expression without {what}: label the study again"
        )
    policy = settled.get("policy", "")
    automatic = _category(told.get("category"))
    made = ExpressionContent(
        id=decision.id,
        recording=recording,
        onset=Fraction(settled["onset"]),
        apex=None if settled["apex"] is None else Fraction(settled["apex"]),
        offset=Fraction(settled["offset"]),
        interval=_interval(settled, recording, decision.id),
        apex_frame=settled["apex_frame"],
        action_units=settled["action_units"],
        upper=settled["upper"],
        lower=settled["lower"],
        kind=ExpressionKind(told["kind"]),
        category=_category(label.override) or automatic,
        automatic_category=automatic,
        from_action_units=told.get("from_action_units"),
        from_stimulus=told.get("from_stimulus"),
        self_report=told.get("self_report"),
        rule=told.get("rule", ""),
        reason=told.get("reason", ""),
        override_reason=label.reason if label.override else "",
        duration_policy=told.get("duration_policy", ""),
        action=decision.action,
        policy=policy,
        decision_reason=decision.reason,
        arbiter=None if policy else arbiters[decision.arbiter],
        codings=tuple(mark for mark in (decision.first, decision.second) if mark in known),
    )
    made.to_expression()
    return made


def _interval(settled: Mapping[str, Any], recording: RecordingContent, decision: str) -> Interval:
    found = Interval(settled["onset_frame"], settled["offset_frame"])
    if found.offset >= recording.n_frames:
        raise IntervalError(
            f"{recording.name}, decision {decision}: offset {found.offset} lies beyond the last frame, "
            f"{recording.n_frames - 1}"
        )
    return found


def _category(word: str | None) -> Category | None:
    return None if word is None else Category.parse(word)


def _self_reports(
    reader: Reader, recordings: Mapping[str, RecordingContent], places: Mapping[str, int]
) -> tuple[SelfReportContent, ...]:
    found = [
        SelfReportContent(
            one.id, recordings[one.film].name, one.onset, one.offset, one.emotion, one.intensity, one.text,
            one.not_emotional,
        )
        for one in _of(reader, Report, "film", recordings)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (places[one.recording], one.onset, one.id)))


def _consents(reader: Reader, consents: Iterable[Consent]) -> tuple[ConsentContent, ...]:
    texts = {one.id: one for one in reader.find(ConsentText)}
    signed = Counter(one.consent_text for one in consents)
    found = (
        ConsentContent(texts[text].title, texts[text].language, texts[text].digest, n)
        for text, n in signed.items()
    )
    return tuple(sorted(found, key=lambda one: one.digest))


def _coding_order(one: CodingContent, places: Mapping[str, int]) -> tuple[int, str, int, str]:
    return places[one.recording], one.coder, one.coding.onset, one.coding.id


def _of(reader: Reader, record: type[R], field: str, owners: Iterable[str]) -> list[R]:
    """Rows that belong to some others; asked for in parts, because a database limits how many values it takes."""
    wanted: Iterator[dict[str, Any]] = ({field: part} for part in _parts(list(owners)))
    return [row for fields in wanted for row in reader.find(record, **fields)]


def _parts(ids: list[str], size: int = 500) -> Iterator[list[str]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
