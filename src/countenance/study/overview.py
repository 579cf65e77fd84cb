"""A study at a glance: how far each stage is, and what each role has to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from countenance.core.words import counted
from countenance.store import Reader
from countenance.store.records import (
    Account,
    Assignment,
    ConsentText,
    Film,
    Label,
    ProtocolVersion,
    Record,
    Release,
    SessionRow,
    Stimulus,
    Tombstone,
)
from countenance.study.elicitation import State
from countenance.study.people import Role
from countenance.study.recording.owing import owed_sessions
from countenance.study.recording.rating import clips_of_rater
from countenance.study.recording.sessions import withdrawn_in_sessions
from countenance.study.settlement.desk import still_to_code
from countenance.study.status import StudyStatus, study_status

__all__ = ["Action", "ActionKind", "Overview", "Stage", "overview"]


class ActionKind(StrEnum):
    """What is to be done."""

    ACCOUNTS = "accounts"
    CONSENT = "consent"
    WITHDRAWAL = "withdrawal"
    STIMULI = "stimuli"
    RATE = "rate"
    PROTOCOL = "protocol"
    PARTICIPANTS = "participants"
    SESSIONS = "sessions"
    ASSIGN = "assign"
    CODE = "code"
    SETTLE = "settle"
    LABEL = "label"
    PUBLISH = "publish"


_OVER = frozenset({State.DONE, State.STOPPED, State.WITHDRAWN, State.DEBRIEF, State.PAYMENT})
_TELLING_STAGES = frozenset({"To settle", "Arbitrated"})
_TELLING_ACTIONS = frozenset({ActionKind.SETTLE, ActionKind.LABEL, ActionKind.PUBLISH})
_TELLING_COUNTS = frozenset(
    {"codings", "codings to be settled", "movements settled", "expressions", "self-reports"}
)


@dataclass(frozen=True, slots=True)
class Action:
    """Something that somebody has to do next.

    Parameters
    ----------
    role : Role
        Who.
    kind : ActionKind
    sentence : str
    participant : str
        Pseudonym of whom it is about; empty where that is nobody alone.
    """

    role: Role
    kind: ActionKind
    sentence: str
    participant: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """How far one stage is.

    Parameters
    ----------
    name : str
    done : int
    all : int or None
        Of how many; None where nobody knows.
    unit : str
        What is counted, in the plural.
    """

    name: str
    done: int
    all: int | None
    unit: str


@dataclass(frozen=True, slots=True)
class Overview:
    """Stages in order, actions by role, and every count."""

    stages: tuple[Stage, ...]
    actions: tuple[Action, ...]
    counts: dict[str, int]


def overview(reader: Reader, name: str = "") -> Overview:
    """Look at a study.

    Parameters
    ----------
    reader : Reader
    name : str
        Of an account: what coders are told to do is what this one has to code, if he is one. While there is
        something, he is told nothing of how much others have marked, settled or reported; who does nothing but
        rate is told of his clips alone.
    """
    status = study_status(reader)
    coded = _coded_by_two(reader, status.withheld)
    counts = status.counts
    stages = (
        Stage("Recorded", counts["recordings"], None, "recordings"),
        Stage("Coded", coded, counts["recordings"], "recordings by two coders"),
        Stage("To settle", counts["codings to be settled"], None, "codings to be settled"),
        Stage("Arbitrated", counts["movements settled"], None, "movements settled"),
        Stage("Published", counts["releases"], None, "releases"),
    )
    found = Overview(stages, tuple(_actions(reader, status, name)), counts)
    if name and _rates_alone(reader, name):
        return Overview((), tuple(one for one in found.actions if one.kind is ActionKind.RATE), {})
    return _blinded(found) if name and still_to_code(reader, name) else found


def _rates_alone(reader: Reader, name: str) -> bool:
    account = reader.first(Account, name=name)
    return account is not None and set(account.roles) == {Role.RATER}


def _blinded(found: Overview) -> Overview:
    """Without what tells how much others saw."""
    return Overview(
        tuple(stage for stage in found.stages if stage.name not in _TELLING_STAGES),
        tuple(action for action in found.actions if action.kind not in _TELLING_ACTIONS),
        {name: n for name, n in found.counts.items() if name not in _TELLING_COUNTS},
    )


def _coded_by_two(reader: Reader, withheld: frozenset[str]) -> int:
    submitted = Counter(one.film for one in reader.find(Assignment) if one.submitted_at is not None)
    return sum(n > 1 for film, n in submitted.items() if film not in withheld)


def _actions(reader: Reader, status: StudyStatus, name: str) -> Iterator[Action]:
    counts = status.counts
    yield from _of_admins(reader, status.withheld)
    raters = _raters(reader)
    to_rate = _to_rate(reader, name, raters)
    if to_rate and (name in raters or not reader.count(ProtocolVersion)):
        yield Action(Role.RATER, ActionKind.RATE, f"{counted(to_rate, 'clip')} to rate.")
    if not counts["recordings"] or counts["stimuli"]:  # who has recordings and no clips elicits nothing
        yield from _before_sessions(reader, counts, raters)
        yield from _sessions(reader, counts)
    if to_code := _to_code(reader, name, status.withheld):
        yield Action(Role.CODER, ActionKind.CODE, f"{counted(to_code, 'recording')} to code.")
    if counts["codings to be settled"]:
        n = counted(counts["codings to be settled"], "coding")
        yield Action(Role.ARBITER, ActionKind.SETTLE, f"{n} to settle.")
    elif status.is_to_be_labelled:
        yield Action(Role.ARBITER, ActionKind.LABEL, "Label what was settled or reported since.")
    elif counts["expressions"] and _is_newer(reader, Label, Release):
        again = " again: labels have changed since the last release" if counts["releases"] else ""
        n = counted(counts["expressions"], "expression")
        yield Action(Role.ANALYST, ActionKind.PUBLISH, f"{n} ready to be published{again}.")


def _is_newer(reader: Reader, one: type[Record], other: type[Record]) -> bool:
    """Whether rows of one table were changed after the last one was added to another."""
    changed = reader.last_entries(1, entity=one.table)
    added = reader.last_entries(1, entity=other.table, action="add")
    return bool(changed) and (not added or changed[0]["sequence"] > added[0]["sequence"])


def _of_admins(reader: Reader, withheld: frozenset[str]) -> Iterator[Action]:
    coders = sum(Role.CODER in one.roles for one in reader.find(Account, active=True))
    if coders < 2:
        yield Action(
            Role.ADMIN, ActionKind.ACCOUNTS, f"{counted(coders, 'coder')} so far: a study needs two."
        )
    if not reader.count(ConsentText):
        yield Action(Role.ADMIN, ActionKind.CONSENT, "No consent text yet: sessions begin with one.")
    if unfinished := sum(not one.is_finished for one in reader.find(Tombstone)):
        n = counted(unfinished, "withdrawal")
        yield Action(Role.ADMIN, ActionKind.WITHDRAWAL, f"{n} to finish: bytes may be left.")
    for pseudonym in withdrawn_in_sessions(reader):
        sentence = f"{pseudonym} withdrew in a session: remove what is there."
        yield Action(Role.ADMIN, ActionKind.WITHDRAWAL, sentence, pseudonym)
    if coders >= 2 and _lacks_coders(reader, withheld):
        yield Action(Role.ADMIN, ActionKind.ASSIGN, "Recordings to give to two coders.")


def _lacks_coders(reader: Reader, withheld: frozenset[str]) -> bool:
    """Whether a recording is to be given to a second coder, or a first one."""
    given = reader.tally(Assignment, "film")
    return any(given.get(film.id, 0) < 2 for film in reader.find(Film) if film.id not in withheld)


def _before_sessions(reader: Reader, counts: dict[str, int], raters: list[str]) -> Iterator[Action]:
    """From the first clip to the protocol that is made of those that were chosen."""
    if not counts["stimuli"]:
        yield Action(Role.EXPERIMENTER, ActionKind.STIMULI, "No stimuli yet: add clips to be rated.")
        return
    if reader.count(ProtocolVersion):
        return
    if reader.count(Stimulus, chosen=True):
        yield Action(
            Role.EXPERIMENTER, ActionKind.PROTOCOL, "Clips are chosen: take in a protocol with them."
        )
    elif counts["ratings of stimuli"]:
        yield Action(Role.EXPERIMENTER, ActionKind.STIMULI, "Ratings are there: choose stimuli by a rule.")
    elif not raters:
        yield Action(Role.ADMIN, ActionKind.ACCOUNTS, "Nobody rates the clips yet: add accounts of raters.")


def _sessions(reader: Reader, counts: dict[str, int]) -> Iterator[Action]:
    if not reader.count(ProtocolVersion):
        return
    if not counts["participants"]:
        yield Action(Role.EXPERIMENTER, ActionKind.PARTICIPANTS, "A protocol is there: add participants.")
    if running := sum(one.state not in _OVER for one in reader.find(SessionRow)):
        yield Action(Role.EXPERIMENTER, ActionKind.SESSIONS, f"{counted(running, 'session')} to go on with.")
    if owed := len(owed_sessions(reader)):
        n = counted(owed, "session")
        sentence = f"{n} whose participant is not debriefed or not paid."
        yield Action(Role.EXPERIMENTER, ActionKind.SESSIONS, sentence)
    if counts["sessions"] < counts["participants"]:
        waiting = counted(counts["participants"] - counts["sessions"], "participant")
        yield Action(Role.EXPERIMENTER, ActionKind.SESSIONS, f"{waiting} without a session.")


def _raters(reader: Reader) -> list[str]:
    return [one.name for one in reader.find(Account, active=True) if Role.RATER in one.roles]


def _to_rate(reader: Reader, name: str, raters: list[str]) -> int:
    """Clips that a rater has still to rate; those of all raters where the account is none."""
    wanted = [name] if name in raters else raters
    each = [clips_of_rater(reader, one) for one in wanted]
    return sum(len(one.clips) - one.n_rated for one in each)


def _to_code(reader: Reader, name: str, withheld: frozenset[str]) -> int:
    """Recordings that a coder has still to code; those of all coders where the account is none."""
    account = reader.first(Account, name=name) if name else None
    own = {"coder": account.id} if account is not None and Role.CODER in account.roles else {}
    return sum(one.film not in withheld for one in reader.find(Assignment, submitted_at=None, **own))
