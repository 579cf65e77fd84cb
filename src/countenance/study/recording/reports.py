"""What participants say of their own movements: kept with every earlier wording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from countenance.core.errors import InputError
from countenance.store import Reader, Writer
from countenance.store.records import Film, ProtocolVersion, Report, SessionRow
from countenance.study.elicitation import SelfReport
from countenance.study.recording.access import plain
from countenance.study.recording.protocols import protocol_of

__all__ = [
    "add_report",
    "change_report",
    "check_report",
    "film_of",
    "kept_report",
    "remove_report",
    "replace_reports",
    "report_of",
    "reports_of",
    "tidy",
]


def add_report(writer: Writer, report: SelfReport) -> Report:
    """Keep what a participant said of a movement.

    Raises
    ------
    InputError
        If there is no such recording, a frame lies beyond its end, the protocol of its session did not offer the
        words, or the same is kept already.
    """
    if kept_report(writer, report) is not None:
        raise InputError(f"{_place(report)}: this report is kept already")
    report, film = tidy(report), film_of(writer, report.recording)
    check_report(writer, film, report)
    return writer.add(Report(film=film.id, **_fields(report)))


def kept_report(reader: Reader, report: SelfReport) -> Report | None:
    """The report that says the same and is kept; None if there is none.

    Raises
    ------
    InputError
        If there is no such recording.
    """
    report, film = tidy(report), film_of(reader, report.recording)
    return next((one for one in _rows(reader, film) if report_of(one, film.name) == report), None)


def change_report(writer: Writer, report_id: str, report: SelfReport, version: int | None = None) -> Report:
    """Change a report; what it was before is kept.

    Parameters
    ----------
    writer : Writer
    report_id : str
    report : SelfReport
        As it is to be, of the same recording.
    version : int, optional
        Of the report as it was seen: another one means that it was changed elsewhere meanwhile.

    Raises
    ------
    InputError
        As for :func:`add_report`, or if there is no such report.
    ConflictError
        If it was changed meanwhile.
    """
    report, film = tidy(report), film_of(writer, report.recording)
    check_report(writer, film, report)
    kept = _kept(writer, film, report_id)
    if version is not None and version != kept.version:
        raise writer.conflict(kept)
    return writer.change(kept, **_fields(report))


def remove_report(writer: Writer, recording: str, report_id: str) -> None:
    """Take back a report.

    Raises
    ------
    InputError
        If there is no such recording or report.
    """
    writer.remove(_kept(writer, film_of(writer, recording), report_id))


def replace_reports(writer: Writer, film: Film, reports: Sequence[SelfReport]) -> int:
    """Let reports take the place of all that a recording has.

    One of the same frames is changed, so that its earlier wordings stay; others are removed or added.

    Returns
    -------
    int
        How many were added, changed or removed.
    """
    wanted = list(reports)
    left: list[Report] = []
    for kept in _rows(writer, film):
        said = report_of(kept, film.name)
        if said in wanted:
            wanted.remove(said)
        else:
            left.append(kept)
    done = len(left)
    for report in wanted:
        same = next((one for one in left if (one.onset, one.offset) == (report.onset, report.offset)), None)
        if same is None:
            writer.add(Report(film=film.id, **_fields(report)))
            done += 1
        else:
            left.remove(same)
            writer.change(same, **_fields(report))
    for kept in left:
        writer.remove(kept)
    return done


def tidy(report: SelfReport) -> SelfReport:
    r"""A report as it is kept: its texts on one line, so that every table can hold them.

    >>> tidy(SelfReport("s01", 3, 9, text=" so\nfunny ")).text
    'so funny'
    """
    return replace(
        report,
        recording=plain(report.recording),
        text=_one_line(report.text),
        not_emotional=_one_line(report.not_emotional),
    )


def _one_line(text: str) -> str:
    words = " ".join(text.split())
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in words)


def reports_of(reader: Reader, film: Film) -> list[SelfReport]:
    """Reports of a recording, by onset."""
    return [report_of(one, film.name) for one in _rows(reader, film)]


def report_of(kept: Report, recording: str) -> SelfReport:
    """A kept report as the rest of the program knows it."""
    return SelfReport(
        recording, kept.onset, kept.offset, kept.emotion, kept.intensity, kept.text, kept.not_emotional
    )


def check_report(reader: Reader, film: Film, report: SelfReport) -> None:
    """Refuse a report that does not fit its recording.

    Raises
    ------
    InputError
        If a frame lies beyond the end, or the protocol of the session did not offer the words.
    """
    if report.offset >= film.n_frames:
        raise InputError(f"{_place(report)}: the recording has the frames 0 to {film.n_frames - 1}")
    if film.session is not None:
        session = reader.get(SessionRow, film.session)
        report.check(protocol_of(reader.get(ProtocolVersion, session.protocol)).self_report)


def film_of(reader: Reader, name: str) -> Film:
    """The recording of that name.

    Raises
    ------
    InputError
        If there is none.
    """
    found = reader.first(Film, name=plain(name))
    if found is None:
        raise InputError(f"there is no recording {name!r}: 'countenance study recordings' lists all")
    return found


def _rows(reader: Reader, film: Film) -> list[Report]:
    return sorted(reader.find(Report, film=film.id), key=lambda one: (one.onset, one.offset, one.id))


def _kept(reader: Reader, film: Film, report_id: str) -> Report:
    found = reader.first(Report, id=report_id, film=film.id)
    if found is None:
        raise InputError(f"recording {film.name} has no self-report {report_id!r}: it may have been removed")
    return found


def _fields(report: SelfReport) -> dict[str, Any]:
    return {
        "onset": report.onset,
        "offset": report.offset,
        "emotion": report.emotion,
        "intensity": report.intensity,
        "text": report.text,
        "not_emotional": report.not_emotional,
    }


def _place(report: SelfReport) -> str:
    return f"{report.recording}, frames {report.onset} to {report.offset}"
