"""What a release holds, counted as the CAS(ME)2 paper counts it in Tables 2 and 4."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from countenance.core import Category, Clip, Database, DurationPolicy, ExpressionKind, Problem
from countenance.databases.paper import PAPER_TABLE_2, PAPER_TABLE_4

__all__ = ["ActionUnitCount", "KindProfile", "Profile", "profile"]

UNLABELLED = "unlabelled"


@dataclass(frozen=True, slots=True)
class ActionUnitCount:
    """How many expressions show an action unit, on whichever side and however strongly."""

    action_unit: int
    n: int
    share: float


@dataclass(frozen=True, slots=True)
class KindProfile:
    """The expressions of one kind.

    Parameters
    ----------
    kind : ExpressionKind
        Macro or micro.
    n : int
        Number of expressions.
    mean_ms, sd_ms : float or None
        Mean duration and its standard deviation (n - 1 in the denominator) in milliseconds; None where there
        are too few.
    categories : dict of str to int
        Expressions by emotion category.
    action_units : tuple of ActionUnitCount
        The most frequent first.
    """

    kind: ExpressionKind
    n: int
    mean_ms: float | None
    sd_ms: float | None
    categories: dict[str, int]
    action_units: tuple[ActionUnitCount, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """What a release holds.

    Parameters
    ----------
    database, title : str
        Registered and published name.
    synthetic : bool
        Whether the faces were rendered.
    duration_policy : DurationPolicy
        How frames became milliseconds.
    participants, recordings : int
        Participants with a recording, and recordings, labelled or not.
    labelled_recordings : int
        Recordings with at least one usable expression.
    expressions : int
        Usable labelled expressions.
    frames_min, frames_max : int or None
        Length of the shortest and the longest expression in frames, both ends counted.
    kinds : tuple of KindProfile
        One for each kind, also for one that does not occur.
    dropped : tuple of Problem
        What of the release is not used, and why.
    notes : tuple of Problem
        What is odd and is used.
    """

    database: str
    title: str
    synthetic: bool
    duration_policy: DurationPolicy
    participants: int
    recordings: int
    labelled_recordings: int
    expressions: int
    frames_min: int | None
    frames_max: int | None
    kinds: tuple[KindProfile, ...]
    dropped: tuple[Problem, ...]
    notes: tuple[Problem, ...]

    def to_dict(self) -> dict[str, Any]:
        """Everything as dictionaries, lists, text and numbers, ready for JSON."""
        whole = asdict(self)
        whole["kinds"] = [{**kind, "action_units": list(kind["action_units"])} for kind in whole["kinds"]]
        return {**whole, "dropped": list(whole["dropped"]), "notes": list(whole["notes"])}

    def duration_rows(self) -> list[dict[str, Any]]:
        """Table 2: a row for each kind with its number and durations."""
        return [
            {"kind": str(kind.kind), "n": kind.n, "mean_ms": kind.mean_ms, "sd_ms": kind.sd_ms}
            for kind in self.kinds
        ]

    def category_rows(self) -> list[dict[str, Any]]:
        """Table 4: a row for each category with its number in all and by kind."""
        names = dict.fromkeys(name for kind in self.kinds for name in kind.categories)
        rows = []
        for name in names:
            by_kind = {str(kind.kind): kind.categories.get(name, 0) for kind in self.kinds}
            rows.append({"category": name, "n": sum(by_kind.values()), **by_kind})
        return rows

    def duration_rows_beside_paper(self) -> list[dict[str, Any]]:
        """Table 2 with the paper's own figures in further columns."""
        return [
            {**row, "paper_n": paper.n, "paper_mean_ms": paper.mean_ms, "paper_sd_ms": paper.sd_ms}
            for row in self.duration_rows()
            for paper in [PAPER_TABLE_2[ExpressionKind(row["kind"])]]
        ]

    def category_rows_beside_paper(self) -> list[dict[str, Any]]:
        """Table 4 with the paper's own figures in further columns; None for a category that it does not have."""
        paper = {str(category): counts for category, counts in PAPER_TABLE_4.items()}
        return [
            {**row, **{f"paper_{kind}": paper.get(row["category"], {}).get(kind) for kind in ExpressionKind}}
            for row in self.category_rows()
        ]

    def action_unit_rows(self) -> list[dict[str, Any]]:
        """A row for each kind and action unit with its number and its share of the kind's expressions."""
        return [
            {"kind": str(kind.kind), "action_unit": unit.action_unit, "n": unit.n, "share": unit.share}
            for kind in self.kinds
            for unit in kind.action_units
        ]


def profile(database: Database, policy: DurationPolicy = DurationPolicy.ONSET_TO_OFFSET) -> Profile:
    """Count what a database holds.

    Parameters
    ----------
    database : Database
        Opened release.
    policy : DurationPolicy
        How frames become milliseconds; the default is the one with which the published label files agree
        with the paper.

    Returns
    -------
    Profile

    Raises
    ------
    DatabaseError
        If the release cannot be read at all.
    """
    clips, recordings, problems = database.clips(), database.recordings(), database.validate()
    frames = [clip.expression.interval.n_frames for clip in clips]
    return Profile(
        database=database.info.name,
        title=database.info.title,
        synthetic=database.info.synthetic,
        duration_policy=policy,
        participants=len({recording.participant for recording in recordings}),
        recordings=len(recordings),
        labelled_recordings=len({clip.recording for clip in clips}),
        expressions=len(clips),
        frames_min=min(frames, default=None),
        frames_max=max(frames, default=None),
        kinds=tuple(
            _kind_profile(kind, [clip for clip in clips if clip.expression.kind is kind], policy)
            for kind in ExpressionKind
        ),
        dropped=tuple(problem for problem in problems if problem.fatal),
        notes=tuple(problem for problem in problems if not problem.fatal),
    )


def _kind_profile(kind: ExpressionKind, clips: Sequence[Clip], policy: DurationPolicy) -> KindProfile:
    durations = [1000 * clip.expression.interval.duration(clip.fps, policy) for clip in clips]
    return KindProfile(
        kind=kind,
        n=len(clips),
        mean_ms=statistics.fmean(durations) if durations else None,
        sd_ms=statistics.stdev(durations) if len(durations) > 1 else None,
        categories=_categories(clips),
        action_units=_action_units(clips),
    )


def _categories(clips: Iterable[Clip]) -> dict[str, int]:
    """Number by category in the order of Table 4; those of no category last."""
    found = Counter(clip.expression.labels.category for clip in clips)
    counts = {str(category): found[category] for category in Category}
    return counts | ({UNLABELLED: found[None]} if found[None] else {})


def _action_units(clips: Sequence[Clip]) -> tuple[ActionUnitCount, ...]:
    # An expression with L12 and R12 shows action unit 12 once.
    shown = Counter(
        number for clip in clips for number in {unit.number for unit in clip.expression.action_units}
    )
    ranked = sorted(shown.items(), key=lambda item: (-item[1], item[0]))
    return tuple(ActionUnitCount(number, n, n / len(clips)) for number, n in ranked)
