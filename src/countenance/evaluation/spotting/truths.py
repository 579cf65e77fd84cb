"""The truth of a database: every recording, every label, and the odd ones that its reader had to leave out."""

from __future__ import annotations

from countenance.core import Clip
from countenance.core.contracts import Database
from countenance.core.problems import lost_clips
from countenance.core.words import counted
from countenance.evaluation.spotting.intervals import Truth, scored_recording
from countenance.evaluation.spotting.odd_rows import odd_rows
from countenance.evaluation.spotting.policies import Policies, RawLabel, read_labels

__all__ = ["policy_remarks", "truth_of"]

_ODD = {
    "offset_zero": "whose offset was not coded",
    "onset_zero": "that begin with the recording",
    "overlong": "that are called long or last 4 s or more",
}


def truth_of(database: Database, policies: Policies | None = None) -> Truth:
    """Labels and recordings of a release.

    A reader gives no clip for a label whose offset was not coded, or whose onset lies before the first frame. In
    the layout of CAS(ME)2 and in those of one table of labels such rows are read here, as the policies say.

    Parameters
    ----------
    database : Database
        Every recording counts, labelled or not.
    policies : Policies, optional
        How odd labels are read.

    Returns
    -------
    Truth
        Its remarks tell how many labels each policy concerned, and how many labels are lost for other reasons.

    Raises
    ------
    DatabaseError
        If the labels as a whole cannot be used.
    """
    chosen = policies or Policies()
    clips = database.clips()
    odd = odd_rows(database, clips)
    labels, counts = read_labels([*map(_raw, clips), *odd], chosen)
    lost = max(0, lost_clips(database.validate()) - len(odd))
    recordings = tuple(map(scored_recording, database.recordings()))
    remarks = policy_remarks(chosen, counts)
    if lost:
        remarks.append(
            f"{counted(lost, 'label')} of {database.info.name} cannot be used and do not count; "
            "'countenance databases validate' says why."
        )
    return Truth(recordings, tuple(labels), chosen.described(counts), tuple(remarks))


def policy_remarks(policies: Policies, counts: dict[str, int]) -> list[str]:
    """One sentence for every policy that concerned a label."""
    return [
        f"Labels {_ODD[name]}: {policy['labels']}; {name} = {policy['choice']}: {policy['meaning']}."
        for name, policy in policies.described(counts).items()
        if policy["labels"]
    ]


def _raw(clip: Clip) -> RawLabel:
    expression = clip.expression
    category = expression.labels.category
    return RawLabel(
        clip.recording.key,
        expression.interval.onset,
        expression.apex,
        expression.interval.offset,
        expression.kind,
        clip.fps,
        None if category is None else category.value,
        source=clip.key,
    )
