"""How far coders agree with each other, and with what was settled, as figures that follow the work."""

from __future__ import annotations

from collections.abc import Mapping

from countenance.core import Coding, CodingPass
from countenance.store import Reader
from countenance.store.records import Film
from countenance.study.agreement import Agreement, AgreementOptions, agreement
from countenance.study.arbitration import AgreedCoding
from countenance.study.coding.passes import submitted_passes
from countenance.study.settlement.deciding import open_items, settled_movements

__all__ = ["SETTLED", "agreement_so_far", "settled_passes"]

SETTLED = "settled"
"""As what was settled is called where coders are compared with it."""


def agreement_so_far(
    reader: Reader, films: Mapping[str, Film], options: AgreementOptions | None = None
) -> Agreement | None:
    """Compare what was submitted, and every coder with recordings of which nothing is open.

    A recording that is settled in part would make whatever is still open look like a coder's error.

    Parameters
    ----------
    reader : Reader
    films : mapping of str to Film
        Recordings that count, by name.
    options : AgreementOptions, optional
        What counts.

    Returns
    -------
    Agreement or None
        None where no recording was submitted by two coders. What was settled takes part as a coder by the name of
        :data:`SETTLED`.
    """
    passes = [one for one in submitted_passes(reader) if one.recording in films]
    names = [one.recording for one in passes]
    if len(set(names)) == len(names):
        return None
    name = SETTLED
    while name in {one.coder for one in passes}:
        name += "'"
    return agreement([*passes, *settled_passes(reader, films, name)], options=options)


def settled_passes(reader: Reader, films: Mapping[str, Film], name: str = SETTLED) -> list[CodingPass]:
    """What was settled in recordings of which nothing is open, in whole frames, as if a coder had marked it."""
    is_open = {one.recording for one in open_items(reader)}
    by_film: dict[str, list[AgreedCoding]] = {}
    for _, agreed in settled_movements(reader):
        by_film.setdefault(agreed.recording, []).append(agreed)
    return [
        CodingPass(one, name, tuple(map(_coding, found)), films[one].n_frames, films[one].fps)
        for one, found in sorted(by_film.items())
        if one in films and one not in is_open
    ]


def _coding(agreed: AgreedCoding) -> Coding:
    frames = (agreed.onset_frame, agreed.apex_frame, agreed.offset_frame)
    return Coding(*frames, agreed.action_units, agreed.upper, agreed.lower, agreed.excluded)
