"""From a study to a release: whole or not at all, entered in the study, and never beyond what consent covers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from countenance.core import InputError
from countenance.store import Reader
from countenance.store.records import Release
from countenance.study.people import ReleaseLevel, Role, require
from countenance.study.people.withdrawal import RELEASE_NAME
from countenance.study.project import Study
from countenance.study.publishing.bids import bids_names, write_bids
from countenance.study.publishing.casme import write_casme
from countenance.study.publishing.columns import Table
from countenance.study.publishing.contents import CodingState, LeftOut, ReleaseContent
from countenance.study.publishing.croissant import write_croissant
from countenance.study.publishing.datapackage import write_package
from countenance.study.publishing.datasheet import DATASHEET, datasheet
from countenance.study.publishing.deidentified import deidentified, write_deidentified, write_features
from countenance.study.publishing.entering import enter, settle_interrupted
from countenance.study.publishing.gathering import gather
from countenance.study.publishing.kept import name_of
from countenance.study.publishing.options import Options
from countenance.study.publishing.papers import AGREEMENT, agreement, write_printable
from countenance.study.publishing.staging import Stage, check_out, staged
from countenance.study.publishing.tables import tables_of, write_tables
from countenance.study.publishing.wording import heading
from countenance.study.settlement import LABEL_AGAIN, stale_labels

__all__ = ["Profile", "Published", "publish"]


class Profile(StrEnum):
    """What a release looks like."""

    CASME = "casme"
    """The layout of CAS(ME)2, with videos."""
    BIDS = "bids"
    """BIDS with videos of behaviour; experimental."""
    TABLES = "tables"
    """Tables alone, with everything that was said and written."""
    DEIDENTIFIED = "deidentified"
    """Tables without pictures and without free text."""


@dataclass(frozen=True, slots=True)
class Published:
    """A release that was made.

    Parameters
    ----------
    folder : Path
    release : Release
        The row that the study keeps of it.
    left_out : tuple of LeftOut
        Recordings that may not go that far, or whose session is not over.
    unsettled : dict of CodingState to tuple of str
        Names of recordings that are in it and not settled yet, by how far their coding is.
    """

    folder: Path
    release: Release
    left_out: tuple[LeftOut, ...]
    unsettled: Mapping[CodingState, tuple[str, ...]]


def publish(
    study: Study,
    profile: Profile | str,
    out: Path,
    level: ReleaseLevel | str,
    actor: str,
    *,
    options: Options | None = None,
    at: datetime | None = None,
) -> Published:
    """Write a release, after settling what a kill left of an earlier one to the same place.

    Parameters
    ----------
    study : Study
    profile : Profile or str
    out : Path
        A new or empty folder.
    level : ReleaseLevel or str
        How far the release may go; recordings whose consent does not go that far, or whose participants have not
        been debriefed yet, are left out.
    actor : str
        Name of an analyst's or an administrator's account.
    options : Options, optional
    at : datetime, optional
        Time that the release bears; now unless given. With the same time, a study gives the same bytes, but for the
        workbook of ``casme``, in which openpyxl notes when it wrote.

    Returns
    -------
    Published

    Raises
    ------
    InputError
        If nothing may go that far, the folder holds something, the account may not publish, labels are no longer
        those of what was settled and reported, or a recording cannot be read.
    """
    chosen, options, at = _profile(profile), options or Options(), at or datetime.now(UTC)
    wanted = _level(level)
    with study.reading() as reader:
        require(reader, actor, Role.ANALYST, Role.ADMIN)
    settle_interrupted(study, actor, out)
    check_out(out)
    with study.reading() as reader:
        _check_labels(reader)
        content = gather(reader, wanted)
    people = tuple(one.pseudonym for one in content.participants)
    with staged(out, study.media) as stage:
        _WRITERS[chosen](stage, content, options, at)
        name = name_of(study, out)
        manifest = {
            **({RELEASE_NAME: name} if name else {}),
            "level": wanted.value,
            "files": stage.manifest(),
        }
        row = Release(profile=chosen.value, made_at=at, participants=people, manifest=manifest)
        release = enter(study, actor, content, row, stage, out)
    return Published(out, release, content.left_out, content.unsettled)


def _check_labels(reader: Reader) -> None:
    if stale_labels(reader):
        raise InputError(LABEL_AGAIN)


def _profile(name: str) -> Profile:
    if name not in set(Profile):
        raise InputError(f"there is no profile {name!r}; there are: {', '.join(Profile)}")
    return Profile(name)


def _level(name: str) -> ReleaseLevel:
    if name not in set(ReleaseLevel):
        raise InputError(f"{name!r} is no level: give laboratory, researchers or public")
    return ReleaseLevel(name)


def _casme(stage: Stage, content: ReleaseContent, options: Options, at: datetime) -> None:
    tables = write_casme(stage, content, options)
    _write_papers(stage, content, pictures=True)
    write_croissant(stage.folder, content, tables, at, stage.digests)


def _bids(stage: Stage, content: ReleaseContent, options: Options, _: datetime) -> None:
    write_bids(stage, content, options)
    _write_papers(stage, content, pictures=True, names=bids_names(content))


def _tables(stage: Stage, content: ReleaseContent, _: Options, at: datetime) -> None:
    tables = tables_of(content)
    write_tables(stage.folder, tables)
    stage.write("README.md", _README.format(heading=heading(content, f"{content.study}, tables")))
    _describe(stage, content, tables, at, pictures=False)


def _deidentified(stage: Stage, content: ReleaseContent, options: Options, at: datetime) -> None:
    made, films = deidentified(content)
    tables = write_deidentified(stage, made)
    write_features(stage, films, options)
    stage.write(DATASHEET, datasheet(made, pictures=False))
    stage.write(AGREEMENT, agreement(made))
    write_package(stage.folder, made, tables, at)
    write_croissant(stage.folder, made, tables, at, stage.digests)


def _describe(
    stage: Stage, content: ReleaseContent, tables: list[Table], at: datetime, *, pictures: bool
) -> None:
    _write_papers(stage, content, pictures=pictures)
    write_package(stage.folder, content, tables, at)
    write_croissant(stage.folder, content, tables, at, stage.digests)


def _write_papers(
    stage: Stage, content: ReleaseContent, *, pictures: bool, names: Mapping[str, str] | None = None
) -> None:
    stage.write(DATASHEET, datasheet(content, pictures=pictures, names=names))
    stage.write(AGREEMENT, agreement(content))
    write_printable(stage.folder, content)


_WRITERS: Mapping[Profile, Callable[[Stage, ReleaseContent, Options, datetime], None]] = {
    Profile.CASME: _casme,
    Profile.BIDS: _bids,
    Profile.TABLES: _tables,
    Profile.DEIDENTIFIED: _deidentified,
}

_README = """{heading}
- `participants`, `recordings`, `shown_clips`, `expressions`, `codings`, `self_reports`: each as CSV and as
  Parquet; frames from 0, offsets are part of the expression. `shown_clips` tells which stimulus was on when in
  the recording of a whole session. `frame_times` is there where recordings have a variable rate.
- Texts in CSV that begin like a formula have an apostrophe in front, which is not theirs; in Parquet they
  are as they are.
- `datapackage.json` (Frictionless) and `croissant.json` (Croissant 1.1) tell what every column means.
- `datasheet.md`, `DATA_USE_AGREEMENT.md`, `printable.csv`, `SHA256SUMS`.

Coders and arbiters are called `coder_1`, `arbiter_1` and on, never by name.
"""
