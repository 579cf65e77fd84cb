"""What a reader advises where files are missing or wrong; one's own are not fetched from a release."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Wording"]


@dataclass(frozen=True, slots=True)
class Wording:
    """Sentences that depend on where a release comes from; the defaults are those of a published one.

    Parameters
    ----------
    again : str
        What to do about a recording that is damaged.
    damaged : str
        About frames that cannot be decoded.
    frames : str
        About frames that are missing inside of a recording.
    rest : str
        About frames that are missing at its end.
    early : str
        About a recording that has frames before the first one.
    misnamed : str
        About a folder whose name, or what is said of it, contradicts.
    nothing : tuple of str
        What is said where no recording can be used at all, and what to do about it.
    absent : str
        What is said where a label's recording is not there; ``{folder}``, ``{participant}`` and ``{recording}``
        are filled in.
    fetch : str
        What to do about that.
    no_table : str
        What to do where there is no label table.
    table : str
        About a label table that cannot be read.
    columns : str
        About one that lacks columns, of which ``{titles}`` names the titles.
    """

    again: str = "copy it from the release again"
    damaged: str = "copy them from the release again"
    frames: str = "copy the missing frames from the release"
    rest: str = "copy the rest of the frames from the release"
    early: str = "copy it from the release again"
    misnamed: str = "rename it as the release has it"
    nothing: tuple[str, str] = ("it holds no folder of frames named as in the release", "copy them there")
    absent: str = "{folder} has no folder of frames for {participant}/{recording}"
    fetch: str = "copy it from the release"
    no_table: str = "copy it there"
    table: str = "copy it from the release again"
    columns: str = "copy it from the release again"
