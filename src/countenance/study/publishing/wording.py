"""Sentences that several files of a release share."""

from __future__ import annotations

from countenance.core import ExpressionKind
from countenance.core.words import counted
from countenance.study.people import ReleaseLevel
from countenance.study.publishing.contents import ReleaseContent

__all__ = ["SYNTHETIC", "counts", "description", "heading", "receivers"]

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


def heading(content: ReleaseContent, title: str) -> str:
    """The first lines of a README."""
    told = f"# {title}\n\n{counts(content)}. This release is for {receivers(content)}.\n"
    return f"{told}\n**{SYNTHETIC}**\n" if content.synthetic else told
