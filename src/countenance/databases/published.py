"""What the literature says about each database, to set beside what a release holds.

Only figures that a publication or the release's own page states are here; what could not be confirmed is left
out and shown as unknown. The columns are those of Table 1 of the CAS(ME)2 paper (Qu et al. 2016,
https://doi.org/10.1007/978-3-319-39513-5_5), with participants, recordings and the coders' agreement beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

from countenance.core import ExpressionKind

__all__ = ["CoderAgreement", "Literature", "PublishedCount", "literature"]


@dataclass(frozen=True, slots=True)
class PublishedCount:
    """How much a publication says there is; None where it does not say.

    Parameters
    ----------
    source : str
        Authors, year and DOI.
    macro, micro : int or None
        Expressions by kind; 0 where the database has none of the kind.
    participants : int or None
        With at least one expression.
    recordings : int or None
        Long recordings.
    """

    source: str
    macro: int | None = None
    micro: int | None = None
    participants: int | None = None
    recordings: int | None = None

    def of(self, kind: ExpressionKind) -> int | None:
        """Expressions of a kind."""
        return self.macro if kind is ExpressionKind.MACRO else self.micro


@dataclass(frozen=True, slots=True)
class CoderAgreement:
    """How far two coders agreed, with the measure by which it was counted: no two measures can be compared."""

    what: str
    measure: str
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class Literature:
    """What is published about a database.

    Parameters
    ----------
    year : int
        Of the paper that presents it.
    holds : str
        What a copy holds, in a few words.
    emotions, elicitation, tagging : str
        As in Table 1 of the CAS(ME)2 paper.
    counts : tuple of PublishedCount
        One for each source; sources differ where a release was extended or recoded.
    agreement : tuple of CoderAgreement
        Empty where none is known.
    """

    year: int
    holds: str
    emotions: str
    elicitation: str
    tagging: str
    counts: tuple[PublishedCount, ...] = ()
    agreement: tuple[CoderAgreement, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Everything as dictionaries, lists, text and numbers, ready for JSON."""
        whole = asdict(self)
        return {**whole, "counts": list(whole["counts"]), "agreement": list(whole["agreement"])}

    def expressions(self, kind: ExpressionKind) -> tuple[int, ...]:
        """Published numbers of a kind, as many as the sources differ in, in the order of sources."""
        return tuple(dict.fromkeys(n for count in self.counts if (n := count.of(kind)) is not None))

    def participants(self) -> tuple[int, ...]:
        """Published numbers of participants, likewise."""
        return tuple(dict.fromkeys(c.participants for c in self.counts if c.participants is not None))

    def recordings(self) -> tuple[int, ...]:
        """Published numbers of long recordings, likewise."""
        return tuple(dict.fromkeys(c.recordings for c in self.counts if c.recordings is not None))


def literature(name: str) -> Literature | None:
    """What is published about a database; None for one that nobody published, such as a laboratory's own.

    Examples
    --------
    >>> literature("casme2sq").expressions(ExpressionKind.MICRO)
    (53, 57)
    >>> [f"{a.what}: {a.value}" for a in literature("casme2sq").agreement]
    ['action units: 0.8', 'frames: 0.82']
    >>> literature("generic") is None
    True
    """
    return _LITERATURE.get(name)


_QU_2016 = "Qu et al. 2016, doi 10.1007/978-3-319-39513-5_5"
_QU_2018 = "Qu et al. 2018, doi 10.1109/TAFFC.2017.2654440"
_YAN_2013 = "Yan et al. 2013, doi 10.1109/FG.2013.6553799"
_YAN_2014 = "Yan et al. 2014, doi 10.1371/journal.pone.0086041"
_LI_2013 = "Li et al. 2013, doi 10.1109/FG.2013.6553717"
_OULU = "page of the database at the University of Oulu"
_DAVISON_2018 = "Davison et al. 2018, doi 10.1109/TAFFC.2016.2573832"
_YAP_2020 = "Yap et al. 2020, arXiv:1911.01519"
_LI_2023 = "Li et al. 2023, doi 10.1109/TPAMI.2022.3174895"
_BEN_2022 = "Ben et al. 2022, doi 10.1109/TPAMI.2021.3067464"

_SMIC_EMOTIONS = "3 (positive, negative, surprise)"


def _smic(holds: str, counts: tuple[PublishedCount, ...], year: int = 2013) -> Literature:
    return Literature(year, holds, _SMIC_EMOTIONS, "spontaneous", "emotion category", counts)


