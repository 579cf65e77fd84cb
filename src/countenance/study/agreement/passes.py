"""The passes of several coders, put together by recording."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from countenance.core import Coding, CodingPass, InputError, format_action_units

__all__ = ["by_recording", "coded_once", "events_of", "unfinished"]


def by_recording(passes: Iterable[CodingPass]) -> dict[str, dict[str, CodingPass]]:
    """Passes by recording and coder, both in alphabetical order.

    What one coder's pass says of a recording (its length, frame rate and participant) is filled in where
    another's does not.

    Parameters
    ----------
    passes : iterable of CodingPass

    Raises
    ------
    InputError
        If a coder has coded a recording twice, or two passes contradict each other about a recording.
    IntervalError
        If a coding lies beyond the end that another pass gives.

    Examples
    --------
    >>> found = by_recording([CodingPass("film", "B"), CodingPass("film", "A", n_frames=90)])
    >>> list(found["film"]), found["film"]["B"].n_frames
    (['A', 'B'], 90)
    >>> by_recording([CodingPass("film", "A"), CodingPass("film", "A")])
    Traceback (most recent call last):
    ...
    countenance.core.errors.InputError: film: coder A has coded it twice; give one pass of each coder
    """
    held: dict[str, dict[str, CodingPass]] = {}
    for one in passes:
        coders = held.setdefault(one.recording, {})
        if one.coder in coders:
            raise InputError(
                f"{one.recording}: coder {one.coder} has coded it twice; give one pass of each coder"
            )
        coders[one.coder] = one
    return {name: _alike(name, held[name]) for name in sorted(held)}


def _alike(name: str, coders: Mapping[str, CodingPass]) -> dict[str, CodingPass]:
    facts = {
        fact: _fact(name, fact, coders) for fact in ("n_frames", "fps", "participant")
    }  # one value for all coders
    return {coder: replace(coders[coder], **facts) for coder in sorted(coders)}


def _fact(name: str, fact: str, coders: Mapping[str, CodingPass]) -> Any:
    told = {coder: getattr(one, fact) for coder, one in sorted(coders.items())}
    known = {coder: value for coder, value in told.items() if value not in {None, ""}}
    if len(set(known.values())) > 1:
        said = ", ".join(f"{value} by coder {coder}" for coder, value in known.items())
        raise InputError(f"{name}: {fact} differs between passes ({said}); make them alike")
    return next(iter(known.values()), next(iter(told.values())))


def events_of(one: CodingPass, *, excluded: bool = False) -> tuple[Coding, ...]:
    """Codings that count as events, by onset: those with an offset, and excluded ones on demand.

    Parameters
    ----------
    one : CodingPass
    excluded : bool
        Whether excluded codings are events too.

    Examples
    --------
    >>> found = events_of(CodingPass("film", "A", (Coding(9, None, 12), Coding(2, None, 4), Coding(20))))
    >>> [coding.onset for coding in found]
    [2, 9]
    """
    some = one.codings if excluded else one.expressions
    return tuple(sorted((coding for coding in some if coding.offset is not None), key=order))


def order(coding: Coding) -> tuple[Any, ...]:
    """By which codings are sorted, so that the order in which they were given decides nothing."""
    return (
        coding.onset,
        -1 if coding.offset is None else coding.offset,
        -1 if coding.apex is None else coding.apex,
        format_action_units(coding.action_units),
        coding.upper or "",
        coding.lower or "",
        coding.excluded or "",
    )


def unfinished(passes: Iterable[CodingPass], *, excluded: bool = False) -> int:
    """Number of codings that would be events, had they an offset."""
    held = (one.codings if excluded else one.expressions for one in passes)
    return sum(coding.offset is None for some in held for coding in some)


def coded_once(recordings: Mapping[str, Mapping[str, CodingPass]]) -> list[tuple[str, str]]:
    """Recordings with one coder only, and who that is.

    >>> coded_once(by_recording([CodingPass("a", "A"), CodingPass("a", "B"), CodingPass("b", "B")]))
    [('b', 'B')]
    """
    return [(name, next(iter(coders))) for name, coders in recordings.items() if len(coders) == 1]


def some_names(names: Sequence[str]) -> str:
    """The first names of a list, and how many more there are."""
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"
