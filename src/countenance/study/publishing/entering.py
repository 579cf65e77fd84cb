"""Releases as the study knows them: entered before they are in their place, so that none is there unknown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from countenance.core import InputError
from countenance.core.cache import digest_path
from countenance.core.words import counted
from countenance.store import Writer
from countenance.store.records import Release
from countenance.study.project import Study
from countenance.study.publishing.contents import ReleaseContent
from countenance.study.publishing.gathering import gather
from countenance.study.publishing.names import keep_names
from countenance.study.publishing.staging import CHECKSUMS, Stage, abandoned, remove_stage

__all__ = ["enter", "settle_interrupted"]

_FINISHED, _STAGING = "finished", "staging"


def enter(
    study: Study,
    actor: str,
    content: ReleaseContent,
    release: Release,
    stage: Stage,
    out: Path,
) -> Release:
    """Enter a release, and then put it in its place; until it is there, its row says that it is not finished.

    Parameters
    ----------
    study : Study
    actor : str
    content : ReleaseContent
        What was gathered before it was written.
    release : Release
        The row to be entered.
    stage : Stage
    out : Path

    Raises
    ------
    InputError
        If the study was changed meanwhile, for example because somebody withdrew.
    """
    waiting = {**release.manifest, _FINISHED: False, _STAGING: stage.token}
    with study.writing(actor) as writer:
        _check_unchanged(writer, content)
        keep_names(writer, content.names)
        entered = writer.add(replace(release, manifest=waiting))
        people = counted(len(release.participants), "participant")
        writer.note("publish", f"{release.profile} for {content.level}: {people}")
    try:
        if out.is_dir():
            out.rmdir()
        stage.folder.replace(out)
    except BaseException:
        if stage.folder.is_dir():
            with study.writing(actor, "the release could not be put in its place") as writer:
                writer.remove(entered)
        raise
    with study.writing(actor, "the release is in its place") as writer:
        return _finished(writer, writer.get(Release, entered.id))


def settle_interrupted(study: Study, actor: str, out: Path) -> None:
    """Settle what a kill left of earlier releases to the same place.

    A release that is there is entered as finished. One that never got there is taken out of the study, and what was
    written of it, which may hold videos, is removed.
    """
    left = abandoned(out)
    with study.reading() as reader:
        unfinished = [one for one in reader.find(Release) if one.manifest.get(_FINISHED) is False]
    staying = {token for token, folder in left.items() if (folder / out.name).is_dir()}
    lost = [one for one in unfinished if one.manifest[_STAGING] in staying]
    sums = out / CHECKSUMS
    there = digest_path(sums) if unfinished and sums.is_file() else ""
    made = [one for one in unfinished if one not in lost and one.manifest["files"][CHECKSUMS] == there]
    if lost or made:
        with study.writing(actor, "publishing had been interrupted") as writer:
            for one in lost:
                writer.remove(one)
            for one in made:
                _finished(writer, one)
    for folder in left.values():
        remove_stage(folder)


def _check_unchanged(writer: Writer, content: ReleaseContent) -> None:
    if gather(writer, content.level) != content:
        raise InputError("the study was changed while it was being published: publish it again")


def _finished(writer: Writer, release: Release) -> Release:
    if release.manifest[_FINISHED]:
        return release
    told = {name: value for name, value in release.manifest.items() if name != _STAGING}
    return writer.change(release, manifest={**told, _FINISHED: True})