_LITERATURE: Mapping[str, Literature] = MappingProxyType(
    {
        "casme": Literature(
            2013,
            "micro-expression samples with apex and action units",
            "7 (basic emotions)",
            "spontaneous",
            "emotion, FACS",
            (
                PublishedCount(_YAN_2013, macro=0, micro=195, participants=19),
                PublishedCount("label file of the release, usable rows", macro=0, micro=189),
            ),
        ),
        "casme2": Literature(
            2014,
            "micro-expression samples with apex and action units",
            "5 (happiness, disgust, surprise, repression, others)",
            "spontaneous",
            "emotion, FACS",
            (
                PublishedCount(_YAN_2014, macro=0, micro=247, participants=26),
                PublishedCount("label file of the release, seven emotions", macro=0, micro=255),
            ),
        ),
        "casme2sq": Literature(
            2016,
            "long recordings with macro- and micro-expressions, apex and action units",
            "4 (positive, negative, surprise, other)",
            "spontaneous",
            "emotion, FACS, self-report",
            (
                PublishedCount(_QU_2016, macro=250, micro=53, participants=22),
                PublishedCount(_QU_2018, macro=300, micro=57, recordings=87),
                PublishedCount("folders of the release", recordings=98),
            ),
            (
                CoderAgreement(
                    "action units", "2 |A and B| / (|A| + |B|), the Dice coefficient", 0.8, _QU_2016
                ),
                CoderAgreement("frames", "share of frames from the first to the last", 0.82, _QU_2016),
            ),
        ),
        "casme3_a": Literature(
            2023,
            "long colour and depth recordings with macro- and micro-expressions, apex and action units",
            "7 (basic emotions, others)",
            "spontaneous",
            "emotion, FACS",
            (PublishedCount(_LI_2023, participants=100, recordings=1300),),
        ),
        "casme3_c": Literature(
            2023,
            "recordings of a mock crime with macro- and micro-expressions and action units, no apex",
            "none published by clip",
            "spontaneous (mock crime)",
            "emotion, FACS",
            (PublishedCount(_LI_2023, participants=31, recordings=31),),
        ),
        "fourdme": Literature(
            2022,
            "micro-expression samples with apex and action units",
            "5 categories, several for a clip",
            "spontaneous",
            "emotion, 22 action units",
        ),
        "mmew": Literature(
            2022,
            "micro-expression samples with apex and action units",
            "6 (basic emotions), others",
            "spontaneous",
            "emotion, FACS",
            (PublishedCount(_BEN_2022, micro=300),),
        ),
        "samm": Literature(
            2018,
            "micro-expression samples with apex, action units and objective classes",
            "7 (basic emotions, contempt), other",
            "spontaneous",
            "emotion, FACS, objective class",
            (PublishedCount(_DAVISON_2018, macro=0, micro=159, participants=32),),
        ),
        "samm_long_videos": Literature(
            2020,
            "long recordings with macro- and micro-expressions, apex and action units",
            "none",
            "spontaneous",
            "FACS",
            (PublishedCount(_YAP_2020, macro=343, micro=159, recordings=147),),
        ),
        "smic_hs": _smic(
            "micro-expression samples of a high-speed camera, no apex, no action units",
            (PublishedCount(_LI_2013, macro=0, micro=164, participants=16),),
        ),
        "smic_vis": _smic(
            "micro-expression samples of a visible-light camera, no apex, no action units",
            (PublishedCount(_QU_2016, macro=0, micro=71),),
        ),
        "smic_nir": _smic(
            "micro-expression samples of a near-infrared camera, no apex, no action units",
            (PublishedCount(_QU_2016, macro=0, micro=71),),
        ),
        "smic_e_hs": _smic(
            "long recordings of a high-speed camera with micro-expressions, no apex, no action units",
            (PublishedCount(_OULU, macro=0, micro=157, recordings=157),),
            2018,
        ),
        "smic_e_vis": _smic(
            "long recordings of a visible-light camera with micro-expressions, no apex, no action units",
            (PublishedCount(_OULU, macro=0, micro=71, recordings=71),),
            2018,
        ),
        "smic_e_nir": _smic(
            "long recordings of a near-infrared camera with micro-expressions, no apex, no action units",
            (PublishedCount(_OULU, macro=0, micro=71, recordings=71),),
            2018,
        ),
    }
)
