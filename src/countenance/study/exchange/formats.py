"""Codings from files and into files; the ending of the name tells the format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from countenance.core.cache import write_atomically
from countenance.core.codings import Coding, CodingPass
from countenance.core.errors import InputError
from countenance.study.exchange.assembling import checked, known_coder, make_pass, the_times
from countenance.study.exchange.boris import boris_of, read_boris
from countenance.study.exchange.elan import eaf_of, read_eaf
from countenance.study.exchange.events import coding_of
from countenance.study.exchange.praat import read_textgrid, textgrid_of
from countenance.study.exchange.problems import Findings
from countenance.study.exchange.roles import Meanings
from countenance.study.exchange.tables import csv_of, read_table, xlsx_of
from countenance.study.exchange.tiers import Tier, events_of_tiers
from countenance.study.exchange.times import Times, TimesSource, times_of

__all__ = ["READABLE", "WRITABLE", "Media", "read_codings", "write_codings"]

_TIERS = {".eaf": read_eaf, ".textgrid": read_textgrid}
_TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xls")
READABLE = (".eaf", ".boris", ".TextGrid", *_TABLES)
"""Endings of files that can be read; case does not count."""
WRITABLE = (".eaf", ".boris", ".TextGrid", ".csv", ".xlsx")
"""Endings of files that can be written."""
Media = Path | Mapping[str, Path]
"""A film, or the film of each recording by its name."""


def read_codings(
    path: Path,
    *,
    times: TimesSource | None = None,
    coder: str | None = None,
    recording: str | None = None,
    participant: str | None = None,
    tiers: Mapping[str, str | Sequence[str]] | None = None,
    first_frame: int = 0,
) -> tuple[list[CodingPass], list[str]]:
    """Read what coders marked, whole or not at all.

    Parameters
    ----------
    path : Path
        ELAN (``.eaf``), BORIS (``.boris``), Praat (``.TextGrid``) or a table (``.csv``, ``.xlsx`` ...).
    times : TimesSource, optional
        When the frames of a recording are shown: its :class:`~countenance.study.exchange.Times`, a constant frame
        rate, or timestamps; or these by recording. Only tables, which hold frame numbers, are read without.
    coder : str, optional
        Who coded, where the file does not say it. For a table, the name of the file otherwise.
    recording : str, optional
        Name of the recording, where the file has none or another one. Not for a project of BORIS, nor for a table
        with a column of recordings.
    participant : str, optional
        Whose events are read, where a project of BORIS has several subjects in one observation.
    tiers : mapping of str to str or sequence of str, optional
        Names of tiers, or of behaviours of BORIS, by what they mean: see
        :data:`~countenance.study.exchange.roles.ROLES`. One tier may mean several things. What is not named here
        means what it is called.
    first_frame : int
        Number of the first frame of a recording in a table.

    Returns
    -------
    passes : list of CodingPass
        By recording and coder in the order of the file, with length and rate as the times state them.
    remarks : list of str
        What a reader must know, one sentence each.

    Raises
    ------
    CodingFileError
        If the file cannot be used, with all of its problems.
    InputError
        If the ending is not known, or an argument is not usable.
    """
    findings, meanings = Findings(path), Meanings.of(tiers)
    ending = path.suffix.lower()
    if ending in _TIERS:
        passes = _read_tiers(path, times, coder, recording, meanings, findings)
    elif ending == ".boris":
        passes = read_boris(path, times, coder, participant, meanings, findings)
    elif ending in _TABLES:
        passes = read_table(path, times, coder, recording, first_frame, findings)
    else:
        raise InputError(
            f"{path}: {path.suffix!r} is no ending of a file of codings, expected {_any(READABLE)}"
        )
    findings.check()
    return passes, findings.remarks


def write_codings(
    path: Path,
    passes: Sequence[CodingPass],
    *,
    times: TimesSource | None = None,
    media: Media | None = None,
) -> None:
    """Write what coders marked, whole or not at all.

    Texts lose blanks around them, and a line ends with one character.

    Parameters
    ----------
    path : Path
        Ending as for :func:`read_codings`. ELAN and Praat hold one recording a file.
    passes : sequence of CodingPass
        One for each recording and coder.
    times : TimesSource, optional
        When the frames of a recording are shown; only tables are written without.
    media : Media, optional
        Films that ELAN and BORIS are to open.

    Raises
    ------
    InputError
        If the ending is not known, or the format cannot hold the passes.
    """
    ready = checked(passes, times)
    write_atomically(path, _content(path, ready, times, media))


def _content(
    path: Path, passes: list[CodingPass], times: TimesSource | None, media: Media | None
) -> str | bytes:
    ending = path.suffix.lower()
    if ending == ".csv":
        return csv_of(passes)
    if ending == ".xlsx":
        return xlsx_of(passes)
    if ending not in {".eaf", ".textgrid", ".boris"}:
        raise InputError(
            f"{path}: {path.suffix!r} is no ending to write codings to, expected {_any(WRITABLE)}"
        )
    known = {one.recording: _known(one.recording, times, path) for one in passes}
    films = {name: film for name in known if (film := _film(name, media)) is not None}
    if ending == ".boris":
        return boris_of(passes, known, films, path.stem)
    name = passes[0].recording
    if ending == ".eaf":
        return eaf_of(passes, known[name], films.get(name), path.parent)
    return textgrid_of(passes, known[name])


def _known(recording: str, source: TimesSource | None, path: Path) -> Times:
    times = times_of(recording, source)
    if times is None:
        raise InputError(
            f"{path}: a file of this kind holds times, which frames have only by the presentation times of "
            f"{recording!r}; give them as times: the frame rate or the timestamps of the frames"
        )
    return times


def _film(recording: str, media: Media | None) -> Path | None:
    return media.get(recording) if isinstance(media, Mapping) else media


def _any(endings: Sequence[str]) -> str:
    return f"{', '.join(endings[:-1])} or {endings[-1]}"


def _read_tiers(
    path: Path,
    source: TimesSource | None,
    coder: str | None,
    recording: str | None,
    meanings: Meanings,
    findings: Findings,
) -> list[CodingPass]:
    name, tiers = _TIERS[path.suffix.lower()](path, findings, recording)
    found, holders = events_of_tiers(tiers, meanings, findings)
    times = the_times(name, source, findings)
    people = _people(holders, coder, findings)
    codings: dict[str, list[Coding]] = {who: [] for who in people}
    for one in found:
        read = coding_of(one.event, times, one.where, findings)
        if read is not None:
            codings[known_coder(one.coder, coder, findings)].append(read)
    passes = [make_pass(name, who, own, times, people[who], findings) for who, own in codings.items()]
    return [one for one in passes if one is not None]


def _people(holders: Sequence[Tier], coder: str | None, findings: Findings) -> dict[str, str]:
    """Who is seen, for each coder with a tier of events."""
    people: dict[str, str] = {}
    for tier in holders:
        who = known_coder(tier.coder, coder, findings)
        seen = people.setdefault(who, tier.participant)
        if seen != tier.participant:
            findings.problem(
                f"the tiers of coder {who!r} are of {seen!r} and of {tier.participant!r}, and a pass is about one",
                "write the tiers of each participant to a file of its own",
            )
    return people
