"""Raters' judgements of a study's stimuli: taken in, summed up like Table 3 of the paper, and chosen by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from countenance.core.errors import InputError
from countenance.store import Reader, Writer
from countenance.store.records import RatedClip, Stimulus, StudyFacts
from countenance.study.recording.access import plain
from countenance.study.stimuli import (
    PAPER_TABLE_3,
    Choice,
    ChoiceRule,
    ClipSummary,
    PaperClip,
    Rating,
    Repeats,
    ScorePolicy,
    choose,
    free_words,
    possible_counts,
    read_ratings,
    summarise,
)

__all__ = ["COLUMNS", "ImportedRatings", "choose_stimuli", "import_ratings", "rated_clips", "table_3"]

COLUMNS = (
    "of", "clip", "seconds", "main_emotion", "raters", "selected", "rate", "mean", "sd", "chosen", "note",
)  # fmt: skip
"""Of :func:`table_3`."""
_SETTING = "choice of stimuli"


@dataclass(frozen=True, slots=True)
class ImportedRatings:
    """What became of the ratings of a file.

    Parameters
    ----------
    added, changed, unchanged : int
        Numbers of ratings.
    free_words : tuple of str
        Words of raters that are no basic emotion; a misspelt one counts as another emotion.
    """

    added: int
    changed: int
    unchanged: int
    free_words: tuple[str, ...]


def import_ratings(writer: Writer, path: Path, *, replace: bool = False) -> ImportedRatings:
    """Take in ratings from a table; see :func:`~countenance.study.stimuli.read_ratings` for its two forms.

    Parameters
    ----------
    writer : Writer
    path : Path
    replace : bool
        Whether a rating takes the place of another one by the same rater, in the study or above it in the file.

    Raises
    ------
    InputError
        If the table cannot be used, names a clip that is no stimulus, or a rater judged a clip twice.
    """
    ratings = read_ratings(path, Repeats.LAST if replace else Repeats.REFUSE)
    stimuli = {one.name: one for one in writer.find(Stimulus)}
    if unknown := sorted({one.clip for one in ratings if plain(one.clip) not in stimuli}):
        raise InputError(
            f"{path.name} rates {', '.join(unknown)}, and no stimulus is named so: add it first, or correct "
            "the name"
        )
    done = {"added": 0, "changed": 0, "unchanged": 0}
    for rating in ratings:
        done[_keep(writer, rating, stimuli[plain(rating.clip)], path.name, replace=replace)] += 1
    return ImportedRatings(**done, free_words=free_words(ratings))


def _keep(writer: Writer, rating: Rating, stimulus: Stimulus, file: str, *, replace: bool) -> str:
    rater = plain(rating.rater)
    there = writer.first(RatedClip, rater=rater, stimulus=stimulus.id)
    if there is None:
        writer.add(
            RatedClip(rater=rater, stimulus=stimulus.id, emotions=rating.emotions, intensity=rating.intensity)
        )
        return "added"
    if (set(there.emotions), there.intensity) == (set(rating.emotions), rating.intensity):
        return "unchanged"
    if not replace:
        raise InputError(
            f"{file}: rater {rater} has rated {stimulus.name} already, {_said(there)}, and now {_said(rating)}: "
            "correct the table, or let the new rating count with --replace"
        )
    writer.change(there, emotions=rating.emotions, intensity=rating.intensity)
    return "changed"


def _said(rating: Rating | RatedClip) -> str:
    return f"{' and '.join(rating.emotions)} with intensity {rating.intensity}"


def rated_clips(reader: Reader, policy: ScorePolicy = ScorePolicy.ALL_RATERS) -> list[ClipSummary]:
    """Every stimulus that somebody rated, summed up, by name.

    Parameters
    ----------
    reader : Reader
    policy : ScorePolicy
        Whose scores of intensity count.
    """
    stimuli = {one.id: one for one in reader.find(Stimulus)}
    ratings = [
        Rating(one.rater, stimuli[one.stimulus].name, one.emotions, one.intensity)
        for one in reader.find(RatedClip)
    ]
    rated = {one.clip for one in ratings}
    return summarise(
        ratings, {one.name: one.seconds for one in stimuli.values() if one.name in rated}, policy
    )


def table_3(reader: Reader, policy: ScorePolicy = ScorePolicy.ALL_RATERS) -> list[dict[str, Any]]:
    """Table 3 of the study, and below it that of the paper.

    A rate of selection stands beside the counts it was made of, which the paper does not print. For the paper's
    clips the counts are the possible ones with the fewest raters.

    Returns
    -------
    list of dict
        With the keys :data:`COLUMNS`.
    """
    summaries = {one.clip: one for one in rated_clips(reader, policy)}
    reasons = _reasons(reader)
    own = [
        _own_row(one, summaries.get(one.name), reasons.get(one.name, ""))
        for one in reader.find(Stimulus, order="name")
    ]
    return own + [_paper_row(one) for one in PAPER_TABLE_3]


def _own_row(stimulus: Stimulus, summary: ClipSummary | None, reason: str) -> dict[str, Any]:
    row = dict.fromkeys(COLUMNS) | {
        "of": "this study",
        "clip": stimulus.name,
        "seconds": stimulus.seconds,
        "raters": 0,
        "chosen": "yes" if stimulus.chosen else "no",
        "note": reason,
    }
    if summary is None:
        return row | {"note": reason or "nobody rated it"}
    notes = [reason] if reason else []
    if stimulus.emotion is not None and stimulus.emotion not in summary.emotions:
        notes.append(f"meant to evoke {stimulus.emotion}")
    return row | {
        "main_emotion": " or ".join(summary.emotions),
        "raters": summary.n_raters,
        "selected": summary.n_selected,
        "rate": round(float(summary.selection), 4),
        "mean": round(float(summary.mean), 4),
        "sd": None if summary.sd is None else round(summary.sd, 4),
        "note": "; ".join(notes),
    }


def _paper_row(clip: PaperClip) -> dict[str, Any]:
    counts = possible_counts(clip)
    return dict.fromkeys(COLUMNS) | {
        "of": "the paper",
        "clip": f"clip {clip.number}",
        "seconds": clip.duration_s,
        "main_emotion": str(clip.emotion),
        "rate": float(clip.selection),
        "mean": float(clip.mean_score),
        "chosen": "yes",
        "note": f"counts are not printed; {_possible(counts)} would give this rate",
    }


def _possible(counts: Sequence[tuple[int, int]]) -> str:
    return " or ".join(f"{selected} of {n}" for selected, n in counts)


def choose_stimuli(
    writer: Writer,
    rule: ChoiceRule,
    policy: ScorePolicy = ScorePolicy.ALL_RATERS,
    *,
    incomplete: bool = False,
) -> Choice:
    """Choose stimuli by a rule, which is kept with the reasons against the others.

    An earlier choice is given up. A chosen stimulus of which nobody said what it is to evoke gets the emotion that
    most raters named.

    Parameters
    ----------
    writer : Writer
    rule : ChoiceRule
    policy : ScorePolicy
        Whose scores of intensity count.
    incomplete : bool
        Whether fewer stimuli than the rule wants are better than none.

    Raises
    ------
    InputError
        If nothing was rated, or too few stimuli fulfil the rule and that is not allowed.
    """
    summaries = rated_clips(writer, policy)
    if not summaries:
        raise InputError("no stimulus was rated: 'countenance study import-ratings' takes ratings in")
    choice = choose(summaries, rule)
    if not incomplete:
        choice.complete()
    chosen = {one.clip: one for one in choice.chosen}
    for stimulus in list(writer.find(Stimulus)):
        emotion = stimulus.emotion
        if emotion is None and stimulus.name in chosen:
            (emotion,) = chosen[stimulus.name].emotions
        if (stimulus.name in chosen, emotion) != (stimulus.chosen, stimulus.emotion):
            writer.change(stimulus, chosen=stimulus.name in chosen, emotion=emotion)
    _keep_rule(writer, rule, policy, choice)
    return choice


def _keep_rule(writer: Writer, rule: ChoiceRule, policy: ScorePolicy, choice: Choice) -> None:
    facts = writer.first(StudyFacts)
    if facts is None:
        raise InputError("the database holds no study that was begun: restore a backup, or begin anew")
    kept = {"rule": asdict(rule), "scores": str(policy), "reasons": dict(choice.reasons)}
    writer.change(facts, settings={**facts.settings, _SETTING: kept})


def _reasons(reader: Reader) -> dict[str, str]:
    """Why stimuli were not chosen the last time that any were."""
    facts = reader.first(StudyFacts)
    kept = {} if facts is None else facts.settings.get(_SETTING, {})
    return {str(name): str(reason) for name, reason in kept.get("reasons", {}).items()}
