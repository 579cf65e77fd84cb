"""What a release holds, counted as the CAS(ME)2 paper counts it in Tables 2 and 4."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from countenance.core import Clip, Database, DurationPolicy, ExpressionKind
from countenance.databases.action_unit_shares import compare_action_units
from countenance.databases.label_schemes import LabelScheme, label_scheme
from countenance.databases.profiles import UNLABELLED, ActionUnitCount, KindProfile, Profile

__all__ = ["profile"]


def profile(
    database: Database,
    policy: DurationPolicy = DurationPolicy.ONSET_TO_OFFSET,
    *,
    scheme: LabelScheme | None = None,
) -> Profile:
    """Count what a database holds.

    Parameters
    ----------
    database : Database
        Opened release.
    policy : DurationPolicy
        How frames become milliseconds; the default is the one with which the published label files agree
        with the paper.
    scheme : LabelScheme, optional
        Under which expressions are filed; by default the paper's four categories.

    Returns
    -------
    Profile

    Raises
    ------
    DatabaseError
        If the release cannot be read at all.
    """
    clips, recordings, problems = database.clips(), database.recordings(), database.validate()
    frames = [clip.expression.interval.n_frames for clip in clips]
    scheme = label_scheme("four") if scheme is None else scheme
    classes = _classes(clips, scheme)
    return Profile(
        database=database.info.name,
        title=database.info.title,
        synthetic=database.info.synthetic,
        fps=database.info.fps,
        labels=scheme.name,
        duration_policy=policy,
        participants=len({recording.participant for recording in recordings}),
        recordings=len(recordings),
        labelled_recordings=len({clip.recording for clip in clips}),
        expressions=len(clips),
        frames_min=min(frames, default=None),
        frames_max=max(frames, default=None),
        kinds=tuple(
            _kind_profile(
                kind, [clip for clip in clips if clip.expression.kind is kind], policy, scheme, classes
            )
            for kind in ExpressionKind
        ),
        action_unit_shares=compare_action_units(clips),
        by_participant=_by_participant(clips, [recording.participant for recording in recordings]),
        corrections=tuple(getattr(database, "corrections", ())),
        dropped=tuple(problem for problem in problems if problem.fatal),
        notes=tuple(problem for problem in problems if not problem.fatal),
    )


def _kind_profile(
    kind: ExpressionKind,
    clips: Sequence[Clip],
    policy: DurationPolicy,
    scheme: LabelScheme,
    classes: Sequence[str],
) -> KindProfile:
    durations = [1000 * clip.expression.interval.duration(clip.fps, policy) for clip in clips]
    found = Counter(scheme.label(clip) for clip in clips)
    return KindProfile(
        kind=kind,
        n=len(clips),
        mean_ms=statistics.fmean(durations) if durations else None,
        sd_ms=statistics.stdev(durations) if len(durations) > 1 else None,
        categories={name: found[name] for name in classes}
        | ({UNLABELLED: found[None]} if found[None] else {}),
        action_units=_action_units(clips),
        participants=len({clip.participant for clip in clips}),
        without_action_units=sum(not clip.expression.action_units for clip in clips),
        durations_ms=tuple(durations),
    )


def _classes(clips: Iterable[Clip], scheme: LabelScheme) -> tuple[str, ...]:
    """Classes in the scheme's order, or where it has none, the most frequent first."""
    found = Counter(label for clip in clips if (label := scheme.label(clip)) is not None)
    return scheme.classes or tuple(sorted(found, key=lambda label: (-found[label], label)))


def _by_participant(clips: Iterable[Clip], participants: Iterable[str]) -> Mapping[str, Mapping[str, int]]:
    found = Counter((clip.participant, clip.expression.kind) for clip in clips)
    names = sorted({*participants, *(participant for participant, _ in found)})
    return MappingProxyType(
        {name: {str(kind): found[name, kind] for kind in ExpressionKind} for name in names}
    )


def _action_units(clips: Sequence[Clip]) -> tuple[ActionUnitCount, ...]:
    # An expression with L12 and R12 shows action unit 12 once.
    shown = Counter(
        number for clip in clips for number in {unit.number for unit in clip.expression.action_units}
    )
    ranked = sorted(shown.items(), key=lambda item: (-item[1], item[0]))
    return tuple(ActionUnitCount(number, n, n / len(clips)) for number, n in ranked)
