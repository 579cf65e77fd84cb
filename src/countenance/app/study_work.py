"""What takes long in a study, as functions for another process: they name folders, and nothing that is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from countenance.core.errors import InputError
from countenance.core.executors import Progress
from countenance.study.project import Study
from countenance.study.reporting import PAGE, withdrawn, write_report_note

__all__ = ["agreement_page", "measure", "profile_page", "release", "spot"]


def spot(
    path: Path, name: str, method: str, settings: Mapping[str, Any], out: Path, progress: Progress
) -> None:
    """Spot in a recording, and keep what is found.

    Parameters
    ----------
    path : Path
    name : str
        Of the recording.
    method : str
    settings : mapping
    out : Path
        Folder of its own.
    progress : callable

    Raises
    ------
    VideoError, MethodError
        As :func:`countenance.app.spotting.spot_film`.
    """
    from countenance.app.spotting import SpottingTask, spot_film  # noqa: PLC0415 (each process needs one)

    spot_film(SpottingTask(path, name, method, settings, out), progress)


def measure(path: Path, name: str, out: Path, head: int, progress: Progress) -> str:
    """Measure a recording; what is wrong with it, if anything.

    Parameters
    ----------
    path : Path
    name : str
        Of the recording.
    out : Path
        Folder of its own.
    head : int
        Last entry of the log.
    progress : callable
    """
    from countenance.app.measuring import Film, measure_film  # noqa: PLC0415 (each process needs one)

    measured = measure_film(Film(path, out, out / "parts", name=name), progress)
    write_report_note(out, head)
    return "" if measured.problem is None else str(measured.problem).replace(str(path), name)


def agreement_page(folder: Path, out: Path, progress: Progress) -> None:
    """Compare the coders of a study.

    Parameters
    ----------
    folder : Path
        Of the study.
    out : Path
        Folder of the page.
    progress : callable

    Raises
    ------
    InputError
        If nothing was submitted by two coders.
    """
    from countenance.reports.agreement import write_agreement_report  # noqa: PLC0415 (each process needs one)
    from countenance.study.agreement import agreement  # noqa: PLC0415 (each process needs one)
    from countenance.study.coding import submitted_passes  # noqa: PLC0415 (each process needs one)

    progress("comparing coders", 0, 1)
    with Study.open(folder) as study, study.reading() as reader:
        passes, facts, head = submitted_passes(reader), study.facts(), reader.head()[0]
        gone = withdrawn(reader)
    if max(Counter(one.recording for one in passes).values(), default=0) < 2:
        raise InputError("no recording was submitted by two coders yet")
    found = agreement(passes)
    write_agreement_report(found, passes, out / PAGE, title=facts.name, synthetic=facts.synthetic)
    write_report_note(out, head, gone)


def profile_page(folder: Path, out: Path, progress: Progress) -> None:
    """Put a labelled study into the paper's tables.

    Parameters
    ----------
    folder, out, progress
        As for :func:`agreement_page`.
    """
    from countenance.reports.study_profile import write_study_profile  # noqa: PLC0415 (each process needs one)
    from countenance.study.settlement.profiling import profile_of  # noqa: PLC0415 (each process needs one)

    progress("counting", 0, 1)
    with Study.open(folder) as study, study.reading() as reader:
        found, head, gone = profile_of(reader), reader.head()[0], withdrawn(reader)
    write_study_profile(found, out / PAGE)
    write_report_note(out, head, gone)


def release(
    folder: Path,
    profile: str,
    out: Path,
    level: str,
    actor: str,
    extras: frozenset[str],
    progress: Progress,
) -> None:
    """Write a release.

    Parameters
    ----------
    folder : Path
        Of the study.
    profile : str
    out : Path
        Of the release.
    level : str
    actor : str
        Name of the account.
    extras : frozenset of str
        Of ``pictures``, ``crops`` and ``measure``.
    progress : callable

    Raises
    ------
    InputError
        As :func:`countenance.study.publishing.publish`.
    """
    from countenance.study.publishing import Options, publish  # noqa: PLC0415 (each process needs one)

    options = Options(pictures="pictures" in extras, progress=progress)
    if "crops" in extras:
        from countenance.app.exporting import face_crop  # noqa: PLC0415 (heavy)

        options = replace(options, window=face_crop)
    if "measure" in extras:
        from countenance.app.features import film_features  # noqa: PLC0415 (heavy)

        options = replace(options, features=film_features)
    with Study.open(folder) as study:
        publish(study, profile, out, level, actor, options=options)
