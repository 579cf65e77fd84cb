"""The composite of the Micro-Expression Grand Challenge 2019: SMIC-HS, CASME II and SAMM under three classes.

See, Yap, Li, Hong & Wang, "MEGC 2019 - The Second Facial Micro-Expressions Grand Challenge", IEEE FG 2019,
https://doi.org/10.1109/FG.2019.8756611
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from countenance.core import Clip, Database, InputError
from countenance.databases.composite import Composite
from countenance.databases.label_schemes import label_scheme
from countenance.databases.selections import Selection

__all__ = ["MEGC2019_COUNTS", "MEGC2019_PARTICIPANTS", "compare_with_megc2019", "megc2019"]

MEGC2019_COUNTS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        "smic_hs": MappingProxyType({"negative": 70, "positive": 51, "surprise": 43}),
        "casme2": MappingProxyType({"negative": 88, "positive": 32, "surprise": 25}),
        "samm": MappingProxyType({"negative": 92, "positive": 26, "surprise": 15}),
    }
)
"""Clips of the challenge by database and class: 164, 145 and 133, together 442."""

MEGC2019_PARTICIPANTS: Mapping[str, int] = MappingProxyType({"smic_hs": 16, "casme2": 24, "samm": 28})
"""Participants of the challenge by database, together 68."""


def megc2019(databases: Sequence[Database], selection: Selection | None = None) -> Composite:
    """Join SMIC-HS, CASME II and SAMM as the challenge does.

    The words of the releases alone do not give exactly its 442 clips: its list leaves out some of CASME II that
    have a fitting word. The list (:func:`~countenance.databases.selections.read_selection`) makes them the same.

    Parameters
    ----------
    databases : sequence of Database
        The three, in any order.
    selection : Selection, optional
        The challenge's list.

    Raises
    ------
    InputError
        If one is missing, or another is among them.
    """
    given = {database.info.name: database for database in databases}
    missing = [name for name in MEGC2019_COUNTS if name not in given]
    if missing:
        raise InputError(
            f"the composite of MEGC2019 needs {', '.join(MEGC2019_COUNTS)}, but {' and '.join(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} missing; open the release too"
        )
    other = [name for name in given if name not in MEGC2019_COUNTS]
    if other:
        raise InputError(
            f"the composite of MEGC2019 has {', '.join(MEGC2019_COUNTS)} and not {', '.join(other)}; leave it "
            "out, or join what you like with Composite"
        )
    # In the challenge's order; a database that was given twice is refused by the composite.
    order = list(MEGC2019_COUNTS)
    ordered = sorted(databases, key=lambda database: order.index(database.info.name))
    return Composite(ordered, selection=selection, scheme=label_scheme("megc2019"))


def compare_with_megc2019(clips: Iterable[Clip]) -> list[str]:
    """Set clips beside the published counts, in one sentence for each database that differs.

    Parameters
    ----------
    clips : iterable of Clip
        Of any databases; only those with a class under ``megc2019`` count.

    Returns
    -------
    list of str
        Empty where everything agrees.

    Examples
    --------
    >>> compare_with_megc2019([])[2]
    'samm: no clip was found, MEGC2019 has 133 (92 negative, 26 positive, 15 surprise) of 28 participants.'
    """
    scheme = label_scheme("megc2019")
    labelled = [(clip, scheme.label(clip)) for clip in clips]
    sentences = []
    for database, published in MEGC2019_COUNTS.items():
        own = [(clip, label) for clip, label in labelled if label is not None and clip.database == database]
        found = {name: sum(label == name for _, label in own) for name in published}
        participants = len({clip.participant for clip, _ in own})
        if found == published and participants == MEGC2019_PARTICIPANTS[database]:
            continue
        ours = f"{_listed(found)} of {participants} participants" if own else "no clip"
        theirs = f"{_listed(published)} of {MEGC2019_PARTICIPANTS[database]} participants"
        was = "was" if len(own) <= 1 else "were"
        sentences.append(f"{database}: {ours} {was} found, MEGC2019 has {theirs}.")
    extra = sorted(
        {clip.database for clip, label in labelled if label and clip.database not in MEGC2019_COUNTS}
    )
    return sentences + [f"{database}: MEGC2019 does not have this database." for database in extra]


def _listed(counts: Mapping[str, int]) -> str:
    """Number in all and by class.

    >>> _listed({"negative": 2, "positive": 1})
    '3 (2 negative, 1 positive)'
    """
    return f"{sum(counts.values())} ({', '.join(f'{n} {name}' for name, n in counts.items())})"
