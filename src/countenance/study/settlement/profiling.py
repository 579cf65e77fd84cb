"""The paper's Tables 1 to 4 for a study as it is kept."""

from __future__ import annotations

from countenance.core import DurationPolicy, InputError
from countenance.store import Reader
from countenance.store.records import Label, RatedClip, Stimulus, StudyFacts
from countenance.study.people import withheld_films
from countenance.study.profile import StudyProfile, profile_study
from countenance.study.settlement.labels import labelled_study
from countenance.study.stimuli import Rating, summarise

__all__ = ["profile_of"]


def profile_of(reader: Reader) -> StudyProfile:
    """Put a study into the paper's tables.

    Raises
    ------
    InputError
        If there is no study.
    """
    facts = reader.first(StudyFacts)
    if facts is None:
        raise InputError("there is no study to be profiled")
    labels = list(reader.find(Label))
    policies = {one.labels["duration_policy"] for one in labels}
    policy = DurationPolicy(policies.pop()) if policies else DurationPolicy.ONSET_TO_OFFSET
    study = labelled_study(reader, policy, withheld_films(reader))
    labelled = {one.decision for one in labels}
    expressions = [study.decisions[one.movement.key].id for one in study.expressions]
    clips = {one.id: one for one in reader.find(Stimulus)}
    ratings = [
        Rating(one.rater, clips[one.stimulus].name, one.emotions, one.intensity)
        for one in reader.find(RatedClip)
    ]
    seconds = {one.name: one.seconds for one in clips.values()}
    return profile_study(
        facts.name, study.selection, study.expressions, synthetic=facts.synthetic,
        ratings=summarise(ratings, seconds) if ratings else (),
        unlabelled=sum(one not in labelled for one in expressions),
    )  # fmt: skip
