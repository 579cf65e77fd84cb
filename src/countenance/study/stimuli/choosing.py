"""Choosing clips by a rule that is written down, so that another laboratory chooses the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from countenance.core import InputError
from countenance.core.words import counted
from countenance.study.stimuli.ratings import HIGHEST, LOWEST, emotion_word
from countenance.study.stimuli.summaries import ClipSummary

__all__ = ["Choice", "ChoiceRule", "Preference", "choose"]


class Preference(StrEnum):
    """Which clips are taken where more than enough fulfil the rule."""

    SELECTION = "selection"
    """Those on whose emotion raters agree most."""
    INTENSITY = "intensity"
    """The strongest."""
    LOW_INTENSITY = "low intensity"
    """The weakest, as happiness in CAS(ME)2 was chosen for a low ability to elicit micro-expressions."""


@dataclass(frozen=True)
class ChoiceRule:
    """What a clip must fulfil, and how many of each emotion are wanted.

    Parameters
    ----------
    per_emotion : mapping of str to int
        Number of clips wanted for each main emotion; clips of other emotions are not chosen.
    min_selection : float
        Smallest rate of selection, from 0 to 1.
    min_raters : int
        Fewest raters.
    intensity : tuple of float
        Lowest and highest mean intensity.
    min_duration_s, max_duration_s : float or None
        Shortest and longest duration in seconds.
    prefer : Preference, or mapping of str to Preference
        For all emotions, or for each by itself; emotions that the mapping leaves out prefer the rate of selection.

    Raises
    ------
    InputError
        If a value makes no sense.

    Examples
    --------
    >>> rule = ChoiceRule({"anger": 2, "happiness": 5}, prefer={"happiness": Preference.LOW_INTENSITY})
    >>> rule.preference("anger"), rule.preference("happiness")
    (<Preference.SELECTION: 'selection'>, <Preference.LOW_INTENSITY: 'low intensity'>)
    """

    per_emotion: Mapping[str, int]
    min_selection: float = 0.7
    min_raters: int = 10
    intensity: tuple[float, float] = (LOWEST, HIGHEST)
    min_duration_s: float | None = None
    max_duration_s: float | None = None
    prefer: Preference | Mapping[str, Preference] = field(default=Preference.SELECTION)

    def __post_init__(self) -> None:
        wanted = {emotion_word(word): n for word, n in self.per_emotion.items()}
        if not wanted or len(wanted) < len(self.per_emotion) or min(wanted.values()) < 1:
            raise InputError("per_emotion must name each wanted emotion once, with a number of clips from 1")
        if not 0 <= self.min_selection <= 1:
            raise InputError(f"min_selection is {self.min_selection}, a share from 0 to 1 was expected")
        if self.min_raters < 1:
            raise InputError(f"min_raters is {self.min_raters}, a number from 1 was expected")
        _check_range("intensity", *self.intensity)
        if self.min_duration_s is not None and self.max_duration_s is not None:
            _check_range("duration", self.min_duration_s, self.max_duration_s)
        object.__setattr__(self, "per_emotion", wanted)
        if not isinstance(self.prefer, Preference):
            object.__setattr__(self, "prefer", {emotion_word(word): p for word, p in self.prefer.items()})
            if strange := sorted(self.prefer.keys() - wanted.keys()):
                raise InputError(f"prefer names {', '.join(strange)}, of which per_emotion wants no clip")

    def preference(self, emotion: str) -> Preference:
        """Which clips of an emotion are taken first."""
        if isinstance(self.prefer, Preference):
            return self.prefer
        return self.prefer.get(emotion, Preference.SELECTION)


def _check_range(what: str, lowest: float, highest: float) -> None:
    if not lowest <= highest:
        raise InputError(f"the {what} must lie between {lowest:g} and {highest:g}, and nothing does")


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, and why the rest was not.

    Parameters
    ----------
    chosen : tuple of ClipSummary
        By emotion in the order of the rule, the most preferred first.
    reasons : mapping of str to str
        For each clip that was not chosen, why.
    lacking : mapping of str to int
        How many clips of which emotion are missing; empty where there are enough.
    """

    chosen: tuple[ClipSummary, ...]
    reasons: Mapping[str, str]
    lacking: Mapping[str, int]

    @property
    def shortfall(self) -> str:
        """A sentence that tells which emotion lacks how many clips; empty where none does.

        >>> Choice((), {}, {"anger": 2, "fear": 1}).shortfall
        'too few clips fulfil the rule: 2 clips of anger and 1 clip of fear are missing'
        """
        if not self.lacking:
            return ""
        parts = [f"{counted(n, 'clip')} of {emotion}" for emotion, n in self.lacking.items()]
        verb = "is" if sum(self.lacking.values()) == 1 else "are"
        return f"too few clips fulfil the rule: {' and '.join(parts)} {verb} missing"

    def complete(self) -> tuple[ClipSummary, ...]:
        """The chosen clips, if there are as many as the rule wants.

        Raises
        ------
        InputError
            If there are not; the sentence tells which emotion lacks how many.
        """
        if self.lacking:
            raise InputError(f"{self.shortfall}; loosen the rule, or rate more clips")
        return self.chosen


