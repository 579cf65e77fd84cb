"""From two codings and a decision to the one movement that a study keeps."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from countenance.core import ActionUnit, Coding, InputError, IntervalError
from countenance.study.arbitration.agreed import AgreedCoding
from countenance.study.arbitration.decisions import REJECTED, Action, Decision, EmotionChoice
from countenance.study.arbitration.disagreements import Disagreement, DisagreementKind
from countenance.study.arbitration.frames import mean_frame
from countenance.study.arbitration.units import UnitChoice, choose_units

__all__ = ["settle"]

_Frames = tuple[Fraction, Fraction | None, Fraction | None]
_Halves = tuple[str | None, str | None]
_KNOWN_TO_BOTH = "a mean needs it from both: choose a coder, or edit"


def settle(item: Disagreement, decision: Decision) -> AgreedCoding:
    """Apply a decision; neither the item nor the codings in it change.

    The offset may stay unknown. Such a movement is no expression until somebody decides on an offset, which takes
    another decision: the selection of a study drops it, and names that reason.

    Parameters
    ----------
    item : Disagreement
        What two coders said.
    decision : Decision
        What is done about it.

    Returns
    -------
    AgreedCoding

    Raises
    ------
    InputError
        If the decision cannot be applied: it names a coder who marked nothing, asks for the mean of what only one
        coder determined, or leaves open whose action units or emotion are meant.
    IntervalError
        If an edit lies beyond the end of the recording.

    Examples
    --------
    >>> from countenance.core import CodingPass
    >>> from countenance.study.arbitration import find_disagreements
    >>> a = CodingPass("film", "A", (Coding(10, 14, 25),))
    >>> b = CodingPass("film", "B", (Coding(11, 14, 28),))
    >>> agreed = settle(find_disagreements(a, b)[0], Decision(Action.MEAN, "arbiter"))
    >>> float(agreed.onset), float(agreed.offset), agreed.interval
    (10.5, 26.5, Interval(onset=11, offset=27))
    """
    if decision.action is Action.EDIT:
        return _edited(item, decision)
    if decision.action is Action.REJECT:
        return _rejected(item, decision)
    if decision.action is Action.MEAN:
        return _averaged(item, decision)
    return _chosen(item, decision)


def _edited(item: Disagreement, decision: Decision) -> AgreedCoding:
    edited = decision.edited
    assert edited is not None  # which Decision guards
    last = max(frame for frame in (edited.onset, edited.apex, edited.offset) if frame is not None)
    if item.n_frames is not None and last >= item.n_frames:
        raise IntervalError(
            f"{item.recording}: frame {last} of the edit is beyond the last frame, {item.n_frames - 1}"
        )
    halves = (edited.upper, edited.lower)
    return _agreed(item, decision, _frames(edited), edited.action_units, halves, edited.excluded)


def _rejected(item: Disagreement, decision: Decision) -> AgreedCoding:
    """Kept with the frames of coder 1, or of the only coder: where it was matters little, and that it was much."""
    seen = item.codings[0]
    excluded = decision.excluded or REJECTED
    return _agreed(item, decision, _frames(seen), seen.action_units, (seen.upper, seen.lower), excluded)


def _chosen(item: Disagreement, decision: Decision) -> AgreedCoding:
    number = 1 if decision.action is Action.FIRST else 2
    coding = item.first if number == 1 else item.second
    if coding is None:
        raise InputError(
            f"{item}: {_coder(item, number)} marked nothing here; reject the movement with a reason instead"
        )
    units, halves = coding.action_units, (coding.upper, coding.lower)
    if decision.action_units is not None:
        units = choose_units(*_both(item), decision.action_units)
    if decision.emotion is not None:
        halves = _halves(item, decision.emotion)
    return _agreed(item, decision, _frames(coding), units, halves, coding.excluded)


def _averaged(item: Disagreement, decision: Decision) -> AgreedCoding:
    first, second = _both(item)
    if DisagreementKind.EXCLUSION in item.kinds:
        raise InputError(f"{item}: there is no mean of them; choose a coder, edit or reject")
    units, emotion = decision.action_units, decision.emotion
    if units is None and DisagreementKind.ACTION_UNITS in item.kinds:
        raise InputError(f"{item}: say whose action units: {_choices(item, UnitChoice)}")
    if emotion is None and DisagreementKind.EMOTION in item.kinds:
        raise InputError(f"{item}: say whose emotion: {_choices(item, EmotionChoice)}")
    frames = (
        mean_frame(first.onset, second.onset),
        _mean(item, "apex", first.apex, second.apex),
        _mean(item, "offset", first.offset, second.offset),
    )
    chosen = choose_units(first, second, units or UnitChoice.INTERSECTION)
    halves = _halves(item, emotion or EmotionChoice.FIRST)
    return _agreed(item, decision, frames, chosen, halves, first.excluded)


def _mean(item: Disagreement, name: str, first: int | None, second: int | None) -> Fraction | None:
    if first is None and second is None:
        return None
    if first is None or second is None:
        number = 1 if second is None else 2
        raise InputError(f"{item}: only {_coder(item, number)} gives an {name}, and {_KNOWN_TO_BOTH}")
    return mean_frame(first, second)


def _coder(item: Disagreement, number: int) -> str:
    return f"{item.coders[number - 1]} (coder {number})"


def _choices(item: Disagreement, choices: Iterable[str]) -> str:
    names = dict(zip(("coder1", "coder2"), item.coders, strict=True))
    return ", ".join(f"{choice} ({names[choice]})" if choice in names else choice for choice in choices)


def _both(item: Disagreement) -> tuple[Coding, Coding]:
    if item.first is None or item.second is None:
        raise InputError(
            f"{item}: only {_coder(item, 1 if item.second is None else 2)} marked something here, and nothing "
            "of two coders can be joined: choose that coder, edit or reject"
        )
    return item.first, item.second


def _halves(item: Disagreement, choice: EmotionChoice) -> _Halves:
    first, second = _both(item)
    coding = first if choice is EmotionChoice.FIRST else second
    return coding.upper, coding.lower


def _frames(coding: Coding) -> _Frames:
    return Fraction(coding.onset), _exact(coding.apex), _exact(coding.offset)


def _exact(frame: int | None) -> Fraction | None:
    return None if frame is None else Fraction(frame)


def _agreed(
    item: Disagreement,
    decision: Decision,
    frames: _Frames,
    units: tuple[ActionUnit, ...],
    halves: _Halves,
    excluded: str | None,
) -> AgreedCoding:
    return AgreedCoding(*frames, units, *halves, excluded, item, decision)
