"""From two coders' passes over a recording to one list of movements, with every decision and reason kept.

>>> from countenance.core import Coding, CodingPass
>>> a = CodingPass("film", "A", (Coding(10, 14, 25), Coding(60, 66, 90)))
>>> b = CodingPass("film", "B", (Coding(11, 14, 25), Coding(60, 67, 91, excluded="speech")))
>>> queue = find_disagreements(a, b)
>>> [str(item.kind) for item in queue]
['exclusion differs', 'agreed']
>>> settled = arbitrate(queue, AutomaticPolicy.mean_within(2))
>>> [(float(one.onset), one.onset_frame) for one in settled.settled], len(settled.left)
([(10.5, 11)], 1)
"""

from countenance.study.arbitration.agreed import AgreedCoding, Source
from countenance.study.arbitration.automatic import Arbitration, AutomaticPolicy, arbitrate
from countenance.study.arbitration.decisions import REJECTED, Action, Decision, EmotionChoice
from countenance.study.arbitration.disagreements import (
    TOLERANCE,
    Disagreement,
    DisagreementKind,
    FrameDifferences,
    compare_pair,
    find_disagreements,
)
from countenance.study.arbitration.frames import mean_frame, rounded
from countenance.study.arbitration.pairing import IOU, WINDOW, CodingPair, pair_codings
from countenance.study.arbitration.settling import settle
from countenance.study.arbitration.units import UnitChoice, choose_units

__all__ = [
    "IOU",
    "REJECTED",
    "TOLERANCE",
    "WINDOW",
    "Action",
    "AgreedCoding",
    "Arbitration",
    "AutomaticPolicy",
    "CodingPair",
    "Decision",
    "Disagreement",
    "DisagreementKind",
    "EmotionChoice",
    "FrameDifferences",
    "Source",
    "UnitChoice",
    "arbitrate",
    "choose_units",
    "compare_pair",
    "find_disagreements",
    "mean_frame",
    "pair_codings",
    "rounded",
    "settle",
]