def choose(summaries: Iterable[ClipSummary], rule: ChoiceRule) -> Choice:
    """Choose clips by a rule.

    Among clips of one emotion the preference decides, then the rate of selection, the number of raters, the higher
    mean intensity, and at last the name, so that the same ratings always give the same choice.

    Parameters
    ----------
    summaries : iterable of ClipSummary
        One a clip.
    rule : ChoiceRule
        What is wanted.

    Returns
    -------
    Choice

    Raises
    ------
    InputError
        If two summaries are of one clip.
    """
    clips = list(summaries)
    if len({clip.clip for clip in clips}) < len(clips):
        raise InputError("a clip has more than one summary: summarise its ratings together")
    reasons = {clip.clip: reason for clip in clips if (reason := _refusal(clip, rule))}
    chosen: list[ClipSummary] = []
    lacking = {}
    for emotion, wanted in rule.per_emotion.items():
        fit = [clip for clip in clips if clip.clip not in reasons and clip.emotions == (emotion,)]
        ranked = sorted(fit, key=lambda clip: _rank(clip, rule.preference(clip.emotions[0])))
        chosen += ranked[:wanted]
        reasons |= {clip.clip: _outranked(emotion, ranked[:wanted], rule) for clip in ranked[wanted:]}
        if len(ranked) < wanted:
            lacking[emotion] = wanted - len(ranked)
    return Choice(tuple(chosen), dict(sorted(reasons.items())), lacking)


def _rank(clip: ClipSummary, preference: Preference) -> tuple[object, ...]:
    first = {
        Preference.SELECTION: -clip.selection,
        Preference.INTENSITY: -clip.mean,
        Preference.LOW_INTENSITY: clip.mean,
    }[preference]
    return first, -clip.selection, -clip.n_raters, -clip.mean, clip.clip


def _outranked(emotion: str, chosen: Sequence[ClipSummary], rule: ChoiceRule) -> str:
    verb = "ranks" if len(chosen) == 1 else "rank"
    return f"{counted(len(chosen), 'clip')} of {emotion} {verb} before it by {rule.preference(emotion)}"


def _refusal(clip: ClipSummary, rule: ChoiceRule) -> str:
    """Every condition that the clip fails, in one sentence; empty where it fails none."""
    if len(clip.emotions) > 1:
        return f"{' and '.join(clip.emotions)} were named by equally many raters"
    if clip.emotions[0] not in rule.per_emotion:
        return f"its main emotion, {clip.emotions[0]}, is not wanted"
    failed = []
    if clip.n_raters < rule.min_raters:
        failed.append(f"{counted(clip.n_raters, 'rater')} rated it, fewer than {rule.min_raters}")
    if float(clip.selection) < rule.min_selection:
        failed.append(
            f"{clip.n_selected} of {counted(clip.n_raters, 'rater')} named {clip.emotions[0]}, a rate of "
            f"{float(clip.selection):.2f} below {rule.min_selection:g}"
        )
    lowest, highest = rule.intensity
    if not lowest <= clip.mean <= highest:
        failed.append(f"its mean intensity is {float(clip.mean):.2f}, not between {lowest:g} and {highest:g}")
    failed += _wrong_length(clip, rule)
    return "; ".join(failed)


def _wrong_length(clip: ClipSummary, rule: ChoiceRule) -> list[str]:
    shortest, longest = rule.min_duration_s, rule.max_duration_s
    if shortest is None and longest is None:
        return []
    if clip.duration_s is None:
        return ["its duration is not known, and the rule limits it"]
    if shortest is not None and clip.duration_s < shortest:
        return [f"it lasts {clip.duration_s:g} s, less than {shortest:g} s"]
    if longest is not None and clip.duration_s > longest:
        return [f"it lasts {clip.duration_s:g} s, more than {longest:g} s"]
    return []
