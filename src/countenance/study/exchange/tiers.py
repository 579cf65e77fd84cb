"""Tiers of annotations, as ELAN and Praat hold them, and the events that they make together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from countenance.core.words import counted
from countenance.study.exchange.events import Event, clock
from countenance.study.exchange.fields import joined
from countenance.study.exchange.problems import Findings
from countenance.study.exchange.roles import EVENTS, Meanings, TierName, nothing_to_read

__all__ = ["Annotation", "Found", "Tier", "events_of_tiers"]


@dataclass(frozen=True, slots=True)
class Annotation:
    """A text, at a time of its own or at that of another annotation.

    Parameters
    ----------
    text : str
    start, end : Fraction
        Milliseconds after the first frame; equal for a point.
    id, parent : str
        Its own identifier, and that of the annotation which it belongs to; empty where time alone tells.
    trouble : str
        Why it is at no time; empty where it is at one.
    """

    text: str
    start: Fraction
    end: Fraction
    id: str = ""
    parent: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Tier:
    """Annotations of one kind.

    Parameters
    ----------
    name : str
    annotations : tuple of Annotation
    coder, participant : str
        As the file states them; empty where it does not.
    type : str
        Name of the tier's type, which says what it means when somebody has renamed the tier.
    parent : str
        Name of the tier that it belongs to; empty where there is none.
    """

    name: str
    annotations: tuple[Annotation, ...]
    coder: str = ""
    participant: str = ""
    type: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """An event, whose it is, and where it stands in the file."""

    event: Event
    coder: str
    participant: str
    where: str


@dataclass(frozen=True, slots=True)
class _Read:
    """A tier with what it means."""

    tier: Tier
    name: TierName
    """Its event, lane and coder."""
    fields: tuple[str, ...]
    is_certain: bool = True
    """Whether it surely speaks of events, and is not only called like a tier that does."""

    @property
    def coder(self) -> str:
        return self.tier.coder or self.name.coder


def events_of_tiers(
    tiers: Sequence[Tier], meanings: Meanings, findings: Findings
) -> tuple[list[Found], list[Tier]]:
    """Events of all tiers, with what other tiers say of them.

    Parameters
    ----------
    tiers : sequence of Tier
        All of a file.
    meanings : Meanings
        What the caller says that they mean; other tiers mean what they are called.
    findings : Findings
        What is told.

    Returns
    -------
    found : list of Found
    event_tiers : list of Tier
        Those that hold the events, also where they are empty, with coders as named.

    Raises
    ------
    CodingFileError
        If no tier holds events.
    """
    present = {tier.name: len(tier.annotations) for tier in tiers}
    meanings.check(present, "tier", findings)
    findings.check()
    read = [_untroubled(one, findings) for tier in tiers if (one := _meaning(tier, meanings)) is not None]
    holders = [one for one in read if not one.name.field]
    if not holders:
        raise nothing_to_read(present, "tier", findings)
    for tier in tiers:
        if tier.annotations and all(one.tier.name != tier.name for one in read):
            findings.remark(
                f"the tier {tier.name!r} ({counted(len(tier.annotations), 'annotation')}) is not read"
            )
    events = [one for holder in holders for one in _events(holder, findings)]
    _attach([one for one in read if one.name.field], events, findings)
    found = [_found(one, findings) for one in events]
    return found, [replace(holder.tier, coder=holder.coder) for holder in holders]


def _meaning(tier: Tier, meanings: Meanings) -> _Read | None:
    roles = meanings.roles.get(tier.name)
    if roles is not None:
        event = next((role for role in roles if role in EVENTS), "")
        fields = tuple(role for role in roles if role not in EVENTS)
        return _Read(tier, TierName(event, field="" if event else fields[0]), fields)
    name = TierName.read(tier.name)
    if name is None and tier.type:
        name = TierName.read(tier.type)
    if name is None:
        return None
    return _Read(tier, name, (name.field,) if name.field else (), bool(name.event or tier.parent))


def _untroubled(read: _Read, findings: Findings) -> _Read:
    """A tier without annotations that are at no time, which is told."""
    for one in read.tier.annotations:
        if one.trouble:
            findings.problem(f"tier {read.tier.name!r}: {one.trouble}", "give it a time in the program")
    usable = tuple(one for one in read.tier.annotations if not one.trouble)
    return replace(read, tier=replace(read.tier, annotations=usable))


@dataclass(slots=True)
class _Open:
    """An event that is being put together."""

    holder: _Read
    annotation: Annotation
    texts: dict[str, list[str]]
    apexes: list[Annotation]

    @property
    def where(self) -> str:
        span = f"{clock(self.annotation.start)} to {clock(self.annotation.end)}"
        return f"tier {self.holder.tier.name!r}, {span}"


def _events(holder: _Read, findings: Findings) -> Iterable[_Open]:
    ordered = sorted(holder.tier.annotations, key=lambda one: (one.start, one.end))
    for before, after in pairwise(ordered):
        if after.start < before.end:
            findings.problem(
                f"tier {holder.tier.name!r}: the annotations {clock(before.start)} to {clock(before.end)} and "
                f"{clock(after.start)} to {clock(after.end)} overlap",
                "correct them, or move one to another tier",
            )
    for annotation in ordered:
        yield _Open(holder, annotation, _own_text(holder, annotation, findings), [])


def _own_text(holder: _Read, annotation: Annotation, findings: Findings) -> dict[str, list[str]]:
    text = annotation.text.strip()
    if holder.fields:
        return {field: [text] for field in holder.fields}
    if holder.name.event == "excluded" or text in {"", "expression"}:
        return {}
    findings.remark(
        f"texts of the tier {holder.tier.name!r} are kept as notes; where they are something else, say so, for "
        f"example with tiers={{'expression': {holder.tier.name!r}, 'action units': {holder.tier.name!r}}}"
    )
    return {"note": [text]}


def _attach(others: Sequence[_Read], events: Sequence[_Open], findings: Findings) -> None:
    owners = {event.annotation.id: event for event in events if event.annotation.id}
    parents = {one.id: one.parent for other in others for one in other.tier.annotations if one.id}
    for other in others:
        for annotation in other.tier.annotations:
            owner = _by_parent(annotation, owners, parents) or _by_time(annotation, other, events)
            if owner is None:
                _tell_lost(annotation, other, findings)
            elif "apex" in other.fields:
                owner.apexes.append(annotation)
            else:
                for field in other.fields:
                    owner.texts.setdefault(field, []).append(annotation.text)


def _tell_lost(annotation: Annotation, other: _Read, findings: Findings) -> None:
    message = (
        f"tier {other.tier.name!r}: {annotation.text!r} at {clock(annotation.start)} belongs to no annotation of "
        "an expression, or to several equally"
    )
    if other.is_certain:
        findings.problem(message, "give it the time of the annotation which it belongs to")
    else:
        findings.remark(f"{message}, and is not read")


def _by_parent(annotation: Annotation, owners: dict[str, _Open], parents: dict[str, str]) -> _Open | None:
    above, seen = annotation.parent, set[str]()
    while above and above not in seen:
        if above in owners:
            return owners[above]
        seen.add(above)
        above = parents.get(above, "")
    return None


def _by_time(annotation: Annotation, other: _Read, events: Sequence[_Open]) -> _Open | None:
    """The event that shares most time with an annotation; None where none does, or several equally."""
    shared = [
        (_common(annotation, event.annotation), event) for event in events if _concerns(other, event.holder)
    ]
    most = max((time for time, _ in shared), default=Fraction(-1))
    best = [event for time, event in shared if time == most]
    return best[0] if most >= 0 and len(best) == 1 else None


def _concerns(other: _Read, holder: _Read) -> bool:
    if other.tier.parent:
        return other.tier.parent == holder.tier.name
    lane = other.name.event, other.name.lane
    return (not other.name.event or lane == (holder.name.event, holder.name.lane)) and (
        other.coder in {"", holder.coder}
    )


def _common(one: Annotation, other: Annotation) -> Fraction:
    """Milliseconds that two annotations share; -1 where they do not meet.

    A point shares 0 with what it lies in, and what it ends with is no part of an annotation.
    """
    if one.start == one.end:
        return Fraction(0 if other.start <= one.start < other.end else -1)
    common = min(one.end, other.end) - max(one.start, other.start)
    return common if common > 0 else Fraction(-1)


def _found(one: _Open, findings: Findings) -> Found:
    fields = {}
    for field, texts in one.texts.items():
        text = joined(field, texts)
        if text is None:
            findings.problem(
                f"{one.where}: it has several texts of the {field}, {', '.join(map(repr, texts))}", "keep one"
            )
        else:
            fields[field] = text
    if len(one.apexes) > 1:
        findings.problem(f"{one.where}: it has {len(one.apexes)} apexes", "keep one")
    apex = (one.apexes[0].start, one.apexes[0].end) if one.apexes else None
    excluded = one.annotation.text.strip() if one.holder.name.event == "excluded" else None
    frames = fields.pop("frames", "")
    event = Event(one.annotation.start, one.annotation.end, apex, excluded, fields, frames)
    return Found(event, one.holder.coder, one.holder.tier.participant, one.where)
