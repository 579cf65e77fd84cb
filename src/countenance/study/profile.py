"""The tables of the CAS(ME)2 paper for a study of one's own, each beside the paper's figures.

Qu, Wang, Yan & Fu, "CAS(ME)2: A Database of Spontaneous Macro-expressions and Micro-expressions", HCI
International 2016, LNCS 9733, pp. 48-59, https://doi.org/10.1007/978-3-319-39513-5_5
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, Protocol

from countenance.core import Category, ExpressionKind, InputError
from countenance.core.words import counted
from countenance.databases.paper import PAPER_TABLE_2, PAPER_TABLE_4
from countenance.study.labelling import RULES, LabelledExpression, Selection
from countenance.study.stimuli import PAPER_TABLE_3

__all__ = [
    "PAPER_TABLE_1",
    "CategoryRow",
    "DatabaseRow",
    "DurationRow",
    "RatedClip",
    "RatingRow",
    "StudyProfile",
    "profile_study",
]

_PAPER = "Qu et al. 2016"
_STUDY = "this study"
_FOUR = f"4 ({', '.join(Category)})"
_FEW_EXPRESSIONS = 20
"""Below this, means and shares of a kind say little, and a profile says so."""


class RatedClip(Protocol):
    """A stimulus with what raters said of it; :class:`countenance.study.stimuli.ClipSummary` is one."""

    @property
    def clip(self) -> str:
        """What was shown."""

    @property
    def duration_s(self) -> float | None:
        """Length in seconds."""

    @property
    def emotions(self) -> Sequence[str]:
        """Main emotions."""

    @property
    def n_raters(self) -> int:
        """How many rated it."""

    @property
    def selection(self) -> Fraction:
        """Share of raters who named the main emotion."""

    @property
    def mean(self) -> Fraction:
        """Mean score of intensity."""

    @property
    def sd(self) -> float | None:
        """Standard deviation of the scores."""


@dataclass(frozen=True, slots=True)
class DatabaseRow:
    """A row of Table 1: how many expressions, and how they were elicited and labelled."""

    database: str
    n: int
    emotions: str
    elicitation: str
    tagging: str
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class DurationRow:
    """A row of Table 2: number, mean and standard deviation (n - 1) of durations in ms; None where too few."""

    kind: ExpressionKind
    n: int
    mean_ms: float | None
    sd_ms: float | None
    paper_n: int
    paper_mean_ms: float
    paper_sd_ms: float


@dataclass(frozen=True, slots=True)
class RatingRow:
    """A row of Table 3: a clip, its raters, their rate of selection from 0 to 1 and scores from 1 to 9."""

    source: str
    clip: str
    duration_s: float | None
    emotion: str
    n_raters: int | None
    selection: float
    mean: float
    sd: float | None


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A row of Table 4: a category, its criteria by action units, and expressions by kind."""

    category: Category
    criteria: str
    n: int
    macro: int
    micro: int
    paper_n: int
    paper_macro: int
    paper_micro: int


def _paper_table_1() -> Iterable[DatabaseRow]:
    basic, three = "6 (basic emotions)", "3 (positive, negative, surprise)"
    yield DatabaseRow("USF-HD", 100, basic, "posed", "micro or not")
    yield DatabaseRow("Polikovsky's database", 42, basic, "posed", "FACS")
    yield DatabaseRow("SMIC", 77, three, "spontaneous", "emotion category")
    for camera, n in (("HS", 164), ("VIS", 71), ("NIR", 71)):
        yield DatabaseRow(f"SMIC extension, {camera}", n, three, "spontaneous", "emotion category")
    yield DatabaseRow("CASME", 195, "7 (basic emotions)", "spontaneous", "emotion, FACS")
    yield DatabaseRow("CASME II", 247, "5 (basic emotions)", "spontaneous", "emotion, FACS")
    both = sum(row.n for row in PAPER_TABLE_2.values())
    yield DatabaseRow("CAS(ME)2", both, _FOUR, "spontaneous", "emotion, FACS, self-report")


PAPER_TABLE_1 = tuple(_paper_table_1())
"""Table 1, where USF-HD is printed as USD-HD, and the paper's own database, which is presented after it."""


