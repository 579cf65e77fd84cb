"""A method on a database as one run: labels, descriptions, folds, and a result that says how it came about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from countenance.core.clips import Clip
from countenance.core.contracts import Database, Problem, Splitter
from countenance.core.executors import Progress, ignore_progress
from countenance.core.expressions import ExpressionKind
from countenance.core.problems import clip_label, lost_clips
from countenance.databases.label_schemes import LabelScheme, label_scheme
from countenance.databases.megc2019 import MEGC2019_COUNTS, compare_with_megc2019
from countenance.evaluation.cross_validation import cross_validate
from countenance.evaluation.inner_selection import checked_estimator
from countenance.evaluation.left_out import problem_dict, require_variety
from countenance.evaluation.naming import estimator_text
from countenance.evaluation.parameters import Parts, check_parameters, parts_of
from countenance.evaluation.plans import check_protocol, shares_participants
from countenance.evaluation.result import Result
from countenance.evaluation.splitters import splitter as splitter_named
from countenance.recognition import describe_clips
from countenance.recognition.methods import Method
from countenance.recognition.methods import method as method_named

__all__ = ["run_evaluation"]


def run_evaluation(
    database: Database,
    method: Method | str,
    protocol: Splitter | str = "leave-one-subject-out",
    *,
    scheme: LabelScheme | str = "four",
    kind: ExpressionKind | str | None = None,
    parameters: Mapping[str, Any] | None = None,
    duplicates: Literal["refuse", "allow"] = "refuse",
    cache: Path | None = None,
    executor: Executor | None = None,
    seed: int = 0,
    progress: Progress = ignore_progress,
) -> Result:
    """Evaluate a method on a database or a composite of several.

    Parameters
    ----------
    database : Database
    method : Method or str
        Or its registered name.
    protocol : Splitter or str
        Or its name, see :data:`~countenance.evaluation.SPLITTERS`. Under leave one video out a clip that overlaps
        the tested one is left out of training, with a remark, and leave one subject out is run beside it.
    scheme : LabelScheme or str
        What is asked of each clip. Clips without a class under it take no part and are listed.
    kind : {"macro", "micro"}, optional
        Only expressions of this kind; all unless given.
    parameters : mapping, optional
        Parameters of the describer or the classifier that are to differ from the method's own choice.
    duplicates : {"refuse", "allow"}
        As in :func:`~countenance.evaluation.cross_validate`.
    cache : Path, optional
        Folder from which a run that was stopped continues: descriptions and predictions of folds.
    executor : Executor, optional
    seed : int
        Of the bootstrap.
    progress : callable

    Returns
    -------
    Result
        Whose ``setting`` holds databases, method, scheme, corrections and everything that was left out.

    Raises
    ------
    InputError
        If a name or parameter is not known, or clips leak between folds.
    DatabaseError
        If fewer than two participants or classes remain.
    """
    chosen = method_named(method) if isinstance(method, str) else method
    held_out = splitter_named(protocol) if isinstance(protocol, str) else protocol
    labelling = label_scheme(scheme) if isinstance(scheme, str) else scheme
    wanted = None if kind is None else ExpressionKind.parse(kind)
    parts = parts_of(chosen, parameters or {})
    taking, outside = _by_scheme(_of_kind(database.clips(), wanted), labelling)
    known = database.validate()
    overlaps: Literal["refuse", "drop"] = "drop" if shares_participants(held_out) else "refuse"
    # Told now, not after hours of describing clips.
    asked = _labels_and_groups(database, taking, labelling, known)
    check_protocol(*asked, held_out, overlaps=overlaps, **_origin(taking))
    checked_estimator(parts.classifier, *asked)
    check_parameters(chosen, parts, database, taking)
    store = None if cache is None else cache / "descriptions"
    described = describe_clips(
        database, taking, parts.describer, cache=cache, executor=executor, progress=progress, store=store
    )
    problems = [*known, *described.problems]
    clips = described.clips
    labels, groups = _labels_and_groups(database, clips, labelling, problems)
    result = cross_validate(
        parts.classifier,
        described.X,
        labels,
        groups,
        held_out,
        **_origin(clips),
        overlaps=overlaps,
        duplicates=duplicates,
        cache=cache,
        executor=executor,
        seed=seed,
        progress=progress,
    )
    setting = {
        "databases": _databases(database, clips),
        "method": _method(chosen, parts),
        "scheme": _scheme(labelling),
        "kind": "all" if wanted is None else str(wanted),
        "corrections": [_correction(item) for item in getattr(database, "corrections", ())],
        "n_dropped": lost_clips(problems),
        "dropped": [problem_dict(problem) for problem in problems if problem.fatal],
        "outside_scheme": outside,
        "remarks": [problem_dict(problem) for problem in problems if not problem.fatal],
        "composition": _composition(database, clips, labelling),
        "n_apex_estimated": described.n_apex_estimated,
    }
    beside = None if result.beside is None else replace(result.beside, setting=setting)
    return replace(result, setting=setting, beside=beside)


def _of_kind(clips: Sequence[Clip], kind: ExpressionKind | None) -> list[Clip]:
    return [clip for clip in clips if kind is None or clip.expression.kind is kind]


def _by_scheme(clips: Sequence[Clip], scheme: LabelScheme) -> tuple[list[Clip], list[dict[str, str]]]:
    """Clips with a class under the scheme, and why the others take no part."""
    outside = [
        {"clip": f"{clip.database}/{clip_label(clip)}", "reason": scheme.why_not(clip)}
        for clip in clips
        if scheme.label(clip) is None
    ]
    return [clip for clip in clips if scheme.label(clip) is not None], outside


def _origin(clips: Sequence[Clip]) -> dict[str, Any]:
    """Where each sample comes from, as the harness takes it."""
    return {
        "ids": [clip.key for clip in clips],
        "databases": [clip.database for clip in clips],
        "recordings": [clip.recording.key for clip in clips],
        "intervals": [clip.expression.interval for clip in clips],
    }


def _labels_and_groups(
    database: Database, clips: Sequence[Clip], scheme: LabelScheme, problems: Sequence[Problem]
) -> tuple[NDArray[np.str_], NDArray[np.str_]]:
    labels = np.array([scheme.label(clip) for clip in clips], dtype=np.str_)
    groups = np.array([clip.group for clip in clips], dtype=np.str_)
    require_variety(database, {"participants": groups, "classes": labels}, problems)
    return labels, groups


def _databases(database: Database, clips: Sequence[Clip]) -> list[dict[str, Any]]:
    counts = Counter(clip.database for clip in clips)
    infos = [part.info for part in getattr(database, "databases", (database,))]
    return [
        {"name": info.name, "title": info.title, "synthetic": info.synthetic, "n": counts[info.name]}
        for info in infos
    ]


def _method(method: Method, parts: Parts) -> dict[str, Any]:
    return {
        "name": method.name,
        "title": method.title,
        "citation": method.citation,
        "doi": method.doi,
        "free_choices": list(method.free_choices),
        "describer": estimator_text(parts.describer),
        "parameters": {name: str(value) for name, value in parts.parameters.items()},
    }


def _scheme(scheme: LabelScheme) -> dict[str, Any]:
    return {
        "name": scheme.name,
        "title": scheme.title,
        "classes": list(scheme.classes),
        "source": scheme.source,
    }


def _correction(item: Any) -> Any:
    return item.to_dict() if hasattr(item, "to_dict") else str(item)


def _composition(database: Database, clips: Sequence[Clip], scheme: LabelScheme) -> list[str]:
    """Where samples meant to be those of MEGC2019 are not: one sentence for each database."""
    names = {part.info.name for part in getattr(database, "databases", (database,))}
    return compare_with_megc2019(clips) if scheme.name == "megc2019" and names == set(MEGC2019_COUNTS) else []
