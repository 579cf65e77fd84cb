"""The profile of a release as rows: the CAS(ME)2 paper's Tables 1, 2 and 4, and its action units by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from countenance.core import DurationPolicy, ExpressionKind, Problem
from countenance.core.words import counted
from countenance.databases.action_unit_shares import ActionUnitShares
from countenance.databases.corrections import Correction
from countenance.databases.paper import PAPER_TABLE_2, PAPER_TABLE_4, has_paper_tables
from countenance.databases.published import Literature, literature

__all__ = ["UNLABELLED", "ActionUnitCount", "KindProfile", "Profile", "agreement_text"]

UNLABELLED = "unlabelled"
"""Under which expressions count to which a label scheme gives no class."""
FEW_EXPRESSIONS, FEW_PARTICIPANTS = 20, 5
"""Below either, shares and means of a kind say little, and a profile says so."""


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
        Expressions by class of the label scheme.
    action_units : tuple of ActionUnitCount
        The most frequent first.
    participants : int
        Participants with such an expression.
    without_action_units : int
        Expressions for which no action unit is coded.
    durations_ms : tuple of float
        Of every expression, in the order of clips.
    """

    kind: ExpressionKind
    n: int
    mean_ms: float | None
    sd_ms: float | None
    categories: dict[str, int]
    action_units: tuple[ActionUnitCount, ...]
    participants: int
    without_action_units: int
    durations_ms: tuple[float, ...]

    @property
    def is_tiny(self) -> bool:
        """Whether there are any, and too few for a share to say much."""
        return 0 < self.n < FEW_EXPRESSIONS or (self.n > 0 and self.participants < FEW_PARTICIPANTS)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a release holds.

    Parameters
    ----------
    database, title : str
        Registered and published name.
    synthetic : bool
        Whether the faces were rendered.
    fps : float
        Nominal frames per second.
    labels : str
        Name of the label scheme behind the categories.
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
    action_unit_shares : tuple of ActionUnitShares
        Share of macro- and micro-expressions that show each action unit, and their difference.
    by_participant : mapping of str to mapping of str to int
        Participant to kind to number of expressions, also for those who show none.
    corrections : tuple of Correction
        Corrections to published labels that were applied.
    dropped : tuple of Problem
        What of the release is not used, and why.
    notes : tuple of Problem
        What is odd and is used.
    """

    database: str
    title: str
    synthetic: bool
    fps: float
    labels: str
    duration_policy: DurationPolicy
    participants: int
    recordings: int
    labelled_recordings: int
    expressions: int
    frames_min: int | None
    frames_max: int | None
    kinds: tuple[KindProfile, ...]
    action_unit_shares: tuple[ActionUnitShares, ...]
    by_participant: Mapping[str, Mapping[str, int]]
    corrections: tuple[Correction, ...]
    dropped: tuple[Problem, ...]
    notes: tuple[Problem, ...]

    @property
    def published(self) -> Literature | None:
        """What the literature says about the database; None where nothing is published."""
        return literature(self.database)

    def to_dict(self) -> dict[str, Any]:
        """Everything but single durations as dictionaries, lists, text and numbers, ready for JSON."""
        return {
            "database": self.database,
            "title": self.title,
            "synthetic": self.synthetic,
            "fps": self.fps,
            "labels": self.labels,
            "duration_policy": str(self.duration_policy),
            "participants": self.participants,
            "recordings": self.recordings,
            "labelled_recordings": self.labelled_recordings,
            "expressions": self.expressions,
            "frames_min": self.frames_min,
            "frames_max": self.frames_max,
            "kinds": [_kind_dict(kind) for kind in self.kinds],
            "action_unit_shares": self.comparison_rows(),
            "by_participant": {name: dict(counts) for name, counts in self.by_participant.items()},
            "published": None if self.published is None else self.published.to_dict(),
            "remarks": self.remarks(),
            "corrections": [correction.to_dict() for correction in self.corrections],
            "dropped": [asdict(problem) for problem in self.dropped],
            "notes": [asdict(problem) for problem in self.notes],
        }

    def remarks(self) -> list[str]:
        """What a reader must know before reading a figure off the profile."""
        said = []
        if self.synthetic:
            said.append("The faces are simulated: these figures say nothing about people.")
        for kind in self.kinds:
            if kind.is_tiny:
                said.append(
                    f"Only {counted(kind.n, f'{kind.kind}-expression')} of "
                    f"{counted(kind.participants, 'participant')}: means, shares and intervals say little."
                )
            if kind.without_action_units and self.action_unit_shares:
                said.append(
                    f"{kind.without_action_units} of {kind.n} {kind.kind}-expressions have no action unit coded "
                    "and count as showing none."
                )
        if self.expressions and not self.action_unit_shares:
            said.append("No action units are coded.")
        return said

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
        """Table 2 with published numbers beside, and with the paper's own durations where it is its database."""
        rows = []
        for row in self.duration_rows():
            kind = ExpressionKind(row["kind"])
            if has_paper_tables(self.database):
                paper = PAPER_TABLE_2[kind]
                rows.append(
                    {**row, "paper_n": paper.n, "paper_mean_ms": paper.mean_ms, "paper_sd_ms": paper.sd_ms}
                )
            else:
                known = self.published.expressions(kind) if self.published else ()
                rows.append({**row, "published_n": _either(known)})
        return rows

    def category_rows_beside_paper(self) -> list[dict[str, Any]]:
        """Table 4, with the paper's own figures in further columns where it is its database and its categories."""
        if not has_paper_tables(self.database) or self.labels != "four":
            return self.category_rows()
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

    def comparison_rows(self) -> list[dict[str, Any]]:
        """A row for each action unit: number and share in both kinds, the difference and its 95% interval."""
        return [
            {
                "action_unit": unit.action_unit,
                "name": unit.name,
                "macro_n": unit.macro.n,
                "macro_share": unit.macro.share,
                "micro_n": unit.micro.n,
                "micro_share": unit.micro.share,
                "difference": unit.difference,
                "low": unit.low,
                "high": unit.high,
            }
            for unit in self.action_unit_shares
        ]

    def overview_row(self) -> dict[str, Any]:
        """One row of a table like the paper's Table 1: what was found and published, and how it was labelled."""
        known = self.published
        macro, micro = (kind.n for kind in self.kinds)
        published = {kind: known.expressions(kind) if known else () for kind in ExpressionKind}
        return {
            "database": self.database,
            "title": self.title,
            "macro": macro,
            "published_macro": _either(published[ExpressionKind.MACRO]),
            "micro": micro,
            "published_micro": _either(published[ExpressionKind.MICRO]),
            "participants": self.participants,
            "published_participants": _either(known.participants() if known else ()),
            "recordings": self.recordings,
            "published_recordings": _either(known.recordings() if known else ()),
            "fps": self.fps,
            "emotions": known.emotions if known else None,
            "elicitation": known.elicitation if known else None,
            "tagging": known.tagging if known else None,
            "coder_agreement": agreement_text(known),
        }


def agreement_text(known: Literature | None) -> str:
    """The coders' agreement as one phrase.

    >>> agreement_text(literature("casme2sq"))
    'action units 0.8, frames 0.82'
    >>> agreement_text(None)
    'unknown'
    """
    stated = known.agreement if known else ()
    return ", ".join(f"{agreement.what} {agreement.value:g}" for agreement in stated) or "unknown"


def _either(numbers: Sequence[int]) -> str | None:
    """Numbers between which sources differ."""
    return " or ".join(map(str, numbers)) or None


def _kind_dict(kind: KindProfile) -> dict[str, Any]:
    whole = asdict(kind)
    del whole["durations_ms"]
    return {**whole, "kind": str(kind.kind), "action_units": list(whole["action_units"])}
