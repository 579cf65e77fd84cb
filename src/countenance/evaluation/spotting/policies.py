"""What is done about odd labels, by name, so that two results can be compared.

Labels of CAS(ME)2 carry an offset of 0 for 44 of 300 macro-expressions, and those of SAMM Long Videos an onset of 0
or 1 where the movement was under way when the film began; published figures rest on different ways of reading them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from types import MappingProxyType

from countenance.core import ExpressionKind, InputError, Interval
from countenance.core.expressions import MACRO_LIMIT
from countenance.evaluation.spotting.intervals import LabelledInterval, interval_of

__all__ = ["POLICIES", "Policies", "RawLabel", "read_labels"]

POLICIES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "offset_zero": MappingProxyType(
            {
                "apex": "an offset that was not coded (0 or empty) is the apex; without an apex as under keep",
                "apex+20": "an offset that was not coded lies 20 frames after the apex; without an apex as "
                "under keep",
                "mirror": "an offset that was not coded lies as far after the apex as the onset before it "
                "(2 * apex - onset); without an apex as under keep",
                "keep": "a label whose offset was not coded has no end: nothing can match it, and it counts "
                "as a miss",
                "drop": "a label whose offset was not coded does not count",
            }
        ),
        "onset_zero": MappingProxyType(
            {
                "keep": "a label that begins with the recording (onset 0 or 1 in a table that counts from 1) "
                "counts from the first frame on",
                "drop": "a label that begins with the recording does not count",
            }
        ),
        "overlong": MappingProxyType(
            {
                "macro": "a label that is called long, or lasts 4 s or more, counts as a macro-expression",
                "drop": "a label that is called long, or lasts 4 s or more, does not count",
            }
        ),
    }
)
"""Policies with their choices and what each means."""

_OFFSETS: Mapping[str, Callable[[int, int], int]] = MappingProxyType(
    {
        "apex": lambda onset, apex: apex,  # noqa: ARG005 (all take both)
        "apex+20": lambda onset, apex: apex + 20,  # noqa: ARG005
        "mirror": lambda onset, apex: 2 * apex - onset,
    }
)


@dataclass(frozen=True, slots=True)
class Policies:
    """One choice for each kind of odd label; see :data:`POLICIES`.

    Parameters
    ----------
    offset_zero : {"apex", "apex+20", "mirror", "keep", "drop"}
        The offset was not coded.
    onset_zero : {"keep", "drop"}
        The recording begins with the label.
    overlong : {"macro", "drop"}
        The label is called long, or lasts 4 s or more.

    Raises
    ------
    InputError
        If there is no such choice.

    Examples
    --------
    >>> Policies(offset_zero="mirror").described()["offset_zero"]["choice"]
    'mirror'
    """

    offset_zero: str = "apex"
    onset_zero: str = "keep"
    overlong: str = "macro"

    def __post_init__(self) -> None:
        for one in fields(self):
            choice, known = getattr(self, one.name), POLICIES[one.name]
            if choice not in known:
                raise InputError(f"{one.name} = {choice!r} is no policy; known: {', '.join(known)}")

    def described(self, counts: Mapping[str, int] | None = None) -> dict[str, dict[str, object]]:
        """Every choice with its meaning and the number of labels that it concerned, as results hold it."""
        return {
            name: {
                "choice": getattr(self, name),
                "meaning": choices[getattr(self, name)],
                "labels": (counts or {}).get(name, 0),
            }
            for name, choices in POLICIES.items()
        }


@dataclass(frozen=True, slots=True)
class RawLabel:
    """A label as published, before any policy.

    Parameters
    ----------
    recording : str
    onset : int
        0-based; -1 where a table that counts from 1 says 0.
    apex, offset : int or None
        0-based; None where they were not coded.
    kind : ExpressionKind or None
        As published; None where it is not known.
    fps : Fraction or None
        Of the recording.
    emotion : str or None
    long : bool
        Whether the table calls it long.
    source : str
        File and row, for messages.
    """

    recording: str
    onset: int
    apex: int | None
    offset: int | None
    kind: ExpressionKind | None
    fps: Fraction | None = None
    emotion: str | None = None
    long: bool = False
    source: str = "a label"


def read_labels(
    labels: Sequence[RawLabel], policies: Policies
) -> tuple[list[LabelledInterval], dict[str, int]]:
    """Apply the policies.

    Returns
    -------
    list of LabelledInterval
        In the order given.
    dict
        Policy to the number of labels that it concerned.

    Raises
    ------
    InputError
        If a label ends before it begins.

    Examples
    --------
    >>> coded = RawLabel("film", 10, 20, None, ExpressionKind.MACRO)
    >>> for choice in POLICIES["offset_zero"]:
    ...     read, _ = read_labels([coded], Policies(offset_zero=choice))
    ...     print(choice, [label.interval for label in read])
    apex [Interval(onset=10, offset=20)]
    apex+20 [Interval(onset=10, offset=40)]
    mirror [Interval(onset=10, offset=30)]
    keep [None]
    drop []
    """
    counts: Counter[str] = Counter()
    read = [label for raw in labels if (label := _read(raw, policies, counts)) is not None]
    return read, dict(counts)


def _read(raw: RawLabel, policies: Policies, counts: Counter[str]) -> LabelledInterval | None:
    onset = max(0, raw.onset)
    if raw.onset <= 0:
        counts["onset_zero"] += 1
        if policies.onset_zero == "drop":
            return None
    if raw.offset is None:
        counts["offset_zero"] += 1
        if policies.offset_zero == "drop":
            return None
    interval = _interval(raw, onset, policies)
    overlong = raw.long or _lasts_long(interval, raw.fps)
    if overlong:
        counts["overlong"] += 1
        if policies.overlong == "drop":
            return None
    kind = ExpressionKind.MACRO if overlong else raw.kind
    if kind is None and interval is not None and raw.fps is not None:
        kind = ExpressionKind.of(interval, raw.fps)
    apex = raw.apex if interval is not None and raw.apex is not None and raw.apex in interval else None
    return LabelledInterval(raw.recording, interval, kind, apex, raw.emotion)


def _interval(raw: RawLabel, onset: int, policies: Policies) -> Interval | None:
    offset = raw.offset
    if offset is None:
        rule = _OFFSETS.get(policies.offset_zero)
        if rule is None or raw.apex is None:
            return None
        offset = rule(onset, raw.apex)
    return interval_of(onset, offset, raw.source)


def _lasts_long(interval: Interval | None, fps: Fraction | None) -> bool:
    return interval is not None and fps is not None and interval.duration(fps) >= MACRO_LIMIT