@dataclass(frozen=True, slots=True)
class StudyProfile:
    """A study in the paper's four tables.

    Parameters
    ----------
    title : str
        What the study is called.
    synthetic : bool
        Whether the faces were rendered.
    elicitation, tagging : str
        As in Table 1.
    selection : Selection
        What was kept and dropped, and under which policy durations were taken.
    expressions : tuple of LabelledExpression
        What was kept, labelled.
    ratings : tuple of RatedClip
        The stimuli; empty where they were not rated.
    unlabelled : int
        How many of the expressions are settled, but not labelled yet.
    """

    title: str
    synthetic: bool
    elicitation: str
    tagging: str
    selection: Selection
    expressions: tuple[LabelledExpression, ...]
    ratings: tuple[RatedClip, ...] = ()
    unlabelled: int = 0

    def table_1(self) -> tuple[DatabaseRow, ...]:
        """Databases that the paper names, itself, and the study as the last row."""
        n = len(self.expressions)
        own = DatabaseRow(self.title, n, _FOUR, self.elicitation, self.tagging, self.synthetic)
        return (*PAPER_TABLE_1, own)

    def table_2(self) -> tuple[DurationRow, ...]:
        """Durations by kind, of exact frames under the selection's policy."""
        return tuple(self._durations(kind) for kind in ExpressionKind)

    def table_3(self) -> tuple[RatingRow, ...]:
        """Ratings of the study's stimuli and then of the paper's, whose raters of each clip are not published."""
        own = (
            RatingRow(
                _STUDY,
                one.clip,
                one.duration_s,
                "/".join(one.emotions),
                one.n_raters,
                float(one.selection),
                float(one.mean),
                one.sd,
            )
            for one in self.ratings
        )
        paper = (
            RatingRow(
                _PAPER,
                str(one.number),
                float(one.duration_s),
                str(one.emotion),
                None,
                float(one.selection),
                float(one.mean_score),
                None,
            )
            for one in PAPER_TABLE_3
        )
        return (*own, *paper)

    def table_4(self) -> tuple[CategoryRow, ...]:
        """Expressions by final category and kind."""
        found = Counter((one.labelling.category, one.kind) for one in self.expressions)
        return tuple(_category_row(category, found) for category in Category)

    def remarks(self) -> tuple[str, ...]:
        """What a reader must know before reading a figure off the tables."""
        said = [str(self.selection), f"Durations are taken under the policy {self.selection.policy}."]
        if self.synthetic:
            said.append("The faces are simulated: these figures say nothing about people.")
        if self.unlabelled:
            said.append(
                f"{counted(self.unlabelled, 'expression')} settled, but not labelled yet: counted here as "
                "labelling would have it, and in no release before."
            )
        said += [
            f"Only {counted(row.n, f'{row.kind}-expression')}: mean and shares say little."
            for row in self.table_2()
            if 0 < row.n < _FEW_EXPRESSIONS
        ]
        halves = sum(bool(one.remarks) for one in self.expressions)
        if halves:
            said.append(
                f"{counted(halves, 'expression')} with half-frames: durations are those of exact frames."
            )
        open_ones = sum(one.labelling.needs_a_person for one in self.expressions)
        if open_ones:
            said.append(f"{counted(open_ones, 'category label')} in doubt, and no person has decided.")
        by_hand = sum(one.labelling.override is not None for one in self.expressions)
        if by_hand:
            said.append(f"{counted(by_hand, 'category label')} decided by a person.")
        return tuple(said)

    def to_dict(self) -> dict[str, Any]:
        """Every table as a list of rows, ready for JSON and for printing."""
        return {
            "title": self.title,
            "synthetic": self.synthetic,
            "duration_policy": str(self.selection.policy),
            "selection": self.selection.to_dict(),
            "table_1": _rows(self.table_1()),
            "table_2": _rows(self.table_2()),
            "table_3": _rows(self.table_3()),
            "table_4": _rows(self.table_4()),
            "remarks": list(self.remarks()),
        }

    def _durations(self, kind: ExpressionKind) -> DurationRow:
        durations = [one.duration.milliseconds for one in self.expressions if one.kind is kind]
        paper = PAPER_TABLE_2[kind]
        return DurationRow(
            kind,
            len(durations),
            statistics.fmean(durations) if durations else None,
            statistics.stdev(durations) if len(durations) > 1 else None,
            paper.n,
            paper.mean_ms,
            paper.sd_ms,
        )


def profile_study(
    title: str,
    selection: Selection,
    expressions: Iterable[LabelledExpression],
    *,
    synthetic: bool,
    elicitation: str = "spontaneous",
    tagging: str = "emotion, FACS, self-report",
    ratings: Iterable[RatedClip] = (),
    unlabelled: int = 0,
) -> StudyProfile:
    """Put a study into the paper's tables.

    Parameters
    ----------
    title : str
        What the study is called.
    selection : Selection
        What was kept and dropped.
    expressions : iterable of LabelledExpression
        What was kept, labelled.
    synthetic : bool
        Whether the faces were rendered; carried into Table 1 and the JSON, and said in the remarks.
    elicitation, tagging : str
        As in Table 1.
    ratings : iterable of RatedClip, optional
        The stimuli.
    unlabelled : int
        How many of the expressions are settled, but not labelled yet.

    Returns
    -------
    StudyProfile

    Raises
    ------
    InputError
        If the expressions are not those that the selection kept.

    Examples
    --------
    >>> from countenance.core import DurationPolicy
    >>> nothing = Selection(DurationPolicy.ONSET_TO_OFFSET, (), ())
    >>> profile = profile_study("pilot", nothing, (), synthetic=True)
    >>> profile.table_2()[1].paper_n, profile.table_4()[0].criteria
    (53, 'AU6 + AU12, AU12, AU6')
    """
    labelled = tuple(expressions)
    if [one.movement for one in labelled] != [one.movement for one in selection.kept]:
        raise InputError(
            f"the expressions of {title} are not the {len(selection.kept)} that its selection kept"
        )
    return StudyProfile(
        title, synthetic, elicitation, tagging, selection, labelled, tuple(ratings), unlabelled
    )


def _category_row(category: Category, found: Counter[tuple[Category, ExpressionKind]]) -> CategoryRow:
    macro, micro = (found[category, kind] for kind in (ExpressionKind.MACRO, ExpressionKind.MICRO))
    paper = PAPER_TABLE_4[category]
    return CategoryRow(
        category,
        _criteria(category),
        macro + micro,
        macro,
        micro,
        sum(paper.values()),
        paper[ExpressionKind.MACRO],
        paper[ExpressionKind.MICRO],
    )


def _criteria(category: Category) -> str:
    """Rules of the category, by precedence."""
    names = [rule.name for rule in RULES if rule.category is category]
    return ", ".join(names) or "nothing of the above"


def _rows(table: Iterable[DatabaseRow | DurationRow | RatingRow | CategoryRow]) -> list[dict[str, Any]]:
    return [{name: _plain(value) for name, value in asdict(row).items()} for row in table]


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Category | ExpressionKind) else value
