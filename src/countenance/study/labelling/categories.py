"""The final category of an expression, out of three independent labels, and what a person made of it.

"A combination of AUs, video-associated emotion types and self-reports was considered" (Qu et al. 2016, section 2.4,
https://doi.org/10.1007/978-3-319-39513-5_5); how they were combined is not published. Decided here:

1. Where a rule of Table 4 matches, the action units decide.
2. Where none matches, self-report and stimulus decide if both name the same category: neither alone is enough.
3. Otherwise the category is "other".

A person is asked, and the automatic category stands until they answer, where no action unit is coded, action units
contradict each other, an "or" leaves two categories open, the self-report names another category or a word that the
rules do not know, the stimulus names another category and no self-report can be weighed against it, or the coders
read an emotion of another category in a half of the face.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from countenance.core import ActionUnit, Category, InputError, Labels
from countenance.study.labelling.movements import SelfReport, category_of_word
from countenance.study.labelling.rules import ActionUnitLabel, label_action_units

__all__ = ["Basis", "Labelling", "Override", "label_emotion"]


class Basis(StrEnum):
    """On what an automatic category rests."""

    ACTION_UNITS = "action units"
    REPORT_AND_STIMULUS = "self-report and stimulus"
    NOTHING = "nothing matched"


@dataclass(frozen=True, slots=True)
class Override:
    """A person's category in place of the automatic one.

    Raises
    ------
    InputError
        If no reason is given, or nobody is named.
    """

    category: Category
    reason: str
    person: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise InputError(f"filing an expression under {self.category} by hand needs a reason")
        if not self.person.strip():
            raise InputError(f"filing an expression under {self.category} by hand needs a person's name")


@dataclass(frozen=True, slots=True)
class Labelling:
    """The three labels of an expression, the automatic category and a person's.

    Parameters
    ----------
    action_units : ActionUnitLabel
        What the face means.
    stimulus : str or None
        What the film was meant to evoke.
    self_report : SelfReport or None
        What the participant said.
    automatic : Category
        By the rule above.
    basis : Basis
        On what that rests.
    questions : tuple of str
        What a person is asked; empty where nothing is in doubt.
    override : Override or None
        What a person decided.
    """

    action_units: ActionUnitLabel
    stimulus: str | None
    self_report: SelfReport | None
    automatic: Category
    basis: Basis
    questions: tuple[str, ...] = ()
    override: Override | None = None

    @property
    def category(self) -> Category:
        """The final category: a person's, or else the automatic one."""
        return self.automatic if self.override is None else self.override.category

    @property
    def needs_a_person(self) -> bool:
        """Whether something is in doubt and nobody has decided yet."""
        return bool(self.questions) and self.override is None

    @property
    def reason(self) -> str:
        """Why the expression is filed where it is, in one sentence."""
        rule = self.action_units.fired
        why = f"{self.basis}: {rule}" if rule is not None else str(self.basis)
        if self.override is None:
            return why
        return f"{self.override.person}: {self.override.reason} (automatic: {self.automatic}, {why})"

    @property
    def labels(self) -> Labels:
        """The labels as an expression carries them, apart by source, with the final category and its reason."""
        emotion = self.action_units.emotion
        return Labels(
            from_action_units=None if emotion is None else str(emotion),
            from_stimulus=self.stimulus,
            self_report=_said(self.self_report) or None,
            category=self.category,
            reason=self.reason,
        )

    def overridden(self, override: Override) -> Labelling:
        """The same with a person's decision; the automatic category is kept beside it."""
        return replace(self, override=override)

    def to_dict(self) -> dict[str, Any]:
        """Everything as text and lists, ready for JSON."""
        labels = self.labels
        return {
            "from_action_units": labels.from_action_units,
            "from_stimulus": labels.from_stimulus,
            "self_report": labels.self_report,
            "category": str(self.category),
            "reason": self.reason,
            "automatic": str(self.automatic),
            "basis": str(self.basis),
            "rules": [str(rule) for rule in self.action_units.matched],
            "questions": list(self.questions),
            "overridden_by": None if self.override is None else self.override.person,
        }


def label_emotion(
    units: Iterable[ActionUnit],
    *,
    stimulus: str | None = None,
    self_report: SelfReport | None = None,
    read: Iterable[str] = (),
) -> Labelling:
    """File an expression under one of the four categories.

    Parameters
    ----------
    units : iterable of ActionUnit
        What was settled on.
    stimulus : str, optional
        The emotion that the film was meant to evoke.
    self_report : SelfReport, optional
        What the participant said.
    read : iterable of str
        Emotions that the coders read in the face. They decide nothing, because they rest on the same face as the
        action units, but where they contradict the category a person is asked.

    Returns
    -------
    Labelling

    Examples
    --------
    >>> from countenance.core import parse_action_units
    >>> frown = label_emotion(parse_action_units("4+7"), stimulus="happiness", self_report=SelfReport("disgust"))
    >>> str(frown.category), frown.reason, frown.needs_a_person
    ('negative', 'action units: AU4 + AU7 (disgust)', False)
    >>> dimple = label_emotion(parse_action_units("14"), stimulus="happiness", self_report=SelfReport("Happiness"))
    >>> str(dimple.category), dimple.reason
    ('positive', 'self-report and stimulus')
    >>> filed = dimple.overridden(Override(Category.OTHER, "the lips are pressed", "arbiter"))
    >>> str(filed.category), str(filed.automatic)
    ('other', 'positive')
    """
    by_units = label_action_units(units)
    reported = None if self_report is None else self_report.category
    evoked = category_of_word(stimulus)
    automatic, basis = Category.OTHER, Basis.NOTHING
    if by_units.fired is not None:
        automatic, basis = by_units.category, Basis.ACTION_UNITS
    elif reported is not None and reported is evoked:
        automatic, basis = reported, Basis.REPORT_AND_STIMULUS
    questions = (
        *_doubts(by_units),
        *_conflicts(automatic, stimulus, self_report),
        *_readings(automatic, read),
    )
    return Labelling(by_units, stimulus, self_report, automatic, basis, questions)


def _doubts(by_units: ActionUnitLabel) -> Iterator[str]:
    """What the action units leave open among themselves."""
    if not by_units.any_coded:
        yield "no action unit is coded"
    for rule in by_units.contradicting:
        yield f"{by_units.fired} decides, but {rule} is there too"
    for category in by_units.other_readings:
        yield f"another reading of the action units is {category}"


def _conflicts(automatic: Category, stimulus: str | None, self_report: SelfReport | None) -> Iterator[str]:
    """Where another source says something else than the automatic category."""
    said, evoked = _said(self_report), category_of_word(stimulus)
    reported = None if self_report is None else self_report.category
    if reported is not None:
        if reported is not automatic:
            yield f"the participant reports {said}"
        return
    if said:
        yield f"the self-report {said!r} is no emotion that the rules know"
    if stimulus is not None and evoked is None:
        yield f"the stimulus' emotion {stimulus!r} is none that the rules know"
    elif evoked is not None and evoked is not automatic:
        yield f"the stimulus was to evoke {stimulus}, and no self-report says otherwise"


def _readings(automatic: Category, read: Iterable[str]) -> Iterator[str]:
    """Emotions that the coders read, as far as they belong elsewhere."""
    for word in dict.fromkeys(read):
        category = category_of_word(word)
        if category is not None and category is not automatic:
            yield f"the coders read {word} in the face"


def _said(self_report: SelfReport | None) -> str:
    return "" if self_report is None else self_report.word.strip()
