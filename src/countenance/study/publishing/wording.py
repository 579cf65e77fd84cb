"""Sentences that several files of a release share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from countenance.core import ExpressionKind
from countenance.core.words import counted
from countenance.study.people import ReleaseLevel
from countenance.study.publishing.contents import CodingState, ReleaseContent

__all__ = [
    "CODING_STATE",
    "NOTHING_FOLLOWS",
    "SYNTHETIC",
    "counts",
    "description",
    "heading",
    "not_settled",
    "receivers",
    "unsettled",
]

NOTHING_FOLLOWS = "Nothing follows from their having no expression."
CODING_STATE = (
    "How far its coding is: settled, where whatever its coders marked is settled and labelled; open, where "
    "something is not; not coded, where fewer than two coders have submitted it. Unless it is settled, nothing "
    "follows from its having no expression."
)
"""What a column or field of that name holds."""

SYNTHETIC = (
    "This study is synthetic: nobody real takes part in it, and a figure measured on it says nothing about people "
    "or methods."
)

_RECEIVERS = {
    ReleaseLevel.LABORATORY: "members of the laboratory alone",
    ReleaseLevel.RESEARCHERS: "researchers who sign the data-use agreement",
    ReleaseLevel.PUBLIC: "everybody",
}


def receivers(content: ReleaseContent) -> str:
    """Whom the release is for."""
    return _RECEIVERS[content.level]


def counts(content: ReleaseContent) -> str:
    """What the release holds, in numbers."""
    return (
        f"{counted(len(content.participants), 'participant')}, {counted(len(content.recordings), 'recording')}, "
        f"{counted(content.count(ExpressionKind.MACRO), 'macro-expression')} and "
        f"{counted(content.count(ExpressionKind.MICRO), 'micro-expression')}"
    )


def description(content: ReleaseContent) -> str:
    """The release in a few sentences."""
    told = (
        f"{content.study}: facial expressions in video, coded frame by frame. {counts(content)}. "
        f"For {receivers(content)}."
    )
    return f"{told} {SYNTHETIC}" if content.synthetic else told


def heading(content: ReleaseContent, title: str, names: Mapping[str, str] | None = None) -> str:
    """The first lines of a README; recordings are called by names, by their own ones unless given."""
    told = f"# {title}\n\n{counts(content)}. This release is for {receivers(content)}.\n"
    more = [f"**{SYNTHETIC}**"] if content.synthetic else []
    if found := unsettled(content, names):
        more.append(f"**Not everything is coded.** {found}")
    return "\n".join([told, *(f"{one}\n" for one in more)])


def unsettled(content: ReleaseContent, names: Mapping[str, str] | None = None) -> str:
    """Which recordings are not settled yet, and what that means; empty where all are."""
    known = names or {}
    told = [
        f"{not_settled(state, [known.get(name, name) for name in found])}."
        for state, found in content.unsettled.items()
    ]
    return " ".join([*told, NOTHING_FOLLOWS]) if told else ""


def not_settled(state: CodingState, names: Sequence[str], most: int | None = None) -> str:
    """That recordings are in a state, which is not that of settled ones, in a clause; the first ones are named.

    >>> not_settled(CodingState.OPEN, ["s01", "s02", "s03"], most=2)
    '3 recordings not settled and labelled yet: s01, s02 and 1 more'
    """
    what = "not coded by two coders" if state is CodingState.NOT_CODED else "not settled and labelled"
    named = names[:most]
    more = f" and {len(names) - len(named)} more" if len(named) < len(names) else ""
    return f"{counted(len(names), 'recording')} {what} yet: {', '.join(named)}{more}"
